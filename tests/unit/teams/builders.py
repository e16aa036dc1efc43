"""Builders of sheets, notes and teams for the tests: sane facts, and only what a test is about stands in
it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dvc.domain.ids import ActorId, AttendanceId, Code, GroupId, NeedId, TeamId, VisitId
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import Refusal
from dvc.domain.team import TEAM
from dvc.domain.team_forming import Hand
from dvc.domain.team_rules import PersonFacts, SheetFacts
from dvc.domain.team_state import (
    OUTSIDE,
    DepartureCheck,
    Report,
    ReportResult,
    ResidentState,
    Seat,
    Team,
    TeamStatus,
    Visit,
    VisitStatus,
)
from dvc.domain.values import Slot
from dvc.domain.visit import VISIT
from dvc.text import catalog

NOW = datetime(2026, 9, 12, 0, 41, tzinfo=UTC)
"""2026-09-12 09:41 in the center's zone."""
TODAY = date(2026, 9, 12)
WEST = ActorId("staff_nishida")
OTHER = ActorId("staff_mori")
HAND = Hand(by=WEST, at=NOW)
VISIT_ID = VisitId("visit_1")
TEAM_ID = TeamId("team_1")


def person(number: int) -> AttendanceId:
    """Somebody's day record."""
    return AttendanceId(f"att_{number:03d}_20260912")


def people(count: int, start: int = 1) -> tuple[AttendanceId, ...]:
    """So many day records."""
    return tuple(person(number) for number in range(start, start + count))


def later(**delta: float) -> Hand:
    """The same hand, later."""
    return Hand(by=WEST, at=NOW + timedelta(**delta))


def a_seat(*who: AttendanceId, group: str | None = None, by: ActorId = WEST, at: datetime = NOW) -> Seat:
    """A note for these people."""
    promise = Promise(kind=PromiseKind.SEAT, state=PromiseState.HELD, count=len(who), held_by=by, held_at=at)
    return Seat(people=who, group_id=GroupId(group) if group else None, promise=promise)


def a_sheet(*seats: Seat, **changes: Any) -> Visit:
    """A sheet on the wall for four to six people, with these notes on it."""
    sheet = Visit(
        visit_id=VISIT_ID,
        need_id=NeedId("need_1"),
        number=1,
        day=TODAY,
        slot=Slot.DAY,
        status=VisitStatus.POSTED,
        posted_at=NOW - timedelta(hours=2),
        posted_by=OTHER,
        changed_by=OTHER,
        since=NOW - timedelta(hours=2),
        people_min=4,
        people_max=6,
        seats=seats,
    )
    return replace(sheet, **changes)


def a_team(status: TeamStatus = TeamStatus.FILLED, count: int = 4, **changes: Any) -> Team:
    """A team of four with a leader, in a state that its facts fit."""
    members = people(count)
    left_at = NOW - timedelta(minutes=30)
    out = status in OUTSIDE or status in {TeamStatus.RETURNED, TeamStatus.REPORTED, TeamStatus.CLOSED}
    back = members if status in {TeamStatus.RETURNED, TeamStatus.REPORTED, TeamStatus.CLOSED} else ()
    team = Team(
        team_id=TEAM_ID,
        number=27,
        day=TODAY,
        status=status,
        since=left_at,
        members=members,
        leader=members[0],
        visits=(VISIT_ID,),
        at_visit=VISIT_ID,
        return_by=NOW + timedelta(hours=5),
        departed_at=left_at if out else None,
        last_contact_at=left_at if out else None,
        back=back,
        formed_by=OTHER,
        changed_by=OTHER,
    )
    return replace(team, **changes)


ALL_CHECKS = tuple(DepartureCheck)


def a_report(result: ReportResult = ReportResult.COMPLETE, **changes: Any) -> Report:
    """A report of four people and two hours."""
    report = Report(
        result=result,
        people=4,
        hours=2.0,
        resident=ResidentState.OK,
        concern=False,
        remaining_people=None,
        remaining_hours=None,
        next_day=None,
        injuries=0,
        near_misses=0,
        reported_at=NOW,
        reported_by=WEST,
    )
    return replace(report, **changes)


def a_person(number: int = 1, **facts: Any) -> PersonFacts:
    """Somebody whom no rule holds back."""
    return PersonFacts(attendance_id=person(number), **facts)


def a_house(**facts: Any) -> SheetFacts:
    """A sheet for two to six people at a house that may be entered."""
    return SheetFacts(**{"people_min": 2, "people_max": 6, **facts})


def after_visit(visit: Visit | None, events: Iterable[Any]) -> Visit:
    """The sheet after these events."""
    for event in events:
        visit = VISIT.step(visit, event)
    assert visit is not None
    return visit


def after_team(team: Team | None, events: Iterable[Any]) -> Team:
    """The team after these events."""
    for event in events:
        team = TEAM.step(team, event)
    assert team is not None
    return team


def refused(verb: Any, *args: Any, **how: Any) -> Refusal:
    """The refusal of a verb; fails when it is allowed."""
    with pytest.raises(Refusal) as caught:
        verb(*args, **how)
    said(caught.value.code, caught.value.details)
    return caught.value


def said(code: str, details: Mapping[str, Any]) -> None:
    """The refusal has a sentence in every language, and brings every detail that the sentence names."""
    for locale in catalog.LOCALES:
        assert catalog.say(code, locale, **{name: str(value) for name, value in details.items()})


CODE = Code("N-0912-001-5")
