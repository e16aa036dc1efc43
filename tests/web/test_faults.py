"""A fault of ours: a page for a browser, a problem for a program, one number that the log has too, never a
traceback.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator

import pytest

from dvc.read.center import CenterReader
from tests.served import ServedHouse


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A center whose names cannot be read."""

    def fail(*_: object, **__: object) -> str:
        message = "somebody's name"
        raise RuntimeError(message)

    with monkeypatch.context() as patch:
        patch.setattr(CenterReader, "label", fail)
        yield


async def test_a_browser_gets_a_page_and_the_number_of_the_log(
    house: ServedHouse, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    desk = await house.login("matching")
    request.getfixturevalue("broken")
    with caplog.at_level(logging.ERROR):
        page = await desk.http.get(desk.path("matching"))
    assert page.status_code == 500
    assert page.headers["content-type"].startswith("text/html")
    number = re.search(r"Z-\d{4}", page.text)
    assert number is not None
    assert number[0] in caplog.text
    assert "somebody's name" not in page.text


async def test_a_program_gets_a_problem(house: ServedHouse, request: pytest.FixtureRequest) -> None:
    desk = await house.login("matching")
    request.getfixturevalue("broken")
    answer = await desk.http.get(desk.path("matching"), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (500, "refusal.fault")
    assert "somebody's name" not in answer.text
