"""One command inside the writer's transaction: reads states, gathers events, writes everything at the flush.

`record` is the only function that changes a state table. Events get their `seq` at the flush, in order; a
refused command is rolled back to its savepoint and leaves only its receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from dvc.domain.center_settings import CENTER_SETTINGS, SETTINGS_STREAM, value_of
from dvc.domain.facts import FactMeta, Recorded
from dvc.domain.ids import ActionId, CenterId
from dvc.domain.kind import Kind
from dvc.domain.kinds import BY_NAME
from dvc.domain.refusal import Refusal
from dvc.ports import Ids
from dvc.store import codec, event_log, reference
from dvc.store.event_log import Head
from dvc.store.people_vault import SqlVault
from dvc.store.tables import MAPPERS, STATE_TABLES

S = TypeVar("S")

WHERE_MOST = 20_000


class SqlWork:
    """Implements `dvc.ports.Work` on one connection."""

    def __init__(
        self, connection: sa.Connection, head: Head, meta: FactMeta, vault: SqlVault, ids: Ids
    ) -> None:
        """Within the caller's transaction; `head` is the end of the log before this command."""
        self._connection = connection
        self.head = head
        self.meta = meta
        self.now: datetime = meta.recorded_at
        self.home: CenterId = meta.home
        self.ids = ids
        self.vault = vault
        self._pending: list[Recorded] = []
        self._states: dict[tuple[str, str], tuple[Any, int]] = {}
        self._dirty: dict[tuple[str, str], int] = {}

    def _load(self, kind: Kind[Any], stream: str) -> tuple[Any, int]:
        key = (kind.name, stream)
        if key not in self._states:
            row = self._connection.execute(_select_of(kind.name), {"of_stream": stream}).mappings().first()
            if row is None:
                return None, 0
            self._states[key] = (MAPPERS[kind.name].from_row(row), row["version"])
        return self._states[key]

    def get(self, kind: Kind[S], stream: str) -> S:
        """State of a stream. Raises Refusal `refusal.unknown` (404)."""
        state, _ = self._load(kind, stream)
        if state is None:
            raise Refusal("refusal.unknown", status=404, kind=kind.name)
        found: S = state
        return found

    def find(self, kind: Kind[S], stream: str) -> S | None:
        """State of a stream, None when there is none."""
        found: S | None = self._load(kind, stream)[0]
        return found

    def version(self, kind: Kind[S], stream: str) -> int:
        """Version of a stream, 0 when there is none."""
        return self._load(kind, stream)[1]

    def where(self, kind: Kind[S], **equal: Any) -> tuple[S, ...]:
        """States whose plain fields equal the given values (a tuple or set means: one of), in order of id."""
        self.flush()
        table, mapper = STATE_TABLES[kind.name], MAPPERS[kind.name]
        query = sa.select(table).where(*_conditions(kind, equal)).order_by(table.c.stream).limit(WHERE_MOST)
        found = []
        for row in self._connection.execute(query).mappings():
            state = mapper.from_row(row)
            self._states[kind.name, row["stream"]] = (state, row["version"])
            found.append(state)
        return tuple(found)

    def count(self, kind: Kind[S], *, before: tuple[str, Any] | None = None, **equal: Any) -> int:
        """How many states `where` would give; the database counts, so that a check-in costs the same for the
        first and for the thousandth of a day (performance.md; C1).
        """
        self.flush()
        table = STATE_TABLES[kind.name]
        query = sa.select(sa.func.count()).select_from(table).where(*_conditions(kind, equal))
        if before is not None:
            field, value = before
            query = query.where(table.c[f"f_{field}"] < MAPPERS[kind.name].plain(field, value))
        return int(self._connection.execute(query).scalar_one())

    def record(self, kind: Kind[S], stream: str, *events: Any) -> S:
        """Append events and give the new state; saved at the flush."""
        assert events, "an act without an event is not recorded"
        state, version = self._load(kind, stream)
        for event in events:
            version += 1
            state = kind.step(state, event)
            seq = self.head.seq + len(self._pending) + 1
            self._pending.append(
                Recorded(seq=seq, kind=kind.name, stream=stream, version=version, event=event, meta=self.meta)
            )
        assert state is not None
        self._states[kind.name, stream] = (state, version)
        self._dirty[kind.name, stream] = self._pending[-1].seq
        after: S = state
        return after

    def flush(self) -> None:
        """Write gathered events and states; called before every search and at the end."""
        if not self._pending:
            return
        self.head = event_log.append(self._connection, self.head, self._pending)
        self._pending = []
        for (kind, stream), seq in self._dirty.items():
            self._save(kind, stream, seq)
        self._dirty = {}

    def _save(self, kind: str, stream: str, seq: int) -> None:
        state, version = self._states[kind, stream]
        row = {**MAPPERS[kind].to_row(state), "version": version, "updated_seq": seq, "stream": stream}
        is_there = self._connection.execute(_update_of(kind), {**row, "of_stream": stream}).rowcount
        if not is_there:
            self._connection.execute(_insert_of(kind), row)

    def next_number(self, kind: Kind[S], **scope: Any) -> int:
        """1 + the highest `number` below 8000 in this scope."""
        self.flush()
        table, mapper = STATE_TABLES[kind.name], MAPPERS[kind.name]
        query = sa.select(sa.func.max(table.c.f_number)).where(table.c.f_number < 8000)
        for field, value in scope.items():
            query = query.where(table.c[f"f_{field}"] == mapper.plain(field, value))
        return 1 + (self._connection.execute(query).scalar() or 0)

    def setting(self, key: str) -> Any:
        """Value of a center setting as it stands, or its default."""
        return value_of(self.find(CENTER_SETTINGS, SETTINGS_STREAM), key)

    def events_of(self, action_id: ActionId) -> tuple[Recorded, ...]:
        """Events of an earlier action in order of seq."""
        return tuple(event_log.read_action(self._connection, action_id))

    def events_after(self, kind: Kind[S], stream: str, version: int) -> tuple[Recorded, ...]:
        """Events of a stream with a greater version."""
        return tuple(event_log.read_stream(self._connection, kind.name, stream, version))

    def state_at(self, kind: Kind[S], stream: str, version: int) -> S | None:
        """State of a stream after `version` events, by replay; None for version 0."""
        state: S | None = None
        for recorded in event_log.read_stream(self._connection, kind.name, stream):
            if recorded.version > version:
                break
            state = BY_NAME[kind.name].step(state, recorded.event)
        return state

    def replace_reference(self, layer: str, rows: tuple[Mapping[str, Any], ...]) -> str:
        """Replace the rows of an imported reference layer; the digest of the rows."""
        return reference.replace(self._connection, layer, rows)

    def fingerprint_bytes(self, command: Any) -> bytes:
        """What the receipt's keyed fingerprint is made of: the whole command."""
        return f"{type(command).__name__}\n{codec.dumps(command)}".encode()


@cache
def _select_of(kind: str) -> sa.Select[Any]:
    table = STATE_TABLES[kind]
    return sa.select(table).where(table.c.stream == sa.bindparam("of_stream"))


@cache
def _update_of(kind: str) -> sa.Update:
    """The one UPDATE of a kind, made once: SQLAlchemy then takes its compiled form by the object itself."""
    table = STATE_TABLES[kind]
    changed: dict[str, Any] = {
        one.name: sa.bindparam(one.name) for one in table.columns if one.name != "stream"
    }
    return sa.update(table).where(table.c.stream == sa.bindparam("of_stream")).values(changed)


@cache
def _insert_of(kind: str) -> sa.Insert:
    return sa.insert(STATE_TABLES[kind])


def _conditions(kind: Kind[Any], equal: Mapping[str, Any]) -> list[sa.ColumnElement[bool]]:
    """The fields that must equal a value, be one of several (tuple, set), or be empty (None)."""
    table, mapper = STATE_TABLES[kind.name], MAPPERS[kind.name]
    found: list[sa.ColumnElement[bool]] = []
    for field, value in equal.items():
        column = table.c[f"f_{field}"]
        if isinstance(value, tuple | list | set | frozenset):
            found.append(column.in_([mapper.plain(field, one) for one in value]))
        elif value is None:
            found.append(column.is_(None))
        else:
            found.append(column == mapper.plain(field, value))
    return found
