"""The mixed-integer model on classes: what the rows and columns are. No solver is known here.

For every need j in the model: y_j serve it or not, s_j shuttle seats taken; for every chosen pair (class c,
need j): x_cj how many parties of the class go there. Rows, with `a` the supply cut to what j asks (exact for
whole parties, and tighter):

    Σ size·x ≤ high·y      Σ size·x ≥ low·y      Σ a_r·x ≥ asked_r·y      Σ (size − seats)·x ≤ s
    Σ_j x_cj ≤ count_c     Σ_j tools_jk·y_j ≤ stock_k                     Σ_{j in d} s_j ≤ shuttle_d

maximise Σ priority·y + Σ size·gain·x (gain = 0.05 − 0.001 km, or the instance's weights). Only rows that can
bind are built. A model may hold some needs and some pairs only; then it is a restriction, and its bound says
nothing about the instance unless `pricing` proves the rest away.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array

from dvc.matching.classes import ClassProblem, Floats, Ints

NO_ROW = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a model may use up: count (C,) parties, stock (K,), shuttle (D,) seats, and needs (M,) indices."""

    needs: Ints
    count: Ints
    stock: Ints
    shuttle: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where each row stands. Row indices, `NO_ROW` where the row is not needed.

    place: (J,) position of a need in `room.needs`, -1 when absent. high, low, ride: (M,). asked: (M, R).
    class_row: (C,). tool: (K,). shuttle: (D,).
    """

    room: Room
    place: Ints
    high: Ints
    low: Ints
    asked: Ints
    ride: Ints
    class_row: Ints
    tool: Ints
    shuttle: Ints
    rows: int
    row_lower: Floats
    row_upper: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Columns ready for a solver. cost: value per unit (to maximise); matrix: rows × columns, compressed by
    column.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    matrix: csc_array


def full_room(problem: ClassProblem) -> Room:
    """Everything the instance has, for all needs somebody may go to with tools that exist at all."""
    has_tools = (problem.needs.tools <= problem.stock[None, :]).all(axis=1)
    reachable = np.flatnonzero(problem.classes.may.any(axis=0) & has_tools)
    return Room(needs=reachable, count=problem.classes.count, stock=problem.stock, shuttle=problem.shuttle)


def lay_out(problem: ClassProblem, room: Room) -> Layout:
    """Number the rows of the model of `room`."""
    needs, m = problem.needs, len(room.needs)
    place = np.full(len(needs.low), NO_ROW, dtype=np.int64)
    place[room.needs] = np.arange(m)
    shuttle_binds = _shuttle_binds(problem, room)
    rides = ~needs.walkable[room.needs] & shuttle_binds[needs.district[room.needs]]
    numbers = _Numbers()
    high, low = numbers.take(np.ones(m, dtype=np.bool_)), numbers.take(np.ones(m, dtype=np.bool_))
    asked = numbers.take((needs.asked[room.needs] > 0).ravel()).reshape(m, needs.asked.shape[1])
    ride = numbers.take(rides)
    at_least_zero = numbers.next
    class_row = numbers.take(room.count > 0)
    tool = numbers.take(needs.tools[room.needs].sum(axis=0) > room.stock)
    shuttle = numbers.take(shuttle_binds)
    lower, upper = np.full(numbers.next, -np.inf), np.zeros(numbers.next)
    lower[m:at_least_zero], upper[m:at_least_zero] = 0.0, np.inf
    lower[ride[ride >= 0]], upper[ride[ride >= 0]] = -np.inf, 0.0
    for rows, most in ((class_row, room.count), (tool, room.stock), (shuttle, room.shuttle)):
        upper[rows[rows >= 0]] = most[rows >= 0]
    return Layout(
        room=room,
        place=place,
        high=high,
        low=low,
        asked=asked,
        ride=ride,
        class_row=class_row,
        tool=tool,
        shuttle=shuttle,
        rows=numbers.next,
        row_lower=lower,
        row_upper=upper,
    )


def need_columns(problem: ClassProblem, layout: Layout) -> Columns:
    """The columns y (M of them, in the order of `room.needs`), then s (one for each need with a ride row)."""
    needs, at = problem.needs, layout.room.needs
    m = len(at)
    y = np.arange(m)
    entries = _Entries()
    entries.add(layout.high, y, -needs.high[at])
    entries.add(layout.low, y, -needs.low[at])
    for r in range(layout.asked.shape[1]):
        entries.add(layout.asked[:, r], y, -needs.asked[at, r])
    for k in range(len(layout.tool)):
        entries.add(np.full(m, layout.tool[k]), y, needs.tools[at, k])
    riding = np.flatnonzero(layout.ride >= 0)
    s = m + np.arange(len(riding))
    entries.add(layout.ride[riding], s, np.full(len(s), -1))
    entries.add(layout.shuttle[needs.district[at[riding]]], s, np.ones(len(s), dtype=np.int64))
    width = m + len(s)
    return Columns(
        cost=np.concatenate([needs.priority[at], np.zeros(len(s))]),
        lower=np.concatenate([needs.by_hand[at].astype(np.float64), np.zeros(len(s))]),
        upper=np.concatenate([np.ones(m), needs.high[at[riding]].astype(np.float64)]),
        matrix=entries.matrix(layout.rows, width),
    )


def pair_columns(problem: ClassProblem, layout: Layout, pairs: Ints) -> Columns:
    """The columns x of `pairs` (N, 2): class index, need index (of the instance; the need must be in the
    room).
    """
    classes, needs = problem.classes, problem.needs
    c, j = pairs[:, 0], pairs[:, 1]
    at, x = layout.place[j], np.arange(len(pairs))
    entries = _Entries()
    entries.add(layout.high[at], x, classes.size[c])
    entries.add(layout.low[at], x, classes.size[c])
    for r in range(layout.asked.shape[1]):
        entries.add(layout.asked[at, r], x, np.minimum(classes.supply[c, r], needs.asked[j, r]))
    entries.add(layout.ride[at], x, classes.size[c] - np.minimum(classes.seats[c], needs.high[j]))
    entries.add(layout.class_row[c], x, np.ones(len(pairs), dtype=np.int64))
    most = np.minimum(layout.room.count[c], needs.high[j] // classes.size[c])
    by_hand = classes.hand[c] == j
    return Columns(
        cost=classes.size[c] * problem.gain[j],
        lower=np.where(by_hand, layout.room.count[c], 0).astype(np.float64),
        upper=most.astype(np.float64),
        matrix=entries.matrix(layout.rows, len(pairs)),
    )


def _shuttle_binds(problem: ClassProblem, room: Room) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """(D,) districts whose shuttles could run out: more places at needs to ride to than seats."""
    riding = room.needs[~problem.needs.walkable[room.needs]]
    places = np.bincount(
        problem.needs.district[riding], weights=problem.needs.high[riding], minlength=len(room.shuttle)
    )
    return np.asarray(places > room.shuttle, dtype=np.bool_)


class _Numbers:
    """Hands out row numbers in order."""

    def __init__(self) -> None:
        self.next = 0

    def take(self, wanted: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Ints:
        """A number for each True, `NO_ROW` for each False."""
        rows = np.full(len(wanted), NO_ROW, dtype=np.int64)
        rows[wanted] = self.next + np.arange(int(wanted.sum()))
        self.next += int(wanted.sum())
        return rows


class _Entries:
    """Collects the entries of a sparse matrix; entries without row or with value 0 are left out."""

    def __init__(self) -> None:
        self.rows: list[Ints] = []
        self.columns: list[Ints] = []
        self.values: list[Ints] = []

    def add(self, rows: Ints, columns: Ints, values: Ints) -> None:
        keep = (rows != NO_ROW) & (values != 0)
        self.rows.append(rows[keep])
        self.columns.append(columns[keep])
        self.values.append(values[keep])

    def matrix(self, height: int, width: int) -> csc_array:
        rows, columns = np.concatenate(self.rows), np.concatenate(self.columns)
        values = np.concatenate(self.values).astype(np.float64)
        matrix = csc_array((values, (rows, columns)), shape=(height, width))
        matrix.sort_indices()
        return matrix
