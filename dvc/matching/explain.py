"""Why the plan is as it is: for every team, every need left empty and every party that stays. Codes and
figures only.

Works on any feasible placing of an instance, also one that staff changed by hand after the solver, so that
the board can ask again after every move.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from dvc.matching.classes import NO_NEED, ClassProblem, Ints, build_classes
from dvc.matching.explain_needs import why_unserved
from dvc.matching.explain_parties import why_unplaced
from dvc.matching.pair_rules import placed_by_hand
from dvc.matching.placing import counts_of
from dvc.matching.shopping import shopping_list
from dvc.matching.solution import ShoppingLine, UnplacedParty, UnservedNeed
from dvc.matching.team_rules import requirements, supply
from dvc.matching.terms import Instance, Need, Party, Reason

# Why a team is as it is.
PRIORITY_RANK = "priority_rank"
PLACED_BY_HAND = "placed_by_hand"
BACK_AGAIN = "back_again"
LEADER_BACK_AGAIN = "leader_back_again"
OWN_CARS = "own_cars"
SHUTTLE = "shuttle"
WALKS = "walks"
COVERS = "covers"
QUEUE_PLACE = "queue_place"


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamReasons:
    """One team with what speaks for it."""

    need: str
    parties: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All three lists, each in the order of the instance, and the shopping list of the day."""

    teams: tuple[TeamReasons, ...]
    unserved: tuple[UnservedNeed, ...]
    unplaced: tuple[UnplacedParty, ...]
    shopping: tuple[ShoppingLine, ...] = ()


def explain(instance: Instance, places: Mapping[str, str]) -> Explanation:
    """Reasons for the feasible placing `places` (party id -> need id)."""
    if not instance.needs or not instance.parties:
        return _explain_nothing(instance)
    problem = build_classes(instance)
    index = {need.id: j for j, need in enumerate(instance.needs)}
    rows = np.array(
        [index.get(places.get(party.id, ""), NO_NEED) for party in instance.parties], dtype=np.int64
    )
    return explain_places(problem, rows)


def explain_places(problem: ClassProblem, places: Ints) -> Explanation:
    """As `explain`, for places: (P,) need index or `NO_NEED`."""
    instance, waiting = problem.instance, places == NO_NEED
    counts = counts_of(problem, places)
    unserved = why_unserved(problem, counts, waiting)
    return Explanation(
        teams=_teams(instance, places),
        unserved=unserved,
        unplaced=why_unplaced(problem, counts, waiting),
        shopping=shopping_list(problem, counts, unserved),
    )


def _explain_nothing(instance: Instance) -> Explanation:
    """No needs or no parties: nothing was decided."""
    short = tuple(
        UnservedNeed(
            need=need.id, reasons=(Reason(code="people_short", details={"short_by": need.people_min}),)
        )
        for need in instance.needs
    )
    stay = tuple(
        UnplacedParty(party=party.id, reasons=(Reason(code="no_needs"),)) for party in instance.parties
    )
    return Explanation(teams=(), unserved=short, unplaced=stay)


def _teams(instance: Instance, places: Ints) -> tuple[TeamReasons, ...]:
    teams: defaultdict[int, list[int]] = defaultdict(list)
    for party in np.flatnonzero(places != NO_NEED).tolist():
        teams[int(places[party])].append(party)
    by_priority = sorted({need.priority for need in instance.needs}, reverse=True)
    rank = {priority: place + 1 for place, priority in enumerate(by_priority)}
    hands = placed_by_hand(instance)
    told = []
    for j in sorted(teams):
        need, team = instance.needs[j], [instance.parties[p] for p in teams[j]]
        first = Reason(code=PRIORITY_RANK, details={"priority": need.priority, "rank": rank[need.priority]})
        by_hand = [party.id for party in team if hands.get(party.id) == need.id]
        queue = Reason(code=QUEUE_PLACE, details={"first": teams[j][0] + 1, "of": len(instance.parties)})
        reasons = (
            first,
            *_by_hand(by_hand),
            *_returns(need, team),
            *_covers(need, team),
            _ride(need, team),
            queue,
        )
        told.append(TeamReasons(need=need.id, parties=tuple(party.id for party in team), reasons=reasons))
    return tuple(told)


def _by_hand(parties: list[str]) -> list[Reason]:
    return [Reason(code=PLACED_BY_HAND, details={"parties": parties})] if parties else []


def _returns(need: Need, team: list[Party]) -> list[Reason]:
    back = [party for party in team if party.previous_need == need.id]
    leaders = [party.id for party in back if party.leaders]
    reasons = [Reason(code=BACK_AGAIN, details={"parties": [party.id for party in back]})] if back else []
    return reasons + ([Reason(code=LEADER_BACK_AGAIN, details={"parties": leaders})] if leaders else [])


def _covers(need: Need, team: list[Party]) -> list[Reason]:
    """Who brings what the need asks for besides hands."""
    reasons = []
    for key, asked in requirements(need).items():
        code, name = key
        if code == "people_short":
            continue
        bringing = [party.id for party in team if supply(party, key) > 0]
        what = {"what": code.removesuffix("_short"), "asked": asked, "parties": bringing}
        reasons.append(Reason(code=COVERS, details=what | ({"name": name} if name else {})))
    return reasons


def _ride(need: Need, team: list[Party]) -> Reason:
    people, seats = sum(party.size for party in team), sum(party.seats for party in team)
    if need.walkable:
        return Reason(code=WALKS, details={"km": need.km})
    if seats >= people:
        return Reason(code=OWN_CARS, details={"seats": seats, "people": people})
    return Reason(
        code=SHUTTLE, details={"seats": people - seats, "people": people, "district": need.district}
    )
