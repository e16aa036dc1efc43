"""Verbs of the day record for reception, orientation, first aid and the last desk of the day (V1-V8,
V15-V23).

On line a verb refuses what cannot be. A fact that a device without a line tells later has happened whether it
fits or not: it is kept (`is_offline`), and `attendance_settled` says what the person's day comes to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
    VolunteerCheckedIn,
    VolunteerCheckedOut,
    VolunteerLeftEarly,
    VolunteerRecovered,
    VolunteerRested,
    VolunteerScannedAgain,
    VolunteerSentHome,
)
from dvc.domain.attendance_settled import live_scans, was_here
from dvc.domain.attendance_state import (
    NOTHING_SAID,
    Attendance,
    AttendanceStatus,
    BookingBecause,
    CheckOutFact,
    DayAnswers,
    Scan,
    Standing,
)
from dvc.domain.ids import ActorId, GroupId
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import LeaveReason

_WAITING = (AttendanceStatus.ARRIVED, AttendanceStatus.INSURANCE_WAIT, AttendanceStatus.ORIENTED)
MAY_REST = frozenset(
    {*_WAITING, AttendanceStatus.WAITLIST, AttendanceStatus.ASSIGNED, AttendanceStatus.CENTER_SUPPORT}
)
MAY_BE_SENT_HOME = frozenset({*_WAITING, AttendanceStatus.WAITLIST})
MAY_SUPPORT_CENTER = frozenset(
    {AttendanceStatus.ORIENTED, AttendanceStatus.INSURANCE_WAIT, AttendanceStatus.WAITLIST}
)
"""V16 from the pool; and whom cover or place keeps from going out is offered it (screens.md 14, texts 4 and
7).
"""
MAY_LEAVE_EARLY = frozenset({*MAY_REST, AttendanceStatus.REST})
MAY_CHECK_OUT = frozenset(
    {
        AttendanceStatus.RETURNED,
        AttendanceStatus.LEFT,
        AttendanceStatus.CENTER_SUPPORT,
        AttendanceStatus.CHECKED_OUT,
    }
)
MAY_BOOK_AGAIN = frozenset(
    {AttendanceStatus.BOOKING_CANCELLED, AttendanceStatus.RELEASED, AttendanceStatus.UNDONE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Everything that the desk or the device brings with one scan.

    `birth`: of a record that does not stand yet. `standing` None: nobody here knows the volunteer yet.
    `is_full`: no place is free. `is_late`: told after the day's close. `is_offline`: told by a device without
    a line.
    """

    birth: Birth
    scan: Scan
    standing: Standing | None
    group_id: GroupId | None = None
    is_full: bool = False
    is_late: bool = False
    is_offline: bool = False


def book(
    a: Attendance | None, *, birth: Birth, held_by: str, group_id: GroupId | None, at: datetime
) -> tuple[AttendanceEvent, ...]:
    """Book a place on a day (V1). Raises Refusal `reception.already_booked`, `reception.already_here`."""
    if a is not None and a.status is AttendanceStatus.BOOKED:
        by = a.booking.held_by if a.booking else None
        raise Refusal("reception.already_booked", by=by, at=a.booking_at)
    if a is not None and a.status not in MAY_BOOK_AGAIN:
        raise Refusal("reception.already_here", status_of_person=a.status.value, at=a.since)
    booking = Promise(
        kind=PromiseKind.BOOKING, state=PromiseState.CONFIRMED, count=1, held_by=ActorId(held_by), held_at=at
    )
    return (DayBooked(birth=None if a else birth, booking=booking, group_id=group_id, at=at),)


def cancel_booking(a: Attendance, *, because: BookingBecause, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The person calls off. Raises Refusal `reception.not_booked`."""
    _must(a, frozenset({AttendanceStatus.BOOKED}), "reception.not_booked")
    return (BookingCancelled(because=because, at=at),)


def release_booking(a: Attendance, *, because: BookingBecause, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The center gives the place back. Raises Refusal `reception.not_booked`."""
    _must(a, frozenset({AttendanceStatus.BOOKED}), "reception.not_booked")
    return (BookingReleased(because=because, at=at),)


def note_no_show(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The day is over and the booked person had not come (V2). Raises Refusal `reception.not_booked`."""
    _must(a, frozenset({AttendanceStatus.BOOKED}), "reception.not_booked")
    return (NoShowNoted(at=at),)


def check_in(a: Attendance | None, arrival: Arrival) -> tuple[AttendanceEvent, ...]:
    """Receive somebody (V3, V21), or keep one more scan of somebody who is here. Never a second record.

    A booking holds its place, so a booked person never waits; nor does anybody whom a device without a line
    has told "you are in". The same action twice gives nothing.
    """
    if a is None:
        return (_came(arrival, birth=arrival.birth, waits=arrival.is_full),)
    if any(one.action_id == arrival.scan.action_id for one in a.scans):
        return ()
    if _is_void(a, arrival.scan.at):
        return (_again(arrival),)
    if not was_here(a):
        holds_a_place = a.status is AttendanceStatus.BOOKED
        return (_came(arrival, birth=None, waits=arrival.is_full and not holds_a_place),)
    if not live_scans(a) or (a.waiting_at is not None and arrival.is_offline):
        return (_came(arrival, birth=None, waits=False),)
    went_home = a.status in {AttendanceStatus.SENT_HOME, AttendanceStatus.LEFT_EARLY}
    if went_home and arrival.scan.at > a.since:
        return (_came(arrival, birth=None, waits=arrival.is_full),)
    return (_again(arrival),)


def is_repeat(a: Attendance | None, arrival: Arrival) -> bool:
    """Whether this scan tells nothing new: the answer is when and where the first one was."""
    events = check_in(a, arrival)
    return not any(isinstance(event, VolunteerCheckedIn) for event in events)


def open_record(
    birth: Birth, *, standing: Standing | None, is_late: bool, at: datetime
) -> tuple[AttendanceEvent, ...]:
    """Begin a record for a fact whose check-in has not arrived yet."""
    return (DayRecordOpened(birth=birth, standing=standing, late=is_late, at=at),)


def judge_standing(a: Attendance, standing: Standing) -> tuple[AttendanceEvent, ...]:
    """The volunteer's record changed; the same judgement again changes nothing."""
    return () if a.standing == standing else (StandingJudged(standing=standing),)


def confirm_insurance(a: Attendance, *, joined_here: bool, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Cover for today is there (V5); a second confirmation changes nothing."""
    return () if a.insured else (InsuranceConfirmed(at=at, joined_here=joined_here),)


def confirm_guardian(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The guardian agreed; a second confirmation changes nothing."""
    return () if a.guardian_ok else (GuardianConfirmed(at=at),)


def amend_answers(a: Attendance, said: DayAnswers) -> tuple[AttendanceEvent, ...]:
    """Write other answers for today. Raises Refusal `reception.gone`, `reception.not_here`."""
    _must(a, frozenset({*MAY_LEAVE_EARLY, AttendanceStatus.RETURNED}), "reception.not_here")
    return () if said == NOTHING_SAID else (DayAnswersAmended(said=said),)


def attend_orientation(
    a: Attendance, *, round_number: int, at: datetime, is_offline: bool = False
) -> tuple[AttendanceEvent, ...]:
    """Sat in a round (V8); the earliest counts, and somebody who waits for the insurance desk may sit in it
    too.

    Raises Refusal `reception.cannot_orient` on line.
    """
    if is_offline:
        is_known = (a.oriented_round, a.oriented_at) == (round_number, at)
        return () if is_known else (OrientationAttended(round=round_number, at=at),)
    if a.status in (AttendanceStatus.ORIENTED, AttendanceStatus.ASSIGNED, AttendanceStatus.CENTER_SUPPORT):
        return ()
    _must(a, frozenset(_WAITING), "reception.cannot_orient")
    return () if a.oriented_round is not None else (OrientationAttended(round=round_number, at=at),)


def rest(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """To first aid or to rest (V6). Raises Refusal `reception.cannot_rest`, `reception.out`."""
    _refuse_out(a)
    _must(a, MAY_REST, "reception.cannot_rest")
    return (VolunteerRested(at=at),)


def recover(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Well again; back to where the facts put the person (V20). Raises Refusal `reception.not_resting`."""
    _must(a, frozenset({AttendanceStatus.REST}), "reception.not_resting")
    return (VolunteerRecovered(at=max(at, a.since)),)


def admit(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """A place is free (V19). Raises Refusal `reception.not_waiting`."""
    _must(a, frozenset({AttendanceStatus.WAITLIST}), "reception.not_waiting")
    return (VolunteerAdmitted(at=at),)


def send_home(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """No place, or no work left (V7). Raises Refusal `reception.cannot_send_home`, `reception.out`."""
    _refuse_out(a)
    _must(a, MAY_BE_SENT_HOME, "reception.cannot_send_home")
    return (VolunteerSentHome(at=_after_last_scan(a, at)),)


def begin_center_support(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Help inside the center (V16). Raises Refusal `reception.cannot_support`, `reception.out`."""
    _refuse_out(a)
    _must(a, MAY_SUPPORT_CENTER, "reception.cannot_support")
    return (CenterSupportBegun(at=at),)


def end_center_support(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The help inside is over; back where the facts put the person (V22). Raises Refusal
    `reception.not_in_center`.
    """
    _must(a, frozenset({AttendanceStatus.CENTER_SUPPORT}), "reception.not_in_center")
    return (CenterSupportEnded(at=at),)


def leave_early(
    a: Attendance, *, because: LeaveReason, at: datetime, is_offline: bool = False
) -> tuple[AttendanceEvent, ...]:
    """Home before going out (V18). Raises Refusal `reception.out`, `reception.cannot_leave` on line."""
    if is_offline:
        return (VolunteerLeftEarly(because=because, at=at),)
    _refuse_out(a)
    _must(a, MAY_LEAVE_EARLY, "reception.cannot_leave")
    return (VolunteerLeftEarly(because=because, at=_after_last_scan(a, at)),)


def check_out(a: Attendance, fact: CheckOutFact, *, is_offline: bool = False) -> tuple[AttendanceEvent, ...]:
    """The day is over (V15, V22, V23); a repeated check-out is kept like a repeated scan.

    Raises Refusal on line: `reception.out` for somebody whom the return desk has not counted,
    `reception.cannot_check_out` for somebody who has not worked (that is leaving early),
    `reception.not_here`.
    """
    if any(one.action_id == fact.action_id for one in a.checkouts):
        return ()
    if not is_offline:
        _refuse_out(a)
        _must(a, MAY_CHECK_OUT, "reception.cannot_check_out")
    return (VolunteerCheckedOut(fact=fact),)


def _came(arrival: Arrival, *, birth: Birth | None, waits: bool) -> VolunteerCheckedIn:
    return VolunteerCheckedIn(
        birth=birth,
        scan=arrival.scan,
        standing=arrival.standing,
        waitlisted=waits and not arrival.is_offline,
        group_id=arrival.group_id,
        late=arrival.is_late,
    )


def _again(arrival: Arrival) -> VolunteerScannedAgain:
    return VolunteerScannedAgain(scan=arrival.scan, standing=arrival.standing, late=arrival.is_late)


def _is_void(a: Attendance, at: datetime) -> bool:
    return a.undone_at is not None and at <= a.undone_at


def _after_last_scan(a: Attendance, at: datetime) -> datetime:
    """An act on line follows everything that is known here, whatever a phone's clock said (law 5)."""
    scans = live_scans(a)
    return max(at, scans[-1].at) if scans else at


def _must(a: Attendance, allowed: frozenset[AttendanceStatus], code: str) -> None:
    refuse_unless(a.status in allowed, code, status_of_person=a.status.value, at=a.since)


def _refuse_out(a: Attendance) -> None:
    if a.status is AttendanceStatus.DEPARTED:
        raise Refusal("reception.out", team_id=a.team_id, at=a.departed_at)
