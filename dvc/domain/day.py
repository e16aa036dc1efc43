"""An activity day of the center (活動日): opened, stopped, resumed, closed; its cap and its rounds of
orientation.

A stop keeps every team in (H19); a closed day takes no more check-ins but late ones. Nobody is left behind at
the close: what that means is judged by the command, which sees the people (law 12).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from dvc.domain.kind import Kind
from dvc.domain.refusal import Refusal, refuse_unless

CAP_MOST = 20_000  # setting `recruitment_cap`
ROUNDS_MOST = 999  # one person after the other may be noted as a round of its own all day; more is a slip
ROUND_PEOPLE_MOST = 500


class DayStatus(StrEnum):
    """Whether the center works on the day."""

    OPEN = "open"
    STOPPED = "stopped"
    CLOSED = "closed"
    UNDONE = "undone"


class StopReason(StrEnum):
    """Why the activity stops (domain/02 2.9 #1, domain/06 F9, F30)."""

    RAIN = "rain"
    HEAT = "heat"
    THUNDER = "thunder"
    WIND = "wind"
    SNOW = "snow"
    QUAKE = "quake"
    WARNING = "warning"
    ACCIDENT = "accident"
    OBON = "obon"
    OTHER = "other"


class DayRule(StrEnum):
    """A rule of the day that may be set aside with a reason: of the close by the head, the cap by a chief."""

    CAP = "cap"
    NOBODY_OUT = "nobody_out"
    HOUSEHOLDS_CALLED = "households_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationRound:
    """One round of the orientation. `people`: how many sat in it."""

    number: int
    at: datetime
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """State of an activity day. `cap`: people recruited for the day, None: setting `recruitment_cap`.

    `stop_reason`, `stopped_at`: of the last stop, kept after the resuming. `closed_at`: of the close that
    stands.
    """

    day: date
    status: DayStatus
    opened_at: datetime
    since: datetime
    cap: int | None = None
    stop_reason: StopReason | None = None
    stopped_at: datetime | None = None
    resumed_at: datetime | None = None
    closed_at: datetime | None = None
    reopened: int = 0
    no_shows: int = 0
    rounds: tuple[OrientationRound, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOpened:
    """The center works today."""

    day: date
    cap: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCapChanged:
    """Another number of people for the day."""

    cap: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityStopped:
    """No team leaves, those outside are called back."""

    reason: StopReason
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityResumed:
    """Teams may leave again."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayClosed:
    """The day is over. `no_shows`: booked people who had not come. `still_out`:
    people outside at the close.
    """

    no_shows: int
    still_out: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReopened:
    """Closed too early; it goes on."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrientationRoundHeld:
    """A round of the orientation was held."""

    number: int
    people: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRuleOverridden:
    """A rule of the day was set aside; the reason stands in the vault. `count`: people or households."""

    rule: DayRule
    count: int
    at: datetime


DayEvent: TypeAlias = (
    DayOpened
    | DayCapChanged
    | ActivityStopped
    | ActivityResumed
    | DayClosed
    | DayReopened
    | OrientationRoundHeld
    | DayRuleOverridden
)


def day_stream(day: date) -> str:
    """Stream id of a day, `day_20260912`: the same on every device."""
    return f"day_{day:%Y%m%d}"


def is_open(day: Day | None) -> bool:
    """Whether the desk receives people: open or stopped, for a stop keeps people in and the house open."""
    return day is not None and day.status in {DayStatus.OPEN, DayStatus.STOPPED}


def may_depart(day: Day | None) -> bool:
    """Whether a team may leave (H19)."""
    return day is not None and day.status is DayStatus.OPEN


def next_round(day: Day | None) -> int:
    """Number of the round that the next person is sent to."""
    return 1 + max((held.number for held in day.rounds), default=0) if day else 1


def open_day(state: Day | None, *, day: date, cap: int | None, at: datetime) -> tuple[DayEvent, ...]:
    """Open the day once. Raises Refusal `day.already_open`, `day.closed_already`, `refusal.value`."""
    _refuse_cap(cap)
    if is_open(state):
        raise Refusal("day.already_open", at=state.opened_at if state else None)
    if state is not None and state.status is DayStatus.CLOSED:
        raise Refusal("day.closed_already", at=state.closed_at)
    return (DayOpened(day=day, cap=cap, at=at),)


def change_cap(state: Day, *, cap: int, at: datetime) -> tuple[DayEvent, ...]:
    """Recruit more or fewer. Raises Refusal `day.not_open`, `refusal.value`."""
    _refuse_cap(cap)
    _refuse_not_open(state)
    return () if state.cap == cap else (DayCapChanged(cap=cap, at=at),)


def stop(state: Day, *, reason: StopReason, at: datetime) -> tuple[DayEvent, ...]:
    """Stop the activity. Raises Refusal `day.not_open`, `day.stopped_already` (with since when)."""
    _refuse_not_open(state)
    if state.status is DayStatus.STOPPED:
        reason_before = state.stop_reason.value if state.stop_reason else None
        raise Refusal("day.stopped_already", at=state.stopped_at, reason=reason_before)
    return (ActivityStopped(reason=reason, at=at),)


def resume(state: Day, *, at: datetime) -> tuple[DayEvent, ...]:
    """Go on after a stop. Raises Refusal `day.not_stopped`."""
    refuse_unless(state.status is DayStatus.STOPPED, "day.not_stopped", at=state.since)
    return (ActivityResumed(at=at),)


def close(state: Day, *, no_shows: int, still_out: int, at: datetime) -> tuple[DayEvent, ...]:
    """Close the day. Raises Refusal `day.not_open`."""
    _refuse_not_open(state)
    return (DayClosed(no_shows=no_shows, still_out=still_out, at=at),)


def reopen(state: Day, *, at: datetime) -> tuple[DayEvent, ...]:
    """Open a closed day again. Raises Refusal `day.not_closed`."""
    refuse_unless(state.status is DayStatus.CLOSED, "day.not_closed")
    return (DayReopened(at=at),)


def hold_round(state: Day, *, number: int, people: int, at: datetime) -> tuple[DayEvent, ...]:
    """Note a round of the orientation, or more people in one that is known.
    Raises Refusal `refusal.value`.
    """
    in_range = 1 <= number <= ROUNDS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="round_number", least=1, most=ROUNDS_MOST)
    return (OrientationRoundHeld(number=number, people=people, at=at),)


def _refuse_cap(cap: int | None) -> None:
    in_range = cap is None or 0 <= cap <= CAP_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="cap", least=0, most=CAP_MOST)


def _refuse_not_open(state: Day) -> None:
    refuse_unless(is_open(state), "day.not_open", at=state.closed_at)


def evolve(state: Day | None, event: DayEvent) -> Day:
    """The one transition of a day."""
    if isinstance(event, DayOpened):
        return Day(day=event.day, status=DayStatus.OPEN, opened_at=event.at, since=event.at, cap=event.cap)
    assert state is not None, "a day begins with its opening"
    match event:
        case DayCapChanged():
            return replace(state, cap=event.cap)
        case ActivityStopped():
            stopped = replace(state, status=DayStatus.STOPPED, since=event.at)
            return replace(stopped, stop_reason=event.reason, stopped_at=event.at)
        case ActivityResumed():
            return replace(state, status=DayStatus.OPEN, since=event.at, resumed_at=event.at)
        case DayClosed():
            closed = replace(state, status=DayStatus.CLOSED, since=event.at, closed_at=event.at)
            return replace(closed, no_shows=state.no_shows + event.no_shows)
        case DayReopened():
            again = replace(state, status=DayStatus.OPEN, since=event.at, closed_at=None)
            return replace(again, reopened=state.reopened + 1)
        case OrientationRoundHeld():
            return replace(state, rounds=_with_round(state.rounds, event))
        case DayRuleOverridden():
            return state
        case _:
            assert_never(event)


def _with_round(
    rounds: tuple[OrientationRound, ...], event: OrientationRoundHeld
) -> tuple[OrientationRound, ...]:
    """Rounds in order of number;
    people of several lists of one round add up, its time is the earliest told.
    """
    known = [held for held in rounds if held.number == event.number]
    others = [held for held in rounds if held.number != event.number]
    people = event.people + sum(held.people for held in known)
    at = min((event.at, *(held.at for held in known)))
    held = OrientationRound(number=event.number, at=at, people=people)
    return tuple(sorted((*others, held), key=lambda one: one.number))


def void(state: Day) -> Day:
    """Opened by mistake."""
    return replace(state, status=DayStatus.UNDONE)


DAY: Kind[Day] = Kind(
    name="day",
    state=Day,
    events=(
        DayOpened,
        DayCapChanged,
        ActivityStopped,
        ActivityResumed,
        DayClosed,
        DayReopened,
        OrientationRoundHeld,
        DayRuleOverridden,
    ),
    evolve=evolve,
    void=void,
)
