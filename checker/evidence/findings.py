"""Everything that must be shown of a spec, found by a solver or read from a certificate (semantics: evidence).

Whoever is asked, the questions are the same, and they come in the same order: `Ask` turns questions into findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations_with_replacement

from nac.certificate import Certificate, Example
from nac.errors import Error
from nac.graph import Edge, Graph
from nac.spec import Spec
from nac.traversal import sets

from ..deciding import example
from ..deciding.finding import Finding
from ..deciding.obligations import Obligation, answered, questions, settle
from ..deciding.prove import decide
from ..deciding.scenarios import play_all
from ..encoding.encode import SymbolicCall, SymbolicJob
from ..encoding.structure import Structure
from ..questions import stability
from ..questions.kinds import Kind
from ..questions.question import Counterexample, Fact, Question, Relied, Side, Situation, history
from ..questions.races import held_sides, side_name, sides
from ..questions.races import meet as can_meet
from ..questions.transitions import moves, refusal_question, weakening_question
from ..smt.logic import TRUE, Formula, and_, implies
from ..smt.outcome import Proved, Refuted, Unknown
from ..smt.solve import Decider
from .contents import SpecFindings, example_of, witness_id

Ask = Callable[[list[Question]], list[Finding]]


class NotShown(Error):
    """Something that must be shown is not: `what` is a line for each."""

    def __init__(self, what: list[str]) -> None:
        more = [f"and {len(what) - 10} more"] if len(what) > 10 else []
        super().__init__("\n".join([*what[:10], *more]))
        self.what = tuple(what)


def by_solver(spec: Spec, solver: Decider) -> Ask:
    return lambda asked: decide(spec, asked, solver)


def by_certificate(spec: Spec, certificate: Certificate) -> Ask:
    """Return what the certificate says; its examples are tried again by planner and kernel, its texts are believed
    (deciding them again is `nac recheck`)."""
    known = {question.id: question for question in certificate.questions()}
    examples = {witness.id: (witness.example, witness.meet) for witness in certificate.witnesses}

    def one(question: Question) -> Finding:
        if question.kind is Kind.WITNESS:
            shown, meet = examples.get(question.id, (None, False))
            return _tried(spec, question, shown if meet or question.about == (False,) else None)
        entry = known.get(question.id)
        if entry is None:
            return Finding(question, Unknown("the certificate does not have it"))
        if entry.text is None or question.wanted:
            return _tried(spec, question, entry.example)
        preconditions = {str(each): each for each in question.preconditions()}
        if not preconditions.keys() >= set(entry.relying):
            return Finding(question, Unknown("it relies on what is no precondition"))
        relying = frozenset(preconditions[label] for label in entry.relying)
        return Finding(question, Proved(), relying=relying, finite=entry.finite)

    return lambda asked: list(map(one, asked))


def _tried(spec: Spec, question: Question, shown: Example | None) -> Finding:
    """The finding that an example makes, if it shows what it should."""
    if shown is not None and len(shown.calls) == len(question.sides):
        case = _case(spec, question, shown)
        facts = example.confirmed(question, case)
        if case is not None and facts:
            return Finding(question, Refuted(example.counterexample(question, case, facts)))
    return Finding(question, Unknown("there is no example of it"))


def tried(spec: Spec, question: Question, known: Finding) -> bool:
    """Return whether the example of a finding shows this question, too: that of another spec, maybe."""
    if not isinstance(known.outcome, Refuted) or not isinstance(known.outcome.counterexample, Counterexample):
        return False
    case = known.outcome.counterexample
    return _tried(spec, question, example_of(case)).good


def _case(spec: Spec, question: Question, shown: Example) -> Situation | None:
    tags: dict[str, list[str]] = {}
    for node, tag in shown.tags:
        tags.setdefault(node, []).append(tag)
    order = history(question.sides)
    for side, call in zip((question.sides[number] for number in order), shown.calls, strict=True):
        if (side.operation.name, side.phase) != (call.operation, call.phase):
            return None
    try:
        graph = Graph([Edge(*edge) for edge in shown.edges], shown.nodes, tags)
        calls = dict(zip(order, (dict(call.arguments) for call in shown.calls), strict=True))
        return example.plan(spec, question.sides, graph, [calls[number] for number in range(len(order))])
    except Error:
        return None


def everything(spec: Spec, ask: Ask) -> SpecFindings:
    """Return all that must be shown of the spec. Raises NotShown."""
    obligations = _obligations(spec, ask)
    wrong = [f"{owed.id}: {owed.title} ({_why(owed)})" for owed in obligations if _why(owed)]
    shown = [replace(each, findings=_showing(each)) for each in obligations]
    shown += _transitions(spec, ask, wrong)
    witnesses = _witnesses(spec, ask, [finding for owed in shown for finding in owed.findings], wrong)
    played = play_all(spec)
    wrong += [f"scenario {p.scenario.name}: it goes otherwise" for p in played if not isinstance(p.outcome, Proved)]
    if wrong:
        raise NotShown(wrong)
    return SpecFindings(tuple(shown), witnesses, tuple(each.scenario.name for each in played))


def _obligations(spec: Spec, ask: Ask) -> tuple[Obligation, ...]:
    return settle(spec, questions(spec), lambda owed: answered(owed, ask))


def _why(owed: Obligation) -> str:
    """Why it is not proved; "" if it is."""
    outcome = owed.outcome
    if isinstance(outcome, Proved):
        return "" if owed.findings else "nothing is asked"
    return outcome.reason if isinstance(outcome, Unknown) else "it does not hold"


def _showing(owed: Obligation) -> tuple[Finding, ...]:
    """The findings that the obligation needs: where one is enough, the first good one."""
    good = [finding for finding in owed.findings if finding.good]
    return tuple(good[:1]) if owed.any_of else owed.findings


def _transitions(spec: Spec, ask: Ask, wrong: list[str]) -> Iterator[Obligation]:
    """Of every transition, that it is always granted, or for each job whether that can refuse it."""
    every = list(moves(spec))
    for move, finding in zip(every, ask([weakening_question(spec, move) for move in every]), strict=True):
        side, after = move.side, move.after
        name = f"{Kind.TRANSITION}/{side.operation.name}/{side.phase}/{after}"
        if isinstance(finding.outcome, Proved):
            yield Obligation(name, Kind.TRANSITION, finding.question.title, (finding,))
            continue
        others = ask([refusal_question(spec, move, other, Kind.REFUSAL) for other in held_sides(spec)])
        wrong += [f"{f.question.id}: not decided" for f in others if isinstance(f.outcome, Unknown)]
        named = [str(f.question.sides[1]) for f in others if isinstance(f.outcome, Refuted)]
        title = f"{side.operation.name} may be refused the passage from {side.phase} to {after} by "
        yield Obligation(name, Kind.TRANSITION, title + (", ".join(named) or "nobody"), tuple(others))


def every_question(spec: Spec, relied: frozenset[Relied]) -> Iterator[Question]:
    """Yield every question about the spec whose answer may be a proof; `relied` as for `stability.questions`."""
    for owed in questions(spec):
        yield from owed.questions
    yield from stability.questions(spec, relied)
    for move in moves(spec):
        yield weakening_question(spec, move)
        yield from (refusal_question(spec, move, other, Kind.REFUSAL) for other in held_sides(spec))


def _witnesses(
    spec: Spec, ask: Ask, findings: list[Finding], wrong: list[str]
) -> dict[str, tuple[Counterexample, bool]]:
    """For the jobs of each text an example that shows that its hypotheses can hold: one where the jobs meet on a node,
    if there is any."""
    texts = [finding.question for finding in findings if isinstance(finding.outcome, Proved)]
    needed = {witness_id(question.sides, question.together) for question in texts}
    meeting = {question.id: question for question in _witness_questions(spec, meet=True)}
    plain = {question.id: question for question in _witness_questions(spec, meet=False)}
    witnesses: dict[str, tuple[Counterexample, bool]] = {}
    for meet, asked in ((True, meeting), (False, plain)):
        names = sorted(needed & asked.keys() - witnesses.keys())
        for name, finding in zip(names, ask([asked[name] for name in names]), strict=True):
            if isinstance(finding.outcome, Refuted):
                assert isinstance(finding.outcome.counterexample, Counterexample)
                witnesses[name] = finding.outcome.counterexample, meet
    wrong += [f"{name}: no example shows that such jobs can be there" for name in sorted(needed - witnesses.keys())]
    return witnesses


def _witness_questions(spec: Spec, meet: bool) -> Iterator[Question]:
    every = sorted(sides(spec), key=side_name)
    for side in every:
        yield _witness((side,), False, meet)
    for one, other in combinations_with_replacement(every, 2):
        for together in (True, False) if can_meet(one, other) else ():
            yield _witness((one, other), together, meet)


def _parts_exist(call: SymbolicCall) -> Formula:
    """To the planner every part of a node is there; to the structures only what must be."""
    asked = list(sets(call.operation))
    formulas = []
    while asked:
        nodes = asked.pop()
        asked += nodes.args
        if nodes.op == "part":
            formulas.append(implies(call.nodes(nodes.args[0]).occupied(), call.nodes(nodes).occupied()))
    return and_(*formulas)


def _witness(jobs: tuple[Side, ...], together: bool, meet: bool) -> Question:
    def bad(structure: Structure, called: tuple[SymbolicJob, ...]) -> Formula:
        parts = and_(*(_parts_exist(job.call) for job in called))
        return and_(parts, structure.exists(lambda x: and_(*(job.claims(x) for job in called))) if meet else TRUE)

    def explain(situation: Situation) -> tuple[Fact, ...]:
        claimed = [set(plan.claims(side.phase)) for plan, side in zip(situation.plans, jobs, strict=True)]
        nodes = tuple(sorted(set.intersection(*claimed)))
        return (Fact("they claim these nodes", nodes),) if nodes or not meet else ()

    title = f"{' and '.join(map(str, jobs))} can be there"
    return Question(witness_id(jobs, together), Kind.WITNESS, title, jobs, bad, explain, together, None, False, (meet,))
