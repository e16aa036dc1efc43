"""Under TLS: cookies bound to this very host, and the page by which a device takes the center's root (I5)."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dvc.adapters.tls import ensure_center_certificate, root_certificate
from dvc.domain.roles import Role
from tests.web.access_house import AccessHouse, a_disaster, access_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[AccessHouse]:
    ensure_center_certificate(tmp_path / "tls", ["localhost"])
    root = root_certificate(tmp_path / "tls")
    with access_house(tmp_path, a_disaster(), root=root, is_tls=True) as made:
        yield made
        for browser in made.browsers:
            await browser.http.aclose()


async def test_cookies_are_for_this_host_over_https_alone(house: AccessHouse) -> None:
    _, link = house.invite(Role.INTAKE)
    browser = house.browser()
    browser.http.follow_redirects = False
    answer = await browser.http.get(link)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"__Host-dvc-i-{house.rows[0].operation_id}=")
    flags = cookie.lower()
    assert "secure" in flags
    assert "httponly" in flags
    assert "path=/" in flags
    assert "domain" not in flags
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_an_act_of_the_same_host_without_tls_is_a_foreign_act(house: AccessHouse) -> None:
    answer = await house.browser().http.post(f"{house.base}/switch", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.foreign_page")


async def test_a_device_gets_the_root_and_a_fingerprint_to_compare(house: AccessHouse) -> None:
    browser = house.browser()
    page = (await browser.get("/install")).text
    file = await browser.http.get("/install/center-ca.crt")
    assert file.headers["content-type"] == "application/x-x509-ca-cert"
    digits = hashlib.sha256(file.content).hexdigest().upper()
    assert " ".join(digits[at : at + 4] for at in range(0, 64, 4)) in page
    assert "<svg" in page
    english = (await browser.get("/install?lang=en")).text
    for system in ("iPhone", "Android", "Windows"):
        assert system in page
        assert system in english


async def test_without_a_root_of_its_own_there_is_nothing_to_install(tmp_path: Path) -> None:
    with access_house(tmp_path / "plain", a_disaster()) as house:
        browser = house.browser()
        assert (await browser.http.get("/install/center-ca.crt")).status_code == 404
        assert "<svg xmlns" not in (await browser.get("/install")).text
        await browser.http.aclose()
