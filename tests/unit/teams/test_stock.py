"""Stock and loans: every number is the sum of movements, nothing falls below zero, every piece is
accounted for (B6).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dvc.domain import equipment, equipment_loan, kits
from dvc.domain.equipment import BY_A_DESK, EFFECTS, ITEM
from dvc.domain.equipment_events import ItemMoved, LoanReserved
from dvc.domain.equipment_items import ITEMS, AfterReturn
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import DamageCause, Item, Loan, LoanLine, Movement, StockReason
from dvc.domain.ids import MAIN_BASE, Code, ItemCode, LoanId, TeamId
from dvc.domain.promise import PromiseState
from dvc.domain.refusal import Refusal
from dvc.domain.values import ItemCount, WorkType
from dvc.text import catalog
from tests.unit.teams.builders import NOW, OTHER, WEST, refused

SHOVEL, SACK, HOSE = ItemCode("square_shovel"), ItemCode("sandbag"), ItemCode("hose")
GAINS = {
    Movement.PURCHASE,
    Movement.DONATE,
    Movement.RENT,
    Movement.BORROW,
    Movement.COUNT_MORE,
    Movement.FOUND,
}
LOSSES = {Movement.COUNT_LESS, Movement.GIVE_BACK, Movement.DISPOSE, Movement.USED, Movement.LOST}


def a_move(movement: Movement, count: int = 1, **changes: Any) -> ItemMoved:
    event = ItemMoved(
        movement=movement, count=count, loan_id=None, reason=StockReason.NEW, cause=None, by=WEST, at=NOW
    )
    return replace(event, **changes)


def a_stock(item: ItemCode = SHOVEL, shelf: int = 10, **changes: Any) -> Item:
    start = ITEM.step(None, equipment.open_item(item, MAIN_BASE))
    return replace(start, total=shelf, **changes)


def test_every_kind_of_the_catalogue_can_be_stocked_and_has_a_name_in_every_language() -> None:
    for code in ITEMS:
        assert equipment.open_item(code, MAIN_BASE).item_id == f"item_{code}_base_main"
        assert catalog.has(f"equipment.item.{code}")
    no = refused(equipment.open_item, ItemCode("teapot"), MAIN_BASE)
    assert (no.code, no.status) == ("equipment.unknown_item", 422)


def test_every_movement_has_an_effect_and_a_word() -> None:
    assert set(EFFECTS) == set(Movement)
    assert all(catalog.has(f"equipment.movement.{movement}") for movement in Movement)


@pytest.mark.parametrize("movement", Movement)
def test_a_movement_changes_the_total_only_when_pieces_come_or_go(movement: Movement) -> None:
    full = a_stock(shelf=70, reserved=10, out=10, left_on_site=10, dirty=10, broken=10, lost=10)
    after = equipment.moved(full, movement, 3)
    gain = 3 if movement in GAINS else -3 if movement in LOSSES else 0
    assert after.total - full.total == gain


@pytest.mark.parametrize("movement", Movement)
def test_a_movement_takes_no_more_than_lies_there(movement: Movement) -> None:
    empty = a_stock(shelf=0)
    if movement in GAINS - {Movement.FOUND}:
        assert equipment.move(empty, a_move(movement))
        return
    no = refused(equipment.move, empty, a_move(movement))
    assert (no.code, no.details["there"], no.details["asked"]) == ("equipment.short", 0, 1)


@pytest.mark.parametrize("movement", Movement)
def test_a_desk_writes_its_own_movements_and_leaves_the_others_to_the_loans(movement: Movement) -> None:
    full = a_stock(shelf=70, reserved=10, out=10, left_on_site=10, dirty=10, broken=10, lost=10)
    if movement in BY_A_DESK:
        assert equipment.stock(full, a_move(movement))
        assert refused(equipment.stock, full, a_move(movement, reason=None)).code == "equipment.needs_reason"
    else:
        assert refused(equipment.stock, full, a_move(movement)).code == "equipment.needs_loan"


@pytest.mark.parametrize("count", [0, -1, 100_001])
def test_a_movement_of_nothing_or_of_too_much_is_refused(count: int) -> None:
    assert refused(equipment.move, a_stock(), a_move(Movement.PURCHASE, count)).status == 422


MOVES = st.lists(st.tuples(st.sampled_from(Movement), st.integers(1, 6)), max_size=40)


@given(moves=MOVES)
def test_the_shelf_adds_up_and_no_heap_is_ever_below_zero(moves: list[tuple[Movement, int]]) -> None:
    """B6: over any movements from a stock of ten: lent + in stock + set aside + … = owned, and never
    below zero.
    """
    item, came, went = a_stock(shelf=10), 10, 0
    for movement, count in moves:
        try:
            events = equipment.move(item, a_move(movement, count))
        except Refusal:
            continue
        for event in events:
            item = ITEM.step(item, event)
        came += count if movement in GAINS else 0
        went += count if movement in LOSSES else 0
        assert item.total == came - went
        heaps = (item.shelf, item.reserved, item.out, item.left_on_site, item.dirty, item.broken)
        assert min(*heaps, item.lost, item.used) >= 0
        assert sum(heaps) == item.total


def test_a_low_shelf_is_seen_and_the_reserve_is_set_once() -> None:
    item = a_stock(shelf=3)
    (event,) = equipment.set_reserve(item, 5, by=WEST, at=NOW)
    low = ITEM.step(item, event)
    assert low.is_low
    assert equipment.set_reserve(low, 5, by=WEST, at=NOW) == ()
    assert refused(equipment.set_reserve, low, -1, by=WEST, at=NOW).status == 422


def a_loan(*lines: LoanLine, state: PromiseState = PromiseState.HELD) -> Loan:
    event = LoanReserved(
        loan_id=LoanId("loan_1"),
        code=Code("K-0912-048-2"),
        number=48,
        day=date(2026, 9, 12),
        team_id=TeamId("team_1"),
        base_id=MAIN_BASE,
        lines=lines or (LoanLine(item=SHOVEL, lent=4), LoanLine(item=SACK, lent=100)),
        by=OTHER,
        at=NOW,
    )
    loan = LOAN.step(None, event)
    return replace(loan, promise=replace(loan.promise, state=state))


def back(loan: Loan, *lines: LoanLine, cause: DamageCause | None = None) -> Any:
    return equipment_loan.give_back(loan, lines, cause=cause, by=WEST, at=NOW)


VERBS: dict[str, tuple[Callable[[Loan], Any], PromiseState]] = {
    "go out": (lambda loan: equipment_loan.go_out(loan, by=WEST, at=NOW), PromiseState.HELD),
    "release": (lambda loan: equipment_loan.release(loan, by=WEST, at=NOW), PromiseState.HELD),
    "give back": (lambda loan: back(loan, LoanLine(item=SHOVEL, lent=0, back=1)), PromiseState.CONFIRMED),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("state", PromiseState)
def test_a_loan_moves_only_from_the_state_before(state: PromiseState, verb: str) -> None:
    act, allowed = VERBS[verb]
    loan = a_loan(state=state)
    if state is allowed:
        assert act(loan)
    else:
        no = refused(act, loan)
        assert (no.code, no.details["by"], no.details["at"]) == ("equipment.loan_state", OTHER, NOW)


def test_a_loan_ends_when_every_piece_is_accounted_for_and_not_before() -> None:
    loan = a_loan(state=PromiseState.CONFIRMED)
    (first,) = back(loan, LoanLine(item=SHOVEL, lent=0, back=2, broken=1), cause=DamageCause.WORN)
    part = LOAN.step(loan, first)
    assert (part.promise.state, part.lines[0].is_open, part.ended_at) == (PromiseState.CONFIRMED, 1, None)
    (second,) = back(
        part,
        LoanLine(item=SHOVEL, lent=0, left=1),
        LoanLine(item=SACK, lent=0, used=95, back=3, lost=2),
        cause=DamageCause.UNKNOWN,
    )
    whole = LOAN.step(part, second)
    assert (whole.is_settled, whole.promise.state) == (True, PromiseState.FULFILLED)
    for line in whole.lines:
        assert line.lent == line.back + line.used + line.broken + line.lost + line.left


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (LoanLine(item=SHOVEL, lent=0, back=5), "equipment.more_than_lent"),
        (LoanLine(item=SHOVEL, lent=0, back=-1), "equipment.more_than_lent"),
        (LoanLine(item=SHOVEL, lent=0, back=3, used=2), "equipment.more_than_lent"),
        (LoanLine(item=HOSE, lent=0, back=1), "equipment.not_lent"),
        (LoanLine(item=SHOVEL, lent=0, broken=1), "equipment.needs_cause"),
        (LoanLine(item=SHOVEL, lent=0, lost=1), "equipment.needs_cause"),
    ],
)
def test_a_return_that_cannot_be_is_refused(line: LoanLine, code: str) -> None:
    assert refused(back, a_loan(state=PromiseState.CONFIRMED), line).code == code


def test_a_line_is_named_once_and_at_least_one_is() -> None:
    loan = a_loan(state=PromiseState.CONFIRMED)
    line = LoanLine(item=SHOVEL, lent=0, back=1)
    assert refused(back, loan, line, line).code == "equipment.line_twice"
    assert refused(back, loan).code == "equipment.lines"
    asked = (ItemCount(item=SHOVEL, count=1), ItemCount(item=SHOVEL, count=2))
    assert refused(equipment_loan.lines_of, asked).code == "equipment.line_twice"
    assert refused(equipment_loan.lines_of, (ItemCount(item=ItemCode("teapot"), count=1),)).code == (
        "equipment.unknown_item"
    )


def test_muddy_tools_go_to_the_washing_place_and_the_rest_to_the_shelf() -> None:
    assert ITEMS[SHOVEL].after is AfterReturn.WASH
    assert equipment_loan.movements_back(LoanLine(item=SHOVEL, lent=0, back=2, left=1)) == (
        (Movement.IN_DIRTY, 2),
        (Movement.LEFT, 1),
    )
    assert equipment_loan.movements_back(LoanLine(item=HOSE, lent=0, back=2)) == ((Movement.IN_CLEAN, 2),)


def test_a_loan_is_set_aside_once_and_voided_as_released() -> None:
    no = refused(equipment_loan.reserve, a_loan(), None)
    assert (no.code, no.details["by"]) == ("equipment.loan_known", OTHER)
    assert LOAN.void(a_loan()).promise.state is PromiseState.RELEASED
    assert ITEM.void(a_stock(shelf=5)).total == 0


def test_mud_takes_shovels_and_two_sorts_of_work_take_both_kits() -> None:
    mud = {line.item: line.count for line in kits.suggested_kit([WorkType.MUD_ROOM])}
    assert mud == {line.item: line.count for line in kits.KIT_MUD}
    both = {line.item: line.count for line in kits.suggested_kit([WorkType.MUD_ROOM, WorkType.MUD_UNDER])}
    assert (both[SHOVEL], both[ItemCode("bucket")], both[ItemCode("head_light")]) == (3, 4, 4)


def test_the_list_of_the_survey_outweighs_the_kit_and_light_work_takes_nothing() -> None:
    surveyed = (ItemCount(item=SHOVEL, count=9),)
    assert kits.suggested_kit([WorkType.MUD_ROOM], surveyed) == surveyed
    assert kits.suggested_kit([WorkType.LISTENING]) == ()


def test_every_kit_holds_only_what_the_catalogue_knows() -> None:
    assert {line.item for kit in kits.KITS.values() for line in kit} <= set(ITEMS)
