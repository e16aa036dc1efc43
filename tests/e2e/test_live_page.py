"""A page that is open in Chromium: it shows what another desk does without a reload, and after its line was
cut for 30 events it shows, card by card, what a page opened now shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from dvc.commands.matching import PostNeed
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_calls import ScheduleNeed
from dvc.commands.needs_survey import SkipSurvey
from dvc.commands.needs_told import WorkAsked
from dvc.domain.ids import NeedId
from dvc.domain.need_state import Appointment, Estimate
from dvc.domain.roles import Role
from dvc.domain.values import Channel, Presence, Slot, WorkType, activity_day
from tests.e2e.walk.line import a_line
from tests.factories import HEAD, SetClock
from tests.served import Desk, ServedHouse, closing, served

pytestmark = pytest.mark.browser

EVENTS = 30
LOOK_SECONDS, LOOKS_MOST = 0.1, 150
CARDS = """() => [...document.querySelectorAll('[data-list]')].map((list) => [
  list.dataset.list,
  [...list.querySelectorAll(':scope > [data-id]:not(.gone)')].map((card) => {
    const copy = card.cloneNode(true);
    copy.querySelectorAll('[data-changed], form').forEach((part) => part.remove());
    return [card.dataset.id, copy.textContent.replace(/\\s+/g, ' ').trim()];
  }),
])"""
"""Every live list of the page with its cards in order; without the mark of a change just seen."""


@pytest.fixture(scope="module")
def live_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A center whose clock stands, so that two pages speak of the same minute."""
    with served(tmp_path_factory.mktemp("live-page"), clock=SetClock()) as made:
        yield made


@pytest.fixture
async def house(live_house: ServedHouse) -> AsyncIterator[ServedHouse]:
    async with closing(live_house) as made:
        yield made


def sheet(house: ServedHouse, number: int) -> str:
    """A household whose day is today, on the wall."""
    call = ReceiveNeed(
        channel=Channel.PHONE,
        name=f"三条 {number}",
        phone=f"0000-22-{number:04d}",
        address=f"緑瀬市三条{number}丁目",
        request_text="家財を外へ出したい",
        work=(WorkAsked(work_type=WorkType.BELONGINGS_OUT),),
    )
    need = NeedId(str(house.give(call).result["need_id"]))
    estimate = Estimate(people_min=2, people_max=5, hours=2.0, visits=1)
    house.give(SkipSurvey(need_id=need, estimate=estimate, override_reason="見てきた"), actor=HEAD)
    today = activity_day(house.operation.clock.now())
    agreed = Appointment(day=today, slot=Slot.DAY, presence=Presence.SELF)
    house.give(ScheduleNeed(need_id=need, appointment=agreed))
    return str(house.give(PostNeed(need_id=need)).result["visit_id"])


async def volunteers(desk: Desk, numbers: range) -> list[str]:
    """People who come in over HTTP, ready for the wall."""
    cover = {"plan": "tensai", "joined_on": "2026-09-11"}
    found = []
    for number in numbers:
        person = {
            "name": f"緑山 {number}",
            "kana": "ミドリヤマ",
            "phone": f"090-0000-{number:04d}",
            "age_band": "thirties",
            "cover": cover,
        }
        found.append((await desk.do("CheckInNew", person=person))["attendance_id"])
    await desk.do("RecordOrientation", everyone=True)
    return found


@asynccontextmanager
async def opened(chromium: Browser, desk: Desk, url: str) -> AsyncIterator[Page]:
    """The matching board of a desk over some address; script faults fail the test."""
    context = await chromium.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP")
    await context.add_cookies(desk.cookies())  # type: ignore[arg-type]
    page = await context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await page.goto(f"{url}{desk.path('matching')}")
    await expect(page.locator("[data-conn]")).to_have_text("つながっています")
    yield page
    await context.close()
    assert faults == []


async def cards(page: Page) -> list[list[object]]:
    """The page's cards as a person reads them."""
    found: list[list[object]] = await page.evaluate(CARDS)
    return found


async def test_a_page_shows_another_desks_act_without_a_reload(house: ServedHouse, chromium: Browser) -> None:
    visit, desk = sheet(house, 1), await house.login(Role.MATCHING, name="西田")
    other = await house.login(Role.SECTION_CHIEF, name="森")
    async with opened(chromium, desk, house.url) as page:
        await page.evaluate("window.sameDocument = true")
        card = page.locator(f"[data-list=visit] [data-id='{visit}']")
        await expect(card.locator(".seats i.t")).to_have_count(0)
        (person,) = await volunteers(other, range(1, 2))
        await expect(page.locator(f"[data-list=attendance] [data-id='{person}']")).to_be_visible()
        await other.do("TakeSeat", visit_id=visit, people=[person])
        await expect(card.locator(".seats i.t")).to_have_count(1)
        await expect(page.locator(f"[data-list=attendance] [data-id='{person}']:not(.gone)")).to_have_count(0)
        assert await page.evaluate("window.sameDocument")


async def test_a_page_that_was_cut_off_for_30_events_equals_a_fresh_one_card_by_card(
    house: ServedHouse, chromium: Browser
) -> None:
    sheets = [sheet(house, number) for number in range(2, 6)]
    desk = await house.login(Role.MATCHING, name="西田")
    other = await house.login(Role.SECTION_CHIEF, name="森")
    async with a_line(house.house.settings.port) as line, opened(chromium, desk, line.url) as page:
        await page.evaluate("window.sameDocument = true")
        before = await cards(page)
        line.cut()
        await expect(page.locator("[data-conn]")).not_to_have_text("つながっています")
        seq = await board_seq(desk)
        await things_happen(house, other, sheets)
        assert await board_seq(desk) - seq >= EVENTS
        assert await cards(page) == before, "a page without a line shows what it had"
        line.mend()
        await expect(page.locator("[data-conn]")).to_have_text("つながっています", timeout=30_000)
        async with opened(chromium, desk, house.url) as fresh:
            await same_cards(page, fresh, desk)
            assert await cards(page) != before
        assert await page.evaluate("window.sameDocument"), "the page was never loaded again"


async def board_seq(desk: Desk) -> int:
    """Position of the board."""
    return int((await desk.board("matching"))["seq"])


async def things_happen(house: ServedHouse, desk: Desk, sheets: list[str]) -> None:
    """People come, take seats, a note comes off, a sheet goes down, another goes up: more than 30 events."""
    people = await volunteers(desk, range(10, 18))
    for number, person in enumerate(people[:6]):
        await desk.do("TakeSeat", visit_id=sheets[number % 3], people=[person])
    await desk.do("FreeSeat", visit_id=sheets[0], person=people[0])
    await desk.do("TakeDownVisit", visit_id=sheets[3], because="not_filled")
    sheet(house, 7)


async def same_cards(page: Page, fresh: Page, desk: Desk) -> None:
    """Wait until the fresh page has drawn the snapshot and the other what it missed: card by card equal."""
    items = (await desk.board("matching"))["items"]
    posted = {one["id"] for one in items if one["kind"] == "visit" and one["status"] == "posted"}
    await expect(fresh.locator("[data-list=visit] > [data-id]:not(.gone)")).to_have_count(len(posted))
    seen, wanted = await cards(page), await cards(fresh)
    for _ in range(LOOKS_MOST):
        if seen == wanted:
            break
        await asyncio.sleep(LOOK_SECONDS)
        seen, wanted = await cards(page), await cards(fresh)
    assert seen == wanted
