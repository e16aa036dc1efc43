"""The telephone as acts: agreeing and moving days, recording calls, holding and resuming (N15, N22, N27,
N28, N33, N41).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs_acts import ANY_DESK, NEEDS_DESK, keep_note, naming_who, overriding, record_need
from dvc.commands.needs_told import check_many
from dvc.commands.needs_wall import off_the_wall
from dvc.domain import need_calls
from dvc.domain.ids import NeedId
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_state import Appointment, CallResult, Need, NeedRule, NeedStatus, UnpostReason
from dvc.domain.need_status import need_unless
from dvc.domain.personal import Personal
from dvc.domain.roles import Role
from dvc.domain.values import Presence
from dvc.ports import Work

POSTPONED_MOST = 300  # needs of one storm day put off in one act
_WITH_MATCHING = NEEDS_DESK | {Role.MATCHING}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleNeed:
    """Agree a day with the household on the telephone (N15, N22); it is no longer owed a call.

    `override_reason`: a chief lets a team come to a house where nobody opens.
    """

    need_id: NeedId
    appointment: Appointment
    note: str | None = None
    override_reason: str | None = None


@handles(ScheduleNeed, roles=_WITH_MATCHING)
def schedule_need(work: Work, command: ScheduleNeed, meta: CommandMeta) -> Result:
    """Agree a day. Raises Refusal `needs.wrong_status`, `needs.day_past`, `needs.presence_missing`."""
    need = work.get(NEED, command.need_id)
    is_empty = command.appointment.presence is Presence.NONE
    reason = command.override_reason if is_empty else None
    with naming_who(work, NEED, need.need_id):
        events = need_calls.schedule(
            need, command.appointment, nobody_needed=bool(reason), at=work.meta.happened_at
        )
    override = overriding(work, meta, need, NeedRule.PRESENCE_MISSING, reason)
    after = record_need(work, need, need.need_id, *override, *events)
    keep_note(work, meta, need.need_id, Personal.CALL_NOTE, command.note)
    return _answer(after)


class MoveCause(StrEnum):
    """Why a day moves: by whom it was put off."""

    WEATHER = "weather"
    CENTER = "center"
    HOUSEHOLD = "household"


_UNPOST = {
    MoveCause.WEATHER: UnpostReason.WEATHER,
    MoveCause.CENTER: UnpostReason.NOT_TIME,
    MoveCause.HOUSEHOLD: UnpostReason.RESIDENT_CANCELLED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveAppointment:
    """Put the visit on another day (N27), or give the day up because nobody can open (N41: `appointment`
    None).

    `told`: the household knows of it, as a rule because it is on the telephone right now. A sheet on the
    wall comes down in the same act.
    """

    need_id: NeedId
    because: MoveCause
    appointment: Appointment | None = None
    told: bool = False
    note: str | None = None


@handles(MoveAppointment, roles=_WITH_MATCHING)
def move_appointment(work: Work, command: MoveAppointment, meta: CommandMeta) -> Result:
    """Move a day. Raises Refusal `needs.wrong_status`, `needs.day_past`, `needs.same_appointment`,
    `needs.team_waits`.
    """
    after = _move(work, command, meta)
    keep_note(work, meta, command.need_id, Personal.CALL_NOTE, command.note)
    return _answer(after)


def _move(work: Work, command: MoveAppointment, meta: CommandMeta) -> Need:
    at = work.meta.happened_at
    need = work.get(NEED, command.need_id)
    was_posted = need.status is NeedStatus.POSTED
    need = off_the_wall(work, meta, need, because=_UNPOST[command.because])
    events: list[NeedEvent] = []
    with naming_who(work, NEED, need.need_id):
        if command.appointment is not None:
            # A sheet that came down has counted the postponement already.
            ours = command.because is not MoveCause.HOUSEHOLD and not was_posted
            events += need_calls.move(need, command.appointment, ours=ours, told=command.told, at=at)
        elif not was_posted or need.status is NeedStatus.SCHEDULED:
            events += need_calls.drop(need, at=at)
    if command.told and was_posted and command.appointment is None:
        events += need_calls.record_call(
            need, result=CallResult.REACHED, told=True, next_on=None, at=at
        )
    return record_need(work, need, need.need_id, *events) if events else need


@dataclass(frozen=True, slots=True, kw_only=True)
class PostponeNeeds:
    """Put many visits off for weather in one act (N27); every household is on the call list at once.

    `day`: the new day for all of them; slot and presence stay as agreed.
    """

    need_ids: tuple[NeedId, ...]
    day: date
    because: MoveCause = MoveCause.WEATHER


@handles(PostponeNeeds, roles=_WITH_MATCHING)
def postpone_needs(work: Work, command: PostponeNeeds, meta: CommandMeta) -> Result:
    """Put many visits off, all or none. Raises Refusal `needs.no_appointment` and those of
    `MoveAppointment`.
    """
    check_many(command.need_ids, "need_ids", most=POSTPONED_MOST)
    moved: list[str] = []
    for need_id in dict.fromkeys(command.need_ids):
        need = work.get(NEED, need_id)
        agreed = need.appointment
        need_unless(agreed is not None, need, "needs.no_appointment")
        assert agreed is not None
        later = Appointment(day=command.day, slot=agreed.slot, presence=agreed.presence)
        one = MoveAppointment(need_id=need_id, because=command.because, appointment=later)
        moved.append(_move(work, one, meta).need_id)
    return {"moved": tuple(moved), "count": len(moved)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCall:
    """One call to a household; the third in a row that reaches nobody puts the need on hold (N28).

    `told`: nobody answered, but the household knows (family, note in the letter box, answering machine).
    `next_on`: when to call again.
    """

    need_id: NeedId
    result: CallResult
    told: bool = False
    next_on: date | None = None
    note: str | None = None


@handles(RecordCall, roles=ANY_DESK)
def record_call(work: Work, command: RecordCall, meta: CommandMeta) -> Result:
    """Record a call. Raises Refusal `needs.wrong_status` for a merged need, `needs.day_past`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_calls.record_call(
            need,
            result=command.result,
            told=command.told,
            next_on=command.next_on,
            at=work.meta.happened_at,
        )
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.CALL_NOTE, command.note)
    return {**_answer(after), "absences": after.absences_in_row}


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldNeed:
    """Let a need wait, with a reason. `until`: look at it again on."""

    need_id: NeedId
    reason: str
    until: date | None = None


@handles(HoldNeed, roles=NEEDS_DESK)
def hold_need(work: Work, command: HoldNeed, meta: CommandMeta) -> Result:
    """Put a need on hold. Raises Refusal `needs.wrong_status`, `needs.day_past`, `needs.reason_missing`."""
    need = work.get(NEED, command.need_id)
    need_unless(command.reason.strip(), need, "needs.reason_missing", http=422)
    with naming_who(work, NEED, need.need_id):
        events = need_calls.hold(need, until=command.until, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.REASON_TEXT, command.reason)
    return _answer(after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeNeed:
    """The reason is gone or somebody was reached: the need goes on where it stood (N33)."""

    need_id: NeedId


@handles(ResumeNeed, roles=NEEDS_DESK)
def resume_need(work: Work, command: ResumeNeed, meta: CommandMeta) -> Result:
    """Resume a need. Raises Refusal `needs.wrong_status`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_calls.resume(need, at=work.meta.happened_at)
    return _answer(record_need(work, need, need.need_id, *events))


def _answer(need: Need) -> Result:
    return {
        "need_id": need.need_id,
        "code": need.code,
        "status": need.status.value,
        "owes_call": need.owes_call,
    }
