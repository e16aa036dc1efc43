"""The gate and the telephone: teams leave, are heard of, lose people to home or to other teams (V11,
V12, V24).

A departure is one act: team, people, sheets, needs and tools leave together or not at all (A2).
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.equipment import loans_go_out
from dvc.commands.field_forming import GATE, first_sheet
from dvc.commands.field_houses import go_to_house
from dvc.commands.matching_facts import is_stopped, people_of
from dvc.commands.matching_hand import hand_of
from dvc.commands.matching_override import text_of
from dvc.commands.matching_teams import facts_of_team, team_result
from dvc.domain import attendance_work, team_away
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.ids import AttendanceId, TeamId, VisitId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, ActorKind, Role
from dvc.domain.team import TEAM
from dvc.domain.team_rules import (
    A_CHIEF_MAY_SET_ASIDE,
    Broken,
    TeamRule,
    least_people,
    sheet_rules,
    team_rules,
    without,
)
from dvc.domain.team_state import ContactKind, LeaveReason, Team
from dvc.domain.visit import VISIT
from dvc.ports import Work

FIELD = CHIEFS | {Role.MATCHING, Role.EQUIPMENT, Role.TRANSPORT, Role.REPORT, Role.SAFETY}
"""Who watches the teams outside."""
PEOPLE_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class SendOff:
    """Let a team go."""

    team_id: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordContact:
    """What was heard of a team, or that it did not answer. `visit_id` None: about the house it is at."""

    team_id: TeamId
    contact: ContactKind
    visit_id: VisitId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveFromSite:
    """People go home, or to a doctor, from the site (V12)."""

    team_id: TeamId
    people: tuple[AttendanceId, ...]
    because: LeaveReason
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveMember:
    """People change teams in the field (V24).

    `from_count`, `to_count`: what the two leaders count afterwards.
    """

    from_team: TeamId
    to_team: TeamId
    people: tuple[AttendanceId, ...]
    from_count: int
    to_count: int


@handles(SendOff, roles=GATE)
def send_off(work: Work, command: SendOff, meta: CommandMeta) -> Result:
    """Everything that leaves, in one transaction.

    Raises Refusal `field.check_open.drinks`, `field.no_leader`, `wall.h01` …
    """
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    events = team_away.send_off(team, _against_leaving(work, team), hand=hand)
    for person in people_of(work, team.members):
        work.record(ATTENDANCE, person.attendance_id, *attendance_work.depart(person, at=hand.at))
    for visit_id in team.visits:
        go_to_house(work, work.get(VISIT, visit_id), team.team_id, meta)
    loans = loans_go_out(work, team, meta)
    after = work.record(TEAM, team.team_id, *events)
    return {
        **team_result(after),
        "loans": loans,
        "order_stale": after.order_stale,
        "order_version": after.order_version,
    }


def _against_leaving(work: Work, team: Team) -> tuple[Broken, ...]:
    """What stands against it now and nobody may have set aside; every house of the team is asked for its
    gate.
    """
    visit = first_sheet(work, team)
    if visit is None:
        return (Broken(rule=TeamRule.STOP),) if is_stopped(work, team.day) else ()
    known, sheet = facts_of_team(work, team, visit)
    others = [work.get(VISIT, one) for one in team.visits if one != visit.visit_id]
    gates = [one for other in others for one in sheet_rules(facts_of_team(work, team, other)[1])]
    broken = (*team_rules(known, sheet, team.leader), *gates)
    return without(broken, A_CHIEF_MAY_SET_ASIDE, people=len(known), least=least_people(sheet))


@handles(RecordContact, roles=FIELD | {Role.LEADER})
def record_contact(work: Work, command: RecordContact, meta: CommandMeta) -> Result:
    """Write down what was heard. A leader speaks for the own team only."""
    team = work.get(TEAM, command.team_id)
    refuse_other_leader(work, team, meta)
    events = team_away.contact(team, command.contact, visit_id=command.visit_id, hand=hand_of(work, meta))
    after = work.record(TEAM, team.team_id, *events)
    return {**team_result(after), "unanswered": after.unanswered, "resident_absent": after.resident_absent}


def refuse_other_leader(work: Work, team: Team, meta: CommandMeta) -> None:
    """Raise Refusal `refusal.not_allowed` (403) when somebody who is a leader only speaks for another
    team.
    """
    if meta.actor.kind is not ActorKind.VOLUNTEER or meta.actor.roles & FIELD:
        return
    leader = work.get(ATTENDANCE, team.leader) if team.leader is not None else None
    is_own = leader is not None and meta.actor.id in {leader.volunteer_id, leader.attendance_id}
    refuse_unless(is_own, "refusal.not_allowed", status=403, command="RecordContact")


@handles(LeaveFromSite, roles=FIELD)
def leave_from_site(work: Work, command: LeaveFromSite, meta: CommandMeta) -> Result:
    """Each of them by name and with a reason. Raises Refusal `field.not_of_team`."""
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    note = text_of(command.note, "note")
    events = team_away.leave_from_site(team, command.people, because=command.because, hand=hand)
    gone_home(work, command.people, command.because)
    after = work.record(TEAM, team.team_id, *events)
    if note is not None:
        work.vault.put(command.people[0], {Personal.REASON_TEXT: note}, source_of(work, meta))
    return {**team_result(after), "still_out": len(after.outside), "has_leader": after.leader is not None}


def gone_home(work: Work, people: tuple[AttendanceId, ...], because: LeaveReason) -> None:
    """Their day records: left from the site."""
    for person in people_of(work, people):
        events = attendance_work.leave_from_site(person, at=work.meta.happened_at, because=because)
        work.record(ATTENDANCE, person.attendance_id, *events)


@handles(MoveMember, roles=FIELD)
def move_member(work: Work, command: MoveMember, meta: CommandMeta) -> Result:
    """Both teams at once, both head counts known.

    Raises Refusal `field.count_after_move` with what we know.
    """
    refuse_unless(len(command.people) <= PEOPLE_MOST, "wall.nobody_named", status=422, most=PEOPLE_MOST)
    source, target = work.get(TEAM, command.from_team), work.get(TEAM, command.to_team)
    hand = hand_of(work, meta)
    out = team_away.move_out(source, command.people, target.team_id, told=command.from_count, hand=hand)
    into = team_away.move_in(target, command.people, source.team_id, told=command.to_count, hand=hand)
    for person in people_of(work, command.people):
        moved = attendance_work.change_team(
            person, team_id=target.team_id, visit_id=target.at_visit, at=hand.at
        )
        work.record(ATTENDANCE, person.attendance_id, *moved)
    source = work.record(TEAM, source.team_id, *out)
    target = work.record(TEAM, target.team_id, *into)
    return {
        "from_team": source.team_id,
        "to_team": target.team_id,
        "from_count": len(source.outside),
        "to_count": len(target.outside),
    }
