"""The tool counter through the one door: two desks and one stock, and every piece accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dvc.commands.equipment import (
    LendEquipment,
    ReleaseLoan,
    ReturnedLine,
    ReturnEquipment,
    SetReserveStock,
    StockItem,
)
from dvc.commands.field_forming import BriefTeam, TickDepartureCheck
from dvc.commands.field_return import CloseTeam, ReturnTeam
from dvc.commands.field_work import SendOff
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import DamageCause, Item, Movement, StockReason, item_id_of
from dvc.domain.ids import MAIN_BASE, BaseId, ItemCode, LoanId, TeamId
from dvc.domain.personal import Personal
from dvc.domain.promise import PromiseState
from dvc.domain.roles import Role
from dvc.domain.team_state import DepartureCheck, TeamStatus
from dvc.domain.values import ItemCount
from tests.factories import an_actor
from tests.unit.teams.morning import CHIEF, DESK, GATE, Morning, a_morning

SHOVEL, SACK = ItemCode("square_shovel"), ItemCode("sandbag")
YATA = BaseId("base_yata")
OTHER_DESK = an_actor(Role.EQUIPMENT, name="staff_ito")


@pytest.fixture
def morning() -> Iterator[Morning]:
    with a_morning() as one:
        for item, count in ((SHOVEL, 10), (SACK, 200)):
            one.do(
                StockItem(item=item, movement=Movement.PURCHASE, count=count, reason=StockReason.NEW), GATE
            )
        yield one


def stock(morning: Morning, item: ItemCode = SHOVEL) -> Item:
    return morning.center.state(ITEM, item_id_of(item, MAIN_BASE))


def lend(team: TeamId, count: int, item: ItemCode = SHOVEL, **more: Any) -> LendEquipment:
    return LendEquipment(team_id=team, lines=(ItemCount(item=item, count=count),), **more)


def send(morning: Morning, team: TeamId) -> None:
    for check in DepartureCheck:
        morning.do(TickDepartureCheck(team_id=team, check=check), GATE)
    morning.do(SendOff(team_id=team), GATE)


def test_two_desks_lend_from_ten_shovels_and_the_third_asks_for_more_than_there_is(morning: Morning) -> None:
    teams = [morning.team() for _ in range(3)]
    morning.do(lend(teams[0], 6), GATE)
    no = morning.give(lend(teams[1], 5), OTHER_DESK)
    assert (no.code, no.details["there"], no.details["asked"]) == ("equipment.short", 4, 5)
    morning.do(lend(teams[1], 4), OTHER_DESK)
    assert morning.give(lend(teams[2], 1), GATE).code == "equipment.short"
    item = stock(morning)
    assert (item.shelf, item.reserved, item.shelf + item.reserved) == (0, 10, item.total)


def test_a_loan_with_one_line_too_large_sets_nothing_aside(morning: Morning) -> None:
    team = morning.team()
    lines = (ItemCount(item=SACK, count=100), ItemCount(item=SHOVEL, count=11))
    assert morning.give(LendEquipment(team_id=team, lines=lines), GATE).code == "equipment.short"
    assert stock(morning, SACK).reserved == 0
    assert morning.team_state(team).loans == ()


def test_tools_set_aside_go_out_with_the_team_and_come_back_piece_by_piece(morning: Morning) -> None:
    team = morning.team()
    morning.do(BriefTeam(team_id=team), GATE)
    lines = (ItemCount(item=SHOVEL, count=4), ItemCount(item=SACK, count=100))
    result = morning.do(LendEquipment(team_id=team, lines=lines), GATE)
    loan = LoanId(str(result["loan_id"]))
    assert (result["status"], result["state"], str(result["code"])[:6]) == ("equipped", "held", "K-0912")
    send(morning, team)
    assert morning.center.state(LOAN, loan).promise.state is PromiseState.CONFIRMED
    assert stock(morning).out == 4
    morning.do(ReturnTeam(team_id=team, back=morning.team_state(team).outside, injury_asked=True), DESK)
    part = morning.do(ReturnEquipment(loan_id=loan, lines=(ReturnedLine(item=SHOVEL, back=2, left=1),)), GATE)
    assert (part["state"], part["open"]) == ("confirmed", 101)
    assert morning.give(CloseTeam(team_id=team), DESK).code == "field.report_missing"
    rest = (ReturnedLine(item=SHOVEL, broken=1), ReturnedLine(item=SACK, used=90, back=10))
    assert morning.give(ReturnEquipment(loan_id=loan, lines=rest), GATE).code == "equipment.needs_cause"
    done = morning.do(ReturnEquipment(loan_id=loan, lines=rest, cause=DamageCause.WORN), GATE)
    assert (done["state"], done["open"]) == ("fulfilled", 0)
    item, sacks = stock(morning), stock(morning, SACK)
    assert (item.shelf, item.dirty, item.left_on_site, item.broken, item.total) == (6, 2, 1, 1, 10)
    assert (sacks.shelf, sacks.used, sacks.total) == (110, 90, 110)
    assert morning.team_state(team).loans == ()
    again = morning.give(ReturnEquipment(loan_id=loan, lines=rest, cause=DamageCause.WORN), GATE)
    assert again.code == "equipment.loan_state"


def test_a_team_outside_gets_more_tools_brought(morning: Morning) -> None:
    team = morning.team()
    send(morning, team)
    assert morning.do(lend(team, 2), GATE)["state"] == "confirmed"
    assert (stock(morning).out, morning.team_state(team).status) == (2, TeamStatus.DEPARTED)


def test_tools_that_are_not_wanted_go_back_to_the_shelf_before_departure_only(morning: Morning) -> None:
    team = morning.team()
    morning.do(BriefTeam(team_id=team), GATE)
    loan = LoanId(str(morning.do(lend(team, 2), GATE)["loan_id"]))
    morning.do(ReleaseLoan(loan_id=loan), GATE)
    assert (stock(morning).shelf, morning.team_state(team).status) == (10, TeamStatus.BRIEFED)
    assert morning.give(ReleaseLoan(loan_id=loan), GATE).code == "equipment.loan_state"


def test_the_reserve_stays_on_the_shelf_unless_a_chief_says_why(morning: Morning) -> None:
    team = morning.team()
    morning.do(SetReserveStock(item=SHOVEL, reserve=8), GATE)
    no = morning.give(lend(team, 3), GATE)
    assert (no.code, no.details["there"], no.details["reserve"]) == ("equipment.below_reserve", 10, 8)
    result = morning.do(lend(team, 3, override_reason="川端が急ぎ"), CHIEF)
    assert result["low"] == (SHOVEL,)
    assert morning.center.vault(str(result["loan_id"]), Personal.REASON_TEXT) == "川端が急ぎ"


def test_muddy_tools_are_washed_mended_fetched_and_found_by_the_desk(morning: Morning) -> None:
    team = morning.team()
    loan = LoanId(str(morning.do(lend(team, 6), GATE)["loan_id"]))
    send(morning, team)
    line = ReturnedLine(item=SHOVEL, back=2, broken=2, lost=1, left=1)
    morning.do(ReturnEquipment(loan_id=loan, lines=(line,), cause=DamageCause.UNKNOWN), GATE)
    for movement, count in (
        (Movement.WASHED, 2),
        (Movement.REPAIRED, 1),
        (Movement.DISPOSE, 1),
        (Movement.FOUND, 1),
        (Movement.FETCHED, 1),
    ):
        morning.do(StockItem(item=SHOVEL, movement=movement, count=count, reason=StockReason.CARE), GATE)
    item = stock(morning)
    assert (item.total, item.shelf, item.dirty) == (9, 8, 1)


def test_a_satellite_lends_from_its_own_shelf(morning: Morning) -> None:
    sheet = morning.sheet(base_id=YATA)
    team = morning.team(sheet=sheet)
    assert morning.give(lend(team, 1), GATE).details["there"] == 0
    morning.do(
        StockItem(
            item=SHOVEL,
            movement=Movement.DONATE,
            count=2,
            reason=StockReason.GIFT,
            base_id=YATA,
        ),
        GATE,
    )
    morning.do(lend(team, 1), GATE)
    assert stock(morning).shelf == 10


def test_only_the_counter_and_the_store_room_move_tools(morning: Morning) -> None:
    team = morning.team()
    assert morning.give(lend(team, 1), DESK).status == 403
    bought = StockItem(item=SHOVEL, movement=Movement.PURCHASE, count=1, reason=StockReason.NEW)
    assert morning.give(bought, DESK).status == 403
