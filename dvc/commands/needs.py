"""The intake desk: receiving, correcting and confirming needs (N1, N2; domain/01 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs_acts import ANY_DESK, NEEDS_DESK, naming_who, open_concerns, record_need
from dvc.commands.needs_told import (
    NeedTold,
    check_many,
    check_told,
    facts_told,
    forgotten,
    keep_told,
    with_missing,
    wrong_number,
)
from dvc.domain import household as households
from dvc.domain import need_crisis, need_intake
from dvc.domain.household import HOUSEHOLD, Household, HouseholdRegistered
from dvc.domain.ids import OFFLINE_NUMBERS, PAPER_NUMBERS, HouseholdId, NeedId, short_code
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedEvent
from dvc.domain.need_intake import NewNeed, facts_of
from dvc.domain.need_site import CrisisReason, Relation
from dvc.domain.need_state import Need, NeedFacts
from dvc.domain.personal import Source, Told
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import Actor, ActorKind, Role
from dvc.domain.skip_survey import skip_survey
from dvc.domain.values import Channel, Place, activity_day
from dvc.ports import Work

FROM_OUTSIDE = frozenset({Role.CITY, Role.RESIDENT, Role.API})
"""They bring needs in, and the desk confirms them by telephone before anybody drives there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveNeed(NeedTold):
    """A household asks for help (N1). Saving is always possible; without name, place or request it stays a
    draft.

    `same_household_as`: the household that the clerk chose among the duplicates shown; `not_same_as`: those
    told apart. `household_id`, `need_id`: made on the client for a thing born there. `number`: on
    pre-printed paper or an offline tablet. `received_at` None: when the act happened. `crisis`: reasons to
    act at once (N7), in the same act.
    """

    channel: Channel
    need_id: NeedId | None = None
    household_id: HouseholdId | None = None
    same_household_as: HouseholdId | None = None
    not_same_as: tuple[HouseholdId, ...] = ()
    received_at: datetime | None = None
    number: int | None = None
    as_draft: bool = False
    crisis: tuple[CrisisReason, ...] = ()
    crisis_note: str | None = None


@handles(ReceiveNeed, roles=ANY_DESK | FROM_OUTSIDE)
def receive_need(work: Work, command: ReceiveNeed, meta: CommandMeta) -> Result:
    """Receive a need. Raises Refusal `refusal.value`, `needs.fact_missing`, `needs.web_only`,
    `needs.number_taken`.
    """
    check_told(command)
    check_many(command.crisis, "crisis")
    is_web = command.channel is Channel.WEB
    refuse_unless(is_web or meta.actor.kind is not ActorKind.RESIDENT, "needs.web_only", status=403)
    is_desk = bool(meta.actor.roles - FROM_OUTSIDE)
    refuse_unless(is_desk or command.same_household_as is None, "needs.web_only", status=403)
    at = command.received_at or work.meta.happened_at
    refuse_unless(at <= work.now, "refusal.value", status=422, field="received_at")
    need_id = command.need_id or NeedId(work.ids.new("need"))
    _refuse_known(work, need_id)
    household = _household_for(work, command, need_id, at)
    source = _source(work, meta, command.relation)
    personal, _ = keep_told(
        work, command, household=household.household_id, need=need_id, source=source
    )
    place = Place(area=command.area, mesh=command.mesh)
    told = households.tell(household, place, personal=personal, at=at)
    if told:
        work.record(HOUSEHOLD, household.household_id, *told)
    need = _receive(work, command, meta, household.household_id, need_id)
    open_concerns(work, meta, need, command.concerns or (), command.concern_note)
    return _answer(need)


def _refuse_known(work: Work, need_id: NeedId) -> None:
    if work.find(NEED, need_id) is None:
        return
    first = work.events_after(NEED, need_id, 0)[0].meta
    raise Refusal("needs.already_received", by=first.actor, at=first.recorded_at, need=need_id)


def _household_for(work: Work, command: ReceiveNeed, need_id: NeedId, at: datetime) -> Household:
    """The household chosen by the clerk, or the one it was merged into, or a new one; one need richer."""
    chosen = command.same_household_as
    if chosen is None:
        household_id = command.household_id or HouseholdId(work.ids.new("household"))
        refuse_unless(work.find(HOUSEHOLD, household_id) is None, "refusal.already_there")
        place = Place(area=command.area, mesh=command.mesh)
        born = HouseholdRegistered(
            household_id=household_id, place=place, not_same_as=command.not_same_as, at=at
        )
        return work.record(HOUSEHOLD, household_id, *households.register(born, need_id))
    household = surviving(work, chosen)
    return work.record(HOUSEHOLD, household.household_id, *households.join(household, need_id, at=at))


def surviving(work: Work, household_id: HouseholdId) -> Household:
    """The household, or the one it was merged into at last. Raises Refusal `refusal.unknown` (404)."""
    household = work.get(HOUSEHOLD, household_id)
    while household.merged_into is not None:
        household = work.get(HOUSEHOLD, household.merged_into)
    return household


def _receive(
    work: Work, command: ReceiveNeed, meta: CommandMeta, household_id: HouseholdId, need_id: NeedId
) -> Need:
    at = command.received_at or work.meta.happened_at
    facts = facts_told(work, command, NeedFacts(), at=at)
    facts = with_missing(work, facts, household=household_id, need=need_id)
    born_on = activity_day(at)
    number = number_for(work, born_on, command.number)
    new = NewNeed(
        need_id=need_id,
        household_id=household_id,
        code=short_code("N", born_on, number),
        born_on=born_on,
        number=number,
        channel=command.channel,
        facts=facts,
        at=at,
        as_draft=command.as_draft,
        verified=not _is_outside(command.channel, meta.actor),
    )
    events: list[NeedEvent] = list(need_intake.receive(new))
    if command.crisis:
        born = need_intake.born(need_intake.receive(new)[0])
        events += need_crisis.report_crisis(born, reasons=command.crisis, at=at)
    return record_need(work, None, need_id, *events)


def _is_outside(channel: Channel, actor: Actor) -> bool:
    return channel is Channel.WEB or not actor.roles - FROM_OUTSIDE


def number_for(work: Work, born_on: date, number: int | None) -> int:
    """The next number of the day, or the one that stands on the paper or tablet when it is still free.

    Raises Refusal `refusal.value` (422) outside the blocks, `needs.number_taken`.
    """
    if number is None:
        return work.next_number(NEED, born_on=born_on)
    in_block = number in PAPER_NUMBERS or number in OFFLINE_NUMBERS
    refuse_unless(in_block, "refusal.value", status=422, field="number")
    taken = work.where(NEED, born_on=born_on, number=number)
    if taken:
        raise Refusal("needs.number_taken", number=taken[0].code, need=taken[0].need_id)
    return number


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendNeed(NeedTold):
    """Correct or add facts of a need, in any state. A draft that has all it needs is received with it (N2).

    `told`: told by somebody or seen on site; `said_by`: by whom. `forget`: facts back to unknown, e.g.
    `living.over_75`. `keep_draft`: the page saves by itself, the clerk is still typing.
    """

    need_id: NeedId
    told: Told = Told.TOLD
    said_by: Relation | None = None
    forget: tuple[str, ...] = ()
    keep_draft: bool = False


@handles(AmendNeed, roles=ANY_DESK)
def amend_need(work: Work, command: AmendNeed, meta: CommandMeta) -> Result:
    """Correct a need. Raises Refusal `refusal.value`, `needs.wrong_status`; the same facts again change
    nothing.
    """
    check_told(command)
    need = work.get(NEED, command.need_id)
    at = work.meta.happened_at
    source = _source(work, meta, command.said_by or command.relation, told=command.told)
    facts = facts_told(work, command, forgotten(facts_of(need), command.forget), at=at)
    with naming_who(work, NEED, need.need_id):
        need_intake.amend(need, facts, personal=(), keep_draft=True, at=at)
    of_household, of_need = keep_told(
        work, command, household=need.household_id, need=need.need_id, source=source
    )
    facts = with_missing(
        work,
        facts,
        household=need.household_id,
        need=need.need_id,
        number_is_wrong=wrong_number(need, command),
    )
    household = work.get(HOUSEHOLD, need.household_id)
    told = households.tell(household, facts.place, personal=of_household, at=at)
    if told:
        work.record(HOUSEHOLD, household.household_id, *told)
    events = need_intake.amend(
        need, facts, personal=of_need, keep_draft=command.keep_draft, at=at
    )
    new = tuple(one for one in facts.concerns if one not in need.concerns)
    after = record_need(work, need, need.need_id, *events) if events else need
    open_concerns(work, meta, after, new, command.concern_note)
    return {**_answer(after), "changed": bool(events or told)}


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyNeed:
    """Confirm an entry from the web or from outside after phoning the household."""

    need_id: NeedId


@handles(VerifyNeed, roles=NEEDS_DESK)
def verify_need(work: Work, command: VerifyNeed, meta: CommandMeta) -> Result:
    """Confirm a need. Raises Refusal `needs.already_verified`."""
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_intake.verify(need, at=work.meta.happened_at)
    return _answer(record_need(work, need, need.need_id, *events))


def _source(
    work: Work, meta: CommandMeta, relation: Relation | None, *, told: Told = Told.TOLD
) -> Source:
    return source_of(work, meta, said_by=relation.value if relation else None, told=told)


def _answer(need: Need) -> Result:
    return {
        "need_id": need.need_id,
        "household_id": need.household_id,
        "code": need.code,
        "status": need.status.value,
        "rank": need.rank.value,
        "missing": tuple(fact.value for fact in need.missing),
        "survey_reasons": tuple(block.value for block in skip_survey(need, need.estimate)),
    }
