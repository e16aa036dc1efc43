"""The composition root: settings -> key ring, registry, stores, boards, hubs. The only place that knows all
rooms.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from dvc.adapters.key_ring import FileKeyRing, open_key_ring
from dvc.adapters.network import EVERYWHERE, LOOPBACK, lan_addresses
from dvc.adapters.solver import ProcessSolver
from dvc.adapters.system import RandomIds, SystemClock
from dvc.adapters.tls import root_certificate
from dvc.board.catalogue import SPECS
from dvc.commands import catalogue
from dvc.commands.bus import judge
from dvc.ports import Clock, Ids
from dvc.read.center import CenterReader
from dvc.settings import Settings
from dvc.store import access_log, engines
from dvc.store.access_log import View
from dvc.store.credentials import SqlCredentials
from dvc.store.lock import StoreLock
from dvc.store.operation import OperationStore, StoreParts, create_store
from dvc.store.poke import PostgresPokes
from dvc.store.registry import OperationRow, Registry
from dvc.web.app import Parts, create_app
from dvc.web.live import Hub
from dvc.web.local_door import door_of, serve_local_door
from dvc.web.operation import Operation
from dvc.web.routine import LOOK_SECONDS, keep_routine

__all__ = ["House", "Opened", "app_of", "catalogue", "open_house", "parts_of", "store_path"]


@dataclass(slots=True, kw_only=True)
class Opened:
    """One open operation: its store, what the edge sees of it, and what has to be let go at the end."""

    store: OperationStore
    operation: Operation
    lock: StoreLock | None
    pokes: PostgresPokes | None = None

    def close(self) -> None:
        """Answer what waits, then let the store go."""
        if self.pokes is not None:
            self.pokes.close()
        self.store.close()
        if self.lock is not None:
            self.lock.release()


@dataclass(slots=True, kw_only=True)
class House:
    """Everything that one process holds open."""

    settings: Settings
    ring: FileKeyRing
    registry: Registry
    clock: Clock
    ids: Ids
    solver: ProcessSolver = field(default_factory=ProcessSolver)
    opened: dict[str, Opened] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def open(self, row: OperationRow) -> Opened:
        """Open an operation of the registry; once a process. Raises StoreHeld when another server has it."""
        with self._guard:
            if row.operation_id not in self.opened:
                self.opened[row.operation_id] = _open_operation(self, row)
            return self.opened[row.operation_id]

    def open_all(self) -> dict[str, Operation]:
        """Open every operation that is not closed; what the edge sees of them, by id."""
        return {
            row.operation_id: self.open(row).operation for row in self.registry.operations() if row.is_open
        }

    def close(self) -> None:
        """Close everything, the stores first."""
        for opened in self.opened.values():
            opened.close()
        self.opened.clear()
        self.solver.close()
        self.registry.close()


def open_house(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> House:
    """Open the data folder or the database; made new when there is none."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    ring = open_key_ring(settings.key_ring, create=True)
    if settings.database_url:
        engines.ensure_schema(settings.database_url, "registry")
        registry = Registry(engines.postgres_engine(settings.database_url, "registry"), ring)
    else:
        registry = Registry(engines.sqlite_engine(settings.data / "registry.sqlite"), ring)
    return House(
        settings=settings, ring=ring, registry=registry, clock=clock or SystemClock(), ids=ids or RandomIds()
    )


def store_path(settings: Settings, operation_id: str) -> Path:
    """The SQLite file of an operation."""
    return settings.data / "operations" / f"{operation_id}.sqlite"


def _open_operation(house: House, row: OperationRow) -> Opened:
    parts = StoreParts(
        clock=house.clock,
        ids=house.ids,
        ring=house.ring,
        judge=judge,
        files=house.settings.data / "operations" / f"{row.operation_id}.files",
    )
    lock: StoreLock | None = None
    if house.settings.database_url:
        schema = f"op_{row.operation_id.lower()}"
        engines.ensure_schema(house.settings.database_url, schema)
        engine = engines.postgres_engine(house.settings.database_url, schema)
    else:
        path = store_path(house.settings, row.operation_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = StoreLock(path)
        engine = engines.sqlite_engine(path)
    create_store(engine, center_id=row.center_id, mode=row.kind)
    store = OperationStore(engine, parts, name=row.operation_id)
    operation = _edge_of(house, row, store)
    store.subscribe(operation.hub.poke)
    pokes = None
    if house.settings.database_url:
        pokes = PostgresPokes(engine, store.lock_key, operation.hub.poke)
    return Opened(store=store, operation=operation, lock=lock, pokes=pokes)


def _edge_of(house: House, row: OperationRow, store: OperationStore) -> Operation:
    reader = CenterReader(store)

    def note_view(**view: Any) -> Future[int]:
        made = View(at=house.clock.now(), **view)
        return store.write_beside(lambda connection: access_log.append(connection, made))

    return Operation(
        operation_id=row.operation_id,
        center_name=row.center_name,
        name=row.name,
        mode=row.kind,
        submit=store.submit,
        reader=reader,
        credentials=SqlCredentials(store),
        note_view=note_view,
        hub=Hub(reader, SPECS, epoch=store.epoch),
        clock=house.clock,
        ids=house.ids,
        mac=house.ring.mac,
    )


def parts_of(
    house: House, *, more_routes: Sequence[BaseRoute] = (), look_seconds: float | None = LOOK_SECONDS
) -> Parts:
    """What the applications are made of: everything the house has open, a local door for each SQLite store,
    and the routine that looks at the clock every `look_seconds` (None: never, for a stage that stands still).
    """
    operations = house.open_all()
    on_start: list[Callable[[Starlette], AbstractAsyncContextManager[None]]] = [
        partial(_door, operation, door_of(store_path(house.settings, name)))
        for name, operation in operations.items()
        if not house.settings.database_url
    ]
    if look_seconds is not None:
        on_start.append(lambda _: keep_routine(operations, house.registry, look_seconds=look_seconds))
    return Parts(
        operations=operations,
        open_operation=lambda operation_id: _open_late(house, operation_id),
        registry=house.registry,
        clock=house.clock,
        solver=house.solver,
        is_tls=house.settings.tls is not None,
        public_port=house.settings.public_port,
        origins=origins_of(house.settings),
        root_certificate=partial(root_certificate, house.settings.data / "tls"),
        more_routes=more_routes,
        on_start=on_start,
    )


def app_of(
    house: House, *, more_routes: Sequence[BaseRoute] = (), look_seconds: float | None = LOOK_SECONDS
) -> Starlette:
    """The application over everything the house has open."""
    return create_app(parts_of(house, more_routes=more_routes, look_seconds=look_seconds))


def origins_of(settings: Settings) -> tuple[str, ...]:
    """Addresses by which other devices reach the server, the best first; empty when only this machine does.
    """
    if settings.host in EVERYWHERE:
        hosts = lan_addresses()
    else:
        hosts = () if settings.host in LOOPBACK else (settings.host,)
    scheme = "https" if settings.tls else "http"
    return tuple(f"{scheme}://{host}:{settings.port}" for host in hosts)


def _door(operation: Operation, path: Path, app: Starlette) -> AbstractAsyncContextManager[None]:
    del app
    return serve_local_door(operation, path)


def _open_late(house: House, operation_id: str) -> Operation:
    """Open an operation that was made while the server runs."""
    row = next(row for row in house.registry.operations() if row.operation_id == operation_id)
    return house.open(row).operation
