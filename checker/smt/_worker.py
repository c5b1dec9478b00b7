"""The child process that holds z3. Started by path, never imported; imports nothing of this project.

Reads one JSON object per line on stdin, writes one per line on what was stdout; ends when stdin does. `{"script",
"rlimit", "seconds", "seed", "values", "core", "model"}` is answered by
`{"verdict", "reason", "resources", "values", "core", "model"}`.
The first line written is `{"ready": version}`, or `{"failed": reason}` if z3 cannot be imported.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any


def decide(z3: Any, task: dict[str, Any]) -> dict[str, Any]:
    """Return one script in a context of its own: nothing left over from earlier scripts can sway it, or leak."""
    if "\0" in task["script"]:
        return {"verdict": "unknown", "reason": "the script holds a NUL character, where it would be cut off"}
    context = z3.Context()
    solver = z3.SimpleSolver(ctx=context)
    solver.set("rlimit", task["rlimit"], "random_seed", task["seed"], "ctrl_c", False)
    cores = "(set-option :produce-unsat-cores true)\n" if task["core"] else ""  # costs time, so only when asked for
    try:
        solver.from_string(cores + task["script"])
        verdict = str(solver.check())
        answer = {"verdict": verdict, "resources": _count(solver)}
        if verdict == "unknown":
            answer["reason"] = solver.reason_unknown()
        if verdict == "unsat" and task["core"]:
            answer["core"] = sorted(str(label.decl().name()) for label in solver.unsat_core())
        if verdict == "sat" and task["values"]:
            answer["values"] = _values(z3, context, solver.model(), task["script"], task["values"])
        if verdict == "sat" and task["model"]:
            answer["model"] = solver.model().sexpr()
    except z3.Z3Exception as error:
        value = error.value if error.args == () else error.args[0]
        said = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        return {"verdict": "unknown", "reason": f"the solver says: {said.strip()}"}
    return answer


def _count(solver: Any) -> int:
    return int(solver.statistics().get_key_value("rlimit count"))


def _values(z3: Any, context: Any, model: Any, script: str, terms: list[str]) -> list[str]:
    asked = script + "".join(f"\n(assert (= {term} {term}))" for term in terms)
    equations = list(z3.parse_smt2_string(asked, ctx=context))[-len(terms) :]
    return [model.eval(equation.arg(0), model_completion=True).sexpr() for equation in equations]


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a script may make z3 print
    try:
        import z3  # type: ignore[import-untyped,unused-ignore]

        z3.set_param("memory_max_size", int(sys.argv[1]))
        first = {"ready": z3.get_version_string()}
    except Exception as error:  # a broken installation raises anything
        first = {"failed": f"{type(error).__name__}: {error}"}
    print(json.dumps(first), file=answers, flush=True)
    alarm = getattr(signal, "alarm", lambda seconds: None)  # not on every system
    for line in sys.stdin.buffer:
        task = json.loads(line)
        alarm(task["seconds"] + 5)  # if the parent is gone there is nobody to end a script that z3 does not end
        print(json.dumps(decide(z3, task)), file=answers, flush=True)
        alarm(0)
    os._exit(0)  # z3 need not tidy up


main()
