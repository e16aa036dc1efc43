"""A group: people who came together (団体, 一緒に来た人). Its people are day records; where it stays
together, no rule splits it.

Name, leader and telephone are in the vault under the group's id. The number restarts each day (contracts.md
section 1).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias, assert_never

from dvc.domain.ids import MAIN_BASE, AttendanceId, BaseId, Code, GroupId, NeedId, short_code
from dvc.domain.kind import Kind
from dvc.domain.refusal import Refusal, refuse_unless

MEMBERS_MOST = 200  # four coaches; a larger group registers twice


class GroupKind(StrEnum):
    """What kind of group it is (domain/02 2.5 #1)."""

    COMPANY = "company"
    SCHOOL = "school"
    NGO = "ngo"
    SHAKYO_BUS = "shakyo_bus"
    JC_LIONS = "jc_lions"
    RELIGIOUS = "religious"
    LOCAL = "local"
    FAMILY = "family"
    FRIENDS = "friends"
    OTHER = "other"


class GroupStatus(StrEnum):
    """Whether the group is expected or here."""

    EXPECTED = "expected"
    HERE = "here"
    CALLED_OFF = "called_off"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTerms:
    """How the group may be placed. `expected`: people announced. `min_unit`: smallest part it may be cut
    into.

    `own_cars`: comes with its own vehicles. `need_id`: the need agreed beforehand, None without one.
    """

    kind: GroupKind = GroupKind.OTHER
    expected: int = 2
    keep_together: bool = True
    min_unit: int = 1
    own_cars: bool = False
    need_id: NeedId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """State of a group of a day. `members`: day records, in order of joining. `leader`: one of them, None
    unknown.
    """

    group_id: GroupId
    code: Code
    number: int
    day: date
    status: GroupStatus
    since: datetime
    base_id: BaseId = MAIN_BASE
    kind: GroupKind = GroupKind.OTHER
    expected: int = 2
    keep_together: bool = True
    min_unit: int = 1
    own_cars: bool = False
    need_id: NeedId | None = None
    members: tuple[AttendanceId, ...] = ()
    leader: AttendanceId | None = None
    arrived_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRegistered:
    """A group was announced, or stood at the desk."""

    group_id: GroupId
    number: int
    day: date
    base_id: BaseId
    terms: GroupTerms
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMembersAdded:
    """These people belong to it."""

    people: tuple[AttendanceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMembersRemoved:
    """These people do not belong to it any more."""

    people: tuple[AttendanceId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTermsChanged:
    """Other numbers, or another word about staying together."""

    terms: GroupTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLeaderNamed:
    """Who speaks for the group on the day."""

    leader: AttendanceId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCheckedIn:
    """The group was received."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCalledOff:
    """The group does not come."""

    at: datetime


GroupEvent: TypeAlias = (
    GroupRegistered
    | GroupMembersAdded
    | GroupMembersRemoved
    | GroupTermsChanged
    | GroupLeaderNamed
    | GroupCheckedIn
    | GroupCalledOff
)
_OVER = frozenset({GroupStatus.CALLED_OFF, GroupStatus.UNDONE})


def register(group: Group | None, event: GroupRegistered) -> tuple[GroupEvent, ...]:
    """Announce a group once. Raises Refusal `reception.group_known`, `refusal.value`."""
    _refuse_terms(event.terms)
    if group is not None and group.status is not GroupStatus.UNDONE:
        raise Refusal("reception.group_known", number=group.number, at=group.since)
    return (event,)


def add_members(group: Group, people: tuple[AttendanceId, ...]) -> tuple[GroupEvent, ...]:
    """Put people to it; known ones change nothing. Raises Refusal `reception.group_over`, `refusal.value`."""
    _refuse_over(group)
    new = tuple(dict.fromkeys(one for one in people if one not in group.members))
    fits = len(group.members) + len(new) <= MEMBERS_MOST
    refuse_unless(fits, "refusal.value", status=422, field="members", most=MEMBERS_MOST)
    return (GroupMembersAdded(people=new),) if new else ()


def remove_members(group: Group, people: tuple[AttendanceId, ...]) -> tuple[GroupEvent, ...]:
    """Take people out. Raises Refusal `reception.group_over`, `reception.not_in_group`."""
    _refuse_over(group)
    strangers = tuple(one for one in people if one not in group.members)
    refuse_unless(not strangers, "reception.not_in_group", group_id=group.group_id, people=strangers)
    gone: tuple[GroupEvent, ...] = (GroupMembersRemoved(people=people),) if people else ()
    return (*gone, GroupLeaderNamed(leader=None)) if group.leader in people else gone


def change_terms(group: Group, terms: GroupTerms) -> tuple[GroupEvent, ...]:
    """Other terms; the same again change nothing. Raises Refusal `reception.group_over`, `refusal.value`."""
    _refuse_over(group)
    _refuse_terms(terms)
    return () if terms_of(group) == terms else (GroupTermsChanged(terms=terms),)


def name_leader(group: Group, leader: AttendanceId) -> tuple[GroupEvent, ...]:
    """Say who speaks for it. Raises Refusal `reception.group_over`, `reception.not_in_group`."""
    _refuse_over(group)
    is_member = leader in group.members
    refuse_unless(is_member, "reception.not_in_group", group_id=group.group_id, people=(leader,))
    return () if group.leader == leader else (GroupLeaderNamed(leader=leader),)


def check_in(group: Group, *, at: datetime) -> tuple[GroupEvent, ...]:
    """The group is here; a second time changes nothing. Raises Refusal `reception.group_over`."""
    _refuse_over(group)
    return () if group.status is GroupStatus.HERE else (GroupCheckedIn(at=at),)


def call_off(group: Group, *, at: datetime) -> tuple[GroupEvent, ...]:
    """The group does not come. Raises Refusal `reception.group_over`, `reception.group_here`."""
    _refuse_over(group)
    refuse_unless(group.status is GroupStatus.EXPECTED, "reception.group_here", at=group.arrived_at)
    return (GroupCalledOff(at=at),)


def terms_of(group: Group) -> GroupTerms:
    """The terms inside the state."""
    return GroupTerms(
        kind=group.kind,
        expected=group.expected,
        keep_together=group.keep_together,
        min_unit=group.min_unit,
        own_cars=group.own_cars,
        need_id=group.need_id,
    )


def still_expected(group: Group) -> int:
    """Places that an announced group holds beyond the people it has named."""
    return max(0, group.expected - len(group.members)) if group.status is GroupStatus.EXPECTED else 0


def _refuse_terms(terms: GroupTerms) -> None:
    in_range = 1 <= terms.expected <= MEMBERS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="expected", least=1, most=MEMBERS_MOST)
    unit_ok = 1 <= terms.min_unit <= terms.expected
    refuse_unless(unit_ok, "refusal.value", status=422, field="min_unit", least=1, most=terms.expected)


def _refuse_over(group: Group) -> None:
    refuse_unless(group.status not in _OVER, "reception.group_over", number=group.number, at=group.since)


def evolve(state: Group | None, event: GroupEvent) -> Group:
    """The one transition of a group."""
    if isinstance(event, GroupRegistered):
        blank = Group(
            group_id=event.group_id,
            code=short_code("G", event.day, event.number),
            number=event.number,
            day=event.day,
            status=GroupStatus.EXPECTED,
            since=event.at,
            base_id=event.base_id,
        )
        return _with_terms(blank, event.terms)
    assert state is not None, "a group begins with its registration"
    match event:
        case GroupMembersAdded():
            return replace(state, members=(*state.members, *event.people))
        case GroupMembersRemoved():
            return replace(state, members=tuple(one for one in state.members if one not in event.people))
        case GroupTermsChanged():
            return _with_terms(state, event.terms)
        case GroupLeaderNamed():
            return replace(state, leader=event.leader)
        case GroupCheckedIn():
            return replace(state, status=GroupStatus.HERE, since=event.at, arrived_at=event.at)
        case GroupCalledOff():
            return replace(state, status=GroupStatus.CALLED_OFF, since=event.at)
        case _:
            assert_never(event)


def _with_terms(group: Group, terms: GroupTerms) -> Group:
    return replace(
        group,
        kind=terms.kind,
        expected=terms.expected,
        keep_together=terms.keep_together,
        min_unit=terms.min_unit,
        own_cars=terms.own_cars,
        need_id=terms.need_id,
    )


def void(state: Group) -> Group:
    """Registered by mistake: its number stays used."""
    return replace(state, status=GroupStatus.UNDONE)


GROUP: Kind[Group] = Kind(
    name="group",
    state=Group,
    events=(
        GroupRegistered,
        GroupMembersAdded,
        GroupMembersRemoved,
        GroupTermsChanged,
        GroupLeaderNamed,
        GroupCheckedIn,
        GroupCalledOff,
    ),
    evolve=evolve,
    void=void,
)
