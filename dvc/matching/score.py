"""The value of a plan on classes, and whether it is feasible, as array sums. One place for the solver's own
figures.

A plan on classes is `counts`: (C, J) int64, how many parties of each class go to each need. `match check`
does not use this module: it computes the same from the files, in another way, so that one mistake cannot hide
in both.
"""

from dataclasses import dataclass

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Floats, Ints

VALUE_DIGITS = 5
VALUE_STEP = 10.0**-VALUE_DIGITS
ROUNDING = 1e-6  # of a step: what is left of a decimal number after dividing
LEAST_STEP_PART = 1e-3  # of a step: a bound this little below a value still means that value


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What a plan uses up. people: (J,); served: (J,); rides: (J,) shuttle seats; brought: (J, R)."""

    people: Ints
    served: Bools
    rides: Ints
    brought: Ints


def empty_plan(problem: ClassProblem) -> Ints:
    """Nobody anywhere, but for the parties staff have placed."""
    counts = np.zeros(problem.shape, dtype=np.int64)
    by_hand = np.flatnonzero(problem.classes.hand >= 0)
    counts[by_hand, problem.classes.hand[by_hand]] = problem.classes.count[by_hand]
    return counts


def use_of(problem: ClassProblem, counts: Ints) -> Use:
    """Sums of `counts` by need."""
    classes, needs = problem.classes, problem.needs
    people = classes.size @ counts
    seats = classes.seats @ counts
    return Use(
        people=people,
        served=people > 0,
        rides=np.where(needs.walkable, 0, np.maximum(people - seats, 0)),
        brought=counts.T @ classes.supply,
    )


def value_of(problem: ClassProblem, counts: Ints) -> float:
    """Σ priority of served needs + Σ people · gain (contracts.md section 5)."""
    people = problem.classes.size @ counts
    return float(problem.needs.priority[people > 0].sum() + people @ problem.gain)


def lower_to_grid(problem: ClassProblem, bound: float) -> float:
    """`bound`, lowered to the next value a plan can have, where values come in steps of 1e-5.

    They do when priorities and the gain of a person have at most five decimals (km in hundredths at the usual
    weights): every value is then a whole number of steps, so a bound between two of them is as good as the
    lower one.
    """
    steps = np.concatenate([problem.needs.priority, problem.gain]) / VALUE_STEP
    if np.abs(steps - np.round(steps)).max(initial=0.0) > ROUNDING or not np.isfinite(bound):
        return bound
    return round(float(np.floor(bound / VALUE_STEP + LEAST_STEP_PART) * VALUE_STEP), VALUE_DIGITS)


def served_well(problem: ClassProblem, counts: Ints) -> Bools:
    """(J,) needs that are empty, or whose team keeps every rule of a team but for shared stock and shuttles.
    """
    needs, use = problem.needs, use_of(problem, counts)
    enough = (use.brought >= needs.asked).all(axis=1)
    whole: Bools = ~use.served | ((use.people >= needs.low) & (use.people <= needs.high) & enough)
    return whole


def is_feasible(problem: ClassProblem, counts: Ints) -> bool:
    """Every rule of the model at once, with hands kept."""
    needs, classes, use = problem.needs, problem.classes, use_of(problem, counts)
    by_hand = np.flatnonzero(classes.hand >= 0)
    kept = counts[by_hand, classes.hand[by_hand]] == classes.count[by_hand]
    rides = np.bincount(needs.district, weights=use.rides, minlength=len(problem.shuttle))
    return bool(
        (counts >= 0).all()
        and not counts[~classes.may].any()
        and (counts.sum(axis=1) <= classes.count).all()
        and kept.all()
        and served_well(problem, counts).all()
        and (use.served @ needs.tools <= problem.stock).all()
        and (rides <= problem.shuttle).all()
    )


def scarcity(problem: ClassProblem) -> Floats:
    """(C,) how much a class brings of what is short: Σ over requirements of supply · demand / supply of all.

    A desk that spares such people for the needs that ask for them serves more; used only to order greedy
    choices.
    """
    classes, needs = problem.classes, problem.needs
    offered = classes.count @ classes.supply
    pressure = needs.asked.sum(axis=0) / np.maximum(offered, 1)
    rides = needs.low[~needs.walkable].sum() / max(
        int(problem.shuttle.sum()) + int(classes.count @ classes.seats), 1
    )
    scarce: Floats = classes.supply @ pressure + np.minimum(classes.seats, classes.size + 1) * rides
    return scarce
