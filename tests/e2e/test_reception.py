"""The reception in a real browser: from the kana to the receipt with the keyboard alone, two desks that see
each other, a scanner that types anywhere, phones at 390 px, walls from four metres; nothing for axe to find.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, expect

from dvc.commands.reception import CheckIn
from dvc.commands.reception_gates import RecordOrientation
from dvc.commands.reception_groups import GroupPerson, NewGroup, RegisterGroup
from dvc.commands.reception_person import PersonForm
from dvc.domain.group import GROUP, GroupTerms
from dvc.domain.ids import VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.values import AgeBand
from tests.factories import SetClock
from tests.served import Desk, ServedHouse, closing, served
from tests.web.reception_stage import MORNING, record_of, tag_of, volunteer

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, .choice")]
  .filter((one) => one.getClientRects().length > 0 && !one.matches(".skip"))
  .filter((one) => !one.closest("dialog:not([open])"))
  .filter((one) => !(one.matches("input[type=radio], input[type=checkbox]") && one.closest(".choice, .lay")))
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 47.5 || box.height < 47.5)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALLEST = """() => Math.min(...[...document.querySelectorAll("body *")]
  .filter((one) => !one.closest(".sr") &&
  [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) && one.getClientRects().length)
  .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
FOCUSED = "() => document.activeElement?.id || document.activeElement?.textContent.trim().slice(0, 40)"
DESK_PAGES = (
    "reception",
    "reception/people",
    "reception/people/vol_here",
    "reception/new",
    "reception/groups",
    "reception/orientation",
    "day",
)


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """A center at 08:50 with people of every kind."""
    with served(tmp_path_factory.mktemp("e2e-reception"), clock=SetClock(MORNING)) as made:
        volunteer(made, "vol_misaki", "佐藤 美咲", "サトウ ミサキ", phone="090-0000-4512", books=True)
        volunteer(made, "vol_minoru", "佐藤 実", "サトウ ミノル", phone="090-0000-0087", age=AgeBand.SIXTIES)
        volunteer(made, "vol_here", "高田 健", "タカダ ケン", phone="090-0000-0171", is_insured=False)
        made.give(CheckIn(volunteer_id=volunteer(made, "vol_done", "大西 光", "オオニシ ヒカル")))
        made.give(CheckIn(volunteer_id=VolunteerId("vol_here")))
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def house(served_house: ServedHouse) -> AsyncIterator[ServedHouse]:
    async with closing(served_house) as made:
        yield made


async def sit_down(
    page: Page, house: ServedHouse, *roles: str, name: str = "岡田", locale: str = "ja"
) -> Desk:
    """Log somebody in over HTTP and hand the cookies to the page's browser."""
    desk = await house.login(*roles, name=name, locale=locale)
    await page.context.add_cookies(desk.cookies())  # type: ignore[arg-type]
    return desk


async def open_desk(page: Page, house: ServedHouse, rest: str = "reception", **who: str) -> Desk:
    """Sit down as reception and open a page."""
    desk = await sit_down(page, house, "reception", **who)
    answer = await page.goto(f"{house.url}{desk.path(rest)}")
    assert answer is not None
    assert answer.status == 200
    return desk


async def findings(page: Page) -> list[str]:
    result = await Axe().run(page, options=AXE)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result.response["violations"]]


@pytest_asyncio.fixture(loop_scope="session")
async def phone(chromium: Browser) -> AsyncIterator[Page]:
    """A volunteer's phone that fails its test on any script fault."""
    context = await chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="ja-JP", has_touch=True
    )
    opened = await context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    await context.close()
    assert faults == []


# ---- the counter -------------------------------------------------------------------------------------------


async def test_kana_enter_and_enter_again_receive_somebody_and_another_desk_sees_it(
    page: Page, chromium: Browser, house: ServedHouse
) -> None:
    await open_desk(page, house)
    context: BrowserContext = await chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP"
    )
    other = await context.new_page()
    await open_desk(other, house, name="西田")
    before = int(await other.locator("[data-arrived]").inner_text())
    await expect(page.locator("#q")).to_be_focused()
    await page.keyboard.type("さとうみさ")
    await page.keyboard.press("Enter")
    await expect(page.locator(".person .btn.primary")).to_be_focused()
    await page.keyboard.press("1")
    await page.keyboard.press("Enter")
    await expect(page.locator("#verdict")).to_contain_text("受付しました。説明 第1回へどうぞ。")
    await expect(page.locator("#q")).to_be_focused()
    assert await page.locator("#q").input_value() == ""
    await expect(other.locator(".lasts li", has_text="佐藤 美咲")).to_be_visible()
    await expect(other.locator("[data-arrived]")).to_have_text(str(before + 1))
    assert record_of(house, "vol_misaki").status.value == "arrived"
    await page.locator("body").press("Escape")
    await page.locator(".toast button").click()
    await expect(other.locator("[data-arrived]")).to_have_text(str(before))
    await context.close()


async def test_several_of_one_name_are_chosen_by_a_digit(page: Page, house: ServedHouse) -> None:
    await open_desk(page, house)
    await page.keyboard.type("さとう")
    await expect(page.locator(".match")).to_have_count(2)
    await page.keyboard.press("Enter")
    await page.keyboard.press("2")
    await expect(page.locator(".pname")).to_have_text("佐藤 実 さん")
    await expect(page.locator(".person .btn.primary")).to_be_focused()


async def test_arrows_go_through_the_matches_and_back_to_the_field(page: Page, house: ServedHouse) -> None:
    await open_desk(page, house)
    await page.keyboard.type("さとう")
    await expect(page.locator(".match")).to_have_count(2)
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    assert str(await page.evaluate(FOCUSED)).startswith("佐藤 実")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("#q")).to_be_focused()


async def test_a_scanner_types_wherever_the_focus_is_and_no_key_of_the_page_acts(
    page: Page, house: ServedHouse
) -> None:
    who = volunteer(house, "vol_scan", "読取 さん", "ヨミトリ", phone="090-0000-5656")
    await open_desk(page, house)
    await page.keyboard.type("さとう")
    await expect(page.locator(".match")).to_have_count(2)
    await page.locator(".person .btn.primary").focus()
    secret = f"zZ1{tag_of(house, who)}"[3:]
    await page.keyboard.type(secret)
    await page.keyboard.press("Enter")
    await expect(page.locator(".pname")).to_have_text("読取 さん さん")
    await expect(page.locator("#verdict")).to_contain_text("の受付は途中です")
    await page.keyboard.type(secret)
    await page.keyboard.press("Enter")
    await expect(page.locator("#verdict")).to_contain_text("受付しました")
    assert record_of(house, who).status.value == "arrived"
    await page.keyboard.type(secret)
    await page.keyboard.press("Enter")
    await expect(page.locator(".person")).to_contain_text("08:50に受付で受付ずみです。")


async def test_somebody_new_is_entered_with_the_keyboard_alone(page: Page, house: ServedHouse) -> None:
    await open_desk(page, house)
    await page.keyboard.type("かいどう そら")
    await expect(page.locator("[data-nobody]")).to_be_visible()
    await page.keyboard.press("F2")
    await expect(page.locator("#new-name")).to_be_focused()
    assert await page.locator("#new-kana").input_value() == "かいどう そら"
    await page.keyboard.type("海道 空")
    await page.locator("[name=age_band][value=twenties]").check()
    await page.locator("[name=insurance][value=today]").check()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#verdict")).to_contain_text("今日入った保険は明日から有効です")
    assert record_of_name(house, "海道 空") == "insurance_wait"


def record_of_name(house: ServedHouse, name: str) -> str:
    """Status of the person of a name, out of the sheet that the desk would open."""
    found = re.compile(name)
    board = house.operation.hub.world.states["attendance"].values()
    names = house.operation.reader.labels([one.volunteer_id for one in board], [Personal.NAME])
    return next(
        str(one.status.value)
        for one in board
        if found.search(" ".join(names.get(one.volunteer_id, {}).values()))
    )


async def test_who_waits_for_insurance_is_let_on_at_the_counter(page: Page, house: ServedHouse) -> None:
    who = volunteer(house, "vol_gate", "保険 まだ", "ホケン", is_insured=False, phone="090-0000-1199")
    await open_desk(page, house)
    house.give(CheckIn(volunteer_id=who))
    strip = page.locator(".excs li", has_text="保険 まだ")
    await strip.locator("a.btn").click()
    await expect(page.locator(".gate .btn.primary")).to_be_focused()
    await page.locator("[name='cover.joined_on']").fill("2026-09-05")
    await page.locator(".gate .btn.primary").press("Enter")
    await expect(page.locator(".toast")).to_contain_text("保険を確認しました")
    await expect(strip).to_have_class(re.compile("gone"))
    assert record_of(house, who).status.value == "arrived"


async def test_a_group_is_received_with_one_enter_without_the_one_unticked(
    page: Page, house: ServedHouse
) -> None:
    people = tuple(GroupPerson(person=PersonForm(name=f"社員 {n}")) for n in range(5))
    receipt = house.give(
        RegisterGroup(group=NewGroup(name="緑瀬工業", terms=GroupTerms(expected=5)), people=people)
    )
    group_id = str(receipt.result["group_id"])
    await open_desk(page, house, f"reception/groups/{group_id}")
    await page.locator("[name=here]").nth(3).uncheck()
    await page.get_by_role("button", name="チェックした").press("Enter")
    await expect(page.locator(".tickrow [name=here]")).to_have_count(1)
    group = house.operation.reader.find(GROUP, group_id)
    assert group is not None
    assert group.arrived_at is not None


async def test_without_script_the_counter_still_receives(chromium: Browser, house: ServedHouse) -> None:
    who = volunteer(house, "vol_plain", "素朴 さん", "ソボク", phone="090-0000-7272")
    context = await chromium.new_context(
        viewport={"width": 1366, "height": 768}, locale="ja-JP", java_script_enabled=False
    )
    page = await context.new_page()
    await open_desk(page, house)
    await page.fill("#q", "そぼく")
    await page.locator("[data-find] button").click()
    await page.locator(".person .btn.primary").click()
    await expect(page.locator(".person")).to_contain_text("08:50に受付で受付ずみです。")
    assert record_of(house, who).status.value == "arrived"
    await context.close()


@pytest.mark.parametrize("locale", ["ja", "en"])
async def test_desk_pages_give_axe_nothing_and_every_target_is_48_px(
    page: Page, house: ServedHouse, locale: str
) -> None:
    desk = await sit_down(page, house, "center_head", "reception")
    await page.goto(f"{house.url}/view?lang={locale}&back={desk.path('reception')}")
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    for rest in DESK_PAGES:
        await page.goto(f"{house.url}{desk.path(rest)}")
        await page.evaluate("document.fonts.ready")
        assert await findings(page) == [], rest
        assert await page.evaluate(SMALL) == [], rest
        assert await page.evaluate(SIDEWAYS) <= 0, rest
    await page.goto(f"{house.url}{desk.path('reception')}")
    await page.fill("#q", "さとう")
    await expect(page.locator(".match").first).to_be_visible()
    assert await findings(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate(SIDEWAYS) <= 0


# ---- the phone ---------------------------------------------------------------------------------------------


async def test_a_phone_goes_through_the_steps_and_back_keeps_the_answers(
    phone: Page, house: ServedHouse
) -> None:
    await phone.goto(f"{house.url}/o/{house.operation_id}/in")
    await phone.locator("[data-begin]").click()
    await phone.locator("[data-step-next]").click()
    await expect(phone.locator("#f-name")).to_have_attribute("aria-invalid", "true")
    await phone.fill("#f-name", "歩 みさと")
    await phone.fill("#f-phone", "09000007788")
    await phone.locator("[data-step-next]").click()
    await phone.locator("[name=age_band][value=forties]").check()
    await phone.go_back()
    assert await phone.locator("#f-name").input_value() == "歩 みさと"
    await expect(phone.locator("[data-draft-state]")).to_contain_text(":")
    await phone.reload()
    assert (await phone.locator("#f-phone").input_value()).replace("-", "") == "09000007788"
    await phone.locator("[data-step-next]").click()
    await phone.locator("[data-step-next]").click()
    await phone.locator("[name=insurance][value=tensai]").check()
    await phone.fill("#f-insurance_no", "A-9")
    await phone.fill("#f-joined_on", "9/5")
    await phone.locator("[data-step-next]").click()
    await phone.locator("[name=agreed]").check()
    await phone.locator("form[data-steps] button.primary.glove").click()
    await expect(phone.locator(".mynum")).to_contain_text("0912-")
    assert phone.url.endswith("/me")
    kept = await phone.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")
    assert kept == 0
    fonts = await phone.evaluate(
        "performance.getEntriesByType('resource').filter((one) => /woff/.test(one.name)).length"
    )
    assert fonts == 0


async def test_the_own_page_changes_by_itself_when_the_orientation_is_over(
    phone: Page, house: ServedHouse
) -> None:
    who = volunteer(house, "vol_live", "待つ 人", "マツ", phone="090-0000-4343")
    house.give(CheckIn(volunteer_id=who))
    await phone.goto(f"{house.url}/j/{tag_of(house, who)}")
    await phone.wait_for_url("**/me")
    await phone.evaluate("document.querySelector('[data-me]').dataset.every = '0.2'")
    await expect(phone.locator(".now h1")).to_contain_text("行")
    house.give(RecordOrientation(attendance_ids=(record_of(house, who).attendance_id,)))
    await phone.evaluate("dispatchEvent(new Event('online'))")
    await expect(phone.locator("[aria-current=step]")).to_contain_text("チーム")
    await phone.context.set_offline(True)
    await phone.evaluate("dispatchEvent(new Event('online'))")
    await expect(phone.locator("[data-conn]")).to_have_class(re.compile("stale"))
    await phone.context.set_offline(False)
    await phone.evaluate("dispatchEvent(new Event('online'))")
    await expect(phone.locator("[data-conn]")).to_have_class(re.compile("live"))


@pytest.mark.parametrize("lang", ["ja_easy", "ja", "en"])
async def test_phone_pages_give_axe_nothing_and_fit_390_px(
    phone: Page, house: ServedHouse, lang: str
) -> None:
    who = volunteer(house, f"vol_axe_{lang}", "見る 人", "ミル", phone="090-0000-6161")
    base = f"{house.url}/o/{house.operation_id}"
    await phone.goto(f"{house.url}/view?lang={lang}&back=/o/{house.operation_id}/in")

    async def judged(what: str) -> None:
        assert await findings(phone) == [], what
        assert await phone.evaluate(SMALL) == [], what
        assert await phone.evaluate(SIDEWAYS) <= 0, what

    await judged("language")
    for step in range(4):
        await phone.evaluate(
            "(n) => document.querySelectorAll('[data-step]').forEach((one, k) => { one.hidden = k !== n; })",
            step,
        )
        await phone.evaluate("document.querySelector('[data-steps]').hidden = false")
        await judged(f"step {step}")
    await phone.goto(f"{base}/me")
    await judged("nobody")
    await phone.goto(f"{house.url}/j/{tag_of(house, who)}")
    await judged("me before")
    await phone.goto(f"{base}/in")
    await judged("again")
    house.give(CheckIn(volunteer_id=who))
    await phone.goto(f"{base}/me")
    await judged("me after")


# ---- the walls ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rest", ["wall", "wall/all"])
@pytest.mark.parametrize("locale", ["ja", "en"])
async def test_a_wall_is_read_from_four_metres(
    page: Page, house: ServedHouse, rest: str, locale: str
) -> None:
    desk = await sit_down(page, house, "matching")
    await page.goto(f"{house.url}/view?lang={locale}&back={desk.path('wall')}")
    await expect(page.locator("html")).to_have_attribute("lang", locale)
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.goto(f"{house.url}{desk.path(rest)}")
    await expect(page.locator("[data-conn]")).to_have_class(re.compile("live"))
    assert float(await page.evaluate(SMALLEST)) >= 48
    assert await page.evaluate("document.documentElement.scrollHeight") <= 1080
    assert await page.evaluate(SIDEWAYS) <= 0
    assert await findings(page) == []
