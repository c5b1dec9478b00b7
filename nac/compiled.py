"""Compiled specs: a spec as plain data, and back (semantics: language, library).

The format follows the records of `nac.spec`, and is read off them: an object has the fields of its class, those
that hold their default left out; a tuple is a list; a `Span` is `[file, line, column, end line, end column]`. Reading
trusts nothing: every type, key, name, flag and phase is checked before there is a spec.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from . import strict_json
from .errors import SpecError
from .record import Field, Record, RecordType, fields
from .spec import Json, Span, Spec
from .wellformed import problems
from .words import brief

T = TypeVar("T")

FORMAT = 1
DEEPEST = 200
"""How deep expressions and arguments may be nested."""
MOST = 1_000_000
"""How many values a compiled spec may hold."""


def to_data(spec: Spec, *, spans: bool = True) -> dict[str, Json]:
    """Return the spec as JSON values. Without `spans` messages cannot name places in its text any more."""
    return _data(spec, lambda item, value: spans or not isinstance(value, Span))


def from_data(data: Json) -> Spec:
    """Return the spec that `to_data` wrote. Raises `SpecError` for anything else, saying where and what is wrong."""
    if not isinstance(data, dict) or data.get("format") != FORMAT or isinstance(data["format"], bool):
        raise SpecError(f'not a compiled spec: it must be an object with "format": {FORMAT}')
    spec = _Reader().read(Spec, {key: value for key, value in data.items() if key != "format"}, "", 0)
    assert isinstance(spec, Spec)
    wrong = list(problems(spec))
    if wrong:
        more = [f"and {len(wrong) - 20} more"] if len(wrong) > 20 else []
        raise SpecError("\n".join([*wrong[:20], *more]))
    return spec


def dumps(spec: Spec, *, spans: bool = True) -> str:
    """Return the compiled spec as JSON text: the same text for the same spec. Its last field, `seal`, is the SHA-256 of
    all that stands before."""
    body = _text(spec, lambda item, value: spans or not isinstance(value, Span))[:-1]
    return body + _ending(body.encode()).decode()


def loads(text: str | bytes) -> Spec:
    """Return the spec of a JSON text that `dumps` wrote, every byte of it. Raises `SpecError`."""
    try:
        data = strict_json.loads(text)
    except strict_json.NotJson as error:
        raise SpecError(f"not a compiled spec: {error}") from None
    if isinstance(data, dict) and "format" in data:
        content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
        body, ending = content[: -len(_ending(b""))], content[-len(_ending(b"")) :]
        if ending != _ending(body):
            raise SpecError(
                "a damaged or edited compiled spec: its seal is missing or wrong; `nac compile` makes it anew"
            )
        del data["seal"]
    return from_data(data)


def digest(spec: Spec) -> str:
    """Return the SHA-256 of what the spec means: two specs have the same digest iff they are equal, wherever they were
    written."""
    return _sha256(_text(spec, lambda item, _: item.compare).encode())


def _ending(body: bytes) -> bytes:
    """Return what closes a JSON object whose text so far is `body`, with its seal."""
    return b',"seal":"' + _sha256(body).encode() + b'"}\n'


def _sha256(content: bytes) -> str:
    from hashlib import sha256

    return sha256(content).hexdigest()


def encode(value: object) -> Json:
    """Return another record in the same format, all of its fields."""
    return _encode(value, lambda item, _: True)


def decode(kind: type[T], data: Json) -> T:
    """Return the record that `encode` wrote, with every type checked. Raises `SpecError`."""
    value = _Reader().read(kind, data, "", 0)
    assert isinstance(value, kind)
    return value


_Keep = Callable[[Field, Any], bool]


def _text(spec: Spec, keep: _Keep) -> str:
    try:
        text = json.dumps(_data(spec, keep), sort_keys=True, separators=(",", ":"), allow_nan=False)
        return text.replace("\x7f", "\\u007f")  # the one control character that JSON does not escape
    except (TypeError, ValueError, RecursionError) as error:
        raise SpecError(f"no spec can hold this: {error}") from None


def _data(spec: Spec, keep: _Keep) -> dict[str, Json]:
    return {"format": FORMAT, **_encode(spec, keep)}


def _encode(value: Any, keep: _Keep) -> Any:
    """The value as JSON. `keep` says which fields of records to take, apart from those that hold their default."""
    if isinstance(value, Span):
        return [value.file, value.line, value.column, value.end_line, value.end_column]
    if isinstance(value, Record):
        data: dict[str, Json] = {}
        for item in _stored(type(value)):
            content = getattr(value, item.name)
            if isinstance(content, list):
                raise SpecError(
                    f"{item.name} of a {type(value).__name__} is a list; it must be a tuple, which stays as it is"
                )
            if content != item.absent() and keep(item, content):
                data[item.name] = _encode(content, keep)
        return data
    if isinstance(value, tuple | list):
        return [_encode(item, keep) for item in value]
    if isinstance(value, Mapping):
        return {key: _encode(item, keep) for key, item in value.items()}
    return value


def _stored(kind: RecordType) -> Iterator[Field]:
    """The fields of a record that are data. One that neither compares nor shows follows from the others
    (`Operation.others`), unless it is a place in the text."""
    return (item for item in fields(kind) if item.compare or item.repr or item.type == "Span | None")


@cache
def _shape(kind: RecordType) -> Mapping[str, tuple[Any, bool]]:
    """The fields of a record: name to (type, whether it must be given)."""
    hints = get_type_hints(kind)
    return {item.name: (hints[item.name], item.needed) for item in _stored(kind)}


class _Reader:
    """Reads one spec: data that must have a given type, at a path (for messages), at a depth."""

    def __init__(self) -> None:
        self.left = MOST

    def read(self, hint: Any, data: Json, path: str, depth: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise SpecError(f"not a compiled spec: it holds more than {MOST} values")
        if depth > DEEPEST:
            raise SpecError(f"{path[:60]}…: nested more than {DEEPEST} deep")
        if get_origin(hint) is Literal:  # whether it is one of them is said once there is a spec, as of names
            hint = str
        if hint in (str, int, bool):
            if type(data) is not hint:
                raise _wrong(path, {str: "a text", int: "a whole number", bool: "true or false"}[hint], data)
            if hint is str and not data.isascii():
                self.words(data, path)
            return data
        origin, args = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            (inner,) = (arg for arg in args if arg is not NoneType)
            return None if data is None else self.read(inner, data, path, depth)
        if hint is Span:
            return Span(*self.read(tuple[str, int, int, int, int], data, path, depth))
        if origin is tuple:
            return tuple(self.items(args, data, path, depth))
        if isinstance(hint, RecordType):
            return self.object(hint, data, path, depth)
        return self.arguments(data, path, depth)

    def words(self, data: str, path: str) -> None:
        try:
            data.encode()
        except UnicodeEncodeError:
            raise _wrong(path, "a text of whole characters", data) from None

    def items(self, args: tuple[Any, ...], data: Json, path: str, depth: int) -> Iterator[Any]:
        if not isinstance(data, list):
            raise _wrong(path, "a list", data)
        if args[-1] is Ellipsis:
            args = (args[0],) * len(data)
        elif len(data) != len(args):
            raise _wrong(path, f"a list of {len(args)}", data)
        for number, (arg, item) in enumerate(zip(args, data, strict=True)):
            yield self.read(arg, item, f"{path}[{number}]", depth + 1)

    def object(self, kind: RecordType, data: Json, path: str, depth: int) -> Any:
        shape = _shape(kind)
        if not isinstance(data, dict):
            raise _wrong(path, f"an object ({kind.__name__})", data)
        for key in data:
            if key not in shape:
                raise SpecError(f"{path or 'the spec'}: there is no {key!r} in an object of the kind {kind.__name__}")
        for name, (_, needed) in shape.items():
            if needed and name not in data:
                raise SpecError(f"{path or 'the spec'}: {name!r} is missing")
        prefix = f"{path}." if path else ""
        values = {key: self.read(shape[key][0], value, f"{prefix}{key}", depth + 1) for key, value in data.items()}
        return kind(**values)

    def arguments(self, data: Json, path: str, depth: int) -> dict[str, Json]:
        if not isinstance(data, dict):
            raise _wrong(path, "an object", data)
        self.json(data, path, depth)
        return data

    def json(self, data: Json, path: str, depth: int) -> None:
        """Read any JSON value; what a caller of `from_data` may have made of other types is refused."""
        self.read(bool, True, path, depth)  # counts, and keeps to the depth
        if isinstance(data, dict):
            for key, value in data.items():
                self.read(str, key, path, depth)
                self.json(value, f"{path}.{key}", depth + 1)
        elif isinstance(data, list):
            for number, value in enumerate(data):
                self.json(value, f"{path}[{number}]", depth + 1)
        elif isinstance(data, float):
            if not isfinite(data):
                raise _wrong(path, "a finite number", data)
        elif data is not None and not isinstance(data, str | int):
            raise _wrong(path, "a JSON value", data)


def _wrong(path: str, what: str, data: Json) -> SpecError:
    shown = brief(data) if isinstance(data, str | int | float | NoneType) else f"a {type(data).__name__}"
    return SpecError(f"{path or 'the spec'} must be {what}, not {shown}")
