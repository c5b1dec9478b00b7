"""Ledgers with a fault each, of which what is proved of the ledger must be refuted (semantics: theorems)."""

from __future__ import annotations

from typing import ClassVar

from nac.ledger import Ledger, Table


class Faulty(Ledger[str]):
    """One of them."""

    said: ClassVar[str]
    """What is wrong with it."""


class NoRefold(Faulty):
    """A release leaves the flags as they are."""

    said = "a release leaves the flags as they are"

    def release(self, job: str, table: Table) -> None:
        """Drop the claims, and none of the flags."""
        flags = {node: self._nodes[node][:2] for node, _ in table}
        super().release(job, table)
        for node, (require, allow) in flags.items():
            if node in self._nodes:
                self._nodes[node][:2] = require, allow


class KeptFlags(Faulty):
    """A node that nobody holds any more keeps its flags."""

    said = "a node that nobody holds any more keeps its flags"

    def release(self, job: str, table: Table) -> None:
        """Drop the claims, and leave the node of the last one."""
        flags = {node: self._nodes[node][:2] for node, _ in table}
        super().release(job, table)
        for node, (require, allow) in flags.items():
            self._nodes.setdefault(node, [require, allow, {}])


class FirstHolder(Faulty):
    """A claim that several jobs have is dropped with the first of them that ends."""

    said = "a claim that several jobs have is dropped with the first of them that ends"

    def release(self, job: str, table: Table) -> None:
        """Drop the claims of all that have the same."""
        for node, flags in table:
            jobs = self._nodes[node][2][flags]
            jobs.clear()
            jobs[job] = None
        super().release(job, table)


class PartTaken(Faulty):
    """A refused admission leaves what it had taken before it came to the node that refuses."""

    said = "a refused admission leaves what it had taken before it came to the node that refuses"

    def admit(self, job: str, table: Table) -> bool:
        """Take the claims one after another."""
        return all(Ledger.admit(self, job, (claim,)) for claim in table)


class HalfAsked(Faulty):
    """A newcomer may forbid what holders require."""

    said = "a newcomer may forbid what holders require"

    def fits(self, table: Table) -> bool:
        """Return whether all that the table requires is allowed."""
        return not any(flags[0] & ~self._nodes[node][1] for node, flags in table if node in self._nodes)


class MeetsItself(Faulty):
    """A job that changes its phase conflicts with its own claims."""

    said = "a job that changes its phase conflicts with its own claims"

    def advance(self, job: str, own: Table, table: Table) -> bool:
        """Replace the claims if the new ones fit beside the old."""
        if not self.fits(table):
            return False
        self.release(job, own)
        return self.admit(job, table)
