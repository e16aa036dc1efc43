"""Why a party stays: the need it was nearest to, and everything that stood in between.

Nearest is the need with the fewest obstacles; among equals a served one, then the party's previous one, then
the nearest in kilometres. Codes and figures only.
"""

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Floats, Ints, previous_needs
from dvc.matching.pair_rules import FORBIDDEN, broken_rules
from dvc.matching.score import use_of
from dvc.matching.solution import UnplacedParty
from dvc.matching.terms import Reason

NEED_FULL = "need_full"
NEED_NOT_SERVED = "need_not_served"
NO_SHUTTLE_SEAT = "no_shuttle_seat"
TEAM_FROZEN = "team_frozen"
NO_GAIN = "no_gain"
NO_NEEDS = "no_needs"


def why_unplaced(problem: ClassProblem, counts: Ints, waiting: Bools) -> tuple[UnplacedParty, ...]:
    """Every party that stays in the plan `counts` (C, J), in the order of the file; waiting: (P,)."""
    instance = problem.instance
    rows = np.flatnonzero(waiting)
    parties = [instance.parties[p] for p in rows]
    if not instance.needs:
        return tuple(UnplacedParty(party=party.id, reasons=(Reason(code=NO_NEEDS),)) for party in parties)
    obstacles = _obstacles(problem, counts, rows)
    nearest = np.argmin(_distance(problem, counts, rows, obstacles), axis=1)
    rules = {(pair.party, pair.need): pair.code for pair in instance.forbidden}
    told = []
    for row, party in enumerate(parties):
        need = instance.needs[int(nearest[row])].id
        codes = [code for code, stands in obstacles.items() if stands[row, nearest[row]]]
        reasons = [_reason(code, need, rules.get((party.id, need))) for code in codes or [NO_GAIN]]
        told.append(UnplacedParty(party=party.id, reasons=tuple(reasons)))
    return tuple(told)


def _reason(code: str, need: str, rule: str | None) -> Reason:
    details: dict[str, object] = {"need": need}
    if code == FORBIDDEN and rule is not None:
        details["rule"] = rule
    return Reason(code=code, details=details)


def _obstacles(problem: ClassProblem, counts: Ints, rows: Ints) -> dict[str, Bools]:
    """Code -> (waiting parties, J) where it stands in the way; pair rules first."""
    instance, needs = problem.instance, problem.needs
    parties = [instance.parties[p] for p in rows]
    use = use_of(problem, counts)
    size = np.array([party.size for party in parties], dtype=np.int64)[:, None]
    seats = np.array([party.seats for party in parties], dtype=np.int64)[:, None]
    shape = (len(parties), len(instance.needs))
    forbidden, frozen = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    row_of = {party.id: row for row, party in enumerate(parties)}
    column_of = {need.id: column for column, need in enumerate(instance.needs)}
    for pair in instance.forbidden:
        if pair.party in row_of:
            forbidden[row_of[pair.party], column_of[pair.need]] = True
    for team in instance.frozen:
        frozen[:, column_of[team.need]] = True
    rides = np.bincount(needs.district, weights=use.rides, minlength=len(problem.shuttle))
    left = (problem.shuttle - rides)[needs.district][None, :]
    spare = (problem.classes.seats @ counts - use.people)[None, :]
    more = np.maximum(0, size - seats - spare) - np.maximum(0, -spare)
    served, high = use.served[None, :], needs.high[None, :]
    return broken_rules(parties, instance.needs) | {
        FORBIDDEN: forbidden,
        TEAM_FROZEN: frozen,
        NEED_FULL: np.broadcast_to(served & (size <= high) & (use.people[None, :] + size > high), shape),
        NO_SHUTTLE_SEAT: served & ~needs.walkable[None, :] & (more > left),
        NEED_NOT_SERVED: np.broadcast_to(~served, shape),
    }


def _distance(problem: ClassProblem, counts: Ints, rows: Ints, obstacles: dict[str, Bools]) -> Floats:
    """(waiting parties, J) how far each need is: obstacles count first, the rest only orders equals."""
    km, previous = problem.needs.km, previous_needs(problem.instance)[rows]
    number = np.zeros((len(rows), len(km)))
    for stands in obstacles.values():
        number += stands
    empty = counts.sum(axis=0) == 0
    away = previous[:, None] != np.arange(len(km))[None, :]
    orders = (4.0 * empty[None, :] + 2.0 * away + km[None, :] / (1.0 + km.max(initial=0.0))) / 8.0
    return np.asarray(number + orders, dtype=np.float64)
