"""Going home: before going out (V18), at the end of the day (V15, V22, V23), and a registration by mistake
(V25).
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import (
    DESK,
    SELF,
    record_or_held,
    refuse_not_own,
    standing_record,
    volunteer_of,
)
from dvc.commands.reception_floor import FIRST_AID, act, answer
from dvc.commands.reception_person import checked
from dvc.commands.reception_release import release_place
from dvc.domain import attendance_desk as desk
from dvc.domain import attendance_record
from dvc.domain.attendance_state import Attendance, CheckOutFact, Condition
from dvc.domain.ids import AttendanceId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import EVERY_ROLE, Role
from dvc.domain.team_state import LeaveReason
from dvc.domain.values import activity_day
from dvc.domain.volunteer import VOLUNTEER, count_day
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveEarly:
    """Somebody goes home before going out (V18). `note`: what was said, for the vault.

    `offline`: told later by a device without a line; then the record's id may be of a check-in still on its
    way.
    """

    attendance_id: AttendanceId
    because: LeaveReason = LeaveReason.OTHER
    note: str | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOut:
    """The day is over for somebody (V15, V22, V23). `tomorrow`: comes again tomorrow, None: not asked."""

    attendance_id: AttendanceId
    tomorrow: bool | None = None
    condition: Condition | None = None
    offline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAttendance:
    """Registered by mistake (V25): the wrong person. `reason`: for the vault."""

    attendance_id: AttendanceId
    reason: str


@handles(LeaveEarly, roles=FIRST_AID | SELF | {Role.MATCHING}, offline=True)
def leave_early(work: Work, command: LeaveEarly, meta: CommandMeta) -> Result:
    """Home before going out;
    a seat is free again. Raises Refusal `reception.out`, `reception.cannot_leave`.
    """
    note = checked(Personal.REASON_TEXT, command.note)
    a = record_or_held(work, command.attendance_id, is_offline=command.offline)
    refuse_not_own(meta, a.volunteer_id)
    at = work.meta.happened_at
    verb = desk.leave_early
    after = act(work, a, lambda: verb(a, because=command.because, at=at, is_offline=command.offline))
    freed = release_place(work, meta, a, after, because=command.because)
    work.vault.put(a.attendance_id, {Personal.REASON_TEXT: note}, source_of(work, meta, said_by="self"))
    return {**answer(after), "seat_freed": freed}


@handles(CheckOut, roles=DESK | SELF | {Role.REPORT}, offline=True)
def check_out(work: Work, command: CheckOut, meta: CommandMeta) -> Result:
    """The end of the day; a second one is kept and answered with the first. Raises Refusal `reception.out`,
    `reception.cannot_check_out`.
    """
    a = record_or_held(work, command.attendance_id, is_offline=command.offline)
    refuse_not_own(meta, a.volunteer_id)
    fact = CheckOutFact(
        at=work.meta.happened_at,
        action_id=meta.action_id,
        tomorrow=command.tomorrow,
        condition=command.condition,
    )
    after = act(work, a, lambda: desk.check_out(a, fact, is_offline=command.offline))
    release_place(work, meta, a, after, because=LeaveReason.OTHER)
    _count_the_day(work, after)
    first = after.checked_out_at
    return {
        **answer(after),
        "repeated": a.checked_out_at is not None,
        "first_at": first.isoformat() if first else None,
        "tomorrow": after.tomorrow,
    }


def _count_the_day(work: Work, a: Attendance) -> None:
    """A day worked counts once in the volunteer's entry, outside or inside."""
    v = volunteer_of(work, a.volunteer_id)
    if v is None or not (a.went_out or a.supported_center):
        return
    events = count_day(v, a.day)
    if events:
        work.record(VOLUNTEER, v.volunteer_id, *events)


@handles(UndoAttendance, roles=EVERY_ROLE)
def undo_attendance(work: Work, command: UndoAttendance, meta: CommandMeta) -> Result:
    """Undo a record from any state, also when later steps stand on it: its author the same day, a chief
    always.

    Raises Refusal `reception.not_yours` (403), `reception.still_on_sheet`, `reception.no_record`.
    """
    a = standing_record(work, command.attendance_id)
    reason = checked(Personal.REASON_TEXT, command.reason)
    refuse_unless(reason is not None, "reception.reason_missing", status=422, field="reason")
    _refuse_others(work, a, meta)
    after = act(work, a, lambda: attendance_record.undo(a, at=work.meta.happened_at))
    work.vault.put(a.attendance_id, {Personal.REASON_TEXT: reason}, source_of(work, meta))
    return answer(after)


def _refuse_others(work: Work, a: Attendance, meta: CommandMeta) -> None:
    if meta.actor.is_chief or Role.SYSTEM in meta.actor.roles:
        return
    first = work.events_of(a.scans[0].action_id) if a.scans else ()
    author = first[0].meta.actor if first else None
    is_today = activity_day(work.now) == a.day
    if author != meta.actor.id or not is_today:
        raise Refusal("reception.not_yours", status=403, by=author)
