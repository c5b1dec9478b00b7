"""The operations of two specs that can be compared, and the reason why the others cannot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nac.errors import Error
from nac.spec import Operation, Parameter, Spec


@dataclass(frozen=True, slots=True)
class Common:
    """The names of operations that both specs have, with parameters for the same calls; a line for each reason why
    others are left out."""

    names: tuple[str, ...]
    left_out: tuple[str, ...]


def common(one: Spec, other: Spec) -> Common:
    """Return what of the two can be compared. Raises `Error` where that is nothing, or where the first has no
    effects."""
    if not any(operation.effects for operation in one.operations):
        hint = f"; name {other.name} first" if any(operation.effects for operation in other.operations) else ""
        raise Error(f"{one.name} has no effects, by which it is told what a difference from it costs{hint}")
    left_out = [*_only(one, other), *_only(other, one)]
    names = []
    for operation in one.operations:
        if operation.name in other:
            apart = "; ".join(_apart(one, operation, other, other[operation.name]))
            if apart:
                left_out.append(f"{operation.name} has other parameters: {apart}")
            else:
                names.append(operation.name)
    if not names:
        reasons = "".join(f"\n  {line}" for line in left_out)
        raise Error(f"{one.name} and {other.name} have no operation in common, so there is nothing to compare{reasons}")
    return Common(tuple(names), tuple(left_out))


def _only(one: Spec, other: Spec) -> Iterator[str]:
    names = [operation.name for operation in one.operations if operation.name not in other]
    if names:
        yield f"only in {one.name}: {', '.join(names)}"


def _apart(one: Spec, mine: Operation, other: Spec, theirs: Operation) -> Iterator[str]:
    """Why no call of the one can be a call of the other."""
    for spec, operation, lacking, without in ((one, mine, other, theirs), (other, theirs, one, mine)):
        for parameter in operation.parameters:
            if not parameter.optional and without.parameter(parameter.name) is None:
                yield f"{lacking.name} has no {parameter.name}, which {spec.name} needs"
    for parameter in mine.parameters:
        known = theirs.parameter(parameter.name)
        if known is not None and not (parameter.optional and known.optional) and not _alike(parameter, known):
            yield f"{parameter.name} is {_type(parameter)} in {one.name} and {_type(known)} in {other.name}"


def _alike(one: Parameter, other: Parameter) -> bool:
    """Some value is one of both."""
    kinds = {"node" if parameter.kind == "user" else parameter.kind for parameter in (one, other)}
    if kinds == {"choice"}:
        return bool(set(one.choices) & set(other.choices))
    return len(kinds) == 1 or "any" in kinds or (kinds == {"choice", "text"})


def _type(parameter: Parameter) -> str:
    return " | ".join(parameter.choices) if parameter.kind == "choice" else parameter.kind
