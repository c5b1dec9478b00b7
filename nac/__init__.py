"""Node Access Control: jobs on a graph of nodes, admitted by what each requires and allows there.

    spec = nac.load("rfc")
    controller = nac.Controller(spec)
    plan = spec["block-commit"].plan(graph, device="top", base_node="base")
    with controller.admit(plan) as grant:  # `nac.Refused` carries every conflict as data
        ...

This is the public surface. Importing it loads neither lark (needed to read `.nac` texts, loaded then) nor z3.
"""

from .controller import Controller, Held
from .errors import Error, GraphError, Invalid, Misuse, NoSuchName, NotClaimed, SpecError, Uncertified
from .grant import Grant
from .graph import Edge, Graph
from .load import compile, load, shipped
from .plan import Claim, Plan
from .refusal import Conflict, Refusal, Refused
from .spec import Operation, Span, Spec

__all__ = [
    "Claim",
    "Conflict",
    "Controller",
    "Edge",
    "Error",
    "Grant",
    "Graph",
    "GraphError",
    "Held",
    "Invalid",
    "Misuse",
    "NoSuchName",
    "NotClaimed",
    "Operation",
    "Plan",
    "Refusal",
    "Refused",
    "Span",
    "Spec",
    "SpecError",
    "Uncertified",
    "compile",
    "load",
    "shipped",
]

__version__ = "0.1.0"
