"""The telephone of the needs desk: agreeing and moving days, calls made and owed, holding and resuming.

N15, N22, N27, N28, N33, N41 of domain/03. Every household posted and not served, or put off by the center,
is owed a call ("見送り必ず連絡", S1); `uncalled` is what keeps a day from being closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

from dvc.domain.need_events import (
    AppointmentDropped,
    AppointmentMoved,
    CallEvent,
    CallOwed,
    HouseholdCalled,
    NeedHeld,
    NeedResumed,
    NeedScheduled,
)
from dvc.domain.need_gate import refuse_closed_gate
from dvc.domain.need_site import MissingFact
from dvc.domain.need_state import Appointment, CallResult, Need, NeedStatus
from dvc.domain.need_status import OPEN, WAITING_FOR_A_CALL, moved, need_unless, require
from dvc.domain.values import Presence, activity_day

ABSENCES_UNTIL_HOLD = 3  # N28
HOLD_DAYS = 14  # N28: after a visit and two weeks a chief may cancel
_SPOKE = frozenset({CallResult.REACHED, CallResult.CHANGED, CallResult.REFUSED})
_HAS_NO_DAY = frozenset({NeedStatus.READY, NeedStatus.CONTINUE_WAIT})


class CallPurpose(StrEnum):
    """What is to be said in the next call, the most important first."""

    NOT_SERVED = "not_served"
    MISSING_FACTS = "missing_facts"
    SURVEY_DAY = "survey_day"
    FIX_DAY = "fix_day"
    CONFIRM_DAY = "confirm_day"
    CALL_AGAIN = "call_again"


def schedule(
    need: Need, appointment: Appointment, *, nobody_needed: bool = False, at: datetime
) -> tuple[CallEvent, ...]:
    """Agree a day on the telephone (N15, N22). `nobody_needed`: a chief lets a team come to an empty house.

    Raises Refusal `needs.wrong_status`, `needs.day_past` (422), `needs.presence_missing`,
    `needs.gate_closed`, `needs.estimate_missing`.
    """
    require(need, _HAS_NO_DAY)
    refuse_closed_gate(need)
    need_unless(need.estimate is not None, need, "needs.estimate_missing")
    _check_appointment(need, appointment, nobody_needed=nobody_needed, at=at)
    return (NeedScheduled(appointment=appointment, at=at),)


def _check_appointment(need: Need, appointment: Appointment, *, nobody_needed: bool, at: datetime) -> None:
    day = appointment.day
    need_unless(day >= activity_day(at), need, "needs.day_past", http=422, day=day.isoformat())
    is_present = appointment.presence is not Presence.NONE
    need_unless(is_present or nobody_needed, need, "needs.presence_missing")


def move(
    need: Need, appointment: Appointment, *, ours: bool, told: bool, at: datetime
) -> tuple[CallEvent, ...]:
    """Put the visit on another day (N27). `ours`: the center's reason (weather); `told`: the household
    knows.

    Also for a need whose sheet has just come down. Raises Refusal `needs.wrong_status`, `needs.day_past`
    (422), `needs.presence_missing`, `needs.same_appointment`.
    """
    require(need, _HAS_NO_DAY | {NeedStatus.SCHEDULED})
    need_unless(need.appointment != appointment, need, "needs.same_appointment")
    _check_appointment(need, appointment, nobody_needed=False, at=at)
    return (AppointmentMoved(appointment=appointment, ours=ours, owes_call=not told, at=at),)


def drop(need: Need, *, at: datetime) -> tuple[CallEvent, ...]:
    """Give up the day because nobody can open the house (N41). Raises Refusal `needs.wrong_status`."""
    require(need, frozenset({NeedStatus.SCHEDULED}))
    return (AppointmentDropped(at=at),)


def record_call(
    need: Need, *, result: CallResult, told: bool, next_on: date | None, at: datetime
) -> tuple[CallEvent, ...]:
    """Record one call; the third in a row that reaches nobody puts an open need on hold for two weeks (N28).

    `told`: nobody answered, but the household knows all the same (note, family, answering machine).
    Raises Refusal `needs.wrong_status` for a merged need, `needs.day_past` (422) for `next_on`.
    """
    require(need, frozenset(NeedStatus) - {NeedStatus.MERGED})
    today = activity_day(at)
    if next_on is not None:
        need_unless(next_on >= today, need, "needs.day_past", http=422, day=next_on.isoformat())
    called = HouseholdCalled(result=result, told=told, next_on=next_on, at=at)
    absences = 0 if result in _SPOKE else need.absences_in_row + 1
    if absences >= ABSENCES_UNTIL_HOLD and need.status in WAITING_FOR_A_CALL:
        return (called, NeedHeld(until=today + timedelta(days=HOLD_DAYS), at=at))
    return (called,)


def owe_call(need: Need, *, at: datetime) -> tuple[CallEvent, ...]:
    """Owe the household a call for what it was promised under a number that was merged into this one; () if
    owed.
    """
    return () if need.owes_call else (CallOwed(at=at),)


def hold(need: Need, *, until: date | None, at: datetime) -> tuple[CallEvent, ...]:
    """Let the need wait (N28, N35). `until`: look at it again on. Raises Refusal `needs.wrong_status`,
    `needs.day_past`.
    """
    require(need, WAITING_FOR_A_CALL)
    if until is not None:
        need_unless(until >= activity_day(at), need, "needs.day_past", http=422, day=until.isoformat())
    return (NeedHeld(until=until, at=at),)


def resume(need: Need, *, at: datetime) -> tuple[CallEvent, ...]:
    """Go on where the need stood (N33); an agreed day that has passed meanwhile is open again.

    Raises Refusal `needs.wrong_status`.
    """
    require(need, frozenset({NeedStatus.ON_HOLD}))
    to = need.held_from or NeedStatus.INTAKE
    day = need.appointment.day if need.appointment is not None else None
    if to is NeedStatus.SCHEDULED and (day is None or day < activity_day(at)):
        to = NeedStatus.CONTINUE_WAIT if need.reports else NeedStatus.READY
    return (NeedResumed(to=to, at=at),)


def uncalled(needs: Iterable[Need]) -> tuple[Need, ...]:
    """Households that were promised or posted, not served and not told; a day does not close over one of
    them.
    """
    return tuple(need for need in needs if need.owes_call and need.status is not NeedStatus.MERGED)


def call_list(needs: Iterable[Need]) -> tuple[Need, ...]:
    """The households owed a call in the order of calling: crisis, rank, whoever waits longest for it."""
    return tuple(sorted(uncalled(needs), key=_calling_order))


def call_backs(needs: Iterable[Need], *, today: date) -> tuple[Need, ...]:
    """Everybody to phone today, those owed a call first: see `purposes` for what to say."""
    due = [need for need in needs if purposes(need, today=today)]
    return tuple(sorted(due, key=lambda need: (not need.owes_call, *_calling_order(need))))


def _calling_order(need: Need) -> tuple[bool, str, datetime, str]:
    return (not need.crisis_open, need.rank.value, need.since, need.need_id)


def purposes(need: Need, *, today: date) -> tuple[CallPurpose, ...]:
    """What to say in a call made today; () when there is nothing or another day was agreed for calling."""
    if need.status is NeedStatus.MERGED:
        return ()
    waits = need.next_call_on is not None and need.next_call_on > today
    is_open = need.status in OPEN or need.status is NeedStatus.DRAFT
    agreed = need.appointment.day if need.appointment is not None else None
    tomorrow = today + timedelta(days=1)
    found = [
        (CallPurpose.NOT_SERVED, need.owes_call),
        (CallPurpose.MISSING_FACTS, bool(need.missing) and is_open and not waits),
        (CallPurpose.SURVEY_DAY, need.status is NeedStatus.SURVEY_WAIT and not waits),
        (CallPurpose.FIX_DAY, need.status in _HAS_NO_DAY and not waits),
        (CallPurpose.CONFIRM_DAY, need.status is NeedStatus.SCHEDULED and agreed in {today, tomorrow}),
        (CallPurpose.CALL_AGAIN, need.next_call_on is not None and not waits),
    ]
    return tuple(purpose for purpose, stands in found if stands)


def evolve_calls(need: Need, event: CallEvent) -> Need:
    """The transitions of the telephone."""
    match event:
        case NeedScheduled():
            return moved(
                need,
                NeedStatus.SCHEDULED,
                event.at,
                appointment=event.appointment,
                owes_call=False,
                next_call_on=None,
            )
        case AppointmentMoved():
            return moved(
                need,
                NeedStatus.SCHEDULED,
                event.at,
                appointment=event.appointment,
                owes_call=event.owes_call,
                postponed=need.postponed + int(event.ours),
            )
        case AppointmentDropped():
            return moved(need, NeedStatus.READY, event.at, appointment=None)
        case HouseholdCalled():
            return _called(need, event)
        case CallOwed():
            return replace(need, owes_call=True)
        case NeedHeld():
            return moved(need, NeedStatus.ON_HOLD, event.at, held_from=need.status, on_hold_until=event.until)
        case NeedResumed():
            appointment = need.appointment if event.to is NeedStatus.SCHEDULED else None
            return moved(
                need,
                event.to,
                event.at,
                held_from=None,
                on_hold_until=None,
                absences_in_row=0,
                appointment=appointment,
            )
        case _:
            assert_never(event)


def _called(need: Need, event: HouseholdCalled) -> Need:
    """A call told late counts, but what the latest call brought stands."""
    is_latest = need.last_call_at is None or event.at >= need.last_call_at
    spoke = event.result in _SPOKE
    missing = need.missing
    if event.result is CallResult.WRONG_NUMBER and MissingFact.PHONE not in missing:
        missing = (*missing, MissingFact.PHONE)
    return replace(
        need,
        calls=need.calls + 1,
        absences_in_row=0 if spoke else need.absences_in_row + 1,
        last_call_at=event.at if is_latest else need.last_call_at,
        last_call_result=event.result if is_latest else need.last_call_result,
        next_call_on=event.next_on if is_latest else need.next_call_on,
        owes_call=need.owes_call and not spoke and not event.told,
        missing=missing,
    )
