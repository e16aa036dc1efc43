"""A served center for tests at the edge: the real application on uvicorn in a thread, a real SQLite file,
real logins.

`house.login("reception")` gives an HTTP client that came in by an invitation link, as a helper does.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from dvc.cli.serve import config_of
from dvc.commands.day import OpenDay
from dvc.commands.staff import InviteStaff
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.roles import SYSTEM, Role
from dvc.ports import Clock, NewOperation
from dvc.settings import Settings
from dvc.web.auth import Purpose
from dvc.web.operation import Operation
from dvc.wiring import House, app_of, open_house

READY_SECONDS = 20.0
_CSRF = re.compile(r'<meta name="csrf" content="([^"]*)"')


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Desk:
    """Somebody logged in: an HTTP client with its cookies, and the CSRF token of its forms."""

    http: httpx.AsyncClient
    operation: str
    csrf: str
    staff_id: str

    def path(self, rest: str) -> str:
        """A page of the operation."""
        return f"/o/{self.operation}/{rest}"

    async def give(self, command: str, *, action_id: str | None = None, **body: Any) -> httpx.Response:
        """Give a command as a page's script does."""
        headers = {"x-csrf": self.csrf, "accept": "application/json"}
        if action_id is not None:
            headers["idempotency-key"] = action_id
        url = f"/api/v1/operations/{self.operation}/commands/{command}"
        return await self.http.post(url, json=body, headers=headers)

    async def do(self, command: str, **body: Any) -> dict[str, Any]:
        """Give a command that must not be refused; its result."""
        answer = await self.give(command, **body)
        assert answer.status_code == 200, f"{command}: {answer.status_code} {answer.text}"
        result: dict[str, Any] = answer.json()["result"]
        return result

    async def board(self, name: str) -> dict[str, Any]:
        """A board's snapshot."""
        answer = await self.http.get(f"/api/v1/operations/{self.operation}/boards/{name}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def cookies(self) -> list[dict[str, Any]]:
        """The client's cookies for a browser context of Playwright."""
        return [
            {"name": one.name, "value": one.value or "", "domain": "127.0.0.1", "path": "/"}
            for one in self.http.cookies.jar
        ]


@dataclass(slots=True)
class ServedHouse:
    """A running server and the operation it serves."""

    url: str
    house: House
    operation: Operation
    clients: list[httpx.AsyncClient] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def operation_id(self) -> str:
        """Id of the operation."""
        return self.operation.operation_id

    def give(self, command: Any, *, at: datetime | None = None, actor: Any = SYSTEM) -> Receipt:
        """Set the stage: a command as the system, past HTTP; it must not be refused."""
        meta = CommandMeta(
            action_id=ActionId(f"stage_{next(self._count):06d}"),
            actor=actor,
            happened_at=at,
            medium=Medium.SYSTEM,
        )
        return self.operation.submit(command, meta).result().raise_if_refused()

    def invite(self, *roles: Role | str, name: str = "岡田") -> str:
        """Invite a person; the path of the link that lets them in without choosing a PIN."""
        held = tuple(Role(role) for role in roles)
        staff_id = StaffId(f"staff_{next(self._count):04d}")
        self.give(InviteStaff(staff_id=staff_id, name=name, roles=held, section=held[0]))
        secret = self.operation.credentials.issue(
            Purpose.INVITATION, staff_id, {"pin": "none"}, expires_at=None
        )
        return f"/j/{secret}"

    async def login(self, *roles: Role | str, name: str = "岡田", locale: str = "ja") -> Desk:
        """Log somebody in by an invitation link, over HTTP."""
        http = httpx.AsyncClient(
            base_url=self.url,
            follow_redirects=True,
            timeout=90.0,
            headers={"accept": "text/html", "accept-language": locale, "origin": self.url},
        )
        self.clients.append(http)
        page = await http.get(self.invite(*roles, name=name))
        assert page.status_code == 200, page.text
        csrf = _csrf_of(page.text)
        page = await http.post(f"/o/{self.operation_id}/join", data={"csrf": csrf})
        assert page.status_code in {200, 404}, page.text
        home = await http.get(f"/o/{self.operation_id}/who")
        seen = _CSRF.search(home.text)
        staff_id = f"staff_{next(self._count) - 2:04d}"
        return Desk(
            http=http, operation=self.operation_id, csrf=seen.group(1) if seen else csrf, staff_id=staff_id
        )


def _csrf_of(html: str) -> str:
    found = re.search(r'name="csrf"[^>]*?(?:value|content)="([^"]*)"', html)
    assert found is not None, html[:2000]
    return found.group(1)


class _Server(uvicorn.Server):
    def install_signal_handlers(self) -> None:
        """Signals belong to the test's process."""


@contextmanager
def served(
    folder: Path,
    *,
    clock: Clock | None = None,
    database_url: str | None = None,
    look_seconds: float | None = None,
) -> Iterator[ServedHouse]:
    """Serve the center of a folder until the end of the block; a new one is made, and its activity day open.

    `look_seconds`: how often the routine looks at the clock; None: never, so that nothing happens by itself.
    """
    settings = Settings(
        data=folder / "data", keys=folder / "keys" / "ring.key", port=free_port(), database_url=database_url
    )
    house = open_house(settings, clock=clock)
    new = NewOperation(center_name="緑瀬市災害ボランティアセンター", name="9月豪雨", kind="disaster")
    known = house.registry.operations()
    row = known[0] if known else house.registry.create_operation(new, at=house.clock.now())
    operation = house.open(row).operation
    server = _Server(config_of(settings, app_of(house, look_seconds=look_seconds)))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    _wait_until_started(server, thread)
    made = ServedHouse(url=f"http://127.0.0.1:{settings.port}", house=house, operation=operation)
    if not known:
        made.give(OpenDay())
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(READY_SECONDS)
        house.close()


def _wait_until_started(server: uvicorn.Server, thread: threading.Thread) -> None:
    waiting = threading.Event()
    for _ in range(int(READY_SECONDS / 0.02)):
        if server.started or not thread.is_alive():
            break
        waiting.wait(0.02)
    assert server.started, "the server did not start"


@asynccontextmanager
async def closing(house: ServedHouse) -> AsyncIterator[ServedHouse]:
    """Close the clients of a house at the end."""
    try:
        yield house
    finally:
        for client in house.clients:
            await client.aclose()
        house.clients.clear()


def now() -> datetime:
    """The machine's time, for stages that lie before the server's clock."""
    return datetime.now(UTC)  # noqa: TID251 - a test's stage
