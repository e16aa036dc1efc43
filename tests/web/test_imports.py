"""The import page over HTTP: look first, then import; the same list once more changes nothing."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from dvc.commands.needs import ReceiveNeed
from dvc.domain.need import NEED
from dvc.domain.values import Channel
from tests.served import Desk, ServedHouse
from tests.unit.imports import lists


async def look(desk: Desk, name: str, data: bytes) -> httpx.Response:
    """Hand over a file and look at it."""
    return await desk.http.post(
        desk.path("imports"),
        data={"csrf": desk.csrf},
        files={"file": (name, data, "application/octet-stream")},
    )


async def take(desk: Desk, page: httpx.Response) -> httpx.Response:
    """Press the button of the preview."""
    fields = dict(re.findall(r'<input type="hidden" name="(name|content|take)" value="([^"]*)"', page.text))
    return await desk.http.post(
        desk.path("imports"),
        data={"csrf": desk.csrf, "name": fields["name"], "take": "1"},
        files={"content": (None, fields["content"])},
    )


def needs(house: ServedHouse) -> int:
    """How many needs there are."""
    return len(house.operation.reader.where(NEED))


async def test_a_list_of_500_is_looked_at_taken_and_taken_again(house: ServedHouse, tmp_path: Path) -> None:
    house.give(ReceiveNeed(channel=Channel.PHONE, **lists.EXISTING))
    desk = await house.login("intake")
    page = await look(desk, "要望一覧.xlsx", lists.write_xlsx(tmp_path / "a.xlsx").read_bytes())
    assert page.status_code == 200
    assert "490件入ります・10件は直してください" in page.text
    assert "25時" in page.text
    assert "I354" in page.text
    assert needs(house) == 1
    before = house.operation.reader.world_rows()[0]
    done = await take(desk, page)
    assert "490件取り込みました" in done.text
    assert needs(house) == 491
    after = house.operation.reader.world_rows()[0]
    assert after > before
    again = await look(desk, "同じ一覧.csv", lists.csv_bytes("cp932"))
    assert "新しく入る行はありません" in again.text
    assert "490件は前の取り込みで入っています" in again.text
    repeated = await take(desk, page)
    assert "0件取り込みました" in repeated.text
    assert house.operation.reader.world_rows()[0] == after


async def test_a_file_that_is_no_list_is_refused_with_a_sentence(house: ServedHouse) -> None:
    desk = await house.login("general_affairs", locale="en")
    page = await look(desk, "a.xlsx", b"PK\x03\x04" + b"\0" * 50)
    assert page.status_code == 422
    assert "Save it again" in page.text or "save it again" in page.text
    empty = await desk.http.post(desk.path("imports"), data={"csrf": desk.csrf})
    assert empty.status_code == 422


async def test_desks_without_the_right_do_not_come_in(house: ServedHouse) -> None:
    desk = await house.login("reception")
    assert (await desk.http.get(desk.path("imports"))).status_code == 403
    assert (await look(desk, "a.csv", lists.csv_bytes("utf-8"))).status_code == 403
