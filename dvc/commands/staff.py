"""Staff of an operation: invite, join, change roles, choose a PIN, end. Secrets are made and kept by the
edge.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.domain import staff
from dvc.domain.ids import ActorId, StaffId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, EVERY_ROLE, Role
from dvc.ports import Work

NAME_LENGTH_MOST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteStaff:
    """Invite a person to this operation. `begins_at` None: now; `ends_at` None: without an end date."""

    staff_id: StaffId
    name: str
    roles: tuple[Role, ...]
    section: Role
    begins_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinAsStaff:
    """The invited person opened the link that the edge had checked."""

    staff_id: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeStaffRoles:
    """Other roles, section or end date for a person."""

    staff_id: StaffId
    roles: tuple[Role, ...]
    section: Role
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePinChosen:
    """The person chose a PIN; the edge keeps its hash."""

    staff_id: StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class EndStaff:
    """The person's work here ends now."""

    staff_id: StaffId


INVITERS = CHIEFS | {Role.GENERAL_AFFAIRS}


@handles(InviteStaff, roles=INVITERS)
def invite_staff(work: Work, command: InviteStaff, meta: CommandMeta) -> Result:
    """Invite; only a center head may invite a center head."""
    name = command.name.strip()
    refuse_unless(0 < len(name) <= NAME_LENGTH_MOST, "staff.name", status=422, most=NAME_LENGTH_MOST)
    _check_rank(command.roles, meta)
    event = staff.StaffInvited(
        staff_id=command.staff_id,
        roles=command.roles,
        section=command.section,
        begins_at=command.begins_at or work.meta.happened_at,
        ends_at=command.ends_at,
        invited_by=ActorId(meta.actor.id),
    )
    work.record(staff.STAFF, command.staff_id, *staff.invite(work.find(staff.STAFF, command.staff_id), event))
    work.vault.put(command.staff_id, {Personal.NAME: name}, source_of(work, meta))
    return {"staff_id": command.staff_id}


def _check_rank(roles: tuple[Role, ...], meta: CommandMeta) -> None:
    may = meta.actor.roles & {Role.CENTER_HEAD, Role.SYSTEM}
    refuse_unless(may or Role.CENTER_HEAD not in roles, "staff.head_only_by_head", status=403)


def _check_self(staff_id: StaffId, meta: CommandMeta) -> None:
    is_self = meta.actor.id == staff_id or Role.SYSTEM in meta.actor.roles
    refuse_unless(is_self, "refusal.not_allowed", status=403)


@handles(JoinAsStaff, roles=EVERY_ROLE)
def join_as_staff(work: Work, command: JoinAsStaff, meta: CommandMeta) -> Result:
    """Open an invitation; only one's own."""
    _check_self(command.staff_id, meta)
    events = staff.join(work.get(staff.STAFF, command.staff_id), at=work.meta.happened_at)
    if events:
        work.record(staff.STAFF, command.staff_id, *events)
    return {"staff_id": command.staff_id}


@handles(ChangeStaffRoles, roles=INVITERS)
def change_staff_roles(work: Work, command: ChangeStaffRoles, meta: CommandMeta) -> Result:
    """Give other roles."""
    before = work.get(staff.STAFF, command.staff_id)
    _check_rank(command.roles + before.roles, meta)
    events = staff.change_roles(
        before,
        roles=command.roles,
        section=command.section,
        ends_at=command.ends_at,
    )
    work.record(staff.STAFF, command.staff_id, *events)
    return {"staff_id": command.staff_id}


@handles(NotePinChosen, roles=EVERY_ROLE)
def note_pin_chosen(work: Work, command: NotePinChosen, meta: CommandMeta) -> Result:
    """Note that the person chose a PIN; only one's own."""
    _check_self(command.staff_id, meta)
    events = staff.set_pin(work.get(staff.STAFF, command.staff_id), at=work.meta.happened_at)
    work.record(staff.STAFF, command.staff_id, *events)
    return {"staff_id": command.staff_id}


@handles(EndStaff, roles=INVITERS)
def end_staff(work: Work, command: EndStaff, meta: CommandMeta) -> Result:
    """End a person's work here; only a center head may end a center head's."""
    person = work.get(staff.STAFF, command.staff_id)
    _check_rank(person.roles, meta)
    events = staff.end(person, at=work.meta.happened_at)
    if events:
        work.record(staff.STAFF, command.staff_id, *events)
    return {"staff_id": command.staff_id}
