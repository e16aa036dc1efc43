"""What the facts of a day record come to: status, since when, and the answers that stand. Same facts, same
result.

The earliest scan speaks for the day (a second one is a repeat, domain law 5); an answer it did not give is
taken from the next. Facts of the same person are compared by the time at which they happened, never by the
order of telling, so that a phone that was eight hours without a line changes nothing but what was not yet
known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from dvc.domain.attendance_state import (
    Attendance,
    AttendanceStatus,
    CheckOutFact,
    Condition,
    DayAnswers,
    Scan,
)
from dvc.domain.values import Vehicle

T = TypeVar("T")
_BUSY = (AttendanceStatus.DEPARTED, AttendanceStatus.ASSIGNED, AttendanceStatus.CENTER_SUPPORT)
"""Where somebody is kept, whatever else is told, until an act of the same desks takes them out."""


def settled(a: Attendance) -> Attendance:
    """The record with every settled field computed from its facts."""
    scans = live_scans(a)
    outs = live_checkouts(a)
    first = scans[0] if scans else None
    told = replace(
        _with_answers(a, scans),
        arrived_at=first.at if first else None,
        method=first.method if first else None,
        base_id=first.base_id if first else a.booked_base,
        insured=a.insured_at is not None or (a.standing is not None and a.standing.insured),
        guardian_ok=a.guardian_at is not None or (a.standing is not None and a.standing.guardian_ok),
        checked_out_at=outs[0].at if outs else None,
        tomorrow=_last(one.tomorrow for one in outs),
    )
    status, since = _status(told)
    return replace(told, status=status, since=since)


def live_scans(a: Attendance) -> tuple[Scan, ...]:
    """Scans that still speak: those after the record was undone, if it was."""
    return tuple(scan for scan in a.scans if _counts(a, scan.at))


def live_checkouts(a: Attendance) -> tuple[CheckOutFact, ...]:
    """Check-outs that still speak."""
    return tuple(fact for fact in a.checkouts if _counts(a, fact.at))


def was_here(a: Attendance) -> bool:
    """Whether any fact says that the person was at the center on the day."""
    told = live_scans(a) or live_checkouts(a) or _oriented(a) or _left(a)
    return bool(told or a.went_out or a.supported_center)


def came_again_after(a: Attendance, gone_at: datetime) -> bool:
    """Whether a scan is later than the moment at which the person went home (V21)."""
    scans = live_scans(a)
    return bool(scans) and scans[-1].at > gone_at


def with_scan(a: Attendance, scan: Scan) -> tuple[Scan, ...]:
    """All scans in order of time, each action once."""
    others = [one for one in a.scans if one.action_id != scan.action_id]
    return tuple(sorted((*others, scan), key=lambda one: (one.at, one.action_id)))


def with_checkout(a: Attendance, fact: CheckOutFact) -> tuple[CheckOutFact, ...]:
    """All check-outs in order of time, each action once."""
    others = [one for one in a.checkouts if one.action_id != fact.action_id]
    return tuple(sorted((*others, fact), key=lambda one: (one.at, one.action_id)))


def _counts(a: Attendance, at: datetime) -> bool:
    return a.undone_at is None or at > a.undone_at


def _oriented(a: Attendance) -> bool:
    return a.oriented_at is not None and _counts(a, a.oriented_at)


def _left(a: Attendance) -> bool:
    return a.left_early_at is not None and _counts(a, a.left_early_at)


def _with_answers(a: Attendance, scans: tuple[Scan, ...]) -> Attendance:
    """Answers of the day: what the desk wrote last, else the earliest scan that has one,
    else what is usual.
    """
    said = (a.amended, *(scan.said for scan in scans))
    usual = a.standing
    return replace(
        a,
        condition=_first(one.condition for one in said) or Condition.GOOD,
        until=_first(one.until for one in said),
        leader_ok=_first(one.leader_ok for one in said) or False,
        vehicle=_first(one.vehicle for one in said) or (usual.vehicle if usual else Vehicle.NONE),
        seats=_seats(said, usual.seats if usual else 0),
    )


def _seats(said: tuple[DayAnswers, ...], usual: int) -> int:
    """Places in the car of today; somebody who says "no car today" brings none."""
    seats = _first(one.seats for one in said)
    if seats is not None:
        return seats
    return 0 if _first(one.vehicle for one in said) is Vehicle.NONE else usual


def _status(a: Attendance) -> tuple[AttendanceStatus, datetime]:
    """Main state and the time at which it began."""
    if a.held is AttendanceStatus.MERGED:
        return AttendanceStatus.MERGED, a.held_at or a.since
    if not was_here(a):
        return _not_seen(a)
    if a.held in _BUSY:
        return a.held, a.held_at or a.since
    if a.checked_out_at is not None:
        return AttendanceStatus.CHECKED_OUT, a.checked_out_at
    if a.held is not None:
        return a.held, a.held_at or a.since
    return _in_house(a)


def _not_seen(a: Attendance) -> tuple[AttendanceStatus, datetime]:
    """Nobody was seen: what became of the booking, or a record that says nothing any more (V25)."""
    if a.booking_status is not None:
        return a.booking_status, a.booking_at or a.since
    return AttendanceStatus.UNDONE, a.undone_at or a.since


def _in_house(a: Attendance) -> tuple[AttendanceStatus, datetime]:
    """Where reception's facts put somebody who is not on a sheet: gone, waiting, resting, held at the desk,
    ready.
    """
    gone = _gone(a)
    if gone is not None:
        return gone
    rests_since = _rests_since(a)
    if rests_since is not None:
        return AttendanceStatus.REST, rests_since
    if a.waiting_at is not None:
        return AttendanceStatus.WAITLIST, a.waiting_at
    if not (a.insured and a.guardian_ok):
        return AttendanceStatus.INSURANCE_WAIT, _here_since(a)
    if _oriented(a):
        return AttendanceStatus.ORIENTED, _here_since(a)
    return AttendanceStatus.ARRIVED, _here_since(a)


def _gone(a: Attendance) -> tuple[AttendanceStatus, datetime] | None:
    """Went home or was sent home, and nothing later says that the person was here: no scan (V21), no team."""
    ways = (
        (a.left_early_at, AttendanceStatus.LEFT_EARLY),
        (a.sent_home_at, AttendanceStatus.SENT_HOME),
    )
    ends = sorted((at, status.value) for at, status in ways if at is not None and _counts(a, at))
    if not ends or came_again_after(a, ends[-1][0]):
        return None
    if any(seen is not None and seen >= ends[-1][0] for seen in (a.departed_at, a.back_at)):
        return None
    return AttendanceStatus(ends[-1][1]), ends[-1][0]


def _rests_since(a: Attendance) -> datetime | None:
    """Since when somebody rests: sent there, or said "bad" at the check-in; None when not, or well again."""
    told_bad = a.arrived_at if a.condition is Condition.BAD else None
    begins = [at for at in (a.rest_at, told_bad) if at is not None]
    if not begins or (a.recovered_at is not None and a.recovered_at >= max(begins)):
        return None
    return max(begins)


def _here_since(a: Attendance) -> datetime:
    """The last fact that could have brought somebody into the present waiting."""
    again = [scan.at for scan in live_scans(a)[-1:] if _came_again(a, scan.at)]
    times = (
        a.arrived_at, a.recovered_at, a.admitted_at, a.insured_at, a.guardian_at, a.pool_at, a.oriented_at,
        *again,
    )  # fmt: skip
    return max((at for at in times if at is not None and _counts(a, at)), default=a.since)


def _came_again(a: Attendance, last: datetime) -> bool:
    return any(at is not None and last > at for at in (a.left_early_at, a.sent_home_at))


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _last(values: Iterable[T | None]) -> T | None:
    given = [value for value in values if value is not None]
    return given[-1] if given else None
