"""Who waits and which sheets ask for people at one position of the log, with the facts that the hard rules
judge them by. A sheet that nobody may go to (gate, route, stop) is not of the morning.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from dvc.board.items import taken_people
from dvc.board.world import World, is_today
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.attendance_work import Eligibility, facts
from dvc.domain.ids import AttendanceId, GroupId
from dvc.domain.need_gate import PASSABLE, gate_of
from dvc.domain.need_state import Need, QuickInspection
from dvc.domain.team_rules import PersonFacts, SheetFacts, sheet_rules
from dvc.domain.team_state import Visit, VisitStatus
from dvc.domain.values import Route

NOT_OURS = frozenset({Route.TECHNICAL, Route.REFER, Route.SELF_CONTRACTOR, Route.REFUSE})
EARLIEST = datetime.min.replace(tzinfo=UTC)

Party = tuple[tuple[AttendanceId, ...], GroupId | None]
"""People who go together, and the group that holds them; None for somebody who came alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the center set. `return_by`: teams must be back then; `least`: people of the smallest team.

    The others are settings `matching_*` (domain/06 6.3): points for a person placed, points lost for a person
    and kilometre, points of rank A before all others, per cent held back as reserve.
    """

    return_by: datetime
    least: int
    yellow_enters: bool
    is_stopped: bool
    people_points: float = 0.05
    km_points: float = 0.001
    rank_a_points: float = 2_000
    reserve_percent: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """Parties that wait by their id, what is known of their people, and sheets with places in order of id.
    `reserve`: people who wait and are held back, latest first; they are in no party.
    """

    parties: Mapping[str, Party]
    people: Mapping[AttendanceId, Eligibility]
    sheets: tuple[tuple[Visit, Need, SheetFacts], ...]
    reserve: tuple[AttendanceId, ...] = ()


def morning_of(world: World, *, now: datetime, limits: Limits) -> Morning:
    """Everybody who is free and ready, and every sheet with a free place that a team may go to."""
    waiting = dict(_parties(world))
    known = {one: facts_of(world, one) for ids, _ in waiting.values() for one in ids}
    reserve = held_back(world, waiting, known, percent=limits.reserve_percent)
    held = frozenset[str](reserve)
    parties = {party_id: party for party_id, party in waiting.items() if party_id not in held}
    judged = ((visit, need, _sheet_facts(visit, need, now, limits)) for visit, need in _open_sheets(world))
    return Morning(
        parties=parties,
        people={one: known[one] for ids, _ in parties.values() for one in ids},
        sheets=tuple(one for one in judged if not sheet_rules(one[2])),
        reserve=reserve,
    )


def held_back(
    world: World,
    parties: Mapping[str, Party],
    known: Mapping[AttendanceId, Eligibility],
    *,
    percent: float,
) -> tuple[AttendanceId, ...]:
    """Who stays at the center for cancellations and a late crisis (domain/06 6.3 point 10): that share,
    rounded down, of those who came alone, could go at once, and bring no skill and no leading, which are
    short. The latest arrivals first, so that nobody waits longer for it; the same morning, the same people.
    """
    able = [ids[0] for ids, group_id in parties.values() if group_id is None and _may_be_held(known[ids[0]])]
    came = {one: world.state("attendance", one).arrived_at or EARLIEST for one in able}
    latest = sorted(able, key=lambda one: (came[one], one), reverse=True)
    return tuple(latest[: int(len(able) * percent // 100)])


def _may_be_held(one: Eligibility) -> bool:
    could_go = one.is_free and one.is_insured and not one.is_minor and not one.do_not_assign
    return could_go and not one.skills and not one.leader_ok


def rule_facts(morning: Morning) -> tuple[dict[str, list[PersonFacts]], list[tuple[str, SheetFacts]]]:
    """Parties and sheets as `person_rules` takes them."""
    parties = {
        party_id: [_person(morning.people[one], group_id) for one in ids]
        for party_id, (ids, group_id) in morning.parties.items()
    }
    return parties, [(visit.visit_id, about) for visit, _, about in morning.sheets]


def _open_sheets(world: World) -> Iterable[tuple[Visit, Need]]:
    for stream in sorted(world.states["visit"]):
        visit: Visit = world.states["visit"][stream]
        need = world.state("need", visit.need_id)
        if (
            is_today(world, visit)
            and visit.status is VisitStatus.POSTED
            and not visit.locked
            and visit.people_max > len(taken_people(visit))
            and need is not None
        ):
            yield visit, need


def _parties(world: World) -> Iterable[tuple[str, Party]]:
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


def facts_of(world: World, attendance_id: AttendanceId) -> Eligibility:
    """What the rules may know of somebody today."""
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
