"""The port without TLS: volunteers' phones check in there, and nothing of staff answers on it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from dvc.web.app import PUBLIC_PATHS, create_public_app
from dvc.web.routes import routes
from dvc.wiring import parts_of
from tests.served import ServedHouse

NOT_SERVED = {401, 404}
"""No session of staff can come in on this port, so the door refuses before anybody looks for the page."""


@pytest.fixture
async def phone(house: ServedHouse) -> AsyncIterator[httpx.AsyncClient]:
    """A phone that speaks with the public application of a served center."""
    app = create_public_app(parts_of(house.house))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://192.168.10.5:8080"
    ) as client:
        yield client


async def test_every_path_of_the_public_port_is_a_path_of_the_center() -> None:
    assert {getattr(one, "path", "") for one in routes()} >= PUBLIC_PATHS


async def test_a_phone_gets_the_check_in(house: ServedHouse, phone: httpx.AsyncClient) -> None:
    page = await phone.get(f"/o/{house.operation_id}/in", headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "https://" not in page.text


@pytest.mark.parametrize(
    "path", ["/", "/setup", "/install", "/metrics", "/openapi.json", "/o/{op}/needs", "/o/{op}/reception"]
)
async def test_pages_of_staff_are_not_there(house: ServedHouse, phone: httpx.AsyncClient, path: str) -> None:
    answer = await phone.get(path.replace("{op}", house.operation_id))
    assert answer.status_code in NOT_SERVED


async def test_commands_and_boards_are_not_there(house: ServedHouse, phone: httpx.AsyncClient) -> None:
    api = f"/api/v1/operations/{house.operation_id}"
    assert (await phone.get(f"{api}/boards/head")).status_code in NOT_SERVED
    assert (await phone.post(f"{api}/commands/OpenDay", json={})).status_code in NOT_SERVED
