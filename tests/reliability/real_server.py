"""A server as a real process (`python -m dvc serve`) that a test may kill, on a folder or a database that was
prepared through the house.
"""

from __future__ import annotations

import contextlib
import itertools
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from dvc.adapters.system import SystemClock
from dvc.cli.serve import serve as serve_command
from dvc.commands.day import OpenDay
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.roles import SYSTEM, Actor, Role
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

    def give(self, command: Any, *, actor: Actor = SYSTEM) -> dict[str, Any]:
        """Give a command; its result."""
        action = ActionId(f"stage_{next(self._count):06d}")
        meta = CommandMeta(action_id=action, actor=actor, medium=Medium.SYSTEM)
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
    folder: Path,
    *roles: Role,
    database_url: str | None = None,
    more: Callable[[Stage], dict[str, Any]] | None = None,
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
    """One server process. `ready_after`: seconds from its start until it took connections."""

    prepared: Prepared
    port: int
    pid: int
    wait: Callable[[], int]
    ready_after: float = 0.0
    is_over: bool = False

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        """The operation's part of the API."""
        return f"{self.url}/api/v1/operations/{self.prepared.operation}"

    def kill(self) -> None:
        """`kill -9`: no chance to do anything."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """End it as an operator does; its exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> int:
        os.kill(self.pid, how)
        code = self.wait()
        self.is_over = True
        return code


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How a server is started. `is_fork`: forked from a process that has the program in memory already, so
    that a test of many restarts spends its time on restarts; else the very shell line `python -m dvc serve`.
    `commit_seconds`: a fork's disk is so slow that each writing commit takes at least so long.
    """

    is_fork: bool = False
    commit_seconds: float = 0.0


SHELL_LINE = Way()
FORK = Way(is_fork=True)


def start(prepared: Prepared, *, port: int | None = None, way: Way = SHELL_LINE) -> RealServer:
    """Start a server and wait until it takes connections; clients know its port: it stays over restarts."""
    chosen = port or free_port()
    begun = time.monotonic()
    pid, wait = _fork(prepared, chosen, way) if way.is_fork else _shell_line(prepared, chosen)
    server = RealServer(prepared, chosen, pid, wait)
    _wait_until_open(server)
    server.ready_after = time.monotonic() - begun
    return server


def _log_of(prepared: Prepared) -> Path:
    return prepared.folder / "server.log"


def _environment(prepared: Prepared) -> dict[str, str]:
    found = {"DVC_DATA": str(prepared.settings.data), "DVC_KEYS": str(prepared.settings.keys)}
    if prepared.database_url:
        found["DVC_DATABASE_URL"] = prepared.database_url
    return found


def _shell_line(prepared: Prepared, port: int) -> tuple[int, Callable[[], int]]:
    with _log_of(prepared).open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dvc", "serve", "--port", str(port)],
            stdout=log,
            stderr=log,
            cwd=ROOT,
            env={**os.environ, **_environment(prepared)},
        )
    return process.pid, process.wait


def _fork(prepared: Prepared, port: int, way: Way) -> tuple[int, Callable[[], int]]:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["dvc.cli.serve"])
    log = str(_log_of(prepared))
    process = context.Process(
        target=_serve_here, args=(port, _environment(prepared), log, way.commit_seconds)
    )
    process.start()
    assert process.pid is not None

    def wait() -> int:
        process.join()
        return process.exitcode or 0

    return process.pid, wait


def _serve_here(port: int, environment: dict[str, str], log: str, commit_seconds: float) -> None:
    """What a forked child does: the command `dvcenter serve`, its words into the log."""
    os.environ.update(environment)
    with Path(log).open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    if commit_seconds:
        sa.event.listen(sa.Engine, "commit", lambda connection: _slowly(connection, commit_seconds))
    serve_command.main(["--port", str(port)], standalone_mode=False)


def _slowly(connection: sa.Connection, seconds: float) -> None:
    if not connection.get_execution_options().get("read_only", False):
        threading.Event().wait(seconds)


def _wait_until_open(server: RealServer) -> None:
    limit, pause = time.monotonic() + READY_SECONDS_MAX, threading.Event()
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), 5):
            return
        if time.monotonic() > limit or not _is_alive(server.pid):
            log = _log_of(server.prepared).read_text(encoding="utf-8", errors="replace")
            raise AssertionError(f"no server\n{log[-4_000:]}")
        pause.wait(0.02)


def _is_alive(pid: int) -> bool:
    """Whether the process runs; a dead child that nobody has waited for yet is a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@contextmanager
def running(prepared: Prepared, *, port: int | None = None, way: Way = SHELL_LINE) -> Iterator[RealServer]:
    """A server until the end of the block, if it has not ended before."""
    server = start(prepared, port=port, way=way)
    try:
        yield server
    finally:
        if not server.is_over:
            server.stop()


def verify_by_command(prepared: Prepared) -> str:
    """Run `dvcenter verify` on a center that no server holds; its words. Fails on any difference."""
    done = subprocess.run(
        [sys.executable, "-m", "dvc", "verify"],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **_environment(prepared)},
        check=False,
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()
