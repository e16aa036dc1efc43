"""Why a need stands empty, judged against what the plan leaves over, and the smallest thing that would change
it.

Codes and figures only. Each need is looked at alone: the parties that stay, the tools and shuttle seats not
used. If a team can be made of those, nothing is short: the need is not worth serving (far, low, weights), or
the search was ended early.
"""

import numpy as np

from dvc.matching.classes import Bools, ClassProblem, Ints
from dvc.matching.explain_additions import Alone, addition_reasons
from dvc.matching.greedy import stores_left
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
from dvc.matching.team_rules import requirements, shortage, supply
from dvc.matching.terms import Instance, Need, Reason

EQUIPMENT_SHORT = "equipment_short"
SEATS_SHORT = "seats_short"
NO_TEAM_FITS = "no_team_fits"
FROZEN_EMPTY = "frozen_empty"
NOT_WORTH_IT = "not_worth_it"
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
            told.append(_explain(Alone(problem, stores, j), need, people, place))
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


def _explain(alone: Alone, need: Need, people: _Waiting, place: int) -> UnservedNeed:
    lacking = people.short(place)
    tools = alone.short_tools
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
    extra = alone.smallest(lacking)
    if not lacking and (extra is None or extra.people + extra.able):
        reasons.append(Reason(code=NO_TEAM_FITS))
    elif extra is not None and extra.seats:
        reasons.append(Reason(code=SEATS_SHORT, details={"district": need.district, "short_by": extra.seats}))
    return UnservedNeed(
        need=need.id,
        reasons=tuple(reasons) or (Reason(code=NOT_WORTH_IT),),
        addition=addition_reasons(need, tools, extra),
    )
