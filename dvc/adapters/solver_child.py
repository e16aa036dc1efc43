"""What the solver's child process does: instances in, solutions out. Only that process imports this."""

from __future__ import annotations

from multiprocessing.connection import Connection
from typing import Any

from dvc.adapters.system import monotonic_seconds
from dvc.matching.instance import parse_instance
from dvc.matching.solution import solution_document
from dvc.matching.solve import solve
from dvc.matching.stop import Progress, Stop, Watch


def serve(line: Connection, stop: Any) -> None:
    """The child's loop: one instance in, one solution out, until the line ends."""
    while True:
        try:
            document, seconds, seed = line.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            line.send(("solution", _run(line, stop, document, seconds, seed)))
        except Exception as error:  # noqa: BLE001 - told to the parent, which answers for it; the child goes on
            line.send(("fault", f"{type(error).__name__}: {error}"))


def _run(line: Connection, stop: Any, document: Any, seconds: float, seed: int) -> dict[str, Any]:
    begun = monotonic_seconds()

    def tell(progress: Progress) -> None:
        bound = None if progress.bound == float("inf") else progress.bound
        line.send(("progress", {"phase": progress.phase, "value": progress.value, "bound": bound}))

    budget = Stop(remaining_seconds=lambda: seconds - (monotonic_seconds() - begun))
    solution = solve(
        parse_instance(document), budget, seed=seed, watch=Watch(on_progress=tell, cancelled=stop.is_set)
    )
    spent = monotonic_seconds() - begun
    return dict(solution_document(solution, seconds=spent, budget={"seconds": seconds}))
