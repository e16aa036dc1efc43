"""The needs and survey stations in a real browser: a call becomes a need that is ready, without a mouse where
it counts.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

from dvc.domain.need import NEED
from dvc.domain.need_state import NeedStatus
from dvc.domain.values import activity_day
from tests.served import Desk, ServedHouse, closing, served
from tests.web.needs_stage import build_city, received

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")]
  .filter((one) => one.getClientRects().length > 0)
  .filter((one) => !one.matches("[type=radio], [type=checkbox], [type=hidden]"))
  .filter((one) => !one.closest("p, li, dd, .sub") || one.matches(".btn"))
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < 47.5).map(([html, box]) => `${html} ${box.height}`)"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def city(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServedHouse]:
    with served(tmp_path_factory.mktemp("needs")) as made:
        build_city(made)
        async with closing(made) as house:
            yield house


async def enter(page: Page, desk: Desk, *, locale: str = "ja") -> None:
    """Sit down at a desk: the browser gets the session of somebody who logged in."""
    language = {"name": "dvc_lang", "value": locale, "domain": "127.0.0.1", "path": "/"}
    context: BrowserContext = page.context
    await context.clear_cookies()
    await context.add_cookies([*desk.cookies(), language])  # type: ignore[list-item]


async def go(page: Page, house: ServedHouse, desk: Desk, path: str) -> None:
    await page.goto(house.url + desk.path(path))


async def test_a_call_becomes_a_need_that_is_ready(page: Page, city: ServedHouse) -> None:
    desk = await city.login("intake", name="村瀬 恵")
    chief = await city.login("section_chief", "surveyor", name="森 すみれ")
    await enter(page, desk)
    await go(page, city, desk, "needs")
    await page.keyboard.press("F2")
    await page.get_by_role("radio", name="一人").check()
    await page.get_by_label("お名前").first.fill("大西 とき")
    await page.get_by_label("フリガナ").first.fill("おおにし とき")
    await page.get_by_label("フリガナ").first.press("Tab")
    await page.locator("#f-phone").fill("09000005656")
    await page.locator("#f-phone").press("Tab")
    await expect(page.locator("#f-phone")).to_have_value("090-0000-5656")
    await page.locator("#f-address").fill("川端2ちょうめ5の3")
    await expect(page.locator("#place-words")).to_contain_text("川端二丁目まで分かりました")
    await page.locator("#f-request_text").fill("畳を出してほしい")
    await expect(page.locator("[data-first-count]")).to_contain_text("9のうち 5")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/saved")
    await expect(page.locator(".code.huge")).to_be_visible()
    need_id = page.url.split("/")[-2]
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/needs")
    await expect(page.locator(f"[data-id='{need_id}']")).to_be_visible()
    day = activity_day(city.operation.clock.now()).isoformat()
    await chief.do("AssignSurvey", need_id=need_id, surveyors=[chief.staff_id], day=day)
    await enter(page, chief)
    await page.set_viewport_size({"width": 390, "height": 844})
    await go(page, city, chief, f"needs/{need_id}/survey")
    await expect(page.locator("[name=card_left]")).to_be_hidden()
    await page.locator("[data-step='1']").first.click()
    await page.locator("#f-estimate_basis").fill("畳8枚")
    await page.get_by_role("button", name="調査の結果を送る").click()
    await page.wait_for_url(city.url + chief.path("survey"))
    need = city.operation.reader.find(NEED, need_id)
    assert need is not None
    assert (need.status, need.estimate is not None and need.estimate.people_min) == (NeedStatus.READY, 4)


async def test_the_same_house_is_shown_while_the_clerk_types_and_joined_by_one_press(
    page: Page, city: ServedHouse
) -> None:
    desk = await city.login("intake", name="村瀬 恵")
    first = await received(
        desk, name="桑田 きみ", kana="クワタ キミ", phone="090-0000-3131", address="大橋町31"
    )
    await enter(page, desk)
    await go(page, city, desk, "needs/new")
    await page.locator("#f-kana").fill("クワタ")
    card = page.locator("[data-household]")
    await expect(card).to_contain_text("桑田 きみ")
    await card.get_by_role("button", name="同じ家").click()
    await expect(card.get_by_role("button", name="同じ家")).to_have_attribute("aria-pressed", "true")
    await page.locator("#f-name").fill("桑田 きみ")
    await page.locator("#f-request_text").fill("庭の泥も")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/saved")
    one, other = (city.operation.reader.find(NEED, need_id) for need_id in (first, page.url.split("/")[-2]))
    assert one is not None
    assert other is not None
    assert one.household_id == other.household_id


async def test_a_crisis_is_reported_by_one_key_and_what_was_typed_stays(
    page: Page, city: ServedHouse
) -> None:
    desk = await city.login("intake", name="村瀬 恵")
    await enter(page, desk)
    await go(page, city, desk, "needs/new")
    await page.get_by_role("radio", name="一人").check()
    await page.get_by_role("radio", name="病気・介護・動けない").check()
    await page.get_by_role("radio", name="出ない").check()
    await expect(page.locator("#crisis")).to_contain_text("危機かもしれません")
    await page.locator("#f-name").fill("谷 よし")
    await page.keyboard.press("F9")
    await expect(page.locator("#crisis")).to_contain_text("危機を報告しました")
    await expect(page.locator("#f-name")).to_have_value("谷 よし")
    await page.locator("#f-address").fill("大橋町12")
    await page.locator("#f-request_text").fill("水を運んでほしい")
    await page.keyboard.press("Control+Enter")
    await page.wait_for_url("**/saved")
    need = city.operation.reader.find(NEED, page.url.split("/")[-2])
    assert need is not None
    assert (need.status, need.crisis_open) == (NeedStatus.INTAKE, True)
    assert len(city.operation.reader.where(NEED, crisis_open=True)) == 1


async def test_another_desks_act_shows_on_the_board_without_reload(page: Page, city: ServedHouse) -> None:
    desk, other = await city.login("intake", name="村瀬 恵"), await city.login("intake", name="岡田 千夏")
    await enter(page, desk)
    await go(page, city, desk, "needs")
    await expect(page.locator(".conn.live")).to_be_visible()
    need_id = await received(other, name="浜田 すず", address="三条三丁目1")
    card = page.locator(f"[data-id='{need_id}']")
    await expect(card).to_contain_text("浜田 すず")
    await expect(card).to_contain_text("三条")
    await other.do("ReportCrisis", need_id=need_id, reasons=["illness"])
    await expect(card.locator(".chip.st-alarm")).to_be_visible()
    await expect(page.locator("#next")).to_contain_text("危機の報告")
    await expect(page.locator("#alarms")).to_contain_text("新しい危機の報告があります")


async def test_a_sheet_that_is_open_says_that_somebody_else_changed_it(page: Page, city: ServedHouse) -> None:
    desk = await city.login("intake", name="村瀬 恵")
    other = await city.login("section_chief", name="森 すみれ")
    need_id = await received(desk, name="安田 みつ")
    await enter(page, desk)
    await go(page, city, desk, f"needs/{need_id}")
    await expect(page.locator(".conn.live")).to_be_visible()
    await other.do("AmendNeed", need_id=need_id, living={"no_water": True})
    await expect(page.locator("#bands")).to_contain_text("ほかの席で変わりました")
    await page.get_by_role("link", name="読み直す").click()
    await expect(page.locator(".told")).to_contain_text("断水")


async def test_two_editors_meet_on_the_page_of_both_texts(page: Page, city: ServedHouse) -> None:
    desk = await city.login("intake", name="村瀬 恵")
    other = await city.login("section_chief", name="森 すみれ")
    need_id = await received(desk, name="千葉 はな")
    await enter(page, desk)
    await go(page, city, desk, f"needs/{need_id}/edit")
    await page.locator("#f-landmark").fill("橋のたもと")
    await other.do("AmendNeed", need_id=need_id, landmark="神社のとなり")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("main")).to_contain_text("神社のとなり")
    assert (await Axe().run(page, options=AXE)).response["violations"] == []
    await page.get_by_role("button", name="自分の内容で保存する").click()
    await page.wait_for_url(f"**/needs/{need_id}")
    await expect(page.locator(".told")).to_contain_text("橋のたもと")


@pytest.mark.parametrize("locale", ["ja", "en"])
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    page: Page, city: ServedHouse, locale: str
) -> None:
    desk = await city.login("intake", "section_chief", "surveyor", "matching", name="村瀬 恵")
    need_id = await received(desk, name="工藤 いね", kana="クドウ イネ")
    need = city.operation.reader.find(NEED, need_id)
    assert need is not None
    waiting = await received(desk, name="調査 待ち")
    await desk.do("RequireSurvey", need_id=waiting)
    day = activity_day(city.operation.clock.now()).isoformat()
    surveying = await received(desk, name="調査 中")
    await desk.do("RequireSurvey", need_id=surveying)
    await desk.do("AssignSurvey", need_id=surveying, surveyors=[desk.staff_id], day=day)
    await desk.do("ReportCrisis", need_id=need_id, reasons=["alone"])
    await enter(page, desk, locale=locale)
    pages = {
        "needs": "needs",
        "none": "needs?rank=A&status=judge_wait",
        "new": "needs/new",
        "sheet": f"needs/{need_id}",
        "edit": f"needs/{need_id}/edit",
        "saved": f"needs/{need_id}/saved",
        "household": f"households/{need.household_id}",
        "calls": "needs/calls",
        "tomorrow": "needs/calls?list=tomorrow",
        "survey": "survey",
        "form": f"needs/{surveying}/survey",
        "search": "search?q=クドウ",
        "nothing": "search?q=ナニモナイ",
        "help": "help/needs",
        "ask": "ask",
        "asked": f"ask?saved={need.code}",
    }
    for name, path in pages.items():
        await page.set_viewport_size({"width": 1366, "height": 768})
        await go(page, city, desk, path)
        await page.wait_for_timeout(150)
        result = await Axe().run(page, options=AXE)
        found = [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result.response["violations"]]
        assert found == [], name
        assert await page.evaluate(SMALL) == [], name
        assert await page.evaluate(SIDEWAYS) <= 0, name
        await page.set_viewport_size({"width": 390, "height": 844})
        assert await page.evaluate(SIDEWAYS) <= 0, (name, "phone")
