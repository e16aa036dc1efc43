"""Referrals as acts: any desk opens one, the care desk follows it, nothing is lost when an agency gives it
back (N36).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs import surviving
from dvc.commands.needs_acts import (
    ANY_DESK,
    NEEDS_DESK,
    NewReferral,
    begin_referral,
    keep_note,
    naming_who,
    record_need,
)
from dvc.domain import need_endings, referral
from dvc.domain.ids import HouseholdId, NeedId, ReferralId
from dvc.domain.need import NEED
from dvc.domain.need_site import LifeConcern
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL, Referral, ReferralStatus, ReturnCause
from dvc.domain.refusal import refuse_unless
from dvc.domain.refusal_reasons import AgencyType
from dvc.domain.roles import Role
from dvc.domain.values import activity_day
from dvc.ports import Work

_FOLLOWERS = NEEDS_DESK | {Role.CARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReferral:
    """その他の困りごと: a trouble that no volunteer can lift, taken in at any desk (domain/05 5.6).

    `agency` None: not known yet, the center owns it until somebody is found. `need_id` None: apart from any
    need.
    """

    household_id: HouseholdId
    concern: LifeConcern
    note: str
    need_id: NeedId | None = None
    agency: str | None = None
    agency_type: AgencyType | None = None
    promised_on: date | None = None
    is_crisis: bool = False
    referral_id: ReferralId | None = None


@handles(OpenReferral, roles=ANY_DESK)
def open_referral(work: Work, command: OpenReferral, meta: CommandMeta) -> Result:
    """Open a referral. Raises Refusal `needs.referral_needs_note`, `needs.referral_other_household`."""
    household = surviving(work, command.household_id)
    refuse_unless(command.note.strip(), "needs.referral_needs_note", status=422)
    if command.need_id is not None:
        need = work.get(NEED, command.need_id)
        same = surviving(work, need.household_id).household_id == household.household_id
        refuse_unless(same, "needs.referral_other_household", status=422, number=need.code)
    new = NewReferral(
        household_id=household.household_id,
        need_id=command.need_id,
        agency=command.agency,
        agency_type=command.agency_type,
        concern=command.concern,
        note=command.note,
        promised_on=command.promised_on,
        is_crisis=command.is_crisis,
        referral_id=command.referral_id,
    )
    return _answer(work.get(REFERRAL, begin_referral(work, meta, new)))


class ReferralAnswer(StrEnum):
    """What was said about a referral; giving it back has its own act."""

    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReferral:
    """Where the agency stands. `agency`: a clearer name; `promised_on`: a new day of its answer."""

    referral_id: ReferralId
    answer: ReferralAnswer
    agency: str | None = None
    promised_on: date | None = None
    note: str | None = None


@handles(AnswerReferral, roles=_FOLLOWERS)
def answer_referral(work: Work, command: AnswerReferral, meta: CommandMeta) -> Result:
    """Record an answer. Raises Refusal `needs.referral_moved_on`, `needs.agency_missing`,
    `needs.reason_missing`.
    """
    state = work.get(REFERRAL, command.referral_id)
    if command.answer is ReferralAnswer.DROPPED:
        refuse_unless(command.note and command.note.strip(), "needs.reason_missing", status=422)
    else:
        known = work.vault.get(state.referral_id, Personal.AGENCY) or command.agency
        refuse_unless(known, "needs.agency_missing", status=422)
    with naming_who(work, REFERRAL, state.referral_id):
        events = referral.answer(
            state,
            ReferralStatus(command.answer.value),
            promised_on=command.promised_on,
            at=work.meta.happened_at,
        )
    after = work.record(REFERRAL, state.referral_id, *events)
    keep_note(work, meta, state.referral_id, Personal.AGENCY, command.agency)
    keep_note(work, meta, state.referral_id, Personal.CONCERN_NOTE, command.note)
    return _answer(after)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReferral:
    """The agency gives it back, or its day went by in silence (N36): the need is with a chief again."""

    referral_id: ReferralId
    cause: ReturnCause
    note: str | None = None


@handles(ReturnReferral, roles=_FOLLOWERS)
def return_referral(work: Work, command: ReturnReferral, meta: CommandMeta) -> Result:
    """Take a referral back. Raises Refusal `needs.referral_moved_on`, `needs.referral_not_due`."""
    state = work.get(REFERRAL, command.referral_id)
    with naming_who(work, REFERRAL, state.referral_id):
        events = referral.give_back(state, command.cause, at=work.meta.happened_at)
    after = work.record(REFERRAL, state.referral_id, *events)
    keep_note(work, meta, state.referral_id, Personal.CONCERN_NOTE, command.note)
    return {**_answer(after), "need_returned": _bring_back(work, after)}


def _bring_back(work: Work, state: Referral) -> bool:
    """Whether a need came back with the referral."""
    need = work.find(NEED, state.need_id) if state.need_id is not None else None
    if need is None:
        return False
    events = need_endings.come_back(need, referral_id=state.referral_id, at=work.meta.happened_at)
    if events:
        record_need(work, need, need.need_id, *events)
    return bool(events)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSilentReferrals:
    """Take back every referral whose promised day went by without an answer (N36); the center gives it each
    morning.
    """


@handles(ReturnSilentReferrals, roles=_FOLLOWERS)
def return_silent_referrals(
    work: Work, command: ReturnSilentReferrals, meta: CommandMeta
) -> Result:
    """Take silent referrals back; doing it again finds nothing."""
    at = work.meta.happened_at
    today = activity_day(at)
    returned: list[str] = []
    for state in work.where(REFERRAL, status=ReferralStatus.SENT):
        if referral.is_silent(state, today):
            events = referral.give_back(state, ReturnCause.NO_ANSWER, at=at)
            _bring_back(work, work.record(REFERRAL, state.referral_id, *events))
            returned.append(state.referral_id)
    return {"returned": tuple(returned), "count": len(returned)}


def _answer(state: Referral) -> Result:
    return {
        "referral_id": state.referral_id,
        "household_id": state.household_id,
        "need_id": state.need_id,
        "status": state.status.value,
        "owner": state.owner.value,
    }
