"""One command inside the writer's transaction: reads states, gathers events, writes everything at the flush.

`record` is the only function that changes a state table. Events get their `seq` at the flush, in order; a
refused command is rolled back to its savepoint and leaves only its receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from dvc.store.state_rows import (
    Aim,
    StreamKey,
    Versioned,
    found_by,
    insert_of,
    read_state,
    update_of,
    versioned,
)
from dvc.store.tables import MAPPERS

S = TypeVar("S")

NUMBERS_BELOW = 8000


@dataclass(frozen=True, slots=True)
class Tools:
    """What a command works with besides its transaction: `known` are states as the tables have them."""

    ids: Ids
    known: Mapping[StreamKey, Versioned]


class SqlWork:
    """Implements `dvc.ports.Work` on one connection."""

    def __init__(
        self, connection: sa.Connection, head: Head, meta: FactMeta, vault: SqlVault, tools: Tools
    ) -> None:
        """Within the caller's transaction; `head` is the end of the log before this command."""
        self._connection = connection
        self.head = head
        self.meta = meta
        self.now: datetime = meta.recorded_at
        self.home: CenterId = meta.home
        self.ids = tools.ids
        self.vault = vault
        self._known = tools.known
        self._pending: list[Recorded] = []
        self._states: dict[StreamKey, Versioned] = {}
        self._dirty: dict[StreamKey, int] = {}
        self._born: set[StreamKey] = set()

    def _load(self, kind: Kind[Any], stream: str) -> Versioned:
        key = (kind.name, stream)
        found = self._states.get(key) or self._known.get(key)
        if found is None:
            found = read_state(self._connection, kind.name, stream)
        self._states[key] = found
        return found

    def learned(self) -> Mapping[StreamKey, Versioned]:
        """What is now known of the streams this command has touched; true once its transaction stands."""
        return self._states

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
        query, params = found_by(kind, equal, Aim.ROWS)
        states = []
        for row in query.rows(self._connection, params):
            found = versioned(kind.name, row)
            self._states[kind.name, row.stream] = found
            states.append(found[0])
        return tuple(states)

    def count(self, kind: Kind[S], *, before: tuple[str, Any] | None = None, **equal: Any) -> int:
        """How many states `where` would give; the database counts, so that a check-in costs the same for the
        first and for the thousandth of a day (performance.md; C1).
        """
        self.flush()
        below = None if before is None else before[0]
        query, params = found_by(kind, equal, Aim.COUNT, below=below)
        if before is not None:
            params["below"] = MAPPERS[kind.name].plain(*before)
        return int(query.value(self._connection, params))

    def record(self, kind: Kind[S], stream: str, *events: Any) -> S:
        """Append events and give the new state; saved at the flush."""
        assert events, "an act without an event is not recorded"
        state, version = self._load(kind, stream)
        if version == 0:
            self._born.add((kind.name, stream))
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
        if (kind, stream) in self._born:
            insert_of(kind).run(self._connection, row)
            self._born.discard((kind, stream))
            return
        touched = update_of(kind).run(self._connection, {**row, "of_stream": stream})
        assert touched == 1, "a state that was read is still there: nobody else writes"

    def next_number(self, kind: Kind[S], **scope: Any) -> int:
        """1 + the highest `number` below 8000 in this scope."""
        self.flush()
        query, params = found_by(kind, scope, Aim.HIGHEST_NUMBER, below="number")
        return 1 + (query.value(self._connection, {**params, "below": NUMBERS_BELOW}) or 0)

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
