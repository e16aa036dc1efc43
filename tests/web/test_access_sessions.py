"""Coming in, sitting down, leaving: secrets change with the person, what ended opens nothing (I1-I6, J8)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest

from dvc.commands.staff import ChangeStaffRoles, EndStaff
from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.web.auth import Purpose
from tests.web.access_house import PIN, AccessHouse, a_disaster, access_house


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessHouse]:
    with access_house(tmp_path_factory.mktemp("access"), a_disaster()) as made:
        yield made


@pytest.fixture
async def house(running: AccessHouse) -> AsyncIterator[AccessHouse]:
    running.seconds.at += 3_600  # limits of the test before are over
    running.clock.forward(hours=1)
    yield running
    for browser in running.browsers:
        await browser.http.aclose()
    running.browsers.clear()


def session_cookie(house: AccessHouse) -> str:
    return f"dvc-s-{house.rows[0].operation_id}"


async def test_an_invited_person_chooses_a_pin_and_is_in(house: AccessHouse) -> None:
    staff_id, link = house.invite(Role.INTAKE, name="岡田 千尋")
    browser = house.browser()
    page = await browser.get(link)
    assert page.url.path == f"{house.base}/join"
    assert "岡田 千尋" in page.text
    weak = await browser.post(f"{house.base}/join", pin="1234", pin_again="1234")
    assert weak.status_code == 422
    await house.accept(browser, link)
    answer = await browser.give(
        house.rows[0].operation_id,
        "ReceiveNeed",
        channel="phone",
        name="山本 ハル",
        address="緑瀬市三条2",
        request_text="泥出し",
    )
    assert answer.status_code == 200, answer.text
    assert ("log_in", staff_id) in [(act, actor) for act, actor, _ in house.access_log()]


async def test_an_invitation_opens_once(house: AccessHouse) -> None:
    _, link = house.invite(Role.INTAKE)
    first, second = house.browser(), house.browser()
    await second.get(link)
    await house.accept(first, link)
    late = await second.post(f"{house.base}/join", pin=PIN, pin_again=PIN)
    assert late.status_code == 410
    assert (await house.browser().get(link)).status_code == 410


async def test_unknown_spent_and_ended_links_are_answered_alike(house: AccessHouse) -> None:
    staff_id, link = house.invite(Role.INTAKE)
    await house.accept(house.browser(), link)
    credentials = house.operation().credentials
    ended = credentials.issue(Purpose.INVITATION, staff_id, {}, expires_at=house.clock.now())
    answers = [await house.browser().get(path) for path in (link, f"/j/{ended}", "/j/AAAAAAAAAAAAAAAAAAAAAA")]
    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1


async def test_no_secret_stays_in_an_address_and_none_is_readable_by_script(house: AccessHouse) -> None:
    _, link = house.invite(Role.INTAKE)
    browser = house.browser()
    browser.http.follow_redirects = False
    answer = await browser.http.get(link)
    secret = link.rpartition("/")[2]
    assert secret not in answer.headers["location"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    set_cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in set_cookie
    assert "samesite=lax" in set_cookie
    page = await browser.http.get(answer.headers["location"])
    assert secret not in page.text


async def test_a_session_set_before_log_in_is_worth_nothing_after_it(house: AccessHouse) -> None:
    _, link = house.invite(Role.INTAKE)
    browser = house.browser()
    browser.http.cookies.set(session_cookie(house), "planted-by-somebody-1", domain="127.0.0.1")
    await house.accept(browser, link)
    cookies = [one.value for one in browser.http.cookies.jar if one.name == session_cookie(house)]
    assert cookies[-1] != "planted-by-somebody-1"
    stranger = house.browser()
    stranger.http.cookies.set(session_cookie(house), "planted-by-somebody-1", domain="127.0.0.1")
    assert (await stranger.act(f"{house.base}/here")).status_code == 401


async def test_a_stolen_session_is_worth_nothing_on_another_device(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    thief = house.browser()
    thief.http.cookies.set(session_cookie(house), browser.cookies[session_cookie(house)], domain="127.0.0.1")
    assert (await thief.act(f"{house.base}/here")).status_code == 401
    assert (await browser.act(f"{house.base}/here")).status_code == 204


async def test_the_next_person_at_a_desk_gets_a_new_secret_and_the_old_one_is_dead(
    house: AccessHouse,
) -> None:
    (first, _), (second, _) = await house.join(Role.RECEPTION), await house.join(Role.MATCHING, name="西田")
    desk = await house.desk()
    sat = await desk.act(f"{house.base}/switch", who=first, pin=PIN)
    assert sat.json()["stays"] is False
    before = desk.cookies
    assert (await desk.act(f"{house.base}/switch", who=second, pin=PIN)).status_code == 200
    after = desk.cookies
    assert before[session_cookie(house)] != after[session_cookie(house)]
    device = f"dvc-d-{house.rows[0].operation_id}"
    assert before[device] == after[device]
    old = house.browser()
    for name, value in before.items():
        old.http.cookies.set(name, value, domain="127.0.0.1")
    old.csrf = desk.csrf
    assert (await old.act(f"{house.base}/here")).status_code == 401
    assert (await desk.act(f"{house.base}/here")).status_code == 204


async def test_a_tag_alone_sits_down_at_a_desk_and_a_revoked_one_does_not(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.RECEPTION)
    desk = await house.desk()
    tag = house.operation().credentials.issue(Purpose.STAFF_TAG, staff_id, {}, expires_at=None)
    assert (await desk.act(f"{house.base}/switch", code=tag)).status_code == 200
    house.operation().credentials.revoke(Purpose.STAFF_TAG, tag)
    assert (await desk.act(f"{house.base}/switch", code=tag)).json()["code"] == "access.who_unknown"


async def test_a_short_number_and_pin_in_one_field_sit_down_in_three_seconds(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.RECEPTION, name="森")
    desk = await house.desk()
    page = await desk.get(f"{house.base}/who")
    number = page.text.partition(f'value="{staff_id}"')[2].partition('class="num">')[2].partition("<")[0]
    assert (await desk.act(f"{house.base}/switch", code=f"{number} {PIN}")).status_code == 200
    again = await desk.act(f"{house.base}/switch", code=PIN)
    assert again.json()["stays"] is True


async def test_unknown_people_and_wrong_pins_get_one_answer(house: AccessHouse) -> None:
    known, _ = await house.join(Role.RECEPTION)
    ended, _ = await house.join(Role.RECEPTION)
    house.give(EndStaff(staff_id=StaffId(ended)))
    desk = await house.desk()
    tries = [
        {"who": known, "pin": "0001"},
        {"who": "staff_nobody", "pin": "0001"},
        {"who": "999", "pin": "0001"},
        {"who": ended, "pin": PIN},
        {"code": "A" * 22},
    ]
    answers = [await desk.act(f"{house.base}/switch", **one) for one in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text for answer in answers}) == 1


async def test_a_pin_opens_nothing_on_a_device_that_is_not_known(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.CENTER_HEAD)
    answer = await house.browser().act(f"{house.base}/switch", who=staff_id, pin=PIN)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.no_device")


async def test_ones_own_phone_lets_nobody_else_sit_down(house: AccessHouse) -> None:
    _, phone = await house.join(Role.INTAKE)
    other, _ = await house.join(Role.CENTER_HEAD)
    assert (await phone.act(f"{house.base}/switch", who=other, pin=PIN)).status_code == 401


async def test_a_stranger_who_guesses_does_not_lock_the_owner_out(house: AccessHouse) -> None:
    staff_id, own = await house.join(Role.INTAKE)
    stranger = house.browser()
    for n in range(30):
        answer = await stranger.act(f"{house.base}/switch", who=staff_id, pin=f"{n:04d}")
        assert answer.json()["code"] == "access.no_device"
    assert (await own.act(f"{house.base}/switch", code=PIN)).status_code == 200


async def test_guessing_at_a_desk_is_slowed_and_written_down(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.RECEPTION)
    desk = await house.desk()
    codes = [
        (await desk.act(f"{house.base}/switch", who=staff_id, pin=f"{n:04d}")).json()["code"]
        for n in range(12)
    ]
    assert codes.count("access.who_unknown") <= 6
    assert "access.pin_wait" in codes
    refused = [subjects for act, _, subjects in house.access_log() if act == "log_in_refused"]
    assert any(staff_id in subjects for subjects in refused)


async def test_after_five_idle_minutes_the_act_is_not_done_and_the_same_person_goes_on(
    house: AccessHouse,
) -> None:
    _, browser = await house.join(Role.INTAKE, Role.GENERAL_AFFAIRS)
    operation_id = house.rows[0].operation_id
    house.seconds.at += 299
    house.clock.forward(seconds=299)
    assert (await browser.act(f"{house.base}/here")).status_code == 204
    house.seconds.at += 301
    house.clock.forward(seconds=301)
    need = {"channel": "phone", "name": "高田", "address": "緑瀬市川端1", "request_text": "片付け"}
    before = house.operation().reader.world_rows()[0]
    asked = await browser.give(operation_id, "ReceiveNeed", **need)
    assert (asked.status_code, asked.json()["code"]) == (401, "access.who_is_it")
    assert house.operation().reader.world_rows()[0] == before
    page = await browser.get(f"{house.base}/staff")
    assert page.url.path == f"{house.base}/who"
    back = await browser.act(f"{house.base}/switch", code=PIN)
    assert back.json()["stays"] is True
    assert (await browser.give(operation_id, "ReceiveNeed", **need)).status_code == 200


async def test_what_a_page_asks_by_itself_keeps_nobody_awake(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    labels = f"/api/v1/operations/{house.rows[0].operation_id}/labels"
    headers = {"accept": "application/json", "x-csrf": browser.csrf}
    codes = []
    for _ in range(4):
        house.seconds.at += 90
        house.clock.forward(seconds=90)
        answer = await browser.http.post(labels, json={"ids": []}, headers=headers)
        codes.append(answer.json().get("code"))
    assert codes == [None, None, None, "access.who_is_it"]


async def test_a_clock_of_the_wall_that_jumps_an_hour_sends_nobody_away(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    assert (await browser.act(f"{house.base}/here")).status_code == 204
    house.clock.forward(hours=1)
    assert (await browser.act(f"{house.base}/here")).status_code == 204


async def test_after_twelve_hours_everybody_says_again_who_they_are(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    codes = []
    for _ in range(12 * 15 + 1):
        house.seconds.at += 240
        house.clock.forward(seconds=240)
        answer = await browser.act(f"{house.base}/here")
        codes.append(204 if answer.status_code == 204 else answer.json()["code"])
    assert set(codes[: 12 * 15 - 1]) == {204}
    assert codes[-1] == "access.sign_in"
    assert (await browser.act(f"{house.base}/switch", code=PIN)).status_code == 200


async def test_leaving_a_desk_ends_the_session_and_empties_the_cache_but_the_desk_stays(
    house: AccessHouse,
) -> None:
    staff_id, _ = await house.join(Role.RECEPTION)
    desk = await house.desk()
    await desk.act(f"{house.base}/switch", who=staff_id, pin=PIN)
    held = desk.cookie_header()
    desk.http.follow_redirects = False
    answer = await desk.post(f"{house.base}/logout")
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["location"] == f"{house.base}/who"
    desk.http.follow_redirects = True
    headers = {"accept": "application/json", "x-csrf": desk.csrf, "cookie": held}
    async with house.browser().http as replay:
        assert (await replay.post(f"{house.base}/here", headers=headers)).status_code == 401
    assert (await desk.act(f"{house.base}/switch", who=staff_id, pin=PIN)).status_code == 200


async def test_logging_out_everywhere_ends_every_device_and_the_tag(house: AccessHouse) -> None:
    staff_id, phone = await house.join(Role.RECEPTION)
    desk = await house.desk()
    tag = house.operation().credentials.issue(Purpose.STAFF_TAG, staff_id, {}, expires_at=None)
    await desk.act(f"{house.base}/switch", code=tag)
    await phone.post(f"{house.base}/logout-everywhere")
    assert (await desk.act(f"{house.base}/here")).status_code == 401
    assert (await phone.act(f"{house.base}/here")).status_code == 401
    assert (await desk.act(f"{house.base}/switch", code=tag)).status_code == 401


async def test_access_ends_at_the_end_date_by_itself(house: AccessHouse) -> None:
    ends = house.clock.now() + timedelta(minutes=2)
    staff_id, browser = await house.join(Role.INTAKE, ends_at=ends)
    assert (await browser.act(f"{house.base}/here")).status_code == 204
    house.clock.at = ends
    assert (await browser.act(f"{house.base}/here")).status_code == 401
    assert (await browser.act(f"{house.base}/switch", who=staff_id, pin=PIN)).status_code == 401


async def test_other_roles_want_a_new_secret_and_the_old_rights_are_gone_at_once(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.INTAKE)
    old = browser.cookies[session_cookie(house)]
    house.give(ChangeStaffRoles(staff_id=StaffId(staff_id), roles=(Role.OBSERVER,), section=Role.OBSERVER))
    asked = await browser.act(f"{house.base}/here")
    assert (asked.status_code, asked.json()["code"]) == (401, "access.who_is_it")
    await browser.act(f"{house.base}/switch", code=PIN)
    assert browser.cookies[session_cookie(house)] != old
    need = {"channel": "phone", "name": "x", "address": "緑瀬市1", "request_text": "y"}
    refused = await browser.give(house.rows[0].operation_id, "ReceiveNeed", **need)
    assert (refused.status_code, refused.json()["code"]) == (403, "refusal.not_allowed")


async def test_somebody_whose_work_ended_is_out_on_every_device(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.INTAKE)
    house.give(EndStaff(staff_id=StaffId(staff_id)))
    assert (await browser.act(f"{house.base}/here")).status_code == 401


async def test_a_wall_sees_its_board_and_nothing_else(house: AccessHouse) -> None:
    wall = await house.paired({"device": "wall"})
    api = f"/api/v1/operations/{house.rows[0].operation_id}"
    assert (await wall.http.get(f"{api}/boards/wall")).status_code == 200
    assert (await wall.http.get(f"{api}/boards/head")).status_code in {401, 403}
    headers = {"accept": "application/json", "x-csrf": wall.csrf}
    assert (await wall.http.post(f"{api}/labels", json={"ids": []}, headers=headers)).status_code == 403
    assert (await wall.act(f"{house.base}/staff", name="x")).status_code == 403


async def test_a_token_opens_one_operation_in_one_role_without_cookies(house: AccessHouse) -> None:
    token = house.operation().credentials.issue(Purpose.TOKEN, "token_1", {"role": "intake"}, expires_at=None)
    api = f"/api/v1/operations/{house.rows[0].operation_id}"
    program = house.browser().http
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    need = {"channel": "web", "name": "x", "address": "緑瀬市1", "request_text": "y"}
    assert (await program.post(f"{api}/commands/ReceiveNeed", json=need, headers=headers)).status_code == 200
    assert (await program.post(f"{api}/commands/OpenDay", json={}, headers=headers)).status_code == 403
    wrong = {"authorization": f"Bearer {token[:-1]}x", "accept": "application/json"}
    answer = await program.post(f"{api}/commands/ReceiveNeed", json=need, headers=wrong)
    assert (answer.status_code, answer.json()["code"]) == (401, "access.token_unknown")
    house.operation().credentials.revoke(Purpose.TOKEN, token)
    assert (await program.post(f"{api}/commands/ReceiveNeed", json=need, headers=headers)).status_code == 401


async def test_a_leaders_link_becomes_a_cookie_and_a_clean_address(house: AccessHouse) -> None:
    secret = house.operation().credentials.issue(
        Purpose.LEADER_PAGE, "vol_1", {"team": "team_1"}, expires_at=None
    )
    phone = house.browser()
    phone.http.follow_redirects = False
    answer = await phone.http.get(f"/j/{secret}")
    assert answer.headers["location"] == f"{house.base}/leader"
    refused = await phone.http.get(f"/api/v1/operations/{house.rows[0].operation_id}/boards/field")
    assert refused.status_code == 403
    house.operation().credentials.revoke_all("vol_1")
    gone = await phone.http.get(f"/api/v1/operations/{house.rows[0].operation_id}/boards/field")
    assert gone.status_code == 401
