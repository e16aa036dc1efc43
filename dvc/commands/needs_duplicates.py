"""One household entered twice, and one need that is really two: merging, taking apart, splitting (N3, N38).

Nothing is deleted: both call logs stay, details that the surviving household lacks are copied to it under
this act, so that taking the households apart withdraws exactly the copies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs import number_for, surviving
from dvc.commands.needs_acts import ANY_DESK, NEEDS_DESK, keep_note, naming_who, record_need
from dvc.commands.needs_told import check_many, check_text
from dvc.domain import household as households
from dvc.domain import need_calls, need_crisis, need_intake
from dvc.domain.household import HOUSEHOLD, HOUSEHOLD_TEXTS, Household
from dvc.domain.ids import HouseholdId, NeedId, WorkItemId, short_code
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_intake import NewNeed, facts_of
from dvc.domain.need_state import Need, NeedStatus, QuickInspection, WorkItem, WorkItemState
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.values import activity_day
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeNeed:
    """A need is the same request as another (N3); their households become one."""

    need_id: NeedId
    into: NeedId


@handles(MergeNeed, roles=NEEDS_DESK)
def merge_need(work: Work, command: MergeNeed, meta: CommandMeta) -> Result:
    """Merge a need into another. Raises Refusal `needs.wrong_status`, `needs.merge_*`."""
    at = work.meta.happened_at
    need, into = work.get(NEED, command.need_id), work.get(NEED, command.into)
    with naming_who(work, NEED, need.need_id):
        events = need_intake.merge(need, into, at=at)
    owed: tuple[NeedEvent, ...] = need_calls.owe_call(into, at=at) if need.owes_call else ()
    if need.crisis_open:
        owed = (*owed, *need_crisis.report_crisis(into, reasons=need.crisis_reasons, at=at))
    record_need(work, need, need.need_id, *events)
    if owed:
        record_need(work, into, into.need_id, *owed)
    moved = 0
    if need.household_id != into.household_id:
        moved = _join(work, meta, need.household_id, into.household_id)
    return {"need_id": need.need_id, "into": into.need_id, "code": into.code, "needs_moved": moved}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeNeed:
    """It was another request after all (N38). `same_household`: of the same household, though."""

    need_id: NeedId
    same_household: bool = False


@handles(UnmergeNeed, roles=NEEDS_DESK)
def unmerge_need(work: Work, command: UnmergeNeed, meta: CommandMeta) -> Result:
    """Take two needs apart. Raises Refusal `needs.wrong_status`, `needs.unmerge_needs_chief`,
    `needs.unmerge_*`.
    """
    at = work.meta.happened_at
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_intake.unmerge(need, by_chief=meta.actor.is_chief, at=at)
    need = record_need(work, need, need.need_id, *events)
    if need.household_trail and not command.same_household:
        former = work.get(HOUSEHOLD, need.household_trail[-1])
        if former.merged_into == need.household_id:
            _part(work, meta, former)
            need = work.get(NEED, need.need_id)
    return {
        "need_id": need.need_id,
        "household_id": need.household_id,
        "status": need.status.value,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeHouseholds:
    """Two households are one, with different requests: the needs stay apart, the household is shown once."""

    household_id: HouseholdId
    into: HouseholdId


@handles(MergeHouseholds, roles=NEEDS_DESK)
def merge_households(work: Work, command: MergeHouseholds, meta: CommandMeta) -> Result:
    """Join two households. Raises Refusal `needs.same_household_already`, `needs.household_gone`."""
    with naming_who(work, HOUSEHOLD, command.household_id):
        moved = _join(work, meta, command.household_id, command.into)
    return {"household_id": command.household_id, "into": command.into, "needs_moved": moved}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeHouseholds:
    """They were two households after all; their needs return."""

    household_id: HouseholdId


@handles(UnmergeHouseholds, roles=NEEDS_DESK)
def unmerge_households(work: Work, command: UnmergeHouseholds, meta: CommandMeta) -> Result:
    """Take two households apart. Raises Refusal `needs.not_merged`, `needs.unmerge_*`."""
    household = work.get(HOUSEHOLD, command.household_id)
    refuse_unless(household.merged_into, "needs.not_merged", household=household.household_id)
    back = _part(work, meta, household)
    return {"household_id": household.household_id, "needs_moved": back}


def _join(work: Work, meta: CommandMeta, household_id: HouseholdId, into_id: HouseholdId) -> int:
    """Join a household to another with all its needs; how many needs moved."""
    at = work.meta.happened_at
    household, into = work.get(HOUSEHOLD, household_id), work.get(HOUSEHOLD, into_id)
    mine, others = households.merge(household, into, action_id=meta.action_id, at=at)
    work.record(HOUSEHOLD, household_id, *mine)
    work.record(HOUSEHOLD, into_id, *others)
    for need_id in household.needs:
        need = work.get(NEED, need_id)
        work.record(NEED, need_id, *need_intake.move_to_household(need, into_id, at=at))
    _copy_details(work, meta, household_id, into_id)
    return len(household.needs)


def _copy_details(work: Work, meta: CommandMeta, from_id: HouseholdId, to_id: HouseholdId) -> None:
    """Give the survivor what it lacks, each value with its own provenance but as an act of this merge.

    The second caller's number becomes the second number: the daughter can still be reached.
    """
    for field in HOUSEHOLD_TEXTS:
        details = work.vault.history(from_id, field)
        if not details:
            continue
        theirs = work.vault.get(to_id, field)
        target = field
        if theirs is not None:
            is_other_phone = field is Personal.PHONE and theirs != details[0].value
            if not is_other_phone or work.vault.get(to_id, Personal.PHONE_2) is not None:
                continue
            target = Personal.PHONE_2
        source = replace(details[0].source, action_id=meta.action_id)
        work.vault.put(to_id, {target: details[0].value}, source)


def _part(work: Work, meta: CommandMeta, household: Household) -> int:
    """Take a merged household out again with the needs that it brought; how many needs moved back."""
    at = work.meta.happened_at
    other_id = household.merged_into
    assert other_id is not None, "only a merged household can be taken out"
    other = work.get(HOUSEHOLD, other_id)
    there = [work.get(NEED, need_id) for need_id in other.needs]
    back = [need for need in there if need.household_trail[-1:] == (household.household_id,)]
    needs = tuple(need.need_id for need in back)
    mine, others = households.unmerge(
        household, other, needs=needs, by_chief=meta.actor.is_chief, at=at
    )
    work.record(HOUSEHOLD, household.household_id, *mine)
    work.record(HOUSEHOLD, other_id, *others)
    for need in back:
        work.record(NEED, need.need_id, *need_intake.move_back(need, at=at))
    if household.merged_by is not None:
        work.vault.withdraw(household.merged_by)
    return len(back)


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitNeed:
    """A part of a need goes its own way: a sibling under the same household with its own number, route and
    state.

    `items`: work items that leave; empty when the part was told in words only (`request_text`).
    `inspection`: of the part, e.g. the garden of a house with a red sticker; None: as the house.
    """

    need_id: NeedId
    items: tuple[WorkItemId, ...] = ()
    request_text: str | None = None
    sibling_id: NeedId | None = None
    inspection: QuickInspection | None = None


@handles(SplitNeed, roles=ANY_DESK)
def split_need(work: Work, command: SplitNeed, meta: CommandMeta) -> Result:
    """Split a need. Raises Refusal `needs.wrong_status`, `needs.split_*`, `refusal.value`."""
    check_text(Personal.REQUEST_TEXT, command.request_text)
    check_many(command.items, "items")
    need = work.get(NEED, command.need_id)
    told = command.items or command.request_text
    refuse_unless(told, "needs.split_says_nothing", status=422, number=need.code)
    sibling = make_sibling(work, meta, need, command)
    return {
        "need_id": need.need_id,
        "sibling_id": sibling.need_id,
        "code": sibling.code,
        "status": sibling.status.value,
    }


def make_sibling(
    work: Work,
    meta: CommandMeta,
    need: Need,
    part: SplitNeed,
    *,
    status: NeedStatus = NeedStatus.INTAKE,
) -> Need:
    """The sibling that takes a part of a need, in `status`; the need is recorded without the part."""
    at = work.meta.happened_at
    sibling_id = part.sibling_id or NeedId(work.ids.new("need"))
    refuse_unless(work.find(NEED, sibling_id) is None, "refusal.already_there")
    with naming_who(work, NEED, need.need_id):
        events = need_intake.split(need, into=sibling_id, items=part.items, at=at)
    record_need(work, need, need.need_id, *events)
    household = surviving(work, need.household_id)
    work.record(HOUSEHOLD, household.household_id, *households.join(household, sibling_id, at=at))
    request = part.request_text or work.vault.get(need.need_id, Personal.REQUEST_TEXT)
    keep_note(work, meta, sibling_id, Personal.REQUEST_TEXT, request)
    cautions = work.vault.history(need.need_id, Personal.CAUTIONS)
    if cautions:
        source = replace(source_of(work, meta), told=cautions[0].source.told)
        work.vault.put(sibling_id, {Personal.CAUTIONS: cautions[0].value}, source)
    born: tuple[NeedEvent, ...] = need_intake.receive(_sibling(work, need, part, sibling_id, status))
    return record_need(work, None, sibling_id, *born)


def _sibling(
    work: Work, need: Need, part: SplitNeed, sibling_id: NeedId, status: NeedStatus
) -> NewNeed:
    at = work.meta.happened_at
    born_on = activity_day(at)
    number = number_for(work, born_on, None)
    facts = replace(
        facts_of(need),
        work=tuple(_open_again(item) for item in need.work if item.item_id in part.items),
        inspection=part.inspection or need.inspection,
        estimate=None,
        concerns=(),
        missing=(),
    )
    return NewNeed(
        need_id=sibling_id,
        household_id=need.household_id,
        code=short_code("N", born_on, number),
        born_on=born_on,
        number=number,
        channel=need.channel,
        facts=facts,
        at=at,
        verified=need.verified,
        split_from=need.need_id,
        status=status,
    )


def _open_again(item: WorkItem) -> WorkItem:
    return replace(item, state=WorkItemState.OPEN)
