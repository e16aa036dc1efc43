"""Verbs of the day record for the matching, field and return desks (V9-V14, V24), and what a rule may ask of
a person.

Every verb looks at one record and gives its events, or refuses. The commands that call them move the sheet
(`visit`) and the team (`team`) in the same transaction, so that a person stands in one place only (law 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dvc.domain.attendance_events import (
    AttendanceEvent,
    VolunteerAssigned,
    VolunteerBackInPool,
    VolunteerChangedTeam,
    VolunteerDeparted,
    VolunteerFreed,
    VolunteerLeftSite,
    VolunteerOutOfTeam,
    VolunteerReturned,
    VolunteerTeamed,
)
from dvc.domain.attendance_state import Attendance, AttendanceStatus, FreedBecause
from dvc.domain.ids import ActorId, AttendanceId, BaseId, GroupId, TeamId, VisitId, VolunteerId
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import AgeBand, Gender, Skill, Vehicle, WorkType
from dvc.domain.volunteer import Experience, Volunteer

_GONE = frozenset(
    {
        AttendanceStatus.LEFT,
        AttendanceStatus.CHECKED_OUT,
        AttendanceStatus.LEFT_EARLY,
        AttendanceStatus.SENT_HOME,
    }
)
_NOT_HERE = frozenset(
    {
        AttendanceStatus.BOOKED,
        AttendanceStatus.NO_SHOW,
        AttendanceStatus.BOOKING_CANCELLED,
        AttendanceStatus.RELEASED,
        AttendanceStatus.UNDONE,
        AttendanceStatus.MERGED,
    }
)

_NOT_THEIR_DOING = frozenset(
    {
        FreedBecause.TAKEN_DOWN,
        FreedBecause.NEED_OVER,
        FreedBecause.PEOPLE_LEFT,
        FreedBecause.RESIDENT_CANCELLED,
        FreedBecause.RESIDENT_ABSENT,
        FreedBecause.RESIDENT_DECLINED,
        FreedBecause.WEATHER,
        FreedBecause.STOPPED,
        FreedBecause.DANGER,
        FreedBecause.NO_SEATS,
        FreedBecause.TOOLS_SHORT,
    }
)
"""Reasons for which a person lost the house without having asked for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """What the hard rules (domain/06 6.2) ask of one person today.

    `until`: must leave the center then, None: stays to the end. `seats`: places in the own car, driver
    included. `is_free`: on no sheet, in no team, not resting and not gone. `leader_ok`: an adult who said yes
    today.
    """

    attendance_id: AttendanceId
    volunteer_id: VolunteerId
    group_id: GroupId | None
    base_id: BaseId
    is_insured: bool
    is_oriented: bool
    is_free: bool
    age: AgeBand
    is_minor: bool
    guardian_ok: bool
    is_woman: bool
    leader_ok: bool
    is_beginner: bool
    skills: frozenset[Skill]
    avoids: frozenset[WorkType]
    heavy_ok: bool
    do_not_assign: bool
    until: datetime | None
    vehicle: Vehicle
    seats: int
    has_phone: bool


def facts(a: Attendance, v: Volunteer, today: date) -> Eligibility:
    """What the rules may know of a person; insurance and orientation of another day count for nothing."""
    is_minor = v.age_band.is_minor
    return Eligibility(
        attendance_id=a.attendance_id,
        volunteer_id=a.volunteer_id,
        group_id=a.group_id,
        base_id=a.base_id,
        is_insured=a.insured and a.day == today,
        is_oriented=a.oriented_round is not None and a.day == today,
        is_free=a.status is AttendanceStatus.ORIENTED,
        age=v.age_band,
        is_minor=is_minor,
        guardian_ok=a.guardian_ok,
        is_woman=v.gender is Gender.FEMALE,
        leader_ok=a.leader_ok and not is_minor,
        is_beginner=v.visits == 0 and v.experience is Experience.NONE,
        skills=frozenset(v.skills),
        avoids=frozenset(v.avoid),
        heavy_ok=v.heavy_ok,
        do_not_assign=v.do_not_assign,
        until=a.until,
        vehicle=a.vehicle,
        seats=a.seats,
        has_phone=v.has_phone,
    )


def take_seat(
    a: Attendance, *, visit_id: VisitId, at: datetime, by: str | None = None
) -> tuple[AttendanceEvent, ...]:
    """A raised hand, a note on the sheet (V9). `by`: who gave the seat, told to a desk that comes second.

    Raises Refusal `reception.already_assigned` (with visit_id, by and at), `reception.not_oriented`,
    `reception.not_insured`, `reception.guardian_needed`, `reception.resting`, `reception.waiting`,
    `reception.in_center`, `reception.out`, `reception.back`, `reception.gone` or `reception.not_here`.
    """
    _refuse_not_ready(a)
    return (VolunteerAssigned(visit_id=visit_id, by=_actor(by), at=at),)


def free_seat(a: Attendance, *, because: StrEnum, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The note comes off; back in the pool (V10).
    Raises Refusal `reception.not_assigned`, `reception.out`.
    """
    _refuse_not_assigned(a)
    return (VolunteerFreed(because=freed(because), at=at),)


def join_team(
    a: Attendance, *, team_id: TeamId, visit_id: VisitId, at: datetime, by: str | None = None
) -> tuple[AttendanceEvent, ...]:
    """Somebody with a note on this sheet, or from the pool, is in the team now (V9, confirmed).

    Raises Refusal `reception.already_in_team` (team_id, by, at), `reception.already_assigned` when the note
    hangs on another sheet, or as `take_seat` for somebody who is not ready.
    """
    if a.status is AttendanceStatus.ASSIGNED and a.team_id is None and a.visit_id == visit_id:
        _refuse_gates(a)
    else:
        _refuse_not_ready(a)
    return (VolunteerTeamed(team_id=team_id, visit_id=visit_id, by=_actor(by), at=at),)


def leave_team(a: Attendance, *, because: StrEnum, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Out of the team before it goes; back in the pool (V10). Raises Refusal `reception.no_team`,
    `reception.out`.
    """
    _refuse_out(a)
    refuse_unless(_in_waiting_team(a), "reception.no_team", status_of_person=a.status.value)
    return (VolunteerOutOfTeam(because=freed(because), at=at),)


def depart(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Out of the gate (V11): only insured, oriented, and a minor only with the guardian's consent.

    Raises Refusal `reception.out`, `reception.no_team`, `reception.not_insured`, `reception.not_oriented`,
    `reception.guardian_needed`.
    """
    _refuse_out(a)
    refuse_unless(_in_waiting_team(a), "reception.no_team", status_of_person=a.status.value)
    _refuse_gates(a)
    return (VolunteerDeparted(at=at),)


def change_team(
    a: Attendance, *, team_id: TeamId, at: datetime, visit_id: VisitId | None = None
) -> tuple[AttendanceEvent, ...]:
    """To another team while outside (V24).
    Raises Refusal `reception.not_out`, `reception.already_in_team`.
    """
    _refuse_not_out(a)
    if a.team_id == team_id:
        raise Refusal("reception.already_in_team", team_id=team_id, by=a.assigned_by, at=a.assigned_at)
    return (VolunteerChangedTeam(team_id=team_id, visit_id=visit_id, at=at),)


def come_back(a: Attendance, *, at: datetime, injured: bool) -> tuple[AttendanceEvent, ...]:
    """Counted by name at the return desk (V13). Raises Refusal `reception.not_out`,
    `reception.back_before_out`.
    """
    _refuse_not_out(a)
    _refuse_before_departure(a, at)
    return (VolunteerReturned(injured=injured, at=at),)


def leave_from_site(a: Attendance, *, at: datetime, because: LeaveReason) -> tuple[AttendanceEvent, ...]:
    """Home from the site without coming back (V12). Raises Refusal `reception.not_out`,
    `reception.back_before_out`.
    """
    _refuse_not_out(a)
    _refuse_before_departure(a, at)
    return (VolunteerLeftSite(because=because, at=at),)


def back_to_pool(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Ready for a second visit the same day (V14). Raises Refusal `reception.not_back`."""
    is_back = a.status is AttendanceStatus.RETURNED
    refuse_unless(is_back, "reception.not_back", status_of_person=a.status.value)
    return (VolunteerBackInPool(at=at),)


def is_overdue(
    *, return_by: datetime, returned_at: datetime | None, now: datetime, grace_minutes: int
) -> bool:
    """Whether a team should be back by now and is not (V17): a flag of the board, not a state.

    `grace_minutes`: setting `overdue_after_minutes`, 30 by default (domain/03 3.3).
    """
    return returned_at is None and now > return_by + timedelta(minutes=grace_minutes)


def lost_the_seat(a: Attendance) -> bool:
    """Whether the person stood on a sheet, came off it by no doing of their own, and is ready for another:
    they are to be told (domain/01 1.9), on their own page and at the wall.
    """
    if a.status is not AttendanceStatus.ORIENTED or a.freed_because not in _NOT_THEIR_DOING:
        return False
    if a.pool_at is None or a.assigned_at is None or a.pool_at < a.assigned_at:
        return False
    return a.departed_at is None or a.departed_at < a.assigned_at


def freed(because: StrEnum) -> FreedBecause:
    """The reason in the day record's words; a word that it does not know becomes `other`."""
    try:
        return FreedBecause(because.value)
    except ValueError:
        return FreedBecause.OTHER


def _actor(by: str | None) -> ActorId | None:
    return None if by is None else ActorId(by)


def _in_waiting_team(a: Attendance) -> bool:
    return a.status is AttendanceStatus.ASSIGNED and a.team_id is not None


def _refuse_not_ready(a: Attendance) -> None:
    """Only somebody in the pool may take a seat; everybody else's refusal says where the person is."""
    _refuse_out(a)
    _refuse_assigned(a)
    _refuse_elsewhere(a)
    _refuse_gates(a)
    assert a.status is AttendanceStatus.ORIENTED, "every other state was refused above"


def _refuse_assigned(a: Attendance) -> None:
    if a.status is not AttendanceStatus.ASSIGNED:
        return
    if a.team_id is not None:
        raise Refusal("reception.already_in_team", team_id=a.team_id, by=a.assigned_by, at=a.assigned_at)
    raise Refusal("reception.already_assigned", visit_id=a.visit_id, by=a.assigned_by, at=a.assigned_at)


def _refuse_elsewhere(a: Attendance) -> None:
    at, status = a.since, a.status
    refuse_unless(status not in _NOT_HERE, "reception.not_here", status_of_person=status.value)
    refuse_unless(status not in _GONE, "reception.gone", status_of_person=status.value, at=at)
    refuse_unless(status is not AttendanceStatus.REST, "reception.resting", at=at)
    refuse_unless(status is not AttendanceStatus.WAITLIST, "reception.waiting", at=at)
    refuse_unless(status is not AttendanceStatus.CENTER_SUPPORT, "reception.in_center", at=at)
    refuse_unless(status is not AttendanceStatus.RETURNED, "reception.back", at=at)


def _refuse_gates(a: Attendance) -> None:
    """H01, H06 and H02, in the order in which the desks can mend them."""
    refuse_unless(a.insured, "reception.not_insured", person=a.attendance_id)
    refuse_unless(a.guardian_ok, "reception.guardian_needed", person=a.attendance_id)
    refuse_unless(a.oriented_round is not None, "reception.not_oriented", person=a.attendance_id)


def _refuse_not_assigned(a: Attendance) -> None:
    _refuse_out(a)
    is_assigned = a.status is AttendanceStatus.ASSIGNED
    refuse_unless(is_assigned, "reception.not_assigned", status_of_person=a.status.value)


def _refuse_out(a: Attendance) -> None:
    if a.status is AttendanceStatus.DEPARTED:
        raise Refusal("reception.out", team_id=a.team_id, at=a.departed_at)


def _refuse_not_out(a: Attendance) -> None:
    is_out = a.status is AttendanceStatus.DEPARTED
    refuse_unless(is_out, "reception.not_out", status_of_person=a.status.value, at=a.since)


def _refuse_before_departure(a: Attendance, at: datetime) -> None:
    """A return cannot be earlier than the departure; a wrong hour typed from paper is told at once."""
    is_later = a.departed_at is None or at >= a.departed_at
    refuse_unless(is_later, "reception.back_before_out", status=422, departed_at=a.departed_at, at=at)
