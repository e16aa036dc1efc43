"""A server as a real process (`python -m dvc serve`) that a test may kill, on a folder or a database that was
prepared through the house.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dvc.adapters.system import SystemClock
from dvc.commands.day import OpenDay
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.roles import SYSTEM, Role
from dvc.ports import NewOperation
from dvc.settings import Settings
from dvc.web.auth import Purpose
from dvc.web.operation import Operation
from dvc.wiring import House, open_house, store_path
from tests.served import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
READY_SECONDS_MAX = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A center that was prepared and closed again; servers may be started on it."""

    folder: Path
    operation: str
    tokens: dict[str, str]
    database_url: str | None = None
    results: dict[str, Any] = field(default_factory=dict)

    @property
    def settings(self) -> Settings:
        """Settings that open the same data."""
        return _settings(self.folder, self.database_url)

    @property
    def store(self) -> Path:
        """The SQLite file of the operation."""
        return store_path(self.settings, self.operation)


@dataclass(slots=True)
class Stage:
    """What a preparation may do: commands as the system, past HTTP; each must be taken."""

    operation: Operation
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def give(self, command: Any) -> dict[str, Any]:
        """Give a command; its result."""
        action = ActionId(f"stage_{next(self._count):06d}")
        meta = CommandMeta(action_id=action, actor=SYSTEM, medium=Medium.SYSTEM)
        return dict(self.operation.submit(command, meta).result().raise_if_refused().result)

    def token(self, name: str, role: Role) -> str:
        """A bearer token of a program that speaks with the rights of this role."""
        return self.operation.credentials.issue(
            Purpose.TOKEN, f"token_{name}", {"role": role.value}, expires_at=None
        )


def _settings(folder: Path, database_url: str | None) -> Settings:
    return Settings(data=folder / "data", keys=folder / "keys" / "ring.key", database_url=database_url)


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """The house of these settings, closed at the end."""
    house = open_house(settings)
    try:
        yield house
    finally:
        house.close()


def prepare(
    folder: Path, *roles: Role, database_url: str | None = None, more: Any = None
) -> Prepared:
    """Make an operation with its day open and a token for each role; `more(stage)` sets the rest of the stage
    and gives what the test wants to know of it.
    """
    settings = _settings(folder, database_url)
    with opened(settings) as house:
        new = NewOperation(center_name="緑瀬市災害ボランティアセンター", name="9月豪雨", kind="disaster")
        row = house.registry.create_operation(new, at=SystemClock().now())
        stage = Stage(house.open(row).operation)
        stage.give(OpenDay())
        tokens = {role.value: stage.token(role.value, role) for role in roles}
        results = more(stage) if more is not None else {}
    return Prepared(
        folder=folder,
        operation=row.operation_id,
        tokens=tokens,
        database_url=database_url,
        results=results,
    )


@dataclass(slots=True)
class RealServer:
    """One server process."""

    prepared: Prepared
    port: int
    process: subprocess.Popen[bytes]
    ready_after: float = 0.0
    """Seconds from the start of the process to its first `ready`."""

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """The operation's part of the API."""
        return f"{self.url}/api/v1/operations/{self.prepared.operation}"

    def board_url(self, board: str) -> str:
        """Address of a board's socket."""
        return f"ws://127.0.0.1:{self.port}/ws/operations/{self.prepared.operation}/boards/{board}"

    def kill(self) -> None:
        """`kill -9`: no chance to do anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._close()

    def stop(self) -> int:
        """End it as an operator does; its exit code."""
        self.process.terminate()
        code = self.process.wait(READY_SECONDS_MAX)
        self._close()
        return code

    def _close(self) -> None:
        if self.process.stdout is not None:
            self.process.stdout.close()


def start(prepared: Prepared, *, port: int | None = None) -> RealServer:
    """Start a server and wait for its `ready`; a port is kept over restarts, as clients know it."""
    chosen = port or free_port()
    command = [sys.executable, "-m", "dvc", "serve", "--port", str(chosen)]
    environment = {
        **os.environ,
        "DVC_DATA": str(prepared.settings.data),
        "DVC_KEYS": str(prepared.settings.keys),
    }
    if prepared.database_url:
        environment["DVC_DATABASE_URL"] = prepared.database_url
    begun = time.monotonic()
    log = (prepared.folder / f"server-{chosen}.log").open("ab")
    with log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, cwd=ROOT, env=environment, start_new_session=True
        )
    assert process.stdout is not None
    first = process.stdout.readline()
    if not first.startswith(b"ready "):
        process.kill()
        process.wait()
        process.stdout.close()
        raise AssertionError(f"no server: {first!r}\n{_tail(prepared.folder / f'server-{chosen}.log')}")
    return RealServer(prepared, chosen, process, time.monotonic() - begun)


def _tail(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")[-4_000:]


@contextmanager
def running(prepared: Prepared, *, port: int | None = None) -> Iterator[RealServer]:
    """A server until the end of the block; killed there if it still runs."""
    server = start(prepared, port=port)
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.stop()


def verify_by_command(prepared: Prepared) -> str:
    """Run `dvcenter verify` on a center that no server holds; its words. Fails on any difference."""
    command = [sys.executable, "-m", "dvc", "verify"]
    environment = {
        **os.environ,
        "DVC_DATA": str(prepared.settings.data),
        "DVC_KEYS": str(prepared.settings.keys),
    }
    if prepared.database_url:
        environment["DVC_DATABASE_URL"] = prepared.database_url
    done = subprocess.run(command, capture_output=True, cwd=ROOT, env=environment, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()
