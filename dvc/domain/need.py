"""The need of a household as a kind of stream: every event and the one transition (domain/03 3.1, N1-N43)."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never, get_args

from dvc.domain.kind import Kind
from dvc.domain.need_activity import evolve_activity
from dvc.domain.need_activity_events import (
    ActivityEvent,
    NeedActivityBegan,
    NeedPosted,
    NeedReported,
    NeedTeamsBack,
    NeedTurnedBack,
    NeedUnposted,
)
from dvc.domain.need_calls import evolve_calls
from dvc.domain.need_crisis import evolve_crisis
from dvc.domain.need_ending_events import (
    CrisisClosed,
    CrisisEvent,
    CrisisReported,
    CrisisSeen,
    EndingEvent,
    NeedCameBack,
    NeedCancelled,
    NeedClosed,
    NeedReferred,
    NeedRefused,
    NeedReopened,
    NeedScored,
    RankSet,
    WatchEnded,
    WatchStarted,
)
from dvc.domain.need_endings import evolve_ending
from dvc.domain.need_events import (
    AppointmentDropped,
    AppointmentMoved,
    CallEvent,
    CallOwed,
    HouseholdCalled,
    IntakeEvent,
    NeedAmended,
    NeedCompleted,
    NeedEvent,
    NeedHeld,
    NeedMerged,
    NeedMovedBack,
    NeedMovedToHousehold,
    NeedReceived,
    NeedResumed,
    NeedRuleOverridden,
    NeedScheduled,
    NeedSplit,
    NeedUnmerged,
    NeedVerified,
)
from dvc.domain.need_intake import born, evolve_intake
from dvc.domain.need_state import CancelReason, Need, NeedStatus
from dvc.domain.need_status import OWNERS
from dvc.domain.need_survey import evolve_survey
from dvc.domain.need_survey_events import (
    GateJudged,
    NeedHandedToTechnical,
    SiteSurveyed,
    SurveyAssigned,
    SurveyEvent,
    SurveyMissed,
    SurveyRequired,
    SurveySkipped,
    TechnicalWorkEnded,
)


def evolve(state: Need | None, event: NeedEvent) -> Need:
    """The one transition of a need; the stations of the flow each know their own events."""
    if isinstance(event, NeedReceived):
        return born(event)
    assert state is not None, "a need begins by being received"
    match event:
        case (
            NeedCompleted()
            | NeedAmended()
            | NeedVerified()
            | NeedMerged()
            | NeedUnmerged()
            | NeedMovedToHousehold()
            | NeedMovedBack()
            | NeedSplit()
            | NeedRuleOverridden()
        ):
            return evolve_intake(state, event)
        case (
            SurveyRequired()
            | SurveySkipped()
            | SurveyAssigned()
            | SurveyMissed()
            | SiteSurveyed()
            | GateJudged()
            | NeedHandedToTechnical()
            | TechnicalWorkEnded()
        ):
            return evolve_survey(state, event)
        case (
            NeedScheduled()
            | AppointmentMoved()
            | AppointmentDropped()
            | HouseholdCalled()
            | CallOwed()
            | NeedHeld()
            | NeedResumed()
        ):
            return evolve_calls(state, event)
        case (
            NeedPosted()
            | NeedUnposted()
            | NeedActivityBegan()
            | NeedTeamsBack()
            | NeedTurnedBack()
            | NeedReported()
        ):
            return evolve_activity(state, event)
        case _:
            return _evolve_end(state, event)


def _evolve_end(state: Need, event: EndingEvent | CrisisEvent) -> Need:
    match event:
        case CrisisReported() | CrisisSeen() | CrisisClosed() | RankSet() | NeedScored():
            return evolve_crisis(state, event)
        case (
            NeedRefused()
            | NeedReferred()
            | NeedCameBack()
            | NeedCancelled()
            | NeedReopened()
            | WatchStarted()
            | WatchEnded()
            | NeedClosed()
        ):
            return evolve_ending(state, event)
        case _:
            assert_never(event)


def void(state: Need) -> Need:
    """Received by mistake: cancelled, its number stays known; it can be reopened."""
    return replace(
        state,
        status=NeedStatus.CANCELLED,
        cancel_reason=CancelReason.MISTAKE,
        owner=OWNERS[NeedStatus.CANCELLED],
        crisis_open=False,
        owes_call=False,
    )


EVENTS: tuple[type, ...] = (
    NeedReceived,
    *get_args(IntakeEvent),
    *get_args(SurveyEvent),
    *get_args(CallEvent),
    *get_args(ActivityEvent),
    *get_args(EndingEvent),
    *get_args(CrisisEvent),
)
NEED: Kind[Need] = Kind(name="need", state=Need, events=EVENTS, evolve=evolve, void=void)
