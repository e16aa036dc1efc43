"""People on the floor, after the check-in and before going out: rest, waiting list, help inside, going home
(V6-V7, V16-V22).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import (
    DESK,
    cap_of,
    naming_the_first,
    places_free,
    standing_record,
    the_day,
)
from dvc.commands.reception_person import checked
from dvc.commands.reception_release import release_place
from dvc.domain import attendance_desk as desk
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_events import AttendanceEvent
from dvc.domain.attendance_state import Attendance
from dvc.domain.day import DAY, DayRule, DayRuleOverridden, day_stream
from dvc.domain.ids import AttendanceId
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Role
from dvc.domain.team_state import LeaveReason
from dvc.ports import Work

PEOPLE_MOST = 500
"""People of one act at the floor: a whole morning's waiting list."""
FIRST_AID = DESK | {Role.SAFETY}
FLOOR = DESK | {Role.MATCHING}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """To rest or first aid (V6). `note`: what the person said, for the vault (sealed)."""

    attendance_id: AttendanceId
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover:
    """Well again (V20)."""

    attendance_id: AttendanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitFromWaitlist:
    """A place for somebody who waits (V19). `override_reason`: a chief admits beyond the cap."""

    attendance_id: AttendanceId
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SendHome:
    """No place, or no work left today (V7)."""

    attendance_ids: tuple[AttendanceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignCenterSupport:
    """Help inside the center: sorting, cleaning, washing tools (V16)."""

    attendance_ids: tuple[AttendanceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndCenterSupport:
    """The help inside is over; people are where they were before (V22)."""

    attendance_ids: tuple[AttendanceId, ...]


@handles(Rest, roles=FIRST_AID)
def rest(work: Work, command: Rest, meta: CommandMeta) -> Result:
    """To rest; a seat is free again. Raises Refusal `reception.cannot_rest`, `reception.out`."""
    a = standing_record(work, command.attendance_id)
    note = checked(Personal.HEALTH_NOTE, command.note)
    after = act(work, a, lambda: desk.rest(a, at=work.meta.happened_at))
    release_place(work, meta, a, after, because=LeaveReason.CONDITION)
    work.vault.put(a.volunteer_id, {Personal.HEALTH_NOTE: note}, source_of(work, meta, said_by="self"))
    return answer(after)


@handles(Recover, roles=FIRST_AID)
def recover(work: Work, command: Recover, meta: CommandMeta) -> Result:
    """Well again. Raises Refusal `reception.not_resting`."""
    del meta
    a = standing_record(work, command.attendance_id)
    return answer(act(work, a, lambda: desk.recover(a, at=work.meta.happened_at)))


@handles(AdmitFromWaitlist, roles=DESK)
def admit_from_waitlist(work: Work, command: AdmitFromWaitlist, meta: CommandMeta) -> Result:
    """Admit when a place is free. Raises Refusal `reception.no_place`, `reception.not_waiting`."""
    a = standing_record(work, command.attendance_id)
    reason = checked(Personal.REASON_TEXT, command.override_reason)
    is_full = places_free(work, a.day) == 0
    after = act(work, a, lambda: desk.admit(a, at=work.meta.happened_at))
    if is_full:
        _go_beyond_the_cap(work, meta, a, reason)
    return answer(after)


def _go_beyond_the_cap(work: Work, meta: CommandMeta, a: Attendance, reason: str | None) -> None:
    """A chief admits one more than the cap; it stands in the day's log, the reason in the vault (law 4)."""
    refuse_unless(reason is not None, "reception.no_place", cap=cap_of(work, a.day))
    may = meta.actor.is_chief or Role.SYSTEM in meta.actor.roles
    refuse_unless(may, "reception.chief_only", status=403)
    if the_day(work, a.day) is not None:
        event = DayRuleOverridden(rule=DayRule.CAP, count=1, at=work.meta.happened_at)
        work.record(DAY, day_stream(a.day), event)
    work.vault.put(a.attendance_id, {Personal.REASON_TEXT: reason}, source_of(work, meta))


@handles(SendHome, roles=FLOOR)
def send_home(work: Work, command: SendHome, meta: CommandMeta) -> Result:
    """Send people home; who is out, seated or gone is passed over. Raises Refusal when nobody can be sent
    home.
    """
    del meta
    return for_each(work, command.attendance_ids, lambda a: desk.send_home(a, at=work.meta.happened_at))


@handles(AssignCenterSupport, roles=FLOOR)
def assign_center_support(work: Work, command: AssignCenterSupport, meta: CommandMeta) -> Result:
    """Begin help inside; who cannot is passed over. Raises Refusal when nobody can."""
    del meta
    at = work.meta.happened_at
    return for_each(work, command.attendance_ids, lambda a: desk.begin_center_support(a, at=at))


@handles(EndCenterSupport, roles=FLOOR)
def end_center_support(work: Work, command: EndCenterSupport, meta: CommandMeta) -> Result:
    """End help inside. Raises Refusal `reception.not_in_center` when nobody of them helps inside."""
    del meta
    at = work.meta.happened_at
    return for_each(work, command.attendance_ids, lambda a: desk.end_center_support(a, at=at))


def act(work: Work, a: Attendance, verb: Callable[[], tuple[AttendanceEvent, ...]]) -> Attendance:
    """Do one verb on a record; a refusal names who was first."""
    with naming_the_first(work, ATTENDANCE, a.attendance_id):
        events = verb()
    return work.record(ATTENDANCE, a.attendance_id, *events) if events else a


def for_each(
    work: Work,
    attendance_ids: tuple[AttendanceId, ...],
    verb: Callable[[Attendance], tuple[AttendanceEvent, ...]],
) -> Result:
    """Do one verb on many records. One person who has moved on meanwhile does not stop the others, and is
    named.
    """
    count = len(attendance_ids)
    refuse_unless(
        0 < count <= PEOPLE_MOST, "refusal.value", status=422, field="attendance_ids", most=PEOPLE_MOST
    )
    skipped: list[AttendanceId] = []
    why: Refusal | None = None
    for attendance_id in dict.fromkeys(attendance_ids):
        a = standing_record(work, attendance_id)
        try:
            act(work, a, partial(verb, a))
        except Refusal as refusal:
            why = why or refusal
            skipped.append(a.attendance_id)
    if why is not None and len(skipped) == len(set(attendance_ids)):
        raise why
    return {"people": len(set(attendance_ids)) - len(skipped), "skipped": tuple(skipped)}


def answer(a: Attendance) -> Result:
    """What every act on one person answers."""
    return {"attendance_id": a.attendance_id, "code": a.code, "status": a.status.value}
