"""What is mutated, and by which tests it must be noticed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """Modules that are mutated together. `fresh`: what survives is tried once more in a process of its own, for a
    module that calls its own functions while it is imported."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]
    fresh: bool = False

    @property
    def package(self) -> str:
        return self.modules[0].partition("/")[0]


# The long stateful test is replaced by a few of its histories. Threads find no mistake that the others do not.
_CORE = ("tests/nac", "--deselect=tests/nac/test_model.py", "--ignore=tests/nac/test_threads.py")
_HISTORIES = "tests/mutation/histories.py"
_ENCODERS = (
    *(f"tests/checker/test_{name}.py" for name in ("structure", "effects", "interpreters", "axioms", "call_symbols")),
    "tests/evidence/test_prove.py::test_the_shipped_evidence_is_not_stale",
)

TARGETS = (
    Target(("nac/kernel.py", "nac/ledger.py", "nac/graph.py"), _CORE),
    Target(("nac/sets.py",), ("tests/nac/test_sets.py", "tests/nac/test_conditions.py"), fresh=True),
    Target(
        ("nac/plan.py", "nac/change.py", "nac/arguments.py", "nac/traversal.py", "nac/entitlement.py", "nac/words.py"),
        _CORE,
    ),
    Target(("nac/controller.py", "nac/admission.py", "nac/following.py"), (*_CORE, _HISTORIES)),
    Target(
        ("checker/encoding/flags.py", "checker/encoding/any_graph.py", "checker/encoding/small_graph.py"),
        ("tests/proof/test_logic.py", *_ENCODERS),
    ),
    Target(("checker/questions/effects.py",), _ENCODERS),
    Target(
        ("checker/encoding/symbolic_sets.py", "checker/encoding/argument.py", "checker/encoding/encode.py"),
        (*_ENCODERS, "tests/checker/test_negative.py"),
    ),
    Target(
        (
            "checker/questions/harm.py",
            "checker/questions/moved_users.py",
            "checker/questions/start_changes.py",
            "checker/questions/announced.py",
            "checker/encoding/change_steps.py",
            "checker/encoding/feasible.py",
        ),
        (
            "tests/checker/test_start_changes_admitted.py",
            "tests/checker/test_start_changes_formulas.py",
            "tests/checker/test_change_steps.py",
            "tests/checker/test_feasible.py",
            "tests/checker/test_negative.py",
            "tests/evidence/test_prove.py::test_the_shipped_evidence_is_not_stale",
            "-k not what_is_proved",  # what is random takes too long for each mutant
        ),
    ),
    Target(
        ("checker/encoding/growth.py",), ("tests/checker/test_growth_rules.py", "tests/checker/test_growth_suffices.py")
    ),
)
