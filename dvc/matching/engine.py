"""HiGHS, spoken to in one place: load a model, run it under limits, read value, duals and bound.

Every run uses one thread and a fixed seed, so the same model under the same limits in steps gives the same
answer. HiGHS minimises here (cost = −value); signs are turned back before anything leaves this module.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np

from dvc.matching.classes import Floats
from dvc.matching.model import Columns, Layout

INTEGRALITY_TOLERANCE = 1e-6  # HiGHS mip_feasibility_tolerance, its default
MISLED_BY = 1e-6  # relative; between what HiGHS says a solution is worth and what it is worth
ABSOLUTE_GAP = 1e-7  # values are compared to 1e-6; a proof must be finer


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a run ends early; None or inf = no limit.

    iterations: of the simplex, for linear runs. nodes: of the tree, for integer runs. looks: how often an
    integer run may pass the points where HiGHS asks whether to go on; they lie at fixed places of its work,
    so that this is the only count that also ends a long root in the same place each time. seconds: for
    integer runs. gap: relative distance to the model's bound at which an integer run is content. `must_stop`
    is asked often; True ends the run and keeps the best found. presolves: False where a run must look around
    in time: on presolved models of 12,000 columns one rounding of HiGHS 1.16 propagated conflicts for nine
    seconds without a look; without presolve it took two, and the proof came as soon.
    """

    iterations: int | None = None
    nodes: int | None = None
    looks: int | None = None
    gap: float = 0.0
    seconds: float = float("inf")
    presolves: bool = True
    must_stop: Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearAnswer:
    """Optimum of a linear relaxation: column values, and prices (rows,) of the maximising form.

    A price is what one more unit of the row's right side is worth; >= 0 at rows "at most", <= 0 at rows "at
    least".
    """

    columns: Floats
    prices: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegerAnswer:
    """Best integer solution found (None: none), a proven bound on the model, and whether it is proven best.
    """

    columns: Floats | None
    bound: float
    is_optimal: bool
    is_infeasible: bool


class _QuietHighs(highspy.Highs):
    """HiGHS that prints nothing: the banner of the first callback would stand in front of a JSON answer."""

    def enableCallbacks(self) -> None:  # noqa: N802  (a name of highspy)
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Engine:
    """One HiGHS model that may grow by columns. `iterations` counts the simplex iterations of all its runs.
    """

    def __init__(self, layout: Layout, seed: int) -> None:
        """An empty model with the rows of `layout`."""
        self._highs = _QuietHighs()  # type: ignore[no-untyped-call]
        for option, value in (("threads", 1), ("parallel", "off"), ("random_seed", seed % 2**31)):
            self._highs.setOptionValue(option, value)
        empty = np.zeros(0, dtype=np.int32)
        self._highs.addRows(
            layout.rows, layout.row_lower, layout.row_upper, 0, empty, empty, np.zeros(0, dtype=np.float64)
        )
        self._width = 0
        self.iterations = 0

    def add(self, columns: Columns) -> None:
        """Append columns; a warm basis is kept."""
        matrix = columns.matrix
        self._highs.addCols(
            len(columns.cost),
            -columns.cost,
            columns.lower,
            columns.upper,
            matrix.nnz,
            matrix.indptr[:-1].astype(np.int32),
            matrix.indices.astype(np.int32),
            matrix.data,
        )
        self._width += len(columns.cost)

    def keep(self, values: Floats, least: float) -> None:
        """Demand that the columns, worth `values` each, come to `least` together."""
        index = np.arange(len(values), dtype=np.int32)
        self._highs.addRow(least, float("inf"), len(values), index, values)

    def linear(self, limits: Limits) -> LinearAnswer | None:
        """The linear optimum; None when stopped first, or when there is none."""
        highs = self._highs
        if limits.iterations is not None:
            highs.setOptionValue("simplex_iteration_limit", limits.iterations)
        self._run(limits)
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        solution = highs.getSolution()
        return LinearAnswer(
            columns=np.asarray(solution.col_value, dtype=np.float64),
            prices=-np.asarray(solution.row_dual, dtype=np.float64),
        )

    def integer(self, limits: Limits, start: Floats | None) -> IntegerAnswer:
        """Branch and bound over all columns, from the feasible solution `start` when given."""
        highs = self._highs
        whole = np.full(self._width, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        highs.changeColsIntegrality(self._width, np.arange(self._width, dtype=np.int32), whole)
        highs.setOptionValue("mip_rel_gap", limits.gap)
        highs.setOptionValue("mip_abs_gap", ABSOLUTE_GAP)
        highs.setOptionValue("time_limit", max(limits.seconds, 0.0))
        highs.setOptionValue("presolve", "choose" if limits.presolves else "off")
        if limits.nodes is not None:
            highs.setOptionValue("mip_max_nodes", limits.nodes)
        if start is not None:
            highs.setSolution(len(start), np.arange(len(start), dtype=np.int32), start)
        self._run(limits)
        if start is not None and self._is_misled():
            highs.clearSolver()
            self._run(limits)
        info, status = highs.getInfo(), highs.getModelStatus()
        return IntegerAnswer(
            columns=np.asarray(highs.getSolution().col_value, dtype=np.float64)
            if self._has_found()
            else None,
            bound=-float(info.mip_dual_bound) if info.valid else float("inf"),
            is_optimal=status == highspy.HighsModelStatus.kOptimal,
            is_infeasible=status == highspy.HighsModelStatus.kInfeasible,
        )

    def _has_found(self) -> bool:
        feasible = int(highspy.SolutionStatus.kSolutionStatusFeasible)
        return bool(self._highs.getInfo().primal_solution_status == feasible)

    def _is_misled(self) -> bool:
        """Whether the value HiGHS reports is not that of the solution it gives.

        A start may be carried into the presolved model with a better value than it has (the two spaces do not
        always agree, ERGO-Code/HiGHS#2439; seen in 1.16). Branch and bound then cuts off true solutions
        against a value that does not exist. Its bound stays a bound, being no lower than that value, but the
        search must be made again without the start.
        """
        if not self._has_found():
            return False
        cost = np.asarray(self._highs.getLp().col_cost_, dtype=np.float64)
        true = float(cost @ np.asarray(self._highs.getSolution().col_value, dtype=np.float64))
        claimed = float(self._highs.getInfo().objective_function_value)
        return abs(true - claimed) > MISLED_BY * (1.0 + abs(true))

    def _run(self, limits: Limits) -> None:
        """Run, asking `must_stop` all the while. What the caller's function raises (also Ctrl-C) comes out
        here.
        """
        raised: list[BaseException] = []
        looks = itertools.count(1)

        def ask(event: highspy.highs.HighsCallbackEvent) -> None:
            try:
                is_mip = event.callback_type == highspy.cb.HighsCallbackType.kCallbackMipInterrupt
                is_spent = is_mip and limits.looks is not None and next(looks) > limits.looks
                must_stop = is_spent or limits.must_stop()
            except BaseException as fault:  # noqa: BLE001  (HiGHS would swallow it; it is raised again below)
                raised.append(fault)
                must_stop = True
            if must_stop:
                event.interrupt()

        self._highs.clearCallbacks()  # type: ignore[no-untyped-call]
        self._highs.cbSimplexInterrupt.subscribe(ask)
        self._highs.cbMipInterrupt.subscribe(ask)
        self._highs.run()
        if raised:
            raise raised[0]
        if self._highs.getModelStatus() == highspy.HighsModelStatus.kSolveError:
            message = "HiGHS gave up on a model of this instance"
            raise RuntimeError(message)
        self.iterations += max(0, int(self._highs.getInfo().simplex_iteration_count))
