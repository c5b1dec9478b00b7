"""Certificates, and the controller that asks for one: nothing is covered that was not proved as it runs."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nac
from checker.evidence.proofs import check
from nac import certificate as form
from nac import kernel
from nac.certificate import Certificate, dumps, loads, read, require_covered, sealed
from nac.compiled import dumps as compiled
from nac.compiled import loads as from_compiled

from .conftest import SPECS

SPEC = nac.load("examples/rwlock")
TABLE = compiled(SPEC).encode()


@pytest.fixture
def shipped(proofs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(form, "proofs_folder", lambda: proofs)
    return proofs


def path(root: Path) -> Path:
    return root / "examples" / "rwlock" / form.NAME


@pytest.mark.slow
def test_a_shipped_certificate_covers_its_spec(shipped: Path) -> None:
    assert require_covered(SPEC).spec == "examples/rwlock"
    assert nac.Controller(SPEC, certified=True).spec is SPEC
    assert nac.Controller(from_compiled(TABLE), certified=True).jobs == {}


CHAIN = nac.Graph.chain("base", "top")


def locks(controller: nac.Controller, spec: nac.Spec) -> None:
    """Two writers of one node, which no lock lets in."""
    for job in ("first", "second"):
        controller.admit(spec["write-lock"].plan(CHAIN, node="top"), job=job)


@pytest.mark.parametrize("field", ["roles", "operations"])
def test_a_certified_controller_runs_what_was_covered(shipped: Path, field: str) -> None:
    """Whatever becomes of the spec that it was given; a plain one runs that."""
    for certified in (True, False):
        spec = from_compiled(TABLE)
        controller = nac.Controller(spec, CHAIN, certified=certified)
        operation = spec["write-lock"]
        roles = tuple(replace(role, allow=spec.all) for role in operation.roles)
        if field == "roles":
            object.__setattr__(operation, "roles", roles)
        else:
            object.__setattr__(spec, "operations", (replace(operation, roles=roles),))
        if certified:
            with pytest.raises(nac.Refused):
                locks(controller, spec)
            assert controller.held("top").allow == frozenset()
        elif field == "roles":
            locks(controller, spec)


CALLING = nac.compile("""
    action write covers writes
    operation store(p) { at p { require write   allow none }   effects { writes p } }
    operation transaction(calls: calls) { }
""")
STORES = [{"type": "store", "data": {"p": "top"}}] * 2


def test_what_a_transaction_calls_is_covered_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = from_compiled(compiled(CALLING))
    cover = replace(read(form.proofs_folder() / "examples" / "rwlock" / form.NAME), table=spec.digest)
    monkeypatch.setattr(form, "_shipped", lambda spec, table: cover)
    store = replace(spec["store"], roles=tuple(replace(role, allow=spec.all) for role in spec["store"].roles))
    certified = nac.Controller(spec, CHAIN, certified=True)
    plain = nac.Controller(spec, CHAIN)
    object.__setattr__(spec["transaction"], "others", (store,))
    assert spec.digest == CALLING.digest
    with pytest.raises(nac.Uncertified, match="transaction calls operations that are not its own"):
        nac.Controller(spec, certified=True)
    plan = spec["transaction"].plan(CHAIN, calls=STORES)
    with pytest.raises(nac.Refused):
        certified.admit(plan)
    assert certified.verdict(plan) is not None
    plain.admit(plan)


def test_a_spec_that_is_being_changed_is_not_covered(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nac.compiled.dumps", lambda spec: compiled(CALLING))
    with pytest.raises(nac.Uncertified, match="it is being changed"):
        nac.Controller(SPEC, certified=True)


def test_a_certificate_of_ones_own(proofs: Path) -> None:
    nac.Controller(SPEC, certificate=path(proofs))
    nac.Controller(SPEC, certified=True, certificate=str(path(proofs)))


def test_the_spec_tells_its_digest(proofs: Path) -> None:
    assert read(path(proofs)).table == SPEC.digest == replace(SPEC, name="another name").digest


def test_what_no_certificate_covers_is_refused_with_advice(shipped: Path) -> None:
    operation = SPEC.operations[0]
    role = replace(operation.roles[0], allow=SPEC.all)
    changed = replace(SPEC, operations=(replace(operation, roles=(role,)), *SPEC.operations[1:]))
    with pytest.raises(nac.Uncertified, match=r"no shipped certificate covers .*nac prove PATH"):
        nac.Controller(changed, certified=True)
    with pytest.raises(nac.Uncertified, match=r"for another spec: .*nac prove PATH"):
        nac.Controller(changed, certificate=path(shipped))
    nac.Controller(changed)


@pytest.mark.parametrize("name", ["conflict", "join_require", "join_allow", "weaker"])
def test_another_kernel_is_not_covered(shipped: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    genuine = getattr(kernel, name)
    monkeypatch.setattr(kernel, name, lambda *flags: genuine(*flags) ^ 1)
    with pytest.raises(nac.Uncertified, match="kernel"):
        nac.Controller(SPEC, certified=True)


def test_a_kernel_that_forgets_later_actions_is_not_covered(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = kernel.conflict
    monkeypatch.setattr(kernel, "conflict", lambda *flags: genuine(*flags) & 0xFFFF)
    with pytest.raises(nac.Uncertified, match="kernel"):
        nac.Controller(SPEC, certified=True)


@pytest.mark.parametrize("other", [None, "examples/rwlock", 7])
def test_what_is_no_spec_is_not_run(other: Any) -> None:
    for certified in (False, True):
        with pytest.raises(nac.Misuse, match=r"is not a spec; nac\.load"):
            nac.Controller(other, certified=certified)


@pytest.mark.parametrize("place", [b"x", False, "\0", ""])
def test_what_is_no_path_is_no_certificate(place: Any) -> None:
    with pytest.raises(nac.Uncertified):
        nac.Controller(SPEC, certificate=place)


@pytest.mark.parametrize("value", [float("nan"), {1}, ["deep"]])
def test_a_spec_that_cannot_be_written_down_is_not_covered(shipped: Path, value: Any) -> None:
    for _ in range(20_000 if isinstance(value, list) else 0):
        value = [value]
    step = nac.spec.Step("admit", operation="read-lock", arguments={"node": value})
    changed = replace(SPEC, scenarios=(nac.spec.Scenario("s", steps=(step,)),))
    with pytest.raises(nac.Uncertified, match="cannot be covered"):
        nac.Controller(changed, certified=True)


@pytest.mark.parametrize(("name", "value"), [("NONE", 1), ("ALL", 255)])
def test_other_neutral_flags_are_not_covered(
    shipped: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: int
) -> None:
    monkeypatch.setattr(kernel, name, value)
    with pytest.raises(nac.Uncertified, match="kernel"):
        nac.Controller(SPEC, certified=True)


def test_no_evidence_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "proofs_folder", lambda: tmp_path / "nothing")
    with pytest.raises(nac.Uncertified, match="no shipped certificate"):
        nac.Controller(SPEC, certified=True)
    with pytest.raises(nac.Uncertified, match="no such file"):
        nac.Controller(SPEC, certificate=tmp_path / "nothing.json")
    for other in (tmp_path, "/dev/null", ""):
        with pytest.raises(nac.Uncertified, match="this is not an ordinary file"):
            nac.Controller(SPEC, certificate=other)


@pytest.mark.slow
def test_every_bit_of_a_certificate_counts() -> None:
    text = form.Text("race.smt2", "0" * 64)
    small = Certificate(
        1,
        "é",
        "1" * 64,
        "2" * 64,
        form.kernel_answers(),
        "3" * 64,
        ("z3 1",),
        form.Bounds(5, 1, 1),
        (("race.smt2", "4" * 64),),
        (form.CertifiedObligation("race/a", "race", "t", "proved", (form.CertifiedQuestion("q", text),)),),
    )
    content = dumps(sealed(small)).encode()
    assert loads(content) == sealed(small)
    for number in range(len(content) * 8):
        damaged = bytearray(content)
        damaged[number // 8] ^= 1 << number % 8
        with pytest.raises(nac.Uncertified):
            loads(bytes(damaged))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damage_to_a_real_certificate_is_noticed(made: Path, data: st.DataObject) -> None:
    content = bytearray(path(made).read_bytes())
    number = data.draw(st.integers(0, len(content) * 8 - 1))
    content[number // 8] ^= 1 << number % 8
    with pytest.raises(nac.Uncertified):
        loads(bytes(content))


@pytest.mark.slow
def test_every_bit_of_a_table_counts() -> None:
    assert from_compiled(TABLE) == SPEC
    damaged = bytearray(TABLE)
    for number in range(len(TABLE) * 8):
        damaged[number // 8] ^= 1 << number % 8
        with pytest.raises(nac.SpecError):
            from_compiled(bytes(damaged))
        damaged[number // 8] ^= 1 << number % 8


CHANGES: dict[str, Any] = {
    "format": 2,
    "spec": "another",
    "table": "0" * 64,
    "text": "0" * 64,
    "kernel": (("conflict", "0000"),),
    "theorems": "0" * 64,
    "solvers": ("z3 0",),
    "bounds": form.Bounds(1, 1, 1),
    "files": (),
    "obligations": (),
    "witnesses": (),
    "scenarios": (),
    "relied": (("writer", 0, ""),),
}


def test_every_field_is_tried() -> None:
    assert CHANGES.keys() | {"seal"} == {field.name for field in fields(Certificate)}


@pytest.mark.parametrize("field", [name for name in CHANGES if name != "solvers"])
def test_a_field_changed_under_a_new_seal_is_noticed(shipped: Path, field: str) -> None:
    """The seal only shows damage. What a careful hand changed is noticed when the spec is asked again."""
    genuine = read(path(shipped))
    path(shipped).write_text(dumps(sealed(replace(genuine, **{field: CHANGES[field]}))), encoding="utf-8")
    stale = check(shipped, SPECS, whole=True)
    assert any("rwlock" in line for line in stale)
    if field in ("format", "table", "kernel"):
        with pytest.raises(nac.Uncertified):
            nac.Controller(SPEC, certified=True)


def test_a_certificate_of_less_than_proofs_is_none(made: Path) -> None:
    genuine = read(path(made))
    first, *rest = genuine.obligations
    question = first.questions[0]
    assert question.text is not None
    wrong = {
        "not every obligation is proved": replace(first, outcome="unknown"),
        "an obligation has nothing to show": replace(first, questions=()),
        "a question has not one thing to show": replace(first, questions=(replace(question, text=None),)),
        "a text is in no file": replace(first, questions=(replace(question, text=form.Text("x.smt2", "0" * 64)),)),
        "a digest is none": replace(first, questions=(replace(question, text=replace(question.text, sha256="0")),)),
        "an answer is neither": replace(first, questions=(replace(question, text=replace(question.text, answer="x")),)),
    }
    for problem, obligation in wrong.items():
        with pytest.raises(nac.Uncertified, match=problem):
            loads(dumps(sealed(replace(genuine, obligations=(obligation, *rest)))))
    with pytest.raises(nac.Uncertified, match="it has no obligations"):
        loads(dumps(sealed(replace(genuine, obligations=()))))
    for names in ((("../x.smt2", "0" * 64),), (("race.smt2", "0" * 64),) * 2):
        with pytest.raises(nac.Uncertified, match="file"):
            loads(dumps(sealed(replace(genuine, files=(*genuine.files, *names)))))


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "null", "1e999", "[" * 100_000, '{"format": 1}', "\ud800", '{"format": 1, "format": 1}', "NaN"],
)
def test_anything_else_is_no_certificate(content: str) -> None:
    with pytest.raises(nac.Uncertified):
        loads(content)
    with pytest.raises(nac.Uncertified):
        loads(content.encode("utf-8", "surrogatepass"))


def test_a_type_that_is_another_is_refused(made: Path) -> None:
    data = json.loads(path(made).read_bytes())
    for name in data:
        values: tuple[Any, ...] = (None, 1.5, True, "x", [], {}, [[]], [None])
        for value in values:
            if type(value) is not type(data[name]) or value in ([[]], [None]):
                with pytest.raises(nac.Uncertified):
                    loads(json.dumps({**data, name: value}, indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(form, "LARGEST", 100)
    (tmp_path / form.NAME).write_bytes(b" " * 200)
    with pytest.raises(nac.Uncertified, match="longer than"):
        read(tmp_path / form.NAME)
