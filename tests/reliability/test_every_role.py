"""D1 per role, over the wire: for every board and every role, a screen's snapshot and what follows are what a
fresh look of that role shows; who may not see a board gets no item of it, by socket or by request.

Who may see what is read here from `docs/who-sees-what.csv` by its plain words, not by the server's reader.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from dvc.board.catalogue import SPECS
from dvc.domain.roles import Role
from dvc.store.operation import end_of_log
from dvc.web.auth import Purpose
from tests.factories import Center, SeededIds, SetClock
from tests.machine import ROOT
from tests.properties.every_act import Explorer, teams_everywhere
from tests.reliability.board_client import Board, Where, dial, watching
from tests.served import ServedHouse, served

TABLE = ROOT / "docs" / "who-sees-what.csv"
NOT_OF_A_PERSON = {Role.SYSTEM}
ROLES = [role for role in Role if role not in NOT_OF_A_PERSON]
BOARDS = [spec.name for spec in SPECS]
TURNS, LOOK_EVERY = 90, 15


def columns_of(kind: str, name: str) -> set[str]:
    """Columns of the written table that see this at all."""
    lines = (one for one in TABLE.read_text(encoding="utf-8").splitlines() if not one.startswith("#"))
    row = next(one for one in csv.DictReader(lines) if (one["kind"], one["name"]) == (kind, name))
    return {column for column, cell in row.items() if column not in {"kind", "name"} and cell}


MAY = {board: columns_of("board", board) for board in BOARDS}
KINDS = {kind: columns_of("board_item", kind) for spec in SPECS for kind in spec.builders}


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A served center and how a program of each role is let in."""

    served: ServedHouse
    center: Center
    headers: Mapping[str, Mapping[str, str]]

    def where(self, who: str) -> Where:
        return Where.of(self.served.url, self.served.operation_id, self.headers[who])

    async def look(self, http: httpx.AsyncClient, board: str, who: str) -> httpx.Response:
        """A fresh look at a board."""
        url = f"{self.served.url}/api/v1/operations/{self.served.operation_id}/boards/{board}"
        return await http.get(url, headers={**self.headers[who], "accept": "application/json"})


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A center with people, sheets and teams everywhere; a token for each role, and nothing for the street.
    """
    clock = SetClock()
    with served(tmp_path, clock=clock) as made:
        store = made.house.opened[made.operation_id].store
        issue = made.operation.credentials.issue
        tokens = {
            role.value: issue(Purpose.TOKEN, f"token_{role.value}", {"role": role.value}, expires_at=None)
            for role in ROLES
        }
        headers = {role: {"authorization": f"Bearer {token}"} for role, token in tokens.items()}
        center = Center(store=store, clock=clock, ids=SeededIds())
        yield House(served=made, center=center, headers={**headers, "public": {}})


async def test_d1_every_role_follows_every_board_it_may_see_to_a_fresh_look(house: House) -> None:
    teams_everywhere(house.center)
    screens = {(board, who): Board(board, keeps=True) for board in BOARDS for who in sorted(MAY[board])}
    assert len(screens) > len(ROLES)
    explorer = Explorer()
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=60.0, trust_env=False))
        for (_, who), screen in screens.items():
            await stack.enter_async_context(watching(screen, house.where(who)))
        for turn, _ in enumerate(explorer.morning(house.center, 4, TURNS), 1):
            if turn % LOOK_EVERY == 0:
                await every_screen_is_right(house, http, screens)
    assert len(explorer.taken) > TURNS // 3
    for (board, who), screen in screens.items():
        assert screen.snapshots == 1, f"{who} followed {board} from the first snapshot"
        assert screen.deltas > 0
        shown = {kind for kind in KINDS if any(f'"kind":"{kind}"' in frame for frame in screen.frames)}
        assert {kind for kind in shown if who not in KINDS[kind]} == set(), f"{who} at {board}"


async def every_screen_is_right(
    house: House, http: httpx.AsyncClient, screens: Mapping[tuple[str, str], Board]
) -> None:
    """Each screen shows what a fresh look of its own role shows."""
    await house.served.operation.hub.reached(end_of_log(house.center.store).seq)
    for (board, who), screen in screens.items():
        answer = await house.look(http, board, who)
        assert answer.status_code == httpx.codes.OK, f"{who} at {board}"
        fresh = answer.json()
        await screen.reaches(fresh["seq"])
        screen.equals(fresh)


async def test_who_may_not_see_a_board_gets_no_item_of_it(house: House) -> None:
    teams_everywhere(house.center)
    kept_out = [(board, who) for board in BOARDS for who in house.headers if who not in MAY[board]]
    assert ("matching", "wall") in kept_out
    async with httpx.AsyncClient(timeout=60.0, trust_env=False) as http:
        for board, who in kept_out:
            answer = await house.look(http, board, who)
            assert answer.status_code in {401, 403}, f"{who} at {board}"
            assert "items" not in answer.text
            assert await first_words(house, board, who) in ({"bye"}, set()), f"{who} at {board}"


async def first_words(house: House, board: str, who: str) -> set[str]:
    """Types of all messages until the server ends the line; empty when it did not even answer the call."""
    heard: set[str] = set()
    try:
        async with await dial(Board(board), house.where(who)) as socket:
            async for frame in socket:
                heard.add(json.loads(frame)["type"])
                if heard - {"bye"}:
                    break
    except (ConnectionClosed, InvalidStatus):
        pass
    return heard
