"""The pages of access: inviting in two minutes, pairing devices, always knowing which operation one is in."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from dvc.domain.personal import Personal
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF, Staff
from dvc.web.auth import Purpose
from tests.web.access_house import PIN, AccessHouse, Browser, a_disaster, a_drill, access_house


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessHouse]:
    with access_house(tmp_path_factory.mktemp("pages"), a_disaster(), a_drill()) as made:
        yield made


@pytest.fixture
async def house(running: AccessHouse) -> AsyncIterator[AccessHouse]:
    running.seconds.at += 3_600
    running.clock.forward(hours=1)
    yield running
    for browser in running.browsers:
        await browser.http.aclose()
    running.browsers.clear()


def staff_named(house: AccessHouse, name: str) -> Staff:
    reader = house.operation().reader
    return next(one for one in reader.where(STAFF) if reader.label(one.staff_id, Personal.NAME) == name)


def link_in(html: str) -> str:
    found = re.search(r'href="[^"]*(/j/[A-Za-z0-9_-]{22,})"', html)
    assert found, html
    return found[1]


async def invite(house: AccessHouse, chief: Browser, name: str, **more: object) -> str:
    """Invite somebody on the page; the sheet's HTML."""
    await chief.get(f"{house.base}/staff")
    form = {"name": name, "roles": "reception", "section": "reception", **more}
    page = await chief.post(f"{house.base}/staff", **form)
    assert page.status_code == 200, page.text
    return page.text


async def test_a_chief_invites_somebody_and_the_qr_lets_them_in(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    sheet = await invite(house, chief, "奥田 直", roles=["reception", "orientation"], ends_on="2026-10-31")
    assert "<svg" in sheet
    assert "奥田 直 さんの招待" in sheet
    await house.accept(house.browser(), link_in(sheet))
    made = staff_named(house, "奥田 直")
    assert made.roles == (Role.RECEPTION, Role.ORIENTATION)
    assert made.ends_at is not None
    assert made.ends_at.isoformat() == "2026-10-31T15:00:00+00:00"
    table = await chief.get(f"{house.base}/staff")
    assert "奥田 直" in table.text
    assert "10/31" in table.text


async def test_pressing_the_button_twice_invites_once(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    page = await chief.get(f"{house.base}/staff")
    hidden = dict(re.findall(r'name="(staff_id|action_id)" value="([^"]+)"', page.text))
    form = {"name": "二度 押す", "roles": "reception", "section": "reception", **hidden}
    first, second = [await chief.post(f"{house.base}/staff", **form) for _ in range(2)]
    names = [
        house.operation().reader.label(one.staff_id, Personal.NAME)
        for one in house.operation().reader.where(STAFF)
    ]
    assert names.count("二度 押す") == 1
    assert (await house.browser().get(link_in(first.text))).status_code == 410
    assert (await house.browser().get(link_in(second.text))).status_code == 200


async def test_a_new_link_makes_the_old_pin_and_the_old_sessions_worthless(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    staff_id, phone = await house.join(Role.INTAKE)
    await chief.get(f"{house.base}/staff")
    sheet = await chief.post(f"{house.base}/staff/{staff_id}/link")
    new = house.browser()
    await house.accept(new, link_in(sheet.text), pin="7391")
    assert (await phone.act(f"{house.base}/here")).status_code == 401
    assert (await phone.act(f"{house.base}/switch", code=PIN)).status_code == 401
    assert (await phone.act(f"{house.base}/switch", code="7391")).status_code == 200


async def test_nobody_but_a_head_can_become_the_head_by_a_link_or_tag(house: AccessHouse) -> None:
    head_id, head = await house.join(Role.CENTER_HEAD)
    _, chief = await house.join(Role.SECTION_CHIEF)
    await chief.get(f"{house.base}/staff")
    for act in ("link", "tag", "end", "roles"):
        answer = await chief.act(f"{house.base}/staff/{head_id}/{act}", roles="observer", section="observer")
        assert (answer.status_code, answer.json()["code"]) == (403, "staff.head_only_by_head"), act
    await head.get(f"{house.base}/staff")
    assert (await head.post(f"{house.base}/staff/{head_id}/tag")).status_code == 200


async def test_a_tag_is_a_random_token_without_anything_personal(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    staff_id, _ = await house.join(Role.RECEPTION, name="名札 太郎")
    await chief.get(f"{house.base}/staff")
    sheet = await chief.post(f"{house.base}/staff/{staff_id}/tag")
    drawn = sheet.text.partition("<svg xmlns")[2].partition("</svg>")[0]
    assert drawn
    assert staff_id not in drawn
    assert "名札" not in drawn
    tags = house.operation().credentials.listing(Purpose.STAFF_TAG)
    assert [dict(tag.body) for tag in tags if tag.subject == staff_id] == [{}]


async def test_ending_somebody_on_the_page_ends_all_they_hold(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    staff_id, phone = await house.join(Role.INTAKE)
    await chief.get(f"{house.base}/staff")
    assert (await chief.post(f"{house.base}/staff/{staff_id}/end")).status_code == 200
    assert (await phone.act(f"{house.base}/here")).status_code == 401
    assert (await phone.act(f"{house.base}/switch", code=PIN)).status_code == 401


async def test_somebody_whose_days_begin_later_cannot_come_in_before(house: AccessHouse) -> None:
    begins = house.clock.now() + timedelta(days=1)
    staff_id, link = house.invite(Role.RECEPTION, begins_at=begins)
    phone = house.browser()
    await house.accept(phone, link)
    assert (await phone.act(f"{house.base}/switch", who=staff_id, pin=PIN)).status_code == 401
    house.clock.at = begins
    assert (await phone.act(f"{house.base}/switch", who=staff_id, pin=PIN)).status_code == 200


async def test_a_pairing_link_makes_a_desk_once_and_for_ten_minutes(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    await chief.get(f"{house.base}/devices")
    sheet = await chief.post(f"{house.base}/devices", kind="desk", section="reception", number="2")
    link = link_in(sheet.text)
    desk, late = house.browser(), house.browser()
    page = await desk.get(link)
    assert "ボランティア受付 2" in page.text
    await late.get(link)
    assert (await desk.post(f"{house.base}/pair")).status_code == 200
    assert (await late.post(f"{house.base}/pair")).status_code == 410
    other = link_in((await chief.post(f"{house.base}/devices", kind="wall")).text)
    house.clock.forward(minutes=11)
    assert (await house.browser().get(other)).status_code == 410


async def test_the_desk_writes_its_station_into_the_log_and_no_name(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.INTAKE)
    desk = await house.desk(section="intake", number=3)
    await desk.act(f"{house.base}/switch", who=staff_id, pin=PIN)
    need = {"channel": "phone", "name": "川上", "address": "緑瀬市大橋2", "request_text": "泥"}
    made = (await desk.give(house.rows[0].operation_id, "ReceiveNeed", **need)).json()["result"]
    events = house.operation().reader.events_of_stream("need", made["need_id"])
    assert {event.meta.station for event in events} == {"intake-3"}
    assert {event.meta.actor for event in events} == {staff_id}


async def test_a_lost_device_is_ended_from_the_list(house: AccessHouse) -> None:
    _, chief = await house.join(Role.SECTION_CHIEF)
    staff_id, phone = await house.join(Role.INTAKE)
    devices = house.operation().credentials.listing(Purpose.DEVICE)
    mine = next(one for one in devices if one.body.get("staff") == staff_id)
    await chief.get(f"{house.base}/devices")
    assert (await chief.post(f"{house.base}/devices/{mine.handle}/end")).status_code == 200
    assert (await phone.act(f"{house.base}/here")).status_code == 401
    answer = await phone.act(f"{house.base}/switch", code=PIN)
    assert answer.json()["code"] == "access.no_device"


async def test_who_works_in_two_operations_always_sees_which_one(house: AccessHouse) -> None:
    real, drill = house.operation(0), house.operation(1)
    _, browser = await house.join(Role.CENTER_HEAD)
    _, link = house.invite(Role.CENTER_HEAD, operation=drill)
    await house.accept(browser, link)
    home = (await browser.get("/")).text
    for operation, word in ((real, "本番"), (drill, "訓練")):
        assert operation.name in home
        assert f'op-{operation.mode}"><b>{word}</b>' in home
    for operation, mode in ((real, "disaster"), (drill, "drill")):
        page = (await browser.get(f"/o/{operation.operation_id}/staff")).text
        assert f'data-mode="{mode}"' in page
        assert f'class="op op-{mode}"' in page
    account = house.house.registry.membership(real.operation_id, staff_of(browser, house, 0))
    assert account is not None
    assert len(house.house.registry.memberships(account.account_id)) == 2


def staff_of(browser: Browser, house: AccessHouse, number: int) -> str:
    """Whose session a browser carries."""
    operation = house.operation(number)
    found = operation.credentials.find(Purpose.SESSION, browser.cookies[f"dvc-s-{operation.operation_id}"])
    assert found is not None
    return found.subject


async def test_a_cookie_of_the_drill_opens_nothing_in_the_real_operation(house: AccessHouse) -> None:
    drill = house.operation(1)
    staff_id, link = house.invite(Role.CENTER_HEAD, operation=drill)
    browser = house.browser()
    await house.accept(browser, link)
    crossed = house.browser()
    for name, value in browser.cookies.items():
        real_name = name.replace(drill.operation_id, house.rows[0].operation_id)
        crossed.http.cookies.set(real_name, value, domain="127.0.0.1")
    assert (await crossed.act(f"{house.base}/here")).status_code == 401
    assert (await crossed.act(f"{house.base}/switch", who=staff_id, pin=PIN)).json()[
        "code"
    ] == "access.no_device"


async def test_at_a_shared_desk_two_peoples_accounts_are_never_joined(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.RECEPTION)
    desk = await house.desk()
    await desk.act(f"{house.base}/switch", who=staff_id, pin=PIN)
    drill = house.operation(1)
    other, link = house.invite(Role.RECEPTION, name="別の人", operation=drill)
    await house.accept(desk, link)
    mine = house.house.registry.membership(house.rows[0].operation_id, staff_id)
    theirs = house.house.registry.membership(drill.operation_id, other)
    assert mine is not None
    assert theirs is not None
    assert mine.account_id != theirs.account_id


@pytest.mark.parametrize(
    ("asked", "heading"), [("ja", "だれですか"), ("en", "Who is there?"), ("ja_easy", "だれですか")]
)
async def test_the_language_is_the_readers_choice_and_then_the_browsers(
    house: AccessHouse, asked: str, heading: str
) -> None:
    browser = house.browser(locale="en-GB,en;q=0.9")
    assert "Who is there?" in (await browser.get(f"{house.base}/who")).text
    await browser.get(f"/view?lang={asked}&back={house.base}/who")
    assert heading in (await browser.get(f"{house.base}/who")).text
    assert "だれですか" in (await browser.get(f"{house.base}/who?lang=ja")).text


async def test_choosing_a_view_leads_nowhere_else(house: AccessHouse) -> None:
    browser = house.browser()
    browser.http.follow_redirects = False
    for elsewhere in ("https://evil.example", "//evil.example/x"):
        answer = await browser.http.get("/view", params={"lang": "en", "back": elsewhere})
        assert answer.headers["location"] == "/"


async def test_changing_ones_pin_asks_for_the_old_one_and_ends_other_devices(house: AccessHouse) -> None:
    staff_id, phone = await house.join(Role.RECEPTION)
    desk = await house.desk()
    await desk.act(f"{house.base}/switch", who=staff_id, pin=PIN)
    form = {"pin": "7391", "pin_again": "7391"}
    assert (await phone.act(f"{house.base}/pin", old_pin="0001", **form)).status_code == 401
    assert (
        await phone.act(f"{house.base}/pin", old_pin=PIN, pin="1111", pin_again="1111")
    ).status_code == 422
    assert (await phone.act(f"{house.base}/pin", old_pin=PIN, **form)).status_code == 200
    assert (await phone.act(f"{house.base}/here")).status_code == 204
    assert (await desk.act(f"{house.base}/here")).status_code == 401
    assert (await desk.act(f"{house.base}/switch", who=staff_id, pin="7391")).status_code == 200
