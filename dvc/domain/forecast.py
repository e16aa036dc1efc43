"""Before the morning: who will stand at the door tomorrow against what is ready for them, and what is
missing.

An estimate for people who decide the evening before (domain/06 6.5, 6.7 F2-F4, F15), never a promise. One
visit is one place a person for the day: second rounds at noon are not counted, so it rather asks for one need
too many than sends people home. Pure: the readings are made in `dvc.read.before_morning`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from dvc.domain.equipment_items import ITEMS, AfterReturn
from dvc.domain.equipment_state import Item
from dvc.domain.ids import ItemCode
from dvc.domain.kits import suggested_kit
from dvc.domain.need_state import Need
from dvc.domain.values import Skill

READY_PERCENT: Final = 120  # evening phone target = 1.2 x expected people, domain/06 6.7 F4
PEOPLE_PER_NEED: Final = 5.4  # Kumamoto 2016-05-06, domain/06 6.6; used only while no need has an estimate
WHOLE: Final = 100
K = TypeVar("K", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """A booked party: one volunteer, or a group. `people`: announced or on its list, whichever is more.

    `seats`: places in own cars, driver included. `leaders`: who said so, has led before, or speaks for the
    group. `skills`: one entry a person who has it; of the people whose names are known.
    """

    people: int = 1
    is_group: bool = False
    seats: int = 0
    leaders: int = 0
    skills: tuple[Skill, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the center set. `show_up_percent`: of the booked who come, setting; `cap`: people recruited
    for the day.
    """

    show_up_percent: int
    cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """One thing of which there will be too little."""

    name: str
    want: int
    have: int

    @property
    def short(self) -> int:
        """How many are missing."""
        return self.want - self.have


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Tomorrow in figures; people, places and pieces.

    `booked` = `alone` + `in_groups`; `expected`: of them who come. `needs`: ready for the day, `places` and
    `work_hours` (people times hours) of them. `can_be_called`: ready needs without a day, that a call this
    evening makes ready for tomorrow, and `their_places`. `places_short`: under 1.2 places a person expected.
    `more_needs`: how many more make that up. `may_invite`: people who may still be booked. `seats_short`:
    expected people without a seat in a volunteer's car; the center's own cars are not counted.
    `uncounted`: tools wanted that nobody ever counted.
    """

    booked: int
    alone: int
    groups: int
    in_groups: int
    expected: int
    show_up_percent: int
    cap: int
    needs: int
    places: int
    work_hours: float
    can_be_called: int
    their_places: int
    places_short: int
    more_needs: int
    may_invite: int
    seats: int
    seats_short: int
    leaders: int
    leaders_short: int
    skills_short: tuple[Short, ...]
    tools_short: tuple[Short, ...]
    uncounted: tuple[ItemCode, ...]

    @property
    def anything_short(self) -> bool:
        """Whether seats, leaders, skills or tools will be short."""
        return bool(self.seats_short or self.leaders_short or self.skills_short or self.tools_short)


def forecast_of(
    booked: Iterable[Booked],
    ready: Iterable[Need],
    waiting: Iterable[Need],
    stock: Iterable[Item],
    rules: Rules,
) -> Forecast:
    """Tomorrow. `ready`: needs agreed or posted for the day that volunteers may enter; `waiting`: ready
    without a day; every one of them with an estimate.
    """
    parties, needs, others = tuple(booked), tuple(ready), tuple(waiting)
    people = sum(one.people for one in parties)
    in_groups = sum(one.people for one in parties if one.is_group)
    expected = coming(people, rules.show_up_percent)
    places = _places(needs)
    places_short = max(0, math.ceil(expected * READY_PERCENT / WHOLE) - places)
    seats = coming(sum(one.seats for one in parties), rules.show_up_percent)
    leaders = coming(sum(one.leaders for one in parties), rules.show_up_percent)
    tools_short, uncounted = short_tools(needs, stock)
    return Forecast(
        booked=people,
        alone=people - in_groups,
        groups=sum(one.is_group for one in parties),
        in_groups=in_groups,
        expected=expected,
        show_up_percent=rules.show_up_percent,
        cap=rules.cap,
        needs=len(needs),
        places=places,
        work_hours=sum(one.estimate.people_max * one.estimate.hours for one in needs if one.estimate),
        can_be_called=len(others),
        their_places=_places(others),
        places_short=places_short,
        more_needs=math.ceil(places_short / _people_per_need((*needs, *others))),
        may_invite=_may_invite(places, expected, people, rules),
        seats=seats,
        seats_short=max(0, min(expected, _far_places(needs)) - seats),
        leaders=leaders,
        leaders_short=max(0, len(needs) - leaders),
        skills_short=_short_skills(needs, parties, rules.show_up_percent),
        tools_short=tools_short,
        uncounted=uncounted,
    )


def coming(booked: int, show_up_percent: int) -> int:
    """How many of so many booked come, rounded to the next whole one, a half upwards."""
    return (booked * show_up_percent + WHOLE // 2) // WHOLE


def _places(needs: Iterable[Need]) -> int:
    return sum(one.estimate.people_max for one in needs if one.estimate is not None)


def _far_places(needs: Iterable[Need]) -> int:
    """Places of the needs that nobody reaches on foot (H13)."""
    return _places(one for one in needs if one.estimate is not None and not one.estimate.walkable)


def _people_per_need(needs: Iterable[Need]) -> float:
    """People of one need: the mean of those that are known, else what was observed."""
    sizes = [one.estimate.people_max for one in needs if one.estimate is not None]
    return max(1.0, sum(sizes) / len(sizes)) if sizes else PEOPLE_PER_NEED


def _may_invite(places: int, expected: int, booked: int, rules: Rules) -> int:
    """People who may still be booked: until the places stand 1.2 to one, and never above the cap."""
    room = places * WHOLE // READY_PERCENT - expected
    more = room * WHOLE // rules.show_up_percent
    return max(0, min(more, rules.cap - booked))


def _short_skills(
    needs: Iterable[Need], parties: Iterable[Booked], show_up_percent: int
) -> tuple[Short, ...]:
    want: dict[Skill, int] = {}
    have: dict[Skill, int] = {}
    for need in needs:
        for asked in need.estimate.skills if need.estimate is not None else ():
            want[asked.skill] = want.get(asked.skill, 0) + asked.count
    for party in parties:
        for skill in party.skills:
            have[skill] = have.get(skill, 0) + 1
    return _shorts(want, {skill: coming(count, show_up_percent) for skill, count in have.items()})


def short_tools(
    needs: Iterable[Need], stock: Iterable[Item]
) -> tuple[tuple[Short, ...], tuple[ItemCode, ...]]:
    """Tools that the needs ask for beyond what there is, over all bases; and those that nobody ever counted.

    A need takes the list of its survey, else the kit of its work (domain/04 4.5).
    """
    want: dict[ItemCode, int] = {}
    for need in needs:
        surveyed = need.estimate.equipment if need.estimate is not None else ()
        for line in suggested_kit((item.work_type for item in need.work), surveyed):
            want[line.item] = want.get(line.item, 0) + line.count
    have: dict[ItemCode, int] = {}
    for item in stock:
        have[item.item] = have.get(item.item, 0) + there_tomorrow(item)
    counted = {name: count for name, count in want.items() if name in have}
    return _shorts(counted, have), tuple(sorted(set(want) - set(have)))


def there_tomorrow(item: Item) -> int:
    """Pieces that can be lent in the morning: what is out comes back and is washed, unless it is used up by
    then; what is broken or still lies at a house does not count.
    """
    gone = item.broken + item.left_on_site
    kind = ITEMS.get(item.item)
    if kind is not None and kind.after is AfterReturn.USED_UP:
        gone += item.out
    return max(0, item.total - gone)


def _shorts(want: Mapping[K, int], have: Mapping[K, int]) -> tuple[Short, ...]:
    """What is missing, the largest gap first."""
    found = (Short(name=str(name), want=count, have=have.get(name, 0)) for name, count in want.items())
    return tuple(sorted((one for one in found if one.short > 0), key=lambda one: (-one.short, one.name)))
