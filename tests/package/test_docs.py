"""The examples of docs/reference/language.md are one spec; what docs/reference/command-line.md lists exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import nac
from checker.cli import COMMANDS, parser
from checker.deciding.obligations import check
from checker.deciding.scenarios import play_all
from checker.smt.outcome import Proved
from checker.smt.solve import Solver
from nac.language import compile_text
from nac.spec import FUNCTIONS, VERBS

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGE = (DOCS / "reference" / "language.md").read_text(encoding="utf-8")
COMMAND_LINE = (DOCS / "reference" / "command-line.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_examples_of_the_language_are_a_spec_that_holds() -> None:
    text = "\n".join(re.findall(r"```\n(.*?)```", LANGUAGE, re.DOTALL))
    spec = nac.compile(text, "language.md")
    assert compile_text(text, "language.md").diagnostics == ()
    assert (len(spec.operations), len(spec.properties), len(spec.scenarios)) == (4, 2, 1)
    assert [played.outcome for played in play_all(spec)] == [Proved()]
    with Solver() as solver:
        assert [owed.id for owed in check(spec, solver) if not isinstance(owed.outcome, Proved)] == []


def test_the_language_page_names_every_function_and_verb() -> None:
    for name in FUNCTIONS:
        assert f"`{name}(" in LANGUAGE, name
    for verb in VERBS:
        assert f"`{verb}`" in LANGUAGE, verb


def test_every_command_is_described() -> None:
    assert re.findall(r"^## nac (\w+)", COMMAND_LINE, re.MULTILINE) == list(COMMANDS)
    usage = parser().format_help()
    assert all(f"    {name} " in usage for name in COMMANDS)


def test_the_example_of_the_qemu_page_knows_of_what_runs() -> None:
    """A guest and a backup were there before: the commit is refused for the backup, and would not be without."""
    names = ["base", "top", "copy"]
    blocks = [{"id": number, "type": "block-driver", "name": name} for number, name in enumerate(names)]
    replies = {
        "query_named_block_nodes": [{"node-name": name, "drv": "qcow2", "ro": name == "base"} for name in names],
        "query_block": [{"device": "", "qdev": "disk", "inserted": {"node-name": "top"}}],
        "x_debug_query_block_graph": {"nodes": blocks, "edges": [{"parent": 1, "child": 0, "name": "backing"}]},
    }
    page = (DOCS / "how-to" / "ask-before-a-qmp-command.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    backup = "blockdev-backup", {"device": "top", "target": "copy", "sync": "full", "job-id": "nightly"}
    said: dict[str, Any] = {**replies, "started": {}}
    exec(example, said)  # as a reader would run it
    assert (said["controller"].jobs.keys(), said["refusal"]) == ({"disk top"}, None)
    with pytest.raises(nac.Invalid, match="block-commit: the device must be a root node"):
        exec(example, {**replies, "started": {"nightly": backup}})
