"""A need on its day, as the matching board and the field see it: sheet on the wall, teams out and back,
report.

Verbs for the commands of matching and field work (N16-N23, N34). The teams and sheets themselves are other
streams; here stands only what their acts mean for the need. Invariant: `in_activity` exactly while a team is
out for it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import assert_never

from dvc.domain.ids import VisitId
from dvc.domain.need_activity_events import (
    ActivityEvent,
    NeedActivityBegan,
    NeedPosted,
    NeedReported,
    NeedTeamsBack,
    NeedTurnedBack,
    NeedUnposted,
)
from dvc.domain.need_gate import refuse_closed_gate, refuse_foreign_route
from dvc.domain.need_state import (
    Appointment,
    CallResult,
    Estimate,
    Need,
    NeedStatus,
    UnpostReason,
    WorkItem,
    WorkItemState,
)
from dvc.domain.need_status import moved, need_unless, require
from dvc.domain.team_state import ReportResult
from dvc.domain.values import Route, activity_day

__all__ = [
    "UnpostReason",
    "all_teams_back",
    "depart",
    "evolve_activity",
    "post",
    "report",
    "turned_back",
    "unpost",
]

_POSTABLE = frozenset({NeedStatus.SCHEDULED, NeedStatus.READY, NeedStatus.CONTINUE_WAIT})
_SPOKE = frozenset({CallResult.REACHED, CallResult.CHANGED})
_NOBODY_SERVED = frozenset({ReportResult.ABSENT, ReportResult.CANCELLED_ON_SITE, ReportResult.REFUSED})
_TO_TECHNICAL = frozenset({ReportResult.COMPLETE, ReportResult.CONTINUE, ReportResult.TECHNICAL})


def post(need: Need, *, visit_id: VisitId, day: date, at: datetime) -> tuple[ActivityEvent, ...]:
    """Hang up the sheet of an agreed day (N16), or today's addition: a household without a day that was
    reached today.

    Raises Refusal `needs.wrong_status`, `needs.gate_closed` (H09), `needs.route_not_general` (H08),
    `needs.estimate_missing` (H04), `needs.appointment_other_day` or `needs.not_reached_today`.
    """
    require(need, _POSTABLE)
    refuse_foreign_route(need)
    refuse_closed_gate(need)
    need_unless(need.estimate is not None, need, "needs.estimate_missing")
    if need.status is NeedStatus.SCHEDULED:
        agreed = need.appointment.day if need.appointment is not None else day
        need_unless(
            agreed == day,
            need,
            "needs.appointment_other_day",
            agreed=agreed.isoformat(),
            day=day.isoformat(),
        )
    else:
        need_unless(_reached_on(need, day), need, "needs.not_reached_today")
    return (NeedPosted(visit_id=visit_id, day=day, at=at),)


def _reached_on(need: Need, day: date) -> bool:
    if need.last_call_at is None or need.last_call_result not in _SPOKE:
        return False
    return activity_day(need.last_call_at) == day


def unpost(need: Need, *, because: UnpostReason, at: datetime) -> tuple[ActivityEvent, ...]:
    """Take the sheet down before its team went (N18). Unless it hung by mistake, the household is owed a
    call today.

    Raises Refusal `needs.wrong_status`.
    """
    require(need, frozenset({NeedStatus.POSTED}))
    return (NeedUnposted(because=because, to=_after_unposting(need, because), at=at),)


def _after_unposting(need: Need, because: UnpostReason) -> NeedStatus:
    if because is UnpostReason.MISTAKE and need.posted_from is not None:
        return need.posted_from
    if _appointment_after(need, need.posted_on) is not None:
        return NeedStatus.SCHEDULED
    return NeedStatus.CONTINUE_WAIT if need.reports else NeedStatus.READY


def _appointment_after(need: Need, day: date | None) -> Appointment | None:
    later = need.appointment is not None and (day is None or need.appointment.day > day)
    return need.appointment if later else None


def depart(need: Need, *, at: datetime) -> tuple[ActivityEvent, ...]:
    """The first team sets out (N17); another one while work goes on changes nothing here: ().

    The gate is asked again, because a sticker may have turned red since the sheet was hung up.
    Raises Refusal `needs.wrong_status`, `needs.gate_closed`.
    """
    if need.status is NeedStatus.IN_ACTIVITY:
        return ()
    require(need, frozenset({NeedStatus.POSTED}))
    refuse_closed_gate(need)
    return (NeedActivityBegan(at=at),)


def all_teams_back(need: Need, *, at: datetime) -> tuple[ActivityEvent, ...]:
    """The last team out for it is back (N19). Raises Refusal `needs.wrong_status`."""
    require(need, frozenset({NeedStatus.IN_ACTIVITY}))
    return (NeedTeamsBack(at=at),)


def turned_back(need: Need, *, work_began: bool, at: datetime) -> tuple[ActivityEvent, ...]:
    """The team was redirected or broke off (N34): a report is due once work began; else back on the wall, or
    ready.

    Ready means the day of the sheet is over, and then the household is owed a call. Raises Refusal
    `needs.wrong_status`.
    """
    require(need, frozenset({NeedStatus.IN_ACTIVITY}))
    if work_began:
        to = NeedStatus.REPORT_WAIT
    else:
        to = NeedStatus.POSTED if activity_day(at) == need.posted_on else NeedStatus.READY
    return (NeedTurnedBack(to=to, at=at),)


def report(  # noqa: PLR0913 (one answer sheet of the return desk; the caller's report is another shape)
    need: Need,
    *,
    result: ReportResult,
    remaining: Estimate | None,
    next_appointment: Appointment | None,
    needs_technical: bool,
    concern: bool,
    at: datetime,
) -> tuple[ActivityEvent, ...]:
    """Take the leader's report (N20-N23). `remaining`: what the rest takes, None: the estimate stands.

    Not served (absent, broken off, refused) waits for its continuation and owes a call, unless the next day
    was agreed at the door. Raises Refusal `needs.wrong_status`, `needs.done_and_again`,
    `needs.day_past`.
    """
    require(need, frozenset({NeedStatus.REPORT_WAIT}))
    if next_appointment is not None:
        done = result is ReportResult.COMPLETE and not needs_technical
        need_unless(not done, need, "needs.done_and_again")
        day = next_appointment.day
        need_unless(day >= activity_day(at), need, "needs.day_past", http=422, day=day.isoformat())
    event = NeedReported(
        result=result,
        to=_after_report(result, needs_technical=needs_technical, agreed=next_appointment is not None),
        remaining=remaining,
        appointment=next_appointment,
        concern=concern,
        at=at,
    )
    return (event,)


def _after_report(result: ReportResult, *, needs_technical: bool, agreed: bool) -> NeedStatus:
    if result is ReportResult.TECHNICAL or (needs_technical and result in _TO_TECHNICAL):
        return NeedStatus.TECHNICAL
    if result is ReportResult.COMPLETE:
        return NeedStatus.DONE
    return NeedStatus.SCHEDULED if agreed else NeedStatus.CONTINUE_WAIT


def evolve_activity(need: Need, event: ActivityEvent) -> Need:
    """The transitions of a need on its day."""
    match event:
        case NeedPosted():
            return moved(
                need,
                NeedStatus.POSTED,
                event.at,
                visit_id=event.visit_id,
                posted_on=event.day,
                posted_from=need.status,
                visits=need.visits + 1,
            )
        case NeedUnposted():
            return _unposted(need, event)
        case NeedActivityBegan():
            return moved(need, NeedStatus.IN_ACTIVITY, event.at)
        case NeedTeamsBack():
            return moved(need, NeedStatus.REPORT_WAIT, event.at)
        case NeedTurnedBack():
            return _turned_back(need, event)
        case NeedReported():
            return _reported(need, event)
        case _:
            assert_never(event)


_OFF_THE_WALL = {"visit_id": None, "posted_on": None, "posted_from": None}


def _unposted(need: Need, event: NeedUnposted) -> Need:
    if event.because is UnpostReason.MISTAKE:
        return moved(need, event.to, event.at, **_OFF_THE_WALL)
    return moved(
        need,
        event.to,
        event.at,
        appointment=need.appointment if event.to is NeedStatus.SCHEDULED else None,
        owes_call=True,
        postponed=need.postponed + 1,
        **_OFF_THE_WALL,
    )


def _turned_back(need: Need, event: NeedTurnedBack) -> Need:
    if event.to is not NeedStatus.READY:
        return moved(need, event.to, event.at)
    return moved(
        need,
        event.to,
        event.at,
        appointment=None,
        owes_call=True,
        postponed=need.postponed + 1,
        **_OFF_THE_WALL,
    )


def _reported(need: Need, event: NeedReported) -> Need:
    not_served = event.result in _NOBODY_SERVED
    agreed = event.appointment is not None
    # The first team of a need that skipped the survey looks for itself (domain/05 5.5): it is the survey.
    surveyed_at = need.surveyed_at
    if need.survey_skipped and surveyed_at is None and not not_served:
        surveyed_at = event.at
    return moved(
        need,
        event.to,
        event.at,
        work=_all_done(need.work) if event.to is NeedStatus.DONE else need.work,
        estimate=event.remaining or need.estimate,
        appointment=event.appointment,
        owes_call=not agreed if not_served else False,
        watch_after=need.watch_after or event.concern,
        reports=need.reports + 1,
        surveyed_at=surveyed_at,
        route=Route.TECHNICAL if event.to is NeedStatus.TECHNICAL else need.route,
        **_OFF_THE_WALL,
    )


def _all_done(work: tuple[WorkItem, ...]) -> tuple[WorkItem, ...]:
    ended = {WorkItemState.OUT_OF_SCOPE, WorkItemState.DONE}
    return tuple(item if item.state in ended else replace(item, state=WorkItemState.DONE) for item in work)
