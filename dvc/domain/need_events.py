"""Events of a need in the order of its way through the center; the number of the transition stands in each
docstring.

Here: intake and telephone, and the union of all. Bodies hold ids, enums, numbers and times only: names,
words and exact places go to the vault in the same transaction. `at`: when it happened in the world, aware
UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.ids import ActorId, Code, HouseholdId, NeedId, WorkItemId
from dvc.domain.need_activity_events import ActivityEvent
from dvc.domain.need_ending_events import CrisisEvent, EndingEvent
from dvc.domain.need_state import Appointment, CallResult, NeedFacts, NeedRule, NeedStatus
from dvc.domain.need_survey_events import SurveyEvent
from dvc.domain.personal import Personal
from dvc.domain.values import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReceived:
    """N1: a need came in, as a draft or received; also the birth of a sibling (`split_from`)."""

    need_id: NeedId
    household_id: HouseholdId
    code: Code
    born_on: date
    number: int
    channel: Channel
    status: NeedStatus
    verified: bool
    split_from: NeedId | None
    facts: NeedFacts
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCompleted:
    """N2: the fields that a draft lacked are there."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAmended:
    """Facts were corrected or added. `facts`: all of them as they stand now; `personal`: vault fields that
    changed.
    """

    facts: NeedFacts
    personal: tuple[Personal, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedVerified:
    """An entry from the web or from outside was confirmed by the intake desk."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMerged:
    """N3: found to be the same request as another."""

    into: NeedId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedUnmerged:
    """N38: it was another request after all; it stands where it stood before."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMovedToHousehold:
    """Its household turned out to be another one that the center already knows."""

    household_id: HouseholdId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMovedBack:
    """The merge of two households was taken apart; the need is of its former household again."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSplit:
    """A part went to a sibling need of its own. `items`: work items that left this need."""

    into: NeedId
    items: tuple[WorkItemId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRuleOverridden:
    """A chief set a rule aside for this need; why stands in the vault. `rule`: the refusal code that would
    have been.
    """

    rule: NeedRule
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedScheduled:
    """N15, N22: a day was agreed on the telephone."""

    appointment: Appointment
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentMoved:
    """N27: the day moves. `owes_call`: the household has not been told yet; `ours`: the center put it off."""

    appointment: Appointment
    ours: bool
    owes_call: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDropped:
    """N41: nobody can open the house that day; a new day has to be found."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCalled:
    """One call to the household. `told`: it knows now, also by a note or through family. `next_on`: call
    again on.
    """

    result: CallResult
    told: bool
    next_on: date | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOwed:
    """The household was promised something under another number that was merged into this one."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedHeld:
    """N28, N33, N35: it waits, until a day or until somebody is reached."""

    until: date | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedResumed:
    """N33: it goes on where it stood."""

    to: NeedStatus
    at: datetime


IntakeEvent: TypeAlias = (
    NeedCompleted
    | NeedAmended
    | NeedVerified
    | NeedMerged
    | NeedUnmerged
    | NeedMovedToHousehold
    | NeedMovedBack
    | NeedSplit
    | NeedRuleOverridden
)
CallEvent: TypeAlias = (
    NeedScheduled
    | AppointmentMoved
    | AppointmentDropped
    | HouseholdCalled
    | CallOwed
    | NeedHeld
    | NeedResumed
)
NeedEvent: TypeAlias = (
    NeedReceived | IntakeEvent | SurveyEvent | CallEvent | ActivityEvent | EndingEvent | CrisisEvent
)
