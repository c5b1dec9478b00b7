"""Asking a spec for what it does not have (semantics: library)."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from nac import Misuse, NoSuchName
from nac.spec import Spec

from ..specs.by_hand import SHARES, SPEC


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "raeder",
            "'shares' has no operation 'raeder'; did you mean 'reader'? (it has reader, guarded, writer, owner,",
        ),
        ("zzz", "'shares' has no operation 'zzz' (it has reader, guarded,"),
        (None, "'shares' has no operation None (it has"),
        (["reader"], "'shares' has no operation ['reader'] (it has"),
    ],
)
def test_an_operation_that_is_not_there(name: Any, words: str) -> None:
    with pytest.raises(KeyError) as caught:
        SPEC[name]
    assert isinstance(caught.value, NoSuchName)
    assert isinstance(caught.value, Misuse)
    assert str(caught.value).startswith(words)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["read", "wirte"], "'shares' has no action 'wirte'; did you mean 'write'? (it has read, write, edit)"),
        ([["read"]], "'shares' has no action ['read'] (it has read, write, edit)"),
    ],
)
def test_an_action_that_is_not_there(names: list[Any], words: str) -> None:
    with pytest.raises(NoSuchName) as caught:
        SPEC.flags(*names)
    assert str(caught.value) == words
    assert SPEC.flags("edit", "read", "edit") == 0b101


def test_no_more_than_a_line_of_names() -> None:
    many = Spec("many", tuple(type(SHARES[0])(f"a{at}") for at in range(100)))
    with pytest.raises(NoSuchName, match=r"a10, a11 and 88 more\)"):
        many.flags("x")
    with pytest.raises(NoSuchName, match=r"\(it has none\)"):
        many["x"]
