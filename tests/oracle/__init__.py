"""A second interpreter of the semantics (docs/semantics.md). It shares nothing with the library but the definitions
that it reads: sets, conditions, claims, effects, changes and steps on plain dicts, by plain loops.

Random specs whose obligations are all proved run through random histories on the real controller: in no state may
anything of the invariant fail. `python -m tests.oracle` does so for as long as it is told.
"""
