"""The time line of a need as sentences: each act with who, when, how, and what was written down with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dvc.domain.kind import StepTakenBack
from dvc.domain.need_activity_events import NeedPosted, NeedReported, NeedTurnedBack, NeedUnposted
from dvc.domain.need_ending_events import (
    CrisisReported,
    NeedCancelled,
    NeedReferred,
    NeedRefused,
    NeedReopened,
    NeedScored,
    RankSet,
)
from dvc.domain.need_events import (
    AppointmentMoved,
    HouseholdCalled,
    NeedAmended,
    NeedHeld,
    NeedReceived,
    NeedResumed,
    NeedRuleOverridden,
    NeedScheduled,
)
from dvc.domain.need_state import Appointment
from dvc.domain.need_survey_events import (
    GateJudged,
    NeedHandedToTechnical,
    SiteSurveyed,
    SurveyAssigned,
    SurveyMissed,
    TechnicalWorkEnded,
)
from dvc.domain.referral import ReferralMoved, ReferralOpened, ReferralPromised, ReferralReturned
from dvc.read.needs import Act, NeedFile
from dvc.text.catalog import Locale, say
from dvc.web.ui import day_en, day_ja

HIDDEN = frozenset(
    {
        "HouseholdRegistered",
        "HouseholdPlaced",
        "HouseholdNeedsJoined",
        "HouseholdNeedsLeft",
        "NeedMovedToHousehold",
        "NeedMovedBack",
        "NeedScored",
    }
)
"""What the center works out by itself, or what another line says already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act. `sentences`: what happened; `notes`: (label, text); `can_undo`: this person's own last act."""

    action_id: str
    at: datetime
    by: str
    medium: str
    sentences: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    taken_back: bool
    can_undo: bool


def lines_of(file: NeedFile, locale: Locale, *, undoable: str | None) -> list[Line]:
    """The time line, newest first. `undoable`: the act that this person may take back now, None for none."""
    return [line for act in file.acts if (line := _line(act, file, locale, undoable)).sentences]


def _line(act: Act, file: NeedFile, locale: Locale, undoable: str | None) -> Line:
    need_first = sorted(act.events, key=lambda one: one.stream != file.need.need_id)
    said = [sentence_of(one.event, locale) for one in need_first]
    notes = [(say(f"needs_sheet.notes.{field}", locale), text) for field, text in act.notes.items()]
    return Line(
        action_id=act.action_id,
        at=act.at,
        by=file.names.get(act.actor, say(_by_code(act.actor), locale)),
        medium=say(f"words.medium.{act.medium}", locale),
        sentences=tuple(dict.fromkeys(one for one in said if one)),
        notes=tuple(notes),
        taken_back=act.taken_back,
        can_undo=act.action_id == undoable,
    )


def _by_code(actor: str) -> str:
    known = {"system": "by_system", "public": "by_resident"}
    return f"needs_sheet.lines.{known.get(actor, 'by_other')}"


def sentence_of(event: Any, locale: Locale) -> str:
    """What an event says, "" for one that is not shown."""
    name = type(event).__name__
    if name in HIDDEN:
        return ""
    if isinstance(event, StepTakenBack):
        return say("needs_events.StepTakenBack", locale)
    return say(f"needs_events.{name}", locale, **_details(event, locale))


def _details(event: Any, locale: Locale) -> dict[str, str | int]:
    """The details that the sentence of an event names."""
    for read in (_of_calls, _of_survey, _of_activity, _of_ends, _of_referral):
        found = read(event, locale)
        if found is not None:
            return found
    return {}


def _of_calls(event: Any, locale: Locale) -> dict[str, str | int] | None:
    match event:
        case NeedReceived():
            return {"channel": say(f"needs.channel.{event.channel}", locale)}
        case NeedAmended():
            words = [say(f"needs_facts.{field}", locale) for field in event.personal]
            return {"what": _joined(words, locale) or say("needs_sheet.lines.facts", locale)}
        case NeedScheduled() | AppointmentMoved():
            return _appointment(event.appointment, locale)
        case HouseholdCalled():
            result = say(f"needs.call.{event.result}", locale)
            return {"result": result, "next": _until(event.next_on, locale)}
        case NeedHeld():
            return {"until": _until(event.until, locale)}
        case NeedResumed() | NeedReopened():
            return {"to": say(f"status.need.{event.to}", locale)}
        case NeedRuleOverridden():
            return {"rule": say(f"needs_sheet.rule.{event.rule}", locale)}
        case _:
            return None


def _of_survey(event: Any, locale: Locale) -> dict[str, str | int] | None:
    match event:
        case SurveyAssigned():
            return {"day": day_words(event.day, locale), "n": len(event.surveyors)}
        case SurveyMissed():
            return {"result": say(f"needs.survey_result.{event.result}", locale)}
        case SiteSurveyed():
            return {"verdict": say(f"needs.verdict.{event.verdict}", locale)}
        case GateJudged():
            return {"inspection": say(f"needs.inspection.{event.inspection}", locale)}
        case NeedHandedToTechnical():
            words = [say(f"needs.technical_class.{one}", locale) for one in event.technical]
            return {"what": _joined(words, locale)}
        case TechnicalWorkEnded():
            return {"to": say(f"status.need.{event.to}", locale)}
        case _:
            return None


def _of_activity(event: Any, locale: Locale) -> dict[str, str | int] | None:
    match event:
        case NeedPosted():
            return {"day": day_words(event.day, locale)}
        case NeedUnposted():
            return {"because": say(f"needs.unpost.{event.because}", locale)}
        case NeedTurnedBack():
            return {"to": say(f"status.need.{event.to}", locale)}
        case NeedReported():
            return {"result": say(f"field.result.{event.result}", locale)}
        case _:
            return None


def _of_ends(event: Any, locale: Locale) -> dict[str, str | int] | None:
    match event:
        case NeedRefused():
            return {"reason": say(f"needs.refuse.{event.reason}", locale)}
        case NeedReferred():
            reason = event.reason
            return {"reason": say(f"needs.refuse.{reason}", locale) if reason is not None else "-"}
        case NeedCancelled():
            return {"reason": say(f"needs.cancel.{event.reason}", locale)}
        case CrisisReported():
            words = [say(f"needs.crisis.{one}", locale) for one in event.reasons]
            return {"what": _joined(words, locale)}
        case RankSet():
            computed = say("needs_sheet.lines.computed", locale)
            return {"rank": event.rank.value if event.rank is not None else computed}
        case NeedScored():
            return {}
        case _:
            return None


def _of_referral(event: Any, locale: Locale) -> dict[str, str | int] | None:
    match event:
        case ReferralOpened():
            agency = event.agency_type
            return {"agency": say(f"needs.agency.{agency}", locale) if agency is not None else "-"}
        case ReferralMoved():
            return {"to": say(f"needs.referral.{event.to}", locale)}
        case ReferralPromised():
            return {"day": day_words(event.promised_on, locale)}
        case ReferralReturned():
            return {"cause": say(f"needs_sheet.return_cause.{event.cause}", locale)}
        case _:
            return None


def _appointment(one: Appointment, locale: Locale) -> dict[str, str | int]:
    return {
        "day": day_words(one.day, locale),
        "slot": say(f"words.slot.{one.slot}", locale),
        "presence": say(f"words.presence.{one.presence}", locale),
    }


def day_words(day: date | datetime, locale: Locale) -> str:
    """A day as boards show it."""
    return day_en(day) if locale == "en" else day_ja(day)


def _until(day: date | None, locale: Locale) -> str:
    return say("needs_sheet.lines.until", locale, day=day_words(day, locale)) if day is not None else ""


def _joined(words: Iterable[str], locale: Locale) -> str:
    return say("needs_pages.comma", locale).join(words)


def undoable_act(file: NeedFile, *, actor: str) -> str | None:
    """This person's own last act on the need, when nothing later stands on it; None otherwise."""
    standing = [act for act in file.acts if not act.taken_back and not _is_undo(act)]
    last = standing[0] if standing else None
    return last.action_id if last is not None and last.actor == actor else None


def _is_undo(act: Act) -> bool:
    return any(isinstance(one.event, StepTakenBack) for one in act.events)


