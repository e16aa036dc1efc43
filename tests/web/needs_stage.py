"""What the tests of the needs pages stand on: the made-up city, and a form as a clerk fills it in."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx

from dvc.commands.center import AreaGiven, DescribeCenter, ImportAreas, ImportTowns, TownGiven
from maps.made_up_city import DATA
from maps.towns import load_towns
from tests.served import Desk, ServedHouse

HTML = {"accept": "text/html"}
SCRIPT = {"accept": "application/json, application/problem+json"}


def build_city(house: ServedHouse) -> None:
    """Phone, districts and towns of 緑瀬市."""
    house.give(DescribeCenter(phone="0000-22-0110", place="緑瀬市民体育館"))
    areas = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))["features"]
    given = tuple(
        AreaGiven(
            code=str(one["properties"]["code"]),
            name=one["properties"]["name"],
            level=2,
            outline=json.dumps(one["geometry"]),
        )
        for one in areas
    )
    house.give(ImportAreas(areas=given))
    towns = tuple(
        TownGiven(pref=one.pref, city=one.city, town=one.name, kana=one.kana, lat=one.lat, lon=one.lon)
        for one in load_towns(DATA / "towns.csv").rows
    )
    house.give(ImportTowns(towns=towns))


def told(**more: Any) -> dict[str, Any]:
    """A whole call as the intake form sends it; `more` over it, None leaves a field out."""
    form: dict[str, Any] = {
        "channel": "phone",
        "name": "山本 ハル",
        "kana": "やまもと はる",
        "phone": "０９０ー００００ー１２３４",
        "address": "川端2ちょうめ5の3",
        "request_text": "畳を出してほしい",
        "work": ["belongings_out"],
        "living.alone": "true",
        "living.people": "1",
        "hours": ["noon"],
        **more,
    }
    return {name: value for name, value in form.items() if value is not None}


async def save(desk: Desk, form: dict[str, Any], path: str = "needs/new") -> httpx.Response:
    """Send a form as a browser without script does."""
    return await desk.http.post(desk.path(path), data={"csrf": desk.csrf, **form}, headers=HTML)


async def act(desk: Desk, need: str, command: str, **form: Any) -> httpx.Response:
    """An act of the sheet whose days are written by hand, as a page's script sends it."""
    body = {"csrf": desk.csrf, "need_id": need, **form}
    return await desk.http.post(desk.path(f"needs/{need}/acts/{command}"), data=body, headers=SCRIPT)


async def see(desk: Desk, path: str) -> str:
    """The text of a page, without its tags and without runs of spaces."""
    page = await desk.http.get(desk.path(path), headers=HTML)
    assert page.status_code == 200, page.text[:500]
    return words_of(page.text)


def words_of(html: str) -> str:
    """What a person reads of a page."""
    body = re.sub(r"(?s)<(script|style|template)\b.*?</\1>", " ", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def need_of(answer: httpx.Response) -> str:
    """The need that a page's address names."""
    found = re.search(r"/needs/(need_[0-9a-f]+)", str(answer.url))
    assert found is not None, f"{answer.status_code} {answer.url}"
    return found.group(1)


async def received(desk: Desk, **more: Any) -> str:
    """A need that came in through the form; its id."""
    return need_of(await save(desk, told(**more)))
