"""Records are frozen dataclasses with slots in all that can be seen of them, but for what the import of `nac` costs."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import sys
import weakref
from collections.abc import Callable
from typing import Any, ClassVar, get_type_hints

import pytest

import nac
from nac import certificate, change, graph, record, spec
from nac.record import Record, field, fields

KINDS = [
    kind
    for module in (spec, graph, change, certificate)
    for kind in vars(module).values()
    if isinstance(kind, record.RecordType) and kind.__module__ == module.__name__
]


class Point(Record):
    """A place."""

    x: int
    y: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    seen: str = field(default="", compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class DataPoint:
    """The same as a dataclass."""

    x: int
    y: int = 0
    notes: dict[str, int] = dataclasses.field(default_factory=dict)
    seen: str = dataclasses.field(default="", compare=False, repr=False)


class Pair(Record):
    left: Any
    right: Any = None


class One(Record):
    value: Any


class Nothing(Record):
    pass


class Third(Point):
    """A class that extends one."""

    SIZE: ClassVar[int] = 3
    z: int = 7
    y: int = 5


class Checked(Record):
    __slots__ = ("__dict__", "__weakref__")

    low: int
    high: int

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError("upside down")


CALLS: list[Callable[[Any], Any]] = [
    lambda made: made(1),
    lambda made: made(1, 2),
    lambda made: made(1, 2, {"a": 1}),
    lambda made: made(1, 2, {}, "s"),
    lambda made: made(x=1),
    lambda made: made(1, seen="s"),
    lambda made: made(seen="s", notes={"b": 2}, y=4, x=3),
]


@pytest.mark.parametrize("call", CALLS)
def test_a_call_fills_the_fields_as_that_of_a_dataclass_does(call: Callable[[Any], Any]) -> None:
    made, like = call(Point), call(DataPoint)
    assert dataclasses.asdict(made) == dataclasses.asdict(like)
    assert made == call(Point)
    assert made == eval(repr(made))


@pytest.mark.parametrize(
    "call",
    [
        lambda made: made(),
        lambda made: made(y=1),
        lambda made: made(1, 2, {}, "s", 5),
        lambda made: made(1, x=1),
        lambda made: made(1, z=1),
    ],
)
def test_a_call_that_does_not_fit_is_refused_as_that_of_a_dataclass_is(call: Callable[[Any], Any]) -> None:
    for made in (Point, DataPoint):
        with pytest.raises(TypeError):
            call(made)


def test_defaults_are_made_for_each() -> None:
    assert Point(1).notes is not Point(1).notes


def test_records_are_equal_if_class_and_compared_fields_are() -> None:
    assert Point(1, 2, seen="here") == Point(1, 2, seen="there")
    assert Point(1, 2) != Point(1, 3)
    assert Pair(1, 2) != Pair(2, 1)
    assert One(1) == One(1) != One(2)
    assert Nothing() == Nothing()
    assert One(1) != Pair(1)
    assert Point(1).__eq__(DataPoint(1)) is NotImplemented
    assert Third(1, 5) != Point(1, 5)


def test_the_hash_is_that_of_the_compared_fields() -> None:
    assert hash(Pair("a", 1)) == hash(("a", 1))
    assert hash(One("a")) == hash(("a",))
    assert len({Pair("a", 1), Pair("a", 1), Pair("a", 2)}) == 2
    with pytest.raises(TypeError):
        hash(Point(1))  # the dict in it


def test_what_holds_its_default_is_not_shown() -> None:
    assert repr(Point(1, seen="s")) == "Point(x=1)"
    assert repr(Point(0, 0, {"a": 1})) == "Point(x=0, notes={'a': 1})"
    assert repr(Pair(None)) == "Pair(left=None)"
    assert repr(Nothing()) == "Nothing()"


def test_nothing_of_a_record_can_be_changed() -> None:
    point = Point(1)
    for name in ("x", "seen", "other"):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(point, name, 2)
        with pytest.raises(dataclasses.FrozenInstanceError):
            delattr(point, name)
    assert point == Point(1)
    assert not hasattr(point, "__dict__")


def test_one_that_differs_is_made() -> None:
    point = Point(1, 2, {"a": 1}, "s")
    changed = dataclasses.replace(point, y=5)
    assert (changed.x, changed.y, changed.notes, changed.seen) == (1, 5, {"a": 1}, "s")
    assert point.__replace__(y=5) == changed
    assert point.y == 2
    unknown: dict[str, Any] = {"z": 5}
    if sys.version_info >= (3, 13):
        assert copy.replace(point, y=5) == changed
    with pytest.raises(TypeError):
        dataclasses.replace(point, **unknown)
    with pytest.raises(TypeError):
        point.__replace__(**unknown)


@pytest.mark.parametrize("value", [Point(1, 2, {"a": 1}, "s"), Third(1), Nothing(), One(Pair(1, 2)), Checked(1, 2)])
def test_records_are_copied_and_pickled(value: Any) -> None:
    for same in (copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))):
        assert same == value
        assert type(same) is type(value)
        assert dataclasses.asdict(same) == dataclasses.asdict(value)


def test_a_copy_shares_nothing_that_changes_only_if_it_is_deep() -> None:
    point = Point(1, notes={"a": 1})
    assert copy.copy(point).notes is point.notes
    assert copy.deepcopy(point).notes is not point.notes


def test_records_are_matched_by_place_and_name() -> None:
    match Point(1, 2):
        case Point(x, 2):
            assert x == 1
        case _:
            pytest.fail("it matches")
    assert Point.__match_args__ == DataPoint.__match_args__


def test_to_dataclasses_a_record_is_one() -> None:
    assert dataclasses.is_dataclass(Point(1))
    for found, like in zip(dataclasses.fields(Point(1)), dataclasses.fields(DataPoint), strict=True):
        for name in ("name", "type", "default", "default_factory", "compare", "repr"):
            assert getattr(found, name) == getattr(like, name)
    assert inspect.signature(Point) == inspect.signature(DataPoint)


def test_a_class_that_extends_one_has_its_fields_first() -> None:
    assert [each.name for each in fields(Third)] == ["x", "y", "notes", "seen", "z"]
    third = Third(1)
    assert (third.x, third.y, third.notes, third.z, third.SIZE) == (1, 5, {}, 7, 3)


def test_what_runs_at_the_end_of_the_making_sees_the_fields() -> None:
    assert Checked(1, 2).high == 2
    with pytest.raises(ValueError, match="upside down"):
        Checked(2, 1)
    checked = Checked(1, 2)
    assert weakref.ref(checked)() is checked
    assert vars(checked) == {}


def test_the_library_has_records() -> None:
    assert {kind.__name__ for kind in KINDS} >= {"Span", "NodeSet", "Spec", "Edge", "Changed", "Certificate"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_each_record_of_the_library_has_its_annotated_fields(kind: record.RecordType) -> None:
    assert [each.name for each in fields(kind)] == list(get_type_hints(kind))
    assert list(inspect.signature(kind).parameters) == list(get_type_hints(kind))


def test_a_spec_is_copied_and_pickled() -> None:
    shipped = nac.load("examples/rwlock")
    for same in (copy.copy(shipped), copy.deepcopy(shipped), pickle.loads(pickle.dumps(shipped))):
        assert same == shipped
        assert same is not shipped
        assert same.digest == shipped.digest
        assert same.operations[0].span == shipped.operations[0].span
