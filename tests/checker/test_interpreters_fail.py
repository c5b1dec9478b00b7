"""What the tests of the two interpreters would notice: the prover's one with a mistake in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from checker.encoding import any_graph, encode, small_graph, symbolic_sets
from checker.encoding.argument import Argument, argument
from checker.encoding.structure import Body, Structure
from checker.encoding.symbolic_sets import CombinedOperator, SymbolicSet, WalkOperator, described
from checker.smt.logic import FALSE, TRUE, Formula, and_, not_, or_
from nac.graph import Edge, Graph
from nac.spec import Condition, Json, NodeSet

from .test_interpreters import conditions, conditions_agree, node_sets, parts, parts_agree, sets_agree, worlds

Mutate = Callable[[pytest.MonkeyPatch], None]
real_walk = symbolic_sets.walk


def walking(op: str, wrong: Callable[[Structure, list[SymbolicSet], str], Body]) -> Mutate:
    """The function finds something else."""

    def walk(structure: Structure, name: WalkOperator, kind: str, args: list[SymbolicSet]) -> Body:
        return wrong(structure, args, kind) if name == op else real_walk(structure, name, kind, args)

    return lambda patch: patch.setattr(encode, "walk", walk)


def also_itself(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: args[0].some(lambda lower: s.reach(kind, x, lower))


def every_kind(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: args[0].some(lambda upper: and_(s.reach("", upper, x), not_(s.same(upper, x))))


def other_way(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: args[0].some(lambda lower: s.edge(kind, lower, x))


def both_ends(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: and_(
        args[0].some(lambda top: s.reach("chain", top, x)), args[1].some(lambda base: s.reach("chain", x, base))
    )


def not_the_end(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: args[0].some(lambda top: s.reach("chain", top, x))


def file_edges_too(s: Structure, args: list[SymbolicSet], kind: str) -> Body:
    return lambda x: args[0].some(lambda upper: s.edge("", upper, x))


def union_for(op: CombinedOperator) -> Mutate:
    def either(s: Structure, left: SymbolicSet, right: SymbolicSet) -> SymbolicSet:
        return described(s, lambda x: or_(left.has(x), right.has(x)))

    return lambda patch: patch.setattr(encode, "COMBINED", {**symbolic_sets.COMBINED, op: either})


SETS: dict[str, Mutate] = {
    "above is not strict": walking("above", also_itself),
    "below forgets its edge kind": walking("below", every_kind),
    "parents are children": walking("parents", other_way),
    "between has its ends": walking("between", both_ends),
    "bottom is the whole chain": walking("bottom", not_the_end),
    "root is anything above": walking("root", also_itself),
    "backing follows every edge": walking("backing", file_edges_too),
    "`except` takes nothing away": union_for("except"),
    "`and` is a union": union_for("and"),
    "`or` is a union": union_for("or"),
}


def condition(op: str, wrong: Callable[[encode.SymbolicCall, Condition], Formula]) -> Mutate:
    real = encode.SymbolicCall.holds

    def holds(call: encode.SymbolicCall, asked: Condition) -> Formula:
        return wrong(call, asked) if asked.op == op else real(call, asked)

    return lambda patch: patch.setattr(encode.SymbolicCall, "holds", holds)


CONDITIONS: dict[str, Mutate] = {
    "`in` holds of an empty set": condition("in", lambda c, k: c.nodes(k.sets[0]).every(c.nodes(k.sets[1]).has)),
    "`empty` is its opposite": condition("empty", lambda c, k: c.nodes(k.sets[0]).occupied()),
    "`has` asks one node of many": condition(
        "has", lambda c, k: c.nodes(k.sets[0]).some(lambda x: c.structure.tagged(k.name, x))
    ),
    "an absent parameter is given": condition("given", lambda c, k: TRUE),
    "what is not true is false": condition(
        "equals",
        lambda c, k: (
            not_(c._arguments[k.name].given) if k.value == "false" else c._arguments[k.name].values.get(k.value, FALSE)
        ),
    ),
}


def noticed(check: Callable[[Any, Any], None], second: Any, patch: pytest.MonkeyPatch, mutate: Mutate) -> bool:
    mutate(patch)

    @settings(
        max_examples=1000,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds(), second)
    def run(world: tuple[Graph, dict[str, Json]], expression: NodeSet | Condition) -> None:
        check(world, expression)

    try:
        run()
    except AssertionError:
        return True
    return False


@pytest.mark.slow
@pytest.mark.parametrize("mistake", SETS)
def test_a_mistake_in_a_set_is_noticed(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert noticed(sets_agree, node_sets, monkeypatch, SETS[mistake])


@pytest.mark.slow
@pytest.mark.parametrize("mistake", CONDITIONS)
def test_a_mistake_in_a_condition_is_noticed(mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert noticed(conditions_agree, conditions, monkeypatch, CONDITIONS[mistake])


def test_a_part_without_its_name_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The text that names a part may be left out; then there is no part."""

    def always(*arguments: Any) -> Argument:
        found = argument(*arguments)
        return replace(found, given=TRUE) if found.text is not None else found

    assert noticed(parts_agree, parts, monkeypatch, lambda patch: patch.setattr(encode, "argument", always))


def test_a_wrong_axiom_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were every kind of edge a chain, the axioms would say of file edges what does not hold of them."""

    def mutate(patch: pytest.MonkeyPatch) -> None:
        for module in (any_graph, small_graph):
            patch.setattr(module, "CHAIN", frozenset({"backing", "filter", "file"}))

    assert noticed(sets_agree, node_sets, monkeypatch, mutate)


def test_without_a_mistake_there_is_nothing_to_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    arguments: dict[str, Json] = {"p": "0", "q": "1", "z": None, "many": [], "made": "2"}
    world = Graph([Edge("1", "0")], ["0", "1"]), arguments
    sets_agree(world, NodeSet("above", (NodeSet("name", name="p"),)))
    walking("above", also_itself)(monkeypatch)
    with pytest.raises(AssertionError):
        sets_agree(world, NodeSet("above", (NodeSet("name", name="p"),)))
