"""The morning as a matching instance (contracts.md section 5): sheets with free places, people who wait, what
may not be.

Made from the board's own world at one position of the log, so that the solver sees what the desk sees. Rules
on one party and one sheet are compiled into `forbidden` with their code; a note that hangs there by hand is
never moved: the sheet asks only for what is still missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dvc.board.items import taken_people
from dvc.board.matching_forbidden import forbidden_pairs
from dvc.board.matching_morning import Limits, facts_of, morning_of, rule_facts
from dvc.board.world import World
from dvc.domain.attendance_work import Eligibility
from dvc.domain.equipment_state import Item
from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.need_state import Need
from dvc.domain.team_state import Visit
from dvc.domain.values import Rank

FORMAT = "dvc-matching-instance/1"
SEATS_WITHOUT_LIMIT = 100_000
"""Shuttle seats are not counted yet: transport comes later (roadmap). Nobody stays because of a seat."""
MINUTES_FOR_THE_WAY = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingProblem:
    """An instance document and how to read its answer back. `parties`: id to (people, group); needs are visit
    ids. `reserve`: people whom the document leaves out because they are held back.
    """

    document: dict[str, Any]
    seq: int
    parties: Mapping[str, tuple[tuple[AttendanceId, ...], GroupId | None]]
    reserve: tuple[AttendanceId, ...] = ()


def problem_of(world: World, *, now: datetime, limits: Limits) -> MatchingProblem:
    """The instance of this moment."""
    morning = morning_of(world, now=now, limits=limits)
    needs = [_need(world, visit, need, limits) for visit, need, _ in morning.sheets]
    document = {
        "format": FORMAT,
        "districts": _districts(needs),
        "equipment": _stock(world, needs),
        "needs": needs,
        "parties": [
            _party(party_id, [morning.people[one] for one in ids], now, limits)
            for party_id, (ids, _) in morning.parties.items()
        ],
        "locks": [],
        "weights": {"people": float(limits.people_points), "km": float(limits.km_points)},
        "forbidden": forbidden_pairs(*rule_facts(morning)),
    }
    return MatchingProblem(document=document, seq=world.seq, parties=morning.parties, reserve=morning.reserve)


def _priority(need: Need, limits: Limits) -> float:
    points = float(max(1, need.urgency))
    return limits.rank_a_points + points if need.rank is Rank.A else points


def _need(world: World, visit: Visit, need: Need, limits: Limits) -> dict[str, Any]:
    """What the sheet still asks for, besides what its notes bring."""
    there = [facts_of(world, one) for one in taken_people(visit)]
    estimate = need.estimate
    skills = {
        one.skill.value: one.count - sum(one.skill in person.skills for person in there)
        for one in (estimate.skills if estimate else ())
    }
    women = (estimate.women if estimate else 0) - sum(person.is_woman for person in there)
    least = max(visit.people_min, limits.least) - len(there)
    return {
        "id": visit.visit_id,
        "district": need.place.area or "-",
        "km": 0.0,
        "walkable": estimate.walkable if estimate else False,
        "people": {"min": max(1, least), "max": visit.people_max - len(there)},
        "hours": float(estimate.hours) if estimate else 2.0,
        "heavy": estimate.heavy if estimate else False,
        "priority": _priority(need, limits),
        "skills": {skill: count for skill, count in skills.items() if count > 0},
        "women": max(0, women),
        "women_only": estimate.women_only if estimate else False,
        "leaders": 0 if any(person.leader_ok for person in there) else 1,
        "equipment": {one.item: one.count for one in (estimate.equipment if estimate else ())},
        "base": visit.base_id,
    }


def _party(party_id: str, people: list[Eligibility], now: datetime, limits: Limits) -> dict[str, Any]:
    ends = min([one.until for one in people if one.until is not None] + [limits.return_by])
    hours = (ends - now - timedelta(minutes=MINUTES_FOR_THE_WAY)).total_seconds() / 3600
    skills: dict[str, int] = {}
    for person in people:
        for skill in person.skills:
            skills[skill.value] = skills.get(skill.value, 0) + 1
    return {
        "id": party_id,
        "size": len(people),
        "women": sum(one.is_woman for one in people),
        "leaders": sum(one.leader_ok for one in people),
        "skills": skills,
        "seats": sum(one.seats for one in people),
        "hours": round(max(0.0, hours), 2),
        "heavy_ok": all(one.heavy_ok for one in people),
        "minors": sum(one.is_minor for one in people),
        "previous_need": None,
        "base": people[0].base_id,
    }


def _districts(needs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"id": one, "shuttle_seats": SEATS_WITHOUT_LIMIT}
        for one in sorted({need["district"] for need in needs})
    ]


def _stock(world: World, needs: list[dict[str, Any]]) -> dict[str, int]:
    """Pieces on the shelf, over all bases; what nobody ever counted does not limit the plan."""
    shelf: dict[str, int] = {}
    for item in world.states["item"].values():
        assert isinstance(item, Item)
        shelf[item.item] = shelf.get(item.item, 0) + max(0, item.shelf)
    asked: dict[str, int] = {}
    for need in needs:
        for name, count in need["equipment"].items():
            asked[name] = asked.get(name, 0) + count
    return {name: shelf.get(name, count) for name, count in asked.items()}
