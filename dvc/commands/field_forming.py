"""A team at the center: leader, members, where it meets, briefing, checks, paper, and taking it apart
again.

Every change is judged by the rules of the sheet on the facts of the moment; people, sheet and team move in
one act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.equipment import loans_released
from dvc.commands.matching_facts import refuse_elsewhere
from dvc.commands.matching_hand import hand_of
from dvc.commands.matching_override import keep_reason, reason_of, set_aside
from dvc.commands.matching_seats import parties_of, people_named, seat_for
from dvc.commands.matching_teams import facts_of_team, overridden, team_result
from dvc.domain import attendance_work, team_forming
from dvc.domain import visit as sheets
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance, AttendanceStatus
from dvc.domain.ids import AttendanceId, Code, GroupId, TeamId
from dvc.domain.promise import PromiseState
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.team import TEAM
from dvc.domain.team_forming import Hand
from dvc.domain.team_rules import (
    Broken,
    TeamRule,
    leader_rules,
    refuse_broken,
    size_rules,
    team_rules,
    together_rules,
)
from dvc.domain.team_state import (
    BEFORE_DEPARTURE,
    DepartureCheck,
    DissolveReason,
    LeaveReason,
    Seat,
    Team,
    Visit,
)
from dvc.domain.visit import VISIT
from dvc.ports import Work

GATE = CHIEFS | {Role.MATCHING, Role.EQUIPMENT, Role.TRANSPORT}
"""Who works between the wall and the gate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseLeader:
    """This member leads the team; also outside, when the first leader cannot go on."""

    team_id: TeamId
    leader: AttendanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class AddMember:
    """Put somebody into a team that has not left: by id, by the code on the tag, or a whole group."""

    team_id: TeamId
    people: tuple[AttendanceId, ...] = ()
    codes: tuple[Code, ...] = ()
    group_id: GroupId | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveMember:
    """Take somebody out of a team that has not left (V10)."""

    team_id: TeamId
    person: AttendanceId
    because: LeaveReason = LeaveReason.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTeam:
    """Say where and when the team meets; the wall calls its number."""

    team_id: TeamId
    meet_at: datetime | None = None
    tent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefTeam:
    """The leader has heard the order, and the telephone number was tried (filled -> briefed)."""

    team_id: TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class TickDepartureCheck:
    """Tick one of the five checks; `is_done` False takes the tick off."""

    team_id: TeamId
    check: DepartureCheck
    is_done: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """Print the work order in its next version, on so many sheets; all of them have to come back."""

    team_id: TeamId
    copies: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DissolveTeam:
    """Take a team apart before it goes: people wait again, the sheet hangs again, tools go back to the
    shelf.
    """

    team_id: TeamId
    because: DissolveReason


@handles(ChooseLeader, roles=GATE)
def choose_leader(work: Work, command: ChooseLeader, meta: CommandMeta) -> Result:
    """Choose a leader of 18 or more, with a telephone, who stays to the end (H20)."""
    team = work.get(TEAM, command.team_id)
    events = team_forming.choose_leader(team, command.leader, hand=hand_of(work, meta))
    visit = first_sheet(work, team)
    if visit is not None:
        known, sheet = facts_of_team(work, team, visit)
        refuse_broken(leader_rules(known, command.leader, ends_at=sheet.ends_at))
    return team_result(work.record(TEAM, team.team_id, *events))


@handles(AddMember, roles=GATE)
def add_member(work: Work, command: AddMember, meta: CommandMeta) -> Result:
    """Let somebody join.

    Raises Refusal `wall.full`, `wall.person_elsewhere` with who, when and where, or the rule.
    """
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    reason = reason_of(command.override_reason, meta)
    team_forming.require(team, BEFORE_DEPARTURE)
    visit = first_sheet(work, team)
    assert visit is not None, "a team at the center has a house to go to"
    named = people_named(work, command.people, command.codes, command.group_id, day=team.day)
    for person in named:
        refuse_elsewhere(work, person, visit=None)
    parties = parties_of(work, named, visit)
    people = [one for party in parties for one in party]
    joined = {
        one.attendance_id: attendance_work.join_team(
            one, team_id=team.team_id, visit_id=visit.visit_id, at=hand.at, by=hand.by
        )
        for one in people
    }
    seats = [_team_seat(party, team, hand) for party in parties]
    notes = [event for seat in seats for event in sheets.join_team(visit, seat, beyond_the_sheet=True)]
    larger = replace(team, members=(*team.members, *joined))
    aside, is_filled = _judged(work, larger, visit, people, reason=reason)
    events = team_forming.add_members(team, tuple(joined), is_filled=is_filled, hand=hand)
    for person_id, moved in joined.items():
        work.record(ATTENDANCE, person_id, *moved)
    work.record(VISIT, visit.visit_id, *notes)
    after = work.record(TEAM, team.team_id, *events, *overridden(aside, by=hand.by, at=hand.at))
    keep_reason(work, meta, team.team_id, reason)
    return team_result(after)


def _team_seat(party: tuple[Attendance, ...], team: Team, hand: Hand) -> Seat:
    """The note of somebody who joins a team that is made already."""
    seat = seat_for(party, by=hand.by, at=hand.at)
    promise = replace(seat.promise, state=PromiseState.CONFIRMED)
    return replace(seat, promise=promise, team_id=team.team_id)


def _judged(
    work: Work, team: Team, visit: Visit, joining: list[Attendance], *, reason: str | None
) -> tuple[tuple[Broken, ...], bool]:
    """(rules that a chief sets aside, whether the team is filled) for a team with these people in it.

    Too few is no reason to refuse one more; who is in the team already was judged when the team was made.
    """
    new = {one.attendance_id for one in joining}
    known, sheet = facts_of_team(work, team, visit)
    known = tuple(replace(one, is_free=one.is_free or one.attendance_id in new) for one in known)
    broken = team_rules(known, sheet, team.leader)
    waits = {TeamRule.MIN_PEOPLE, TeamRule.SKILL, TeamRule.WOMEN, TeamRule.LEADER, TeamRule.STOP}
    against = [one for one in broken if one.rule not in waits or (one.people and set(one.people) & new)]
    aside = set_aside(against, reason=reason, people=len(known), least=0)
    return aside, not [
        one for one in (*size_rules(known, sheet), *together_rules(known, sheet)) if one.rule in waits
    ]


@handles(RemoveMember, roles=GATE)
def remove_member(work: Work, command: RemoveMember, meta: CommandMeta) -> Result:
    """Take somebody out; the team may be too small then, and says so by its status."""
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    smaller = replace(team, members=tuple(one for one in team.members if one != command.person))
    visit = first_sheet(work, team)
    is_filled = visit is None or _is_filled(work, smaller, visit)
    events = team_forming.remove_member(
        team, command.person, because=command.because, is_filled=is_filled, hand=hand
    )
    leave_team_record(work, command.person, team, command.because)
    if visit is not None and command.person in visit.people:
        work.record(VISIT, visit.visit_id, *sheets.leave_team(visit, command.person, by=hand.by, at=hand.at))
    return team_result(work.record(TEAM, team.team_id, *events))


def _is_filled(work: Work, team: Team, visit: Visit) -> bool:
    """Whether numbers, skills, women and adults are right; a group that lost one is still together."""
    known, sheet = facts_of_team(work, team, visit)
    broken = (*size_rules(known, sheet), *together_rules(known, sheet))
    return not [one for one in broken if one.rule not in {TeamRule.GROUP_KEEP, TeamRule.MAX_PEOPLE}]


def leave_team_record(work: Work, person: AttendanceId, team: Team, because: StrEnum) -> None:
    """Free the day record, if it still stands in this team: who went home meanwhile is free already."""
    a = work.get(ATTENDANCE, person)
    if a.status is AttendanceStatus.ASSIGNED and a.team_id == team.team_id:
        work.record(
            ATTENDANCE, person, *attendance_work.leave_team(a, because=because, at=work.meta.happened_at)
        )


@handles(CallTeam, roles=GATE)
def call_team(work: Work, command: CallTeam, meta: CommandMeta) -> Result:
    """Set tent and time."""
    team = work.get(TEAM, command.team_id)
    events = team_forming.call(team, meet_at=command.meet_at, tent=command.tent, hand=hand_of(work, meta))
    return team_result(work.record(TEAM, team.team_id, *events))


@handles(BriefTeam, roles=GATE)
def brief_team(work: Work, command: BriefTeam, meta: CommandMeta) -> Result:
    """Note the briefing. Raises Refusal `field.no_leader`, `field.not_filled`."""
    team = work.get(TEAM, command.team_id)
    events = team_forming.brief(team, hand=hand_of(work, meta))
    return team_result(work.record(TEAM, team.team_id, *events))


@handles(TickDepartureCheck, roles=GATE | {Role.SAFETY})
def tick_departure_check(work: Work, command: TickDepartureCheck, meta: CommandMeta) -> Result:
    """Tick a check, or take the tick off; the answer says how many of the five are open."""
    team = work.get(TEAM, command.team_id)
    events = team_forming.tick(team, command.check, is_done=command.is_done, hand=hand_of(work, meta))
    after = work.record(TEAM, team.team_id, *events) if events else team
    open_checks = tuple(check.value for check in DepartureCheck if check not in after.checks)
    return {**team_result(after), "open": open_checks}


@handles(PrintOrder, roles=GATE)
def print_order(work: Work, command: PrintOrder, meta: CommandMeta) -> Result:
    """Give the print its serial number of the day and its version."""
    team = work.get(TEAM, command.team_id)
    printed = [paper.serial for one in work.where(TEAM, day=team.day) for paper in one.papers]
    serial = 1 + max(printed, default=0)
    events = team_forming.print_order(team, serial=serial, copies=command.copies, hand=hand_of(work, meta))
    after = work.record(TEAM, team.team_id, *events)
    return {**team_result(after), "serial": serial, "version": after.order_version}


@handles(DissolveTeam, roles=GATE)
def dissolve_team(work: Work, command: DissolveTeam, meta: CommandMeta) -> Result:
    """People, sheet and tools go back in one act. Raises Refusal `field.wrong_status` once it has left."""
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    events = team_forming.dissolve(team, because=command.because, hand=hand)
    loans_released(work, team, meta)
    for person in team.members:
        leave_team_record(work, person, team, command.because)
    for visit_id in team.visits:
        visit = work.get(VISIT, visit_id)
        work.record(VISIT, visit_id, *sheets.dissolve_team(visit, team.team_id, by=hand.by, at=hand.at))
    after = work.record(TEAM, team.team_id, *events)
    return {**team_result(after), "freed": len(team.members)}


def first_sheet(work: Work, team: Team) -> Visit | None:
    """The house that the team goes to or is at, else its first; None when it has none."""
    visit_id = team.at_visit if team.at_visit in team.visits else next(iter(team.visits), None)
    return work.get(VISIT, visit_id) if visit_id is not None else None
