"""The canonical text of a spec: `compile_text(format_spec(spec)).spec == spec`.

What a spec does not hold is not there either: plain comments, flag sets (spelled out), the layout of the author.
"""

from __future__ import annotations

from collections.abc import Iterator

from nac.spec import Action, Change, Cover, Effect, NodeSet, Operation, Parameter, Property, Role, Spec

from .format_expressions import AFTER_SET, EXCEPT, UNION, condition, flags, node_set, pattern
from .format_scenarios import scenario
from .format_words import doc, paths, text, word

_NODE = NodeSet("name", name="node")
_WIDTH = 120


def format_spec(spec: Spec) -> str:
    """Return the canonical text of a spec that was compiled, or one that could have been."""
    parts = ["\n".join(doc(spec.doc, "//!"))] if spec.doc else []
    if any(action.doc for action in spec.actions):
        parts += [_action(action) for action in spec.actions]
    elif spec.actions:
        parts.append("\n".join(map(_action, spec.actions)))
    parts += [_operation(operation, spec) for operation in spec.operations]
    parts += [_property(each, spec) for each in spec.properties]
    parts += [scenario(each, spec) for each in spec.scenarios]
    return "\n\n".join(parts) + "\n"


def _action(action: Action) -> str:
    line = f"action {action.name}"
    if action.text:
        line += f" {text(action.text)}"
    return "\n".join([*doc(action.doc, "///"), line + "".join(map(_cover, action.covers))])


def _cover(cover: Cover) -> str:
    return f" covers {cover.verb}" + ("" if cover.at == _NODE else f" at {node_set(cover.at)}")


def _operation(operation: Operation, spec: Spec) -> str:
    lines = [*doc(operation.doc, "///")]
    parameters = list(_parameters(operation))
    line = f"operation {operation.name}({', '.join(parameters)}) {{"
    if len(line) > _WIDTH:
        lines += [f"operation {operation.name}(", *(f"    {parameter}," for parameter in parameters), ") {"]
    else:
        lines.append(line)
    lines += [f"    {clause}" for clause in _clauses(operation, spec)]
    return "\n".join([*lines, "}"])


def _parameters(operation: Operation) -> Iterator[str]:
    """The parameters; neighbours of one group share their brackets."""
    group, fields = "", list[str]()
    for parameter in operation.parameters:
        if parameter.group != group and group:
            yield f"{group}: [{', '.join(fields)}]"
            fields = []
        group = parameter.group
        if group:
            fields.append(_parameter(parameter))
        else:
            yield _parameter(parameter)
    if group:
        yield f"{group}: [{', '.join(fields)}]"


def _parameter(parameter: Parameter) -> str:
    kind: str = parameter.kind
    if parameter.kind == "choice":
        kind = " | ".join(map(word, parameter.choices)) if len(parameter.choices) > 1 else text(parameter.choices[0])
    kind += (" or null" if parameter.null else "") + (" or object" if parameter.object else "")
    line = parameter.name + ("?" if parameter.optional and not parameter.default else "")
    line += "" if kind == "node" else f": {kind}"
    line += f" usually {word(parameter.usual)}" if parameter.usual else ""
    return line + (f" = {word(parameter.default)}" if parameter.default else "")


def _clauses(operation: Operation, spec: Spec) -> Iterator[str]:
    for let in operation.lets:
        yield f"let {let.name} = {node_set(let.value)}"
    for where in operation.wheres:
        begin = "fatal unless" if where.fatal else "where"
        yield f"{begin} {condition(where.condition)}" + (f" {text(where.message)}" if where.message else "")
    if operation.phases:
        yield f"phases {', '.join(_phases(operation))}"
        if (operation.start, operation.then) != (operation.phases[0], operation.phases[0]):
            then = f" then {operation.then}" if operation.then != operation.start else ""
            yield f"start {operation.start}{then}"
    if operation.completes:
        yield "always completes"
    for role in operation.roles:
        yield format_role(role, spec)
    if operation.changes:
        yield "changes {"
        for change in operation.changes:
            yield f"    {_change(change)}"
        yield "}"
    if operation.effects:
        yield "effects {"
        for effect in operation.effects:
            yield f"    {_effect(effect)}"
        yield "}"


def _phases(operation: Operation) -> Iterator[str]:
    chains = paths(operation.transitions)
    order = list(dict.fromkeys(phase for chain in chains for phase in chain))
    rest = [phase for phase in operation.phases if phase not in order]
    if [*order, *rest] == list(operation.phases):
        chains += [[phase] for phase in rest]
    else:
        chains = [*([phase] for phase in operation.phases), *chains]
    return (" -> ".join(chain) for chain in chains)


def format_role(role: Role, spec: Spec) -> str:
    """Return one role, on one line."""
    claims = [
        f"{kind} {flags(mask, spec)}"
        for kind, mask in (("require", role.require), ("allow", role.allow))
        if mask & spec.all
    ]
    return f"at {node_set(role.at)}{_ending(role)} {{ {'   '.join(claims)}{' ' if claims else ''}}}"


def _effect(effect: Effect) -> str:
    line = f"{effect.verb} {node_set(effect.at)}"
    if effect.to is not None:
        line += f" to {node_set(effect.to)}"
    if effect.unseen_by is not None:
        line += f" unseen by {node_set(effect.unseen_by)}"
    return line + _ending(effect)


def _change(change: Change) -> str:
    # What is inserted, and above what, binds tighter than the `above` between the two.
    place = EXCEPT if change.op == "insert" else UNION
    line = f"{change.op} {node_set(change.nodes, place)}"
    if change.at is not None:
        line += f" {'above' if change.op == 'insert' else 'to'} {node_set(change.at, place)}"
    if not change.rewires:
        line += f" {word(change.word, AFTER_SET)}"
    elif change.word:
        line += f" as {word(change.word)}"
    if change.sparing is not None:
        line += f" sparing {node_set(change.sparing)}"
    return line + (f" when {condition(change.when)}" if change.when is not None else "")


def _ending(part: Role | Effect) -> str:
    when = f" when {condition(part.when)}" if part.when is not None else ""
    return when + (f" during {', '.join(part.during)}" if part.during else "")


def _property(value: Property, spec: Spec) -> str:
    left, right = pattern(value.left, "a", spec), pattern(value.right, "b", spec)
    joint = "while" if value.kind == "never" else "beside"
    body = f"{value.kind} {left} {joint} {right}"
    return "\n".join([*doc(value.doc, "///"), f"property {text(value.name)} {{ {body} }}"])
