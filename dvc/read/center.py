"""Readings of one operation: states by kind and equality, events since a position, labels out of the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

import sqlalchemy as sa

from dvc.domain.center_settings import CENTER_SETTINGS, SETTINGS_STREAM, value_of
from dvc.domain.facts import Recorded
from dvc.domain.kind import Kind
from dvc.domain.kinds import KINDS
from dvc.domain.personal import Detail, Personal
from dvc.store import event_log, reference
from dvc.store.operation import OperationStore
from dvc.store.state_rows import NEVER_BORN, Aim, found_by, read_state, versioned
from dvc.store.tables import MAPPERS, STATE_TABLES

S = TypeVar("S")


class CenterReader:
    """Every call reads one moment of the store in a transaction of its own; call from a worker thread."""

    def __init__(self, store: OperationStore, *, page: int = event_log.READ_MOST) -> None:
        """Of one open store."""
        self.store = store
        self.page = page

    def find(self, kind: Kind[S], stream: str) -> S | None:
        """State of a stream, None when there is none."""
        found = self.find_with_version(kind, stream)
        return None if found is None else found[0]

    def find_with_version(self, kind: Kind[S], stream: str) -> tuple[S, int] | None:
        """State and version of a stream, None when there is none."""
        with self.store.read() as connection:
            found = read_state(connection, kind.name, stream)
        return None if found is NEVER_BORN else found

    def where(self, kind: Kind[S], **equal: Any) -> list[S]:
        """States whose plain fields equal the given values (a tuple or set: one of; None: empty), in order of
        id.
        """
        query, params = found_by(kind, equal, Aim.ROWS)
        with self.store.read() as connection:
            return [versioned(kind.name, row)[0] for row in query.rows(connection, params)]

    def setting(self, key: str) -> Any:
        """Value of a center setting as it stands."""
        return value_of(self.find(CENTER_SETTINGS, SETTINGS_STREAM), key)

    def world_rows(self) -> tuple[int, list[tuple[str, str, int, Any]]]:
        """All states at one moment: (seq, rows of kind, stream, version, state), for the boards' first look.
        """
        rows: list[tuple[str, str, int, Any]] = []
        with self.store.read() as connection:
            seq = event_log.read_head(connection).seq
            for kind in KINDS:
                mapper = MAPPERS[kind.name]
                found = connection.execute(sa.select(STATE_TABLES[kind.name])).mappings()
                rows.extend((kind.name, row["stream"], row["version"], mapper.from_row(row)) for row in found)
        return seq, rows

    def events_since(self, seq: int) -> list[Recorded]:
        """Events after `seq`, about one page of them and never part of an action: a board's delta stands for
        one.
        """
        with self.store.read() as connection:
            page = event_log.read_since(connection, seq, limit=self.page)
            if len(page) < self.page:
                return page
            last = page[-1].meta.action_id
            whole = [one for one in page if one.meta.action_id != last]
            return whole or event_log.read_action(connection, last)

    def events_of_stream(self, kind: str, stream: str) -> list[Recorded]:
        """All events of one stream, oldest first (the time line of a sheet)."""
        with self.store.read() as connection:
            return event_log.read_stream(connection, kind, stream)

    def labels(self, subjects: Iterable[str], fields: Iterable[Personal]) -> dict[str, dict[Personal, str]]:
        """Standing values of the vault for many subjects."""
        with self.store.read_vault() as vault:
            return vault.standing(subjects, fields)

    def label(self, subject: str, field: Personal) -> str | None:
        """One standing value."""
        return self.labels([subject], [field]).get(subject, {}).get(field)

    def history(self, subject: str, field: Personal) -> tuple[Detail, ...]:
        """All values of a field with their sources, newest first."""
        with self.store.read_vault() as vault:
            return vault.history(subject, field)

    def layer(self, name: str) -> list[dict[str, Any]]:
        """Rows of an imported reference layer (areas, towns)."""
        with self.store.read() as connection:
            return reference.read(connection, name)
