"""How a need ends, and how it comes back: refused, referred, cancelled, watched over, closed, reopened.

N4, N14, N26, N29-N32, N35-N37, N40, N42, N43 of domain/03. No need goes into the void: whoever is told "no"
hears who can help and by when, or has it explained (N4), and what an agency returns stands here again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from dvc.domain.ids import ReferralId
from dvc.domain.need_ending_events import (
    EndingEvent,
    NeedCameBack,
    NeedCancelled,
    NeedClosed,
    NeedReferred,
    NeedRefused,
    NeedReopened,
    WatchEnded,
    WatchStarted,
)
from dvc.domain.need_gate import refuse_closed_gate
from dvc.domain.need_state import CancelReason, Need, NeedStatus
from dvc.domain.need_status import OPEN, moved, need_unless, refusal_of, require
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import Route

QUIET_DAYS_UNTIL_CLOSED = 7  # N30
DAYS_UNTIL_GIVEN_UP = 14  # N28

REFUSABLE = frozenset({NeedStatus.INTAKE, NeedStatus.SURVEYING, NeedStatus.JUDGE_WAIT})
REFERABLE = REFUSABLE | {NeedStatus.TECHNICAL}
_TEAM_BUSINESS = frozenset({NeedStatus.POSTED, NeedStatus.IN_ACTIVITY, NeedStatus.REPORT_WAIT})
"""A sheet or a team belongs to the need; that is ended first, or people would be forgotten."""
CANCELLABLE = (OPEN - _TEAM_BUSINESS) | {NeedStatus.DRAFT}
HANDED_OVER = frozenset(NeedStatus) - _TEAM_BUSINESS - {NeedStatus.MERGED, NeedStatus.REFERRED}
_HOUSEHOLD_SAID_SO = frozenset(
    {
        CancelReason.SELF_DONE,
        CancelReason.CONTRACTOR,
        CancelReason.OTHER_GROUP,
        CancelReason.MOVED,
        CancelReason.DEMOLISH,
        CancelReason.DECLINED,
        CancelReason.DUPLICATE,
        CancelReason.NO_CONTACT,
    }
)
"""Nobody has to be phoned about these: the household told us, is told under its other number, or cannot be
reached.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What a household that is told "no" is given. `has_words`: the words said to it are in the vault.

    `referral_id` with `promised_on`: who takes over and answers by when. `explained`: an explaining call was
    made.
    """

    has_words: bool
    referral_id: ReferralId | None = None
    promised_on: date | None = None
    explained: bool = False


def refuse(need: Need, reason: RefuseReason, way: Way, *, at: datetime) -> tuple[EndingEvent, ...]:
    """Say that it is not ours to do (N4, N14, N35).

    Raises Refusal `needs.wrong_status`, `needs.refuse_needs_words` (422), `needs.refuse_needs_way`,
    `needs.refuse_needs_date`.
    """
    require(need, REFUSABLE)
    need_unless(way.has_words, need, "needs.refuse_needs_words", http=422)
    need_unless(way.referral_id is not None or way.explained, need, "needs.refuse_needs_way")
    dated = way.referral_id is None or way.promised_on is not None
    need_unless(dated, need, "needs.refuse_needs_date")
    return (
        NeedRefused(reason=reason, referral_id=way.referral_id, explained=way.explained, at=at),
    )


def refer(need: Need, reason: RefuseReason | None, way: Way, *, at: datetime) -> tuple[EndingEvent, ...]:
    """Give the need to an agency (N4, N14, N35, N40). Raises as `refuse`; a referral is a must here."""
    require(need, REFERABLE)
    need_unless(way.has_words, need, "needs.refuse_needs_words", http=422)
    if way.referral_id is None:
        raise refusal_of(need, "needs.refuse_needs_way")
    need_unless(way.promised_on is not None, need, "needs.refuse_needs_date")
    return (NeedReferred(referral_id=way.referral_id, reason=reason, handover=False, at=at),)


def hand_over(
    need: Need, *, referral_id: ReferralId, agreed: bool, at: datetime
) -> tuple[EndingEvent, ...]:
    """Hand the need over for the time after the center (N32). `agreed`: the household consents, or a chief
    decided.

    Raises Refusal `needs.wrong_status`, `needs.handover_needs_consent`.
    """
    require(need, HANDED_OVER)
    need_unless(agreed, need, "needs.handover_needs_consent")
    return (NeedReferred(referral_id=referral_id, reason=None, handover=True, at=at),)


def come_back(need: Need, *, referral_id: ReferralId, at: datetime) -> tuple[EndingEvent, ...]:
    """Take the need back from an agency (N36); a refused one comes back the same way when its agency returns
    it.

    () when the need has moved on since and another referral, or none, stands for it.
    """
    waits = need.status in {NeedStatus.REFERRED, NeedStatus.REFUSED}
    if not waits or need.referral_id != referral_id:
        return ()
    return (NeedCameBack(at=at),)


def cancel(
    need: Need, reason: CancelReason, *, by_chief: bool, is_override: bool = False, at: datetime
) -> tuple[EndingEvent, ...]:
    """End the need without our work (N26, N28, N39). `is_override`: a chief gives up before the two weeks
    are over.

    Raises Refusal `needs.take_down_first`, `needs.team_outside`, `needs.report_first`, `needs.wrong_status`,
    `needs.no_contact_needs_chief` (403), `needs.no_contact_too_early`.
    """
    match need.status:
        case NeedStatus.POSTED:
            raise refusal_of(need, "needs.take_down_first")
        case NeedStatus.IN_ACTIVITY:
            raise refusal_of(need, "needs.team_outside")
        case NeedStatus.REPORT_WAIT:
            raise refusal_of(need, "needs.report_first")
        case _:
            require(need, CANCELLABLE)
    if reason is CancelReason.NO_CONTACT:
        _check_given_up(need, by_chief=by_chief, is_override=is_override, at=at)
    return (NeedCancelled(reason=reason, at=at),)


def _check_given_up(need: Need, *, by_chief: bool, is_override: bool, at: datetime) -> None:
    need_unless(by_chief, need, "needs.no_contact_needs_chief", http=403)
    waited = need.status is NeedStatus.ON_HOLD and at - need.since >= timedelta(days=DAYS_UNTIL_GIVEN_UP)
    need_unless(waited or is_override, need, "needs.no_contact_too_early", days=DAYS_UNTIL_GIVEN_UP)


def reopen(need: Need, *, to: NeedStatus, by_chief: bool, at: datetime) -> tuple[EndingEvent, ...]:
    """Take up a need again: done or cancelled to ready or intake (N31), refused (N37, a chief) or closed
    (N43) to intake.

    Raises Refusal `needs.wrong_status`, `needs.reopen_to_intake` (422), `needs.reopen_needs_chief` (403),
    `needs.estimate_missing`, `needs.gate_closed`.
    """
    require(
        need,
        frozenset({NeedStatus.DONE, NeedStatus.CANCELLED, NeedStatus.REFUSED, NeedStatus.CLOSED}),
    )
    need_unless(by_chief or need.status is not NeedStatus.REFUSED, need, "needs.reopen_needs_chief", http=403)
    if to is NeedStatus.READY:
        may_be_ready = need.status in {NeedStatus.DONE, NeedStatus.CANCELLED}
        need_unless(may_be_ready, need, "needs.reopen_to_intake", http=422)
        need_unless(need.estimate is not None, need, "needs.estimate_missing")
        refuse_closed_gate(need)
    else:
        need_unless(to is NeedStatus.INTAKE, need, "needs.reopen_to_intake", http=422)
    return (NeedReopened(to=to, at=at),)


def start_watching(need: Need, *, at: datetime) -> tuple[EndingEvent, ...]:
    """Watch over the household now that the work is done (N29). Raises Refusal `needs.wrong_status`."""
    require(need, frozenset({NeedStatus.DONE}))
    return (WatchStarted(at=at),)


def end_watching(need: Need, *, at: datetime) -> tuple[EndingEvent, ...]:
    """End or pass on the watching (N42). Raises Refusal `needs.wrong_status`."""
    require(need, frozenset({NeedStatus.WATCHING}))
    return (WatchEnded(at=at),)


def close(need: Need, *, center_closes: bool, is_override: bool, at: datetime) -> tuple[EndingEvent, ...]:
    """Close a need after a quiet week, or when the center closes (N30). `is_override`: a chief ends without
    watching.

    Raises Refusal `needs.wrong_status`, `needs.close_too_early`, `needs.watch_first`.
    """
    require(need, frozenset({NeedStatus.DONE}))
    quiet = at - need.since >= timedelta(days=QUIET_DAYS_UNTIL_CLOSED)
    need_unless(quiet or center_closes, need, "needs.close_too_early", days=QUIET_DAYS_UNTIL_CLOSED)
    need_unless(not need.watch_after or is_override, need, "needs.watch_first")
    return (NeedClosed(at=at),)


def evolve_ending(need: Need, event: EndingEvent) -> Need:
    """The transitions at the end, and back from it."""
    match event:
        case NeedRefused():
            return moved(
                need,
                NeedStatus.REFUSED,
                event.at,
                refuse_reason=event.reason,
                referral_id=event.referral_id,
                explained=event.explained,
                route=Route.REFUSE,
                owes_call=False,
            )
        case NeedReferred():
            return _referred(need, event)
        case NeedCameBack():
            return moved(
                need,
                NeedStatus.INTAKE,
                event.at,
                owner=Role.SECTION_CHIEF,
                returned=True,
                route=Route.UNDECIDED,
            )
        case NeedCancelled():
            return _cancelled(need, event)
        case NeedReopened():
            return _reopened(need, event)
        case WatchStarted():
            return moved(need, NeedStatus.WATCHING, event.at)
        case WatchEnded() | NeedClosed():
            return moved(need, NeedStatus.CLOSED, event.at, watch_after=False)
        case _:
            assert_never(event)


def _referred(need: Need, event: NeedReferred) -> Need:
    reason = event.reason if event.reason is not None else need.refuse_reason
    return moved(
        need,
        NeedStatus.REFERRED,
        event.at,
        referral_id=event.referral_id,
        refuse_reason=reason,
        route=Route.REFER,
        held_from=None,
        on_hold_until=None,
        appointment=None,
        owes_call=False,
    )


def _cancelled(need: Need, event: NeedCancelled) -> Need:
    told = event.reason in _HOUSEHOLD_SAID_SO
    expects_us = need.owes_call or need.appointment is not None
    return moved(
        need,
        NeedStatus.CANCELLED,
        event.at,
        cancel_reason=event.reason,
        held_from=None,
        on_hold_until=None,
        appointment=None,
        next_call_on=None,
        surveyors=(),
        survey_on=None,
        owes_call=expects_us and not told,
    )


def _reopened(need: Need, event: NeedReopened) -> Need:
    to_ready = event.to is NeedStatus.READY
    return moved(
        need,
        event.to,
        event.at,
        reopened=need.reopened + 1,
        owner=Role.SECTION_CHIEF if need.status is NeedStatus.REFUSED else Role.INTAKE,
        cancel_reason=None,
        refuse_reason=None,
        referral_id=None,
        explained=False,
        route=Route.GENERAL if to_ready else Route.UNDECIDED,
        verdict=None,
        survey_skipped=False,
        absences_in_row=0,
    )
