"""What comes next for a need, by when, and which acts are possible now for whoever looks at it.

The page offers what the state allows and the role may give; the command judges again. Refusing and referring
stay offered and are refused with the missing part named (screens.md 5.11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from dvc.domain.need_endings import CANCELLABLE, HANDED_OVER, REFERABLE, REFUSABLE
from dvc.domain.need_intake import MERGEABLE
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import FINISHED, OPEN, WAITING_FOR_A_CALL
from dvc.domain.values import activity_day
from dvc.text.catalog import Locale, say
from dvc.web.auth import Who
from dvc.web.pages.needs_line import day_words
from dvc.web.pages.needs_sight import may_give
from dvc.web.ui import clock

S = NeedStatus
_EVERY = frozenset(NeedStatus) - {S.MERGED}
_HAS_NO_DAY = frozenset({S.READY, S.CONTINUE_WAIT})

POSSIBLE: Mapping[str, frozenset[NeedStatus]] = {
    "VerifyNeed": OPEN,
    "RequireSurvey": frozenset({S.INTAKE, S.CONTINUE_WAIT}),
    "SkipSurvey": frozenset({S.INTAKE}),
    "AssignSurvey": frozenset({S.SURVEY_WAIT}),
    "RecordSurvey": frozenset({S.SURVEYING}),
    "JudgeGate": frozenset({S.JUDGE_WAIT}),
    "HandToTechnical": frozenset({S.SURVEYING, S.JUDGE_WAIT}),
    "RecordTechnical": frozenset({S.TECHNICAL}),
    "ScheduleNeed": _HAS_NO_DAY,
    "MoveAppointment": frozenset({S.SCHEDULED, S.POSTED}),
    "PostNeed": frozenset({S.READY, S.SCHEDULED, S.CONTINUE_WAIT}),
    "RecordCall": _EVERY,
    "HoldNeed": WAITING_FOR_A_CALL,
    "ResumeNeed": frozenset({S.ON_HOLD}),
    "RefuseNeed": REFUSABLE,
    "ReferNeed": REFERABLE,
    "CancelNeed": CANCELLABLE | {S.POSTED},
    "ReopenNeed": frozenset({S.DONE, S.CANCELLED, S.CLOSED, S.REFUSED}),
    "StartWatching": frozenset({S.DONE}),
    "EndWatching": frozenset({S.WATCHING}),
    "CloseNeed": frozenset({S.DONE}),
    "HandOverNeed": HANDED_OVER,
    "MergeNeed": MERGEABLE,
    "UnmergeNeed": frozenset({S.MERGED}),
    "SplitNeed": OPEN | {S.DRAFT},
    "ReportCrisis": _EVERY,
    "OpenReferral": _EVERY,
    "SetRank": OPEN | {S.DRAFT},
    "AmendNeed": _EVERY,
}
"""States in which an act may be tried (domain/03 3.1)."""


def acts_of(need: Need, who: Who) -> frozenset[str]:
    """Acts that this person may try on the need now."""
    found = {name for name, states in POSSIBLE.items() if need.status in states}
    if need.verified:
        found.discard("VerifyNeed")
    if need.crisis_open:
        found.add("AcknowledgeCrisis" if need.crisis_seen_by is None else "CloseCrisis")
    return frozenset(name for name in found if may_give(who, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class NextAct:
    """The one next act. `what`, `why`: words; `act`: the command that its button leads to, None for a page.

    `href`: where else to go, "" when the act is on the sheet.
    """

    what: str
    why: str
    act: str | None = None
    href: str = ""
    is_alarm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    code: str
    act: str | None = None
    page: str = ""
    is_alarm: bool = False
    details: Mapping[str, str | int] = field(default_factory=dict)


_BY_STATUS: Mapping[NeedStatus, _Step] = {
    S.DRAFT: _Step(code="draft", page="edit"),
    S.INTAKE: _Step(code="intake", page="saved"),
    S.SURVEY_WAIT: _Step(code="survey_wait", act="AssignSurvey"),
    S.SURVEYING: _Step(code="surveying", page="survey"),
    S.JUDGE_WAIT: _Step(code="judge_wait", act="JudgeGate"),
    S.READY: _Step(code="ready", act="ScheduleNeed"),
    S.SCHEDULED: _Step(code="scheduled", act="RecordCall"),
    S.POSTED: _Step(code="posted"),
    S.IN_ACTIVITY: _Step(code="in_activity"),
    S.REPORT_WAIT: _Step(code="report_wait"),
    S.CONTINUE_WAIT: _Step(code="continue_wait", act="ScheduleNeed"),
    S.DONE: _Step(code="done", act="CloseNeed"),
    S.CLOSED: _Step(code="closed", act="ReopenNeed"),
    S.ON_HOLD: _Step(code="on_hold", act="RecordCall"),
    S.REFERRED: _Step(code="referred"),
    S.TECHNICAL: _Step(code="technical", act="RecordTechnical"),
    S.REFUSED: _Step(code="refused", act="ReopenNeed"),
    S.CANCELLED: _Step(code="cancelled", act="ReopenNeed"),
    S.MERGED: _Step(code="merged", act="UnmergeNeed"),
    S.WATCHING: _Step(code="watching", act="EndWatching"),
}


def next_of(need: Need, *, today: date, locale: Locale, base: str) -> NextAct:
    """The one next act. `base`: path of the need's own pages."""
    step = _step(need, today)
    code = f"needs_sheet.next.{step.code}"
    return NextAct(
        what=say(code, locale, number=need.code, **step.details),
        why=say(f"needs_sheet.next_why.{step.code}", locale),
        act=step.act,
        href=f"{base}/{step.page}" if step.page else "",
        is_alarm=step.is_alarm,
    )


def _step(need: Need, today: date) -> _Step:
    if need.crisis_open and need.crisis_seen_by is None:
        return _Step(code="crisis", act="AcknowledgeCrisis", is_alarm=True)
    if not need.verified and need.status in OPEN:
        return _Step(code="verify", act="VerifyNeed")
    if need.owes_call:
        return _Step(code="owes_call", act="RecordCall", is_alarm=True)
    if need.status is S.DONE and need.watch_after:
        return _Step(code="watch", act="StartWatching")
    if need.status is S.SURVEYING and need.verdict is not None and need.verdict.value == "refuse":
        return _Step(code="refuse", act="RefuseNeed")
    if need.status is S.SCHEDULED and need.appointment is not None and need.appointment.day <= today:
        return _Step(code="post", act="PostNeed")
    if need.missing and need.status in OPEN and need.status not in {S.POSTED, S.IN_ACTIVITY}:
        return _Step(code="missing", page="edit")
    return _BY_STATUS[need.status]


def deadline_of(need: Need, *, survey_days: int, crisis_minutes: int, locale: Locale) -> str:
    """By when something has to happen, in words; "" when nothing presses."""
    if need.crisis_open and need.crisis_seen_by is None and need.crisis_since is not None:
        return clock(need.crisis_since + timedelta(minutes=crisis_minutes))
    day = _deadline(need, survey_days)
    if day is None:
        return ""
    return day_words(day, locale)


def _deadline(need: Need, survey_days: int) -> date | None:
    if need.status is S.SURVEY_WAIT and need.survey_since is not None:
        return activity_day(need.survey_since + timedelta(days=survey_days))
    if need.status is S.ON_HOLD:
        return need.on_hold_until
    if need.status is S.SURVEYING:
        return need.survey_on
    if need.appointment is not None and need.status not in FINISHED:
        return need.appointment.day
    return need.next_call_on or need.wishes.deadline

