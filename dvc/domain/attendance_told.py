"""What the desks' words add to a day record: booking, check-in, gates, orientation, rest, going home.

Each event adds a fact; where a fact of the same kind is known already, the time decides which of the two
stands, never the order of telling.
"""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import datetime
from typing import assert_never

from dvc.domain.attendance_events import (
    BookingCancelled,
    BookingEvent,
    BookingReleased,
    CenterSupportBegun,
    CenterSupportEnded,
    DayAnswersAmended,
    DayBooked,
    DayRecordOpened,
    DeskEvent,
    GuardianConfirmed,
    InsuranceConfirmed,
    NoShowNoted,
    OrientationAttended,
    StandingJudged,
    VolunteerAdmitted,
    VolunteerCheckedIn,
    VolunteerCheckedOut,
    VolunteerLeftEarly,
    VolunteerRecovered,
    VolunteerRested,
    VolunteerScannedAgain,
    VolunteerSentHome,
)
from dvc.domain.attendance_settled import with_checkout, with_scan
from dvc.domain.attendance_state import Attendance, AttendanceStatus, DayAnswers, FreedBecause, Scan, Standing
from dvc.domain.ids import short_code
from dvc.domain.promise import Promise, PromiseState, moved

_IN_HOUSE = frozenset({AttendanceStatus.ASSIGNED, AttendanceStatus.CENTER_SUPPORT})


def booked(a: Attendance, event: BookingEvent) -> Attendance:
    """The record after an event of the booking."""
    match event:
        case DayBooked():
            return replace(
                a,
                booking=event.booking,
                booking_status=AttendanceStatus.BOOKED,
                booking_at=event.at,
                group_id=event.group_id or a.group_id,
            )
        case BookingCancelled():
            return _booking_over(a, AttendanceStatus.BOOKING_CANCELLED, event.at)
        case BookingReleased():
            return _booking_over(a, AttendanceStatus.RELEASED, event.at)
        case NoShowNoted():
            return _booking_over(a, AttendanceStatus.NO_SHOW, event.at)
        case _:
            assert_never(event)


def _booking_over(a: Attendance, status: AttendanceStatus, at: datetime) -> Attendance:
    booking = _promise(a.booking, PromiseState.RELEASED, at)
    return replace(a, booking=booking, booking_status=status, booking_at=at)


def _promise(booking: Promise | None, to: PromiseState, at: datetime) -> Promise | None:
    """The booking's promise in its next state; one that is over stays as it is (a late scan of somebody given
    up).
    """
    if booking is None or booking.state is not PromiseState.CONFIRMED:
        return booking
    return moved(booking, to, now=at)


def told(a: Attendance, event: DeskEvent) -> Attendance:
    """The record with what reception, orientation, first aid or the return desk told."""
    match event:
        case DayRecordOpened():
            return replace(a, standing=event.standing or a.standing, late=event.late)
        case VolunteerCheckedIn():
            came = _scanned(a, event.scan, event.standing, late=event.late)
            waiting = event.scan.at if event.waitlisted else None
            booking = _promise(a.booking, PromiseState.FULFILLED, event.scan.at)
            return replace(came, waiting_at=waiting, group_id=event.group_id or a.group_id, booking=booking)
        case VolunteerScannedAgain():
            return _scanned(a, event.scan, event.standing, late=event.late)
        case StandingJudged():
            return replace(a, standing=event.standing)
        case InsuranceConfirmed():
            return replace(a, insured_at=event.at, joined_here=event.joined_here)
        case GuardianConfirmed():
            return replace(a, guardian_at=event.at)
        case DayAnswersAmended():
            return replace(a, amended=_said(a.amended, event.said))
        case OrientationAttended():
            return _oriented(a, event)
        case VolunteerRested():
            return replace(_off_the_sheet(a, event.at), rest_at=event.at, rest_from=a.status)
        case VolunteerRecovered():
            return replace(a, recovered_at=event.at)
        case VolunteerAdmitted():
            return replace(a, waiting_at=None, admitted_at=event.at)
        case VolunteerSentHome():
            return replace(a, waiting_at=None, sent_home_at=event.at)
        case CenterSupportBegun():
            return replace(a, held=AttendanceStatus.CENTER_SUPPORT, held_at=event.at, supported_center=True)
        case CenterSupportEnded():
            return into_pool(a, event.at)
        case VolunteerLeftEarly():
            return _left_early(a, event)
        case VolunteerCheckedOut():
            return replace(_off_the_sheet(a, event.fact.at), checkouts=with_checkout(a, event.fact))
        case _:
            assert_never(event)


def _scanned(a: Attendance, scan: Scan, standing: Standing | None, *, late: bool) -> Attendance:
    """One more scan. The first number that was told stays; another one given by a device is still found by
    search.
    """
    code, number, others = a.code, a.number, set(a.other_codes)
    if scan.number is not None and scan.number != number:
        given = short_code("V", a.day, scan.number)
        if a.number_told:
            others.add(given)
        else:
            code, number = given, scan.number
    return replace(
        a,
        scans=with_scan(a, scan),
        code=code,
        number=number,
        number_told=True,
        other_codes=tuple(sorted(others - {code})),
        standing=standing or a.standing,
        late=a.late or late,
    )


def _said(before: DayAnswers, now: DayAnswers) -> DayAnswers:
    given = {one.name: getattr(now, one.name) for one in fields(now) if getattr(now, one.name) is not None}
    return replace(before, **given)


def _is_void(a: Attendance, at: datetime) -> bool:
    """Whether a fact is older than the moment at which the record was undone."""
    return a.undone_at is not None and at <= a.undone_at


def _oriented(a: Attendance, event: OrientationAttended) -> Attendance:
    """The earliest round counts."""
    known = (a.oriented_at, a.oriented_round or 0) if a.oriented_at is not None else None
    if _is_void(a, event.at) or (known is not None and known <= (event.at, event.round)):
        return a
    return replace(a, oriented_at=event.at, oriented_round=event.round)


def _left_early(a: Attendance, event: VolunteerLeftEarly) -> Attendance:
    """The latest leaving counts; whoever is outside stays outside until the return desk has counted them."""
    known = (a.left_early_at, a.left_because or "") if a.left_early_at is not None else None
    if _is_void(a, event.at):
        return a
    rest = _off_the_sheet(a, event.at)
    if known is not None and known >= (event.at, event.because):
        return rest
    return replace(rest, left_early_at=event.at, left_because=event.because)


def _off_the_sheet(a: Attendance, at: datetime) -> Attendance:
    """Nobody who goes keeps a seat or a place inside the center. A fact older than the seat proves nothing
    against it.
    """
    if a.held not in _IN_HOUSE or (a.held_at is not None and at < a.held_at):
        return a
    freed = FreedBecause.LEFT if a.held is AttendanceStatus.ASSIGNED else a.freed_because
    return replace(a, held=None, held_at=None, visit_id=None, team_id=None, freed_because=freed)


def into_pool(a: Attendance, at: datetime, because: FreedBecause | None = None) -> Attendance:
    """Ready for a sheet again."""
    off = replace(a, held=None, held_at=None, visit_id=None, team_id=None, pool_at=at)
    return replace(off, freed_because=because or a.freed_because)
