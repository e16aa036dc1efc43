"""Groups: announced with a list, received with one scan and the absent unticked, changed at the desk
(domain/02 2.5).

A group that stays together is never cut by the cap: it gets places whole, or waits whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_arrival import Door, receive
from dvc.commands.reception_asks import (
    DESK,
    cap_of,
    known_volunteer,
    naming_the_first,
    places_free,
    places_left,
    record_of,
    standing_record,
    today,
    volunteer_of,
)
from dvc.commands.reception_booking import Place, book, refuse_wrong_day
from dvc.commands.reception_person import PersonForm, checked, enter_person
from dvc.domain import attendance_desk as desk
from dvc.domain import attendance_record as records
from dvc.domain import group as groups
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import (
    HOLDS_A_PLACE,
    NOTHING_SAID,
    Attendance,
    AttendanceStatus,
    BookingBecause,
    CheckInMethod,
    DayAnswers,
)
from dvc.domain.group import GROUP, MEMBERS_MOST, Group, GroupRegistered, GroupTerms
from dvc.domain.ids import MAIN_BASE, AttendanceId, BaseId, GroupId, VolunteerId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import Role
from dvc.ports import Work

STANDARD_TERMS = GroupTerms()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPerson:
    """One row of a group's list: somebody known by id, or a form. Both: a new person with an id made by the
    device.
    """

    volunteer_id: VolunteerId | None = None
    person: PersonForm | None = None
    is_leader: bool = False
    said: DayAnswers = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGroup:
    """What a group is called and how it may be placed; the words go to the vault. `contact_*`: who answers
    for it at home.
    """

    name: str
    terms: GroupTerms = STANDARD_TERMS
    contact_name: str | None = None
    contact_phone: str | None = None
    base_id: BaseId = MAIN_BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterGroup:
    """Announce a group for a day; people on its list are booked. `day` None: today."""

    group: NewGroup
    group_id: GroupId | None = None
    day: date | None = None
    people: tuple[GroupPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberException:
    """What one member of the list said differently from the others."""

    attendance_id: AttendanceId
    said: DayAnswers


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInGroup:
    """Receive a group in one act: everybody on its list but `absent`, and `people` who are not on it yet.

    `new_group`: it was not announced; then it is registered in the same act. `said`: holds for everybody
    without own words.
    """

    group_id: GroupId
    new_group: NewGroup | None = None
    absent: tuple[AttendanceId, ...] = ()
    exceptions: tuple[MemberException, ...] = ()
    people: tuple[GroupPerson, ...] = ()
    said: DayAnswers = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Other terms, people added or taken out, another leader, or it does not come. None: as before."""

    group_id: GroupId
    terms: GroupTerms | None = None
    add: tuple[AttendanceId, ...] = ()
    remove: tuple[AttendanceId, ...] = ()
    leader: AttendanceId | None = None
    call_off: bool = False


@handles(RegisterGroup, roles=DESK | {Role.GENERAL_AFFAIRS, Role.API})
def register_group(work: Work, command: RegisterGroup, meta: CommandMeta) -> Result:
    """Announce a group and book its people. Raises Refusal `reception.booking_full` when it does not fit
    whole.
    """
    day = command.day or today(work)
    refuse_wrong_day(work, day)
    _check_list(command.people)
    size = max(command.group.terms.expected, len(command.people))
    free = places_free(work, day)
    refuse_unless(size <= free, "reception.booking_full", cap=cap_of(work, day), free=free, asked=size)
    group = _new_group(work, meta, command.group_id, command.group, day)
    members = []
    for row in command.people:
        volunteer_id = _enter(work, meta, row)
        before = record_of(work, volunteer_id, day)
        place = Place(day=day, base_id=group.base_id, group_id=group.group_id, is_counted=True)
        a = book(work, meta, volunteer_id, before, place)
        a = _join(work, a, group.group_id)
        members.append((a, row.is_leader))
    group = _with_members(work, group, members)
    return {"group_id": group.group_id, "code": group.code, "number": group.number, "people": len(members)}


@handles(CheckInGroup, roles=DESK)
def check_in_group(work: Work, command: CheckInGroup, meta: CommandMeta) -> Result:
    """One scan, everybody received.
    The answer counts who may go on, who waits and who is held at the desk.
    """
    _check_list(command.people)
    for name in ("absent", "exceptions"):
        refuse_unless(
            len(getattr(command, name)) <= MEMBERS_MOST,
            "refusal.value",
            status=422,
            field=name,
            most=MEMBERS_MOST,
        )
    day = today(work)
    if command.new_group is not None:
        group = _new_group(work, meta, command.group_id, command.new_group, day)
    else:
        group = work.get(GROUP, command.group_id)
    refuse_unless(group.day == day, "reception.group_other_day", day=group.day.isoformat())
    with naming_the_first(work, GROUP, group.group_id):
        events = groups.check_in(group, at=work.meta.happened_at)
    listed = [standing_record(work, one) for one in group.members if one not in command.absent]
    new = [(_enter(work, meta, row), row) for row in command.people]
    is_full = _has_no_room(work, group, listed, [who for who, _ in new])
    if events:
        group = work.record(GROUP, group.group_id, *events)
    own_words = {one.attendance_id: one.said for one in command.exceptions}
    received: list[Attendance] = []
    for a in listed:
        said = own_words.get(a.attendance_id, command.said)
        after, _ = receive(work, meta, a.volunteer_id, _door(group, said=said, is_full=is_full))
        received.append(after)
    added: list[tuple[Attendance, bool]] = []
    for who, row in new:
        said = row.said if row.said != NOTHING_SAID else command.said
        a, _ = receive(work, meta, who, _door(group, said=said, is_full=is_full))
        added.append((_join(work, a, group.group_id), row.is_leader))
    group = _with_members(work, group, added)
    return _counted(group, [*received, *(a for a, _ in added)])


@handles(ChangeGroup, roles=DESK | {Role.MATCHING, Role.GENERAL_AFFAIRS})
def change_group(work: Work, command: ChangeGroup, meta: CommandMeta) -> Result:
    """Change a group before its people are on a sheet. Raises Refusal `reception.still_on_sheet`,
    `reception.group_over`.
    """
    del meta
    group = work.get(GROUP, command.group_id)
    with naming_the_first(work, GROUP, group.group_id):
        if command.terms is not None:
            group = _recorded(work, group, groups.change_terms(group, command.terms))
        if command.remove:
            group = _recorded(work, group, groups.remove_members(group, command.remove))
            for one in command.remove:
                a = standing_record(work, one)
                work.record(ATTENDANCE, a.attendance_id, *records.leave_group(a, group.group_id))
        if command.add:
            new = [standing_record(work, one) for one in command.add]
            for a in new:
                refuse_unless(a.day == group.day, "reception.other_day", status=422)
            group = _with_members(work, group, [(_join(work, a, group.group_id), False) for a in new])
        if command.leader is not None:
            group = _recorded(work, group, groups.name_leader(group, command.leader))
        if command.call_off:
            group = _called_off(work, group)
    return {"group_id": group.group_id, "status": group.status.value, "people": len(group.members)}


def _called_off(work: Work, group: Group) -> Group:
    """The group does not come: its bookings end as called off by people, not as no-shows."""
    at = work.meta.happened_at
    group = _recorded(work, group, groups.call_off(group, at=at))
    for one in group.members:
        a = standing_record(work, one)
        if a.status is AttendanceStatus.BOOKED:
            events = desk.cancel_booking(a, because=BookingBecause.PERSON, at=at)
            work.record(ATTENDANCE, a.attendance_id, *events)
    return group


def _check_list(people: tuple[GroupPerson, ...]) -> None:
    fits = len(people) <= MEMBERS_MOST
    refuse_unless(fits, "refusal.value", status=422, field="people", most=MEMBERS_MOST)
    for row in people:
        is_somebody = row.volunteer_id is not None or row.person is not None
        refuse_unless(is_somebody, "refusal.value", status=422, field="people")
    known = [row.volunteer_id for row in people if row.volunteer_id is not None]
    refuse_unless(len(known) == len(set(known)), "reception.twice_on_list", status=422)


def _new_group(work: Work, meta: CommandMeta, group_id: GroupId | None, new: NewGroup, day: date) -> Group:
    """Register a group with its words in the vault.
    Raises Refusal `reception.group_known`, `refusal.value`.
    """
    name = checked(Personal.GROUP_NAME, new.name)
    refuse_unless(name is not None, "refusal.value", status=422, field="name")
    texts = {
        Personal.GROUP_NAME: name,
        Personal.NAME: checked(Personal.NAME, new.contact_name),
        Personal.PHONE: checked(Personal.PHONE, new.contact_phone),
    }
    stream = group_id or GroupId(work.ids.new("grp"))
    before = work.find(GROUP, stream)
    event = GroupRegistered(
        group_id=stream,
        number=before.number if before else work.next_number(GROUP, day=day),
        day=day,
        base_id=new.base_id,
        terms=new.terms,
        at=work.meta.happened_at,
    )
    with naming_the_first(work, GROUP, stream):
        events = groups.register(before, event)
    group = work.record(GROUP, stream, *events)
    work.vault.put(stream, texts, source_of(work, meta))
    return group


def _enter(work: Work, meta: CommandMeta, row: GroupPerson) -> VolunteerId:
    """The standing entry of somebody on the list, made now if the row brings a form of somebody new."""
    if row.person is None:
        assert row.volunteer_id is not None, "checked before"
        return known_volunteer(work, row.volunteer_id).volunteer_id
    known = volunteer_of(work, row.volunteer_id) if row.volunteer_id is not None else None
    if known is not None:
        return known.volunteer_id
    volunteer_id = row.volunteer_id or VolunteerId(work.ids.new("vol"))
    return enter_person(work, meta, volunteer_id, row.person).volunteer_id


def _door(group: Group, *, said: DayAnswers, is_full: bool | None) -> Door:
    return Door(
        method=CheckInMethod.GROUP_SCAN,
        said=said,
        base_id=group.base_id,
        group_id=group.group_id,
        is_full=is_full,
    )


def _has_no_room(work: Work, group: Group, listed: list[Attendance], new: list[VolunteerId]) -> bool | None:
    """Whether a group that stays together finds no place whole. None: one that may be cut is judged person by
    person.
    """
    if not group.keep_together:
        return None
    without_place = [a for a in listed if a.status not in HOLDS_A_PLACE]
    known = [record_of(work, who, group.day) for who in new]
    walk_in = [a for a in known if a is None or a.status not in HOLDS_A_PLACE]
    left = places_left(work, group.day) + groups.still_expected(group)
    return len(without_place) + len(walk_in) > left


def _join(work: Work, a: Attendance, group_id: GroupId) -> Attendance:
    events = records.join_group(a, group_id)
    return work.record(ATTENDANCE, a.attendance_id, *events) if events else a


def _with_members(work: Work, group: Group, members: list[tuple[Attendance, bool]]) -> Group:
    group = _recorded(work, group, groups.add_members(group, tuple(a.attendance_id for a, _ in members)))
    leaders = [a.attendance_id for a, is_leader in members if is_leader]
    return _recorded(work, group, groups.name_leader(group, leaders[0])) if leaders else group


def _recorded(work: Work, group: Group, events: tuple[groups.GroupEvent, ...]) -> Group:
    return work.record(GROUP, group.group_id, *events) if events else group


def _counted(group: Group, people: list[Attendance]) -> Result:
    """How many of a group stand where, so that the desk sees the exceptions at once."""
    held = tuple(a.attendance_id for a in people if a.status is AttendanceStatus.INSURANCE_WAIT)
    return {
        "group_id": group.group_id,
        "code": group.code,
        "number": group.number,
        "people": len(people),
        "waiting": sum(a.status is AttendanceStatus.WAITLIST for a in people),
        "resting": sum(a.status is AttendanceStatus.REST for a in people),
        "held": held,
    }
