"""Websockets: foreign pages get no frame, and a socket closes with the access that opened it (D9 to D11)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from dvc.commands.staff import ChangeStaffRoles, EndStaff
from dvc.domain.ids import StaffId
from dvc.domain.roles import Role
from dvc.web.auth import Purpose
from tests.web.access_house import PIN, AccessHouse, Browser, a_disaster, a_drill, access_house, closed_within

CLOSES_WITHIN = 5.0
"""Seconds of reliability D11."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessHouse]:
    with access_house(tmp_path_factory.mktemp("sockets"), a_disaster(), a_drill()) as made:
        yield made


@pytest.fixture
async def house(running: AccessHouse) -> AsyncIterator[AccessHouse]:
    running.seconds.at += 3_600
    running.clock.forward(hours=1)
    yield running
    for browser in running.browsers:
        await browser.http.aclose()
    running.browsers.clear()


async def refused_status(house: AccessHouse, browser: Browser, **headers: str) -> int:
    with pytest.raises(InvalidStatus) as no:
        async with house.socket(browser, **headers):
            pass
    return no.value.response.status_code


async def test_a_socket_of_our_own_page_is_answered_by_hello(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    async with house.socket(browser) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"


async def test_a_foreign_missing_null_or_look_alike_origin_gets_403_before_any_frame(
    house: AccessHouse,
) -> None:
    _, browser = await house.join(Role.INTAKE)
    port = house.url.rpartition(":")[2]
    for origin in (
        "https://evil.example",
        "null",
        "",
        f"http://127.0.0.1.evil.example:{port}",
        f"http://127.0.0.1:{int(port) + 1}",
        "http://127.0.0.1",
        f"https://127.0.0.1:{port}",
        f"{house.url}/",
        f"{house.url}.evil.example",
    ):
        assert await refused_status(house, browser, Origin=origin) == 403, origin


async def test_a_program_with_a_token_needs_no_origin_but_a_cookie_does(house: AccessHouse) -> None:
    token = house.operation().credentials.issue(Purpose.TOKEN, "token_1", {"role": "intake"}, expires_at=None)
    nobody = house.browser()
    async with house.socket(nobody, Origin="", Authorization=f"Bearer {token}") as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
    _, browser = await house.join(Role.INTAKE)
    status = await refused_status(
        house, browser, Origin="https://evil.example", Authorization=f"Bearer {token}"
    )
    assert status == 403
    assert await refused_status(house, browser, Origin="", Authorization="Bearer wrong") == 403


async def first_and_code(house: AccessHouse, browser: Browser) -> tuple[str, int | None]:
    async with house.socket(browser) as socket:
        first = json.loads(await socket.recv())
        return first["type"], await closed_within(socket, CLOSES_WITHIN)


async def test_without_a_session_nothing_but_a_goodbye_is_sent(house: AccessHouse) -> None:
    assert await first_and_code(house, house.browser()) == ("bye", 4401)


async def test_an_expired_revoked_or_other_operations_session_gets_a_goodbye(house: AccessHouse) -> None:
    drill = house.operation(1)
    _, elsewhere = await house.join(Role.INTAKE, operation=drill)
    renamed = house.browser()
    for name, value in elsewhere.cookies.items():
        renamed.http.cookies.set(
            name.replace(drill.operation_id, house.rows[0].operation_id), value, domain="127.0.0.1"
        )
    assert await first_and_code(house, renamed) == ("bye", 4401)
    staff_id, revoked = await house.join(Role.INTAKE)
    house.operation().credentials.revoke_all(staff_id, purposes=(Purpose.SESSION,))
    assert await first_and_code(house, revoked) == ("bye", 4401)
    _, expired = await house.join(Role.INTAKE)
    house.clock.forward(hours=13)
    assert await first_and_code(house, expired) == ("bye", 4401)


async def test_a_role_without_the_board_gets_a_goodbye(house: AccessHouse) -> None:
    wall = await house.paired({"device": "wall"})
    assert await first_and_code(house, wall) == ("bye", 4403)


async def is_closed_by(house: AccessHouse, browser: Browser, end: object) -> bool:
    """Whether a socket that shows a board closes in time after `end`."""
    async with house.socket(browser) as socket:
        assert json.loads(await socket.recv())["type"] == "hello"
        await end()  # type: ignore[operator]
        return await closed_within(socket, CLOSES_WITHIN) == 4401


async def test_logging_out_closes_the_socket(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)

    async def end() -> None:
        await browser.post(f"{house.base}/logout")

    assert await is_closed_by(house, browser, end)


async def test_a_role_taken_away_closes_the_socket(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.INTAKE)

    async def end() -> None:
        house.give(
            ChangeStaffRoles(staff_id=StaffId(staff_id), roles=(Role.OBSERVER,), section=Role.OBSERVER)
        )

    assert await is_closed_by(house, browser, end)


async def test_work_that_ended_closes_the_socket(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.INTAKE)

    async def end() -> None:
        house.give(EndStaff(staff_id=StaffId(staff_id)))

    assert await is_closed_by(house, browser, end)


async def test_an_end_date_that_passes_closes_the_socket(house: AccessHouse) -> None:
    ends = house.clock.now() + timedelta(minutes=3)
    _, browser = await house.join(Role.INTAKE, ends_at=ends)

    async def end() -> None:
        house.clock.at = ends

    assert await is_closed_by(house, browser, end)


async def test_a_device_that_was_ended_closes_the_socket(house: AccessHouse) -> None:
    _, browser = await house.join(Role.INTAKE)
    credentials = house.operation().credentials

    async def end() -> None:
        for device in credentials.listing(Purpose.DEVICE):
            credentials.revoke_listed(Purpose.DEVICE, device.handle)

    assert await is_closed_by(house, browser, end)


async def test_the_next_person_at_a_desk_does_not_go_on_with_the_socket_of_the_one_before(
    house: AccessHouse,
) -> None:
    (first, _), (second, _) = await house.join(Role.RECEPTION), await house.join(Role.MATCHING)
    desk = await house.desk()
    await desk.act(f"{house.base}/switch", who=first, pin=PIN)

    async def end() -> None:
        assert (await desk.act(f"{house.base}/switch", who=second, pin=PIN)).status_code == 200

    assert await is_closed_by(house, desk, end)


async def test_the_sockets_of_others_stay_open(house: AccessHouse) -> None:
    leaving, _ = await house.join(Role.INTAKE)
    _, staying = await house.join(Role.INTAKE)
    async with house.socket(staying) as socket:
        house.give(EndStaff(staff_id=StaffId(leaving)))
        assert await closed_within(socket, 3.0) is None
