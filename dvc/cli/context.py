"""How a command of the shell reaches an operation: it holds the store itself, or speaks to the server that
holds it.

Reading is always direct (SQLite in WAL and PostgreSQL let readers in); commands go through the one writer.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import orjson

from dvc.adapters.key_ring import open_key_ring
from dvc.adapters.system import RandomIds, SystemClock
from dvc.cli.words import Told
from dvc.commands.bus import judge
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.refusal import Refusal
from dvc.domain.roles import SYSTEM
from dvc.read.center import CenterReader
from dvc.settings import Settings, read_settings
from dvc.store import access_log, codec, engines
from dvc.store.access_log import View
from dvc.store.lock import StoreHeld
from dvc.store.operation import OperationStore, StoreParts
from dvc.store.registry import OperationRow
from dvc.web.local_door import door_of, plain_receipt
from dvc.wiring import House, open_house, store_path

ANSWER_SECONDS = 60.0
SHELL = "shell"
"""The station of what was done at the command line."""


def settings_of(data: Path | None, database_url: str | None) -> Settings:
    """Settings of the process with what the command line said."""
    settings = read_settings()
    if data is not None:
        settings = replace(settings, data=data.resolve())
    return replace(settings, database_url=database_url or settings.database_url)


def socket_path(settings: Settings, operation_id: str) -> Path:
    """The local door of an operation."""
    return door_of(store_path(settings, operation_id))


@dataclass(slots=True, kw_only=True)
class CenterAtHand:
    """One operation for a command of the shell."""

    row: OperationRow
    reader: CenterReader
    house: House
    _store: OperationStore | None
    _door: Path | None

    def give(
        self, command: Any, *, action_id: str | None = None, medium: Medium = Medium.SYSTEM
    ) -> dict[str, Any]:
        """Give a command as the system; the receipt as plain values. Raises Refusal."""
        action = ActionId(action_id or self.house.ids.new("act"))
        if self._store is not None:
            meta = CommandMeta(action_id=action, actor=SYSTEM, medium=medium)
            answer = plain_receipt(self._store.execute(command, meta))
        else:
            assert self._door is not None
            answer = _ask_server(self._door, command, action, medium)
        if answer["code"] is not None:
            raise Refusal(answer["code"], **answer.get("details", {}))
        return answer

    def note_view(self, **view: Any) -> None:
        """Write a view of people's records into the access log, as the system at this shell: `act`,
        `subjects`, `fields`, `reason`.
        """
        if self._store is not None:
            made = View(at=self.house.clock.now(), actor=SYSTEM.id, station=SHELL, **view)
            self._store.write_beside(lambda connection: access_log.append(connection, made)).result()
            return
        assert self._door is not None
        _ask(self._door, {"view": view})


def _ask_server(door: Path, command: Any, action: ActionId, medium: Medium) -> dict[str, Any]:
    asked = {
        "command": type(command).__name__,
        "body": codec.encode(command),
        "action_id": action,
        "medium": medium.value,
    }
    return _ask(door, asked)


def _ask(door: Path, asked: dict[str, Any]) -> dict[str, Any]:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_SECONDS)
            line.connect(os.fspath(door))
            line.sendall(orjson.dumps(asked) + b"\n")
            with line.makefile("rb") as answers:
                answer: dict[str, Any] = orjson.loads(answers.readline())
                return answer
    except OSError as error:
        code = "cli.server_silent"
        raise Told(code) from error


def pick(house: House, wanted: str | None) -> OperationRow:
    """The operation that is meant: by id or name, or the only open one. Raises Told."""
    rows = [row for row in house.registry.operations() if row.is_open]
    if wanted is not None:
        rows = [row for row in rows if wanted in {row.operation_id, row.name}]
    if len(rows) != 1:
        names = tuple(f"  {row.operation_id}  {row.name} ({row.kind})" for row in house.registry.operations())
        raise Told("cli.which_operation", exit_code=2, lines=names, n=len(rows))
    return rows[0]


@contextmanager
def open_center(data: Path | None, database_url: str | None, wanted: str | None) -> Iterator[CenterAtHand]:
    """An operation at hand, held here or by a server."""
    settings = settings_of(data, database_url)
    house = open_house(settings)
    try:
        row = pick(house, wanted)
        try:
            store = house.open(row).store
            yield CenterAtHand(row=row, reader=CenterReader(store), house=house, _store=store, _door=None)
        except StoreHeld:
            with _reading_store(settings, row) as reading:
                yield CenterAtHand(
                    row=row,
                    reader=CenterReader(reading),
                    house=house,
                    _store=None,
                    _door=socket_path(settings, row.operation_id),
                )
    finally:
        house.close()


@contextmanager
def _reading_store(settings: Settings, row: OperationRow) -> Iterator[OperationStore]:
    ring = open_key_ring(settings.key_ring, create=False)
    parts = StoreParts(clock=SystemClock(), ids=RandomIds(), ring=ring, judge=judge)
    store = OperationStore(
        engines.sqlite_engine(store_path(settings, row.operation_id)), parts, name=row.operation_id
    )
    try:
        yield store
    finally:
        store.close()


DATA = click.option("--data", type=click.Path(path_type=Path), help="data folder / データの場所")
DATABASE = click.option("--database-url", help="postgresql://… in place of the data folder")
OPERATION = click.option("--operation", "wanted", help="operation id or name / 運営の番号か名前")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="machine-readable output")
