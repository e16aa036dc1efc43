"""The edge as a whole: a helper comes in, gives a command, another screen sees it, a no is a sentence."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.served import Desk, ServedHouse


def socket_url(house: ServedHouse, board: str, **query: object) -> str:
    rest = "&".join(f"{key}={value}" for key, value in query.items())
    base = house.url.replace("http://", "ws://")
    return f"{base}/ws/operations/{house.operation_id}/boards/{board}" + (f"?{rest}" if rest else "")


def cookie_header(desk: Desk) -> str:
    return "; ".join(f"{one['name']}={one['value']}" for one in desk.cookies())


async def messages(socket: ClientConnection, count: int) -> list[dict[str, Any]]:
    """The next messages, arrays unfolded."""
    found: list[dict[str, Any]] = []
    while len(found) < count:
        frame = json.loads(await asyncio.wait_for(socket.recv(), 10))
        found += frame if isinstance(frame, list) else [frame]
    return found


async def test_a_helper_comes_in_by_a_link_and_another_screen_sees_the_act(house: ServedHouse) -> None:
    desk, other = await house.login("intake"), await house.login("matching", name="西田")
    headers = {"Cookie": cookie_header(other), "Origin": house.url}
    async with connect(
        socket_url(house, "needs"), additional_headers=headers, subprotocols=[Subprotocol("dvc.board.v1")]
    ) as socket:
        hello, snapshot = await messages(socket, 2)
        assert (hello["type"], snapshot["type"]) == ("hello", "snapshot")
        made = await desk.do(
            "ReceiveNeed",
            channel="phone",
            name="山本 ハル",
            phone="090-0000-1234",
            address="緑瀬市三条二丁目5",
            request_text="泥を出してほしい",
        )
        delta = next(one for one in await messages(socket, 1) if one["type"] == "delta")
        assert delta["prev"] == snapshot["seq"]
        item = next(one for one in delta["upsert"] if one["kind"] == "need")
        assert (item["id"], item["code"]) == (made["need_id"], made["code"])
        assert "山本" not in json.dumps(delta, ensure_ascii=False)


async def test_a_repeat_of_an_act_has_one_effect_and_the_same_answer(house: ServedHouse) -> None:
    desk = await house.login("intake")
    body = {
        "channel": "phone",
        "name": "川上 正一",
        "address": "緑瀬市川端1",
        "request_text": "家具を出したい",
    }
    first = await desk.give("ReceiveNeed", action_id="once-and-only-1", **body)
    again = await desk.give("ReceiveNeed", action_id="once-and-only-1", **body)
    assert first.json()["result"] == again.json()["result"]
    assert again.json()["repeated"]
    other = await desk.give("ReceiveNeed", action_id="once-and-only-1", **{**body, "name": "別の人"})
    assert (other.status_code, other.json()["code"]) == (422, "refusal.action_id_reused")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "channel"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": "phone", "role": "center_head"}, "role"),
    ],
)
async def test_a_body_of_the_wrong_shape_names_each_field(
    house: ServedHouse, body: dict[str, Any], field: str
) -> None:
    desk = await house.login("intake")
    answer = await desk.give("ReceiveNeed", **body)
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert field in {one["field"] for one in answer.json()["errors"]}


async def test_a_role_that_may_not_is_told_so_in_its_language(house: ServedHouse) -> None:
    desk = await house.login("observer", locale="en")
    answer = await desk.give("OpenDay")
    assert answer.status_code == 403
    assert "Your role cannot do this" in answer.json()["title"]


async def test_without_a_session_nothing_is_given(house: ServedHouse) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        url = f"/api/v1/operations/{house.operation_id}"
        assert (await nobody.get(f"{url}/boards/needs")).status_code == 401
        assert (await nobody.post(f"{url}/commands/OpenDay", json={})).status_code in {401, 403}
        assert (await nobody.get("/healthz")).status_code == 200
        assert (await nobody.get("/readyz")).status_code == 200
        document = (await nobody.get("/openapi.json")).json()
    assert document["openapi"] == "3.1.0"


async def test_labels_give_names_to_those_who_may_and_are_written_down(house: ServedHouse) -> None:
    desk, observer = await house.login("intake"), await house.login("observer")
    made = await desk.do(
        "ReceiveNeed", channel="phone", name="高田 フミ", address="緑瀬市大橋町3", request_text="庭の泥"
    )
    item = next(one for one in (await desk.board("needs"))["items"] if one["id"] == made["need_id"])
    url = f"/api/v1/operations/{house.operation_id}/labels"
    found = await desk.http.post(url, json={"ids": item["subjects"]}, headers={"x-csrf": desk.csrf})
    assert "高田 フミ" in json.dumps(found.json(), ensure_ascii=False)
    assert found.headers["cache-control"] == "no-store"
    hidden = await observer.http.post(url, json={"ids": item["subjects"]}, headers={"x-csrf": observer.csrf})
    assert "高田" not in hidden.text
    with house.house.opened[house.operation_id].store.read() as connection:
        rows = connection.exec_driver_sql("SELECT act, subjects FROM access_log").all()
    assert any(act == "labels" and item["household"] in subjects for act, subjects in rows)


async def test_a_socket_resumes_from_where_it_was_and_gets_a_snapshot_from_another_epoch(
    house: ServedHouse,
) -> None:
    desk = await house.login("intake")
    headers = {"Cookie": cookie_header(desk), "Origin": house.url}
    async with connect(socket_url(house, "needs"), additional_headers=headers) as socket:
        hello, snapshot = await messages(socket, 2)
    for n in range(3):
        await desk.do(
            "ReceiveNeed", channel="phone", name=f"人 {n}", address=f"緑瀬市水守町{n}", request_text="片付け"
        )
    since = snapshot["seq"]
    async with connect(
        socket_url(house, "needs", since=since, epoch=hello["epoch"]), additional_headers=headers
    ) as socket:
        _, *missed = await messages(socket, 4)
        assert [one["type"] for one in missed] == ["delta"] * 3
        assert missed[0]["prev"] == since
        assert [one["prev"] for one in missed[1:]] == [one["seq"] for one in missed[:-1]]
    for query in ({"since": since, "epoch": "other"}, {"since": 10**9, "epoch": hello["epoch"]}):
        async with connect(socket_url(house, "needs", **query), additional_headers=headers) as socket:
            _, first = await messages(socket, 2)
            assert first["type"] == "snapshot"
