"""Every diagnostic of the language: its code, what it means, what to do.

`docs/reference/diagnostics.md` is made from this.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    title: str
    explanation: str
    severity: str = "error"


_READING = {
    "NAC001": Code(
        "cannot be read",
        "The file or folder does not exist, is no ordinary file, or may not be read.",
    ),
    "NAC002": Code(
        "too large",
        "A file has more than 1 MiB; or a spec more than 256 files, 4 MiB, 100,000 words and signs or 1,024 actions; "
        "or an operation more than 256 parameters, phases or choices of one parameter. So reading takes bounded time.",
    ),
    "NAC003": Code("not a text", "A definition is UTF-8 text without NUL. A byte order mark is accepted."),
    "NAC004": Code("empty folder", "A folder is a spec made of all its `.nac` files; this one has none."),
    "NAC005": Code("defines nothing", "A spec declares at least one action or operation."),
    "NAC006": Code(
        "import not found",
        "The path of an import is relative to the file that imports, and must be an ordinary, readable file.",
    ),
    "NAC007": Code(
        "import from outside",
        "An import must stay inside the folder above the spec's own folder, symbolic links resolved, so that reading "
        "a spec from elsewhere cannot make this program read other files.",
    ),
    "NAC008": Code("imports in a circle", "A file imports itself, through others or directly. Move what both need."),
    "NAC009": Code("imports too deep", "A chain of imports has more than 64 files."),
    "NAC010": Code("too many errors", "After 100 errors the rest is dropped, and so are warnings after 100."),
    "NAC011": Code("import without a folder", "A text that comes from no file has no place to import from."),
}

_SYNTAX = {
    "NAC020": Code(
        "unexpected word or sign",
        "The text is not what the grammar allows here. The item is left out; the ones after it are still checked.",
    ),
    "NAC021": Code("item not finished", "An item ends too early, most often for want of a closing bracket."),
    "NAC022": Code("quotes not closed", "A text in quotes ends on its own line; `\\n` stands for a new line in it."),
    "NAC023": Code("unknown character", "No word or sign of the language begins with this character."),
    "NAC024": Code("unknown escape", "In quotes, a backslash begins an escape as in JSON."),
    "NAC025": Code("nested too deep", "Brackets, `not`s and operators nest at most 64 deep, in all."),
    "NAC026": Code("number too large", "A number has at most 300 digits and is finite."),
    "NAC027": Code(
        "stray doc comment",
        "`///` describes the item after it, `//!` the file; neither has a meaning inside an item or at the end.",
        "warning",
    ),
    "NAC028": Code(
        "hidden character",
        "Control characters but the tab and the new line, characters that turn the direction of a text, and other ends "
        "of lines make a definition look like another one. In quotes an escape stands for such a character.",
    ),
}

_NAMES = {
    "NAC030": Code("unknown action", "No action and no flag set has this name."),
    "NAC031": Code("unknown name", "No parameter and no `let` of this operation has this name."),
    "NAC032": Code("unknown function", "Node sets know a fixed list of functions, named in the help."),
    "NAC033": Code("unknown verb", "An effect reads, writes, updates, inspects or rewires."),
    "NAC034": Code("unknown phase", "The operation has no such phase; a property may name a phase of any operation."),
    "NAC035": Code("unknown operation", "No operation has this name."),
    "NAC036": Code(
        "unknown type", "A parameter is a node, user, nodes, new, bool, text, calls, any or one of its choices."
    ),
    "NAC037": Code("used before its definition", "A `let` or flag set is known from its own line on."),
    "NAC038": Code("reserved word", "This word would mean something else where the name is used."),
    "NAC039": Code("defined twice", "Each name is defined once in a spec, all its files taken together."),
    "NAC040": Code("said twice", "This can be said once."),
}

_KINDS = {
    "NAC050": Code("wrong kind of name", "Actions, parameters, operations and phases are different things."),
    "NAC051": Code("not a node", "Only parameters that name nodes are node sets: node, user, nodes and new."),
    "NAC052": Code("condition for a set", "A node set must stand here, not a condition."),
    "NAC053": Code("set for a condition", "A condition must stand here, not a node set."),
    "NAC054": Code("wrong number of arguments", "The function takes another number of arguments."),
    "NAC055": Code("wrong kind of argument", "The last argument of a function is an edge kind, that of `part` a text."),
    "NAC056": Code("unknown choice", "The parameter does not have this value."),
    "NAC057": Code("no values to compare with", "`is` compares choices, truth values, texts and `null`."),
    "NAC058": Code("default without choices", "Only a parameter with choices has a default, or a usual choice."),
    "NAC059": Code("condition always true", "The parameter is required, so it is always given.", "warning"),
}

_OPERATIONS = {
    "NAC060": Code("`to` without rewires", "Only `rewires` has a `to`: the nodes that the edges may newly point to."),
    "NAC061": Code(
        "operation without nodes",
        "An operation without an `at` clause, changes and calls claims nothing and can do nothing.",
    ),
    "NAC062": Code("phase leads to itself", "A transition leads to another phase."),
    "NAC063": Code("no actions", "The spec has operations, but declares no action that they could require."),
    "NAC064": Code("unused let", "Nothing uses this `let`.", "warning"),
    "NAC065": Code(
        "not part of this change", "`as KIND` belongs to `insert`, `link` and `unlink`, `sparing` to `insert` only."
    ),
    "NAC066": Code(
        "not a node to insert or add",
        "`insert` takes one node, a parameter of type new, node or user or a `let`, and puts it above one node; `add` "
        "takes a parameter of type new, or a part.",
    ),
    "NAC067": Code("misplaced calls", "An operation has one parameter of type calls at most, and not inside a list."),
    "NAC068": Code(
        "changes beside calls",
        "An operation that makes calls changes what they change. What else it is to change belongs into an operation "
        "that it calls.",
    ),
    "NAC069": Code("two lists of objects", "An operation has one list of objects at most; each may have many fields."),
}

_PROPERTIES = {
    "NAC070": Code("wrong side", "Left of `while` or `beside` a property speaks of the job `a`, right of it of `b`."),
    "NAC071": Code("says nothing", "A property that requires or allows no flag says nothing."),
    "NAC072": Code(
        "operation without effects",
        "The claims of an operation are held against its effects: without any they are checked for nothing. Said only "
        "where other operations of the spec have effects.",
        "warning",
    ),
}

_SCENARIOS = {
    "NAC080": Code("unknown argument", "The operation has no such argument."),
    "NAC081": Code("missing argument", "The operation needs this argument."),
    "NAC082": Code("wrong argument", "The argument's value has another type than its parameter."),
    "NAC083": Code("node not in the graph", "The scenario's graph has no such node, and no step made it."),
    "NAC084": Code("graph with a cycle", "Edges lead down, so no node lies below itself."),
    "NAC085": Code("two backing nodes", "A node has one backing or filter edge: a backing chain is a path."),
    "NAC086": Code("bad name of a node", "The name of a node is not empty and has no brackets: those name its parts."),
    "NAC087": Code("no such job", "No admitted job has this id at this step."),
    "NAC088": Code("job id in use", "Another job with this id is still active at this step."),
    "NAC089": Code("undeclared transition", "The operation declares no transition between these phases."),
    "NAC090": Code("empty scenario", "A scenario without steps tests nothing.", "warning"),
    "NAC091": Code("calls in calls", "An operation that makes calls cannot be one of the calls that another makes."),
}

CODES: Mapping[str, Code] = {
    **_READING,
    **_SYNTAX,
    **_NAMES,
    **_KINDS,
    **_OPERATIONS,
    **_PROPERTIES,
    **_SCENARIOS,
}
