"""A team that is not back at its hour turns red on a page that nobody has touched (law 12).

The page's own clock is held by the test and lies by a day, as clocks of devices do: what counts is the
center's time, which the page keeps by itself from the moment it was loaded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from dvc.commands.field_return import ReturnTeam
from dvc.commands.field_work import SendOff
from dvc.commands.matching_seats import TakeSeat
from dvc.commands.matching_teams import AssembleTeam
from dvc.domain.ids import TeamId
from tests.factories import Center, SeededIds, SetClock
from tests.served import ServedHouse, closing, served
from tests.unit.teams.field import check_all, out
from tests.unit.teams.morning import DESK, GATE, Morning

pytestmark = pytest.mark.browser

WRONG_BY = timedelta(days=1, hours=3)
LIMIT = {"hours": 6, "minutes": 30}
"""From 08:30 to 15:00, when teams have to be back unless told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Afternoon:
    """A served center: `first` is due at 15:00, `second` at 15:02; a third team was due at
    14:50 and is back.
    """

    house: ServedHouse
    clock: SetClock
    first: TeamId
    second: TeamId


def out_until(morning: Morning, **minutes: float) -> TeamId:
    """A team outside that has to be back so long after the usual limit."""
    visit, crew = morning.sheet(), morning.volunteers(2)
    morning.do(TakeSeat(visit_id=visit, people=crew))
    until = morning.center.clock.at + timedelta(**LIMIT) + timedelta(**minutes)
    team = TeamId(morning.do(AssembleTeam(visit_id=visit, leader=crew[0], return_by=until))["team_id"])
    check_all(morning, team)
    morning.do(SendOff(team_id=team), GATE)
    return team


@pytest.fixture
def afternoon(tmp_path: Path) -> Iterator[Afternoon]:
    """14:59:30 on a clock that the test sets; three teams went out, one of them is home."""
    clock = SetClock()
    with served(tmp_path, clock=clock) as house:
        store = house.house.opened[house.operation_id].store
        morning = Morning(Center(store=store, clock=clock, ids=SeededIds()))
        second, first, home = out_until(morning, minutes=2), out(morning), out_until(morning, minutes=-10)
        back = morning.team_state(home).members
        morning.do(ReturnTeam(team_id=home, back=back, injury_asked=True), DESK)
        clock.forward(**LIMIT)
        clock.at -= timedelta(seconds=30)
        yield Afternoon(house=house, clock=clock, first=first, second=second)


@asynccontextmanager
async def field_page(page: Page, of: Afternoon) -> AsyncIterator[Page]:
    """The page of who is out, its clock standing still until the test lets it run."""
    async with closing(of.house) as house:
        desk = await house.login("equipment")
        await page.context.add_cookies(desk.cookies())  # type: ignore[arg-type]
        await page.clock.install(time=of.clock.at - WRONG_BY)
        await page.clock.pause_at(of.clock.at - WRONG_BY + timedelta(seconds=1))
        await page.goto(f"{house.url}{desk.path('field')}")
        await expect(page.locator("[data-list=team] > [data-id]")).to_have_count(2)
        await expect(page.locator("[data-conn]")).to_have_class("conn live")
        yield page


async def seconds_pass(page: Page, seconds: int) -> None:
    """Let the page's clock run; nobody touches the page."""
    await page.clock.run_for(seconds * 1_000)


def mark(page: Page, team: TeamId) -> Locator:
    """The red mark of a team's strip."""
    return page.locator(f"[data-list=team] [data-id='{team}'] [data-late]")


async def expect_calm(page: Page) -> None:
    await expect(page.locator("#calm")).to_be_visible()
    await expect(page.locator("#late")).to_be_hidden()
    await expect(page.locator("[data-late]:visible")).to_have_count(0)
    await expect(page.locator("#alarms")).to_have_text("")


async def test_the_page_turns_red_by_itself(page: Page, afternoon: Afternoon) -> None:
    async with field_page(page, afternoon):
        await expect_calm(page)
        await seconds_pass(page, 20)
        await expect_calm(page)  # looked several times; 14:59:50
        await seconds_pass(page, 65)
        await expect_calm(page)  # 15:00:55: no whole minute late
        await seconds_pass(page, 10)  # 15:01:05
        await expect(page.locator("#late")).to_be_visible()
        await expect(page.locator("#calm")).to_be_hidden()
        await expect(page.locator("#late .what")).to_contain_text("T-2")
        await expect(page.locator("#late a")).to_have_attribute("href", f"?team={afternoon.first}")
        await expect(mark(page, afternoon.first)).to_be_visible()
        await expect(mark(page, afternoon.first).locator("[data-minutes]")).to_have_text("1分")
        await expect(page.locator("[data-late]:visible")).to_have_count(1)
        await expect(page.locator("#alarms")).to_contain_text("T-2")


async def test_each_late_team_is_said_once_and_the_latest_one_stands_first(
    page: Page, afternoon: Afternoon
) -> None:
    async with field_page(page, afternoon):
        await seconds_pass(page, 95)
        alarms = page.locator("#alarms")
        await expect(alarms).to_contain_text("T-2")
        await alarms.evaluate("(box) => { box.textContent = ''; }")
        await seconds_pass(page, 60)  # 15:02:05
        await expect(mark(page, afternoon.first).locator("[data-minutes]")).to_have_text("2分")
        await expect(alarms).to_have_text("")
        await seconds_pass(page, 60)  # 15:03:05
        await expect(mark(page, afternoon.second).locator("[data-minutes]")).to_have_text("1分")
        await expect(mark(page, afternoon.first).locator("[data-minutes]")).to_have_text("3分")
        await expect(page.locator("#late .what")).to_contain_text("T-2")
