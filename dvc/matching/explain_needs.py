"""Why a need stands empty, judged against what the plan leaves over, and the smallest thing that would change
it.

Codes and figures only. Each need is looked at alone: the parties that stay, the tools and shuttle seats not
used. If a team can be made of those, nothing is short: the need is not worth serving (far, low, weights), or
the search was ended early.
"""

from dataclasses import dataclass, replace

import numpy as np

from dvc.matching.classes import Bools, ClassArrays, ClassProblem, Ints
from dvc.matching.greedy import Stores, could_serve, stores_left
from dvc.matching.pair_rules import (
    BASE_DIFFERS,
    FORBIDDEN,
    GROUP_TOO_LARGE,
    HEAVY_NOT_OK,
    HOURS_TOO_SHORT,
    WINDOW_TOO_SHORT,
    WOMEN_ONLY,
    broken_rules,
    placed_by_hand,
)
from dvc.matching.solution import UnservedNeed
from dvc.matching.team_rules import (
    ADULTS_SHORT,
    DRIVER_SHORT,
    PEOPLE_SHORT,
    SKILL_SHORT,
    WOMEN_SHORT,
    requirements,
    shortage,
    supply,
)
from dvc.matching.terms import Instance, Need, Reason

EQUIPMENT_SHORT = "equipment_short"
SEATS_SHORT = "seats_short"
NO_TEAM_FITS = "no_team_fits"
FROZEN_EMPTY = "frozen_empty"
NOT_WORTH_IT = "not_worth_it"
ADD_PEOPLE, ADD_EQUIPMENT, ADD_SEATS = "add_people", "add_equipment", "add_seats"
# The rule that alone keeps enough people away -> the code that says so.
_KEPT_AWAY = {
    HOURS_TOO_SHORT: "hours_short",
    HEAVY_NOT_OK: "heavy_short",
    WOMEN_ONLY: "women_only_short",
    BASE_DIFFERS: "base_short",
    WINDOW_TOO_SHORT: "window_short",
    GROUP_TOO_LARGE: "groups_too_large",
    FORBIDDEN: "forbidden_short",
}

Key = tuple[str, str]


def why_unserved(problem: ClassProblem, counts: Ints, waiting: Bools) -> tuple[UnservedNeed, ...]:
    """Every need without people in the plan `counts` (C, J), in the order of the file; waiting: (P,) who
    stays.
    """
    empty = np.flatnonzero(counts.sum(axis=0) == 0)
    frozen = {team.need for team in problem.instance.frozen}
    people = _Waiting(problem.instance, empty, waiting)
    stores = stores_left(problem, counts)
    told = []
    for place, j in enumerate(empty.tolist()):
        need = problem.instance.needs[j]
        if need.id in frozen:
            told.append(UnservedNeed(need=need.id, reasons=(Reason(code=FROZEN_EMPTY),)))
        else:
            told.append(_explain(_Alone(problem, stores, j), need, people, place))
    return tuple(told)


class _Waiting:
    """The parties that stay, against the empty needs: who fits, and which single rule keeps the others away.
    """

    def __init__(self, instance: Instance, empty: Ints, waiting: Bools) -> None:
        parties = [party for party, stays in zip(instance.parties, waiting, strict=True) if stays]
        needs = [instance.needs[j] for j in empty]
        self.keys = sorted({key for need in needs for key in requirements(need)})
        self.brings = np.array([[supply(p, key) for key in self.keys] for p in parties], dtype=np.int64)
        self.brings = self.brings.reshape(len(parties), len(self.keys))
        asked = [requirements(need) for need in needs]
        self.asked = np.array([[a.get(key, 0) for key in self.keys] for a in asked], dtype=np.int64)
        self.broken = broken_rules(parties, needs) | {
            FORBIDDEN: np.zeros((len(parties), len(needs)), dtype=np.bool_)
        }
        rows = {party.id: index for index, party in enumerate(parties)}
        columns = {need.id: index for index, need in enumerate(needs)}
        hands = placed_by_hand(instance)
        for pair in instance.forbidden:
            if pair.party in rows and pair.need in columns and pair.party not in hands:
                self.broken[FORBIDDEN][rows[pair.party], columns[pair.need]] = True
        self.rules_broken = sum(broken.astype(np.int64) for broken in self.broken.values())

    def short(self, place: int, but_for: str | None = None) -> dict[Key, int]:
        """What all who fit the need lack together; `but_for` a rule: as if nobody minded that one."""
        fits = np.asarray(self.rules_broken)[:, place] == 0
        if but_for is not None:
            fits = fits | ((np.asarray(self.rules_broken)[:, place] == 1) & self.broken[but_for][:, place])
        lacking = self.asked[place] - fits @ self.brings
        return {key: int(n) for key, n in zip(self.keys, lacking.tolist(), strict=True) if n > 0}


class _Alone:
    """One need as a problem of its own, with what the plan leaves over."""

    def __init__(self, problem: ClassProblem, stores: Stores, need: int) -> None:
        fit = np.flatnonzero(problem.classes.may[:, need] & (stores.free > 0) & (problem.classes.hand < 0))
        classes, needs = problem.classes, problem.needs
        self.stores = Stores(free=stores.free[fit], stock=stores.stock, shuttle=stores.shuttle)
        self.problem = replace(
            problem,
            needs=replace(
                needs, **{name: getattr(needs, name)[[need]] for name in needs.__dataclass_fields__}
            ),
            classes=ClassArrays(
                size=classes.size[fit],
                seats=classes.seats[fit],
                count=stores.free[fit],
                supply=classes.supply[fit],
                may=classes.may[fit][:, [need]],
                hand=classes.hand[fit],
                previous=classes.previous[fit],
                members=tuple(classes.members[c] for c in fit),
            ),
            gain=problem.gain[[need]],
        )
        self.district = int(needs.district[need])

    def short_tools(self) -> dict[str, int]:
        """Tool -> pieces missing."""
        missing = self.problem.needs.tools[0] - self.stores.stock
        names = sorted(self.problem.instance.equipment)
        return {name: int(n) for name, n in zip(names, missing.tolist(), strict=True) if n > 0}

    def can(self, extra: "_Extra") -> bool:
        """Whether a team can be made with `extra` beside what is left."""
        shuttle = self.stores.shuttle.copy()
        shuttle[self.district] += extra.seats
        stores = Stores(free=self.stores.free, stock=self.stores.stock, shuttle=shuttle)
        if not extra.people:
            return bool(len(stores.free)) and could_serve(self.problem, stores, 0)
        c = self.problem.classes
        helper = ClassArrays(
            size=np.append(c.size, 1),
            seats=np.append(c.seats, 0),
            count=np.append(c.count, extra.people),
            supply=np.vstack([c.supply, extra.supply]),
            may=np.vstack([c.may, np.ones((1, 1), dtype=np.bool_)]),
            hand=np.append(c.hand, -1),
            previous=np.append(c.previous, -1),
            members=(*c.members, (0,)),
        )
        stores.free = np.append(stores.free, extra.people)
        return could_serve(replace(self.problem, classes=helper), stores, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extra:
    """What is imagined beside the leftovers: so many people who each bring `supply` (R,), so many shuttle
    seats.
    """

    supply: Ints
    people: int = 0
    seats: int = 0


def _explain(alone: _Alone, need: Need, people: _Waiting, place: int) -> UnservedNeed:
    lacking = people.short(place)
    tools = alone.short_tools()
    reasons = [
        Reason(code=EQUIPMENT_SHORT, details={"equipment": tool, "short_by": n}) for tool, n in tools.items()
    ]
    reasons += [shortage(key, n) for key, n in lacking.items()]
    if lacking:
        most = max(lacking.values())
        reasons += [
            Reason(code=code, details={"short_by": most})
            for rule, code in _KEPT_AWAY.items()
            if not people.short(place, but_for=rule)
        ]
    # Tools are looked at apart, so that "no tool" does not hide "no seat".
    alone.stores.stock = np.maximum(alone.stores.stock, alone.problem.needs.tools[0])
    more_seats = 0 if lacking else _seats_missing(alone, need)
    if more_seats is None:
        reasons.append(Reason(code=NO_TEAM_FITS))
    elif more_seats:
        reasons.append(Reason(code=SEATS_SHORT, details={"district": need.district, "short_by": more_seats}))
    addition = _addition(alone, need, tools, (lacking, more_seats))
    return UnservedNeed(
        need=need.id, reasons=tuple(reasons) or (Reason(code=NOT_WORTH_IT),), addition=addition
    )


def _seats_missing(alone: _Alone, need: Need) -> int | None:
    """Shuttle seats that would be enough; 0: none missing; None: no team of these parties, however many
    seats.
    """
    nobody = np.zeros(alone.problem.classes.supply.shape[1], dtype=np.int64)
    tries = (more for more in range(need.people_max + 1) if alone.can(_Extra(supply=nobody, seats=more)))
    return next(tries, None)


def _addition(
    alone: _Alone, need: Need, tools: dict[str, int], missing: tuple[dict[Key, int], int | None]
) -> Reason | None:
    """The one kind of thing that is enough: a tool, seats, or people who bring all that is lacking; None: not
    one.
    """
    lacking, seats = missing
    if tools:
        only_tool = len(tools) == 1 and not lacking and seats == 0
        tool, n = next(iter(tools.items()))
        return Reason(code=ADD_EQUIPMENT, details={"equipment": tool, "n": n}) if only_tool else None
    if seats:
        return Reason(code=ADD_SEATS, details={"district": need.district, "n": seats})
    if not lacking and seats == 0:
        return None
    brings = np.array([_helper_brings(key, need, lacking) for key in alone.problem.keys])
    for n in range(max(lacking.values(), default=1), need.people_max + 1):
        if alone.can(_Extra(supply=brings.astype(np.int64), people=n)):
            return Reason(code=ADD_PEOPLE, details={"n": n, **_abilities(lacking)})
    return None


def _helper_brings(key: Key, need: Need, lacking: dict[Key, int]) -> int:
    """An imagined helper is an adult who can everything that is lacking, and a woman where only women go."""
    return int(key in lacking or key[0] == ADULTS_SHORT or (need.women_only and key[0] == WOMEN_SHORT))


def _abilities(lacking: dict[Key, int]) -> dict[str, object]:
    """What each added person must be able to do, as details of a reason."""
    told: dict[str, object] = {}
    skills = [name for code, name in lacking if code == SKILL_SHORT]
    vehicles = [name for code, name in lacking if code == DRIVER_SHORT]
    told |= {"skills": skills} if skills else {}
    told |= {"vehicles": vehicles} if vehicles else {}
    plain = [code for code, _ in lacking if code not in {SKILL_SHORT, DRIVER_SHORT, PEOPLE_SHORT}]
    return told | {code.removesuffix("_short"): True for code in plain}
