"""What is known of one need of a household, without its people: status, work, estimate, appointment.

State machine: domain/03 3.1 (N1-N43). The one transition is `need.evolve`, the events stand in
`need_events.py`, the verbs by station of the flow: `need_intake`, `need_survey`, `need_calls`,
`need_activity`, `need_endings`, `need_crisis`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.ids import ActorId, Code, HouseholdId, NeedId, ReferralId, StaffId, VisitId, WorkItemId
from dvc.domain.need_site import (
    Consent,
    CrisisReason,
    CurrentStay,
    ExplainedPoint,
    LifeConcern,
    MissingFact,
    Site,
    TechnicalClass,
    Verdict,
    Wishes,
)
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import Channel, ItemCount, Place, Presence, Rank, Route, SkillCount, Slot, WorkType

UNKNOWN_PLACE = Place()
UNKNOWN_SITE = Site()
NO_WISHES = Wishes()


class NeedStatus(StrEnum):
    """Main state; a need is in exactly one."""

    DRAFT = "draft"
    INTAKE = "intake"
    SURVEY_WAIT = "survey_wait"
    SURVEYING = "surveying"
    JUDGE_WAIT = "judge_wait"
    READY = "ready"
    SCHEDULED = "scheduled"
    POSTED = "posted"
    IN_ACTIVITY = "in_activity"
    REPORT_WAIT = "report_wait"
    CONTINUE_WAIT = "continue_wait"
    DONE = "done"
    CLOSED = "closed"
    ON_HOLD = "on_hold"
    REFERRED = "referred"
    TECHNICAL = "technical"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    MERGED = "merged"
    WATCHING = "watching"


class CancelReason(StrEnum):
    """Why a need ended without our work (domain/02 2.1 #44)."""

    SELF_DONE = "self_done"
    CONTRACTOR = "contractor"
    OTHER_GROUP = "other_group"
    MOVED = "moved"
    DEMOLISH = "demolish"
    NO_CONTACT = "no_contact"
    DUPLICATE = "duplicate"
    WEATHER = "weather"
    DECLINED = "declined"
    MISTAKE = "mistake"
    OTHER = "other"


class QuickInspection(StrEnum):
    """応急危険度判定: colour of the sticker on the house."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    NONE = "none"
    NOT_APPLICABLE = "n_a"


class WorkItemState(StrEnum):
    """How far one work item is."""

    OPEN = "open"
    DONE = "done"
    PARTIAL = "partial"
    NOT_DONE = "not"
    OUT_OF_SCOPE = "out_of_scope"


class CallResult(StrEnum):
    """Outcome of one telephone call to a household."""

    REACHED = "reached"
    ABSENT = "absent"
    REFUSED = "refused"
    CHANGED = "changed"
    WRONG_NUMBER = "wrong_number"


class NeedRule(StrEnum):
    """A rule that a chief may set aside with a reason; the refusal code is `needs.<rule>`."""

    SURVEY_NEEDED = "survey_needed"
    PRESENCE_MISSING = "presence_missing"
    NO_CONTACT_TOO_EARLY = "no_contact_too_early"
    WATCH_FIRST = "watch_first"
    HANDOVER_NEEDS_CONSENT = "handover_needs_consent"


class UnpostReason(StrEnum):
    """Why a sheet comes off the wall before its team went (N18)."""

    NOT_FILLED = "not_filled"
    NOT_TIME = "not_time"
    WEATHER = "weather"
    RESIDENT_CANCELLED = "resident_cancelled"
    RESIDENT_ABSENT_KNOWN = "resident_absent_known"
    MISTAKE = "mistake"
    NEED_OVER = "need_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """One kind of work in a need. `quantity` in the unit that the work type is counted in, None when
    unknown.
    """

    item_id: WorkItemId
    work_type: WorkType
    quantity: float | None = None
    state: WorkItemState = WorkItemState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What one visit takes. People per visit, hours of work per visit, number of visits; from intake or
    survey.
    """

    people_min: int
    people_max: int
    hours: float
    visits: int
    women: int = 0
    women_only: bool = False
    heavy: bool = True
    skills: tuple[SkillCount, ...] = ()
    equipment: tuple[ItemCount, ...] = ()
    parking: int | None = None
    walkable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A day agreed with the household."""

    day: date
    slot: Slot
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingFacts:
    """The facts that separate a crisis from an ordinary need (domain/01 1.5), as enums and counts only; None
    unknown.
    """

    people: int | None = None
    over_75: int | None = None
    infants: int | None = None
    alone: bool | None = None
    care_needed: bool | None = None
    no_water: bool | None = None
    no_toilet: bool | None = None
    helper_near: bool | None = None
    lives_there: bool | None = None
    living_space_hit: bool | None = None
    health_risk: bool | None = None
    foreign_language: bool | None = None
    stay: CurrentStay | None = None
    disabled: bool | None = None
    medical_device: bool | None = None
    pregnant: bool | None = None
    single_parent: bool | None = None
    livelihood_support: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFacts:
    """What a desk writes down about a need and may correct at any time; every field stands in `Need` under
    its name.

    `missing`: which of the first fields still have to be asked. `watch_after`: the household is to be
    watched over when the work is done. `told_points`: what was explained on receiving. `concerns`: troubles
    that are no volunteers' work.
    """

    place: Place = UNKNOWN_PLACE
    work: tuple[WorkItem, ...] = ()
    living: LivingFacts = LivingFacts()
    inspection: QuickInspection = QuickInspection.NOT_APPLICABLE
    estimate: Estimate | None = None
    site: Site = UNKNOWN_SITE
    wishes: Wishes = NO_WISHES
    consent: Consent | None = None
    told_points: tuple[ExplainedPoint, ...] = ()
    concerns: tuple[LifeConcern, ...] = ()
    watch_after: bool = False
    missing: tuple[MissingFact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """State of a need. `held_from`: the state to come back to from `on_hold` or `merged`, None otherwise.

    `born_on`, `number`: activity day of birth and number of that day, both inside `code`. `owes_call`: the
    household was promised or posted and must be called before the day closes (issue 2, item 3). `since`:
    when the present status began; the queue clocks count from it. `urgency`: points of domain/05 5.2.
    `visits`: sheets ever hung up for it, so the number of the last visit; `reports`: visits told at the
    return desk. `posted_on`, `posted_from`: day of the sheet on the wall and the state before it.
    `survey_since`: when a survey was first asked for; an absent household does not start that clock anew.
    `household_trail`: households that this need was moved away from by merges, the last at the end. `owner`:
    role of the desk whose turn it is.
    """

    need_id: NeedId
    household_id: HouseholdId
    code: Code
    born_on: date
    number: int
    status: NeedStatus
    channel: Channel
    received_at: datetime
    since: datetime
    verified: bool = True
    place: Place = UNKNOWN_PLACE
    split_from: NeedId | None = None
    merged_into: NeedId | None = None
    held_from: NeedStatus | None = None
    route: Route = Route.UNDECIDED
    work: tuple[WorkItem, ...] = ()
    living: LivingFacts = LivingFacts()
    inspection: QuickInspection = QuickInspection.NOT_APPLICABLE
    gate_signed_by: ActorId | None = None
    estimate: Estimate | None = None
    appointment: Appointment | None = None
    rank: Rank = Rank.C
    urgency: int = 0
    rank_set_by: ActorId | None = None
    crisis_open: bool = False
    crisis_seen_by: ActorId | None = None
    watch_after: bool = False
    owes_call: bool = False
    calls: int = 0
    absences_in_row: int = 0
    last_call_at: datetime | None = None
    last_call_result: CallResult | None = None
    next_call_on: date | None = None
    postponed: int = 0
    visits: int = 0
    visit_id: VisitId | None = None
    reopened: int = 0
    returned: bool = False
    referral_id: ReferralId | None = None
    explained: bool = False
    cancel_reason: CancelReason | None = None
    refuse_reason: RefuseReason | None = None
    on_hold_until: date | None = None
    surveyed_at: datetime | None = None
    owner: Role = Role.INTAKE
    site: Site = UNKNOWN_SITE
    wishes: Wishes = NO_WISHES
    consent: Consent | None = None
    told_points: tuple[ExplainedPoint, ...] = ()
    concerns: tuple[LifeConcern, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    household_trail: tuple[HouseholdId, ...] = ()
    merged_at: datetime | None = None
    rank_by_chief: Rank | None = None
    area_lag: int = 0
    crisis_since: datetime | None = None
    crisis_seen_at: datetime | None = None
    crisis_reasons: tuple[CrisisReason, ...] = ()
    survey_since: datetime | None = None
    survey_on: date | None = None
    survey_tries: int = 0
    survey_skipped: bool = False
    surveyors: tuple[StaffId, ...] = ()
    verdict: Verdict | None = None
    technical: tuple[TechnicalClass, ...] = ()
    posted_on: date | None = None
    posted_from: NeedStatus | None = None
    reports: int = 0
