"""The walk: one whole morning through real HTTP, real sockets and a real browser (issue 2, "Done means").

Areas and towns, a list of 500 needs and calls, 300 volunteers at 8 stations at once, the matching proposed
and confirmed (one of it by a click), teams out and back, everybody home; the sums close, the log is whole,
every screen shows what a fresh look shows, and no planted name, phone or address stands where it may not.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from dvc.domain.roles import Role
from tests.e2e.walk import crowd, field, judges, morning
from tests.e2e.walk.center import Walk, a_walk, check_boards
from tests.factories import SetClock
from tests.served import ServedHouse, closing, served

pytestmark = pytest.mark.browser


@pytest.fixture
def clock() -> SetClock:
    """08:30 of 12 September at the center."""
    return SetClock()


@pytest.fixture
def walk_house(tmp_path: Path, clock: SetClock) -> Iterator[ServedHouse]:
    """A center of its own, just opened."""
    with served(tmp_path / "center", clock=clock) as made:
        yield made


async def confirm_by_click(walk: Walk, chromium: Browser) -> str:
    """The matching board in Chromium shows the proposals; one is confirmed with the mouse. Its sheet."""
    desk = walk.desk(Role.MATCHING)
    context = await chromium.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    await context.add_cookies(desk.cookies())  # type: ignore[arg-type]
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await page.goto(f"{walk.house.url}{desk.path('matching')}")
    proposed = [one for one in (await desk.board("matching"))["items"] if one["kind"] == "proposal"]
    sheet = proposed[0]["visit"]
    strip = page.locator(f"[data-list=visit] [data-id='{sheet}']")
    await expect(strip).to_be_visible()
    await strip.click()
    button = page.locator("#confirm-one button")
    await expect(button).to_be_visible()
    await button.click()
    await expect(page.locator(f"[data-list=visit] li:not(.gone)[data-id='{sheet}']")).to_have_count(0)
    assert faults == []
    await context.close()
    return str(sheet)


async def confirm_the_rest(walk: Walk, by_click: str) -> None:
    """All other proposals in one act; each becomes a team."""
    items = (await walk.desk(Role.MATCHING).board("matching"))["items"]
    proposals = [one for one in items if one["kind"] == "proposal"]
    clicked = next(one for one in proposals if one["visit"] == by_click)
    assert clicked["state"] == "confirmed"
    waiting = [one for one in proposals if one["state"] == "held"]
    done = await walk.do(
        Role.MATCHING,
        "ConfirmProposals",
        run_id=waiting[0]["run"],
        proposals=[one["proposal"] for one in waiting],
    )
    assert (len(done["confirmed"]), done["stale"]) == (len(waiting), [])
    assert len(await field.teams_of(walk)) == len(proposals)


async def test_a_whole_morning_walks_through_the_house(
    walk_house: ServedHouse, clock: SetClock, chromium: Browser, tmp_path: Path
) -> None:
    async with closing(walk_house) as house, a_walk(house, clock, stations=crowd.STATIONS) as walk:
        await morning.bring_in_the_city(walk)
        await morning.needs_by_list(walk, tmp_path)
        await morning.needs_by_telephone(walk)
        await morning.volunteers_come(walk)
        await morning.gates(walk)
        await morning.sheets_go_up(walk)
        await morning.run_the_matching(walk)
        sheet = await confirm_by_click(walk, chromium)
        await confirm_the_rest(walk, sheet)
        await field.teams_go_out(walk)
        walk.pass_time(hours=2, minutes=30)
        await field.teams_come_back(walk)
        await field.everybody_goes_home(walk)
        await judges.names_are_seen(walk)
        await check_boards(walk)
        judges.check_sums(walk)
        judges.check_report(walk)
        judges.check_log(walk)
        judges.check_nothing_leaked(walk)
