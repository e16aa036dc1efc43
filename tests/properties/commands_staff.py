"""Generators of the commands on staff, and of the take-back of any act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from dvc.commands.staff import ChangeStaffRoles, EndStaff, InviteStaff, JoinAsStaff, NotePinChosen
from dvc.commands.take_back import TakeBack
from dvc.domain.ids import StaffId
from dvc.domain.roles import DESKS, Role
from dvc.domain.staff import STAFF
from tests.factories import Center
from tests.properties.gen import Draw, generates, one_of

ROLES = st.lists(st.sampled_from(sorted(DESKS)), min_size=1, max_size=3, unique=True).map(tuple)


def _somebody(draw: Draw, center: Center) -> StaffId | None:
    person = one_of(draw, center.all(STAFF))
    return None if person is None else person.staff_id


@generates(InviteStaff)
def invite_staff(draw: Draw, center: Center) -> Any:
    """A new person, or one who was invited before."""
    number = draw(st.integers(1, 4))
    ends = draw(st.sampled_from([None, 1, 72]))
    return InviteStaff(
        staff_id=StaffId(f"staff_{number}"),
        name=draw(st.sampled_from(["岡田", "西田", " ", "森"])),
        roles=draw(ROLES),
        section=Role.RECEPTION,
        ends_at=None if ends is None else center.clock.at + timedelta(hours=ends),
    )


@generates(JoinAsStaff)
def join_as_staff(draw: Draw, center: Center) -> Any:
    """Somebody opens the link."""
    person = _somebody(draw, center)
    return None if person is None else JoinAsStaff(staff_id=person)


@generates(ChangeStaffRoles)
def change_staff_roles(draw: Draw, center: Center) -> Any:
    """Other roles."""
    person = _somebody(draw, center)
    return (
        None if person is None else ChangeStaffRoles(staff_id=person, roles=draw(ROLES), section=Role.INTAKE)
    )


@generates(NotePinChosen)
def note_pin_chosen(draw: Draw, center: Center) -> Any:
    """A PIN was chosen."""
    person = _somebody(draw, center)
    return None if person is None else NotePinChosen(staff_id=person)


@generates(EndStaff)
def end_staff(draw: Draw, center: Center) -> Any:
    """A person's work ends."""
    person = _somebody(draw, center)
    return None if person is None else EndStaff(staff_id=person)


@generates(TakeBack)
def take_back(draw: Draw, center: Center) -> Any:
    """Any earlier act, the last ones more often."""
    recent = center.actions[-6:] or center.actions
    action = one_of(draw, recent)
    return None if action is None else TakeBack(of=action, reason=draw(st.sampled_from([None, "まちがい"])))
