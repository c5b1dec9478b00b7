"""Every command of the running QEMU is an operation of `spec/qemu`, with all arguments, or is listed with a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

import nac

from .harness import BINARIES, Program, Qemu
from .images import Images

pytestmark = pytest.mark.qemu

SPEC = nac.load("qemu")
PAGE = Path(__file__).parents[2] / "docs" / "reference" / "qemu.md"
Types = dict[str, dict[str, Any]]


def listed() -> dict[str, str]:
    """The commands of the table, `*` for any text, with the reasons."""
    table = PAGE.read_text().split("<!-- not defined -->")[1]
    rows = re.findall(r"^\| (`.*?) \| (.+?) \|$", table, re.MULTILINE)
    return {name: reason for names, reason in rows for name in re.findall(r"`([^`]+)`", names)}


@pytest.fixture(scope="module")
def types(images: Images) -> Types:
    """What `query-qmp-schema` says of commands and types, of both programs together."""
    found: Types = {}
    for program in BINARIES:
        found |= schema(images, program)
    return found


def schema(images: Images, program: Program) -> Types:
    """Commands by name, types by program and name: each program numbers its types anew."""
    with Qemu(images, program) as qemu:
        reply = qemu.must("query-qmp-schema")
    return {
        entry["name"] if entry["meta-type"] == "command" else f"{program} {entry['name']}": entry | {"program": program}
        for entry in reply
    }


def commands(types: Types) -> list[str]:
    return [name for name, entry in types.items() if entry["meta-type"] == "command"]


def members(types: Types, program: str, name: str) -> Iterator[tuple[str, str]]:
    """The fields of an object type with their types, those of its variants too."""
    entry = types[f"{program} {name}"]
    for member in entry.get("members", ()):
        yield member["name"], member["type"]
    for variant in entry.get("variants", ()):
        yield from members(types, program, variant["type"])


def test_every_command_is_defined_or_listed(types: Types) -> None:
    reasons = listed()
    found = commands(types)
    assert len(found) > 200
    for command in found:
        reason = [pattern for pattern in reasons if fnmatchcase(command, pattern)]
        assert (command in SPEC) != bool(reason), f"{command}: defined {command in SPEC}, listed as {reason}"


def test_nothing_is_listed_or_defined_that_does_not_exist(types: Types) -> None:
    found = commands(types)
    for pattern in listed():
        assert any(fnmatchcase(command, pattern) for command in found), f"{pattern} is no command"
    for operation in SPEC.operations:
        assert operation.name in found


def test_every_argument_is_accepted(types: Types) -> None:
    for operation in SPEC.operations:
        entry = types[operation.name]
        program = entry["program"]
        groups = {parameter.group for parameter in operation.parameters} - {""}
        known = {parameter.name for parameter in operation.parameters if not parameter.group} | groups
        for name, type in members(types, program, entry["arg-type"]):
            assert name in known, f"{operation.name} does not accept {name}"
            if name in groups:
                element = types[f"{program} {type}"]["element-type"]
                fields = {parameter.name for parameter in operation.parameters if parameter.group == name}
                missing = {field for field, _ in members(types, program, element)} - fields
                assert not missing, f"{operation.name}: {name} does not accept {missing}"


@pytest.mark.parametrize("driver", ["virtio-blk-pci", "scsi-hd", "scsi-cd", "ide-hd", "ide-cd", "nvme-ns"])
def test_every_property_of_a_disk_is_accepted(images: Images, driver: str) -> None:
    """The schema does not list these. Those of QEMU's own parts and those for its tests (`x-`) need not be known."""
    known = {parameter.name for parameter in SPEC["device_add"].parameters}
    with Qemu(images, guest=True) as qemu:
        properties = qemu.must("device-list-properties", typename=driver)
    names = {entry["name"] for entry in properties if not entry["type"].startswith("child<")}
    assert {name for name in names if not name.startswith("x-")} - known == set()


def test_the_drivers_of_blockdev_add_are_those_of_the_schema(types: Types) -> None:
    entry = types["blockdev-add"]
    type = dict(members(types, entry["program"], entry["arg-type"]))["driver"]
    driver = SPEC["blockdev-add"].parameter("driver")
    assert driver is not None
    assert set(types[f"{entry['program']} {type}"]["values"]) <= set(driver.choices)
