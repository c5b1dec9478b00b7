"""Immutable records, declared as `@dataclass(frozen=True, slots=True)` declares them, at no cost for the import
(docs/decisions/0010).

`dataclasses` writes and compiles half a dozen functions for each class, and loads `inspect` for it. Here all classes
share the few functions below. To `dataclasses` and to type checkers a record is a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, NoReturn, Self, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field as DataclassField
    from inspect import Signature

MISSING: Any = object()
"""The default of a field that has none."""


class Field(NamedTuple):
    """A field of a record. type: its annotation, as text; compare: it takes part in `==` and `hash`; repr: it is shown.
    default_factory: makes the default of each record, None where there is one for all or none."""

    name: str
    type: str
    default: Any = MISSING
    default_factory: Callable[[], Any] | None = None
    compare: bool = True
    repr: bool = True

    @property
    def needed(self) -> bool:
        """It must be given, since it has no default."""
        return self.default is MISSING and self.default_factory is None

    def absent(self) -> Any:
        """Return the value where none is given."""
        return self.default if self.default_factory is None else self.default_factory()


def field(
    *,
    default: Any = MISSING,
    default_factory: Callable[[], Any] | None = None,
    compare: bool = True,
    repr: bool = True,
) -> Any:
    """Return what stands in the place of the default where there is more to say of a field."""
    return Field("", "", default, default_factory, compare, repr)


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class RecordType(type):
    """Makes the class of a record: a slot for each annotated name, after those of the class that it extends.

    `__slots__` of the class itself are slots for what is no field, such as `__dict__` for cached properties.
    """

    _fields: tuple[Field, ...]
    _puts: tuple[Callable[[object, Any], None], ...]
    _defaults: dict[str, Any]
    _owed: tuple[Field, ...]
    _tail: tuple[Any, ...]
    _plenty: int
    _compared: Callable[[object], tuple[Any, ...]]

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RecordType:
        by_name = {each.name: each for base in bases if isinstance(base, RecordType) for each in base._fields}
        own = [name for name, hint in namespace.get("__annotations__", {}).items() if not hint.startswith("ClassVar")]
        for each in own:
            by_name[each] = _field(each, namespace["__annotations__"][each], namespace.pop(each, MISSING))
        fields = tuple(by_name.values())
        namespace["__slots__"] = (*own, *namespace.get("__slots__", ()))
        namespace["__match_args__"] = tuple(by_name)
        made = super().__new__(mcs, name, bases, namespace)
        made._fields = fields
        made._puts = tuple(getattr(made, each.name).__set__ for each in fields)
        made._defaults = {each.name: each.default for each in fields}
        made._owed = tuple(each for each in fields if each.default is MISSING)
        made._tail = tuple(made._defaults.values())
        made._plenty = 1 + fields.index(made._owed[-1]) if made._owed else 0
        made._compared = _getter([each.name for each in fields if each.compare])
        return made


def fields(kind: RecordType) -> tuple[Field, ...]:
    """Return the fields of a record in their order."""
    return kind._fields


def _field(name: str, hint: str, given: Any) -> Field:
    return given._replace(name=name, type=hint) if isinstance(given, Field) else Field(name, hint, given)


def _getter(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda record: tuple(getattr(record, name) for name in names)


class _OfDataclass:
    """An attribute of a record's class that is read off a dataclass with its fields, made when somebody asks for it."""

    def __init__(self, read: Callable[[type], Any]) -> None:
        self.read = read

    def __get__(self, record: object, kind: RecordType) -> Any:
        return self.read(_dataclass(kind))


@cache
def _dataclass(kind: RecordType) -> type:
    from dataclasses import field, make_dataclass

    made = []
    for each in kind._fields:
        default = {} if each.default is MISSING else {"default": each.default}
        if each.default_factory is not None:
            default = {"default_factory": each.default_factory}
        made.append((each.name, each.type, field(compare=each.compare, repr=each.repr, **default)))
    return make_dataclass(kind.__name__, made, frozen=True)


def _signature(kind: type) -> Signature:
    from inspect import signature

    return signature(kind)


class Record(metaclass=RecordType):
    """A value with named fields, compared by them and by its class. `dataclasses.replace` makes one that differs."""

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, DataclassField[Any]]]
    else:
        __dataclass_fields__ = _OfDataclass(attrgetter("__dataclass_fields__"))
        __signature__ = _OfDataclass(_signature)

        def __init__(self, *given: Any, **named: Any) -> None:
            kind = type(self)
            if named or not kind._plenty <= len(given) <= len(kind._puts):
                given = _all_values(kind, given, named)
            for put, value in zip(kind._puts, given + kind._tail[len(given) :], strict=True):
                put(self, value)
            self.__post_init__()

    def __post_init__(self) -> None:
        """Runs at the end of the making."""

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        compared = type(self)._compared
        return compared(self) == compared(other)

    def __hash__(self) -> int:
        return hash(type(self)._compared(self))

    def __repr__(self) -> str:
        """Return the call that makes it, without what holds its default."""
        values = ((each, getattr(self, each.name)) for each in type(self)._fields if each.repr)
        given = (f"{each.name}={value!r}" for each, value in values if each.needed or value != each.absent())
        return f"{type(self).__qualname__}({', '.join(given)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise _frozen(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise _frozen(f"cannot delete field {name!r}")

    def __replace__(self, **changes: Any) -> Self:
        return type(self)(**{each.name: getattr(self, each.name) for each in type(self)._fields} | changes)

    def __reduce__(self) -> tuple[type[Self], tuple[Any, ...]]:
        return type(self), tuple(getattr(self, each.name) for each in type(self)._fields)


def _all_values(kind: RecordType, given: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """The values of all fields in their order. Raises `TypeError` where a function with these parameters does."""
    names = kind._defaults
    placed = dict(zip(names, given, strict=False))
    values = names | placed | named
    if len(given) > len(names):
        raise TypeError(f"{kind.__name__} takes {len(names)} values, {len(given)} are given")
    if len(values) > len(names):
        raise TypeError(f"{kind.__name__} has no field {next(name for name in named if name not in names)!r}")
    if not placed.keys().isdisjoint(named):
        raise TypeError(f"{kind.__name__} has two values for {next(name for name in named if name in placed)!r}")
    for each in kind._owed:
        if values[each.name] is MISSING:
            if each.default_factory is None:
                raise TypeError(f"{kind.__name__} lacks a value for {each.name!r}")
            values[each.name] = each.default_factory()
    return tuple(values.values())


def _frozen(text: str) -> AttributeError:
    from dataclasses import FrozenInstanceError

    return FrozenInstanceError(text)
