"""The promises of a store: kept, once, in order, chained, sealed, taken back; the same on SQLite and
PostgreSQL.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest
import sqlalchemy as sa

import dvc.commands.catalogue
from dvc.commands.staff import ChangeStaffRoles, EndStaff, InviteStaff, JoinAsStaff, NotePinChosen
from dvc.commands.take_back import TakeBack
from dvc.domain.command import CommandMeta, Expected
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.kind import StepTakenBack
from dvc.domain.personal import Personal, Source, Told
from dvc.domain.refusal import Refusal
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF, StaffStatus
from dvc.store import event_log
from dvc.store.tables import STATE_TABLES, vault_value
from dvc.store.tables import event_log as log_table
from tests.factories import HEAD, Center, an_actor

assert dvc.commands.catalogue.COMMANDS


def invite(number: int = 1, name: str = "岡田") -> InviteStaff:
    """An invitation of staff number n."""
    return InviteStaff(
        staff_id=StaffId(f"staff_{number}"), name=name, roles=(Role.INTAKE,), section=Role.INTAKE
    )


def test_a_repeat_gets_the_same_receipt_and_has_no_second_effect(center: Center) -> None:
    first = center.do(invite(), action_id="action_1")
    again = center.do(invite(), action_id="action_1")
    assert again.repeated
    assert (again.result, again.seq) == (first.result, first.seq)
    assert center.verify().events == 1


def test_a_refused_command_leaves_only_its_receipt_and_the_refusal_is_repeated(center: Center) -> None:
    center.do(invite())
    refused = center.give(invite(), action_id="action_2")
    assert refused.code == "staff.already_invited"
    assert refused.seq is None
    assert center.give(invite(), action_id="action_2").code == "staff.already_invited"
    assert center.verify().events == 1


def test_a_used_action_id_with_another_body_is_refused(center: Center) -> None:
    center.do(invite(1), action_id="action_1")
    with pytest.raises(Refusal, match="action_id_reused"):
        center.give(invite(2), action_id="action_1")
    assert center.find(STAFF, "staff_2") is None


def test_seq_is_dense_and_in_commit_order_with_many_callers(center: Center) -> None:
    with ThreadPoolExecutor(8) as pool:
        wait([pool.submit(center.store.execute, invite(n), _meta(f"action_{n:03d}")) for n in range(120)])
    with center.store.read() as connection:
        events = list(event_log.read_all(connection))
    assert [event.seq for event in events] == list(range(1, 121))
    assert center.verify().is_clean


def _meta(action: str) -> CommandMeta:
    return CommandMeta(action_id=ActionId(action), actor=HEAD)


def test_only_one_of_two_same_acts_at_once_takes_effect(center: Center) -> None:
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda n: center.store.execute(invite(1), _meta(f"action_{n}")), range(16)))
    assert sum(receipt.is_done for receipt in receipts) == 1
    assert {receipt.code for receipt in receipts if not receipt.is_done} == {"staff.already_invited"}


def test_a_role_that_may_not_is_refused_with_403(center: Center) -> None:
    receipt = center.give(invite(), actor=an_actor(Role.OBSERVER))
    assert (receipt.code, receipt.status) == ("refusal.not_allowed", 403)


def test_only_a_head_changes_or_ends_a_head_and_nobody_opens_an_invitation_of_another(center: Center) -> None:
    chief = an_actor(Role.SECTION_CHIEF, name="staff_chief")
    center.do(replace(invite(), roles=(Role.CENTER_HEAD,)))
    for command in (
        ChangeStaffRoles(staff_id=StaffId("staff_1"), roles=(Role.OBSERVER,), section=Role.OBSERVER),
        EndStaff(staff_id=StaffId("staff_1")),
    ):
        assert center.give(command, actor=chief).code == "staff.head_only_by_head"
    for own in (JoinAsStaff(staff_id=StaffId("staff_1")), NotePinChosen(staff_id=StaffId("staff_1"))):
        assert center.give(own, actor=chief).code == "refusal.not_allowed"


def test_an_edit_from_an_old_version_is_told_who_was_first(center: Center) -> None:
    center.do(invite())
    center.do(JoinAsStaff(staff_id=StaffId("staff_1")), actor=an_actor(Role.INTAKE, name="staff_1"))
    stale = center.give(
        EndStaff(staff_id=StaffId("staff_1")), expected=Expected(kind="staff", stream="staff_1", version=1)
    )
    assert (stale.code, stale.details["by"], stale.details["version"]) == ("refusal.stale", "staff_1", 2)
    assert stale.details["at"] == center.clock.now()


def test_an_act_is_taken_back_by_its_author_and_the_state_before_stands(center: Center) -> None:
    center.do(invite())
    center.do(
        JoinAsStaff(staff_id=StaffId("staff_1")),
        actor=an_actor(Role.INTAKE, name="staff_1"),
        action_id="joined_1",
    )
    refused = center.give(TakeBack(of=ActionId("joined_1")), actor=an_actor(Role.INTAKE, name="staff_9"))
    assert (refused.code, refused.details["by"]) == ("take_back.not_yours", "staff_1")
    center.do(TakeBack(of=ActionId("joined_1")), actor=an_actor(Role.INTAKE, name="staff_1"))
    assert center.state(STAFF, "staff_1").status is StaffStatus.INVITED
    assert center.verify().is_clean


def test_nothing_is_taken_back_under_a_later_act(center: Center) -> None:
    center.do(invite(), action_id="invited_1")
    center.do(JoinAsStaff(staff_id=StaffId("staff_1")), actor=an_actor(Role.INTAKE, name="staff_1"))
    refused = center.give(TakeBack(of=ActionId("invited_1")))
    assert (refused.code, refused.details["event"]) == ("take_back.world_moved_on", "StaffJoined")


def test_an_author_may_not_take_back_on_another_day_but_a_chief_may(center: Center) -> None:
    author = an_actor(Role.GENERAL_AFFAIRS, name="staff_ga")
    center.do(invite(), action_id="invited_1", actor=author)
    center.clock.forward(days=1)
    refused = center.give(TakeBack(of=ActionId("invited_1")), actor=author)
    assert refused.code == "take_back.another_day"
    center.do(TakeBack(of=ActionId("invited_1")))
    assert center.state(STAFF, "staff_1").status is StaffStatus.ENDED


def test_the_vault_value_of_an_act_that_was_taken_back_no_longer_stands(center: Center) -> None:
    center.do(invite(), action_id="invited_1")
    assert center.vault("staff_1", Personal.NAME) == "岡田"
    center.do(TakeBack(of=ActionId("invited_1")))
    assert center.vault("staff_1", Personal.NAME) is None


def test_the_newest_value_stands_and_older_ones_stay_with_their_source(center: Center) -> None:
    for n, (value, said_by) in enumerate([("08-1", "daughter"), ("08-2", "self")]):
        _put(center, {Personal.PHONE: value, Personal.HEALTH_NOTE: f"note {n}"}, said_by)
    with center.store.read_vault() as vault:
        history = vault.history("household_1", Personal.PHONE)
        sealed = vault.history("household_1", Personal.HEALTH_NOTE)
    assert [(one.value, one.source.said_by) for one in history] == [("08-2", "self"), ("08-1", "daughter")]
    assert [one.value for one in sealed] == ["note 1", "note 0"]


def _put(center: Center, values: dict[Personal, str | None], said_by: str) -> None:
    source = Source(
        said_by=said_by,
        medium=Medium.PHONE,
        told=Told.TOLD,
        at=center.clock.now(),
        action_id=ActionId(f"put_{said_by}"),
    )
    center.store.write_beside(
        lambda connection: center.store.vault_on(connection).put("household_1", values, source)
    ).result()


def test_sealed_values_are_not_in_the_table_and_an_erased_person_stays_erased(center: Center) -> None:
    _put(center, {Personal.HEALTH_NOTE: "透析に通っています", Personal.NAME: "山本 ハル"}, "self")
    with center.store.read() as connection:
        rows = connection.execute(sa.select(vault_value)).mappings().all()
    sealed = next(row for row in rows if row["field"] == "health_note")
    assert sealed["value"] is None
    assert "透析".encode() not in bytes(sealed["sealed"])
    center.store.write_beside(
        lambda connection: center.store.vault_on(connection).erase("household_1")
    ).result()
    assert center.vault("household_1", Personal.HEALTH_NOTE) is None
    _put(center, {Personal.HEALTH_NOTE: "また書く"}, "neighbor")
    assert center.vault("household_1", Personal.HEALTH_NOTE) is None


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event_log SET actor = 'staff_x' WHERE seq = 3",
        "DELETE FROM event_log WHERE seq = 3",
        "UPDATE event_log SET seq = 99 WHERE seq = 3",
    ],
)
def test_a_changed_removed_or_moved_row_of_the_log_is_found_and_placed(center: Center, damage: str) -> None:
    for n in range(5):
        center.do(invite(n))
    center.store.write_beside(lambda connection: connection.exec_driver_sql(damage)).result()
    assert center.verify().differences == ["event_log: chain broken at seq 3"]


def test_a_table_that_differs_from_the_log_is_found(center: Center) -> None:
    center.do(invite())
    table = STATE_TABLES["staff"]
    center.store.write_beside(lambda c: c.execute(sa.update(table).values(f_has_pin=True))).result()
    assert center.verify().differences == ["staff staff_1: fields differ: has_pin"]


def test_a_fault_in_one_job_does_not_touch_the_others_of_its_batch(center: Center) -> None:
    def break_down(_connection: sa.Connection) -> None:
        message = "a fault of ours"
        raise ValueError(message)

    before = center.store.submit(invite(1), _meta("action_1"))
    broken = center.store.write_beside(break_down)
    after = center.store.submit(invite(2), _meta("action_2"))
    wait((before, after))
    assert isinstance(broken.exception(), ValueError)
    assert {person.staff_id for person in center.all(STAFF)} == {"staff_1", "staff_2"}
    assert center.verify().is_clean


def test_facts_carry_both_times_the_offset_and_the_medium(center: Center) -> None:
    now = center.clock.now()
    meta = CommandMeta(
        action_id=ActionId("late_1"),
        actor=HEAD,
        happened_at=now.replace(hour=22),
        device_now=now.replace(minute=33),
        station="desk 2",
        on_behalf_of="staff_9",
    )
    center.store.execute(invite(), meta)
    with center.store.read() as connection:
        row = connection.execute(sa.select(log_table)).mappings().one()
        fact = event_log.read_since(connection, 0)[0].meta
    assert fact.happened_at == now.replace(hour=22, minute=27)
    assert (fact.recorded_at, fact.device_offset_ms) == (now, 180_000)
    assert (fact.station, fact.on_behalf_of, fact.home) == ("desk 2", "staff_9", "center_midorise")
    assert row["chain"] != event_log.GENESIS


def test_a_take_back_is_an_event_like_any_other(center: Center) -> None:
    center.do(invite(), action_id="invited_1")
    center.do(TakeBack(of=ActionId("invited_1")))
    with center.store.read() as connection:
        last = list(event_log.read_all(connection))[-1]
    assert last.event == StepTakenBack(of=ActionId("invited_1"), before=None)
