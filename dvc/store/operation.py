"""The store of one operation: engine, writer, vault and readers in one hand, for SQLite and PostgreSQL alike.

Commands go in through `submit`; everything else reads. Housekeeping beside the log (receipts of views,
credentials) goes through `write_beside`, which may never touch a state table or the log.
"""

from __future__ import annotations

import secrets
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from dvc.domain.command import CommandMeta, Receipt, Result
from dvc.domain.facts import FactMeta
from dvc.domain.ids import CenterId
from dvc.domain.refusal import Refusal
from dvc.ports import Clock, Ids, KeyRing, Work
from dvc.store import event_log, receipts, schema_version
from dvc.store.event_log import Head
from dvc.store.people_vault import Sealer, SqlVault
from dvc.store.tables import store_fact
from dvc.store.unit_of_work import SqlWork, Tools
from dvc.store.writer import Batch, Writer

T = TypeVar("T")
Judge = Callable[[Work, Any, CommandMeta], Result]
OFFSET_MOST_MS = 400 * 24 * 3600 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreParts:
    """What a store is made with."""

    clock: Clock
    ids: Ids
    ring: KeyRing
    judge: Judge
    files: Path | None = None


class OperationStore:
    """One operation's store."""

    def __init__(self, engine: sa.Engine, parts: StoreParts, *, name: str) -> None:
        """On tables that exist; `name` tells stores of one database apart."""
        self.engine = engine
        self.name = name
        self.parts = parts
        self.sealer = Sealer(parts.ring)
        self._listeners: list[Callable[[int], None]] = []
        with self.read() as connection:
            rows = connection.execute(sa.select(store_fact.c.key, store_fact.c.value))
            self.facts: dict[str, str] = {row.key: row.value for row in rows}
        self.lock_key = zlib.crc32(name.encode()) & 0x7FFFFFFF
        self.writer = Writer(engine, lock_key=self.lock_key, on_commit=self._poke)

    @property
    def epoch(self) -> str:
        """Random name of this life of the store; renewed by a restore."""
        return self.facts["epoch"]

    @property
    def center_id(self) -> CenterId:
        """The center whose facts are born here."""
        return CenterId(self.facts["center_id"])

    def subscribe(self, listener: Callable[[int], None]) -> None:
        """Call `listener(seq)` after each commit that moved the log, from the writer's thread."""
        self._listeners.append(listener)

    def _poke(self, seq: int) -> None:
        for listener in self._listeners:
            listener(seq)

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A connection in a reading transaction: one moment of the store."""
        with self.engine.connect().execution_options(read_only=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def read_vault(self) -> Iterator[SqlVault]:
        """The vault in a reading transaction."""
        with self.read() as connection:
            yield SqlVault(connection, self.sealer)

    def vault_on(self, connection: sa.Connection) -> SqlVault:
        """The vault on a reader's connection."""
        return SqlVault(connection, self.sealer)

    def submit(self, command: Any, meta: CommandMeta) -> Future[Receipt]:
        """Give a command; the receipt comes after its commit. A fault comes as exception and leaves nothing.
        """
        return self.writer.submit(lambda batch: self.handle(batch, command, meta))

    def execute(self, command: Any, meta: CommandMeta) -> Receipt:
        """Give a command and wait for its receipt."""
        return self.submit(command, meta).result()

    def write_beside(self, job: Callable[[sa.Connection], T]) -> Future[T]:
        """Write rows that are no facts of the center: credentials, views, imports' scratch. Never a state
        table.
        """
        return self.writer.submit(lambda batch: job(batch.connection))

    def close(self) -> None:
        """Answer what waits, then close."""
        self.writer.close()
        self.engine.dispose()

    def handle(self, batch: Batch, command: Any, meta: CommandMeta) -> Receipt:
        """One command inside the writer's transaction, alone under its savepoint `job`: a refusal goes back
        there.
        """
        fact = self._fact_meta(meta)
        # Keys that a command makes or reads are kept in memory no longer than the command: a refusal takes
        # back
        # the row of a new key, and a key remembered beyond that would seal words that nobody opens again.
        vault = SqlVault(batch.connection, Sealer(self.parts.ring))
        tools = Tools(self.parts.ids, batch.known)
        work = SqlWork(batch.connection, batch.head, fact, vault, tools)
        fingerprint = self.parts.ring.mac("command", work.fingerprint_bytes(command))
        stored = receipts.read(batch.connection, meta.action_id)
        if stored is not None:
            return _repeat(stored, fingerprint)
        columns: dict[str, Any] = {
            "action_id": meta.action_id,
            "command": type(command).__name__,
            "fingerprint": fingerprint,
            "code": None,
            "status": 200,
            "details": {},
            "result": {},
            "seq": None,
            "recorded_at": fact.recorded_at,
            "actor": meta.actor.id,
            "station": meta.station,
        }
        try:
            columns["result"] = dict(self.parts.judge(work, command, meta))
            work.flush()
        except Refusal as no:
            batch.undo()
            columns |= {"code": no.code, "status": no.status, "details": dict(no.details)}
        except sa.exc.IntegrityError:
            batch.undo()
            columns |= {"code": "refusal.already_there", "status": 409}
        else:
            batch.known.learn(work.learned())
            if work.head.seq != batch.head.seq:
                columns["seq"] = work.head.seq
                batch.head = work.head
        receipts.write(batch.connection, columns)
        return _receipt(columns, repeated=False)

    def _fact_meta(self, meta: CommandMeta) -> FactMeta:
        now = self.parts.clock.now()
        happened, offset = meta.happened_at or now, None
        if meta.device_now is not None:
            offset = _offset_ms(meta.device_now, now)
            if meta.happened_at is not None:
                happened = meta.happened_at - (meta.device_now - now)
        return FactMeta(
            happened_at=happened,
            recorded_at=now,
            device_offset_ms=offset,
            medium=meta.medium,
            station=meta.station,
            actor=meta.actor.id,
            on_behalf_of=meta.on_behalf_of,
            home=self.center_id,
            action_id=meta.action_id,
        )


def _offset_ms(device_now: datetime, now: datetime) -> int:
    offset = int((device_now - now).total_seconds() * 1000)
    return max(-OFFSET_MOST_MS, min(OFFSET_MOST_MS, offset))


def _repeat(stored: dict[str, Any], fingerprint: str) -> Receipt:
    """The stored answer; the same id with another body is refused and changes nothing (422)."""
    if stored["fingerprint"] != fingerprint:
        raise Refusal("refusal.action_id_reused", status=422)
    return _receipt(stored, repeated=True)


def _receipt(columns: dict[str, Any], *, repeated: bool) -> Receipt:
    names = ("action_id", "command", "code", "status", "details", "result", "seq", "recorded_at")
    return Receipt(**{name: columns[name] for name in names}, repeated=repeated)


def create_store(engine: sa.Engine, *, center_id: str, mode: str) -> None:
    """Make the tables of a new store and its first facts; a store that exists is left as it is."""
    _bring_up_to_date(engine)
    with engine.begin() as connection:
        have = set(connection.execute(sa.select(store_fact.c.key)).scalars())
        wanted = {"center_id": center_id, "mode": mode, "epoch": secrets.token_hex(16)}
        for key, value in wanted.items():
            if key not in have:
                connection.execute(sa.insert(store_fact).values(key=key, value=value))


def _bring_up_to_date(engine: sa.Engine) -> None:
    """Make or change the tables if they are not today's. Raises StoreNewer."""
    if schema_version.read(engine) != schema_version.LATEST:
        from dvc.store import migrate  # noqa: PLC0415 - 0.3 s of every start

        migrate.upgrade(engine)


def end_of_log(store: OperationStore) -> Head:
    """The last position of the log."""
    with store.read() as connection:
        return event_log.read_head(connection)
