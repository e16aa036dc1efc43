"""The matching engine in a child process that stays warm: a run never blocks a page, and a crash never a
server.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from typing import Any

from dvc.adapters.system import monotonic_seconds
from dvc.ports import SolverFault

POLL_SECONDS = 0.1
GRACE_SECONDS = 30.0
"""How long after its time a run may still be writing its answer before the process is given up."""


class ProcessSolver:
    """Implements `dvc.ports.Solver`; one run at a time."""

    def __init__(self) -> None:
        """The child starts with the first run."""
        self._context = multiprocessing.get_context("spawn")
        self._lock = threading.Lock()
        self._child: Any = None
        self._line: Connection | None = None
        self._stop: Any = None

    def solve(
        self,
        document: Mapping[str, Any],
        *,
        seconds: float,
        seed: int,
        on_progress: Callable[[Mapping[str, Any]], None],
        cancelled: Callable[[], bool],
    ) -> Mapping[str, Any]:
        """As the port says."""
        with self._lock:
            line = self._ready()
            self._stop.clear()
            line.send((dict(document), seconds, seed))
            ends = monotonic_seconds() + seconds + GRACE_SECONDS
            while monotonic_seconds() < ends:
                if cancelled():
                    self._stop.set()
                try:
                    if not line.poll(POLL_SECONDS):
                        continue
                    kind, body = line.recv()
                except (EOFError, OSError):
                    break
                if kind == "progress":
                    on_progress(body)
                elif kind == "solution":
                    answer: Mapping[str, Any] = body
                    return answer
                else:
                    raise SolverFault(body)
            self._end()
            raise SolverFault

    def close(self) -> None:
        """End the child."""
        with self._lock:
            self._end()

    def _ready(self) -> Connection:
        if self._line is None or self._child is None or not self._child.is_alive():
            self._end()
            self._line, theirs = self._context.Pipe()
            self._stop = self._context.Event()
            self._child = self._context.Process(
                target=_serve_in_the_child, args=(theirs, self._stop), name="dvc-solver", daemon=True
            )
            self._child.start()
            theirs.close()
        assert self._line is not None
        return self._line

    def _end(self) -> None:
        if self._child is not None and self._child.is_alive():
            self._child.terminate()
            self._child.join()
        if self._line is not None:
            self._line.close()
        self._child, self._line = None, None


def _serve_in_the_child(line: Connection, stop: Any) -> None:
    """Where the child begins; only it loads the engine: numpy, scipy and HiGHS."""
    from dvc.adapters.solver_child import serve  # noqa: PLC0415 - 0.6 s of every start

    serve(line, stop)
