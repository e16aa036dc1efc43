"""Judges a plan from the two files alone: is it feasible, and what is it worth?

Nothing of the solver is used here, not its arrays, not its sums, not its pair rules: an import contract
forbids it. Where a rule stands in both places it is written twice on purpose, so that one mistake cannot hide
in both.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dvc.matching.solution import Claim
from dvc.matching.terms import Instance, Need, Party

CLAIM_CODES = frozenset({"value_differs", "bound_below_value", "gap_differs"})
"""Violations that say the file's figures are wrong; the plan itself may be good."""
CLAIM_TOLERANCE = 1e-6  # figures in a file are rounded by the writer at most there
_NOON, _MIDNIGHT = 12 * 60, 24 * 60
_SLOTS: Mapping[str | None, tuple[int, int]] = {
    None: (0, _MIDNIGHT),
    "am": (0, _NOON),
    "pm": (_NOON, _MIDNIGHT),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One broken rule: a stable code and its figures (ids, `short_by`, `over_by`)."""

    code: str
    details: Mapping[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What the plan is worth by the files, and every rule it breaks. No violation: feasible, and the claims
    hold.
    """

    violations: tuple[Violation, ...]
    value: float
    needs_served: int
    people_placed: int
    back_again: int

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not self.violations

    @property
    def is_feasible(self) -> bool:
        """Whether the plan breaks no rule, whatever the file claims of it."""
        return all(one.code in CLAIM_CODES for one in self.violations)


def check(instance: Instance, claim: Claim) -> CheckReport:
    """Recompute everything. `back_again` counts parties at their previous need."""
    parties = {party.id: party for party in instance.parties}
    needs = {need.id: need for need in instance.needs}
    found = [*_unknown(claim, parties, needs)]
    placed = {a.party: a.need for a in claim.assignments if a.party in parties and a.need in needs}
    teams: defaultdict[str, list[Party]] = defaultdict(list)
    for party, need in placed.items():
        teams[need].append(parties[party])
    for need_id, team in teams.items():
        found += _team(needs[need_id], team)
    found += _stock(instance, [needs[need] for need in teams])
    found += _shuttles(instance, needs, teams)
    found += _hands(instance, placed, teams)
    value = _value(instance, needs, teams)
    found += _claims(claim, value)
    return CheckReport(
        violations=tuple(found),
        value=value,
        needs_served=len(teams),
        people_placed=sum(party.size for team in teams.values() for party in team),
        back_again=sum(1 for party, need in placed.items() if parties[party].previous_need == need),
    )


def _unknown(claim: Claim, parties: Mapping[str, Party], needs: Mapping[str, Need]) -> Iterator[Violation]:
    times = Counter(assignment.party for assignment in claim.assignments)
    for assignment in claim.assignments:
        if assignment.party not in parties:
            yield Violation(code="unknown_party", details={"party": assignment.party})
        if assignment.need not in needs:
            yield Violation(code="unknown_need", details={"need": assignment.need})
    for party, n in times.items():
        if n > 1:
            yield Violation(code="party_twice", details={"party": party, "times": n})


def _team(need: Need, team: Sequence[Party]) -> Iterator[Violation]:
    people = sum(party.size for party in team)
    if people > need.people_max:
        yield Violation(code="people_over", details={"need": need.id, "over_by": people - need.people_max})
    there: list[tuple[str, dict[str, object], int, int]] = [
        ("people_short", {}, need.people_min, people),
        ("women_short", {}, need.women, sum(party.women for party in team)),
        ("leader_short", {}, need.leaders, sum(party.leaders for party in team)),
        ("adults_short", {}, need.adults, people - sum(party.minors for party in team)),
    ]
    for skill, least in need.skills.items():
        there.append(("skill_short", {"skill": skill}, least, sum(p.skills.get(skill, 0) for p in team)))
    for vehicle, least in need.vehicles.items():
        driving = sum(p.drivers.get(vehicle, 0) for p in team)
        there.append(("driver_short", {"vehicle": vehicle}, least, driving))
    for code, which, least, n in there:
        if n < least:
            yield Violation(code=code, details={"need": need.id, **which, "short_by": least - n})
    for party in team:
        for code in _pair(need, party):
            yield Violation(code=code, details={"party": party.id, "need": need.id})


def _pair(need: Need, party: Party) -> Iterator[str]:
    if party.hours < need.hours:
        yield "hours_too_short"
    if need.heavy and not party.heavy_ok:
        yield "heavy_not_ok"
    if need.women_only and party.women != party.size:
        yield "women_only"
    if need.base and party.base and need.base != party.base:
        yield "base_differs"
    opens, closes = _SLOTS[need.slot]
    if party.from_minute is not None:
        opens = max(opens, party.from_minute)
    if party.until_minute is not None:
        closes = min(closes, party.until_minute)
    if max(closes - opens, 0) < need.hours * 60:
        yield "window_too_short"


def _stock(instance: Instance, served: Sequence[Need]) -> Iterator[Violation]:
    used: Counter[str] = Counter()
    for need in served:
        used.update(need.equipment)
    for tool, n in used.items():
        if n > instance.equipment.get(tool, 0):
            over = n - instance.equipment.get(tool, 0)
            yield Violation(code="equipment_over", details={"equipment": tool, "over_by": over})


def _shuttles(
    instance: Instance, needs: Mapping[str, Need], teams: Mapping[str, Sequence[Party]]
) -> Iterator[Violation]:
    riding: Counter[str] = Counter()
    for need_id, team in teams.items():
        if not needs[need_id].walkable:
            without_seat = sum(party.size for party in team) - sum(party.seats for party in team)
            riding[needs[need_id].district] += max(0, without_seat)
    for district in instance.districts:
        over = riding[district.id] - district.shuttle_seats
        if over > 0:
            yield Violation(code="shuttle_over", details={"district": district.id, "over_by": over})


def _hands(
    instance: Instance, placed: Mapping[str, str], teams: Mapping[str, Sequence[Party]]
) -> Iterator[Violation]:
    for lock in instance.locks:
        if placed.get(lock.party) != lock.need:
            yield Violation(code="lock_broken", details={"party": lock.party, "need": lock.need})
    for pair in instance.forbidden:
        if placed.get(pair.party) == pair.need:
            yield Violation(
                code="forbidden_pair",
                details={"party": pair.party, "need": pair.need, "rule": pair.code or ""},
            )
    for frozen in instance.frozen:
        if {party.id for party in teams.get(frozen.need, ())} != set(frozen.parties):
            yield Violation(code="frozen_changed", details={"need": frozen.need})


def _value(instance: Instance, needs: Mapping[str, Need], teams: Mapping[str, Sequence[Party]]) -> float:
    """Σ priority of served needs + weights.people · people − weights.km · Σ people · km."""
    terms = []
    for need_id, team in teams.items():
        need, people = needs[need_id], sum(party.size for party in team)
        terms += [need.priority, instance.weights.people * people, -instance.weights.km * people * need.km]
    return math.fsum(terms)


def _claims(claim: Claim, value: float) -> Iterator[Violation]:
    tolerance = CLAIM_TOLERANCE * (1.0 + abs(value))
    if claim.value is not None and abs(claim.value - value) > tolerance:
        yield Violation(code="value_differs", details={"claimed": claim.value, "value": value})
    if claim.bound is None:
        return
    if claim.bound < value - tolerance:
        yield Violation(code="bound_below_value", details={"bound": claim.bound, "value": value})
    if claim.gap is not None and claim.bound > 0:
        gap = max(0.0, (claim.bound - value) / claim.bound)
        if abs(claim.gap - gap) > CLAIM_TOLERANCE:
            yield Violation(code="gap_differs", details={"claimed": claim.gap, "gap": gap})
