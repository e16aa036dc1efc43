"""What a team's way means for its houses: sheet and need move together when it goes there, leaves or
comes back.

The need's rule (domain/03 3.1): `in_activity` exactly while a team is out for it; N19 when the *last* one
is through.
"""

from __future__ import annotations

from dvc.commands.bus import CommandMeta
from dvc.commands.matching_hand import actor_of
from dvc.domain import need_activity
from dvc.domain import visit as sheets
from dvc.domain.ids import TeamId, VisitId
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.refusal import Refusal
from dvc.domain.team_state import Visit, code_of_visit
from dvc.domain.visit import VISIT
from dvc.domain.visit_events import VisitWithdrawn, WithdrawReason
from dvc.ports import Work


def go_to_house(work: Work, visit: Visit, team_id: TeamId, meta: CommandMeta) -> Need:
    """The team is on its way to this house (N17).

    Raises Refusal `field.report_first` and those of the need's gate.
    """
    at, by = work.meta.happened_at, actor_of(meta)
    need = work.get(NEED, visit.need_id)
    if need.status is NeedStatus.REPORT_WAIT:
        raise Refusal("field.report_first", where=code_of_visit(need.code, visit.number), at=need.since)
    work.record(VISIT, visit.visit_id, *sheets.depart(visit, team_id, by=by, at=at))
    events = need_activity.depart(need, at=at)
    return work.record(NEED, need.need_id, *events) if events else need


def leave_house(
    work: Work, visit_id: VisitId, team_id: TeamId, because: WithdrawReason, meta: CommandMeta
) -> Need:
    """The team leaves a house without work there (N34): back on the wall today, or ready; others of it
    go on.
    """
    at, by = work.meta.happened_at, actor_of(meta)
    visit = work.get(VISIT, visit_id)
    need = work.get(NEED, visit.need_id)
    if need.status is NeedStatus.IN_ACTIVITY and not others_out(work, need, team_id):
        began = others_told_of(work, need, team_id)
        need = work.record(NEED, need.need_id, *need_activity.turned_back(need, work_began=began, at=at))
    event = VisitWithdrawn(
        team_id=team_id,
        because=because,
        up_again=need.status is NeedStatus.POSTED,
        by=by,
        at=at,
    )
    work.record(VISIT, visit_id, *sheets.withdraw(visit, event))
    return need


def through_with_house(
    work: Work, visit_id: VisitId, team_id: TeamId, meta: CommandMeta, *, broke_off: bool
) -> Need:
    """The team is through with a house where it worked: its report is due; the need's too when it was
    the last (N19, N34).
    """
    at, by = work.meta.happened_at, actor_of(meta)
    visit = work.get(VISIT, visit_id)
    need = work.get(NEED, visit.need_id)
    if team_id in visit.teams_out:
        work.record(VISIT, visit_id, *sheets.team_back(visit, team_id, by=by, at=at))
    if need.status is not NeedStatus.IN_ACTIVITY or others_out(work, need, team_id):
        return need
    events = (
        need_activity.turned_back(need, work_began=True, at=at)
        if broke_off
        else need_activity.all_teams_back(need, at=at)
    )
    return work.record(NEED, need.need_id, *events)


def others_out(work: Work, need: Need, team_id: TeamId) -> bool:
    """Whether another team than this one is out for the need."""
    return any(set(visit.teams_out) - {team_id} for visit in sheets_of(work, need))


def others_told_of(work: Work, need: Need, team_id: TeamId) -> bool:
    """Whether another team worked there today and its report is due or in."""
    return any(
        {*visit.teams_back, *visit.teams_told} - {team_id, *visit.teams_settled}
        for visit in sheets_of(work, need)
    )


def sheets_of(work: Work, need: Need) -> tuple[Visit, ...]:
    """All sheets of a need, of any day."""
    return work.where(VISIT, need_id=need.need_id)
