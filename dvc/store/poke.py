"""Pokes between processes on PostgreSQL: LISTEN on the store's channel; a lost one costs a delay, never an
event.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

WAIT_SECONDS = 1.0
RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)


class PostgresPokes:
    """A thread that listens for commits of other processes and passes their seq on."""

    def __init__(self, engine: sa.Engine, lock_key: int, listener: Callable[[int], None]) -> None:
        """`listener(seq)` is called from the listening thread."""
        self._engine = engine
        self._channel = f"dvc_{lock_key}"
        self._listener = listener
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="dvc-pokes", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        self._thread.join(WAIT_SECONDS * 5)

    def _run(self) -> None:
        while not self._ending.is_set():
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001 - cut lines are opened again
                if not self._ending.is_set():
                    _log.warning("poke connection lost: %s", type(error).__name__)
                self._ending.wait(RETRY_SECONDS)

    def _listen(self) -> None:
        raw: Any = self._engine.raw_connection()
        try:
            driver = raw.driver_connection
            driver.autocommit = True
            driver.execute(f"LISTEN {self._channel}")
            while not self._ending.is_set():
                for notice in driver.notifies(timeout=WAIT_SECONDS):
                    self._listener(int(notice.payload))
        finally:
            raw.invalidate()
