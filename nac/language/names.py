"""The meaning of the names of a spec: one namespace for all its files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nac.spec import Operation, Pattern, Span

from . import tree as t
from .diagnostics import Sink, quoted, suggest
from .items import KEYWORDS

FLAG_WORDS = frozenset({"all", "none", "except", *KEYWORDS})
"""Cannot name an action or a flag set: flag lists and the cut into items give them a meaning."""

SET_WORDS = frozenset({"not", "empty", "none", "everything"})
"""Cannot name a parameter or a let: node sets and conditions give them a meaning."""

MOST_ACTIONS = 1024
MOST = 256
"""The most parameters of an operation, choices of a parameter, words in a `phases` clause."""

OPERATION_WORDS = frozenset({"advance"})
"""Cannot name an operation: `refuse advance` is a step of its own."""


@dataclass(slots=True)
class Names:
    """The names of a spec. `broken`: names of items that could not be parsed; nobody is blamed for using them.

    `incomplete`: an import is missing, so any action or operation may be the one that it would have defined.
    """

    sink: Sink
    actions: dict[str, int] = field(default_factory=dict)
    action_spans: dict[str, Span] = field(default_factory=dict)
    flag_sets: dict[str, t.FlagSetItem] = field(default_factory=dict)
    masks: dict[str, int] = field(default_factory=dict)
    operation_items: dict[str, t.OperationItem] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)
    phases: set[str] = field(default_factory=set)
    patterns: dict[tuple[str, int], tuple[Pattern, ...]] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    incomplete: bool = False

    def excused(self, name: str) -> bool:
        return self.incomplete or name in self.broken

    def flags(self, flags: t.FlagList) -> int:
        """Return the mask of a list of flags."""
        mask = 0
        for word in flags.words:
            mask |= self.flag(word)
        every = (1 << len(self.actions)) - 1
        return every & ~mask if flags.inverted else mask

    def flag(self, word: t.Word) -> int:
        """Return the mask of one flag: an action, a flag set, `all` or `none`."""
        name = word.text
        if name in ("all", "none"):
            return (1 << len(self.actions)) - 1 if name == "all" else 0
        if name in self.actions:
            return 1 << self.actions[name]
        if name in self.masks:
            return self.masks[name]
        if name in self.flag_sets:
            before = (self.flag_sets[name].name.span, "it is defined here")
            message = f"the flag set {quoted(name)} is used before its definition"
            self.sink.add("NAC037", message, word.span, before, help="define a flag set above those that use it")
        else:
            self.unknown_action(word, [*self.actions, *self.flag_sets])
        return 0

    def action(self, word: t.Word) -> int:
        """Return the mask of one action."""
        name = word.text
        if name in self.actions:
            return 1 << self.actions[name]
        if name in self.flag_sets:
            defined = (self.flag_sets[name].name.span, "it is defined here")
            self.sink.add("NAC050", f"{quoted(name)} is a flag set; name one action", word.span, defined)
        else:
            self.unknown_action(word, self.actions)
        return 0

    def unknown_action(self, word: t.Word, known: Iterable[str], *related: tuple[Span | None, str]) -> None:
        if not self.excused(word.text):
            hint = suggest(word.text, known, f'declare it: `action {word.text} "..."`')
            self.sink.add("NAC030", f"there is no action {quoted(word.text)}", word.span, *related, help=hint)

    def operation(self, word: t.Word) -> Operation | None:
        operation = self.operations.get(word.text)
        if operation is None and not self.excused(word.text):
            hint = suggest(word.text, self.operation_items)
            self.sink.add("NAC035", f"there is no operation {quoted(word.text)}", word.span, help=hint)
        return operation


def few(words: Sequence[t.Word], most: int, what: str, sink: Sink) -> bool:
    """Return whether a list is not too long; reports it where it is."""
    if len(words) > most:
        message = f"there are more than {most:,} {what}"
        sink.add("NAC002", message, words[most].span, help="say it in fewer, or with several specs")
    return len(words) <= most


def reserved(word: t.Word, words: frozenset[str], what: str, sink: Sink) -> bool:
    """Report a name that cannot be used where it would have to be."""
    if word.text in words:
        help_text = f"choose another name; reserved here: {', '.join(sorted(words))}"
        sink.add("NAC038", f"{quoted(word.text)} cannot name {what}", word.span, help=help_text)
    return word.text in words
