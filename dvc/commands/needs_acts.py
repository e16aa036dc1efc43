"""What every act on a need does alike: record and score anew, name who was first, keep a reason, open
referrals.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta
from dvc.commands.needs_told import check_text
from dvc.domain.ids import ActorId, HouseholdId, NeedId, ReferralId
from dvc.domain.kind import Kind
from dvc.domain.need import NEED, evolve
from dvc.domain.need_crisis import score
from dvc.domain.need_events import NeedEvent, NeedRuleOverridden
from dvc.domain.need_site import LifeConcern
from dvc.domain.need_state import Need, NeedRule
from dvc.domain.personal import Personal
from dvc.domain.referral import REFERRAL, ReferralOpened, open_referral
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.refusal_reasons import AgencyType, RefuseReason
from dvc.domain.roles import CHIEFS, DESKS, Role
from dvc.domain.urgency import is_ranked, urgency_of
from dvc.domain.values import activity_day
from dvc.ports import Work

NEEDS_DESK = CHIEFS | {Role.INTAKE}
"""Who works on needs at the telephone."""
ANY_DESK = CHIEFS | DESKS | {Role.CARE}
"""No wrong door: any desk takes any trouble (domain/05 5.6)."""

_SOMEBODY_WAS_FIRST = frozenset(
    {
        "needs.wrong_status",
        "needs.already_verified",
        "needs.same_appointment",
        "needs.rank_as_before",
        "needs.referral_moved_on",
        "needs.same_household_already",
        "needs.household_gone",
        "needs.take_down_first",
        "needs.team_outside",
    }
)
_LOOK_BACK = 40  # events of a stream among which the one is sought that brought the present state


@contextmanager
def naming_who(work: Work, kind: Kind[Any], stream: str) -> Iterator[None]:
    """Add to a "no" who was first and when, so that the caller hears a name and a time."""
    try:
        yield
    except Refusal as no:
        if no.code not in _SOMEBODY_WAS_FIRST or "by" in no.details:
            raise
        since = no.details.get("since")
        version = work.version(kind, stream)
        recent = work.events_after(kind, stream, max(0, version - _LOOK_BACK))
        last = next((one for one in reversed(recent) if getattr(one.event, "at", None) == since), None)
        last = last or (recent[-1] if recent else None)
        if last is None:
            raise
        details = {**no.details, "by": last.meta.actor, "at": last.meta.recorded_at}
        code = "needs.moved_on" if no.code == "needs.wrong_status" else no.code
        raise Refusal(code, status=no.status, **details) from no


def record_need(work: Work, need: Need | None, need_id: NeedId, *events: NeedEvent) -> Need:
    """Record what happened to a need, and its new score when that moved. At least one event."""
    after = need
    for event in events:
        after = evolve(after, event)
    assert after is not None, "an act without an event is not recorded"
    scored = _scored(work, after)
    return work.record(NEED, need_id, *events, *scored)


def _scored(work: Work, need: Need) -> tuple[NeedEvent, ...]:
    if not is_ranked(need.status):
        return ()
    urgency = urgency_of(need, today=activity_day(work.now), area_lag=need.area_lag)
    return score(need, urgency, area_lag=need.area_lag, at=work.meta.happened_at)


def keep_note(work: Work, meta: CommandMeta, subject: str, field: Personal, text: str | None) -> None:
    """Keep one text of an act under a subject of the vault. Raises Refusal `refusal.value` (422)."""
    check_text(field, text)
    if text:
        work.vault.put(subject, {field: text}, source_of(work, meta))


def overriding(
    work: Work, meta: CommandMeta, need: Need, rule: NeedRule, reason: str | None
) -> tuple[NeedRuleOverridden, ...]:
    """A chief sets a rule aside with a reason: the event of it, () when no reason was given.

    Raises Refusal `needs.override_needs_chief` (403).
    """
    if not reason:
        return ()
    refuse_unless(meta.actor.is_chief, "needs.override_needs_chief", status=403)
    keep_note(work, meta, need.need_id, Personal.REASON_TEXT, reason)
    return (NeedRuleOverridden(rule=rule, by=ActorId(meta.actor.id), at=work.meta.happened_at),)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReferral:
    """What a desk says when it opens a referral. `agency`: who takes it, in words for the vault; None: not
    known yet.
    """

    household_id: HouseholdId
    need_id: NeedId | None
    agency: str | None = None
    agency_type: AgencyType | None = None
    reason: RefuseReason | None = None
    concern: LifeConcern | None = None
    note: str | None = None
    promised_on: date | None = None
    is_crisis: bool = False
    is_handover: bool = False
    referral_id: ReferralId | None = None
    owner: Role = Role.CARE


def begin_referral(work: Work, meta: CommandMeta, new: NewReferral) -> ReferralId:
    """Open a referral; with an agency it is sent in the same act. Raises Refusal as
    `referral.open_referral`.
    """
    referral_id = new.referral_id or ReferralId(work.ids.new("referral"))
    refuse_unless(work.find(REFERRAL, referral_id) is None, "refusal.already_there")
    opened = ReferralOpened(
        referral_id=referral_id,
        household_id=new.household_id,
        need_id=new.need_id,
        agency_type=new.agency_type,
        reason=new.reason,
        concern=new.concern,
        promised_on=new.promised_on,
        is_crisis=new.is_crisis,
        is_handover=new.is_handover,
        owner=new.owner,
        by=ActorId(meta.actor.id),
        at=work.meta.happened_at,
    )
    work.record(REFERRAL, referral_id, *open_referral(opened, sent=bool(new.agency)))
    keep_note(work, meta, referral_id, Personal.AGENCY, new.agency)
    keep_note(work, meta, referral_id, Personal.CONCERN_NOTE, new.note)
    return referral_id


def open_concerns(
    work: Work, meta: CommandMeta, need: Need, concerns: tuple[LifeConcern, ...], note: str | None
) -> None:
    """Open a referral for each trouble that is no volunteers' work; it is ours until an agency says
    otherwise.
    """
    for concern in concerns:
        new = NewReferral(household_id=need.household_id, need_id=need.need_id, concern=concern, note=note)
        begin_referral(work, meta, new)
