"""Builders of the tests: a wired center on a real SQLite file with a clock that the test sets, and actors by
role.
"""

from __future__ import annotations

import itertools
import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa

from dvc.adapters.key_ring import FileKeyRing
from dvc.commands import bus
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.kind import Kind
from dvc.domain.personal import Personal
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.store.engines import ensure_schema, postgres_engine, sqlite_engine
from dvc.store.operation import OperationStore, StoreParts, create_store
from dvc.store.rebuild import Verdict, verify
from dvc.store.tables import MAPPERS, STATE_TABLES

S = TypeVar("S")

MORNING = datetime(2026, 9, 11, 23, 30, tzinfo=UTC)
"""2026-09-12 08:30 in the center's zone."""
RING = FileKeyRing(bytes(range(64)))


@dataclass(slots=True)
class SetClock:
    """A clock that stands until the test moves it."""

    at: datetime = MORNING

    def now(self) -> datetime:
        """The set instant."""
        return self.at

    def forward(self, **delta: float) -> datetime:
        """Move the clock, e.g. `minutes=5`."""
        self.at += timedelta(**delta)
        return self.at


class SeededIds:
    """Ids in a fixed order, for tests that compare."""

    def __init__(self, seed: int = 1) -> None:
        """Start at the beginning."""
        self._count = itertools.count(1)
        self._seed = seed

    def new(self, prefix: str) -> str:
        """`prefix_` + 32 hex digits."""
        return f"{prefix}_{self._seed:08x}{next(self._count):024x}"


def an_actor(*roles: Role, name: str = "staff_1", kind: ActorKind = ActorKind.STAFF) -> Actor:
    """Somebody who acts, with these roles."""
    return Actor(kind=kind, id=name, roles=frozenset(roles))


HEAD = an_actor(Role.CENTER_HEAD, name="staff_head")


@dataclass(slots=True)
class Center:
    """A wired center: the store, its clock, and short ways to act and to look. `crowd`: how many people and
    needs were brought before a random morning, which leaves room for more of its own.
    """

    store: OperationStore
    clock: SetClock
    ids: SeededIds
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    actions: list[ActionId] = field(default_factory=list)
    crowd: int = 0
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def give(  # noqa: PLR0913 - a test names only what it is about
        self,
        command: Any,
        *,
        actor: Actor = HEAD,
        at: datetime | None = None,
        action_id: str | None = None,
        medium: Medium = Medium.APP,
        station: str | None = None,
        expected: Any = None,
    ) -> Receipt:
        """Give a command and get its receipt (a refusal is a receipt too)."""
        action = ActionId(action_id or f"act_{next(self._count):06d}")
        self.actions.append(action)
        meta = CommandMeta(
            action_id=action, actor=actor, happened_at=at, medium=medium, station=station, expected=expected
        )
        return self.store.execute(command, meta)

    def do(self, command: Any, **how: Any) -> Receipt:
        """Give a command that must not be refused."""
        return self.give(command, **how).raise_if_refused()

    def find(self, kind: Kind[S], stream: str) -> S | None:
        """State of a stream as the tables hold it."""
        table = STATE_TABLES[kind.name]
        with self.store.read() as connection:
            row = connection.execute(sa.select(table).where(table.c.stream == stream)).mappings().first()
        return None if row is None else MAPPERS[kind.name].from_row(row)

    def state(self, kind: Kind[S], stream: str) -> S:
        """State of a stream that must be there."""
        state = self.find(kind, stream)
        assert state is not None, f"no {kind.name} {stream}"
        return state

    def all(self, kind: Kind[S]) -> list[S]:
        """All states of a kind, in order of id."""
        table = STATE_TABLES[kind.name]
        with self.store.read() as connection:
            rows = connection.execute(sa.select(table).order_by(table.c.stream)).mappings().all()
        return [MAPPERS[kind.name].from_row(row) for row in rows]

    def vault(self, subject: str, field_name: Personal) -> str | None:
        """A standing value of the vault."""
        with self.store.read_vault() as vault:
            return vault.get(subject, field_name)

    def verify(self) -> Verdict:
        """Chain, replay and tables compared."""
        with self.store.read() as connection:
            return verify(connection)


_TEMPLATE: dict[str, Path] = {}


def _template() -> Path:
    """A store file with its tables, made once a process and copied for each test."""
    if "sqlite" not in _TEMPLATE:
        path = Path(tempfile.mkdtemp(prefix="dvc-template-")) / "template.sqlite"
        engine = sqlite_engine(path)
        create_store(engine, center_id="center_midorise", mode="disaster")
        engine.dispose()
        _TEMPLATE["sqlite"] = path
    return _TEMPLATE["sqlite"]


def create_on_postgres(url: str, schema: str) -> sa.Engine:
    """Make the schema and tables of an operation."""
    ensure_schema(url, schema)
    engine = postgres_engine(url, schema)
    create_store(engine, center_id="center_midorise", mode="disaster")
    return engine


@contextmanager
def a_center_on_postgres(url: str, schema: str, *, seed: int = 1, empty: bool = True) -> Iterator[Center]:
    """A wired center on a PostgreSQL schema of its own; `empty` False: its tables are there already."""
    engine = create_on_postgres(url, schema) if empty else postgres_engine(url, schema)
    clock, ids = SetClock(), SeededIds(seed)
    parts = StoreParts(clock=clock, ids=ids, ring=RING, judge=bus.judge)
    store = OperationStore(engine, parts, name=schema)
    try:
        yield Center(store=store, clock=clock, ids=ids)
    finally:
        store.close()


@contextmanager
def a_center(
    folder: Path | None = None, *, seed: int = 1, ids: SeededIds | None = None, like: Path | None = None
) -> Iterator[Center]:
    """A wired center on a SQLite file of its own, closed at the end. `like`: begin as that store stands."""
    where = folder or Path(tempfile.mkdtemp(prefix="dvc-center-"))
    path = where / "operation.sqlite"
    shutil.copy(like or _template(), path)
    clock, ids = SetClock(), ids or SeededIds(seed)
    parts = StoreParts(clock=clock, ids=ids, ring=RING, judge=bus.judge)
    store = OperationStore(sqlite_engine(path), parts, name=f"test-{seed}")
    try:
        yield Center(store=store, clock=clock, ids=ids)
    finally:
        store.close()
        if folder is None:
            shutil.rmtree(where, ignore_errors=True)
