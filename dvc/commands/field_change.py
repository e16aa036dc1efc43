"""A team gets another house: the next one, another one, or none because it breaks off (N34, domain/06
F11, F31).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.field_forming import GATE
from dvc.commands.field_houses import go_to_house, leave_house, through_with_house
from dvc.commands.field_work import FIELD
from dvc.commands.matching_hand import hand_of
from dvc.commands.matching_override import keep_reason, reason_of, set_aside, text_of
from dvc.commands.matching_teams import facts_of_team, overridden, team_result
from dvc.commands.wall_follows import wall_follows
from dvc.domain import team_away, team_forming
from dvc.domain import visit as sheets
from dvc.domain.ids import TeamId, VisitId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import Role
from dvc.domain.team import TEAM
from dvc.domain.team_rules import Broken, TeamRule, team_rules
from dvc.domain.team_state import OUTSIDE, AbortReason, Team, Visit
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import WithdrawReason
from dvc.ports import Work

NOT_ASKED_AGAIN = frozenset({TeamRule.INSURED, TeamRule.ORIENTED, TeamRule.ONE_TEAM, TeamRule.GROUP_KEEP})
"""Rules on the people that were judged when the team was made and that another house cannot change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveNextVisit:
    """One more house for a team, after the others; before it leaves or while it is outside."""

    team_id: TeamId
    visit_id: VisitId
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectTeam:
    """Send a team that is outside to another house.

    `work_began` at the old one; None: as the leader told us.
    """

    team_id: TeamId
    visit_id: VisitId
    work_began: bool | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortTeam:
    """Break off. `work_began` at the present house; None: as the leader told us."""

    team_id: TeamId
    reason: AbortReason
    work_began: bool | None = None
    note: str | None = None


@handles(GiveNextVisit, roles=GATE)
def give_next_visit(work: Work, command: GiveNextVisit, meta: CommandMeta) -> Result:
    """Judge the team for the house, then give it.

    Raises Refusal `wall.notes_on_sheet`, `wall.sheet_down`, a rule …
    """
    team, visit = work.get(TEAM, command.team_id), work.get(VISIT, command.visit_id)
    hand = hand_of(work, meta)
    reason = reason_of(command.override_reason, meta)
    events = team_forming.add_visit(team, visit.visit_id, hand=hand)
    aside = _judged_for(work, team, visit, reason=reason)
    _take_house(work, team, visit, meta)
    after = work.record(TEAM, team.team_id, *events, *overridden(aside, by=hand.by, at=hand.at))
    keep_reason(work, meta, team.team_id, reason)
    return {**team_result(after), "visits": tuple(after.visits)}


@handles(RedirectTeam, roles=FIELD)
def redirect_team(work: Work, command: RedirectTeam, meta: CommandMeta) -> Result:
    """Old house, new house, both needs and the team in one act; the printed order is old from now on."""
    team, visit = work.get(TEAM, command.team_id), work.get(VISIT, command.visit_id)
    hand = hand_of(work, meta)
    reason = reason_of(command.override_reason, meta)
    leaves = team.at_visit if team.at_visit in team.visits else None
    began = leaves is not None and _began(team, leaves, told=command.work_began)
    dropped = None if began else leaves
    events = team_away.redirect(team, visit.visit_id, dropped=dropped, hand=hand)
    aside = _judged_for(work, team, visit, reason=reason)
    if dropped is not None:
        wall_follows(work, meta, leave_house(work, dropped, team.team_id, WithdrawReason.REDIRECTED, meta))
    elif leaves is not None:
        through_with_house(work, leaves, team.team_id, meta, broke_off=True)
    _take_house(work, team, visit, meta)
    after = work.record(TEAM, team.team_id, *events, *overridden(aside, by=hand.by, at=hand.at))
    keep_reason(work, meta, team.team_id, reason)
    return {**team_result(after), "visits": tuple(after.visits), "order_stale": after.order_stale}


def _take_house(work: Work, team: Team, visit: Visit, meta: CommandMeta) -> None:
    """The sheet is this team's; outside it goes there at once."""
    hand = hand_of(work, meta)
    refuse_unless(visit.day == team.day, "wall.other_day", status=422, day=team.day.isoformat())
    given = work.record(VISIT, visit.visit_id, *sheets.give(visit, team.team_id, by=hand.by, at=hand.at))
    if team.status in OUTSIDE:
        go_to_house(work, given, team.team_id, meta)


def _judged_for(work: Work, team: Team, visit: Visit, *, reason: str | None) -> tuple[Broken, ...]:
    """The rules of the new house for the people who are with the team; what a chief sets aside."""
    known, sheet = facts_of_team(work, team, visit)
    sheet = replace(sheet, people_min=visit.people_min, people_max=visit.people_max)
    broken = [one for one in team_rules(known, sheet, team.leader) if one.rule not in NOT_ASKED_AGAIN]
    return set_aside(broken, reason=reason, people=len(known), least=sheet.least)


@handles(AbortTeam, roles=FIELD | {Role.LEADER})
def abort_team(work: Work, command: AbortTeam, meta: CommandMeta) -> Result:
    """The team comes back; houses without work are free again, the others wait for the report."""
    team = work.get(TEAM, command.team_id)
    hand = hand_of(work, meta)
    note = text_of(command.note, "note")
    told = {one: _began(team, one, told=command.work_began) for one in team.visits}
    dropped = [one for one in team.visits if not told[one]]
    events = team_away.abort(team, reason=command.reason, dropped=dropped, hand=hand)
    for visit_id, began in told.items():
        if began:
            through_with_house(work, visit_id, team.team_id, meta, broke_off=True)
        else:
            need = leave_house(work, visit_id, team.team_id, WithdrawReason.ABORTED, meta)
            wall_follows(work, meta, need)
    after = work.record(TEAM, team.team_id, *events)
    if note is not None:
        work.vault.put(team.team_id, {Personal.REASON_TEXT: note}, source_of(work, meta))
    return {**team_result(after), "to_report": tuple(after.visits), "dropped": tuple(dropped)}


def _began(team: Team, visit_id: VisitId, *, told: bool | None) -> bool:
    """Whether work began at a house: as the caller says of the present one, else as the leader told us."""
    if told is not None and visit_id == team.at_visit:
        return told
    return visit_id in team.began
