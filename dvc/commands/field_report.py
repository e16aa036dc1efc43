"""The report of a visit in one act and at most a minute: the need is closed or goes on by it (N20-N23).

The report is opened from the team, so that it can never hang beside its need (domain/01 1.12). With two
teams on one need the need waits for the last report; what is unfinished for one of them is unfinished for
the household.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.field_houses import sheets_of
from dvc.commands.field_return import RETURN_DESK
from dvc.commands.matching_hand import actor_of, hand_of
from dvc.commands.matching_override import text_of
from dvc.commands.matching_teams import team_result
from dvc.commands.wall_follows import wall_follows
from dvc.domain import need_activity, team_back
from dvc.domain import visit as sheets
from dvc.domain.ids import TeamId, VisitId
from dvc.domain.need import NEED
from dvc.domain.need_state import Appointment, Estimate, Need, NeedStatus
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.team import TEAM
from dvc.domain.team_state import Report, ReportResult, ResidentState, Team, Visit
from dvc.domain.values import Presence, Slot, activity_day
from dvc.domain.visit import VISIT
from dvc.ports import Work

REPORT_LENGTH_MOST = 2_000
UNFINISHED = frozenset(
    {ReportResult.CONTINUE, ReportResult.ABSENT, ReportResult.CANCELLED_ON_SITE, ReportResult.REFUSED}
)
"""Results after which another sheet of today is still wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportVisit:
    """What the leader told of one house. Texts go to the vault.

    `people` None: as many as came back. `remaining_*`: what the rest takes, None when not known.
    `next_day`: agreed at the door; `next_slot`, `next_presence` None: as before. `concern`: somebody should
    look after these people.
    """

    team_id: TeamId
    visit_id: VisitId
    result: ReportResult
    hours: float
    resident: ResidentState = ResidentState.OK
    concern: bool = False
    people: int | None = None
    remaining_people: int | None = None
    remaining_hours: float | None = None
    next_day: date | None = None
    next_slot: Slot | None = None
    next_presence: Presence | None = None
    near_misses: int = 0
    needs_technical: bool = False
    report_text: str | None = None
    remaining_text: str | None = None
    concern_note: str | None = None


@handles(ReportVisit, roles=RETURN_DESK)
def report_visit(work: Work, command: ReportVisit, meta: CommandMeta) -> Result:
    """Take the report; the need moves when it was the last one, and the wall with it (`freed`: people who
    are ready again).

    Raises Refusal `field.already_reported`, `needs.*`.
    """
    team, visit = work.get(TEAM, command.team_id), work.get(VISIT, command.visit_id)
    hand = hand_of(work, meta)
    texts = _texts(command)
    told = _report(work, command, team, meta)
    events = team_back.report(team, visit.visit_id, told)
    after = work.record(TEAM, team.team_id, *events)
    work.record(VISIT, visit.visit_id, *sheets.told(visit, team.team_id, by=hand.by, at=hand.at))
    said_by = team.leader
    work.vault.put(visit.visit_id, texts, source_of(work, meta, said_by=said_by))
    need = work.get(NEED, visit.need_id)
    waits_for = _teams_due(work, need)
    if not waits_for and need.status is NeedStatus.REPORT_WAIT:
        need = _need_goes_on(work, command, need, meta)
    gone = wall_follows(work, meta, need)
    return {
        **team_result(after),
        "visit_id": visit.visit_id,
        "need_id": need.need_id,
        "need_status": need.status.value,
        "waits_for": waits_for,
        "owes_call": need.owes_call,
        "freed": gone.freed,
        "teams_freed": gone.teams,
    }


def _texts(command: ReportVisit) -> dict[Personal, str | None]:
    return {
        Personal.REPORT_TEXT: text_of(command.report_text, "report_text", most=REPORT_LENGTH_MOST),
        Personal.REMAINING_TEXT: text_of(command.remaining_text, "remaining_text", most=REPORT_LENGTH_MOST),
        Personal.CONCERN_NOTE: text_of(command.concern_note, "concern_note", most=REPORT_LENGTH_MOST),
    }


def _report(work: Work, command: ReportVisit, team: Team, meta: CommandMeta) -> Report:
    went = len(team.back) + len(team.left)
    return Report(
        result=command.result,
        people=command.people if command.people is not None else went,
        hours=command.hours,
        resident=command.resident,
        concern=command.concern,
        remaining_people=command.remaining_people,
        remaining_hours=command.remaining_hours,
        next_day=command.next_day,
        next_slot=command.next_slot,
        injuries=team.injuries,
        near_misses=command.near_misses,
        needs_technical=command.needs_technical,
        reported_at=work.meta.happened_at,
        reported_by=actor_of(meta),
    )


def _teams_due(work: Work, need: Need) -> int:
    """Teams of the need that are outside, or back without a report."""
    return sum(len(visit.teams_out) + len(visit.teams_back) for visit in sheets_of(work, need))


def _need_goes_on(work: Work, command: ReportVisit, need: Need, meta: CommandMeta) -> Need:
    """One report for the need out of those of its teams; another sheet of today hangs on under the same
    agreement.
    """
    at = work.meta.happened_at
    told = [visit for visit in sheets_of(work, need) if set(visit.teams_told) - set(visit.teams_settled)]
    reports = [one for visit in told for one in _reports_of(work, visit)]
    result = team_back.combined(tuple(one.result for one in reports))
    waiting = _sheets_waiting(work, need, result)
    events = need_activity.report(
        need,
        result=result,
        remaining=_remaining(need, reports),
        next_appointment=_next(command, need, reports, waiting),
        needs_technical=any(one.needs_technical for one in reports),
        concern=any(one.concern for one in reports),
        at=at,
    )
    need = work.record(NEED, need.need_id, *events)
    for visit in told:
        for event in sheets.settle(visit, by=actor_of(meta), at=at):
            work.record(VISIT, visit.visit_id, event)
    if waiting and need.status is NeedStatus.SCHEDULED and need.appointment is not None:
        hangs = [one for one in waiting if one.day == need.appointment.day]
        if hangs:
            posted = need_activity.post(need, visit_id=hangs[0].visit_id, day=hangs[0].day, at=at)
            need = work.record(NEED, need.need_id, *posted)
    return need


def _reports_of(work: Work, visit: Visit) -> list[Report]:
    """Reports of a visit that the need has not gone on by yet."""
    fresh = [one for one in visit.teams_told if one not in visit.teams_settled]
    teams = [work.get(TEAM, one) for one in fresh]
    return [told for team in teams for house, told in team.reports if house == visit.visit_id]


def _sheets_waiting(work: Work, need: Need, result: ReportResult) -> list[Visit]:
    """Other sheets of the need whose team has not left: wanted unless the work is done or not ours any
    more.
    """
    if result not in UNFINISHED:
        return []
    today = activity_day(work.meta.happened_at)
    return [one for one in sheets_of(work, need) if one.day == today and (one.is_up or one.teams_waiting)]


def _remaining(need: Need, reports: Sequence[Report]) -> Estimate | None:
    """What the rest takes: the most people and hours that any of the leaders named; None when none did."""
    people = max((one.remaining_people or 0 for one in reports), default=0)
    hours = max((one.remaining_hours or 0.0 for one in reports), default=0.0)
    if not people and not hours:
        return None
    before = need.estimate
    if before is None:
        refuse_unless(people and hours, "field.remaining_both", status=422)
        return Estimate(people_min=people, people_max=people, hours=hours, visits=1)
    return replace(
        before,
        people_min=people or before.people_min,
        people_max=people or before.people_max,
        hours=hours or before.hours,
        visits=1,
    )


def _next(
    command: ReportVisit, need: Need, reports: Sequence[Report], waiting: Sequence[Visit]
) -> Appointment | None:
    """The day agreed at the door; without one, the sheet of today that hangs already says when."""
    before = need.appointment
    presence = command.next_presence or (before.presence if before else Presence.SELF)
    days = [one for one in reports if one.next_day is not None]
    if waiting:
        return Appointment(day=waiting[0].day, slot=waiting[0].slot, presence=presence)
    if not days or days[-1].next_day is None:
        return None
    slot = days[-1].next_slot or (before.slot if before else Slot.DAY)
    return Appointment(day=days[-1].next_day, slot=slot, presence=presence)
