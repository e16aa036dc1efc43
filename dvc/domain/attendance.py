"""The day record's one transition (`evolve`) and its kind. The verbs stand by desk: `attendance_desk`
(reception, orientation, first aid), `attendance_work` (matching, field, return), `attendance_record` (undo,
groups, merge).
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import Any, assert_never

from dvc.domain.attendance_events import (
    AttendanceEvent,
    Birth,
    BookingCancelled,
    BookingReleased,
    CenterSupportBegun,
    CenterSupportEnded,
    DayAnswersAmended,
    DayBooked,
    DayRecordOpened,
    GuardianConfirmed,
    InsuranceConfirmed,
    NoShowNoted,
    OrientationAttended,
    StandingJudged,
    VolunteerAdmitted,
    VolunteerAssigned,
    VolunteerBackInPool,
    VolunteerChangedTeam,
    VolunteerCheckedIn,
    VolunteerCheckedOut,
    VolunteerDeparted,
    VolunteerFreed,
    VolunteerLeftEarly,
    VolunteerLeftSite,
    VolunteerOutOfTeam,
    VolunteerRecovered,
    VolunteerRested,
    VolunteerReturned,
    VolunteerScannedAgain,
    VolunteerSentHome,
    VolunteerTeamed,
    WorkEvent,
)
from dvc.domain.attendance_record_events import (
    AttendanceGroupJoined,
    AttendanceGroupLeft,
    AttendanceUndone,
    DayFacts,
    DayRecordAbsorbed,
    DayRecordHandedOver,
    DayRecordMerged,
    DayRecordParted,
    DayRecordUnmerged,
    RecordEvent,
)
from dvc.domain.attendance_settled import settled
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.attendance_told import booked, into_pool, told
from dvc.domain.ids import short_code
from dvc.domain.kind import Kind


def evolve(state: Attendance | None, event: AttendanceEvent) -> Attendance:
    """The one transition of a day record."""
    a = _born(state, event)
    match event:
        case DayBooked() | BookingCancelled() | BookingReleased() | NoShowNoted():
            return settled(booked(a, event))
        case (
            VolunteerAssigned()
            | VolunteerFreed()
            | VolunteerTeamed()
            | VolunteerOutOfTeam()
            | VolunteerDeparted()
            | VolunteerChangedTeam()
            | VolunteerReturned()
            | VolunteerLeftSite()
            | VolunteerBackInPool()
        ):
            return settled(_work(a, event))
        case (
            AttendanceUndone()
            | AttendanceGroupJoined()
            | AttendanceGroupLeft()
            | DayRecordMerged()
            | DayRecordUnmerged()
            | DayRecordAbsorbed()
            | DayRecordParted()
            | DayRecordHandedOver()
        ):
            return settled(_record(a, event))
        case _:
            return settled(told(a, event))


def _born(state: Attendance | None, event: AttendanceEvent) -> Attendance:
    """The record before the event; a new one when the event brings a birth."""
    if state is not None:
        return state
    match event:
        case DayBooked(birth=Birth() as birth, at=at):
            return replace(_blank(birth, at), number_told=True, booked_base=birth.base_id)
        case VolunteerCheckedIn(birth=Birth() as birth, scan=scan):
            return _blank(birth, scan.at)
        case DayRecordOpened(birth=birth, at=at):
            return _blank(birth, at)
        case _:
            message = f"a day record cannot begin with {type(event).__name__}"
            raise AssertionError(message)


def _blank(birth: Birth, at: datetime) -> Attendance:
    return Attendance(
        attendance_id=birth.attendance_id,
        volunteer_id=birth.volunteer_id,
        day=birth.day,
        code=short_code("V", birth.day, birth.number),
        number=birth.number,
        status=AttendanceStatus.UNDONE,
        since=at,
    )


def _work(a: Attendance, event: WorkEvent) -> Attendance:
    match event:
        case VolunteerAssigned():
            seated = replace(a, held=AttendanceStatus.ASSIGNED, held_at=event.at, visit_id=event.visit_id)
            return replace(seated, team_id=None, assigned_at=event.at, assigned_by=event.by)
        case VolunteerTeamed():
            since = a.held_at if a.held is AttendanceStatus.ASSIGNED else event.at
            seated = replace(a, held=AttendanceStatus.ASSIGNED, held_at=since, visit_id=event.visit_id)
            return replace(seated, team_id=event.team_id, assigned_at=event.at, assigned_by=event.by)
        case VolunteerFreed() | VolunteerOutOfTeam():
            return into_pool(a, event.at, event.because)
        case VolunteerDeparted():
            out = replace(a, held=AttendanceStatus.DEPARTED, held_at=event.at, departed_at=event.at)
            return replace(out, went_out=True, back_at=None)
        case VolunteerChangedTeam():
            return replace(a, team_id=event.team_id, visit_id=event.visit_id)
        case VolunteerReturned():
            back = replace(a, held=AttendanceStatus.RETURNED, held_at=event.at, back_at=event.at)
            return replace(back, injured=a.injured or event.injured)
        case VolunteerLeftSite():
            return replace(
                a, held=AttendanceStatus.LEFT, held_at=event.at, back_at=None, left_because=event.because
            )
        case VolunteerBackInPool():
            return into_pool(a, event.at)
        case _:
            assert_never(event)


def _record(a: Attendance, event: RecordEvent) -> Attendance:
    match event:
        case AttendanceUndone():
            return _undone(a, event.at)
        case AttendanceGroupJoined():
            return replace(a, group_id=event.group_id)
        case AttendanceGroupLeft():
            return replace(a, group_id=None) if a.group_id == event.group_id else a
        case DayRecordMerged():
            gone = replace(a, merged_from=a.held, merged_into=event.into)
            return replace(gone, held=AttendanceStatus.MERGED, held_at=event.at)
        case DayRecordUnmerged():
            return replace(a, held=a.merged_from, held_at=event.at, merged_from=None, merged_into=None)
        case DayRecordAbsorbed():
            absorbed = tuple(sorted({*a.absorbed, event.other}))
            return replace(with_facts(a, event.facts), absorbed=absorbed)
        case DayRecordParted():
            absorbed = tuple(one for one in a.absorbed if one != event.other)
            return replace(with_facts(a, event.facts), absorbed=absorbed)
        case DayRecordHandedOver():
            return replace(a, volunteer_id=event.volunteer_id, given_from=event.was)
        case _:
            assert_never(event)


def _undone(a: Attendance, at: datetime) -> Attendance:
    """Nothing of what was told up to now stands; the number stays known, the scans stay in the record."""
    blank = _blank(
        Birth(
            attendance_id=a.attendance_id,
            volunteer_id=a.volunteer_id,
            day=a.day,
            number=a.number,
            base_id=a.booked_base,
        ),
        at,
    )
    return replace(
        blank,
        number_told=a.number_told,
        other_codes=a.other_codes,
        booked_base=a.booked_base,
        scans=a.scans,
        checkouts=a.checkouts,
        standing=a.standing,
        undone_at=at,
        given_from=a.given_from,
        absorbed=a.absorbed,
    )


def facts_of(a: Attendance) -> DayFacts:
    """The facts that another record of the same person may take over."""
    return DayFacts(**{one.name: getattr(a, one.name) for one in fields(DayFacts)})


def with_facts(a: Attendance, facts: DayFacts) -> Attendance:
    """The record with these facts."""
    values: dict[str, Any] = {one.name: getattr(facts, one.name) for one in fields(facts)}
    return replace(a, **values)


def void(state: Attendance) -> Attendance:
    """The act that created the record is taken back: undone, its number stays used."""
    times = (*(scan.at for scan in state.scans), *(fact.at for fact in state.checkouts), state.since)
    return settled(_undone(state, max(times)))


ATTENDANCE: Kind[Attendance] = Kind(
    name="attendance",
    state=Attendance,
    events=(
        DayBooked,
        BookingCancelled,
        BookingReleased,
        NoShowNoted,
        DayRecordOpened,
        VolunteerCheckedIn,
        VolunteerScannedAgain,
        StandingJudged,
        InsuranceConfirmed,
        GuardianConfirmed,
        DayAnswersAmended,
        OrientationAttended,
        VolunteerRested,
        VolunteerRecovered,
        VolunteerAdmitted,
        VolunteerSentHome,
        CenterSupportBegun,
        CenterSupportEnded,
        VolunteerLeftEarly,
        VolunteerCheckedOut,
        VolunteerAssigned,
        VolunteerFreed,
        VolunteerTeamed,
        VolunteerOutOfTeam,
        VolunteerDeparted,
        VolunteerChangedTeam,
        VolunteerReturned,
        VolunteerLeftSite,
        VolunteerBackInPool,
        AttendanceUndone,
        AttendanceGroupJoined,
        AttendanceGroupLeft,
        DayRecordMerged,
        DayRecordUnmerged,
        DayRecordAbsorbed,
        DayRecordParted,
        DayRecordHandedOver,
    ),
    evolve=evolve,
    void=void,
)
