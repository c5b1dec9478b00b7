"""The nodes of a scenario at one of its steps, as far as the text tells."""

from __future__ import annotations

from dataclasses import dataclass, field

_DIGITS = frozenset("0123456789")


@dataclass(slots=True)
class SceneNodes:
    """`names`: of nodes that exist. `makers`: operations that may have made names up, `#OPERATION1` and so on, for the
    new nodes that their calls do not name (semantics: starts). A name counts as known rather than be called wrong in
    doubt."""

    names: set[str] = field(default_factory=set)
    makers: set[str] = field(default_factory=set)

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or name in self.names:
            return name in self.names
        end = len(name)
        while name.startswith("#") and name[end - 1] in _DIGITS:
            end -= 1
            if name[1:end] in self.makers:
                return True
        return False

    def add(self, other: SceneNodes) -> None:
        """Let the nodes of the other exist from now on."""
        self.names |= other.names
        self.makers |= other.makers
