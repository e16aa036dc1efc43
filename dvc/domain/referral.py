"""A referral: a trouble of a household that an agency takes, and that stays ours until the agency has said
so.

opened -> sent -> acknowledged -> accepted | returned -> in_progress -> resolved | dropped (domain/03 3.8).
"No wrong door" (domain/05 5.6): any desk opens one. Which agency is free text in the vault under the
referral (`Personal.AGENCY`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from dvc.domain.ids import ActorId, HouseholdId, NeedId, ReferralId
from dvc.domain.kind import Kind
from dvc.domain.need_site import LifeConcern
from dvc.domain.refusal import refuse_unless
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import activity_day

ACKNOWLEDGE_WITHIN = timedelta(hours=24)  # domain/03 3.8
ACKNOWLEDGE_CRISIS_WITHIN = timedelta(minutes=15)  # domain/03 3.8


class ReferralStatus(StrEnum):
    """Where a referral stands; the last three are final for it."""

    OPENED = "opened"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    RETURNED = "returned"
    RESOLVED = "resolved"
    DROPPED = "dropped"


class ReturnCause(StrEnum):
    """Why it came back (N36)."""

    AGENCY = "agency"
    NO_ANSWER = "no_answer"


_WAY = (
    ReferralStatus.OPENED,
    ReferralStatus.SENT,
    ReferralStatus.ACKNOWLEDGED,
    ReferralStatus.ACCEPTED,
    ReferralStatus.IN_PROGRESS,
    ReferralStatus.RESOLVED,
)
"""The straight way. One call often covers several steps; each of them is recorded all the same."""
FINAL = frozenset({ReferralStatus.RETURNED, ReferralStatus.RESOLVED, ReferralStatus.DROPPED})
_RETURNABLE = frozenset(
    {
        ReferralStatus.SENT,
        ReferralStatus.ACKNOWLEDGED,
        ReferralStatus.ACCEPTED,
        ReferralStatus.IN_PROGRESS,
    }
)
_SILENT = frozenset({ReferralStatus.OPENED, ReferralStatus.SENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """State of a referral. `need_id` None: a trouble apart from any need. `promised_on`: day of the agency's
    answer.

    `reason`: why we do not do it, `concern`: what the trouble is; at least one of them. `owner`: role at
    this center that follows it; the agency is its second owner once it has accepted (`agency_owns`).
    """

    referral_id: ReferralId
    household_id: HouseholdId
    need_id: NeedId | None
    status: ReferralStatus
    opened_at: datetime
    since: datetime
    owner: Role
    opened_by: ActorId
    agency_type: AgencyType | None = None
    reason: RefuseReason | None = None
    concern: LifeConcern | None = None
    promised_on: date | None = None
    is_crisis: bool = False
    is_handover: bool = False
    agency_owns: bool = False
    return_cause: ReturnCause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOpened:
    """A trouble was written down for an agency."""

    referral_id: ReferralId
    household_id: HouseholdId
    need_id: NeedId | None
    agency_type: AgencyType | None
    reason: RefuseReason | None
    concern: LifeConcern | None
    promised_on: date | None
    is_crisis: bool
    is_handover: bool
    owner: Role
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralMoved:
    """It went one step on: sent, acknowledged, accepted, in_progress, resolved or dropped."""

    to: ReferralStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralPromised:
    """A day for the agency's answer was named or moved."""

    promised_on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralReturned:
    """N36: the agency gave it back, or its day went by in silence."""

    cause: ReturnCause
    at: datetime


ReferralEvent: TypeAlias = ReferralOpened | ReferralMoved | ReferralPromised | ReferralReturned


def open_referral(opened: ReferralOpened, *, sent: bool) -> tuple[ReferralEvent, ...]:
    """Open a referral, and send it in the same act when the agency was told at once.

    Raises Refusal `needs.referral_needs_cause` (422), `needs.day_past` (422).
    """
    has_cause = opened.reason or opened.concern or opened.is_handover
    refuse_unless(has_cause, "needs.referral_needs_cause", status=422)
    _check_day(opened.promised_on, opened.at)
    return (opened, ReferralMoved(to=ReferralStatus.SENT, at=opened.at)) if sent else (opened,)


def _check_day(day: date | None, at: datetime) -> None:
    if day is not None:
        refuse_unless(day >= activity_day(at), "needs.day_past", status=422, day=day.isoformat())


def answer(
    referral: Referral, to: ReferralStatus, *, promised_on: date | None, at: datetime
) -> tuple[ReferralEvent, ...]:
    """Record where the agency stands; steps that one call skipped are recorded with it.

    Raises Refusal `needs.referral_moved_on` for a step that lies behind, `needs.day_past` (422); a return
    has its own verb. The same step again with a new day only moves the day.
    """
    assert to is not ReferralStatus.RETURNED, "a return goes through give_back"
    _check_day(promised_on, at)
    promised = promised_on is not None and promised_on != referral.promised_on
    promise = (ReferralPromised(promised_on=promised_on, at=at),) if promised and promised_on else ()
    if to is referral.status and promise:
        return promise
    refuse_unless(
        referral.status not in FINAL and _lies_ahead(referral.status, to),
        "needs.referral_moved_on",
        referral=referral.referral_id,
        state=referral.status.value,
        since=referral.since,
    )
    return (*(ReferralMoved(to=step, at=at) for step in _steps(referral.status, to)), *promise)


def _lies_ahead(status: ReferralStatus, to: ReferralStatus) -> bool:
    return to is ReferralStatus.DROPPED or _WAY.index(to) > _WAY.index(status)


def _steps(status: ReferralStatus, to: ReferralStatus) -> tuple[ReferralStatus, ...]:
    if to is ReferralStatus.DROPPED:
        return (to,)
    return _WAY[_WAY.index(status) + 1 : _WAY.index(to) + 1]


def give_back(referral: Referral, cause: ReturnCause, *, at: datetime) -> tuple[ReferralEvent, ...]:
    """Take the trouble back from the agency (N36). Silence counts only after the promised day.

    Raises Refusal `needs.referral_moved_on`, `needs.referral_not_due`.
    """
    refuse_unless(
        referral.status in _RETURNABLE,
        "needs.referral_moved_on",
        referral=referral.referral_id,
        state=referral.status.value,
        since=referral.since,
    )
    if cause is ReturnCause.NO_ANSWER:
        refuse_unless(is_silent(referral, activity_day(at)), "needs.referral_not_due")
    return (ReferralReturned(cause=cause, at=at),)


def is_silent(referral: Referral, today: date) -> bool:
    """Whether the promised day went by and the agency has not even acknowledged."""
    return (
        referral.status in _SILENT and referral.promised_on is not None and referral.promised_on < today
    )


def is_late(referral: Referral, now: datetime) -> bool:
    """Whether the agency should have acknowledged by `now`: 24 hours, 15 minutes in a crisis."""
    within = ACKNOWLEDGE_CRISIS_WITHIN if referral.is_crisis else ACKNOWLEDGE_WITHIN
    return referral.status in _SILENT and now - referral.opened_at > within


def evolve(state: Referral | None, event: ReferralEvent) -> Referral:
    """The one transition of a referral."""
    if isinstance(event, ReferralOpened):
        return Referral(
            referral_id=event.referral_id,
            household_id=event.household_id,
            need_id=event.need_id,
            status=ReferralStatus.OPENED,
            opened_at=event.at,
            since=event.at,
            owner=event.owner,
            opened_by=event.by,
            agency_type=event.agency_type,
            reason=event.reason,
            concern=event.concern,
            promised_on=event.promised_on,
            is_crisis=event.is_crisis,
            is_handover=event.is_handover,
        )
    assert state is not None, "a referral begins by being opened"
    match event:
        case ReferralMoved():
            owns = state.agency_owns or event.to is ReferralStatus.ACCEPTED
            return replace(state, status=event.to, since=event.at, agency_owns=owns)
        case ReferralPromised():
            return replace(state, promised_on=event.promised_on)
        case ReferralReturned():
            return replace(
                state,
                status=ReferralStatus.RETURNED,
                since=event.at,
                return_cause=event.cause,
                agency_owns=False,
                owner=Role.SECTION_CHIEF,
            )


def void(state: Referral) -> Referral:
    """Opened by mistake: dropped, and known."""
    return replace(state, status=ReferralStatus.DROPPED, agency_owns=False)


REFERRAL: Kind[Referral] = Kind(
    name="referral",
    state=Referral,
    events=(ReferralOpened, ReferralMoved, ReferralPromised, ReferralReturned),
    evolve=evolve,
    void=void,
)
