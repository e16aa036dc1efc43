"""A household: where it is and how many needs it has; its people and words are in the vault under its id.

The same household comes in two to four times (self, son in another city, neighbour; domain/01 1.5): merge
and unmerge keep both, nothing is deleted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias, assert_never

from dvc.domain.ids import ActionId, HouseholdId, NeedId
from dvc.domain.kind import Kind
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.values import Place, activity_day

HOUSEHOLD_TEXTS: tuple[Personal, ...] = (
    Personal.NAME,
    Personal.KANA,
    Personal.PHONE,
    Personal.PHONE_2,
    Personal.EMAIL,
    Personal.ADDRESS,
    Personal.LANDMARK,
    Personal.LAT,
    Personal.LON,
    Personal.REQUESTER_NAME,
    Personal.REQUESTER_KANA,
    Personal.REQUESTER_PHONE,
    Personal.RELATION,
    Personal.CONTACT_HOURS,
    Personal.HEALTH_NOTE,
    Personal.LIVING_NOTE,
    Personal.PARKING_NOTE,
    Personal.TOILET_NOTE,
    Personal.CLINIC_NOTE,
    Personal.PET_NOTE,
)
"""What stands in the vault under the household, shared by all its needs; people, house and ground."""
NOT_THE_SAME_MOST = 20  # candidates shown to a clerk that were judged to be other households


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """State of a household. `merged_by`: the act that joined it to `merged_into`; its copied details are
    found by it.

    `needs`: needs that belong to it now, in the order of coming. `not_same_as`: households that a clerk saw
    and told apart from it.
    """

    household_id: HouseholdId
    place: Place
    needs: tuple[NeedId, ...]
    registered_at: datetime
    merged_into: HouseholdId | None = None
    merged_by: ActionId | None = None
    merged_at: datetime | None = None
    not_same_as: tuple[HouseholdId, ...] = ()
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdRegistered:
    """A household came in that the center did not know."""

    household_id: HouseholdId
    place: Place
    not_same_as: tuple[HouseholdId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdPlaced:
    """Where it is became known or was corrected."""

    place: Place
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdDetailsTold:
    """Details of its people were told or corrected; `personal` names the vault's fields."""

    personal: tuple[Personal, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdNeedsJoined:
    """Needs came to it: a new one, or those of a household that turned out to be the same."""

    needs: tuple[NeedId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdNeedsLeft:
    """Needs went from it, because two households were joined or taken apart."""

    needs: tuple[NeedId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdMerged:
    """It is the same household as another one."""

    into: HouseholdId
    action_id: ActionId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdUnmerged:
    """It was another household after all."""

    at: datetime


HouseholdEvent: TypeAlias = (
    HouseholdRegistered
    | HouseholdPlaced
    | HouseholdDetailsTold
    | HouseholdNeedsJoined
    | HouseholdNeedsLeft
    | HouseholdMerged
    | HouseholdUnmerged
)


def register(born: HouseholdRegistered, need: NeedId) -> tuple[HouseholdEvent, ...]:
    """Register a new household with its first need. Raises Refusal `refusal.value` (422) for too many
    candidates.
    """
    few = len(born.not_same_as) <= NOT_THE_SAME_MOST
    refuse_unless(few, "refusal.value", status=422, field="not_same_as", most=NOT_THE_SAME_MOST)
    return (born, HouseholdNeedsJoined(needs=(need,), at=born.at))


def join(household: Household, need: NeedId, *, at: datetime) -> tuple[HouseholdEvent, ...]:
    """Give a household one more need; () when it has it already."""
    return () if need in household.needs else (HouseholdNeedsJoined(needs=(need,), at=at),)


def tell(
    household: Household, place: Place, *, personal: tuple[Personal, ...], at: datetime
) -> tuple[HouseholdEvent, ...]:
    """Tell details and place of a household; () when nothing is new. An unknown place never replaces a known
    one.
    """
    known = Place(area=place.area or household.place.area, mesh=place.mesh or household.place.mesh)
    placed = (HouseholdPlaced(place=known, at=at),) if known != household.place else ()
    told = (HouseholdDetailsTold(personal=personal, at=at),) if personal else ()
    return (*placed, *told)


def merge(
    household: Household, into: Household, *, action_id: ActionId, at: datetime
) -> tuple[tuple[HouseholdEvent, ...], tuple[HouseholdEvent, ...]]:
    """Join a household to another: (its events, the other's events); the needs go along.

    Raises Refusal `needs.same_household_already` when it is the other one or was merged before,
    `needs.household_gone` when the other one was itself merged away.
    """
    apart = household.household_id != into.household_id and household.merged_into is None
    refuse_unless(apart, "needs.same_household_already", household=household.household_id)
    refuse_unless(into.merged_into is None, "needs.household_gone", household=into.household_id)
    mine: tuple[HouseholdEvent, ...] = (
        HouseholdMerged(into=into.household_id, action_id=action_id, at=at),
    )
    if not household.needs:
        return mine, (HouseholdDetailsTold(personal=(), at=at),)
    return (
        (*mine, HouseholdNeedsLeft(needs=household.needs, at=at)),
        (HouseholdNeedsJoined(needs=household.needs, at=at),),
    )


def unmerge(
    household: Household, other: Household, *, needs: tuple[NeedId, ...], by_chief: bool, at: datetime
) -> tuple[tuple[HouseholdEvent, ...], tuple[HouseholdEvent, ...]]:
    """Take two households apart: (its events, the other's). `needs`: those that go back with it. Within the
    day of the merge, a chief always.

    Raises Refusal `needs.not_merged`, `needs.unmerge_later_first` when the other one was merged on since,
    `needs.unmerge_needs_chief` (403).
    """
    refuse_unless(
        household.merged_into == other.household_id, "needs.not_merged", household=household.household_id
    )
    refuse_unless(other.merged_into is None, "needs.unmerge_later_first", household=other.household_id)
    merged_at = household.merged_at or at
    same_day = activity_day(merged_at) == activity_day(at)
    refuse_unless(by_chief or same_day, "needs.unmerge_needs_chief", status=403, since=merged_at)
    mine: tuple[HouseholdEvent, ...] = (HouseholdUnmerged(at=at),)
    if not needs:
        return mine, (HouseholdDetailsTold(personal=(), at=at),)
    return (
        (*mine, HouseholdNeedsJoined(needs=needs, at=at)),
        (HouseholdNeedsLeft(needs=needs, at=at),),
    )


def evolve(state: Household | None, event: HouseholdEvent) -> Household:
    """The one transition of a household."""
    if isinstance(event, HouseholdRegistered):
        return Household(
            household_id=event.household_id,
            place=event.place,
            needs=(),
            registered_at=event.at,
            not_same_as=event.not_same_as,
        )
    assert state is not None, "a household begins by being registered"
    match event:
        case HouseholdPlaced():
            return replace(state, place=event.place)
        case HouseholdDetailsTold():
            return state
        case HouseholdNeedsJoined():
            return replace(state, needs=(*state.needs, *event.needs), is_void=False)
        case HouseholdNeedsLeft():
            stay = tuple(need for need in state.needs if need not in event.needs)
            return replace(state, needs=stay)
        case HouseholdMerged():
            return replace(
                state, merged_into=event.into, merged_by=event.action_id, merged_at=event.at
            )
        case HouseholdUnmerged():
            return replace(state, merged_into=None, merged_by=None, merged_at=None)
        case _:
            assert_never(event)


def void(state: Household) -> Household:
    """Registered by mistake: no needs, never offered as a duplicate again."""
    return replace(state, needs=(), is_void=True)


HOUSEHOLD: Kind[Household] = Kind(
    name="household",
    state=Household,
    events=(
        HouseholdRegistered,
        HouseholdPlaced,
        HouseholdDetailsTold,
        HouseholdNeedsJoined,
        HouseholdNeedsLeft,
        HouseholdMerged,
        HouseholdUnmerged,
    ),
    evolve=evolve,
    void=void,
)
