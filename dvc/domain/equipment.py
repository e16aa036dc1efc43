"""The ledger of equipment: what one movement does to the stock of a base. The only way in which a number
changes.

`EFFECTS` is the whole rule book: for each movement, which heaps grow and shrink. A movement that would take
more from a heap than lies there is refused, so no heap can fall below zero (B6).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import assert_never

from dvc.domain.equipment_events import (
    ItemEvent,
    ItemListed,
    ItemMoved,
    ItemReserveSet,
    ItemRuleOverridden,
)
from dvc.domain.equipment_items import ITEMS
from dvc.domain.equipment_state import Item, Movement, item_id_of
from dvc.domain.ids import ActorId, BaseId, ItemCode
from dvc.domain.kind import Kind
from dvc.domain.refusal import refuse_unless

COUNT_MOST = 100_000
"""Sacks come by the ten thousand (domain/04 4.5)."""

EFFECTS = MappingProxyType(
    {
        Movement.PURCHASE: {"total": 1},
        Movement.DONATE: {"total": 1},
        Movement.RENT: {"total": 1},
        Movement.BORROW: {"total": 1},
        Movement.COUNT_MORE: {"total": 1},
        Movement.COUNT_LESS: {"total": -1},
        Movement.GIVE_BACK: {"total": -1},
        Movement.DISPOSE: {"broken": -1, "total": -1},
        Movement.RESERVE: {"reserved": 1},
        Movement.RELEASE: {"reserved": -1},
        Movement.OUT: {"reserved": -1, "out": 1},
        Movement.IN_CLEAN: {"out": -1},
        Movement.IN_DIRTY: {"out": -1, "dirty": 1},
        Movement.USED: {"out": -1, "used": 1, "total": -1},
        Movement.BROKEN: {"out": -1, "broken": 1},
        Movement.LOST: {"out": -1, "lost": 1, "total": -1},
        Movement.LEFT: {"out": -1, "left_on_site": 1},
        Movement.FETCHED: {"left_on_site": -1, "dirty": 1},
        Movement.WASHED: {"dirty": -1},
        Movement.REPAIRED: {"broken": -1},
        Movement.FOUND: {"lost": -1, "total": 1},
    }
)
"""Heaps that one piece of a movement adds to or takes from; what no heap but `total` holds lies on the
shelf.
"""

BY_A_DESK = frozenset(
    {
        Movement.PURCHASE,
        Movement.DONATE,
        Movement.RENT,
        Movement.BORROW,
        Movement.COUNT_MORE,
        Movement.COUNT_LESS,
        Movement.GIVE_BACK,
        Movement.DISPOSE,
        Movement.FETCHED,
        Movement.WASHED,
        Movement.REPAIRED,
        Movement.FOUND,
    }
)
"""Movements that a desk may write by itself; the others belong to a loan."""

HEAPS = ("total", "reserved", "out", "left_on_site", "dirty", "broken", "lost", "used")


def open_item(item: ItemCode, base_id: BaseId) -> ItemListed:
    """The birth of a stock. Raises Refusal `equipment.unknown_item` (422)."""
    refuse_unless(item in ITEMS, "equipment.unknown_item", status=422, item=item)
    return ItemListed(item_id=item_id_of(item, base_id), item=item, base_id=base_id)


def move(item: Item, event: ItemMoved) -> tuple[ItemEvent, ...]:
    """One line of the ledger; a movement of nothing is refused, as is one that takes more than lies there.

    Raises Refusal `equipment.count` (422) or `equipment.short` with what is there and what was asked.
    """
    is_a_count = 0 < event.count <= COUNT_MOST
    refuse_unless(is_a_count, "equipment.count", status=422, most=COUNT_MOST)
    after = moved(item, event.movement, event.count)
    for heap in (*HEAPS, "shelf"):
        before, rest = getattr(item, heap), getattr(after, heap)
        refuse_unless(
            rest >= 0, "equipment.short", item=item.item, heap=heap, there=before, asked=event.count
        )
    return (event,)


def stock(item: Item, event: ItemMoved) -> tuple[ItemEvent, ...]:
    """A line that a desk writes.

    Raises Refusal `equipment.needs_loan`, `equipment.needs_reason`, and as `move`.
    """
    refuse_unless(
        event.movement in BY_A_DESK, "equipment.needs_loan", status=422, movement=event.movement.value
    )
    refuse_unless(event.reason is not None, "equipment.needs_reason", status=422)
    return move(item, event)


def set_reserve(item: Item, reserve: int, *, by: ActorId, at: datetime) -> tuple[ItemEvent, ...]:
    """Say how many should stay on the shelf. Raises Refusal `equipment.count` (422)."""
    refuse_unless(0 <= reserve <= COUNT_MOST, "equipment.count", status=422, most=COUNT_MOST)
    return () if reserve == item.reserve else (ItemReserveSet(reserve=reserve, by=by, at=at),)


def moved(item: Item, movement: Movement, count: int) -> Item:
    """The stock after `count` pieces moved; pure sums, nothing is refused here."""
    changes = {heap: getattr(item, heap) + sign * count for heap, sign in EFFECTS[movement].items()}
    return replace(item, **changes)


def evolve(state: Item | None, event: ItemEvent) -> Item:
    """The one transition of a stock."""
    if isinstance(event, ItemListed):
        return Item(item_id=event.item_id, item=event.item, base_id=event.base_id)
    assert state is not None, "a stock begins when it is listed"
    match event:
        case ItemMoved():
            return moved(state, event.movement, event.count)
        case ItemReserveSet():
            return replace(state, reserve=event.reserve)
        case ItemRuleOverridden():
            return state
        case _:
            assert_never(event)


def void(state: Item) -> Item:
    """A stock listed by mistake: nothing of it."""
    return Item(item_id=state.item_id, item=state.item, base_id=state.base_id)


ITEM: Kind[Item] = Kind(
    name="item",
    state=Item,
    events=(ItemListed, ItemMoved, ItemReserveSet, ItemRuleOverridden),
    evolve=evolve,
    void=void,
)
