"""The activity day of the center: open, stop, resume, close, open again; its cap, and the center's settings.

The close counts heads by name (law 12) and asks for the telephone: nobody is outside, no household is left
without a call. Only the center's head sets that aside, with a reason, and the people stay shown as not yet
back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import naming_the_first, the_day, today
from dvc.commands.reception_person import checked
from dvc.domain import attendance_desk as desk
from dvc.domain import center_settings
from dvc.domain import day as days
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.center_settings import CENTER_SETTINGS, SETTINGS_STREAM
from dvc.domain.day import DAY, Day, DayRule, DayRuleOverridden, StopReason, day_stream
from dvc.domain.need import NEED
from dvc.domain.need_calls import uncalled
from dvc.domain.need_state import Need
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.settings import Value
from dvc.ports import Work

NAMED_MOST = 200
"""Ids that a refusal names; the counts beside them are whole."""
OPENERS = CHIEFS | {Role.GENERAL_AFFAIRS}
STOPPERS = CHIEFS | {Role.SAFETY}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDay:
    """The center works today. `cap` None: the setting. `day` None: today."""

    day: date | None = None
    cap: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCap:
    """Recruit more or fewer people for an open day."""

    cap: int
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StopActivity:
    """No team leaves; those outside are called back. `note`: for the vault."""

    reason: StopReason
    day: date | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeActivity:
    """Teams may leave again."""

    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDay:
    """The day is over. `override_reason`: the head closes although people are outside or households not
    called.
    """

    day: date | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenDay:
    """The day was closed too early. `reason`: for the vault."""

    reason: str
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetting:
    """Another value for a setting of the center, within its range (`dvc.domain.settings`)."""

    key: str
    value: Value


@handles(OpenDay, roles=OPENERS)
def open_day(work: Work, command: OpenDay, meta: CommandMeta) -> Result:
    """Open the day. Days that were never closed are named, for somebody may still be missing on them."""
    del meta
    day = command.day or today(work)
    state = work.find(DAY, day_stream(day))
    with naming_the_first(work, DAY, day_stream(day)):
        events = days.open_day(state, day=day, cap=command.cap, at=work.meta.happened_at)
    after = work.record(DAY, day_stream(day), *events)
    not_closed = tuple(one.day.isoformat() for one in work.where(DAY) if one.day < day and days.is_open(one))
    return {"day": day.isoformat(), "status": after.status.value, "not_closed": not_closed}


@handles(ChangeCap, roles=CHIEFS)
def change_cap(work: Work, command: ChangeCap, meta: CommandMeta) -> Result:
    """Another cap. Raises Refusal `day.not_open`, `refusal.value`."""
    del meta
    state = _day(work, command.day)
    events = days.change_cap(state, cap=command.cap, at=work.meta.happened_at)
    after = work.record(DAY, day_stream(state.day), *events) if events else state
    return {"day": state.day.isoformat(), "cap": after.cap}


@handles(StopActivity, roles=STOPPERS)
def stop_activity(work: Work, command: StopActivity, meta: CommandMeta) -> Result:
    """Stop. The answer names how many people and teams are outside, for they are to be called back."""
    state = _day(work, command.day)
    note = checked(Personal.REASON_TEXT, command.note)
    with naming_the_first(work, DAY, day_stream(state.day)):
        events = days.stop(state, reason=command.reason, at=work.meta.happened_at)
    work.record(DAY, day_stream(state.day), *events)
    work.vault.put(day_stream(state.day), {Personal.REASON_TEXT: note}, source_of(work, meta))
    out = _outside(work, state.day)
    return {"day": state.day.isoformat(), "out": len(out), "teams": _teams(out)}


@handles(ResumeActivity, roles=CHIEFS)
def resume_activity(work: Work, command: ResumeActivity, meta: CommandMeta) -> Result:
    """Go on. Raises Refusal `day.not_stopped`."""
    del meta
    state = _day(work, command.day)
    with naming_the_first(work, DAY, day_stream(state.day)):
        events = days.resume(state, at=work.meta.happened_at)
    after = work.record(DAY, day_stream(state.day), *events)
    return {"day": state.day.isoformat(), "status": after.status.value}


@handles(CloseDay, roles=OPENERS)
def close_day(work: Work, command: CloseDay, meta: CommandMeta) -> Result:
    """Close the day: booked people who did not come are noted (V2), nobody outside, every household called.

    Raises Refusal `day.not_open`, `day.people_out` with their names' ids and teams,
    `day.households_uncalled`.
    """
    state = _day(work, command.day)
    at = work.meta.happened_at
    refuse_unless(days.is_open(state), "day.not_open", at=state.closed_at)
    reason = checked(Personal.REASON_TEXT, command.override_reason)
    out = _outside(work, state.day)
    owed = uncalled(work.where(NEED, owes_call=True))
    overridden = _judge_close(work, meta, out, owed, reason)
    absent = work.where(ATTENDANCE, day=state.day, status=AttendanceStatus.BOOKED)
    for a in absent:
        work.record(ATTENDANCE, a.attendance_id, *desk.note_no_show(a, at=at))
    events = days.close(state, no_shows=len(absent), still_out=len(out), at=at)
    work.record(DAY, day_stream(state.day), *overridden, *events)
    if overridden:
        work.vault.put(day_stream(state.day), {Personal.REASON_TEXT: reason}, source_of(work, meta))
    return {
        "day": state.day.isoformat(),
        "no_shows": len(absent),
        "still_out": len(out),
        "people_out": tuple(a.attendance_id for a in out[:NAMED_MOST]),
        "uncalled": len(owed),
    }


def _judge_close(
    work: Work, meta: CommandMeta, out: tuple[Attendance, ...], owed: tuple[Need, ...], reason: str | None
) -> tuple[DayRuleOverridden, ...]:
    """What stands against the close: a refusal, or, with the head's reason, what is set aside."""
    is_head = bool(meta.actor.roles & {Role.CENTER_HEAD, Role.SYSTEM})
    refuse_unless(reason is None or is_head, "day.head_only", status=403)
    if out and reason is None:
        raise Refusal(
            "day.people_out",
            count=len(out),
            people=tuple(a.attendance_id for a in out[:NAMED_MOST]),
            teams=_teams(out),
        )
    if owed and reason is None:
        needs = tuple(need.need_id for need in owed[:NAMED_MOST])
        raise Refusal("day.households_uncalled", count=len(owed), needs=needs)
    counts = ((DayRule.NOBODY_OUT, len(out)), (DayRule.HOUSEHOLDS_CALLED, len(owed)))
    at = work.meta.happened_at
    return tuple(DayRuleOverridden(rule=rule, count=count, at=at) for rule, count in counts if count)


@handles(ReopenDay, roles=CHIEFS)
def reopen_day(work: Work, command: ReopenDay, meta: CommandMeta) -> Result:
    """Open a closed day again. Raises Refusal `day.not_closed`."""
    state = _day(work, command.day)
    reason = checked(Personal.REASON_TEXT, command.reason)
    refuse_unless(reason is not None, "reception.reason_missing", status=422, field="reason")
    with naming_the_first(work, DAY, day_stream(state.day)):
        events = days.reopen(state, at=work.meta.happened_at)
    after = work.record(DAY, day_stream(state.day), *events)
    work.vault.put(day_stream(state.day), {Personal.REASON_TEXT: reason}, source_of(work, meta))
    return {"day": state.day.isoformat(), "status": after.status.value}


@handles(ChangeSetting, roles=OPENERS)
def change_setting(work: Work, command: ChangeSetting, meta: CommandMeta) -> Result:
    """Change a setting; its history is the log. Raises Refusal `day.setting_unknown`, `day.setting_value`."""
    del meta
    state = work.find(CENTER_SETTINGS, SETTINGS_STREAM)
    events = center_settings.change(state, key=command.key, value=command.value, at=work.meta.happened_at)
    if events:
        work.record(CENTER_SETTINGS, SETTINGS_STREAM, *events)
    return {"key": command.key, "value": command.value, "changed": bool(events)}


def _day(work: Work, day: date | None) -> Day:
    """The day that is meant. Raises Refusal `day.never_opened`."""
    meant = day or today(work)
    state = the_day(work, meant)
    if state is None:
        raise Refusal("day.never_opened", day=meant.isoformat())
    return state


def _outside(work: Work, day: date) -> tuple[Attendance, ...]:
    """People who are outside now, by name (law 12)."""
    return work.where(ATTENDANCE, day=day, status=AttendanceStatus.DEPARTED)


def _teams(out: tuple[Attendance, ...]) -> tuple[str, ...]:
    return tuple(sorted({a.team_id for a in out if a.team_id is not None}))
