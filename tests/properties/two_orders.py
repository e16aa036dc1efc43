"""Two deliveries in both orders, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tests.factories import Center
from tests.properties.deliveries import ActionIds, Delivery, Tried, try_out
from tests.properties.ends import differences, stories_differ

SAYS_NO_IN_PART = ("skipped", "given_way", "number_taken", "stale", "decided_before")
"""What an answer calls those of an act for whom it came too late."""


class Came(StrEnum):
    """What two orders of two deliveries came to."""

    ONE_END = "one end"
    FIRST_COME = "first come"
    """In one of the orders somebody was told no: whole, or in part and by name."""
    TWO_ENDS = "two ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`where`: fields in which the ends differ; `apart`: whether the two wrote different streams."""

    came: Came
    where: tuple[str, ...] = ()
    apart: bool = False


def in_both_orders(center: Center, ids: ActionIds, one: Delivery, other: Delivery) -> Outcome:
    """Give two deliveries in both orders, each of them twice; a refused one must leave nothing."""
    there = try_out(center, ids, (one, other, one, other))
    back = try_out(center, ids, (other, one, other, one))
    if _no(there, back, one) or _no(there, back, other):
        return Outcome(came=Came.FIRST_COME)
    where = differences(there.end, back.end)
    mine, theirs = _wrote(one, there, back), _wrote(other, there, back)
    apart = not mine & theirs
    if apart:
        where = [*where, *stories_differ(there.end, back.end)]
    return Outcome(came=Came.TWO_ENDS if where else Came.ONE_END, where=tuple(where), apart=apart)


def _no(there: Tried, back: Tried, one: Delivery) -> bool:
    first, second = (tried.receipts[one.meta.action_id] for tried in (there, back))
    if not (first.is_done and second.is_done):
        return True
    return any(first.result.get(word) != second.result.get(word) for word in SAYS_NO_IN_PART)


def _wrote(one: Delivery, *tried: Tried) -> frozenset[tuple[str, str]]:
    return frozenset().union(*(each.end.writers.get(one.meta.action_id, frozenset()) for each in tried))
