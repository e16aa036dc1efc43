"""The map page, its outlines and its file: coarse by default, exact only with a right and a reason."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from dvc.commands.center import AreaGiven, ImportAreas
from dvc.commands.needs import ReceiveNeed
from dvc.domain.values import Channel
from dvc.web.map_file import VENDOR
from tests import machine
from tests.served import ServedHouse, served

RING = [[135.0, 33.0], [135.1, 33.0], [135.1, 33.1], [135.0, 33.1], [135.0, 33.0]]
LAT, LON = "33.031234", "135.051234"
PLACE: dict[str, Any] = {"lat": LAT, "lon": LON, "mesh": "503501044", "area": "01"}


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """One district, one need with an exact place, one whose place nobody knows."""
    with served(tmp_path_factory.mktemp("map")) as house:
        outline = json.dumps({"type": "Polygon", "coordinates": [RING]})
        house.give(ImportAreas(areas=(AreaGiven(code="01", name="川端", level=2, outline=outline),)))
        told: dict[str, Any] = {"name": "鵜木 とよ乃", "address": "川端", "request_text": "泥"}
        house.give(ReceiveNeed(channel=Channel.PHONE, **told, **PLACE))
        house.give(ReceiveNeed(channel=Channel.PHONE, **told))
        yield house


async def test_the_page_draws_without_another_server_and_has_its_table(house: ServedHouse) -> None:
    desk = await house.login("matching")
    page = await desk.http.get(desk.path("map"))
    assert page.status_code == 200, page.text
    assert "data-map-table" in page.text
    assert LAT not in page.text
    assert not re.findall(r'(?:src|href)="https?://', page.text)
    assert '"exact_from": null' in page.text
    intake = await house.login("intake", locale="en")
    assert '"exact_from": 15' in (await intake.http.get(intake.path("map"))).text


async def test_outlines_come_as_geojson(house: ServedHouse) -> None:
    desk = await house.login("intake")
    answer = await desk.http.get(f"/api/v1/operations/{desk.operation}/map/outlines")
    feature = answer.json()["features"][0]
    assert feature["properties"]["name"] == "川端"
    lat, lon = feature["properties"]["label"]
    assert 33.0 < lat < 33.1
    assert 135.0 < lon < 135.1


async def test_the_file_is_coarse_unless_exact_places_are_asked_for_with_a_reason(house: ServedHouse) -> None:
    if not (VENDOR / "leaflet").is_dir():
        machine.absent("no browser libraries: run the asset build")
    desk = await house.login("center_head")
    coarse = await desk.http.post(desk.path("map/export"), data={"csrf": desk.csrf})
    assert coarse.status_code == 200, coarse.text
    assert "attachment" in coarse.headers["content-disposition"]
    assert "33.0312" not in coarse.text
    assert "鵜木" not in coarse.text
    without = await desk.http.post(desk.path("map/export"), data={"csrf": desk.csrf, "exact": "1"})
    assert without.status_code == 422
    asked = {"csrf": desk.csrf, "exact": "1", "reason": "outage"}
    assert "33.031234" in (await desk.http.post(desk.path("map/export"), data=asked)).text
    matching = await house.login("matching")
    refused = await matching.http.post(matching.path("map/export"), data={**asked, "csrf": matching.csrf})
    assert refused.status_code == 403
