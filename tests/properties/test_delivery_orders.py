"""The fourth law over all commands: any delivery order, same end.

Stations deliver at least once, and their deliveries interleave as they like. Acts on different streams that
nobody refuses lead to one end in every order; on one stream they do, or `order_decides.py` says why not; a
refused act leaves nothing; a repeat changes nothing. What devices tell late leads to one end whatever it
touches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.properties.deliveries import Delivery, Tried, try_out
from tests.properties.ends import differences
from tests.properties.order_decides import ORDER_DECIDES, undeclared
from tests.properties.stations import NAMES, OFFLINE, Stations, stations
from tests.properties.two_orders import Came, in_both_orders

NAME = st.sampled_from(NAMES)
CHANCE = st.randoms(use_true_random=False)
AT_ONCE = 12
"""Partners of a command that are tried at one moment."""
QUARTERS = 4
LAWFUL = settings(
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),  # shrinking would take minutes, and the pair is printed anyway
    suppress_health_check=list(HealthCheck),
)


@dataclass(slots=True)
class Seen:
    """What a run has tried: commands accepted in both orders of a pair, and how pairs ended."""

    accepted: Counter[str] = field(default_factory=Counter)
    came: Counter[Came] = field(default_factory=Counter)

    def judge(self, at: Stations, one: Delivery, other: Delivery) -> None:
        """Try a pair and hold it against the law."""
        outcome = in_both_orders(at.center, at.ids, one, other)
        self.came[outcome.came] += 1
        if outcome.came is Came.FIRST_COME:
            return
        self.accepted.update({one.name, other.name})
        left = undeclared(one.name, other.name, outcome.where, apart=outcome.apart)
        assert not left, f"the order decides over {left}:\n{one.command}\n{other.command}"


def try_pairs(name: str, others: Sequence[str], number: int, seen: Seen) -> None:
    """A command with each of the others, at one moment of the day; `number` makes the draws other ones."""

    @seed(number)
    @settings(LAWFUL, derandomize=False, max_examples=2)
    @given(data=st.data(), chance=st.integers(0, 2**32), before=st.lists(NAME, max_size=4))
    def pairs(data: st.DataObject, chance: int, before: list[str]) -> None:
        if not chance:
            return  # the first example is the simplest of all, the same for every number
        with stations(data) as at:
            at.give(before)
            one = at.draw_accepted(name)
            if one is None:
                return
            for other in map(at.draw_accepted, others):
                if other is not None:
                    seen.judge(at, one, other)

    pairs()


@settings(LAWFUL, max_examples=24)
@given(data=st.data(), before=st.lists(NAME, max_size=4), names=st.lists(NAME, min_size=4, max_size=4))
def test_two_stations_in_either_order_lead_to_one_end(
    data: st.DataObject, before: list[str], names: list[str]
) -> None:
    with stations(data) as at:
        at.give(before)
        sent = [one for one in map(at.draw_accepted, names) if one is not None]
        for one, other in combinations(sent, 2):
            Seen().judge(at, one, other)


@pytest.mark.deep
@pytest.mark.timeout(1_500)
@pytest.mark.parametrize("quarter", range(QUARTERS))
def test_every_command_is_tried_in_either_order_with_every_other_and_itself(quarter: int) -> None:
    """Every command of the catalogue has to be accepted in both orders of a pair, or the law was not asked.
    """
    seen = Seen()
    for place in range(quarter, len(NAMES), QUARTERS):
        half = [NAMES[(place + step) % len(NAMES)] for step in range(1, len(NAMES) // 2 + 1)]
        for begin in range(0, len(half), AT_ONCE):
            others = (NAMES[place], *half[begin : begin + AT_ONCE])
            try_pairs(NAMES[place], others, number=1_000 * place + begin + 1, seen=seen)
    untried = [name for name in NAMES[quarter::QUARTERS] if not seen.accepted[name]]
    assert not untried, f"never accepted in both orders: {untried}"


def test_the_table_of_declared_pairs_names_commands_that_exist() -> None:
    named = frozenset().union(*(entry.these | entry.those for entry in ORDER_DECIDES))
    assert named <= frozenset(NAMES)


def three_outboxes(chance: Random, boxes: Sequence[Sequence[Delivery]]) -> list[Delivery]:
    """An order of arrival: each outbox in its own order, at least once, anything again at any time."""
    rest = [list(box) for box in boxes if box]
    order: list[Delivery] = []
    while rest:
        box = chance.choice(rest)
        order.append(box[0])
        if chance.randrange(3):  # else the answer was lost, and the station sends it again
            box.pop(0)
        if not chance.randrange(4):
            order.append(chance.choice(order))
        rest = [one for one in rest if one]
    return order


def apart(tried: Sequence[Tried], boxes: Sequence[Sequence[Delivery]]) -> bool:
    """Whether nobody was refused and no two stations wrote one stream, in none of the orders."""
    if not all(each.accepted(one) for each in tried for box in boxes for one in box):
        return False
    wrote = [
        frozenset().union(
            *(each.end.writers.get(one.meta.action_id, frozenset()) for each in tried for one in box)
        )
        for box in boxes
    ]
    return sum(map(len, wrote)) == len(frozenset().union(*wrote))


def judge_outboxes(examples: int) -> int:
    """Three outboxes that touch different streams, in several orders; how many examples could be judged."""
    judged = 0

    @settings(LAWFUL, max_examples=examples)
    @given(data=st.data(), names=st.lists(NAME, min_size=7, max_size=7), chance=CHANCE)
    def outboxes(data: st.DataObject, names: list[str], chance: Random) -> None:
        nonlocal judged
        with stations(data) as at:
            sent = [one for one in map(at.draw_accepted, names) if one is not None]
            boxes = [sent[place::3] for place in range(3)]
            orders = [three_outboxes(chance, boxes) for _ in range(3)]
            first, *others = tried = [try_out(at.center, at.ids, order, boards=True) for order in orders]
            if not apart(tried, boxes):
                return
            judged += 1
            for other in others:
                where = differences(first.end, other.end)
                if not where:
                    assert first.boards == other.boards
                for one, two in combinations(sent, 2):
                    where = undeclared(one.name, two.name, where, apart=True)
                assert not where, f"{where} differ: {[one.name for one in sent]}"

    outboxes()
    return judged


def test_outboxes_of_three_stations_interleave_as_they_like() -> None:
    assert judge_outboxes(12) >= 3, "the examples get in each other's way: nothing was judged"


@pytest.mark.deep
@pytest.mark.timeout(900)
def test_many_outboxes_of_three_stations_interleave_as_they_like() -> None:
    assert judge_outboxes(200) >= 50, "the examples get in each other's way: nothing was judged"


def judge_late_tales(examples: int) -> None:
    """What devices tell late, of people at every step of the day: any permutation, with repeats, one end."""

    @settings(LAWFUL, max_examples=examples)
    @given(data=st.data(), names=st.lists(st.sampled_from(OFFLINE), min_size=2, max_size=5), chance=CHANCE)
    def late(data: st.DataObject, names: list[str], chance: Random) -> None:
        with stations(data) as at:
            told = [one for one in map(at.draw_late, names) if one is not None]
            mixed = [*told, *told]
            chance.shuffle(mixed)
            straight, other = try_out(at.center, at.ids, told), try_out(at.center, at.ids, mixed)
            assert all(straight.accepted(one) == other.accepted(one) for one in told)
            where = differences(straight.end, other.end)
            assert not where, "\n".join(
                map(str, (where, *(one.command for one in told), [one.meta.action_id for one in mixed]))
            )

    late()


def test_what_devices_tell_late_leads_to_one_end_in_any_order() -> None:
    judge_late_tales(12)


@pytest.mark.deep
def test_much_of_what_devices_tell_late_leads_to_one_end_in_any_order() -> None:
    judge_late_tales(250)
