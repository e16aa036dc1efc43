"""A served center whose clocks the test sets, and browsers that come in as people do: link, PIN, tag."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import httpx
from argon2 import PasswordHasher
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from dvc.cli.serve import config_of
from dvc.commands.staff import InviteStaff
from dvc.domain.command import CommandMeta
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.roles import SYSTEM, Role
from dvc.ports import NewOperation, OperationRow
from dvc.settings import Settings
from dvc.store.credentials import SqlCredentials
from dvc.web.app import Parts, create_app
from dvc.web.auth import Purpose
from dvc.web.operation import Operation
from dvc.wiring import House, app_of, open_house
from tests.factories import SetClock
from tests.served import READY_SECONDS, _Server, _wait_until_started, free_port

CSRF = re.compile(r'<meta name="csrf" content="([^"]*)"')
PIN = "4821"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""The strength of the hash is not what these tests are about, and 64 MiB a try would make them slow."""


@dataclass(slots=True)
class SetSeconds:
    """A clock that never jumps but where the test moves it."""

    at: float = 1_000.0

    def __call__(self) -> float:
        """Seconds."""
        return self.at


@dataclass(slots=True, kw_only=True)
class ClockedParts(Parts):
    """The application's parts with the test's second clock and a root certificate."""

    monotonic: SetSeconds = field(default_factory=SetSeconds)
    root_certificate: Callable[[], bytes | None] = lambda: None


@dataclass(slots=True)
class Browser:
    """One browser: its cookies, and the token of the page it saw last."""

    http: httpx.AsyncClient
    csrf: str = ""

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """Open a page; its token is kept."""
        answer = await self.http.get(path, headers=headers)
        seen = CSRF.search(answer.text)
        self.csrf = seen[1] if seen and seen[1] else self.csrf
        return answer

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Send a plain form."""
        return await self.http.post(path, data={"csrf": self.csrf, **fields})

    async def act(self, path: str, **fields: Any) -> httpx.Response:
        """Send a form as the page's script does."""
        headers = {"accept": "application/json", "x-csrf-token": self.csrf, "sec-fetch-mode": "cors"}
        return await self.http.post(path, data=fields, headers=headers)

    async def give(self, operation_id: str, command: str, **body: Any) -> httpx.Response:
        """Give a command as the page's script does."""
        url = f"/api/v1/operations/{operation_id}/commands/{command}"
        headers = {"accept": "application/json", "x-csrf": self.csrf}
        return await self.http.post(url, json=body, headers=headers)

    @property
    def cookies(self) -> dict[str, str]:
        """Cookies by name."""
        return {cookie.name: cookie.value or "" for cookie in self.http.cookies.jar}

    def cookie_header(self) -> str:
        """The Cookie header of this browser."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


@dataclass(slots=True)
class AccessHouse:
    """A running server with clocks in the test's hand."""

    url: str
    house: House
    clock: SetClock
    seconds: SetSeconds
    browsers: list[Browser] = field(default_factory=list)
    invited: int = 0

    @property
    def rows(self) -> tuple[OperationRow, ...]:
        """Operations of the registry."""
        return self.house.registry.operations()

    def operation(self, number: int = 0) -> Operation:
        """An operation that is open."""
        return self.house.open(self.rows[number]).operation

    @property
    def base(self) -> str:
        """Path of the first operation's pages."""
        return f"/o/{self.rows[0].operation_id}"

    def browser(self, *, locale: str = "ja") -> Browser:
        """A browser that was never here."""
        headers = {"accept": "text/html", "accept-language": locale, "origin": self.url}
        http = httpx.AsyncClient(base_url=self.url, follow_redirects=True, timeout=30.0, headers=headers)
        made = Browser(http)
        self.browsers.append(made)
        return made

    def give(self, command: Any, *, operation: Operation | None = None) -> None:
        """A command as the system, past HTTP; it must not be refused."""
        self.invited += 1
        meta = CommandMeta(action_id=ActionId(f"stage_{self.invited:06d}"), actor=SYSTEM)
        (operation or self.operation()).submit(command, meta).result().raise_if_refused()

    def invite(
        self, *roles: Role, name: str = "岡田", operation: Operation | None = None, **more: Any
    ) -> tuple[str, str]:
        """Invite somebody; their staff id and the path of their link."""
        where = operation or self.operation()
        self.invited += 1
        staff_id = StaffId(f"staff_{self.invited:04d}")
        self.give(
            InviteStaff(staff_id=staff_id, name=name, roles=roles, section=roles[0], **more), operation=where
        )
        return staff_id, self.link(staff_id, operation=where)

    def link(self, staff_id: str, *, operation: Operation | None = None) -> str:
        """The path of another link for somebody."""
        where = operation or self.operation()
        return f"/j/{where.credentials.issue(Purpose.INVITATION, staff_id, {}, expires_at=None)}"

    async def join(
        self, *roles: Role, name: str = "岡田", pin: str = PIN, **more: Any
    ) -> tuple[str, Browser]:
        """Invite somebody and let them come in on a device of their own."""
        staff_id, link = self.invite(*roles, name=name, **more)
        browser = self.browser()
        await self.accept(browser, link, pin=pin)
        return staff_id, browser

    async def accept(self, browser: Browser, link: str, *, pin: str = PIN) -> None:
        """Open an invitation in a browser and choose a PIN."""
        page = await browser.get(link)
        assert page.status_code == 200, page.text
        operation_path = str(page.url.path).removesuffix("/join")
        browser.http.follow_redirects = False
        answer = await browser.post(f"{operation_path}/join", pin=pin, pin_again=pin)
        browser.http.follow_redirects = True
        assert answer.status_code == 303, answer.text
        await browser.get(f"{operation_path}/who")

    async def desk(self, *, section: str = "reception", number: int = 1) -> Browser:
        """A shared desk PC that nobody sits at."""
        body = {"device": "desk", "section": section, "number": number}
        return await self.paired(body)

    async def paired(self, body: dict[str, Any]) -> Browser:
        """A browser that was made a device by a pairing link."""
        secret = self.operation().credentials.issue(Purpose.PAIRING, "staff_head", body, expires_at=None)
        browser = self.browser()
        await browser.get(f"/j/{secret}")
        browser.http.follow_redirects = False
        answer = await browser.post(f"{self.base}/pair")
        assert answer.status_code == 303, answer.text
        browser.http.follow_redirects = True
        await browser.get(f"{self.base}/who")
        return browser

    def socket(self, browser: Browser, board: str = "needs", **headers: str) -> connect:
        """A board's websocket of a browser."""
        url = self.url.replace("http", "ws", 1) + f"/ws/operations/{self.rows[0].operation_id}/boards/{board}"
        wanted = {"Cookie": browser.cookie_header(), "Origin": self.url, **headers}
        return connect(url, additional_headers={key: value for key, value in wanted.items() if value})

    def access_log(self) -> list[tuple[str, str, str]]:
        """(act, actor, subjects) of the first operation's access log."""
        with self.house.opened[self.rows[0].operation_id].store.read() as connection:
            rows = connection.exec_driver_sql("SELECT act, actor, subjects FROM access_log ORDER BY n").all()
        return [(row[0], row[1], row[2]) for row in rows]


async def closed_within(socket: ClientConnection, seconds: float) -> int | None:
    """The close code of a socket that the server closes in time; None when it is still open."""
    try:
        async with asyncio.timeout(seconds):
            while True:
                await socket.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None
    except TimeoutError:
        return None


def _quicken(house: House, operation: Operation) -> Operation:
    operation.credentials = SqlCredentials(house.opened[operation.operation_id].store, hasher=QUICK)
    return operation


@contextmanager
def access_house(
    folder: Path, *operations: NewOperation, root: bytes | None = None, is_tls: bool = False
) -> Iterator[AccessHouse]:
    """Serve these operations (none: a registry that is empty) until the end of the block.

    `root`: the center's own root certificate; `is_tls`: as behind TLS, so that cookies are for https alone.
    """
    clock, seconds = SetClock(), SetSeconds()
    settings = Settings(data=folder / "data", keys=folder / "keys" / "ring.key", port=free_port())
    house = open_house(settings, clock=clock)
    for new in operations:
        house.registry.create_operation(new, at=clock.now())

    given = app_of(house, look_seconds=None).state.parts
    parts = ClockedParts(**{one.name: getattr(given, one.name) for one in fields(given)}, monotonic=seconds)
    for operation in parts.operations.values():
        _quicken(house, operation)
    parts.root_certificate, parts.is_tls = lambda: root, is_tls
    parts.open_operation = lambda operation_id: _quicken(house, given.open_operation(operation_id))
    server = _Server(config_of(settings, create_app(parts)))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()), daemon=True)
    thread.start()
    _wait_until_started(server, thread)
    try:
        yield AccessHouse(f"http://127.0.0.1:{settings.port}", house, clock, seconds)
    finally:
        server.should_exit = True
        thread.join(READY_SECONDS)
        house.close()


def a_disaster(name: str = "9月豪雨") -> NewOperation:
    """An operation of the made-up city."""
    return NewOperation(center_name="緑瀬市災害ボランティアセンター", name=name, kind="disaster")


def a_drill() -> NewOperation:
    """A drill of the same center."""
    return NewOperation(center_name="緑瀬市災害ボランティアセンター", name="9月訓練", kind="drill")
