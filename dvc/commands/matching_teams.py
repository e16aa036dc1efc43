"""Teams out of sheets: what a new team would be (`plan_team`), and making it so in one act (`carry_out`).

The sheet that is taken down by hand and the proposal that staff confirm go the same way, so that both are
judged by the same rules on the facts of that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_facts import (
    need_of,
    people_of,
    person_facts,
    refuse_elsewhere,
    return_limit,
    sheet_facts,
    whole_groups,
)
from dvc.commands.matching_hand import actor_of
from dvc.commands.matching_override import keep_reason, reason_of, set_aside
from dvc.commands.matching_seats import WALL
from dvc.domain import attendance_work, team_forming
from dvc.domain import visit as sheets
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_events import AttendanceEvent
from dvc.domain.ids import ActorId, AttendanceId, TeamId, VisitId
from dvc.domain.refusal import refuse_unless
from dvc.domain.team import TEAM
from dvc.domain.team_events import TeamEvent, TeamFormed, TeamRuleOverridden
from dvc.domain.team_rules import Broken, PersonFacts, SheetFacts, least_people, team_rules
from dvc.domain.team_state import Seat, Team, TeamStatus, Visit, code_of_team
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import VisitEvent
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembleTeam:
    """Take the sheet down: its notes are a team (planned -> filled).

    `people`: only these notes, the sheet hangs on for the others; empty: all. `leader` None: chosen later.
    `return_by` None: the setting of the center. `own_car` False: everybody needs a seat in a center's car.
    """

    visit_id: VisitId
    team_id: TeamId | None = None
    people: tuple[AttendanceId, ...] = ()
    leader: AttendanceId | None = None
    meet_at: datetime | None = None
    tent: int | None = None
    return_by: datetime | None = None
    own_car: bool = True
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamAsk:
    """What a team shall be: notes on the sheet already (`people`), and notes that a proposal adds
    (`seats`).
    """

    visit: Visit
    team_id: TeamId
    people: tuple[AttendanceId, ...]
    seats: tuple[Seat, ...] = ()
    leader: AttendanceId | None = None
    meet_at: datetime | None = None
    tent: int | None = None
    return_by: datetime | None = None
    own_car: bool = True
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPlan:
    """Everything that happens when the team is made; nothing of it is recorded yet."""

    team_id: TeamId
    visit_id: VisitId
    sheet: tuple[VisitEvent, ...]
    team: tuple[TeamEvent, ...]
    people: tuple[tuple[AttendanceId, tuple[AttendanceEvent, ...]], ...]


@handles(AssembleTeam, roles=WALL)
def assemble_team(work: Work, command: AssembleTeam, meta: CommandMeta) -> Result:
    """Sheet, people and team in one act. Raises Refusal `wall.*` with who was first, or the broken rule."""
    visit = work.get(VISIT, command.visit_id)
    ask = TeamAsk(
        visit=visit,
        team_id=command.team_id or TeamId(work.ids.new("team")),
        people=command.people or tuple(one for seat in visit.loose for one in seat.people),
        leader=command.leader,
        meet_at=command.meet_at,
        tent=command.tent,
        return_by=command.return_by,
        own_car=command.own_car,
        reason=reason_of(command.override_reason, meta),
    )
    team = carry_out(work, plan_team(work, ask, meta))
    keep_reason(work, meta, team.team_id, ask.reason)
    return team_result(team)


def team_result(team: Team) -> Result:
    """What every act on a team answers: id, number to call, status and head count."""
    return {
        "team_id": team.team_id,
        "number": team.number,
        "team": code_of_team(team.number),
        "status": team.status.value,
        "people": len(team.members),
    }


def plan_team(work: Work, ask: TeamAsk, meta: CommandMeta) -> TeamPlan:
    """Judge the team on the facts of this moment and give everything that would happen. Raises Refusal."""
    at, by = work.meta.happened_at, actor_of(meta)
    visit, sheet_events = _with_new_notes(ask)
    members = (*ask.people, *(one for seat in ask.seats for one in seat.people))
    sheet_events += sheets.assemble(visit, ask.team_id, members, by=by, at=at)
    people = people_of(work, members)
    for person in people:
        refuse_elsewhere(work, person, visit=visit)
    known = person_facts(work, people, visit=visit, team=None)
    sheet = part_of_sheet(sheet_facts(work, visit, need_of(work, visit), at=at), visit, members)
    sheet = replace(sheet, groups=whole_groups(work, known, visit.day))
    broken = team_rules(known, sheet, ask.leader)
    aside = set_aside(broken, reason=ask.reason, people=len(members), least=least_people(sheet))
    formed = team_forming.form(work.find(TEAM, ask.team_id), _formed(work, ask, members, meta))
    return TeamPlan(
        team_id=ask.team_id,
        visit_id=visit.visit_id,
        sheet=tuple(sheet_events),
        team=(*formed, *overridden(aside, by=by, at=at)),
        people=tuple(
            (
                one.attendance_id,
                attendance_work.join_team(one, team_id=ask.team_id, visit_id=visit.visit_id, at=at, by=by),
            )
            for one in people
        ),
    )


def carry_out(work: Work, plan: TeamPlan) -> Team:
    """Record the plan: sheet, team and people."""
    work.record(VISIT, plan.visit_id, *plan.sheet)
    for person, events in plan.people:
        work.record(ATTENDANCE, person, *events)
    return work.record(TEAM, plan.team_id, *plan.team)


def part_of_sheet(sheet: SheetFacts, visit: Visit, members: Sequence[AttendanceId]) -> SheetFacts:
    """The numbers for this team when the sheet is shared: what the other notes and teams bring counts too."""
    others = len(set(visit.people) - set(members))
    if not others:
        return sheet
    return replace(
        sheet, people_min=max(1, sheet.people_min - others), people_max=max(0, sheet.people_max - others)
    )


def overridden(aside: Sequence[Broken], *, by: ActorId, at: datetime) -> tuple[TeamRuleOverridden, ...]:
    """One fact for each rule that a chief set aside."""
    return tuple(TeamRuleOverridden(rule=one.rule, count=one.count, by=by, at=at) for one in aside)


def facts_of_team(work: Work, team: Team, visit: Visit) -> tuple[tuple[PersonFacts, ...], SheetFacts]:
    """Members who are with the team and the house, as the rules see them now."""
    members = team.outside if team.departed_at is not None else team.members
    known = person_facts(work, people_of(work, members), visit=visit, team=team)
    sheet = sheet_facts(work, visit, need_of(work, visit), at=work.meta.happened_at)
    return known, part_of_sheet(sheet, visit, members)


def _with_new_notes(ask: TeamAsk) -> tuple[Visit, list[VisitEvent]]:
    """The sheet with the notes that a proposal adds; a locked, full or taken-down sheet refuses."""
    visit = ask.visit
    events: list[VisitEvent] = []
    for seat in ask.seats:
        more = sheets.take_seat(visit, seat, beyond_the_sheet=True)
        for event in more:
            visit = VISIT.step(visit, event)
        events += more
    return visit, events


def _formed(work: Work, ask: TeamAsk, members: tuple[AttendanceId, ...], meta: CommandMeta) -> TeamFormed:
    limit = return_limit(work, ask.visit.day)
    return_by = ask.return_by or limit
    refuse_unless(return_by > work.meta.happened_at or return_by == limit, "field.return_past", status=422)
    return TeamFormed(
        team_id=ask.team_id,
        number=work.next_number(TEAM, day=ask.visit.day),
        day=ask.visit.day,
        base_id=ask.visit.base_id,
        status=TeamStatus.FILLED,
        members=members,
        leader=ask.leader,
        visits=(ask.visit.visit_id,),
        return_by=return_by,
        meet_at=ask.meet_at,
        tent=ask.tent,
        own_car=ask.own_car,
        by=actor_of(meta),
        at=work.meta.happened_at,
    )
