"""Staff of an operation: who holds which roles from when to when. Names live in the vault, secrets beside the
log.

Access ends by itself at the end date (reliability J8): every check compares times, nobody has to act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from dvc.domain.ids import ActorId, StaffId
from dvc.domain.kind import Kind
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import Role

ROLES_MOST = 12


class StaffStatus(StrEnum):
    """Whether the person may work here."""

    INVITED = "invited"
    ACTIVE = "active"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """State of one person's work in one operation. `ends_at` None: until somebody ends it."""

    staff_id: StaffId
    status: StaffStatus
    roles: tuple[Role, ...]
    section: Role
    begins_at: datetime
    ends_at: datetime | None
    invited_by: ActorId
    joined_at: datetime | None = None
    has_pin: bool = False

    def roles_at(self, now: datetime) -> frozenset[Role]:
        """Roles held at `now`; empty before the begin, after the end and before joining."""
        open_now = self.begins_at <= now and (self.ends_at is None or now < self.ends_at)
        return frozenset(self.roles) if self.status is StaffStatus.ACTIVE and open_now else frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvited:
    """A person was invited with roles and an end date."""

    staff_id: StaffId
    roles: tuple[Role, ...]
    section: Role
    begins_at: datetime
    ends_at: datetime | None
    invited_by: ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffJoined:
    """The invited person opened the link."""

    joined_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRolesChanged:
    """Roles, section or end date were changed."""

    roles: tuple[Role, ...]
    section: Role
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPinSet:
    """The person chose a new PIN; the PIN itself is beside the log."""

    set_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEnded:
    """The person's work here ended; every session of theirs ends with it."""

    ended_at: datetime


StaffEvent: TypeAlias = StaffInvited | StaffJoined | StaffRolesChanged | StaffPinSet | StaffEnded


def invite(state: Staff | None, event: StaffInvited) -> tuple[StaffEvent, ...]:
    """Invite a person once. Raises Refusal `staff.already_invited` or `staff.roles`, `staff.dates`."""
    refuse_unless(state is None, "staff.already_invited")
    refuse_unless(0 < len(event.roles) <= ROLES_MOST, "staff.roles", status=422, most=ROLES_MOST)
    refuse_unless(event.ends_at is None or event.begins_at < event.ends_at, "staff.dates", status=422)
    return (event,)


def join(state: Staff, *, at: datetime) -> tuple[StaffEvent, ...]:
    """Open the invitation; a second time changes nothing. Raises Refusal `staff.ended`."""
    refuse_unless(state.status is not StaffStatus.ENDED, "staff.ended")
    return (StaffJoined(joined_at=at),) if state.status is StaffStatus.INVITED else ()


def change_roles(
    state: Staff, *, roles: tuple[Role, ...], section: Role, ends_at: datetime | None
) -> tuple[StaffEvent, ...]:
    """Give other roles. Raises Refusal `staff.ended`, `staff.roles`."""
    refuse_unless(state.status is not StaffStatus.ENDED, "staff.ended")
    refuse_unless(0 < len(roles) <= ROLES_MOST, "staff.roles", status=422, most=ROLES_MOST)
    return (StaffRolesChanged(roles=roles, section=section, ends_at=ends_at),)


def set_pin(state: Staff, *, at: datetime) -> tuple[StaffEvent, ...]:
    """Note that a PIN was chosen. Raises Refusal `staff.ended`."""
    refuse_unless(state.status is StaffStatus.ACTIVE, "staff.ended")
    return (StaffPinSet(set_at=at),)


def end(state: Staff, *, at: datetime) -> tuple[StaffEvent, ...]:
    """End the person's work here; a second time changes nothing."""
    return () if state.status is StaffStatus.ENDED else (StaffEnded(ended_at=at),)


def evolve(state: Staff | None, event: StaffEvent) -> Staff:
    """The one transition of staff."""
    if isinstance(event, StaffInvited):
        return Staff(
            staff_id=event.staff_id,
            status=StaffStatus.INVITED,
            roles=event.roles,
            section=event.section,
            begins_at=event.begins_at,
            ends_at=event.ends_at,
            invited_by=event.invited_by,
        )
    assert state is not None, "staff begin with an invitation"
    match event:
        case StaffJoined():
            return replace(state, status=StaffStatus.ACTIVE, joined_at=event.joined_at)
        case StaffRolesChanged():
            return replace(state, roles=event.roles, section=event.section, ends_at=event.ends_at)
        case StaffPinSet():
            return replace(state, has_pin=True)
        case StaffEnded():
            return replace(state, status=StaffStatus.ENDED, ends_at=event.ended_at)
        case _:
            assert_never(event)


def void(state: Staff) -> Staff:
    """An invitation taken back: ended, and known."""
    return replace(state, status=StaffStatus.ENDED)


STAFF: Kind[Staff] = Kind(
    name="staff",
    state=Staff,
    events=(StaffInvited, StaffJoined, StaffRolesChanged, StaffPinSet, StaffEnded),
    evolve=evolve,
    void=void,
)
