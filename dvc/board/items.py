"""What an item of each kind says: ids, codes, enums, counts, times, area and mesh cell. No name, phone, text
or point.

Builders look only at the world; None means "not on a board now". `label_rev` moves when the labels of the
item's subjects may have changed, so that a page knows when to ask again.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from dvc.board.world import World, is_today
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.attendance_work import lost_the_seat
from dvc.domain.center_settings import SETTINGS_STREAM, value_of
from dvc.domain.day_plan import plan_of
from dvc.domain.group import still_expected
from dvc.domain.ids import AttendanceId
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.promise import PromiseState
from dvc.domain.team_state import Team, TeamStatus, Visit, VisitStatus, code_of_team, code_of_visit

ENDED_NEEDS = frozenset(
    {NeedStatus.CLOSED, NeedStatus.MERGED, NeedStatus.CANCELLED, NeedStatus.REFUSED, NeedStatus.REFERRED}
)


def plain(value: Any) -> Any:
    """A value as JSON: enums as codes, times as UTC ISO text, dates as ISO text."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    return value.isoformat() if isinstance(value, date) else value


def need_item(world: World, stream: str) -> dict[str, Any] | None:
    """A need, whatever its status; boards choose which statuses they show."""
    need: Need | None = world.state("need", stream)
    if need is None:
        return None
    estimate, appointment = need.estimate, need.appointment
    return {
        "code": need.code,
        "status": need.status.value,
        "since": plain(need.since),
        "received_at": plain(need.received_at),
        "rank": need.rank.value,
        "urgency": need.urgency,
        "crisis": need.crisis_open,
        "crisis_seen": need.crisis_seen_by is not None,
        "verified": need.verified,
        "channel": need.channel.value,
        "owner": plain(need.owner),
        "area": need.place.area,
        "mesh": need.place.mesh,
        "work": [item.work_type.value for item in need.work],
        "route": need.route.value,
        "inspection": need.inspection.value,
        "people_min": estimate.people_min if estimate else None,
        "people_max": estimate.people_max if estimate else None,
        "hours": estimate.hours if estimate else None,
        "day": plain(appointment.day) if appointment else None,
        "slot": appointment.slot.value if appointment else None,
        "owes_call": need.owes_call,
        "calls": need.calls,
        "next_call_on": plain(need.next_call_on),
        "survey_since": plain(need.survey_since),
        "survey_on": plain(need.survey_on),
        "survey_tries": need.survey_tries,
        "surveyors": list(need.surveyors),
        "visits": need.visits,
        "postponed": need.postponed,
        "returned": need.returned,
        "sibling": need.split_from is not None,
        "household": need.household_id,
        "visit": need.visit_id,
        "subjects": [stream, need.household_id],
        "version": world.version("need", stream),
        "label_rev": world.version("need", stream) + world.version("household", need.household_id),
    }


def open_need_item(world: World, stream: str) -> dict[str, Any] | None:
    """A need that somebody still has to do something for."""
    need: Need | None = world.state("need", stream)
    return None if need is None or need.status in ENDED_NEEDS else need_item(world, stream)


MATCHING_NEEDS = frozenset(
    {
        NeedStatus.READY,
        NeedStatus.SCHEDULED,
        NeedStatus.POSTED,
        NeedStatus.CONTINUE_WAIT,
        NeedStatus.IN_ACTIVITY,
        NeedStatus.REPORT_WAIT,
    }
)


def ready_need_item(world: World, stream: str) -> dict[str, Any] | None:
    """A need that the matching desk may post, has posted, or has people at."""
    need: Need | None = world.state("need", stream)
    return need_item(world, stream) if need is not None and need.status in MATCHING_NEEDS else None


def urgent_need_item(world: World, stream: str) -> dict[str, Any] | None:
    """A need that the center's head must know of: crisis, a call owed, a yellow tag to sign."""
    need: Need | None = world.state("need", stream)
    if need is None or not (need.crisis_open or need.owes_call or need.status is NeedStatus.JUDGE_WAIT):
        return None
    return need_item(world, stream)


def taken_people(visit: Visit) -> tuple[AttendanceId, ...]:
    """People whose notes hang on the sheet."""
    return tuple(one for seat in visit.seats if seat.promise.state in _BINDING for one in seat.people)


_BINDING = frozenset({PromiseState.HELD, PromiseState.CONFIRMED})


def visit_item(world: World, stream: str) -> dict[str, Any] | None:
    """A sheet of today on the matching wall, with its need's facts and its seats."""
    visit: Visit | None = world.state("visit", stream)
    if visit is None or not is_today(world, visit) or visit.status is VisitStatus.TAKEN_DOWN:
        return None
    need: Need | None = world.state("need", visit.need_id)
    if need is None:
        return None
    estimate = need.estimate
    return {
        "need": visit.need_id,
        "code": code_of_visit(need.code, visit.number),
        "need_code": need.code,
        "status": visit.status.value,
        "slot": visit.slot.value,
        "base": visit.base_id,
        "posted_at": plain(visit.posted_at),
        "rank": need.rank.value,
        "urgency": need.urgency,
        "crisis": need.crisis_open,
        "area": need.place.area,
        "mesh": need.place.mesh,
        "work": [item.work_type.value for item in need.work],
        "visits": need.visits,
        "people_min": visit.people_min,
        "people_max": visit.people_max,
        "taken": len(taken_people(visit)),
        "proposed": _proposed(world, stream),
        "notes": [
            {"people": list(seat.people), "group": seat.group_id, "by": seat.promise.held_by}
            for seat in visit.seats
            if seat.promise.state in _BINDING
        ],
        "hours": estimate.hours if estimate else None,
        "women": estimate.women if estimate else 0,
        "women_only": estimate.women_only if estimate else False,
        "heavy": estimate.heavy if estimate else None,
        "skills": [{"skill": one.skill.value, "count": one.count} for one in estimate.skills]
        if estimate
        else [],
        "equipment": [{"item": one.item, "count": one.count} for one in estimate.equipment]
        if estimate
        else [],
        "teams": [code_of_team(team.number) for team in _teams(world, visit)],
        "locked": visit.locked,
        "subjects": [visit.need_id, need.household_id],
        "version": world.version("visit", stream),
        "label_rev": world.version("need", visit.need_id) + world.version("household", need.household_id),
    }


def _proposed(world: World, visit_id: str) -> int:
    """People that the current run proposes for a sheet and nobody has decided on."""
    runs = [run for run in world.states["run"].values() if run.is_current and is_today(world, run)]
    return sum(
        len(proposal.people)
        for run in runs
        for proposal in run.proposals
        if proposal.visit_id == visit_id
        and proposal.promise.state is PromiseState.HELD
        and not proposal.stale
    )


def _teams(world: World, visit: Visit) -> list[Team]:
    found = (world.state("team", team_id) for team_id in visit.teams)
    return [team for team in found if team is not None and team.status is not TeamStatus.DISSOLVED]


def attendance_item(world: World, stream: str) -> dict[str, Any] | None:
    """A person's day of today, as number, status and what the matching must know."""
    person: Attendance | None = world.state("attendance", stream)
    hidden = {AttendanceStatus.UNDONE, AttendanceStatus.MERGED}
    if person is None or not is_today(world, person) or person.status in hidden:
        return None
    volunteer = world.state("volunteer", person.volunteer_id)
    group = world.state("group", person.group_id)
    team: Team | None = world.state("team", person.team_id)
    return {
        "code": person.code,
        "number": person.number,
        "status": person.status.value,
        "since": plain(person.since),
        "arrived_at": plain(person.arrived_at),
        "base": person.base_id,
        "group": person.group_id,
        "group_code": group.code if group is not None else None,
        "insured": person.insured,
        "guardian_ok": person.guardian_ok,
        "minor": volunteer.age_band.is_minor if volunteer is not None else False,
        "woman": volunteer is not None and volunteer.gender.value == "female",
        "skills": sorted(skill.value for skill in volunteer.skills) if volunteer is not None else [],
        "round": person.oriented_round,
        "condition": person.condition.value,
        "until": plain(person.until),
        "leader_ok": person.leader_ok,
        "vehicle": person.vehicle.value,
        "seats": person.seats,
        "freed": person.freed_because.value if person.freed_because and lost_the_seat(person) else None,
        "visit": person.visit_id,
        "team": person.team_id,
        "team_code": code_of_team(team.number) if team is not None else None,
        "scans": len(person.scans),
        "desk": _desk_number(person),
        "received_act": person.scans[0].action_id if person.scans else None,
        "late": person.late,
        "volunteer": person.volunteer_id,
        "subjects": [person.volunteer_id],
        "version": world.version("attendance", stream),
        "label_rev": world.version("volunteer", person.volunteer_id),
    }


def _desk_number(person: Attendance) -> int | None:
    """Number of the desk at which somebody was received (`reception-2`), None away from one."""
    number = (person.scans[0].station or "").rpartition("-")[2] if person.scans else ""
    return int(number) if number.isdecimal() else None


def team_item(world: World, stream: str) -> dict[str, Any] | None:
    """A team of today: where it stands, how many are out, when it must be back."""
    team: Team | None = world.state("team", stream)
    if team is None or not is_today(world, team) or team.status is TeamStatus.DISSOLVED:
        return None
    needs = [
        need
        for visit_id in team.visits
        if (visit := world.state("visit", visit_id)) is not None
        and (need := world.state("need", visit.need_id)) is not None
    ]
    leader: Attendance | None = world.state("attendance", team.leader)
    return {
        "number": team.number,
        "code": code_of_team(team.number),
        "status": team.status.value,
        "since": plain(team.since),
        "base": team.base_id,
        "people": len(team.members),
        "members": list(team.members),
        "leader": team.leader,
        "leader_code": leader.code if leader is not None else None,
        "needs": [need.code for need in needs],
        "visits": list(team.visits),
        "area": needs[0].place.area if needs else None,
        "mesh": needs[0].place.mesh if needs else None,
        "work": [item.work_type.value for need in needs for item in need.work],
        "return_by": plain(team.return_by),
        "meet_at": plain(team.meet_at),
        "tent": team.tent,
        "own_car": team.own_car,
        "checks": [check.value for check in team.checks],
        "departed_at": plain(team.departed_at),
        "last_contact_at": plain(team.last_contact_at),
        "returned_at": plain(team.returned_at),
        "back": len(team.back),
        "left": len(team.left),
        "order_version": team.order_version,
        "injuries": team.injuries,
        "subjects": _team_subjects(world, team),
        "version": world.version("team", stream),
        "label_rev": world.version("team", stream),
    }


def _team_subjects(world: World, team: Team) -> list[str]:
    leader: Attendance | None = world.state("attendance", team.leader)
    return [leader.volunteer_id] if leader is not None else []


def call_item(world: World, stream: str) -> dict[str, Any] | None:
    """A team on the wall for everybody: its number, where and when to meet, how many. Nothing of a household.
    """
    team: Team | None = world.state("team", stream)
    calling = {TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED}
    if team is None or not is_today(world, team) or team.status not in calling:
        return None
    return {
        "code": code_of_team(team.number),
        "number": team.number,
        "people": len(team.members),
        "tent": team.tent,
        "meet_at": plain(team.meet_at),
        "label_rev": 0,
    }


def group_item(world: World, stream: str) -> dict[str, Any] | None:
    """A group of today with how many of it are here."""
    group = world.state("group", stream)
    if group is None or not is_today(world, group):
        return None
    members = [world.state("attendance", one) for one in world.children("attendance.group_id", stream)]
    here = [one for one in members if one is not None and one.arrived_at is not None]
    return {
        "code": group.code,
        "number": group.number,
        "keep_together": group.keep_together,
        "expected": group.expected,
        "here": len(here),
        "status": group.status.value,
        "members": len(group.members),
        "expected_more": still_expected(group),
        "subjects": [stream],
        "version": world.version("group", stream),
        "label_rev": world.version("group", stream),
    }


def day_item(world: World, stream: str) -> dict[str, Any] | None:
    """The activity day that is open: whether activities go on, and why not."""
    day = world.state("day", stream)
    if day is None or day.day != world.today:
        return None
    settings = world.state("settings", SETTINGS_STREAM)
    plan = plan_of(day, lambda key: value_of(settings, key))
    return {
        "day": plain(day.day),
        "status": day.status.value,
        "stop_reason": plain(day.stop_reason),
        "since": plain(day.since),
        "cap": plan.cap,
        "return_by": plain(plan.return_by),
        "next_round": plan.next_round,
        "next_round_at": plain(plan.next_round_at),
        "round_seats": plan.round_seats,
        "rounds": [{"number": one.number, "at": plain(one.at), "people": one.people} for one in day.rounds],
        "version": world.version("day", stream),
        "label_rev": 0,
    }
