"""The child process that holds cvc5: a twin of `_worker.py`, with the same protocol. Imports nothing of this project.

cvc5 has several ways to treat quantifiers; each decides some texts at once on which another gives up. They are tried
in turn, each with its part of the resource limit, on the same text.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

_WAYS: tuple[tuple[float, dict[str, str]], ...] = (
    (0.03, {}),
    (0.3, {"finite-model-find": "true", "uf-ss": "no-minimal"}),
    (0.3, {"finite-model-find": "true", "cbqi": "false"}),
    (0.37, {"enum-inst": "true"}),
)
"""(part of the resource limit, options)."""


def decide(cvc5: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Return the first answer of a way that has one; `resources` is what all ways used together."""
    used = 0
    answer: dict[str, Any] = {}
    for part, options in _WAYS:
        try:
            answer = _attempt(cvc5, task, {**options, "rlimit": str(max(1, int(part * task["rlimit"])))})
        except RuntimeError as error:
            return {"verdict": "unknown", "reason": f"the solver says: {str(error).strip()[:1000]}"}
        used += answer["resources"]
        if answer["verdict"] != "unknown":
            break
    return {**answer, "resources": used}


def _attempt(cvc5: Any, task: dict[str, Any], options: dict[str, str]) -> dict[str, Any]:
    solver = cvc5.Solver(cvc5.TermManager())
    for name, value in {**options, "seed": str(task["seed"]), "sat-random-seed": str(task["seed"])}.items():
        solver.setOption(name, value)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, task["script"], "script")
    symbols = parser.getSymbolManager()
    answers = []
    while True:
        command = parser.nextCommand()
        if command.isNull():
            break
        said = command.invoke(solver, symbols).strip()
        if said.startswith("(error"):
            raise RuntimeError(said)
        if said:
            answers.append(said)
    counts = dict(solver.getStatistics())
    resources = int(counts["resource::resourceUnitsUsed"]["value"])
    if answers in (["sat"], ["unsat"]):
        return {"verdict": answers[0], "resources": resources}
    return {"verdict": "unknown", "reason": "; ".join(answers)[:1000] or "no answer", "resources": resources}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a script may make the solver print
    try:
        import cvc5

        first = {"ready": str(cvc5.__version__)}
    except Exception as error:  # a broken installation raises anything
        first = {"failed": f"{type(error).__name__}: {error}"}
    try:
        import resource

        limit = int(sys.argv[1]) << 20
        resource.setrlimit(resource.RLIMIT_AS, (limit + (1 << 30), resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):
        pass  # not on every system
    print(json.dumps(first), file=answers, flush=True)
    alarm = getattr(signal, "alarm", lambda seconds: None)
    for line in sys.stdin.buffer:
        task = json.loads(line)
        alarm(task["seconds"] + 5)  # if the parent is gone there is nobody to end a script that does not end
        print(json.dumps(decide(cvc5, task)), file=answers, flush=True)
        alarm(0)
    os._exit(0)


main()
