"""The kinds of what is asked of a spec and of what it owes, and what is true of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Traits:
    """The facts that are true of a kind.

    wanted: the answer hoped for is an example, not a proof that there is none.
    nameless: what is true of two questions that differ in the names of their operations only is true of both.
    clause: it is about one clause of an operation alone.
    """

    wanted: bool = False
    nameless: bool = False
    clause: bool = False


class Kind(StrEnum):
    """A kind of question, or of obligation: the first part of its id. `traits` says what is true of it."""

    traits: Traits

    def __new__(cls, word: str, traits: Traits = Traits()) -> Self:  # it is immutable
        member = str.__new__(cls, word)
        member._value_ = word
        member.traits = traits
        return member

    COVERAGE = "coverage", Traits(nameless=True)
    CHANGES = "changes", Traits(nameless=True)
    RACE = "race", Traits(nameless=True)
    COMPLETION = "completion", Traits(nameless=True)
    STABILITY = "stability", Traits(nameless=True)
    RUN = "run", Traits(wanted=True)
    ROLE = "role", Traits(wanted=True, clause=True)
    EFFECT = "effect", Traits(wanted=True, clause=True)
    PROPERTY = "property"
    VACUITY = "vacuity", Traits(wanted=True)
    WEAKENING = "weakening", Traits(nameless=True)
    REFUSAL = "refusal"
    TRANSITION = "transition"
    """The verdict of a question about weakening or refusal."""
    SCENARIO = "scenario"
    """Played, not asked."""
    THEOREM = "theorem"
    """About every spec."""
    WITNESS = "witness"
    """Whether jobs of a text can be there."""
    DIFFERENCE = "difference"
    """Whether a clause of the spec ever changes what is admitted."""
    TOLERATED = "tolerated"
    """A race that both sides allow."""
    BUYS = "buys"
    """The jobs that run beside an operation because of one allow."""
