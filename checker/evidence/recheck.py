"""Decides the texts of the evidence again, with any engine, and says where answers differ (semantics: evidence)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from nac.spec import Json

from ..smt.engines import ENUMERATE, Z3, Engine
from ..smt.solve import Answer, Progress, Solver, SolverMissing, Task
from .folder import Folder, ProofText, read

AGREE, DIFFER, OPEN = "agree", "differ", "open"
BEYOND = 2
"""A model may need a few elements more than are enough to trust that there is none."""


@dataclass(frozen=True, slots=True)
class Run:
    """The answers of one engine to all scripts, under one seed after another."""

    engine: str
    version: str
    answers: tuple[tuple[Answer, ...], ...]
    """One tuple for each seed."""

    def judge(self, script: ProofText, number: int) -> str:
        """Return whether the engine says what the certificate says, under every seed."""
        judgements = {_judge(script, self.engine, answers[number]) for answers in self.answers}
        return next(each for each in (DIFFER, OPEN, AGREE) if each in judgements)


@dataclass(frozen=True, slots=True)
class Rechecked:
    folder: Folder
    runs: tuple[Run, ...] = ()

    def outcomes(self) -> Iterator[tuple[ProofText, Run, int, str]]:
        for run in self.runs:
            for number, script in enumerate(self.folder.scripts):
                yield script, run, number, run.judge(script, number)

    @property
    def exit_code(self) -> int:
        """2: the evidence itself is not in order; 1: an answer differs; 3: not everything is decided."""
        if self.folder.problems:
            return 2
        judged = {outcome for *_, outcome in self.outcomes()}
        return 1 if DIFFER in judged else 3 if OPEN in judged else 0


def recheck(
    root: Path,
    engines: Sequence[Engine],
    *,
    seeds: int = 1,
    size: int = 2,
    jobs: int | None = None,
    hard_limit: int = 60,
    rlimit: int | None = None,
    progress: Progress = lambda text: None,
) -> Rechecked:
    """Read the evidence, and if it is in order have every engine decide all of it. seeds: how many each; size: up to
    how many elements of each sort to enumerate. hard_limit: seconds for one text; rlimit: see `Solver`. Raises
    SolverMissing before anything is decided, if not every engine is there."""
    progress("reading")
    folder = read(root)
    if folder.problems:
        return Rechecked(folder)
    _start(engines)
    runs = []
    for engine in engines:
        with Solver(jobs, hard_limit=hard_limit, rlimit=rlimit, engine=engine) as solver:
            rounds = []
            for seed in range(1 if engine is ENUMERATE else seeds):  # there is no chance in an enumeration
                tasks = [_task(script, engine, size, seed) for script in folder.scripts]
                label = f"{engine.name}, seed {seed}: " if seeds > 1 else f"{engine.name}: "
                rounds.append(tuple(solver.decide(tasks, _told(progress, label, len(tasks)))))
            runs.append(Run(engine.name, solver.version(), tuple(rounds)))
    return Rechecked(folder, tuple(runs))


def _start(engines: Sequence[Engine]) -> None:
    """Start each engine once: that one is missing is not to be told after the minutes that the others take."""
    for engine in engines:
        try:
            with Solver(1, engine=engine) as solver:
                solver.version()
        except SolverMissing as error:
            one = "--solver z3 or --solver enumerate" if engine is not Z3 else "--solver enumerate"
            raise SolverMissing(f"nothing was decided: {error}; without it: {one}") from None


def _told(progress: Progress, label: str, count: int) -> Callable[[int], None]:
    return lambda done: progress(f"{label}{done} of {count}")


def _task(script: ProofText, engine: Engine, size: int, seed: int) -> Task:
    if engine is not ENUMERATE:
        return Task(script.text, seed=seed)
    return Task(script.text, values=(str(size if script.answer == "unsat" else size + BEYOND),))


def _judge(script: ProofText, engine: str, answer: Answer) -> str:
    if answer.verdict == script.answer:
        return AGREE
    if answer.verdict == "unknown":
        return OPEN
    # That there is no small model does not contradict that there is one.
    return OPEN if engine == ENUMERATE.name and script.answer == "sat" else DIFFER


@dataclass(frozen=True, slots=True)
class Spread:
    """The variation, with the seed, of the resources that an engine counts for the texts of one kind. spread: the
    largest ratio of the most to the least for one text, and `worst` that text. unanswered: under how many seeds, over
    all texts, there was no answer, and so no count: these have no part in the rest."""

    engine: str
    kind: str
    texts: int
    median: float
    most: int
    spread: float
    worst: str
    unanswered: int


def spreads(result: Rechecked) -> Iterator[Spread]:
    for run in result.runs:
        groups: dict[str, list[int]] = {}
        for number, script in enumerate(result.folder.scripts):
            groups.setdefault(script.kind, []).append(number)
        for kind, numbers in sorted(groups.items()):
            answered = {n: [a[n] for a in run.answers if a[n].verdict != "unknown"] for n in numbers}
            counts = {n: [max(1, answer.resources) for answer in each] for n, each in answered.items() if each}
            open_ = len(numbers) * len(run.answers) - sum(map(len, counts.values()))
            ratios = {n: max(each) / min(each) for n, each in counts.items()}
            worst = max(counts, key=lambda n: ratios[n], default=None)
            typical = median([median(each) for each in counts.values()] or [0])
            most = max((max(each) for each in counts.values()), default=0)
            spread, name = (1.0, "") if worst is None else (ratios[worst], str(result.folder.scripts[worst]))
            yield Spread(run.engine, kind, len(numbers), typical, most, spread, name, open_)


def as_text(result: Rechecked) -> str:
    lines = [f"not in order: {problem}" for problem in result.folder.problems]
    if result.folder.problems:
        return "\n".join([*lines, "nothing was decided: the evidence must be in order first"]) + "\n"
    for name in result.folder.certificates:
        numbers = [n for n, script in enumerate(result.folder.scripts) if script.folder == name]
        lines.append(f"{name}  {len(numbers)} texts")
        for run in result.runs:
            judged = [run.judge(result.folder.scripts[n], n) for n in numbers]
            counts = ", ".join(f"{judged.count(word)} {word}" for word in (AGREE, DIFFER, OPEN) if word in judged)
            lines.append(f"  {run.engine} {run.version}: {counts or 'nothing to decide'}")
            if run.engine == ENUMERATE.name:
                lines += [f"    {count} texts: {bound}" for bound, count in _covered(result, run, numbers).items()]
    for script, run, number, outcome in result.outcomes():
        if outcome == DIFFER:
            said = ", ".join(sorted({f"{answers[number].verdict}" for answers in run.answers}))
            lines.append(f"DIFFERS: {script}: the certificate says {script.answer}, {run.engine} says {said}")
        elif outcome == OPEN:
            reasons = sorted({a[number].reason or "no reason given" for a in run.answers})
            lines.append(f"open: {script}: {run.engine}: {'; '.join(reasons)}")
    if any(len(run.answers) > 1 for run in result.runs):
        lines += _spread_table(result)
    return "\n".join(lines) + "\n"


def _covered(result: Rechecked, run: Run, numbers: Sequence[int]) -> Mapping[str, int]:
    """Return what the enumeration looked at, and for how many texts."""
    counts: dict[str, int] = {}
    for number in numbers:
        reason = run.answers[0][number].reason
        bound = "a model, as it should be" if result.folder.scripts[number].answer == "sat" else reason
        counts[bound] = counts.get(bound, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: -item[1]))


def _spread_table(result: Rechecked) -> Iterator[str]:
    yield ""
    yield f"{'engine':8} {'kind':12} {'texts':>5} {'median':>9} {'most':>9} {'spread':>7}  the text that varies most"
    for each in spreads(result):
        numbers = f"{each.texts:5} {each.median:9.0f} {each.most:9} {each.spread:6.1f}x"
        words = [each.worst] if each.worst else []
        words += [f"{each.unanswered} unanswered"] if each.unanswered else []
        yield f"{each.engine:8} {each.kind:12} {numbers}  {'; '.join(words)}"


def as_json(result: Rechecked) -> Json:
    texts = []
    for number, script in enumerate(result.folder.scripts):
        entry: dict[str, Json] = {"spec": script.folder, "kind": script.kind, "id": script.id, "says": script.answer}
        entry["engines"] = {
            run.engine: {
                "outcome": run.judge(script, number),
                "answers": [answers[number].verdict for answers in run.answers],
                "reasons": [answers[number].reason for answers in run.answers],
                "resources": [answers[number].resources for answers in run.answers],
            }
            for run in result.runs
        }
        texts.append(entry)
    return {
        "exit": result.exit_code,
        "problems": list(result.folder.problems),
        "engines": {run.engine: run.version for run in result.runs},
        "texts": texts,
    }
