"""Tomorrow in figures: who comes, what is ready for them, what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from dvc.domain.equipment_state import Item, item_id_of
from dvc.domain.forecast import Booked, Forecast, Rules, coming, forecast_of, there_tomorrow
from dvc.domain.ids import MAIN_BASE, ItemCode
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.values import ItemCount, Skill, SkillCount, WorkType
from tests.unit.needs.builders import a_need, an_estimate, an_item

RULES = Rules(show_up_percent=85, cap=240)


def needs(count: int, **estimate: Any) -> list[Need]:
    return [a_need(NeedStatus.SCHEDULED, estimate=an_estimate(**estimate)) for _ in range(count)]


def stock(item: str, total: int, **changes: int) -> Item:
    code = ItemCode(item)
    return Item(item_id=item_id_of(code, MAIN_BASE), item=code, base_id=MAIN_BASE, total=total, **changes)


def told(people: int = 0, ready: int = 0, waiting: int = 0, rules: Rules = RULES, **party: Any) -> Forecast:
    booked = [Booked(**party) for _ in range(people)]
    return forecast_of(booked, needs(ready), needs(waiting), (), rules)


@pytest.mark.parametrize(
    ("booked", "percent", "expected"),
    [(0, 85, 0), (1, 85, 1), (1, 49, 0), (10, 85, 9), (100, 85, 85), (200, 80, 160), (3, 100, 3)],
)
def test_so_many_of_the_booked_come(booked: int, percent: int, expected: int) -> None:
    assert coming(booked, percent) == expected


@pytest.mark.parametrize(
    ("people", "ready", "waiting", "short", "more"),
    [
        (0, 0, 0, 0, 0),
        (100, 17, 0, 0, 0),  # 85 come, 102 places wanted, 102 there
        (100, 16, 0, 6, 1),
        (100, 10, 5, 42, 7),  # of six each, as those that are known
        (100, 0, 0, 102, 19),  # nothing known: 5.4 a need
    ],
)
def test_how_many_more_needs_must_be_ready(
    people: int, ready: int, waiting: int, short: int, more: int
) -> None:
    found = told(people, ready, waiting)
    assert (found.places_short, found.more_needs) == (short, more)
    assert (found.can_be_called, found.their_places) == (waiting, waiting * 6)


@pytest.mark.parametrize(
    ("people", "ready", "cap", "more"),
    [
        (0, 20, 240, 117),  # 120 places serve 100 people; 117 booked bring 99
        (100, 17, 240, 0),
        (100, 20, 240, 17),  # 15 more may come
        (100, 20, 105, 5),
        (100, 40, 90, 0),
        (100, 0, 240, 0),
    ],
)
def test_how_many_may_still_be_invited(people: int, ready: int, cap: int, more: int) -> None:
    assert told(people, ready, rules=Rules(show_up_percent=85, cap=cap)).may_invite == more


def test_who_was_invited_fits_into_the_places() -> None:
    for ready in range(60):
        first = told(50, ready)
        if first.may_invite:
            assert told(50 + first.may_invite, ready).places_short <= 1  # rounding of one person


def test_groups_count_whole_and_are_told_apart() -> None:
    parties = [Booked(), Booked(), Booked(people=40, is_group=True)]
    found = forecast_of(parties, (), (), (), RULES)
    assert (found.booked, found.alone, found.groups, found.in_groups) == (42, 2, 1, 40)
    assert found.expected == 36


def test_seats_are_wanted_only_where_nobody_walks_and_only_for_who_comes() -> None:
    assert told(10, 2, seats=1).seats_short == 0
    assert told(10, 2).seats_short == 9
    walk = forecast_of([Booked() for _ in range(10)], needs(2, walkable=True), (), (), RULES)
    assert walk.seats_short == 0


def test_leaders_and_skills_that_are_known_stand_against_what_is_asked() -> None:
    asked = needs(3, skills=(SkillCount(skill=Skill.CHAINSAW, count=1),))
    parties = [Booked(leaders=1, skills=(Skill.CHAINSAW,)), Booked()]
    found = forecast_of(parties, asked, (), (), RULES)
    assert (found.leaders, found.leaders_short) == (1, 2)
    assert [(one.name, one.want, one.have, one.short) for one in found.skills_short] == [
        ("chainsaw", 3, 1, 2)
    ]


def test_tools_come_from_the_survey_or_the_kit_and_uncounted_ones_are_named_apart() -> None:
    mud = a_need(NeedStatus.SCHEDULED, work=(an_item(WorkType.MUD_ROOM),))
    listed = needs(1, equipment=(ItemCount(item=ItemCode("pump"), count=2),))
    shelf = [stock("square_shovel", 5), stock("pump", 1), stock("wheelbarrow", 9)]
    found = forecast_of((), [mud, mud, *listed], (), shelf, RULES)
    short = [(one.name, one.want, one.have) for one in found.tools_short]
    assert short == [("pump", 2, 1), ("square_shovel", 6, 5)]
    assert found.uncounted == ("bucket", "goggles", "round_shovel", "sandbag")


@pytest.mark.parametrize(
    ("item", "there"),
    [
        (stock("square_shovel", 10, out=4, dirty=2, reserved=1), 10),
        (stock("square_shovel", 10, broken=3, left_on_site=2), 5),
        (stock("sandbag", 100, out=60), 40),
        (stock("sandbag", 0), 0),
    ],
)
def test_what_is_out_today_is_back_tomorrow_unless_it_is_used_up(item: Item, there: int) -> None:
    assert there_tomorrow(item) == there


def test_work_is_told_in_hours_of_people() -> None:
    assert told(0, 2).work_hours == 36.0
