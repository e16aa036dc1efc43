"""Acts in the browser: one press is one act, a line that fails is no loss, a refusal stands beside its
button, undo is at hand.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from urllib.parse import parse_qs

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.ui_server import Site, a_frame, a_site, an_environment

pytestmark = pytest.mark.browser

TAKE_SEAT = "/api/v1/operations/op_1/commands/TakeSeat"
TAKE_BACK = "/api/v1/operations/op_1/commands/TakeBack"
OK = {"ok": True, "action_id": "act-1", "result": {"team": "T-26"}, "undo": "act-1"}
PAGE = """{% extends "base.html" %}{% import "_ui.html" as ui with context %}
{% block main %}
<ul class="list">
{% for number in (1, 2) %}{% call ui.strip("need_" ~ number) %}<span>need {{ number }}</span>
{% call ui.command_form("TakeSeat", fields={"need": number}, done="{team}", action_id="act-of-server-" ~
number) %} {{ ui.field("person", "person", id="person-" ~ number) }} {{ ui.button("take", kind="primary",
attrs={"name": "way", "value": "hand"}) }} {% endcall %}{% endcall %}{% endfor %} </ul> {% call
ui.command_form("TakeSeat", next="/next", stays=false, cls="goes") %}{{ ui.button("go on") }}{% endcall %}
{% call ui.command_form("TakeSeat", cls="asks", attrs={"data-confirm": "sure"}) %}{{ ui.button("rare") }}{%
endcall %} {% endblock %}"""


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with a_site() as opened:
        html = an_environment().from_string(PAGE).render(frame=a_frame())
        opened.pages |= {"/acts": html, "/next": "<title>next</title>", "/components": html}
        opened.answers[TAKE_SEAT] = (200, OK)
        yield opened


def keys_of(site: Site) -> list[str]:
    return [headers["idempotency-key"] for _, headers, _ in site.posts]


async def test_a_double_click_and_an_impatient_enter_are_one_act(page: Page, site: Site) -> None:
    site.hold = asyncio.Event()
    await page.goto(f"{site.base}/acts")
    button = page.locator("[data-id=need_1] .primary")
    await button.dblclick()
    await page.locator("#person-1").press("Enter")
    await expect(button).to_have_attribute("aria-busy", "true")
    site.hold.set()
    await expect(page.locator("#toasts")).to_contain_text("T-26")
    assert len(site.posts) == 1


async def test_an_act_carries_token_key_button_and_the_servers_own_id(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#toasts")).to_contain_text("T-26")
    path, headers, body = site.posts[0]
    assert path == TAKE_SEAT
    assert headers["idempotency-key"] == "act-of-server-1"
    assert headers["x-csrf-token"] == "token-of-the-test"
    assert "text/html" not in headers["accept"]
    sent = parse_qs(body)
    assert sent["need"] == ["1"]
    assert sent["way"] == ["hand"]


async def test_after_an_act_the_focus_stands_on_the_next_strip(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("[data-id=need_2]")).to_be_focused()


async def test_a_second_act_of_the_same_form_has_a_key_of_its_own(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/acts")
    for _ in range(2):
        await page.locator("[data-id=need_1] .primary").click()
        await expect(page.locator("[data-id=need_2]")).to_be_focused()
    first, second = keys_of(site)
    assert first != second


async def test_what_could_not_be_sent_is_sent_again_under_the_same_key(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/acts")
    await page.route(f"**{TAKE_SEAT}", lambda route: route.abort())
    await page.fill("#person-1", "0345")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.get_by_role("alert").filter(has_text="送れませんでした")).to_be_visible()
    await expect(page.locator("#person-1")).to_have_value("0345")
    await page.unroute(f"**{TAKE_SEAT}")
    site.answers[TAKE_SEAT] = (500, {"title": "こちらの不具合です。", "code": "refusal.fault"})
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.get_by_role("alert").filter(has_text="不具合")).to_be_visible()
    site.answers[TAKE_SEAT] = (200, OK)
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#toasts")).to_contain_text("T-26")
    assert len(site.posts) == 2
    assert len(set(keys_of(site))) == 1


async def test_another_content_is_another_act(page: Page, site: Site) -> None:
    site.answers[TAKE_SEAT] = (500, {"title": "fault", "code": "refusal.fault"})
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_2] .primary").click()
    await expect(page.locator(".beside")).to_be_visible()
    await page.fill("#person-2", "0346")
    await page.locator("[data-id=need_2] .primary").click()
    await expect(page.locator("[data-id=need_2] [aria-busy]")).to_have_count(0)
    assert len(set(keys_of(site))) == 2


async def test_a_refusal_stands_beside_the_button_and_is_read_out(page: Page, site: Site) -> None:
    words = "先に決まりました。09:41に西田さんが入れました。"
    site.answers[TAKE_SEAT] = (409, {"title": words, "code": "matching.seat_taken"})
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    said = page.locator("[data-id=need_1]").get_by_role("alert")
    await expect(said).to_contain_text(words)
    await expect(said).to_contain_text("matching.seat_taken")
    site.answers[TAKE_SEAT] = (200, OK)
    await page.locator("[data-id=need_1] .primary").click()
    await expect(said).to_have_count(0)


async def test_a_field_that_must_be_mended_says_so_and_the_summary_takes_the_focus(
    page: Page, site: Site
) -> None:
    errors = [
        {"field": "person", "code": "shape.missing", "message": "番号を入れてください。"},
        {"field": "elsewhere", "code": "shape.missing", "message": "場所を入れてください。"},
    ]
    site.answers[TAKE_SEAT] = (
        422,
        {"title": "直すところがあります。", "code": "refusal.shape", "errors": errors},
    )
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#person-1")).to_have_attribute("aria-invalid", "true")
    await expect(page.locator("#person-1")).to_have_attribute("aria-describedby", "person-1-e")
    await expect(page.locator("#person-1-e")).to_contain_text("番号を入れてください。")
    await expect(page.locator(".errors")).to_be_focused()
    await expect(page.get_by_role("alert").filter(has_text="場所を入れてください。")).to_be_visible()
    site.answers[TAKE_SEAT] = (200, OK)
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#toasts")).to_contain_text("T-26")
    await expect(page.locator("[aria-invalid]")).to_have_count(0)


async def test_z_takes_the_last_act_back_once(page: Page, site: Site) -> None:
    site.answers[TAKE_BACK] = (409, {"title": "T-26はもう出発しました。", "code": "take_back.world_moved_on"})
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#toasts")).to_contain_text("元に戻す")
    await expect(page.locator("[data-id=need_2]")).to_be_focused()
    await page.keyboard.press("z")
    await expect(page.locator("#toasts")).to_have_text("T-26はもう出発しました。")
    await page.keyboard.press("z")
    path, headers, body = site.posts[-1]
    assert path == TAKE_BACK
    assert json.loads(body) == {"of": "act-1"}
    assert headers["idempotency-key"]
    assert len(site.posts) == 2


async def test_undo_is_offered_for_thirty_seconds(page: Page, site: Site) -> None:
    await page.clock.install()
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await expect(page.locator("#toasts")).to_contain_text("元に戻す")
    await page.clock.run_for(5_000)
    await expect(page.locator("#toasts")).to_contain_text("あと 25秒")
    await page.clock.run_for(26_000)
    await expect(page.locator("#toasts")).to_be_empty()


async def test_an_act_that_leads_on_goes_to_its_next_page(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/acts")
    await page.click(".goes button")
    await page.wait_for_url("**/next")


async def test_what_is_rare_asks_once_more_in_the_button(page: Page, site: Site) -> None:
    await page.clock.install()
    await page.goto(f"{site.base}/acts")
    button = page.locator(".asks button")
    await button.click()
    await expect(button).to_have_text("sure")
    await page.clock.run_for(6_000)
    await expect(button).to_have_text("rare")
    assert site.posts == []
    await button.click()
    await button.click()
    await expect(page.locator("#toasts")).to_contain_text("できました")
    assert len(site.posts) == 1


async def test_a_slow_server_is_said_without_hiding_the_form(page: Page, site: Site) -> None:
    await page.clock.install()
    site.hold = asyncio.Event()
    await page.goto(f"{site.base}/acts")
    await page.locator("[data-id=need_1] .primary").click()
    await page.clock.run_for(5_100)
    await expect(page.locator(".beside")).to_contain_text("時間がかかっています。入力は残っています。")
    site.hold.set()
    await expect(page.locator("#toasts")).to_contain_text("T-26")
    await expect(page.locator(".beside")).to_have_count(0)


async def test_without_script_the_same_form_posts_by_itself(chromium: Browser, site: Site) -> None:
    context = await chromium.new_context(java_script_enabled=False)
    plain = await context.new_page()
    await plain.goto(f"{site.base}/acts")
    await plain.fill("#person-1", "0345")
    await plain.click("[data-id=need_1] .primary")
    path, _, body = site.posts[0]
    sent = parse_qs(body)
    assert path == TAKE_SEAT
    assert sent["action_id"] == ["act-of-server-1"]
    assert sent["csrf"] == ["token-of-the-test"]
    assert sent["next"] == ["/components?x=1"]
    await context.close()
