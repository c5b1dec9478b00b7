"""One run of `nac prove`: the evidence of some specs written to a folder, or compared with what lies there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path

import nac
from nac.certificate import NAME, THEOREMS, Certificate, read
from nac.errors import Uncertified
from nac.load import find
from nac.spec import Spec

from ..smt.cache import Remembering
from ..smt.outcome import Proved
from ..smt.solve import Progress
from ..theorems import prove_theorems, theorems
from . import mutants
from .contents import Files, of_spec, of_theorems, sha, theorems_digest
from .disk import Unusable, clear, content, is_folder, links, walk, write
from .findings import NotShown, by_certificate, by_solver, everything
from .folder import SUMS, listed, sums

Chosen = Mapping[str, str]
"""The specs: name to what `nac.load` reads."""

MUTANTS = "mutants.md"
"""What `nac prove --mutants` found of a spec (`checker.evidence.mutants`): kept as long as the spec is the same."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line for each spec whose evidence was written; and what could not be shown."""

    lines: tuple[str, ...]
    failed: tuple[str, ...]


def prove(root: Path, chosen: Chosen, *, with_mutants: bool = False, progress: Progress = lambda text: None) -> Written:
    """Prove the theorems and the specs anew and write the evidence of all that hold. Of a spec that does not hold
    nothing is written, and what lies there stays. with_mutants: the report on the mutants of each spec is made anew as
    well; else it is kept while it is about the same spec. Raises Unusable, SpecError."""
    lines, failed = [], []
    specs = dict(_loaded(chosen))
    _ready(root)
    with Remembering(None) as solver:
        progress("proving the theorems")
        results = prove_theorems(solver)
        failed += [f"{each.theorem.id}: not proved" for each in results if not isinstance(each.outcome, Proved)]
        if failed:
            return Written((), tuple(failed))
        stated = tuple(result.theorem for result in results)
        solvers = (f"z3 {solver.version()}",)
        _write(root, THEOREMS, of_theorems(stated, solvers))
        for folder, spec in specs.items():
            progress(f"proving {folder}")
            try:
                shown = everything(spec, by_solver(spec, solver))
            except NotShown as error:
                failed += [f"{folder}: {line}" for line in error.what]
                continue
            if not shown.owed:
                failed.append(f"{folder}: there is nothing to prove of it, so there is no evidence")
                continue
            kept = _kept(root / folder, spec)
            if with_mutants:
                with mutants.solver() as hunter:
                    tried = mutants.mutants(spec, shown, hunter, _told(progress, folder))
                kept = {MUTANTS: mutants.report(spec, folder, tried, about(spec))}
            elif not kept and _text(root / folder / MUTANTS) is not None:
                lines.append(f"{root / folder / MUTANTS}: was about another spec and is gone; --mutants makes it anew")
            files = of_spec(spec, folder, shown, solvers, theorems_digest(stated), kept)
            _write(root, folder, files)
            texts = sum(1 for owed in shown.owed for each in owed.findings if isinstance(each.outcome, Proved))
            lines.append(f"{root / folder}: {len(shown.owed)} obligations, {texts} texts, table {spec.digest}")
    write(root, "", {SUMS: sums(_all(root))})
    return Written(tuple(lines), tuple(failed))


def _told(progress: Progress, folder: str) -> Callable[[int, int], None]:
    return lambda done, of: progress(f"{folder}: {done} of {of} mutants")


def check(root: Path, chosen: Chosen, whole: bool) -> tuple[str, ...]:
    """Return what is stale: a line for each file that is not what the specs and the theorems call for now. Needs no
    solver: what a text proves is decided by `nac recheck`. whole: nothing else may lie there. Raises SpecError,
    Unusable."""
    stated = theorems()
    stale = list(_stale(root, THEOREMS, lambda kept: of_theorems(stated, kept.solvers)))
    specs = dict(_loaded(chosen))
    digest = theorems_digest(stated)
    for folder, spec in specs.items():
        extra = _kept(root / folder, spec)

        def wanted(kept: Certificate, folder: str = folder, spec: Spec = spec, extra: Files = extra) -> Files:
            shown = everything(spec, by_certificate(spec, kept))
            return of_spec(spec, folder, shown, kept.solvers, digest, extra)

        stale += _stale(root, folder, wanted)
    if whole and is_folder(root):
        stale += _others(root, {root / folder for folder in (THEOREMS, *specs)})
    if not stale and _text(root / SUMS) != sums(_all(root)):
        stale.append(f"{root / SUMS}: does not list what is there")
    return tuple(dict.fromkeys(stale))


def _stale(root: Path, folder: str, wanted: Callable[[Certificate], Files]) -> Iterator[str]:
    place = root / folder
    yield from (f"{link}: not an ordinary folder" for link in links(root, folder))
    try:
        kept = read(place / NAME)
        yield from _without_mutants(place, kept)
        files = wanted(kept)
    except Uncertified as error:
        yield str(error)
        return
    except NotShown as error:
        yield from (f"{place}: {line}" for line in error.what)
        return
    problems: list[str] = []
    for name, text in files.items():
        data = content(place / name, problems)
        if data != text.encode():
            yield f"{place / name}: {'missing' if data is None else 'another text is called for'}"
    called = {place / name for name in files}
    yield from (f"{path}: not called for" for path in walk(place, problems) if path not in called)
    yield from problems


def _without_mutants(place: Path, kept: Certificate) -> Iterator[str]:
    """Yield what the certificate says of the report on mutants, which is not made anew here."""
    said, text = dict(kept.files).get(MUTANTS), _text(place / MUTANTS)
    if said is not None and (text is None or sha(text) != said):
        yield f"{place / MUTANTS}: {'missing' if text is None else 'not the one that the certificate lists'}"


def _others(root: Path, known: Set[Path]) -> Iterator[str]:
    """Yield what lies in the folder beside the evidence that is called for."""
    problems: list[str] = []
    paths = [path for path in walk(root, problems) if known.isdisjoint(path.parents) and path != root / SUMS]
    strangers = {path.parent for path in paths if path.name == NAME} - {root}
    yield from (f"{path}: of no spec" for path in sorted(strangers))
    yield from (f"{path}: not called for" for path in paths if strangers.isdisjoint(path.parents))
    yield from problems


def folder_name(target: str) -> str:
    """Return the folder for the evidence of a spec: the name of a shipped one, else made of the path's last part."""
    if target in nac.shipped():
        return target
    name = re.sub(r"[^a-z0-9]+", "-", find(target).resolve().stem.lower()).strip("-") or "spec"
    return f"{name}-spec" if name in (THEOREMS, "examples") or name in nac.shipped() else name


def _loaded(chosen: Chosen) -> Iterator[tuple[str, Spec]]:
    seen: dict[str, str] = {}
    for name, path in chosen.items():
        folder = folder_name(name)
        if folder in seen:
            raise Unusable(f"{seen[folder]} and {path} would both be written to {folder}: rename one")
        seen[folder] = path
        yield folder, nac.load(path)


def _kept(place: Path, spec: Spec) -> Files:
    """Return what stays as long as the spec is the same."""
    text = _text(place / MUTANTS)
    return {MUTANTS: text} if text is not None and about(spec) in text.split("\n") else {}


def about(spec: Spec) -> str:
    """Return the line by which a report says which spec it is about."""
    return f"Spec: sha256 {spec.digest}."


def _text(path: Path) -> str | None:
    try:
        data = content(path, [])
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def _ready(root: Path) -> None:
    """Tell before the proofs, which may take minutes, what would be in the way after them. Raises Unusable."""
    dict(listed(root))
    if is_folder(root / SUMS):
        raise Unusable(f"{root / SUMS}: a folder lies where the list of all files belongs")


def _write(root: Path, folder: str, files: Files) -> None:
    write(root, folder, files)
    clear(root / folder, files.keys())


def _all(root: Path) -> Mapping[str, bytes]:
    """The files of all evidence in the folder."""
    return {name: content(path, []) or b"" for name, path in listed(root)}
