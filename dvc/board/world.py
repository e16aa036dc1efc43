"""The world that boards look at: the states of all streams at one position of the log, with counts kept up as
it moves.

It moves by the same `step` as the store's own tables, so that the items after any number of deltas equal a
fresh look (law 6). Nothing here reads a clock; "today" is the activity day that was opened last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NewType

from dvc.domain.day import DayStatus
from dvc.domain.facts import Recorded
from dvc.domain.kinds import BY_NAME

ItemKey = tuple[str, str]
"""(item kind, id)"""
StreamKey = NewType("StreamKey", tuple[str, str])

DAY_KINDS = ("attendance", "visit", "team", "group", "loan", "run")
"""Kinds whose items belong to one activity day."""


@dataclass(slots=True)
class World:
    """States and versions by kind and stream at `seq`; `today` None before the first day was opened."""

    seq: int = 0
    states: dict[str, dict[str, Any]] = field(default_factory=lambda: {name: {} for name in BY_NAME})
    versions: dict[tuple[str, str], int] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_parent: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    today: date | None = None

    def state(self, kind: str, stream: str | None) -> Any:
        """State of a stream, None when there is none."""
        return None if stream is None else self.states[kind].get(stream)

    def version(self, kind: str, stream: str | None) -> int:
        """Version of a stream, 0 when there is none."""
        return 0 if stream is None else self.versions.get((kind, stream), 0)

    def children(self, relation: str, parent: str | None) -> list[str]:
        """Streams that name `parent` in the field of `relation` ("visit.need_id"), in order of id."""
        return [] if parent is None else sorted(self.by_parent.get((relation, parent), ()))

    def count(self, kind: str, *statuses: str) -> int:
        """How many states of a kind are in one of these statuses (today's, for kinds of a day)."""
        return sum(self.counts[kind, status] for status in statuses)


RELATIONS: tuple[tuple[str, str], ...] = (
    ("visit", "need_id"),
    ("attendance", "group_id"),
    ("attendance", "volunteer_id"),
    ("need", "household_id"),
    ("loan", "team_id"),
)
"""Fields that boards follow backwards."""


def load(seq: int, rows: Iterable[tuple[str, str, int, Any]]) -> World:
    """The world of the tables at `seq`: rows of (kind, stream, version, state)."""
    world = World(seq=seq)
    everything = list(rows)
    for kind, stream, version, state in everything:
        _put(world, kind, stream, version, state)
    world.today = _day_of(world)
    _recount(world)
    return world


def advance(world: World, recorded: Recorded) -> tuple[str, str, bool]:
    """Move the world by one event; (kind, stream, whether "today" changed). Events come in order, no gaps."""
    assert recorded.seq == world.seq + 1, f"board at {world.seq} was given event {recorded.seq}"
    kind = BY_NAME[recorded.kind]
    state = kind.step(world.states[kind.name].get(recorded.stream), recorded.event)
    _put(world, kind.name, recorded.stream, recorded.version, state)
    world.seq = recorded.seq
    before = world.today
    if kind.name == "day":
        world.today = _day_of(world)
    if world.today != before:
        _recount(world)
    return kind.name, recorded.stream, world.today != before


def _day_of(world: World) -> date | None:
    """The last activity day that was opened and not undone."""
    days = [state.day for state in world.states["day"].values() if state.status is not DayStatus.UNDONE]
    return max(days, default=None)


def _put(world: World, kind: str, stream: str, version: int, state: Any) -> None:
    old = world.states[kind].get(stream)
    if old is not None:
        _note(world, kind, stream, old, add=False)
    world.states[kind][stream] = state
    world.versions[kind, stream] = version
    _note(world, kind, stream, state, add=True)


def _note(world: World, kind: str, stream: str, state: Any, *, add: bool) -> None:
    if hasattr(state, "status") and _counts_today(world, kind, state):
        world.counts[kind, state.status.value] += 1 if add else -1
    for of_kind, name in RELATIONS:
        parent = getattr(state, name, None) if of_kind == kind else None
        if parent is None:
            continue
        found = world.by_parent.setdefault((f"{kind}.{name}", parent), set())
        if add:
            found.add(stream)
        else:
            found.discard(stream)


def _counts_today(world: World, kind: str, state: Any) -> bool:
    return kind not in DAY_KINDS or state.day == world.today


def _recount(world: World) -> None:
    world.counts.clear()
    for kind, streams in world.states.items():
        for state in streams.values():
            if hasattr(state, "status") and _counts_today(world, kind, state):
                world.counts[kind, state.status.value] += 1


def is_today(world: World, state: Any) -> bool:
    """Whether a state of a day belongs to the day that is open."""
    return state is not None and world.today is not None and state.day == world.today


Items = Mapping[ItemKey, Mapping[str, Any]]
