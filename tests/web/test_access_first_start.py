"""The first start: no account, no key, one link; then a center with its head, and no second one (I7)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dvc.domain.personal import Personal
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF
from tests.web.access_house import AccessHouse, a_disaster, access_house

FORM = {
    "center_name": "緑瀬市災害ボランティアセンター",
    "operation_name": "令和8年9月豪雨",
    "kind": "disaster",
    "head_name": "早川 真由美",
    "pin": "4821",
    "pin_again": "4821",
}


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[AccessHouse]:
    with access_house(tmp_path) as made:
        yield made
        for browser in made.browsers:
            await browser.http.aclose()


async def test_an_empty_house_has_no_door_but_the_set_up(empty: AccessHouse) -> None:
    browser = empty.browser()
    assert (await browser.get("/")).url.path == "/setup"
    for guess in ("", "admin", "0000", "A" * 22):
        answer = await browser.http.post("/setup", data={**FORM, "code": guess})
        assert answer.status_code in {410, 422}
    assert empty.rows == ()
    for path in ("/o/admin/who", "/api/v1/operations/default/boards/head", "/o/default/staff"):
        assert (await browser.http.get(path)).status_code == 404


async def test_the_link_of_the_server_makes_the_center_and_its_head(empty: AccessHouse) -> None:
    code = empty.house.registry.new_setup_secret(empty.clock.now())
    browser = empty.browser()
    page = await browser.http.post("/setup", data={**FORM, "code": code})
    assert len(empty.rows) == 1
    assert page.url.path.startswith(f"/o/{empty.rows[0].operation_id}/"), page.text
    head = empty.operation().reader.where(STAFF)[0]
    assert head.roles == (Role.CENTER_HEAD,)
    assert empty.operation().reader.label(head.staff_id, Personal.NAME) == "早川 真由美"
    await browser.get(f"{empty.base}/who")
    assert (await browser.act(f"{empty.base}/here")).status_code == 204
    assert ("set_up", head.staff_id) in [(act, actor) for act, actor, _ in empty.access_log()]


async def test_the_secret_works_once_and_half_an_hour(empty: AccessHouse) -> None:
    old = empty.house.registry.new_setup_secret(empty.clock.now())
    empty.clock.forward(minutes=31)
    browser = empty.browser()
    assert (await browser.http.post("/setup", data={**FORM, "code": old})).status_code == 410
    new = empty.house.registry.new_setup_secret(empty.clock.now())
    answers = await asyncio.gather(
        *(
            empty.browser().http.post("/setup", data={**FORM, "code": new}, follow_redirects=False)
            for _ in range(5)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 410, 410, 410, 410]
    assert len(empty.rows) == 1
    assert (await empty.browser().http.post("/setup", data={**FORM, "code": new})).status_code == 410


async def test_guessing_the_code_is_slowed(empty: AccessHouse) -> None:
    empty.house.registry.new_setup_secret(empty.clock.now())
    browser = empty.browser()
    codes = [
        (await browser.http.post("/setup", data={**FORM, "code": f"{n:022d}"})).status_code for n in range(22)
    ]
    assert codes[0] == 410
    assert codes[-1] == 429


@pytest.mark.parametrize(
    ("field", "value"),
    [("head_name", " "), ("operation_name", ""), ("pin", "1234"), ("center_name", "x" * 61)],
)
async def test_a_form_that_is_not_whole_says_so_and_spends_nothing(
    empty: AccessHouse, field: str, value: str
) -> None:
    code = empty.house.registry.new_setup_secret(empty.clock.now())
    browser = empty.browser()
    page = await browser.http.post("/setup", data={**FORM, "code": code, field: value})
    assert page.status_code == 422
    assert f'href="#f-{field}"' in page.text
    assert 'value="令和8年9月豪雨"' in page.text or field == "operation_name"
    assert (await browser.http.post("/setup", data={**FORM, "code": code})).status_code in {200, 404}
    assert len(empty.rows) == 1


async def test_an_operation_that_the_command_line_makes_is_served_without_a_restart(
    empty: AccessHouse,
) -> None:
    empty.house.registry.create_operation(a_disaster(), at=empty.clock.now())
    empty.seconds.at += 10
    page = await empty.browser().get(f"{empty.base}/who")
    assert page.status_code == 200
    assert "9月豪雨" in page.text


async def test_an_operation_that_was_closed_is_closed_to_everybody(empty: AccessHouse) -> None:
    empty.house.registry.create_operation(a_disaster(), at=empty.clock.now())
    empty.seconds.at += 10
    _, browser = await empty.join(Role.CENTER_HEAD)
    empty.house.registry.close_operation(empty.rows[0].operation_id, at=empty.clock.now())
    empty.seconds.at += 10
    answer = await browser.act(f"{empty.base}/here")
    assert (answer.status_code, answer.json()["code"]) == (410, "access.operation_closed")
