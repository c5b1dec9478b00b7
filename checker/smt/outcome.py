"""The outcomes that the checker can come to: proved, refuted, or unknown and why. Values only; unknown never counts as
proved."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Proved:
    """It holds. `resources`: what the solver counted (its rlimit); `core`: labels of the hypotheses used, if asked."""

    resources: int = field(default=0, compare=False)
    core: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refuted:
    """It does not hold; `counterexample` shows why (its type is the caller's affair)."""

    counterexample: object = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """Neither proved nor refuted within the limits, and the reason."""

    reason: str


Outcome: TypeAlias = Proved | Refuted | Unknown
