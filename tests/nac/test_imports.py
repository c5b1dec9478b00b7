"""What importing the library costs a user (semantics: library)."""

from __future__ import annotations

import subprocess
import sys


def test_nac_loads_neither_parser_nor_solver() -> None:
    program = (
        "import nac, sys\n"
        "nac.Controller, nac.Graph, nac.Refused\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = set(found.stdout.split())
    assert "nac" in loaded
    assert not loaded & {"lark", "z3", "cvc5", "checker", "hypothesis"}


def test_running_a_job_loads_neither() -> None:
    program = (
        "import sys\n"
        "from tests.specs.by_hand import CHAIN, SPEC, plan\n"
        "from nac.controller import Controller\n"
        "from nac.refusal import Refused\n"
        "controller = Controller(SPEC)\n"
        "controller.admit(plan('owner', node='base'))\n"
        "try: controller.admit(plan('reader', node='base'))\n"
        "except Refused as refused: str(refused)\n"
        "assert not {'lark', 'z3'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
