"""For each code, the shortest definition that earns it, which `docs/reference/diagnostics.md` shows with what is said.

A value is a text, or the files of a folder (bytes or text) with the name of the one to compile ("" for the folder).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Files:
    """Files by name. `compile`: the one to compile, "" for the folder. `shown`: what the page says of the content."""

    files: Mapping[str, str | bytes]
    compile: str = ""
    shown: str = ""


ACTION = 'action write "what a read would see change"\n'
OPERATION = ACTION + "operation copy(source, target?) {\n    at source { require write }\n}\n"
PHASES = (
    ACTION
    + "operation guest(drive) {\n    phases paused -> running -> stopped\n"
    + "    at drive during running { require write }\n}\n"
)


def operation(*clauses: str, head: str = "copy(source, target?)") -> str:
    """An operation with these clauses and a role."""
    return ACTION + f"operation {head} {{\n" + "".join(f"    {each}\n" for each in (*clauses, "at source { }")) + "}\n"


def scenario(*steps: str, graph: str = "base <- top", before: str = OPERATION) -> str:
    """A scenario with these steps."""
    body = "".join(f"    {step}\n" for step in steps)
    return f'{before}scenario "example" {{\n    graph {{ {graph} }}\n{body}}}\n'


EXAMPLES: Mapping[str, str | Files] = {
    "NAC001": Files({}, "missing.nac", "There is no file `missing.nac`."),
    "NAC002": Files(
        {"large.nac": "//" * (1 << 19) + "/"}, "large.nac", "`large.nac` is a comment of 1 MiB and a byte."
    ),
    "NAC003": Files({"image.nac": b"\x89PNG\r\n"}, "image.nac", "`image.nac` begins with the byte 0x89."),
    "NAC004": Files({"notes.txt": ""}, "", "The folder holds `notes.txt` only."),
    "NAC005": "//! A description of nothing.\n",
    "NAC006": Files({"main.nac": 'import "action.nac"\n', "actions.nac": ACTION}, "main.nac"),
    "NAC007": Files({"main.nac": 'import "../../secret.nac"\n'}, "main.nac"),
    "NAC008": Files({"a.nac": 'import "b.nac"\n', "b.nac": 'import "a.nac"\n'}, "a.nac"),
    "NAC009": Files(
        {f"f{index}.nac": f'import "f{index + 1}.nac"\n' for index in range(70)},
        "f0.nac",
        "Each of the files `f0.nac`, `f1.nac`, … imports the next.",
    ),
    "NAC010": "".join(f"action a{index} covers nothing\n" for index in range(101)),
    "NAC011": 'import "actions.nac"\n' + ACTION,
    "NAC020": ACTION + "operatoin copy(source) { at source { require write } }\n",
    "NAC021": ACTION + "operation copy(source) {\n    at source { require write }\n",
    "NAC022": 'action write "what a read would see change\n',
    "NAC023": ACTION + "operation copy(source) { at source { require write; } }\n",
    "NAC024": 'action write "what a \\write changes"\n',
    "NAC025": operation("where " + "not " * 65 + "target"),
    "NAC026": scenario("admit copy(source: top, speed: 1e999)", before=OPERATION.replace("target?", "speed: any")),
    "NAC027": ACTION + "/// An operation, but where is it?\n",
    "NAC028": Files(
        {"hidden.nac": OPERATION + "// \u202e } { refuse"},
        "hidden.nac",
        "`hidden.nac` has the character U+202E in a comment.",
    ),
    "NAC030": ACTION + "operation copy(source) { at source { require wrte } }\n",
    "NAC031": operation("let all-of-it = chain(sorce)", "where empty all-of-it"),
    "NAC032": operation("where empty overlay(source)"),
    "NAC033": operation("effects { write source }"),
    "NAC034": PHASES.replace("during running", "during runing"),
    "NAC035": scenario("admit copi(source: top)"),
    "NAC036": operation(head="copy(source, target: nod)"),
    "NAC037": operation("where empty upper", "let upper = above(source)"),
    "NAC038": operation("where empty source", head="copy(source, empty)"),
    "NAC039": ACTION + ACTION,
    "NAC040": operation("phases running", "phases paused"),
    "NAC050": operation("where empty above(write)"),
    "NAC051": operation("where empty above(speed)", head="copy(source, speed: any)"),
    "NAC052": operation("let upper = source in target", "where empty upper"),
    "NAC053": operation("where above(source)"),
    "NAC054": operation("where empty backing(source, target, source)"),
    "NAC055": operation("where empty part(source, target)"),
    "NAC056": operation('where sync is ful "only full copies"', head="copy(source, sync: full | top = full)"),
    "NAC057": operation("where source is base"),
    "NAC058": operation(head="copy(source, target = source)"),
    "NAC059": operation("where source"),
    "NAC060": operation("effects { writes source to target }"),
    "NAC061": ACTION + "operation copy(source) { where empty above(source) }\n",
    "NAC062": operation("phases running -> running"),
    "NAC063": "operation copy(source) { at source { } }\n",
    "NAC064": operation("let upper = above(source)"),
    "NAC065": operation("changes { tag source busy sparing target }"),
    "NAC066": operation("changes { add target }"),
    "NAC067": operation(head="copy(source, first: calls, second: calls)"),
    "NAC068": operation("changes { tag source busy }", head="copy(source, actions: calls)"),
    "NAC069": operation(head="copy(source, sources: [from], targets: [to])"),
    "NAC070": OPERATION + 'property "one writer" { never a requires write while a is copy }\n',
    "NAC071": OPERATION + 'property "one writer" { never a requires none while b is copy }\n',
    "NAC072": "action write covers writes\n"
    "operation fill(disk) { at disk { require write } effects { writes disk } }\n"
    "operation wipe(disk) { at disk { require write } }\n",
    "NAC080": scenario("admit copy(sorce: top, source: top)"),
    "NAC081": scenario("admit copy(target: top)"),
    "NAC082": scenario("admit copy(source: 7)"),
    "NAC083": scenario("admit copy(source: bace)"),
    "NAC084": scenario("admit copy(source: top)", graph="base <- top <file- base"),
    "NAC085": scenario("admit copy(source: top)", graph="base <- top   other <- top"),
    "NAC086": scenario("admit copy(source: top)", graph='base <- top   "base[0]"'),
    "NAC087": scenario("admit c1 = copy(source: top)", "release c2"),
    "NAC088": scenario("admit c1 = copy(source: top)", "admit c1 = copy(source: base)"),
    "NAC089": scenario("admit g = guest(drive: top)", "advance g to stopped", before=PHASES),
    "NAC090": scenario(),
    "NAC091": scenario(
        "admit both(actions: [{type: both, data: {actions: []}}])",
        before=OPERATION + "operation both(actions: calls) { }\n",
    ),
}
