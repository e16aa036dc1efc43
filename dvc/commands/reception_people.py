"""Volunteers apart from any day: enter, correct, and the chief's word not to send somebody out."""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import (
    DESK,
    SELF,
    known_volunteer,
    record_of,
    refuse_not_own,
    standing,
    today,
)
from dvc.commands.reception_person import PersonForm, amend_person, checked, enter_person
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_desk import judge_standing
from dvc.domain.attendance_settled import was_here
from dvc.domain.ids import VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.volunteer import VOLUNTEER, Volunteer, set_do_not_assign
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterVolunteer:
    """Enter somebody before the day or without receiving (事前登録). `volunteer_id`: made on the person's
    phone.
    """

    person: PersonForm
    volunteer_id: VolunteerId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendVolunteer:
    """Correct somebody's entry; what the form leaves out stays."""

    volunteer_id: VolunteerId
    person: PersonForm


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkDoNotAssign:
    """A chief does not send this person out any more, or again (H18). `reason`: for the vault."""

    volunteer_id: VolunteerId
    do_not_assign: bool
    reason: str


@handles(RegisterVolunteer, roles=DESK | SELF | {Role.API, Role.GENERAL_AFFAIRS})
def register_volunteer(work: Work, command: RegisterVolunteer, meta: CommandMeta) -> Result:
    """Enter somebody once. Raises Refusal `reception.already_registered`, `reception.name_missing`."""
    volunteer_id = command.volunteer_id or VolunteerId(work.ids.new("vol"))
    refuse_not_own(meta, volunteer_id)
    v = enter_person(work, meta, volunteer_id, command.person)
    return {"volunteer_id": v.volunteer_id, "is_minor": v.age_band.is_minor}


@handles(AmendVolunteer, roles=DESK | SELF | {Role.GENERAL_AFFAIRS})
def amend_volunteer(work: Work, command: AmendVolunteer, meta: CommandMeta) -> Result:
    """Correct an entry, and with it what it says for today."""
    refuse_not_own(meta, command.volunteer_id)
    v = amend_person(work, meta, known_volunteer(work, command.volunteer_id), command.person)
    status = judge_today(work, v)
    return {"volunteer_id": v.volunteer_id, "is_minor": v.age_band.is_minor, "status": status}


@handles(MarkDoNotAssign, roles=CHIEFS)
def mark_do_not_assign(work: Work, command: MarkDoNotAssign, meta: CommandMeta) -> Result:
    """Set or lift the mark; the reason is kept in the vault."""
    v = known_volunteer(work, command.volunteer_id)
    reason = checked(Personal.REASON_TEXT, command.reason)
    events = set_do_not_assign(v, do_not_assign=command.do_not_assign)
    if events:
        work.record(VOLUNTEER, v.volunteer_id, *events)
        work.vault.put(v.volunteer_id, {Personal.REASON_TEXT: reason}, source_of(work, meta))
    return {"volunteer_id": v.volunteer_id, "do_not_assign": command.do_not_assign}


def judge_today(work: Work, v: Volunteer) -> str | None:
    """Judge cover, consent and car anew for the person's record of today;
    its status, None without a record.
    """
    a = record_of(work, v.volunteer_id, today(work))
    judged = standing(work, v, today(work))
    if a is None or judged is None or not was_here(a):
        return None if a is None else a.status.value
    events = judge_standing(a, judged)
    return (work.record(ATTENDANCE, a.attendance_id, *events) if events else a).status.value
