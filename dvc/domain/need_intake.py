"""Intake: receiving, completing and correcting a need, duplicates and parts (N1-N3, N38; domain/01 1.5).

Saving is always possible: what is missing keeps a need a draft and becomes a call-back, it never ends the
call.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, assert_never

from dvc.domain.ids import Code, HouseholdId, NeedId, WorkItemId
from dvc.domain.need_events import (
    IntakeEvent,
    NeedAmended,
    NeedCompleted,
    NeedMerged,
    NeedMovedBack,
    NeedMovedToHousehold,
    NeedReceived,
    NeedRuleOverridden,
    NeedSplit,
    NeedUnmerged,
    NeedVerified,
)
from dvc.domain.need_site import REQUIRED_FOR_INTAKE
from dvc.domain.need_state import Need, NeedFacts, NeedStatus
from dvc.domain.need_status import OPEN, OWNERS, WAITING_FOR_A_CALL, moved, need_unless, require
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.values import Channel, activity_day

NEED_TEXTS: tuple[Personal, ...] = (
    Personal.REQUEST_TEXT,
    Personal.SITE_MEMO,
    Personal.CAUTIONS,
    Personal.INSPECTION_NOTE,
    Personal.ESTIMATE_BASIS,
    Personal.CRISIS_NOTE,
    Personal.CONCERN_NOTE,
    Personal.CALL_NOTE,
    Personal.WORDS_SAID,
    Personal.REASON_TEXT,
)
"""What stands in the vault under the need itself."""

MERGEABLE = WAITING_FOR_A_CALL | {NeedStatus.DRAFT}
"""A duplicate found later than at intake is one too; once a team is on its way the two are told apart by a
chief.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNeed:
    """What the intake desk has when it saves. `as_draft`: the clerk is not through yet."""

    need_id: NeedId
    household_id: HouseholdId
    code: Code
    born_on: date
    number: int
    channel: Channel
    facts: NeedFacts
    at: datetime
    as_draft: bool = False
    verified: bool = True
    split_from: NeedId | None = None
    status: NeedStatus = NeedStatus.INTAKE


def receive(new: NewNeed) -> tuple[NeedReceived, ...]:
    """Receive a need (N1); it stays a draft while name, place or request is missing.

    An entry from the web starts as received and unverified, so it must be whole: Refusal
    `needs.fact_missing` (422).
    """
    missing = [fact for fact in new.facts.missing if fact in REQUIRED_FOR_INTAKE]
    if new.channel is Channel.WEB:
        refuse_unless(
            not missing, "needs.fact_missing", status=422, fields=tuple(fact.value for fact in missing)
        )
    event = NeedReceived(
        need_id=new.need_id,
        household_id=new.household_id,
        code=new.code,
        born_on=new.born_on,
        number=new.number,
        channel=new.channel,
        status=NeedStatus.DRAFT if missing or new.as_draft else new.status,
        verified=new.verified,
        split_from=new.split_from,
        facts=new.facts,
        at=new.at,
    )
    return (event,)


def facts_of(need: Need) -> NeedFacts:
    """The facts of a need as they stand."""
    return NeedFacts(**{one.name: getattr(need, one.name) for one in fields(NeedFacts)})


def amend(
    need: Need, facts: NeedFacts, *, personal: tuple[Personal, ...], keep_draft: bool, at: datetime
) -> tuple[IntakeEvent, ...]:
    """Correct or add facts in any state; a draft that has all it needs is received with it (N2).

    Nothing new: (). Raises Refusal `needs.wrong_status` for a merged need: its other number is the one to
    correct.
    """
    require(need, frozenset(NeedStatus) - {NeedStatus.MERGED})
    events: list[IntakeEvent] = []
    if facts != facts_of(need) or personal:
        events.append(NeedAmended(facts=facts, personal=personal, at=at))
    is_whole = not REQUIRED_FOR_INTAKE & set(facts.missing)
    if need.status is NeedStatus.DRAFT and is_whole and not keep_draft:
        events.append(NeedCompleted(at=at))
    return tuple(events)


def verify(need: Need, *, at: datetime) -> tuple[IntakeEvent, ...]:
    """Confirm an entry from the web. Raises Refusal `needs.already_verified`."""
    need_unless(not need.verified, need, "needs.already_verified")
    return (NeedVerified(at=at),)


def require_verified(need: Need) -> None:
    """Raise Refusal `needs.verify_first`: nobody drives to an address that nobody has phoned."""
    need_unless(need.verified, need, "needs.verify_first")


def merge(need: Need, into: Need, *, at: datetime) -> tuple[IntakeEvent, ...]:
    """Mark a need as the same request as another (N3). What it owes or rings for goes to the other one.

    Raises Refusal `needs.wrong_status`, `needs.merge_with_itself`, `needs.merge_into_merged`.
    """
    require(need, MERGEABLE)
    need_unless(need.need_id != into.need_id, need, "needs.merge_with_itself", http=422)
    need_unless(into.status is not NeedStatus.MERGED, into, "needs.merge_into_merged")
    return (NeedMerged(into=into.need_id, at=at),)


def unmerge(need: Need, *, by_chief: bool, at: datetime) -> tuple[IntakeEvent, ...]:
    """Take two needs apart again (N38): the intake desk within the day of the merge, a chief always.

    Raises Refusal `needs.wrong_status`, `needs.unmerge_needs_chief` (403).
    """
    require(need, frozenset({NeedStatus.MERGED}))
    merged_at = need.merged_at or need.since
    same_day = activity_day(merged_at) == activity_day(at)
    need_unless(by_chief or same_day, need, "needs.unmerge_needs_chief", http=403, since=merged_at)
    return (NeedUnmerged(at=at),)


def move_to_household(need: Need, household_id: HouseholdId, *, at: datetime) -> tuple[IntakeEvent, ...]:
    """Let the need follow its household into another one; () when it is there already."""
    if need.household_id == household_id:
        return ()
    return (NeedMovedToHousehold(household_id=household_id, at=at),)


def move_back(need: Need, *, at: datetime) -> tuple[IntakeEvent, ...]:
    """Let the need return to the household it came from; () when it was never moved."""
    return (NeedMovedBack(at=at),) if need.household_trail else ()


def split(
    need: Need, *, into: NeedId, items: tuple[WorkItemId, ...], at: datetime
) -> tuple[IntakeEvent, ...]:
    """Give a part to a sibling need. `items` may be empty: the part was told in words only.

    Raises Refusal `needs.wrong_status`, `needs.split_unknown_item` (422), `needs.split_leaves_nothing`.
    """
    require(need, OPEN | {NeedStatus.DRAFT})
    own = {item.item_id for item in need.work}
    need_unless(set(items) <= own, need, "needs.split_unknown_item", http=422)
    need_unless(not items or set(items) != own, need, "needs.split_leaves_nothing")
    return (NeedSplit(into=into, items=items, at=at),)


def born(event: NeedReceived) -> Need:
    """The state that N1 makes."""
    return Need(
        need_id=event.need_id,
        household_id=event.household_id,
        code=event.code,
        born_on=event.born_on,
        number=event.number,
        status=event.status,
        channel=event.channel,
        received_at=event.at,
        since=event.at,
        verified=event.verified,
        split_from=event.split_from,
        owner=OWNERS[event.status],
        **_facts(event.facts),
    )


def _facts(facts: NeedFacts) -> dict[str, Any]:
    return {one.name: getattr(facts, one.name) for one in fields(NeedFacts)}


def evolve_intake(need: Need, event: IntakeEvent) -> Need:
    """The transitions of the intake desk."""
    match event:
        case NeedCompleted():
            return moved(need, NeedStatus.INTAKE, event.at)
        case NeedAmended():
            return _amended(need, event)
        case NeedVerified():
            return replace(need, verified=True)
        case NeedMerged():
            return moved(
                need,
                NeedStatus.MERGED,
                event.at,
                merged_into=event.into,
                held_from=need.status,
                merged_at=event.at,
                owes_call=False,
                crisis_open=False,
                crisis_since=None,
                crisis_seen_by=None,
                crisis_seen_at=None,
                crisis_reasons=(),
            )
        case NeedUnmerged():
            return moved(
                need,
                need.held_from or NeedStatus.INTAKE,
                event.at,
                merged_into=None,
                held_from=None,
                merged_at=None,
            )
        case NeedMovedToHousehold():
            trail = (*need.household_trail, need.household_id)
            return replace(need, household_id=event.household_id, household_trail=trail)
        case NeedMovedBack():
            *trail_before, last = need.household_trail
            return replace(need, household_id=last, household_trail=tuple(trail_before))
        case NeedSplit():
            return replace(need, work=tuple(item for item in need.work if item.item_id not in event.items))
        case NeedRuleOverridden():
            return need
        case _:
            assert_never(event)


def _amended(need: Need, event: NeedAmended) -> Need:
    amended = replace(need, **_facts(event.facts))
    if amended.inspection is not need.inspection:
        # A signature answers for the sticker that was there, not for the new one.
        return replace(amended, gate_signed_by=None)
    return amended
