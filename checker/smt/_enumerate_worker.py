"""The child process that searches without a solver: a twin of `_worker.py`, with the same protocol. `values` of a task
may hold one number: up to how many elements of each sort to look."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

from checker.smt.enumerate import LARGEST, enumerate_models
from checker.smt.smtlib import UnreadableScript


def decide(task: dict[str, Any]) -> dict[str, Any]:
    largest = int(task["values"][0]) if task["values"] else LARGEST
    try:
        result = enumerate_models(task["script"], largest, task["rlimit"])
    except UnreadableScript as error:
        return {"verdict": "unknown", "reason": f"it cannot be read: {error}"}
    return {"verdict": result.verdict, "reason": result.reason, "resources": result.steps}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    print(json.dumps({"ready": "1"}), file=answers, flush=True)
    alarm = getattr(signal, "alarm", lambda seconds: None)
    for line in sys.stdin.buffer:
        task = json.loads(line)
        alarm(task["seconds"] + 5)  # if the parent is gone there is nobody to end a search that does not end
        print(json.dumps(decide(task)), file=answers, flush=True)
        alarm(0)


main()
