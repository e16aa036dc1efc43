"""Acts come from our own pages alone, reading changes nothing, every answer has its headers (I4, I5, I8)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from dvc.domain.roles import Role
from dvc.web.auth import Purpose
from dvc.web.routes import routes
from dvc.web.who_sees_what import table
from tests.web.access_house import PIN, AccessHouse, Browser, a_disaster, access_house

KEPT_APART = {"access_log", "sqlite_sequence"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessHouse]:
    with access_house(tmp_path_factory.mktemp("requests"), a_disaster()) as made:
        yield made


@pytest.fixture
async def house(running: AccessHouse) -> AsyncIterator[AccessHouse]:
    running.seconds.at += 3_600
    running.clock.forward(hours=1)
    yield running
    for browser in running.browsers:
        await browser.http.aclose()
    running.browsers.clear()


def digest(house: AccessHouse) -> str:
    """Everything that the operation and the registry hold, but the access log."""
    found = hashlib.sha256()
    opened = house.house.opened[house.rows[0].operation_id]
    with opened.store.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
        for (name,) in names.all():
            if name not in KEPT_APART:
                rows = sorted(map(str, connection.exec_driver_sql(f'SELECT * FROM "{name}"').all()))
                found.update(f"{name}{rows}".encode())
    found.update(str(house.rows).encode())
    return found.hexdigest()


def filled(path: str, house: AccessHouse, staff_id: str) -> str:
    """A route's path with values for its parameters."""
    values = {
        "operation": house.rows[0].operation_id,
        "staff": staff_id,
        "board": "needs",
        "command": "OpenDay",
        "path": "css/base.css",
        "secret": "AAAAAAAAAAAAAAAAAAAAAA",
    }
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: values.get(found[1], "none"), path)


def paths(method: str) -> list[str]:
    return [route.path for route in routes() if method in (getattr(route, "methods", None) or ())]  # type: ignore[attr-defined]


async def test_no_act_of_a_foreign_page_has_an_effect(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.CENTER_HEAD)
    before = digest(house)
    foreign = {"origin": "https://evil.example", "accept": "text/html"}
    bodies: list[dict[str, Any]] = [
        {"data": {"name": "x", "csrf": browser.csrf}},
        {"content": b"name=x", "headers": {**foreign, "content-type": "text/plain"}},
        {"json": {"name": "x"}},
        {"files": {"file": b"x"}, "data": {"csrf": browser.csrf}},
    ]
    for path in paths("POST"):
        for body in bodies:
            answer = await browser.http.post(filled(path, house, staff_id), **{"headers": foreign, **body})
            assert answer.status_code == 403, f"{path}: {answer.status_code}"
    assert digest(house) == before


async def test_no_act_without_the_browsers_own_token_has_an_effect(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.CENTER_HEAD)
    _, other = await house.join(Role.CENTER_HEAD)
    before = digest(house)
    for path in paths("POST"):
        if "{operation}" not in path:
            continue
        url = filled(path, house, staff_id)
        for token in ("", other.csrf, browser.csrf[:-1]):
            for headers in ({"accept": "application/json"}, {"accept": "application/json", "x-csrf": token}):
                answer = await browser.http.post(url, data={"csrf": token, "name": "x"}, headers=headers)
                assert answer.status_code == 403, f"{path}: {answer.status_code} {answer.text}"
                assert answer.json()["code"] == "access.form_too_old"
    assert digest(house) == before


async def test_reading_every_page_changes_nothing(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.CENTER_HEAD)
    _, link = house.invite(Role.INTAKE)
    pairing = house.operation().credentials.issue(
        Purpose.PAIRING, staff_id, {"device": "wall"}, expires_at=None
    )
    before = digest(house)
    for visitor in (browser, house.browser()):
        for path in [*paths("GET"), link, f"/j/{pairing}", f"{house.base}/join", f"{house.base}/pair"]:
            await visitor.http.get(filled(path, house, staff_id))
    assert digest(house) == before


async def test_every_page_bears_the_headers(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.CENTER_HEAD)
    for path in [*paths("GET"), "/nowhere", f"{house.base}/nowhere", "/o/none/who"]:
        answer = await browser.http.get(filled(path, house, staff_id), follow_redirects=False)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        for part in ("script-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert part in policy, path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
        assert "camera=(self)" in answer.headers["permissions-policy"]
        if not path.startswith(("/static", "/install")):
            assert answer.headers["cache-control"] == "no-store", path


async def test_pages_hold_no_inline_script_style_or_outside_address(house: AccessHouse) -> None:
    staff_id, browser = await house.join(Role.CENTER_HEAD)
    html = ""
    for path in ("staff", "devices", "who"):
        html += (await browser.get(f"{house.base}/{path}")).text
    html += (await browser.post(f"{house.base}/staff/{staff_id}/link")).text
    html += (await house.browser().get("/install")).text
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", html)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=", html)
    outside = [
        found
        for found in re.findall(r'(?:src|href)="(https?://[^"]+)"', html)
        if not found.startswith(house.url)
    ]
    assert outside == []


async def test_an_address_that_a_client_writes_itself_is_not_believed(house: AccessHouse) -> None:
    codes = []
    stranger = house.browser()
    for n in range(25):
        answer = await stranger.http.get(
            f"/j/{'A' * 21}{n % 10}", headers={"x-forwarded-for": f"10.0.0.{n}", "x-real-ip": f"10.0.1.{n}"}
        )
        codes.append(answer.status_code)
    assert codes[-1] == 429


async def test_a_body_that_is_too_big_is_refused_on_every_act(house: AccessHouse) -> None:
    _, browser = await house.join(Role.CENTER_HEAD)
    url = f"/api/v1/operations/{house.rows[0].operation_id}/commands/ReceiveNeed"
    headers = {"accept": "application/json", "x-csrf": browser.csrf, "content-type": "application/json"}
    answer = await browser.http.post(url, content=b"0" * 600_000, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "refusal.too_big")

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"0" * 50_000

    answer = await browser.http.post(url, content=endless(), headers=headers)
    assert answer.status_code == 413


async def test_each_role_is_let_in_or_refused_as_its_column_says(house: AccessHouse) -> None:
    """J1 for the routes of the house: every route by every role of staff, read at the door."""
    for role in (Role.CENTER_HEAD, Role.GENERAL_AFFAIRS, Role.RECEPTION, Role.OBSERVER):
        staff_id, browser = await house.join(role)
        for path in paths("GET"):
            cell = table().rows["route", f"GET {path}"]
            answer = await browser.http.get(
                filled(path, house, staff_id), headers={"accept": "application/json"}, follow_redirects=False
            )
            if cell["public"] and not cell[role.value]:
                continue  # everybody comes to that page, and it may ask for a token of its own
            is_in = answer.status_code not in {401, 403}
            assert bool(cell[role.value]) == is_in, f"{role} {path} {answer.status_code}"


async def test_a_person_who_is_nobody_here_is_sent_to_the_page_that_asks(house: AccessHouse) -> None:
    nobody: Browser = house.browser()
    page = await nobody.get(f"{house.base}/staff")
    assert page.url.path == f"{house.base}/who"
    assert page.url.params["next"] == f"{house.base}/staff"
    assert (await nobody.get("/o/none/staff")).status_code == 404


async def test_after_sitting_down_one_goes_on_where_one_wanted_to(house: AccessHouse) -> None:
    staff_id, _ = await house.join(Role.GENERAL_AFFAIRS)
    desk = await house.desk()
    desk.http.follow_redirects = False
    answer = await desk.post(f"{house.base}/switch", who=staff_id, pin=PIN, back=f"{house.base}/staff")
    assert answer.headers["location"] == f"{house.base}/staff"
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = await desk.post(f"{house.base}/switch", who=staff_id, pin=PIN, back=elsewhere)
        assert answer.headers["location"] == "/"


async def test_a_fault_of_ours_bears_the_headers_and_an_incident_number(
    house: AccessHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, browser = await house.join(Role.CENTER_HEAD)

    def broken(*_: object) -> object:
        raise RuntimeError("山本 ハル 090-0000-1234")

    monkeypatch.setattr("dvc.web.pages.access_staff.state_of", broken)
    answer = await browser.http.get(f"{house.base}/staff")
    assert answer.status_code == 500
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "山本" not in answer.text
    assert re.search(r"Z-\d{4}", answer.text)
    monkeypatch.undo()
    assert (await browser.http.get(f"{house.base}/staff")).status_code == 200
