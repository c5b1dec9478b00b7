"""Random specs as texts. Of each effect there is mostly a role that covers it, so that many are right; in others
something is amiss. `constructs` counts what a spec has of the language."""

from __future__ import annotations

import random
import re

HEAD = """
action write   covers writes at node, above(node)
action read    covers reads
action rewire  covers rewires
action update  covers updates
action inspect covers inspects
action mark
"""
COVERS = {"writes": "write", "reads": "read", "rewires": "rewire", "updates": "update", "inspects": "inspect"}
ALLOWS = {
    "writes": ("none", "mark", "none", "inspect"),
    "reads": ("read, inspect", "read, inspect, mark", "none", "all except write, rewire"),
    "rewires": ("mark", "none", "inspect, mark"),
    "updates": ("read", "none", "read, mark"),
    "inspects": ("all except update", "read, inspect", "none"),
}
WALKS = ("above", "below", "backing", "overlays", "parents", "children", "chain", "bottom", "root")
PAIRS = ("chain", "between")


class Writer:
    """One spec."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def spec(self) -> str:
        """Return the text of a spec."""
        chance = self.chance
        names = ["one", "two", "three"][: chance.choice((1, 2, 2, 3))]
        text = HEAD + "".join(self.operation(name) for name in names)
        if chance.random() < 0.35:
            text += "operation transaction(actions: calls) { }\n"
        if chance.random() < 0.3:
            text += self.property(names)
        return text

    def maybe(self, share: float) -> bool:
        return self.chance.random() < share

    def property(self, names: list[str]) -> str:
        pick = self.chance.choice
        if self.maybe(0.7):
            left, right = pick(("write", "update", "rewire")), pick(("read", "inspect", "write"))
            return f'property "p" {{ never a requires {left} while b requires {right} and not b allows {left} }}\n'
        return f'property "p" {{ always a is {pick(names)} and not a requires write beside b requires mark }}\n'

    def operation(self, name: str) -> str:
        """Return the text of an operation."""
        pick = self.chance.choice
        parameters, words = ["p"], []
        nodes = ["p"]
        if self.maybe(0.2):
            parameters[0] = "p: user"
        kind = pick(("", "", "node", "optional", "null", "nodes", "new", "made", "bool", "choice", "text", "list"))
        if kind in ("node", "optional", "null", "nodes", "new", "made"):
            told = {"node": "q", "optional": "q?", "null": "q: node or null", "nodes": "q: nodes", "new": "q: new"}
            parameters.append(told.get(kind, "q?: new"))
            nodes.append("q")
        if kind in ("optional", "null", "made"):
            words.append("q")
        if kind == "bool":
            parameters.append("f?: bool")
            words.append("f")
        if kind == "choice":
            parameters.append("m: full | top = full")
            words += ["m is full", "m is top"]
        if kind == "text":
            parameters.append("t: text")
        if kind == "list":
            parameters[0] = f"list: [{parameters[0]}]"
        lines: list[str] = []
        changes, effects, roles = [], [], []
        fresh = kind in ("new", "made")
        self.nodes, self.words = nodes, words
        if self.maybe(0.25):
            lines.append(f"let l = {self.set(1)}")
            self.nodes = [*nodes, "l"]
        if self.maybe(0.3):
            lines.append(f"where {self.condition()}")
        phases = self.maybe(0.35)
        early, late = (" during begin", " during run") if phases else ("", "")
        if phases:
            shape = pick(
                (
                    "phases begin -> run  start begin",
                    "phases begin, run  start begin then run",
                    "phases begin, run, end, run -> end  start begin then run",
                )
            )
            shape = shape.replace("begin, run, end, run -> end", "begin, run -> end")
            lines.append(shape)
            if "->" in shape and self.maybe(0.4):
                lines.append("always completes")
        if self.maybe(0.55 if fresh else 0.25) and kind != "list":
            change, said, rights = self.change(fresh)
            changes.append(change)
            effects += [f"{each}{early}" for each in said]
            allow = pick(("none", "mark", "inspect", "read", "read, mark"))
            roles.append(f"at {rights}{early} {{ require rewire   allow {allow} }}")
        for _ in range(pick((0, 1, 1, 2) if changes else (1, 1, 2))):
            during = pick(("", early, late))
            new, needed = self.effect(kind, during)
            effects.append(new)
            roles += needed if self.maybe(0.93) else needed[1:]
        if self.maybe(0.25):
            roles.append(f"at {self.set(1)} {{ require mark   allow {pick(('all', 'all except write', 'none'))} }}")
        if not roles:
            roles.append("at p { require mark   allow all }")
        lines += roles
        if changes:
            lines.append(f"changes {{ {' '.join(changes)} }}")
        if effects:
            lines.append(f"effects {{ {'  '.join(effects)} }}")
        return f"operation {name}({', '.join(parameters)}) {{\n" + "".join(f"    {line}\n" for line in lines) + "}\n"

    def change(self, fresh: bool) -> tuple[str, list[str], str]:
        """Return a change, the effects that announce it, and where its edges are owned."""
        pick = self.chance.choice
        when = f" when {self.condition()}" if self.maybe(0.15) else ""
        if fresh and self.maybe(0.85):
            kind = pick(("backing", "filter", "filter", "file"))
            said = ["rewires q to p", f"rewires parents(p) to q{' unseen by parents(p)' if self.maybe(0.7) else ''}"]
            return f"insert q above p as {kind}{when}", said, "p, q, parents(p)"
        if fresh:
            return f"add q{when}", ["rewires q"], "q"
        other = pick(self.nodes)
        found = {
            "remove": (f"remove p{when}", ["rewires p"], "p"),
            "link": (
                f"link p to {other} as {pick(('backing', 'file'))}{when}",
                [f"rewires p to {other}"],
                f"p, {other}",
            ),
            "unlink": (f"unlink p as {pick(('backing', 'file'))}{when}", ["rewires p"], "p"),
            "tag": (f"tag p {pick(('red', 'blue'))}{when}", [], "p"),
            "untag": (f"untag p {pick(('red', 'blue'))}{when}", [], "p"),
        }
        return found[pick(tuple(found))]

    def effect(self, kind: str, during: str) -> tuple[str, list[str]]:
        """Return an effect, and roles that cover it."""
        pick = self.chance.choice
        verb = pick(("writes", "writes", "reads", "reads", "updates", "inspects", "rewires"))
        at = "part(p, t)" if kind == "text" and self.maybe(0.5) else pick(("p", *self.nodes, self.set(1)))
        when = f" when {self.condition()}" if self.maybe(0.2) else ""
        unseen = pick(self.nodes) if verb in ("writes", "rewires") and self.maybe(0.2) else ""
        to = f" to {pick(self.nodes)}" if verb == "rewires" and self.maybe(0.6) else ""
        where = at
        if verb == "writes":
            where = f"{at}, above({at})"
            if unseen:
                where = f"({where}) except ({unseen}, above({unseen}))"
        need = COVERS[verb] + pick(("", "", ", mark"))
        roles = [f"at {where}{when}{during} {{ require {need}   allow {pick(ALLOWS[verb])} }}"]
        if verb == "reads" and self.maybe(0.85):
            allow = pick(("all except rewire", "read, inspect", "none", "all except rewire, write"))
            roles.append(f"at below({at}){when}{during} {{ allow {allow} }}")
        said = f"{verb} {at}{to}{f' unseen by {unseen}' if unseen else ''}{when}{during}"
        return said, roles

    def set(self, depth: int) -> str:
        pick = self.chance.choice
        one = pick(self.nodes)
        form = pick(("name", "walk", "walk", "walk", "kind", "pair", "and", "except", "or", "union", "everything"))
        if form == "name":
            return one
        if form == "walk":
            return f"{pick(WALKS)}({one})"
        if form == "kind":
            return f"{pick(('above', 'below', 'parents', 'children'))}({one}, {pick(('file', 'backing'))})"
        if form == "pair":
            return f"{pick(PAIRS)}({one}, {pick(self.nodes)})"
        if form == "everything":
            return "everything" if self.maybe(0.3) else one
        inner = self.set(depth - 1) if depth else pick(self.nodes)
        return f"({one}, {inner})" if form == "union" else f"({inner} {form} {one})"

    def condition(self) -> str:
        pick = self.chance.choice
        forms = [f"{pick(self.nodes)} in {self.set(0)}", f"empty {pick(('parents', 'backing', 'above'))}(p)"]
        forms += [f"p has {pick(('red', 'blue'))}", f"p has {pick(('red', 'blue'))}", *self.words]
        if len(self.nodes) > 1:
            forms.append(f"{self.nodes[1]} {pick(('below', 'above'))} p")
        form = pick(forms)
        if self.maybe(0.25):
            form = f"not ({form})"
        if self.maybe(0.15):
            form = f"({form}) {pick(('and', 'or'))} ({pick(forms)})"
        return form


CONSTRUCTS = {
    "user": r": user",
    "nodes": r"q: nodes",
    "new": r"q\??: new",
    "made up": r"q\?: new",
    "bool": r"f\?: bool",
    "choice": r"m: full",
    "text": r"t: text",
    "list": r"list: \[",
    "null": r"or null",
    "let": r"\blet l",
    "where": r"\bwhere ",
    "tag read": r" has ",
    "phases": r"\bphases ",
    "start then": r" then run",
    "completes": r"always completes",
    "changes": r"changes \{",
    "insert": r"insert ",
    "filter": r"as filter",
    "add": r"\{ add ",
    "remove": r"\{ remove ",
    "link": r"\{ link ",
    "unlink": r"\{ unlink ",
    "tag": r"\{ tag ",
    "untag": r"\{ untag ",
    "reads": r"reads ",
    "writes": r"writes ",
    "updates": r"updates ",
    "inspects": r"inspects ",
    "rewires to": r"rewires \S+ to ",
    "unseen": r"unseen by",
    "when": r" when ",
    "calls": r": calls",
    "never": r"never a",
    "always": r"always a ",
    "except": r" except ",
    "and": r" and ",
    "or": r" or ",
    "everything": r"everything",
    "above": r"above\(",
    "below": r"below\(",
    "backing": r"backing\(",
    "overlays": r"overlays\(",
    "parents": r"parents\(",
    "children": r"children\(",
    "chain": r"chain\(",
    "between": r"between\(",
    "bottom": r"bottom\(",
    "root": r"root\(",
    "part": r"part\(",
}
MET = (
    ("changes", "phases"),
    ("changes", "calls"),
    ("user", "calls"),
    ("tag read", "rewires to"),
    ("filter", "phases"),
    ("never", "changes"),
    ("completes", "rewires to"),
)


def constructs(text: str) -> set[str]:
    """Return the names of what the text has, and of pairs that meet."""
    found = {name for name, form in CONSTRUCTS.items() if re.search(form, text)}
    return found | {f"{one} x {other}" for one, other in MET if one in found and other in found}
