"""The components in a real browser: nothing for axe to find, big enough for a thumb, no sideways scrolling,
keys and forms.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from dvc.text.catalog import LOCALES, Locale
from tests.ui_server import Site, a_frame, a_site, an_environment, an_operation

pytestmark = pytest.mark.browser

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, .choice")]
  .filter((one) => one.getClientRects().length > 0 && !one.matches(".skip"))
  .filter((one) => !one.closest("dialog:not([open])"))
  .filter((one) => !(one.matches("[type=radio], [type=checkbox]") && one.closest(".choice, .lay")))
  .map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
  .filter(([, box]) => box.width < 47.5 || box.height < 47.5)
  .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
PAGES = {
    "/desk": ("components.html", {}),
    "/phone": ("components_phone.html", {"place": "phone", "desk": None}),
    "/wall": ("components_wall.html", {"place": "wall", "desk": None}),
}


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with a_site() as opened:
        yield opened


def draw(site: Site, path: str, locale: Locale = "ja", **changes: Any) -> str:
    """Put a gallery page on the site; its address."""
    name, given = PAGES[path]
    site.pages[path] = (
        an_environment().get_template(name).render(frame=a_frame(locale, **{**given, **changes}))
    )
    return site.base + path


async def axe_findings(page: Page) -> list[str]:
    result = await Axe().run(page, options=AXE)
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in result.response["violations"]]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", PAGES)
async def test_axe_finds_nothing(page: Page, site: Site, path: str, locale: Locale) -> None:
    await page.set_viewport_size(
        {"width": 390, "height": 844} if path == "/phone" else {"width": 1366, "height": 768}
    )
    await page.goto(draw(site, path, locale))
    assert await axe_findings(page) == []


@pytest.mark.parametrize(
    "changes", [{"theme": "dark"}, {"operation": an_operation(drill=True)}], ids=["dark", "drill"]
)
async def test_axe_finds_nothing_in_the_dark_or_in_a_drill(
    page: Page, site: Site, changes: dict[str, Any]
) -> None:
    await page.goto(draw(site, "/desk", **changes))
    assert await axe_findings(page) == []


async def test_axe_finds_nothing_in_an_open_dialog(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.click("[data-opens='#recall']")
    assert await axe_findings(page) == []


@pytest.mark.parametrize("text_size", ["m", "xl"])
@pytest.mark.parametrize(("path", "width"), [("/desk", 1366), ("/desk", 390), ("/phone", 390)])
async def test_every_target_is_48_px_and_nothing_scrolls_sideways(
    page: Page, site: Site, path: str, width: int, text_size: str
) -> None:
    for locale in LOCALES:
        await page.set_viewport_size({"width": width, "height": 800})
        await page.goto(draw(site, path, locale, text_size=text_size))
        assert await page.evaluate(SMALL) == []
        assert await page.evaluate(SIDEWAYS) <= 0, locale


async def test_a_wall_shows_nothing_under_48_px(page: Page, site: Site) -> None:
    await page.set_viewport_size({"width": 1920, "height": 1080})
    await page.goto(draw(site, "/wall", operation=an_operation(drill=True)))
    smallest = await page.evaluate(
        """() => Math.min(...[...document.querySelectorAll("body *")].filter((one) => !one.closest(".sr") &&
           [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) &&
           one.getClientRects().length) .map((one) => parseFloat(getComputedStyle(one).fontSize)))"""
    )
    assert smallest >= 48
    assert await page.evaluate("document.documentElement.scrollHeight") <= 1080


async def test_the_next_act_stands_in_the_first_600_px(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk", operation=an_operation(drill=True)))
    box = await page.locator(".next").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 600


async def test_a_desk_sets_digits_of_one_width_in_its_own_face(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.evaluate("document.fonts.ready")
    assert await page.evaluate("document.fonts.check('16px \"Noto Sans JP Variable\"', '0123')")
    assert "tabular-nums" in await page.evaluate(
        "getComputedStyle(document.querySelector('.fig b')).fontVariantNumeric"
    )


async def test_paper_of_a_board_is_a_table_without_buttons(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.emulate_media(media="print")
    assert (
        await page.locator(".strip").first.evaluate("(one) => getComputedStyle(one).display") == "table-row"
    )
    assert await page.locator(".btn:visible").count() == 0
    await expect(page.locator(".printnote")).to_be_visible()
    assert "この紙は 9/12 土 09:14 の写しです" in await page.locator(".printnote").inner_text()


# ---- keys ----


async def test_slash_goes_to_the_search_field_and_letters_stay_letters_there(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.locator("h1").click(force=True)
    await page.keyboard.press("/")
    await expect(page.locator("#find")).to_be_focused()
    await page.keyboard.type("?/t")
    await expect(page.locator("#find")).to_have_value("?/t")
    await expect(page.locator("#keys")).not_to_be_visible()


async def test_the_list_of_keys_names_the_keys_of_this_page_and_turns_letters_off(
    page: Page, site: Site
) -> None:
    await page.goto(draw(site, "/desk"))
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    assert "ほかの操作" in await page.locator("#keys").inner_text()
    await page.click("[data-keys-switch]")
    await page.keyboard.press("/")
    await expect(page.locator("#find")).not_to_be_focused()
    await page.reload()
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).not_to_be_visible()


async def test_alt_and_a_number_go_to_the_station_even_while_typing(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    site.pages["/matching"] = "<title>④</title>"
    await page.locator("#f-name").focus()
    await page.keyboard.press("Alt+4")
    await page.wait_for_url("**/matching")


async def test_a_number_chooses_and_focus_comes_back_from_a_dialog(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.locator("h1").click(force=True)
    await page.keyboard.press("2")
    await expect(page.locator("input[value=unsure]")).to_be_checked()
    await page.click("[data-opens='#recall']")
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-opens='#recall']")).to_be_focused()


async def test_text_grows_at_once_and_stays_grown_for_the_server(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.click("a[data-view=text]")
    assert await page.evaluate("document.documentElement.dataset.text") == "l"
    assert "dvc_text=l" in await page.evaluate("document.cookie")


async def test_an_untouched_desk_asks_who_is_there_and_keeps_what_was_typed(page: Page, site: Site) -> None:
    await page.clock.install()
    await page.goto(draw(site, "/desk"))
    await page.fill("#f-name", "山本 ハル")
    await page.clock.run_for(301_000)
    await expect(page.locator("#lock")).to_be_visible()
    assert "blur" in await page.evaluate("getComputedStyle(document.querySelector('main')).filter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#lock")).to_be_visible()
    site.answers["/switch"] = (200, {"ok": True, "stays": True})
    await page.fill("#lock-code", "1234")
    await page.keyboard.press("Enter")
    await expect(page.locator("#lock")).not_to_be_visible()
    await expect(page.locator("#f-name")).to_have_value("山本 ハル")
    assert "1234" in site.posts[0][2]


# ---- forms ----


async def test_a_draft_survives_a_reload_until_the_act_is_done(page: Page, site: Site) -> None:
    await page.clock.install()
    address = draw(site, "/desk")
    await page.goto(address)
    await page.fill("#f-name", "山本 ハル")
    await page.check("input[value=bad]")
    await page.clock.run_for(1_500)
    await page.goto(address)
    await expect(page.locator("#f-name")).to_have_value("山本 ハル")
    await expect(page.locator("input[value=bad]")).to_be_checked()
    assert "前に書いた下書きを入れました" in await page.locator("[data-draft-state]").inner_text()
    site.answers["/components"] = (200, {"ok": True, "result": {}})
    await page.click("button:has-text('受付する')")
    await expect(page.locator("#toasts .toast")).to_have_count(0)
    await expect(page.locator("[aria-busy]")).to_have_count(0)
    assert await page.evaluate("localStorage.length") == 0
    await page.goto(address)
    await expect(page.locator("#f-name")).to_have_value("")


async def test_a_telephone_number_is_shown_back_as_people_write_it(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    capital, free = "03", "0120"
    for typed, shown in (
        ("０９０ー００００ー１２３４", "090-0000-1234"),
        ("+81 90 0000 1234", "090-0000-1234"),
        ("240183", "0000-24-0183"),
        ("0300001234", f"{capital}-0000-1234"),
        ("0120000123", f"{free}-000-123"),
        ("となりの家", "となりの家"),
    ):
        await page.fill("#f-phone", typed)
        await page.locator("#f-phone").blur()
        await expect(page.locator("#f-phone")).to_have_value(shown)


async def test_the_reading_fills_itself_from_the_typing_until_a_hand_changes_it(
    page: Page, site: Site
) -> None:
    await page.goto(draw(site, "/desk"))
    keyboard = await page.context.new_cdp_session(page)
    await page.locator("#f-name").focus()
    for part in ("や", "やま", "やまもと"):
        await keyboard.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
    await keyboard.send("Input.imeSetComposition", {"text": "山本", "selectionStart": 2, "selectionEnd": 2})
    await keyboard.send("Input.insertText", {"text": "山本"})
    await expect(page.locator("#f-kana")).to_have_value("ヤマモト")
    await page.fill("#f-kana", "ﾔﾏﾓﾄ はる")
    await page.locator("#f-kana").blur()
    await expect(page.locator("#f-kana")).to_have_value("ヤマモト ハル")


async def test_steppers_stay_within_their_limits(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await page.fill("#f-people", "50")
    await page.click("[data-step='1']")
    await expect(page.locator("#f-people")).to_have_value("50")
    await page.click("[data-step='-1']")
    await expect(page.locator("#f-people")).to_have_value("49")


async def test_an_error_summary_takes_focus_and_leads_into_the_field(page: Page, site: Site) -> None:
    await page.goto(draw(site, "/desk"))
    await expect(page.locator("[data-errors]")).to_be_focused()
    assert (await page.title()).startswith("直すところがあります")
    await page.click(".errors a")
    await expect(page.locator("#f-phone")).to_be_focused()
