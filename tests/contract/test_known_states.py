"""What the writer keeps in memory between commands never differs from the tables."""

from __future__ import annotations

import dvc.commands.catalogue
from dvc.commands.day import OpenDay
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_person import PersonForm
from dvc.commands.staff import ChangeStaffRoles, InviteStaff
from dvc.domain.command import CommandMeta
from dvc.domain.ids import ActionId, StaffId, VolunteerId
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF
from dvc.domain.values import AgeBand
from dvc.domain.volunteer import VOLUNTEER
from dvc.store.operation import OperationStore
from tests.factories import HEAD, Center

assert dvc.commands.catalogue.COMMANDS

OKADA = StaffId("staff_okada")


def test_a_refused_command_leaves_nothing_behind_in_memory(center: Center) -> None:
    person = PersonForm(name="緑川 太郎", age_band=AgeBand.THIRTIES)
    newcomer = CheckInNew(volunteer_id=VolunteerId("vol_1"), person=person)
    assert center.give(newcomer).code == "reception.day_not_open", "the person was entered, then refused"
    center.do(OpenDay())
    center.do(newcomer)
    assert center.find(VOLUNTEER, "vol_1") is not None
    assert center.verify().is_clean


def test_what_another_process_wrote_is_read_anew(center: Center) -> None:
    other = OperationStore(center.store.engine, center.store.parts, name=center.store.name)
    stores = (center.store, other)
    invited = InviteStaff(staff_id=OKADA, name="岡田", roles=(Role.INTAKE,), section=Role.INTAKE)
    center.do(invited)
    for number, roles in enumerate(((Role.RECEPTION,), (Role.INTAKE,), (Role.RECEPTION, Role.INTAKE))):
        meta = CommandMeta(action_id=ActionId(f"action_{number}"), actor=HEAD)
        change = ChangeStaffRoles(staff_id=OKADA, roles=roles, section=roles[0])
        stores[number % 2].execute(change, meta).raise_if_refused()
    other.writer.close()
    assert set(center.state(STAFF, OKADA).roles) == {Role.INTAKE, Role.RECEPTION}
    assert center.verify().is_clean
