"""What the members of an instance say about each other: unknown ids, doubles, and locks that nobody could
keep.

Works on an instance whose members were read one by one (`instance.parse_instance`), possibly with problems
already found; it must not trip over them. Locks that only together ask too much (two locked needs and one
chainsaw) are left to the solver, which proves it and names the needs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from dvc.matching.fields import ProblemList
from dvc.matching.pair_rules import pair_reasons, placed_by_hand
from dvc.matching.team_rules import team_shortages
from dvc.matching.terms import ForbiddenPair, Instance, Lock, Need, Party


def add_problems_between_members(instance: Instance, problems: ProblemList) -> None:
    """Append every contradiction between the members of `instance` to `problems`."""
    _doubles(problems, "districts", [district.id for district in instance.districts])
    _doubles(problems, "needs", [need.id for need in instance.needs])
    _doubles(problems, "parties", [party.id for party in instance.parties])
    _unknown_ids(instance, problems)
    _two_places(instance, problems)
    if not problems.found:
        _LockCheck(instance, problems).run()


def _doubles(problems: ProblemList, kind: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name and name in seen:
            problems.add("duplicate_id", f"{kind}[{index}].id", id=name)
        seen.add(name)


def _unknown_ids(instance: Instance, problems: ProblemList) -> None:
    districts = {district.id for district in instance.districts}
    needs = {need.id for need in instance.needs}
    parties = {party.id for party in instance.parties}

    def known(kind: str, name: str, among: Iterable[str], path: str) -> None:
        if name and name not in among:
            problems.add(f"unknown_{kind}", path, id=name)

    for index, need in enumerate(instance.needs):
        known("district", need.district, districts, f"needs[{index}].district")
        for tool in need.equipment:
            known("equipment", tool, instance.equipment, f"needs[{index}].equipment.{tool}")
    named: dict[str, Sequence[Lock | ForbiddenPair]] = {
        "locks": instance.locks,
        "forbidden": instance.forbidden,
    }
    for kind, pairs in named.items():
        for index, pair in enumerate(pairs):
            known("party", pair.party, parties, f"{kind}[{index}].party")
            known("need", pair.need, needs, f"{kind}[{index}].need")
    for index, team in enumerate(instance.frozen):
        known("need", team.need, needs, f"frozen[{index}].need")
        for place, name in enumerate(team.parties):
            known("party", name, parties, f"frozen[{index}].parties[{place}]")


def _two_places(instance: Instance, problems: ProblemList) -> None:
    """A party may be put by hand at one need only, and a frozen team takes nobody else."""
    place: dict[str, str] = {}
    frozen: dict[str, frozenset[str]] = {}
    for index, team in enumerate(instance.frozen):
        if team.need in frozen:
            problems.add("frozen_twice", f"frozen[{index}].need", need=team.need)
        frozen.setdefault(team.need, frozenset(team.parties))
        for spot, name in enumerate(team.parties):
            _one_place(place, (name, team.need), f"frozen[{index}].parties[{spot}]", problems)
    for index, lock in enumerate(instance.locks):
        _one_place(place, (lock.party, lock.need), f"locks[{index}]", problems)
        if lock.need in frozen and lock.party not in frozen[lock.need]:
            problems.add("lock_at_frozen_team", f"locks[{index}]", party=lock.party, need=lock.need)


def _one_place(place: dict[str, str], pair: tuple[str, str], path: str, problems: ProblemList) -> None:
    party, need = pair
    if place.setdefault(party, need) != need:
        problems.add("party_in_two_places", path, party=party, need=need, other=place[party])


class _LockCheck:
    """Judges each need with locks by itself: can the parties put there stay, and can their team be completed?
    """

    def __init__(self, instance: Instance, problems: ProblemList) -> None:
        self.instance = instance
        self.problems = problems
        self.parties = {party.id: party for party in instance.parties}
        self.needs = {need.id: need for need in instance.needs}
        self.hands = placed_by_hand(instance)
        self.frozen = {team.need for team in instance.frozen}
        self.forbidden = {(pair.party, pair.need) for pair in instance.forbidden}

    def run(self) -> None:
        teams: defaultdict[str, list[Party]] = defaultdict(list)
        for name, place in self.hands.items():
            teams[place].append(self.parties[name])
        for need in self.instance.needs:
            if need.id in teams:
                self._team(need, teams[need.id])
        self._stock([self.needs[place] for place in teams])

    def _team(self, need: Need, team: list[Party]) -> None:
        path = f"locks:{need.id}"
        for party in team:
            reasons = list(pair_reasons(party, need))
            if (party.id, need.id) in self.forbidden:
                reasons.append("forbidden")
            for reason in reasons:
                self.problems.add("lock_breaks_rule", path, party=party.id, need=need.id, rule=reason)
        people = sum(party.size for party in team)
        if people > need.people_max:
            self.problems.add("locks_above_max", path, need=need.id, people=people, max=need.people_max)
        pool = team if need.id in self.frozen else team + self._free_for(need)
        for shortage in team_shortages(need, pool):
            details = dict(shortage.details)
            self.problems.add("locks_cannot_be_completed", path, need=need.id, rule=shortage.code, **details)

    def _free_for(self, need: Need) -> list[Party]:
        return [
            party
            for party in self.instance.parties
            if party.id not in self.hands
            and (party.id, need.id) not in self.forbidden
            and not pair_reasons(party, need)
        ]

    def _stock(self, needs: Sequence[Need]) -> None:
        wanted: Counter[str] = Counter()
        for need in needs:
            wanted.update(need.equipment)
        for tool, n in wanted.items():
            if n > self.instance.equipment[tool]:
                short = n - self.instance.equipment[tool]
                self.problems.add("locks_over_stock", f"equipment.{tool}", equipment=tool, short_by=short)
