"""Builders of the reception's tests: somebody in any state, brought there by the verbs themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from dvc.domain import attendance_desk as desk
from dvc.domain import attendance_record as records
from dvc.domain import attendance_work as work
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_events import Birth
from dvc.domain.attendance_state import (
    NOTHING_SAID,
    Attendance,
    AttendanceStatus,
    BookingBecause,
    CheckOutFact,
    Condition,
    DayAnswers,
    FreedBecause,
    Scan,
    Standing,
    attendance_id_of,
)
from dvc.domain.ids import MAIN_BASE, ActionId, GroupId, StationId, TeamId, VisitId, VolunteerId
from dvc.domain.insurance import InsuranceCover, InsurancePlan
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import VOLUNTEER, Profile, Volunteer, register

TODAY = date(2026, 9, 12)
NINE = datetime(2026, 9, 12, 0, 0, tzinfo=UTC)
"""2026-09-12 09:00 in the center's zone."""
VOL = VolunteerId("vol_misaki")
VISIT = VisitId("visit_1")
OTHER_VISIT = VisitId("visit_2")
TEAM = TeamId("team_1")
OTHER_TEAM = TeamId("team_2")
GROUP = GroupId("grp_1")
READY = Standing(insured=True, guardian_ok=True)
UNINSURED = Standing(insured=False, guardian_ok=True)
MINOR_ALONE = Standing(insured=True, guardian_ok=False)
BAD = DayAnswers(condition=Condition.BAD)


def at(minutes: int) -> datetime:
    """So many minutes after 09:00."""
    return NINE + timedelta(minutes=minutes)


def a_birth(who: VolunteerId = VOL, number: int = 1) -> Birth:
    """What a record of today begins with."""
    return Birth(
        attendance_id=attendance_id_of(who, TODAY),
        volunteer_id=who,
        day=TODAY,
        number=number,
        base_id=MAIN_BASE,
    )


def a_scan(
    minutes: int = 0, *, said: DayAnswers = NOTHING_SAID, number: int | None = None, name: str = ""
) -> Scan:
    """A scan at the counter; its action is named after its minute unless a name is given."""
    return Scan(
        at=at(minutes),
        station=StationId("desk_1"),
        action_id=ActionId(name or f"scan_{minutes}"),
        number=number,
        said=said,
    )


def an_arrival(minutes: int = 0, *, standing: Standing | None = READY, **how: Any) -> desk.Arrival:
    """Somebody at the door."""
    scan = how.pop("scan", None) or a_scan(
        minutes, said=how.pop("said", NOTHING_SAID), number=how.pop("number", None)
    )
    return desk.Arrival(birth=how.pop("birth", a_birth()), scan=scan, standing=standing, **how)


def moved(a: Attendance | None, events: Iterable[Any]) -> Attendance:
    """The record after these events."""
    for event in events:
        a = ATTENDANCE.step(a, event)
    assert a is not None
    return a


def arrived(**how: Any) -> Attendance:
    """Somebody received at 09:00, insured and well."""
    return moved(None, desk.check_in(None, an_arrival(**how)))


def booked() -> Attendance:
    """Somebody with a place, not seen yet."""
    return moved(None, desk.book(None, birth=a_birth(), held_by=VOL, group_id=None, at=at(-900)))


def oriented() -> Attendance:
    """In the pool since 09:20."""
    return moved(arrived(), desk.attend_orientation(arrived(), round_number=1, at=at(20)))


def seated() -> Attendance:
    """With a note on a sheet since 09:30."""
    a = oriented()
    return moved(a, work.take_seat(a, visit_id=VISIT, at=at(30), by="staff_matcher"))


def teamed() -> Attendance:
    """In a team that has not gone."""
    a = seated()
    return moved(a, work.join_team(a, team_id=TEAM, visit_id=VISIT, at=at(35), by="staff_matcher"))


def departed() -> Attendance:
    """Outside since 09:45."""
    a = teamed()
    return moved(a, work.depart(a, at=at(45)))


def returned() -> Attendance:
    """Back since 14:30."""
    a = departed()
    return moved(a, work.come_back(a, at=at(330), injured=False))


def in_state(status: AttendanceStatus) -> Attendance:
    """Somebody in any state of the day, brought there by the verbs."""
    return _WAYS[status]()


def _after(
    before: Callable[[], Attendance], verb: Callable[[Attendance], Iterable[Any]]
) -> Callable[[], Attendance]:
    def way() -> Attendance:
        a = before()
        return moved(a, verb(a))

    return way


_WAYS: dict[AttendanceStatus, Callable[[], Attendance]] = {
    AttendanceStatus.BOOKED: booked,
    AttendanceStatus.NO_SHOW: _after(booked, lambda a: desk.note_no_show(a, at=at(480))),
    AttendanceStatus.BOOKING_CANCELLED: _after(
        booked, lambda a: desk.cancel_booking(a, because=BookingBecause.PERSON, at=at(-60))
    ),
    AttendanceStatus.RELEASED: _after(
        booked, lambda a: desk.release_booking(a, because=BookingBecause.CAP, at=at(-60))
    ),
    AttendanceStatus.ARRIVED: arrived,
    AttendanceStatus.INSURANCE_WAIT: lambda: arrived(standing=UNINSURED),
    AttendanceStatus.REST: _after(arrived, lambda a: desk.rest(a, at=at(10))),
    AttendanceStatus.WAITLIST: lambda: arrived(is_full=True),
    AttendanceStatus.SENT_HOME: _after(lambda: arrived(is_full=True), lambda a: desk.send_home(a, at=at(90))),
    AttendanceStatus.ORIENTED: oriented,
    AttendanceStatus.ASSIGNED: seated,
    AttendanceStatus.DEPARTED: departed,
    AttendanceStatus.LEFT: _after(
        departed, lambda a: work.leave_from_site(a, at=at(200), because=LeaveReason.CONDITION)
    ),
    AttendanceStatus.RETURNED: returned,
    AttendanceStatus.CHECKED_OUT: _after(returned, lambda a: desk.check_out(a, an_end(350))),
    AttendanceStatus.CENTER_SUPPORT: _after(oriented, lambda a: desk.begin_center_support(a, at=at(60))),
    AttendanceStatus.LEFT_EARLY: _after(
        arrived, lambda a: desk.leave_early(a, because=LeaveReason.FAMILY, at=at(40))
    ),
    AttendanceStatus.UNDONE: _after(arrived, lambda a: records.undo(a, at=at(5))),
    AttendanceStatus.MERGED: _after(
        arrived, lambda a: records.merge(a, into=attendance_id_of(VolunteerId("vol_other"), TODAY), at=at(5))
    ),
}


def an_end(minutes: int, *, tomorrow: bool | None = None, name: str = "") -> CheckOutFact:
    """A check-out so many minutes after 09:00."""
    return CheckOutFact(at=at(minutes), action_id=ActionId(name or f"out_{minutes}"), tomorrow=tomorrow)


FREED = FreedBecause.CHANGED


def a_volunteer(
    who: VolunteerId = VOL, *, covers: tuple[InsuranceCover, ...] = (), **profile: Any
) -> Volunteer:
    """Somebody entered at 08:00: an adult unless said otherwise."""
    facts = Profile(**{"age_band": AgeBand.THIRTIES, "has_phone": True, **profile})
    v: Volunteer | None = None
    for event in register(None, volunteer_id=who, profile=facts, at=at(-60)):
        v = VOLUNTEER.step(v, event)
    assert v is not None
    return replace(v, covers=covers)


def a_cover(
    plan: InsurancePlan = InsurancePlan.TENSAI, joined: date = date(2026, 5, 1), year: int = 2026
) -> InsuranceCover:
    """A policy of this fiscal year."""
    return InsuranceCover(plan=plan, fiscal_year=year, joined_on=joined)
