"""A team that is not back at its hour turns red on a page that nobody has touched (law 12)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from dvc.domain.team import TEAM
from tests.factories import Center, SeededIds, SetClock
from tests.served import ServedHouse, closing, served
from tests.unit.teams.field import home, out
from tests.unit.teams.morning import Morning

pytestmark = pytest.mark.browser


@pytest.fixture
def served_at_noon(tmp_path: Path) -> Iterator[tuple[ServedHouse, Morning, SetClock]]:
    """A center on a clock that the test sets, with one team out that is back by 15:00."""
    clock = SetClock()
    with served(tmp_path, clock=clock) as house:
        store = house.house.opened[house.operation_id].store
        morning = Morning(Center(store=store, clock=clock, ids=SeededIds()))
        out(morning)
        yield house, morning, clock


async def test_the_heads_page_turns_red_by_itself(
    page: Page, served_at_noon: tuple[ServedHouse, Morning, SetClock]
) -> None:
    served_house, morning, clock = served_at_noon
    async with closing(served_house) as house:
        clock.forward(hours=6, minutes=30, seconds=45)  # 15:00:45 in the center's zone
        desk = await house.login("center_head")
        await page.context.add_cookies(desk.cookies())  # type: ignore[arg-type]
        await page.goto(f"{house.url}{desk.path('head')}")
        await expect(page.locator("[data-station=field]")).to_have_text(re.compile("1$"))
        await expect(page.locator("#next")).to_be_visible()
        await expect(page.locator("#late")).to_be_hidden()
        await expect(page.locator("#late-teams > [data-id]")).to_have_count(0)
        await expect(page.locator("[data-station=field].due")).to_have_count(0)
        await expect(page.locator("#late-teams > [data-id]")).to_contain_text("T-1", timeout=40_000)
        await expect(page.locator("#late .what")).to_contain_text("T-1")
        await expect(page.locator("#late")).to_be_visible()
        await expect(page.locator("#next")).to_be_hidden()
        await expect(page.locator("#late-count")).to_have_text("1")
        await expect(page.locator("#decide-h")).to_contain_text("1件")
        await expect(page.locator("[data-station=field].due")).to_have_count(1)
        await expect(page.locator("#alarms")).to_contain_text("T-1")
        team = served_house.operation.reader.where(TEAM)[0]
        way = f"{desk.path('field')}?team={team.team_id}"
        assert await page.locator("#late a").get_attribute("href") == way
        assert await page.locator("#late-teams a").get_attribute("href") == way
        home(morning, team.team_id)
        await expect(page.locator("#late")).to_be_hidden()
        await expect(page.locator("#late-teams > [data-id]")).to_have_count(0)
