"""JSON from elsewhere, read strictly: what was read can be written again, and says each thing once."""

from __future__ import annotations

import json
from collections import Counter
from math import isfinite
from typing import NoReturn

from .spec import Json
from .words import brief


class NotJson(ValueError):
    """A text that is not taken for JSON, and why."""


def loads(text: str | bytes) -> Json:
    """Return the value of a JSON text. Raises `NotJson` also for NaN, Infinity, numbers that none can hold, a key that
    an object has twice, and nesting too deep."""
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_number, parse_constant=_constant)
    except RecursionError:
        raise NotJson("nested too deep") from None
    except (NotJson, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise NotJson(f"not JSON: {error}") from None
    except ValueError:  # Python's limit of digits; what it says is for programmers
        raise NotJson("a whole number in it is too long") from None


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        ((twice, _),) = Counter(name for name, _ in pairs).most_common(1)
        raise NotJson(f"an object has the key {brief(twice)} twice")
    return members


def _number(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise NotJson(f"the number {text[:20]} is too large")
    return number


def _constant(text: str) -> NoReturn:
    raise NotJson(f"{text} is no number there")
