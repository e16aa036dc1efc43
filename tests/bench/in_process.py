"""Full check-ins a second without HTTP, beside two limits of the same run: a job that does nothing through
the same writer, and SQLite alone writing two rows a command in groups of the same size.
"""

from __future__ import annotations

import itertools
import resource
import sqlite3
import tempfile
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dvc.commands.catalogue
from dvc.adapters.system import RandomIds, SystemClock, monotonic_seconds
from dvc.commands import bus
from dvc.commands.day import OpenDay
from dvc.commands.reception import CheckInNew
from dvc.commands.reception_person import PersonForm
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId, VolunteerId
from dvc.domain.values import AgeBand
from dvc.store.engines import sqlite_engine
from dvc.store.operation import OperationStore, StoreParts, create_store
from tests.factories import HEAD, RING

assert dvc.commands.catalogue.COMMANDS

PERSON = PersonForm(
    name="緑川 太郎", kana="ミドリカワ タロウ", phone="090-0000-0001", age_band=AgeBand.THIRTIES
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """Figures a second of one run. `grouped`: commands in one commit; `cpu_ms`: of the process, a command."""

    commands: float
    cpu_ms: float
    grouped: float
    nothing: float
    bare: float

    def __str__(self) -> str:
        return (
            f"in process: {self.commands:7.1f} full check-ins/s ({self.cpu_ms:.2f} ms CPU each), "
            f"{self.grouped:.1f} a commit; empty job {self.nothing:8.1f}/s "
            f"(ratio {self.nothing / self.commands:.1f}); "
            f"SQLite alone, two rows a command {self.bare:8.1f}/s (ratio {self.bare / self.commands:.1f})"
        )


@dataclass(slots=True)
class _Counted:
    commits: int = 0

    def __call__(self, seq: int) -> None:
        del seq
        self.commits += 1


def measure_inside(waiting: int, seconds: float) -> Inside:
    """With so many commands always waiting."""
    with tempfile.TemporaryDirectory(prefix="dvc-bench-") as folder:
        engine = sqlite_engine(Path(folder) / "operation.sqlite")
        create_store(engine, center_id="center_midorise", mode="disaster")
        parts = StoreParts(clock=SystemClock(), ids=RandomIds(), ring=RING, judge=bus.judge)
        store = OperationStore(engine, parts, name="bench")
        try:
            return _measure(store, Path(folder), waiting, seconds)
        finally:
            store.close()


def _measure(store: OperationStore, folder: Path, waiting: int, seconds: float) -> Inside:
    numbers = itertools.count(1)
    store.execute(OpenDay(), _meta(0)).raise_if_refused()

    def check_in() -> Future[Any]:
        number = next(numbers)
        command = CheckInNew(volunteer_id=VolunteerId(f"vol_{number:08d}"), person=PERSON)
        return store.submit(command, _meta(number))

    _keep_asking(check_in, waiting, 0.3)
    counted = _Counted()
    store.subscribe(counted)
    cpu = _cpu_seconds()
    done, took = _keep_asking(check_in, waiting, seconds)
    cpu = _cpu_seconds() - cpu
    idle, idle_took = _keep_asking(lambda: store.write_beside(lambda _: None), waiting, seconds / 2)
    return Inside(
        commands=done / took,
        cpu_ms=cpu / done * 1_000,
        grouped=done / max(1, counted.commits),
        nothing=idle / idle_took,
        bare=_bare(folder / "bare.sqlite", waiting, seconds / 2),
    )


def _meta(number: int) -> CommandMeta:
    return CommandMeta(action_id=ActionId(f"bench-{number:08d}"), actor=HEAD, medium=Medium.APP)


def _keep_asking(ask: Callable[[], Future[Any]], waiting: int, seconds: float) -> tuple[int, float]:
    """How many were answered, in how many seconds."""
    begun, done = monotonic_seconds(), 0
    under_way = deque(ask() for _ in range(waiting))
    while monotonic_seconds() < begun + seconds:
        under_way.popleft().result()
        under_way.append(ask())
        done += 1
    for one in under_way:
        one.result()
    return done + waiting, monotonic_seconds() - begun


def _bare(path: Path, grouped: int, seconds: float) -> float:
    """Two rows a command, `grouped` commands a commit, WAL and synchronous=FULL: what the file can take."""
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT)")
    connection.execute("CREATE TABLE state (id TEXT PRIMARY KEY, body TEXT)")
    begun, done, body = monotonic_seconds(), 0, "x" * 300
    while monotonic_seconds() < begun + seconds:
        connection.execute("BEGIN IMMEDIATE")
        for number in range(done, done + grouped):
            connection.execute("INSERT INTO event VALUES (?, ?)", (number, body))
            connection.execute("INSERT INTO state VALUES (?, ?)", (f"vol_{number:08d}", body))
        connection.execute("COMMIT")
        done += grouped
    took = monotonic_seconds() - begun
    connection.close()
    return done / took


def _cpu_seconds() -> float:
    """What this process has used of the processors; a figure that a busy machine disturbs least."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
