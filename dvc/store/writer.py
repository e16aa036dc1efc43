"""The one writer: a thread that takes waiting jobs off a queue and commits them together (group commit,
ADR-0001).

Every job runs under a savepoint of its own; a job is answered only after the commit that holds it. So durable
throughput is set by the disk's flush, not by one flush a command, and nobody reads what may still be lost.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from dvc.ports import StoreBusy, StoreFault
from dvc.store import event_log
from dvc.store.event_log import Head
from dvc.store.known_states import KnownStates
from dvc.store.statements import plain

T = TypeVar("T")

BATCH_MOST = 64
QUEUE_MOST = 10_000
RETRIES_MOST = 5
LOCK_SPACE = 0x64766300

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Batch:
    """What jobs of one transaction share: the connection and the end of the log, moved on by each job that
    commits.
    """

    connection: sa.Connection
    head: Head
    known: KnownStates

    def undo(self) -> None:
        """Take back what the running job has written; it may go on."""
        plain(self.connection, "ROLLBACK TO SAVEPOINT job")


Job = Callable[[Batch], T]


@dataclass(slots=True)
class _Waiting(Generic[T]):
    job: Job[T]
    future: Future[T]


class Writer:
    """Owns the writing connection. `on_commit(seq)` is called from the writer's thread after each commit that
    moved the log.
    """

    def __init__(self, engine: sa.Engine, *, lock_key: int, on_commit: Callable[[int], None]) -> None:
        """`lock_key` tells stores on one PostgreSQL apart; unused on SQLite, whose file is locked."""
        self._engine = engine
        self._is_postgres = engine.dialect.name == "postgresql"
        self._lock_key = lock_key
        self._on_commit = on_commit
        self._queue: queue.Queue[_Waiting[Any] | None] = queue.Queue(QUEUE_MOST)
        self._closing = False
        self._known = KnownStates()
        self._thread = threading.Thread(target=self._run, name="dvc-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job[T]) -> Future[T]:
        """Run `job` in the next transaction; the future is done after its commit. Raises StoreBusy."""
        future: Future[T] = Future()
        if self._closing:
            raise StoreBusy
        try:
            self._queue.put_nowait(_Waiting(job, future))
        except queue.Full:
            raise StoreBusy from None
        return future

    def close(self) -> None:
        """Answer what waits, then end the thread."""
        self._closing = True
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                break
            batch, ends = self._gather(first)
            self._commit_with_retries(batch)
            if ends:
                break

    def _gather(self, first: _Waiting[Any]) -> tuple[list[_Waiting[Any]], bool]:
        batch = [first]
        while len(batch) < BATCH_MOST:
            try:
                waiting = self._queue.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return batch, True
            batch.append(waiting)
        return batch, False

    def _commit_with_retries(self, waiting: list[_Waiting[Any]]) -> None:
        for attempt in range(RETRIES_MOST + 1):
            try:
                self._commit(waiting)
            except sa.exc.OperationalError as error:
                self._known.forget()
                # serialization failure, deadlock or a cut connection: nothing was acknowledged, so all of
                # it runs again
                if attempt < RETRIES_MOST and self._may_retry(error):
                    continue
                self._fail(waiting, error)
            except Exception as error:  # noqa: BLE001 - must reach the callers, not kill the writer
                self._known.forget()
                self._fail(waiting, error)
            return

    def _may_retry(self, error: sa.exc.OperationalError) -> bool:
        state = getattr(error.orig, "sqlstate", None)
        return self._is_postgres and (
            error.connection_invalidated or state in {"40001", "40P01", "57P01", None}
        )

    @staticmethod
    def _fail(waiting: list[_Waiting[Any]], error: Exception) -> None:
        _log.error("store fault: %s", type(error).__name__, exc_info=error)
        answer = StoreFault(type(error).__name__) if isinstance(error, sa.exc.DBAPIError) else error
        for one in waiting:
            if not one.future.done():
                one.future.set_exception(answer)

    def _commit(self, waiting: list[_Waiting[Any]]) -> None:
        outcomes: list[tuple[_Waiting[Any], Any, BaseException | None]] = []
        with self._engine.begin() as connection:
            if self._is_postgres:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_SPACE}, {self._lock_key})")
            batch = Batch(connection, event_log.read_head(connection), self._known)
            self._known.begin(batch.head)
            before = batch.head.seq
            outcomes.extend((one, *self._run_one(batch, one.job)) for one in waiting)
            if self._is_postgres and batch.head.seq != before:
                connection.exec_driver_sql(f"SELECT pg_notify('dvc_{self._lock_key}', '{batch.head.seq}')")
        self._known.commit(batch.head)
        for one, value, error in outcomes:
            if error is None:
                one.future.set_result(value)
            else:
                one.future.set_exception(error)
        if batch.head.seq != before:
            self._on_commit(batch.head.seq)

    @staticmethod
    def _run_one(batch: Batch, job: Job[Any]) -> tuple[Any, BaseException | None]:
        head = batch.head
        plain(batch.connection, "SAVEPOINT job")
        try:
            value = job(batch)
        except sa.exc.OperationalError:
            raise
        except Exception as error:  # noqa: BLE001 - answered to its caller; the others go on
            batch.undo()
            plain(batch.connection, "RELEASE SAVEPOINT job")
            batch.head = head
            batch.known.forget()  # a command of this job may have stood before the job fell
            return None, error
        plain(batch.connection, "RELEASE SAVEPOINT job")
        return value, None
