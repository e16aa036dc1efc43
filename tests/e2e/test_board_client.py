"""The live client against a board that says exactly what the test wants: contracts.md section 4 from the
browser's side.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.ui_server import NOW, Peer, Site, a_board_frame, a_need, a_site, an_environment, delta

pytestmark = pytest.mark.browser

BOARD = """{% extends "base.html" %}{% import "_ui.html" as ui with context %}
{% block main %}
<p><b data-count="need" data-where="status=posted">0</b> <b data-count="need" data-of="sum people"
id="people">0</b></p> <span hidden data-announce="need" data-where="is_crisis" data-say="fresh_new"></span>
<p data-item="day:today" id="day"><span data-text="status"></span></p> {% call ui.live_list("need",
"posted", where="status=posted", sort="rank,code", edge="need status", cls="g3", limit=5) %} {{
ui.live_rank("rank") }}<div>{{ ui.live_code("code") }} <span class="who" data-label="name"
data-else="-"></span> {{ ui.live_seats("taken", "proposed", "people", "least") }}<span class="sub"
data-text="since|clock"></span><span class="sub" data-changed></span></div> <div>{{ ui.live_chip("need",
"status") }}<a class="btn sm" data-attr="href=/o/op_1/needs/{id}; aria-label=open {code}">open</a><span
data-show="is_crisis">crisis</span></div> {% endcall %} {% call ui.live_table("team", "teams", [("team",
""), ("people", "n")], sort="code") %}<td data-text="code"></td><td class="n"
data-text="people|count"></td>{% endcall %} <button class="btn" type="button"
id="elsewhere">elsewhere</button> {% endblock %}"""


@pytest_asyncio.fixture(loop_scope="session")
async def site() -> AsyncIterator[Site]:
    async with a_site() as opened:
        opened.answers["/api/v1/operations/op_1/labels"] = (200, {})
        yield opened


async def open_board(page: Page, site: Site, *items: dict[str, Any], seq: int = 10) -> Peer:
    """Open the page and answer its first connection with a snapshot."""
    site.pages["/board"] = an_environment().from_string(BOARD).render(frame=a_board_frame())
    await page.goto(f"{site.base}/board")
    peer = await site.peer()
    assert peer.since is None
    await peer.hello(seq)
    await peer.snapshot(seq, *items)
    await expect(page.locator(".strip")).to_have_count(len([one for one in items if shown(one)]))
    return peer


def shown(item: dict[str, Any]) -> bool:
    return bool(item["kind"] == "need" and item["status"] == "posted")


async def codes(page: Page) -> list[str]:
    return await page.locator("[data-list=need] > li:not(.gone) .code [aria-hidden]").all_inner_texts()


async def test_a_snapshot_fills_lists_figures_and_single_items(page: Page, site: Site) -> None:
    day = {"kind": "day", "id": "today", "status": "open"}
    team = {"kind": "team", "id": "t1", "code": "T-27", "people": 1204}
    await open_board(page, site, a_need(2), a_need(1, rank="A"), a_need(3, status="ready"), day, team)
    assert await codes(page) == ["N-0912-001-4", "N-0912-002-4"]
    first = page.locator(".strip").first
    await expect(first).to_have_attribute("data-id", "need_1")
    await expect(first.locator(".chip")).to_have_text("本日掲示")
    assert "st-ready" in (await first.get_attribute("class") or "")
    await expect(first.locator(".seats")).to_have_attribute("aria-label", "2人決定、提案1人、最大5人")
    assert await first.locator(".seats i").count() == 5
    await expect(first.locator("a")).to_have_attribute("href", "/o/op_1/needs/need_1")
    await expect(first.locator(".rank")).to_have_text("A優先度A")
    await expect(first.locator("[data-text]")).to_have_text("09:14")
    await expect(page.locator("[data-show]").first).not_to_be_visible()
    await expect(page.locator("[data-where='status=posted'] >> nth=0")).to_have_text("2")
    await expect(page.locator("#people")).to_have_text("15")
    await expect(page.locator("#day")).to_have_text("open")
    await expect(page.locator("tbody tr")).to_have_text("T-27\n1,204", use_inner_text=True)
    await expect(page.locator("[data-conn]")).to_have_text("つながっています")


async def test_a_delta_changes_one_strip_washes_it_and_keeps_the_others(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1), a_need(2))
    await page.evaluate("window.kept = document.querySelectorAll('.strip')")
    await peer.say(delta(10, a_need(2, taken=4)))
    await expect(page.locator("[data-id=need_2] .seats i.t")).to_have_count(4)
    await expect(page.locator("[data-id=need_2]")).to_have_class("strip g3 st-ready just")
    await expect(page.locator("[data-id=need_2] [data-changed]")).to_have_text("09:14 に変わりました")
    await expect(page.locator("[data-id=need_1]")).not_to_have_class("just")
    assert await page.evaluate(
        "[...document.querySelectorAll('.strip')].every((one, at) => one === window.kept[at])"
    )


async def test_ones_own_act_is_not_washed(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.say(delta(10, a_need(1, taken=3), actor="staff_me"))
    await expect(page.locator("[data-id=need_1] .seats i.t")).to_have_count(3)
    assert "just" not in (await page.locator("[data-id=need_1]").get_attribute("class") or "")


async def test_a_frame_of_several_messages_is_read_in_order(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.say(delta(10, a_need(2)), delta(11, a_need(3)), delta(12, a_need(2, taken=5)))
    await expect(page.locator(".strip")).to_have_count(3)
    await expect(page.locator("[data-id=need_2] .seats i.t")).to_have_count(5)


async def test_a_gap_is_never_papered_over_but_asked_for(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.say(delta(10, a_need(2)))
    await expect(page.locator(".strip")).to_have_count(2)
    await peer.say(delta(15, a_need(4)), delta(16, a_need(5)))
    again = await site.peer()
    assert (again.since, again.epoch) == ("11", "e1")
    assert await page.locator(".strip").count() == 2
    await again.hello(17)
    await again.say(delta(11, a_need(3)), {**delta(12, a_need(4)), "seq": 16}, delta(16, a_need(5)))
    await expect(page.locator(".strip")).to_have_count(5)
    await again.say(delta(17, a_need(1, taken=5)))
    await expect(page.locator("[data-id=need_1] .seats i.t")).to_have_count(5)


async def test_after_three_gaps_in_a_row_a_fresh_snapshot_is_asked_for(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    for since in ("10", "10", None):
        await peer.say(delta(99, a_need(2)))
        peer = await site.peer()
        assert peer.since == since
        await peer.hello(20)
    await peer.snapshot(20, a_need(1), a_need(2))
    await expect(page.locator(".strip")).to_have_count(2)


async def test_a_heartbeat_never_moves_the_clients_own_seq(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.say({"type": "heartbeat", "seq": 50})
    await peer.say(delta(10, a_need(2)))
    await expect(page.locator(".strip")).to_have_count(2)


async def test_a_new_epoch_starts_from_a_snapshot(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1), a_need(2))
    await peer.close(1012)
    again = await site.peer()
    assert again.since == "10"
    await again.hello(3, epoch="e2")
    await again.snapshot(3, a_need(1))
    await expect(page.locator("[data-list=need] > li:not(.gone)")).to_have_count(1)
    await again.close(1012)
    third = await site.peer()
    assert (third.since, third.epoch) == ("3", "e2")


async def test_bye_and_a_restart_lead_back_to_the_same_place(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.say({"type": "bye", "reason": "restarting"})
    await peer.close(1012)
    await expect(page.locator("[data-conn]")).to_have_text("つながっていません")
    again = await site.peer()
    assert again.since == "10"
    await again.hello(11)
    await again.say(delta(10, a_need(2)))
    await expect(page.locator(".strip")).to_have_count(2)
    await expect(page.locator("[data-conn]")).to_have_text("つながっています")


async def test_a_reader_that_was_too_slow_comes_back_at_once(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.close(4408)
    assert (await site.peer()).since == "10"


async def test_who_is_not_allowed_is_told_and_does_not_knock_again(page: Page, site: Site) -> None:
    await page.clock.install()
    peer = await open_board(page, site, a_need(1))
    await peer.close(4403)
    await expect(page.locator("#bands")).to_contain_text("いまの役割では見られません")
    await page.clock.run_for(60_000)
    assert site.peers.empty()


async def test_who_is_signed_out_is_asked_over_the_page_and_goes_on_from_there(
    page: Page, site: Site
) -> None:
    peer = await open_board(page, site, a_need(1))
    await peer.close(4401)
    await expect(page.locator("#lock")).to_be_visible()
    site.answers["/switch"] = (200, {"ok": True, "stays": True, "csrf": "token-2"})
    await page.fill("#lock-code", "tag")
    await page.keyboard.press("Enter")
    again = await site.peer()
    assert again.since == "10"
    await expect(page.locator("#lock")).not_to_be_visible()
    assert await page.locator("meta[name=csrf]").get_attribute("content") == "token-2"


async def test_removed_items_are_struck_through_and_fold_after_a_while(page: Page, site: Site) -> None:
    await page.clock.install()
    peer = await open_board(page, site, a_need(1), a_need(2), a_need(3))
    await peer.say(delta(10, a_need(2, status="in_activity"), remove=[{"kind": "need", "id": "need_3"}]))
    await expect(page.locator(".strip.gone")).to_have_count(2)
    await expect(page.locator("[data-id=need_2] .chip")).to_have_text("活動中")
    await expect(page.locator("[data-where='status=posted'] >> nth=0")).to_have_text("1")
    await page.clock.run_for(9_000)
    await expect(page.locator(".strip")).to_have_count(1)


async def test_nothing_moves_under_a_focused_strip_until_it_is_asked_for(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(2), a_need(3))
    await page.locator("[data-id=need_3]").focus()
    top = await page.locator("[data-id=need_3]").bounding_box()
    await peer.say(delta(10, a_need(1, rank="A")), delta(11, a_need(3, taken=5)))
    await expect(page.locator("[data-id=need_3] .seats i.t")).to_have_count(5)
    assert await codes(page) == ["N-0912-002-4", "N-0912-003-4"]
    bar = page.locator("[data-reorder]").first
    await expect(bar).to_contain_text("新しく 1件")
    await expect(page.locator("[data-id=need_3]")).to_be_focused()
    assert top is not None
    await bar.locator("button").click()
    assert await codes(page) == ["N-0912-001-4", "N-0912-002-4", "N-0912-003-4"]
    await expect(bar).not_to_be_visible()


async def test_an_order_that_changed_waits_too_and_comes_by_itself_when_the_hands_are_gone(
    page: Page, site: Site
) -> None:
    peer = await open_board(page, site, a_need(1), a_need(2))
    await page.locator("[data-id=need_1]").focus()
    await peer.say(delta(10, a_need(2, rank="A")))
    await expect(page.locator("[data-reorder]").first).to_contain_text("順番が変わりました")
    assert await codes(page) == ["N-0912-001-4", "N-0912-002-4"]
    await page.locator("#elsewhere").focus()
    await expect(page.locator("[data-reorder]").first).not_to_be_visible()
    assert await codes(page) == ["N-0912-002-4", "N-0912-001-4"]


async def test_a_strip_under_the_mouse_stays(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1), a_need(2))
    await page.locator("[data-id=need_2]").hover()
    await page.wait_for_timeout(200)
    await peer.say(delta(10, a_need(2, rank="A")))
    await expect(page.locator("[data-reorder]").first).to_be_visible()
    assert await codes(page) == ["N-0912-001-4", "N-0912-002-4"]


async def test_ones_own_act_moves_at_once_and_keeps_the_focus(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1), a_need(2))
    await page.locator("[data-id=need_1] a").focus()
    await peer.say(delta(10, a_need(2, rank="A"), actor="staff_me"))
    await expect(page.locator(".strip").first).to_have_attribute("data-id", "need_2")
    await expect(page.locator("[data-id=need_1] a")).to_be_focused()


async def test_a_long_list_is_cut_and_says_how_many_are_below(page: Page, site: Site) -> None:
    peer = await open_board(page, site, *(a_need(number) for number in range(1, 6)))
    await peer.say(delta(10, *(a_need(number) for number in range(6, 9))))
    await expect(page.locator("[data-more]").first).to_have_text("下に 3件")
    await expect(page.locator(".strip")).to_have_count(5)
    assert await page.locator(".gone").count() == 0


async def test_an_empty_list_says_so(page: Page, site: Site) -> None:
    await open_board(page, site)
    await expect(page.locator("[data-empty]").first).to_have_text("いまはありません。")


async def test_a_stale_board_says_from_when_it_is_and_comes_back_green(page: Page, site: Site) -> None:
    await page.clock.install(time=NOW)
    peer = await open_board(page, site, a_need(1))
    await page.clock.run_for(21_000)
    await expect(page.locator("[data-conn]")).to_have_text("つながりを確かめています")
    await page.clock.run_for(10_000)
    await expect(page.locator("[data-conn]")).to_have_text("09:14 の情報です")
    await expect(page.locator("#bands")).to_have_text("09:14 の情報です。いまと違うかもしれません。")
    await peer.say({"type": "heartbeat", "seq": 10})
    await page.clock.run_for(1_000)
    await expect(page.locator("[data-conn]")).to_have_text("つながっています")
    await expect(page.locator("#bands .ok")).to_have_text("つながりました。")
    await page.clock.run_for(4_000)
    await expect(page.locator("#bands")).to_be_empty()


async def test_a_line_that_is_dead_without_a_word_is_given_up_and_opened_anew(page: Page, site: Site) -> None:
    await page.clock.install(time=NOW)
    await open_board(page, site, a_need(1))
    await page.clock.run_for(50_000)
    again = await site.peer()
    assert again.since == "10"


async def test_a_crisis_is_announced_once_and_politely(page: Page, site: Site) -> None:
    peer = await open_board(page, site, a_need(1, is_crisis=True))
    assert await page.locator("#says").inner_text() == ""
    await peer.say(delta(10, a_need(2, is_crisis=True)), delta(11, a_need(1, is_crisis=True, taken=3)))
    await expect(page.locator("#says")).to_have_text("新しく 1件")


async def test_names_are_asked_for_once_a_screenful_and_again_when_they_moved(page: Page, site: Site) -> None:
    site.answers["/api/v1/operations/op_1/labels"] = (
        200,
        {"need_1": {"name": "<b>山本</b>"}, "need_2": {"name": "佐藤"}},
    )
    peer = await open_board(page, site, a_need(1), a_need(2), a_need(3), a_need(4, status="ready"))
    await expect(page.locator("[data-id=need_1] .who")).to_have_text("<b>山本</b>")
    await expect(page.locator("[data-id=need_3] .who")).to_have_text("-")
    assert [sorted(json.loads(body)["ids"]) for _, _, body in site.posts] == [["need_1", "need_2", "need_3"]]
    assert site.posts[0][1]["x-csrf-token"] == "token-of-the-test"
    await peer.say(delta(10, a_need(1, taken=3)))
    await expect(page.locator("[data-id=need_1] .seats i.t")).to_have_count(3)
    site.answers["/api/v1/operations/op_1/labels"] = (200, {"need_2": {"name": "佐藤 実"}})
    await peer.say(delta(11, a_need(2, label_rev=2)))
    await expect(page.locator("[data-id=need_2] .who")).to_have_text("佐藤 実")
    assert [json.loads(body)["ids"] for _, _, body in site.posts[1:]] == [["need_2"]]


async def test_strips_of_the_server_give_way_without_losing_the_focus(page: Page, site: Site) -> None:
    source = BOARD.replace("limit=5)", "limit=5, rows=rows)")
    rows = "".join(f'<li class="strip" data-id="need_{n}" tabindex="0">of the server</li>' for n in (1, 2))
    template = an_environment().from_string("{% set rows = given %}" + source)
    site.pages["/board"] = template.render(frame=a_board_frame(), given=Safe(rows))
    await page.goto(f"{site.base}/board")
    peer = await site.peer()
    await expect(page.locator(".strip")).to_have_count(2)
    await page.locator("[data-id=need_2]").focus()
    await peer.hello(10)
    await peer.snapshot(10, a_need(1), a_need(2))
    await expect(page.locator("[data-id=need_2] .chip")).to_have_text("本日掲示")
    await expect(page.locator("[data-id=need_2]")).to_be_focused()
    await expect(page.locator(".strip")).to_have_count(2)


class Safe(str):
    """Markup of the test itself."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


async def test_page_scripts_hear_of_each_item(page: Page, site: Site) -> None:
    site.pages["/board"] = an_environment().from_string(BOARD).render(frame=a_board_frame())
    await page.add_init_script(
        "window.heard = []; addEventListener('board:item', (event) => heard.push([event.detail.id,"
        " event.detail.before?.taken ?? null, event.detail.item?.taken ?? null,"
        " event.detail.event?.type ?? null]), true)"
    )
    peer = await open_board(page, site, a_need(1))
    await peer.say(delta(10, a_need(1, taken=4)), delta(11, remove=[{"kind": "need", "id": "need_1"}]))
    await expect(page.locator(".gone")).to_have_count(1)
    assert await page.evaluate("heard") == [
        ["need_1", 2, 4, "need.posted"],
        ["need_1", 4, None, "need.posted"],
    ]


async def test_a_cut_line_ends_in_the_same_page_as_a_fresh_one(page: Page, site: Site) -> None:
    peer = await open_board(page, site, *(a_need(number) for number in range(1, 5)))
    await peer.socket.close(1011)
    again = await site.peer()
    await again.hello(40)
    missed = [delta(10 + at, a_need(1 + at % 4, taken=at % 6, rank="ABCD"[at % 3])) for at in range(30)]
    await again.say(*missed)
    state = {item["id"]: item for one in missed for item in one["upsert"]}
    await expect(page.locator("[data-id=need_2] .seats i.t")).to_have_count(state["need_2"]["taken"])
    fresh = await page.context.new_page()
    await fresh.goto(f"{site.base}/board")
    other = await site.peer()
    await other.hello(40)
    await other.snapshot(40, *state.values())
    await expect(fresh.locator(".strip")).to_have_count(4)
    before, after = await _both(page, fresh)
    assert after == before
    assert len(before) == 4
    assert all("N-0912-00" in card for card in before)


async def _both(page: Page, fresh: Page) -> tuple[list[str], list[str]]:
    """Cards of two pages, once both have drawn what they were told; as they are when they never agree."""
    before: list[str] = []
    after: list[str] = []
    for _ in range(50):
        before = await page.locator("[data-list=need]").evaluate(CARDS)
        after = await fresh.locator("[data-list=need]").evaluate(CARDS)
        if before == after:
            break
        await page.wait_for_timeout(100)
    return before, after


CARDS = """(list) => [...list.querySelectorAll(":scope > li")].map((strip) => {
  const card = strip.cloneNode(true);
  card.classList.remove("just");
  card.querySelectorAll("[data-changed]").forEach((one) => { one.textContent = ""; });
  return card.outerHTML;
})"""
