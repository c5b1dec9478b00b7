"""What helps authors and reviewers: tolerated races, suggestions, passages, and the memory of earlier runs."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

import nac
from checker.cli import main
from checker.comparing.audit import audit, difference, keys
from checker.comparing.suggest import candidates, suggest
from checker.deciding.obligations import check
from checker.deciding.passages import passages
from checker.reporting import drawing
from checker.smt.cache import Remembering
from checker.smt.outcome import Proved
from checker.smt.solve import Solver, Task
from nac import Controller, Spec

ACTIONS = """
action read covers reads
action write covers writes at node, above(node)
action update covers updates
"""
MIRROR = (
    ACTIONS
    + """
operation guest(disk) {
    phases running -> paused, paused -> running
    at disk, above(disk) during running { require read, write   allow read, write }
    at disk { allow read, write }
    at below(disk) { require read   allow read }
    effects { reads disk during running   writes disk during running }
}
operation mirror(disk) {
    at disk { require read   allow read, write }
    at below(disk) { require read   allow read }
    effects { reads disk }
}
operation flush(disk) {
    at disk { require update }
    effects { updates disk }
}
"""
)


def test_tolerated_races_are_found_with_examples_that_run() -> None:
    spec = nac.compile(MIRROR)
    with Solver() as solver:
        found = audit(spec, solver)
    assert [each.key for each in found] == [
        "guest (running) writes disk; guest (running) reads disk",
        "guest (running) writes disk; guest (running) writes disk",
        "guest (running) writes disk; mirror reads disk",
    ]
    for each in found:
        example = each.example
        assert example is not None
        assert len(example.graph) == 1
        controller = Controller(spec, example.graph)
        for called in example.calls:
            controller.admit(spec[called.operation].plan(example.graph, called.arguments), phase=called.phase or None)
        assert sum(line.startswith("   allowed at spec:") for line in drawing.lines(example)) >= 1


def test_one_allow_more_shows_in_the_audit(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, before = tmp_path / "spec.nac", tmp_path / "audit.txt"
    path.write_text(MIRROR)
    assert main(["audit", str(path)]) == 0
    before.write_text(capsys.readouterr().out)
    assert main(["audit", str(path), "--compare", str(before)]) == 0
    assert capsys.readouterr().out == ""
    path.write_text(MIRROR.replace("at disk { require update }", "at disk { require update   allow update }"))
    assert main(["audit", str(path), "--compare", str(before)]) == 1
    assert capsys.readouterr().out == "+ flush updates disk; flush updates disk\n"
    path.write_text(
        MIRROR.replace("at disk { require read   allow read, write }", "at disk { require read   allow read }")
    )
    assert main(["audit", str(path), "--compare", str(before)]) == 1
    assert capsys.readouterr().out == "- guest (running) writes disk; mirror reads disk\n"
    assert main(["audit", str(path), "--compare", str(before), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {
        "new": [],
        "gone": ["guest (running) writes disk; mirror reads disk"],
    }
    assert main(["audit", str(path), "--compare", str(tmp_path / "none")]) == 2


def test_an_audit_that_finds_nothing_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A spec whose races nobody tolerates has none to list, refuted or not."""
    path = tmp_path / "spec.nac"
    path.write_text(ACTIONS + "operation wipe(disk) { at disk { require read } effects { writes disk } }")
    assert main(["audit", str(path)]) == 0
    assert capsys.readouterr().out == (
        "# spec: no tolerated race; a race that not both sides allow is shown by `nac check`\n"
    )


def test_the_difference_looks_at_the_margin_only() -> None:
    gone = "f writes disk, above(disk); g (running) reads disk"
    assert difference((), keys(f"# a comment\n  indented\n\n{gone}\n") or frozenset()) == ((), (gone,))


@pytest.mark.parametrize("text", ["[]\n", "action read covers reads; a\n", "+ f writes x; g reads x\n", "nothing"])
def test_what_is_no_list_is_not_compared_with(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "before"
    path.write_text(text)
    assert main(["audit", "rfc", "--compare", str(path)]) == 2
    assert (
        "not a list that `nac audit` has printed as text; `nac audit rfc > FILE` makes one" in capsys.readouterr().err
    )


def proved(spec: Spec) -> bool:
    with Solver() as solver:
        return all(isinstance(owed.outcome, Proved) for owed in check(spec, solver))


BARE = (
    ACTIONS
    + """
operation copy(source, target) {
    where not target in (source, above(source), below(source))
    ROLES
    effects { reads source   writes target   updates target }
}
operation look(disk) { at disk { require read   allow read, update }   effects { reads disk } }
"""
)


@pytest.mark.slow
@pytest.mark.parametrize("roles", ["", "at source { }   at target, above(target) { }   at target { }"])
def test_suggested_roles_are_proved_and_cannot_be_bettered(roles: str) -> None:
    text = BARE.replace("ROLES", roles or "at none { }")
    spec = nac.compile(text)
    if not roles:  # the language wants a role; what is suggested starts from the effects
        spec = with_roles(spec, "copy", ())
    with Solver() as solver:
        found = suggest(spec, "copy", solver)
    assert found.proved
    good = with_roles(spec, "copy", found.roles)
    assert proved(good)
    needed = {(number, bit) for number, role in enumerate(found.roles) for bit in range(3) if role.require >> bit & 1}
    assert needed
    for number, bit in needed:
        fewer = list(found.roles)
        fewer[number] = replace_flags(fewer[number], require=fewer[number].require & ~(1 << bit))
        assert not proved(with_roles(spec, "copy", tuple(fewer))), (number, bit)
    readers = [bought for bought in found.bought if "look" in map(str, bought.beside)]
    assert readers


def with_roles(spec: Spec, name: str, roles: tuple[nac.spec.Role, ...]) -> Spec:
    from dataclasses import replace

    changed = (replace(each, roles=roles) if each.name == name else each for each in spec.operations)
    return replace(spec, operations=tuple(changed))


def replace_flags(role: nac.spec.Role, require: int) -> nac.spec.Role:
    from dataclasses import replace

    return replace(role, require=require)


def test_candidates_come_from_the_effects() -> None:
    spec = with_roles(nac.compile(BARE.replace("ROLES", "at none { }")), "copy", ())
    assert len(candidates(spec, spec["copy"])) == 4  # source, below(source), target, above(target)


def test_what_cannot_be_proved_is_not_suggested(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ACTIONS + "operation bad(disk) { at disk { }   effects { writes disk } }"
    (tmp_path / "bad.nac").write_text(text)
    assert main(["suggest", "bad", "--spec", str(tmp_path / "bad.nac")]) == 1
    assert "coverage/bad/-/0-writes/write" in capsys.readouterr().out
    assert main(["suggest", "worse", "--spec", str(tmp_path / "bad.nac")]) == 2
    assert "(--spec names another) has no operation 'worse'" in capsys.readouterr().err
    assert main(["suggest", "block-comit"]) == 2
    said = "the spec rfc (--spec names another) has no operation 'block-comit'; did you mean 'block-commit'?"
    assert capsys.readouterr().err == f"nac: {said}\n"


@pytest.mark.parametrize("name", ["block-commit", "transaction"])
def test_nothing_is_suggested_for_what_has_no_effects(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest", name, "--spec", "qemu"]) == 2
    assert f"{name} has no effects in the spec qemu, so no flags can be suggested for it" in capsys.readouterr().err


def test_passages() -> None:
    spec = nac.compile(
        ACTIONS
        + """
    operation user(disk) {
        phases idle -> busy, busy -> idle
        at disk during idle { allow all }
        at disk during busy { require write   allow read }
    }
    operation keeper(disk) { at disk { require read   allow read } }
    operation friend(disk) { at disk { allow all } }
    """
    )
    with Solver() as solver:
        found = passages(spec, solver)
    assert [str(each) for each in found] == [
        "user: idle -> busy can be refused by user (busy), keeper",
        "user: busy -> idle is always granted",
    ]


SCRIPT = "; words\n(set-logic UF)\n(declare-fun p () Bool)\n(assert {})\n(check-sat)\n"


class Counting(Solver):
    asked = 0

    def stream(self, tasks):  # type: ignore[no-untyped-def]
        for number, answer in super().stream(tasks):
            Counting.asked += 1
            yield number, answer


def test_the_same_text_is_decided_once(tmp_path: Path) -> None:
    path = tmp_path / "kept" / "answers.json"
    tasks = [Task(SCRIPT.format("p"), values=("p",)), Task(SCRIPT.format("(and p (not p))"))]
    tasks.append(Task(tasks[0].script.replace("words", "other words"), values=("p",)))
    Counting.asked = 0
    with Remembering(path, Counting) as solver:
        first = solver.decide(tasks)
        assert Counting.asked == 2
    assert [answer.verdict for answer in first] == ["sat", "unsat", "sat"]
    with Remembering(path, Counting) as solver:
        assert solver.decide(tasks) == first
        assert Counting.asked == 2
        solver.decide([Task(tasks[0].script)])  # asked for something else
        assert Counting.asked == 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_memory_is_not_believed(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "answers.json"
    task = Task(SCRIPT.format("p"))
    with Remembering(path) as solver:
        solver.decide([task])
    raw = bytearray(path.read_bytes())
    place = seed * len(raw) // 40
    raw[place] ^= 1 << seed % 7
    path.write_bytes(raw)
    Counting.asked = 0
    with Remembering(path, Counting) as solver:
        assert solver.damaged
        assert solver.decide([task])[0].verdict == "sat"
    assert Counting.asked == 1


def test_forged_verdicts_and_other_versions_are_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    task = Task(SCRIPT.format("p"))
    with Remembering(path) as solver:
        solver.decide([task])
    kept = json.loads(path.read_text())
    (fields,) = kept["content"]["answers"].values()
    fields["verdict"] = "unsat"
    path.write_text(json.dumps(kept))
    with Remembering(path) as solver:
        assert "damaged" in solver.damaged
    fields["verdict"] = "sat"
    kept["content"]["versions"]["z3"] = "another"
    kept["sha256"] = hashlib.sha256(json.dumps(kept["content"], sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(kept))
    Counting.asked = 0
    with Remembering(path, Counting) as solver:
        assert not solver.damaged
        assert solver.decide([task])[0].verdict == "sat"
    assert Counting.asked == 1


@pytest.mark.slow
def test_only_what_is_proved_is_kept_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "spec.nac"
    path.write_text(MIRROR)
    for _ in range(2):
        assert main(["check", str(path)]) == 0
    first = capsys.readouterr().out
    path.write_text(MIRROR.replace("at below(disk) { require read   allow read }", ""))
    for _ in range(2):
        assert main(["check", str(path)]) == 1
        second = capsys.readouterr().out
        assert "refuted race" in second
    path.write_text(MIRROR)
    assert main(["check", str(path)]) == 0
    assert capsys.readouterr().out in first
