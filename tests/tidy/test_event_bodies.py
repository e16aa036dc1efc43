"""No word about a person can enter the log: a walk over the types of every event and of every state.

An event body holds ids, enums, numbers, times and booleans, or tuples and frozen dataclasses of those
(docs/architecture.md: people vault, boards). A plain `str` is a place where a name would fit, so it is
refused, and so is a NewType over `str` that is not one of the ids in dvc/domain/ids.py. States are walked
too: `StepTakenBack` carries the state before the act.
"""

from __future__ import annotations

import importlib
import types
import typing
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum
from typing import Any, NewType

import pytest

from dvc.domain import ids
from dvc.domain.ids import NeedId
from tests.machine import ROOT

PLAIN = (bool, int, float, datetime, date, timedelta, type(None))
# what carries a state of any kind; the states themselves are walked below
CARRIES_STATE = {"StepTakenBack.before"}


def faults(hint: Any, place: str) -> list[str]:
    """Where, in what `hint` allows, a free text would fit; () when nowhere."""
    if isinstance(hint, NewType):
        return _faults_of_new_type(hint, place)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple or origin is typing.Union or isinstance(hint, types.UnionType):
        return [fault for each in inner if each is not Ellipsis for fault in faults(each, place)]
    if isinstance(hint, type) and (hint in PLAIN or issubclass(hint, Enum)):
        return []
    if isinstance(hint, type) and is_dataclass(hint):
        return _faults_of_dataclass(hint, place)
    return [f"{place}: {hint}"]


def _faults_of_new_type(hint: NewType, place: str) -> list[str]:
    base = hint.__supertype__
    if base is str:
        is_id = getattr(ids, hint.__name__, None) is hint
        return [] if is_id else [f"{place}: {hint.__name__} is text and no id"]
    return faults(base, place)


def _faults_of_dataclass(cls: type, place: str) -> list[str]:
    found = [] if cls.__dataclass_params__.frozen else [f"{place}: {cls.__name__} is not frozen"]  # type: ignore[attr-defined]
    hints = typing.get_type_hints(cls)
    names = [field.name for field in fields(cls) if f"{cls.__name__}.{field.name}" not in CARRIES_STATE]
    return found + [fault for name in names for fault in faults(hints[name], f"{cls.__name__}.{name}")]


def exported(module: str, name: str) -> Any:
    """What `module` calls `name`; skips while the module does not exist."""
    if not (ROOT / f"{module.replace('.', '/')}.py").exists():
        pytest.skip(f"there is no {module} yet")
    return getattr(importlib.import_module(module), name)


def test_no_event_can_hold_a_free_text() -> None:
    events = exported("dvc.domain.events", "ALL_EVENTS")
    assert events
    assert [fault for event in events for fault in faults(event, event.__name__)] == []


def test_every_event_is_a_frozen_dataclass_with_a_word_of_its_own() -> None:
    events = exported("dvc.domain.events", "ALL_EVENTS")
    assert [event for event in events if not is_dataclass(event)] == []
    assert len({event.__name__ for event in events}) == len(events)


def test_no_state_can_hold_a_free_text() -> None:
    kinds = exported("dvc.domain.kinds", "KINDS")
    assert kinds
    assert [fault for kind in kinds for fault in faults(kind.state, kind.name)] == []


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True)
class Inner:
    at: datetime
    colour: Colour | None


@dataclass(frozen=True)
class Good:
    need: NeedId
    inner: tuple[Inner, ...]
    minutes: int | None


@dataclass(frozen=True)
class Talkative:
    need: NeedId
    inner: tuple[Inner, ...]
    note: str | None


@dataclass
class Changeable:
    need: NeedId


Nickname = NewType("Nickname", str)


@dataclass(frozen=True)
class Disguised:
    said: tuple[Nickname, ...]


def test_an_event_of_ids_enums_numbers_and_times_is_let_through() -> None:
    assert faults(Good, "Good") == []


@pytest.mark.parametrize("event", [Talkative, Changeable, Disguised])
def test_an_event_in_which_a_name_would_fit_is_caught(event: type) -> None:
    assert len(faults(event, event.__name__)) == 1
