"""Ends of a need as acts, and ways back: refusing with a way, referring, cancelling, watching, closing,
reopening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs_acts import (
    NEEDS_DESK,
    NewReferral,
    begin_referral,
    keep_note,
    naming_who,
    overriding,
    record_need,
)
from dvc.commands.needs_told import check_text
from dvc.commands.needs_wall import off_the_wall
from dvc.domain import household as households
from dvc.domain import need_endings
from dvc.domain.household import HOUSEHOLD
from dvc.domain.ids import NeedId, ReferralId
from dvc.domain.need import NEED
from dvc.domain.need_endings import REFERABLE, REFUSABLE, Way
from dvc.domain.need_state import CancelReason, Need, NeedRule, NeedStatus, UnpostReason
from dvc.domain.need_status import need_unless, require
from dvc.domain.personal import Personal
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.roles import CHIEFS, Role
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseNeed:
    """Say that it is not ours to do (N4, N14, N35): reason, the words said, and a way.

    The way is an agency with the day of its answer, or an explaining call (`explained`).
    """

    need_id: NeedId
    reason: RefuseReason
    words_said: str | None = None
    agency: str | None = None
    agency_type: AgencyType | None = None
    promised_on: date | None = None
    explained: bool = False
    referral_id: ReferralId | None = None


@handles(RefuseNeed, roles=CHIEFS)
def refuse_need(work: Work, command: RefuseNeed, meta: CommandMeta) -> Result:
    """Refuse a need with a way. Raises Refusal `needs.refuse_needs_way`, `_words`, `_date`,
    `needs.wrong_status`.
    """
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        require(need, REFUSABLE)
    referral_id = _referral(work, meta, need, command) if _said(command.agency) else None
    way = Way(
        has_words=_said(command.words_said),
        referral_id=referral_id,
        promised_on=command.promised_on,
        explained=command.explained,
    )
    events = need_endings.refuse(need, command.reason, way, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.WORDS_SAID, command.words_said)
    return _answer(after, referral_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferNeed:
    """Give the need to an agency (N4, N14, N35, N40): who, by when it answers, and what the household was
    told.
    """

    need_id: NeedId
    agency: str | None = None
    reason: RefuseReason | None = None
    words_said: str | None = None
    agency_type: AgencyType | None = None
    promised_on: date | None = None
    referral_id: ReferralId | None = None


@handles(ReferNeed, roles=CHIEFS | {Role.CARE})
def refer_need(work: Work, command: ReferNeed, meta: CommandMeta) -> Result:
    """Refer a need. Raises Refusal `needs.refuse_needs_*`, `needs.referral_needs_cause`,
    `needs.wrong_status`.
    """
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        require(need, REFERABLE)
    referral_id = _referral(work, meta, need, command) if _said(command.agency) else None
    way = Way(
        has_words=_said(command.words_said), referral_id=referral_id, promised_on=command.promised_on
    )
    events = need_endings.refer(need, command.reason, way, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.WORDS_SAID, command.words_said)
    return _answer(after, referral_id)


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


def _referral(work: Work, meta: CommandMeta, need: Need, command: RefuseNeed | ReferNeed) -> ReferralId:
    new = NewReferral(
        household_id=need.household_id,
        need_id=need.need_id,
        agency=command.agency,
        agency_type=command.agency_type,
        reason=command.reason,
        promised_on=command.promised_on,
        is_crisis=need.crisis_open,
        referral_id=command.referral_id,
    )
    return begin_referral(work, meta, new)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverNeed:
    """Hand a need over for the time after the center (N32), with the household's consent.

    `override_reason`: without consent, on the legal ground that the head names.
    """

    need_id: NeedId
    agency: str
    agreed: bool
    agency_type: AgencyType | None = None
    promised_on: date | None = None
    note: str | None = None
    override_reason: str | None = None
    referral_id: ReferralId | None = None


@handles(HandOverNeed, roles=frozenset({Role.CENTER_HEAD}))
def hand_over_need(work: Work, command: HandOverNeed, meta: CommandMeta) -> Result:
    """Hand a need over. Raises Refusal `needs.handover_needs_consent`, `needs.agency_missing`,
    `needs.wrong_status`.
    """
    need = work.get(NEED, command.need_id)
    need_unless(_said(command.agency), need, "needs.agency_missing", http=422)
    reason = None if command.agreed else command.override_reason
    with naming_who(work, NEED, need.need_id):
        require(need, need_endings.HANDED_OVER)
    new = NewReferral(
        household_id=need.household_id,
        need_id=need.need_id,
        agency=command.agency,
        agency_type=command.agency_type,
        note=command.note,
        promised_on=command.promised_on,
        is_handover=True,
        referral_id=command.referral_id,
    )
    referral_id = begin_referral(work, meta, new)
    agreed = command.agreed or bool(reason)
    events = need_endings.hand_over(
        need, referral_id=referral_id, agreed=agreed, at=work.meta.happened_at
    )
    override = overriding(work, meta, need, NeedRule.HANDOVER_NEEDS_CONSENT, reason)
    after = record_need(work, need, need.need_id, *override, *events)
    return _answer(after, referral_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelNeed:
    """End a need without our work (N26, N28). A sheet on the wall comes down in the same act, its people are
    free.

    `override_reason`: a chief gives up on a household that cannot be reached before the two weeks are over.
    """

    need_id: NeedId
    reason: CancelReason
    note: str | None = None
    override_reason: str | None = None


_UNPOST = {CancelReason.WEATHER: UnpostReason.WEATHER, CancelReason.MISTAKE: UnpostReason.MISTAKE}


@handles(CancelNeed, roles=NEEDS_DESK | {Role.REPORT})
def cancel_need(work: Work, command: CancelNeed, meta: CommandMeta) -> Result:
    """Cancel a need. Raises Refusal `needs.team_waits`, `needs.team_outside`, `needs.report_first`,
    `needs.no_contact_*`.
    """
    need = work.get(NEED, command.need_id)
    because = _UNPOST.get(command.reason, UnpostReason.RESIDENT_CANCELLED)
    need = off_the_wall(work, meta, need, because=because)
    gives_up = command.reason is CancelReason.NO_CONTACT
    reason = command.override_reason if gives_up else None
    with naming_who(work, NEED, need.need_id):
        events = need_endings.cancel(
            need,
            command.reason,
            by_chief=meta.actor.is_chief,
            is_override=bool(reason),
            at=work.meta.happened_at,
        )
    override = overriding(work, meta, need, NeedRule.NO_CONTACT_TOO_EARLY, reason)
    after = record_need(work, need, need.need_id, *override, *events)
    keep_note(work, meta, need.need_id, Personal.REASON_TEXT, command.note)
    return _answer(after, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenNeed:
    """The household asked again (N31, N37, N43). `to`: intake, or ready when the work is known already."""

    need_id: NeedId
    to: NeedStatus = NeedStatus.INTAKE
    request_text: str | None = None


@handles(ReopenNeed, roles=NEEDS_DESK)
def reopen_need(work: Work, command: ReopenNeed, meta: CommandMeta) -> Result:
    """Reopen a need. Raises Refusal `needs.wrong_status`, `needs.reopen_*`, `needs.estimate_missing`."""
    check_text(Personal.REQUEST_TEXT, command.request_text)
    at = work.meta.happened_at
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_endings.reopen(need, to=command.to, by_chief=meta.actor.is_chief, at=at)
    after = record_need(work, need, need.need_id, *events)
    joined = households.join(work.get(HOUSEHOLD, need.household_id), need.need_id, at=at)
    if joined:
        work.record(HOUSEHOLD, need.household_id, *joined)
    keep_note(work, meta, need.need_id, Personal.REQUEST_TEXT, command.request_text)
    return _answer(after, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWatching:
    """Watch over the household now that the work is done (N29)."""

    need_id: NeedId
    note: str | None = None


@handles(StartWatching, roles=CHIEFS | {Role.CARE})
def start_watching(work: Work, command: StartWatching, meta: CommandMeta) -> Result:
    """Start watching. Raises Refusal `needs.wrong_status`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_endings.start_watching(need, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.CONCERN_NOTE, command.note)
    return _answer(after, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWatching:
    """Watching is over or went to others (N42)."""

    need_id: NeedId
    note: str | None = None


@handles(EndWatching, roles=CHIEFS | {Role.CARE})
def end_watching(work: Work, command: EndWatching, meta: CommandMeta) -> Result:
    """End watching. Raises Refusal `needs.wrong_status`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_endings.end_watching(need, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.CONCERN_NOTE, command.note)
    return _answer(after, None)


class CloseReason(StrEnum):
    """Why a done need is closed."""

    QUIET_WEEK = "quiet_week"
    CENTER_CLOSES = "center_closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseNeed:
    """Close a done need (N30). `override_reason`: a chief closes one that should be watched over first."""

    need_id: NeedId
    because: CloseReason = CloseReason.QUIET_WEEK
    override_reason: str | None = None


@handles(CloseNeed, roles=CHIEFS | {Role.GENERAL_AFFAIRS})
def close_need(work: Work, command: CloseNeed, meta: CommandMeta) -> Result:
    """Close a need. Raises Refusal `needs.close_too_early`, `needs.watch_first`, `needs.wrong_status`."""
    need = work.get(NEED, command.need_id)
    reason = command.override_reason if need.watch_after else None
    with naming_who(work, NEED, need.need_id):
        events = need_endings.close(
            need,
            center_closes=command.because is CloseReason.CENTER_CLOSES,
            is_override=bool(reason),
            at=work.meta.happened_at,
        )
    override = overriding(work, meta, need, NeedRule.WATCH_FIRST, reason)
    return _answer(record_need(work, need, need.need_id, *override, *events), None)


def _answer(need: Need, referral_id: ReferralId | None) -> Result:
    return {
        "need_id": need.need_id,
        "code": need.code,
        "status": need.status.value,
        "referral_id": referral_id,
        "owes_call": need.owes_call,
    }
