"""The morning as a matching instance (contracts.md section 5): sheets with free places, people who wait, what
may not be.

Made from the board's own world at one position of the log, so that the solver sees what the desk sees. Rules
on one party and one sheet are compiled into `forbidden` with their code; a note that hangs there by hand is
never moved: the sheet asks only for what is still missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dvc.board.items import taken_people
from dvc.board.world import World, is_today
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.attendance_work import Eligibility, facts
from dvc.domain.equipment_state import Item
from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_state import Need, QuickInspection
from dvc.domain.team_rules import PersonFacts, SheetFacts, person_rules, sheet_rules
from dvc.domain.team_state import Visit, VisitStatus
from dvc.domain.values import Rank, Route

FORMAT = "dvc-matching-instance/1"
RANK_A_PRIORITY = 2_000
"""One rank-A sheet outweighs every B to D it could displace: a team of the largest size (50 people) cut into
the smallest teams (2) could serve 25 sheets of at most 69 points (domain/05 5.2: B ends at 69).
"""
SEATS_WITHOUT_LIMIT = 100_000
"""Shuttle seats are not counted yet: transport comes later (roadmap). Nobody stays because of a seat."""
MINUTES_FOR_THE_WAY = 20
NOT_OURS = frozenset({Route.TECHNICAL, Route.REFER, Route.SELF_CONTRACTOR, Route.REFUSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingProblem:
    """An instance document and how to read its answer back. `parties`: id to (people, group); needs are visit
    ids.
    """

    document: dict[str, Any]
    seq: int
    parties: Mapping[str, tuple[tuple[AttendanceId, ...], GroupId | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the center set. `return_by`: teams must be back then; `least`: people of the smallest team."""

    return_by: datetime
    least: int
    yellow_enters: bool
    is_stopped: bool


def problem_of(world: World, *, now: datetime, limits: Limits) -> MatchingProblem:
    """The instance of this moment."""
    sheets = [
        (visit, need) for visit, need in _open_sheets(world) if visit.people_max > len(taken_people(visit))
    ]
    parties = dict(_parties(world))
    people = {one: _facts(world, one) for ids, _ in parties.values() for one in ids}
    forbidden = []
    needs = []
    for visit, need in sheets:
        about = _sheet_facts(visit, need, now, limits)
        if sheet_rules(about):
            continue
        needs.append(_need(world, visit, need, limits))
        for party_id, (ids, group_id) in parties.items():
            broken = person_rules([_person(people[one], group_id) for one in ids], about)
            if broken:
                forbidden.append({"party": party_id, "need": visit.visit_id, "code": broken[0].rule.value})
    document = {
        "format": FORMAT,
        "districts": _districts(needs),
        "equipment": _stock(world, needs),
        "needs": needs,
        "parties": [
            _party(party_id, [people[one] for one in ids], now, limits)
            for party_id, (ids, _) in parties.items()
        ],
        "locks": [],
        "forbidden": forbidden,
    }
    return MatchingProblem(document=document, seq=world.seq, parties=parties)


def _open_sheets(world: World) -> Iterable[tuple[Visit, Need]]:
    for stream in sorted(world.states["visit"]):
        visit: Visit = world.states["visit"][stream]
        need = world.state("need", visit.need_id)
        if (
            is_today(world, visit)
            and visit.status is VisitStatus.POSTED
            and not visit.locked
            and need is not None
        ):
            yield visit, need


def _parties(world: World) -> Iterable[tuple[str, tuple[tuple[AttendanceId, ...], GroupId | None]]]:
    """People who are oriented and free; a group that stays together is one party when all of it is ready."""
    together: dict[GroupId, list[Attendance]] = {}
    for stream in sorted(world.states["attendance"]):
        person: Attendance = world.states["attendance"][stream]
        if not is_today(world, person) or person.status is not AttendanceStatus.ORIENTED:
            continue
        group = world.state("group", person.group_id)
        if person.group_id is not None and group is not None and group.keep_together:
            together.setdefault(person.group_id, []).append(person)
        else:
            yield person.attendance_id, ((person.attendance_id,), None)
    for group_id, members in sorted(together.items()):
        if not _is_waited_for(world, group_id):
            yield group_id, (tuple(one.attendance_id for one in members), group_id)


_STILL_COMING = frozenset({AttendanceStatus.ARRIVED, AttendanceStatus.INSURANCE_WAIT})


def _is_waited_for(world: World, group_id: GroupId) -> bool:
    """Whether somebody of the group is here and not ready yet (H15)."""
    members = (world.state("attendance", one) for one in world.children("attendance.group_id", group_id))
    return any(one is not None and one.status in _STILL_COMING for one in members)


def _facts(world: World, attendance_id: AttendanceId) -> Eligibility:
    person: Attendance = world.state("attendance", attendance_id)
    return facts(person, world.state("volunteer", person.volunteer_id), person.day)


def _person(known: Eligibility, group_id: GroupId | None) -> PersonFacts:
    return PersonFacts(
        attendance_id=known.attendance_id,
        group_id=known.group_id,
        keeps_together=group_id is not None,
        is_insured=known.is_insured,
        is_oriented=known.is_oriented,
        is_free=known.is_free,
        age=known.age,
        guardian_ok=known.guardian_ok,
        is_woman=known.is_woman,
        skills=known.skills,
        avoids=known.avoids,
        heavy_ok=known.heavy_ok,
        do_not_assign=known.do_not_assign,
        until=known.until,
        has_phone=known.has_phone,
    )


def _sheet_facts(visit: Visit, need: Need, now: datetime, limits: Limits) -> SheetFacts:
    estimate = need.estimate
    stays_out = need.inspection is QuickInspection.YELLOW and not limits.yellow_enters
    hours = estimate.hours if estimate is not None else 2.0
    return SheetFacts(
        people_min=visit.people_min,
        people_max=visit.people_max,
        least=limits.least,
        women=estimate.women if estimate else 0,
        women_only=estimate.women_only if estimate else False,
        is_alone=bool(need.living.alone),
        heavy=estimate.heavy if estimate else False,
        skills=estimate.skills if estimate else (),
        work=frozenset(item.work_type for item in need.work),
        route_is_general=need.route not in NOT_OURS,
        gate_is_open=gate_of(need) in PASSABLE and not stays_out,
        is_stopped=limits.is_stopped,
        ends_at=min(limits.return_by, now + timedelta(hours=hours)),
    )


def _priority(need: Need) -> float:
    points = float(max(1, need.urgency))
    return RANK_A_PRIORITY + points if need.rank is Rank.A else points


def _need(world: World, visit: Visit, need: Need, limits: Limits) -> dict[str, Any]:
    """What the sheet still asks for, besides what its notes bring."""
    there = [_facts(world, one) for one in taken_people(visit)]
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
        "priority": _priority(need),
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
