"""Two other ways to the best plan of a small instance, for comparing: trying everything, and SciPy's own
model.

Neither uses anything of the solver. Trying everything goes need by need through all teams that `check` calls
whole; SciPy's model has one column a party and need, without classes, prices or restrictions.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from dvc.matching.check import check
from dvc.matching.solution import Assignment, Claim
from dvc.matching.terms import Instance, Need, Party

NOT_OF_THE_TEAM = frozenset({"lock_broken", "frozen_changed", "equipment_over", "shuttle_over"})
"""Violations of a plan with one team only that say nothing about that team."""


def best_by_trying(instance: Instance) -> float | None:
    """Value of the best feasible plan; None when there is none."""
    teams = [_whole_teams(instance, need) for need in instance.needs]
    hands = {lock.party: lock.need for lock in instance.locks}
    hands |= {party: team.need for team in instance.frozen for party in team.parties}
    frozen = {team.need: frozenset(team.parties) for team in instance.frozen}

    def goes(index: int, free: frozenset[str], placed: dict[str, tuple[Party, ...]]) -> float | None:
        if index == len(teams):
            return _worth(instance, placed) if _shared_is_enough(instance, placed) else None
        need = instance.needs[index]
        must = frozenset(party for party, place in hands.items() if place == need.id)
        best: float | None = None
        for team in [(), *teams[index]]:
            names = frozenset(party.id for party in team)
            allowed = names <= free and must <= names and names == frozen.get(need.id, names)
            strangers = any(hands.get(name, need.id) != need.id for name in names)
            if allowed and not strangers:
                value = goes(index + 1, free - names, placed | ({need.id: team} if team else {}))
                best = value if best is None or (value is not None and value > best) else best
        return best

    return goes(0, frozenset(party.id for party in instance.parties), {})


def _whole_teams(instance: Instance, need: Need) -> list[tuple[Party, ...]]:
    """Every set of parties that could serve the need by itself."""
    fitting = [party for party in instance.parties if party.size <= need.people_max]
    found = []
    for n in range(1, len(fitting) + 1):
        for team in combinations(fitting, n):
            if need.people_min <= sum(party.size for party in team) <= need.people_max:
                claim = Claim(
                    assignments=tuple(Assignment(party=party.id, need=need.id) for party in team),
                    value=None,
                    bound=None,
                    gap=None,
                )
                codes = {one.code for one in check(instance, claim).violations}
                if codes <= NOT_OF_THE_TEAM:
                    found.append(team)
    return found


def _shared_is_enough(instance: Instance, placed: dict[str, tuple[Party, ...]]) -> bool:
    needs = {need.id: need for need in instance.needs}
    tools: Counter[str] = Counter()
    rides: Counter[str] = Counter()
    for name, team in placed.items():
        tools.update(needs[name].equipment)
        if not needs[name].walkable:
            rides[needs[name].district] += max(0, sum(party.size - party.seats for party in team))
    seats = {district.id: district.shuttle_seats for district in instance.districts}
    return all(n <= instance.equipment[tool] for tool, n in tools.items()) and all(
        n <= seats[district] for district, n in rides.items()
    )


def _worth(instance: Instance, placed: dict[str, tuple[Party, ...]]) -> float:
    needs, weights = {need.id: need for need in instance.needs}, instance.weights
    return sum(
        needs[name].priority
        + sum(party.size for party in team) * (weights.people - weights.km * needs[name].km)
        for name, team in placed.items()
    )


def best_by_scipy(instance: Instance) -> float:
    """Value of the best plan of an instance without locks, frozen teams, bases, slots, drivers and minors."""
    model = _Rows(instance)
    for j, need in enumerate(instance.needs):
        model.team_rows(j, need)
    for p in range(len(instance.parties)):
        model.row({model.x(p, j): 1.0 for j in range(len(instance.needs))}, high=1)
    for tool, stock in instance.equipment.items():
        model.row(
            {model.y(j): need.equipment.get(tool, 0) for j, need in enumerate(instance.needs)}, high=stock
        )
    for district in instance.districts:
        inside = [j for j, need in enumerate(instance.needs) if need.district == district.id]
        model.row({model.s(j): 1.0 for j in inside}, high=district.shuttle_seats)
    return model.solve()


class _Rows:
    """Columns x (parties × needs), y and s (needs), and the rows over them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.wide = len(instance.parties) * len(instance.needs)
        self.columns = self.wide + 2 * len(instance.needs)
        self.rows: list[np.ndarray[Any, Any]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def x(self, p: int, j: int) -> int:
        return p * len(self.instance.needs) + j

    def y(self, j: int) -> int:
        return self.wide + j

    def s(self, j: int) -> int:
        return self.wide + len(self.instance.needs) + j

    def row(self, entries: dict[int, float], *, low: float = -np.inf, high: float = np.inf) -> None:
        row = np.zeros(self.columns)
        for column, value in entries.items():
            row[column] = value
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def team_rows(self, j: int, need: Need) -> None:
        parties = list(enumerate(self.instance.parties))
        people = {self.x(p, j): float(party.size) for p, party in parties}
        self.row(people | {self.y(j): -need.people_max}, high=0)
        self.row(people | {self.y(j): -need.people_min}, low=0)
        women = {self.x(p, j): float(party.women) for p, party in parties}
        leaders = {self.x(p, j): float(party.leaders) for p, party in parties}
        self.row(women | {self.y(j): -need.women}, low=0)
        self.row(leaders | {self.y(j): -need.leaders}, low=0)
        for skill, asked in need.skills.items():
            brings = {self.x(p, j): float(party.skills.get(skill, 0)) for p, party in parties}
            self.row(brings | {self.y(j): -asked}, low=0)
        if not need.walkable:
            on_foot = {self.x(p, j): float(party.size - party.seats) for p, party in parties}
            self.row(on_foot | {self.s(j): -1.0}, high=0)

    def solve(self) -> float:
        needs, parties, weights = self.instance.needs, self.instance.parties, self.instance.weights
        cost, upper = np.zeros(self.columns), np.full(self.columns, np.inf)
        upper[: self.wide + len(needs)] = 1
        forbidden = {(pair.party, pair.need) for pair in self.instance.forbidden}
        for j, need in enumerate(needs):
            cost[self.y(j)] = need.priority
            for p, party in enumerate(parties):
                cost[self.x(p, j)] = party.size * (weights.people - weights.km * need.km)
                too_short = party.hours < need.hours or (need.heavy and not party.heavy_ok)
                if too_short or (party.id, need.id) in forbidden:
                    upper[self.x(p, j)] = 0
        answer = milp(
            -cost,
            constraints=LinearConstraint(np.array(self.rows), self.low, self.high),
            bounds=Bounds(0, upper),
            integrality=np.r_[np.ones(self.wide + len(needs)), np.zeros(len(needs))],
            options={"mip_rel_gap": 0.0},
        )
        assert answer.success
        return float(-answer.fun)
