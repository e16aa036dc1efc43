"""What the counter reads: whom a word or number means, everything about one person's day, groups with their
people.

Names come out of the vault only in the fields that the caller names (by its role); the caller writes the
view into the access log.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import NOT_A_RECORD, Attendance, AttendanceStatus
from dvc.domain.folding import phone_digits
from dvc.domain.group import GROUP, Group, GroupStatus
from dvc.domain.ids import GroupId, TeamId, VolunteerId
from dvc.domain.insurance import CoverJudgement
from dvc.domain.kind import Kind
from dvc.domain.personal import Personal
from dvc.domain.readings import plain
from dvc.domain.team import TEAM
from dvc.domain.team_state import Team
from dvc.domain.volunteer import VOLUNTEER, Volunteer, VolunteerStatus, cover_on
from dvc.read.center import CenterReader
from dvc.read.search import search

S = TypeVar("S")
MATCHES_MOST = 9
"""The counter chooses among matches by one digit."""
MERGES_MOST = 20
TAG_NUMBER = re.compile(r"^(0[1-9]|1[0-2])([0-3]\d)-(\d{3,4})$")
"""A name tag as it is written by hand: month and day, number (screens.md 5.3)."""
MATCH_FIELDS = (Personal.NAME, Personal.KANA, Personal.PHONE, Personal.GROUP_NAME)
CARD_FIELDS = (
    Personal.NAME,
    Personal.KANA,
    Personal.PHONE,
    Personal.CITY_OF_HOME,
    Personal.AFFILIATION,
)
SHEET_FIELDS = (
    *CARD_FIELDS,
    Personal.EMERGENCY_NAME,
    Personal.EMERGENCY_PHONE,
    Personal.INSURANCE_NO,
    Personal.HEALTH_NOTE,
)
"""More than the counter shows: whom to call, what was shown as proof, what was said of health."""
NOT_HERE_YET = frozenset(
    {
        AttendanceStatus.BOOKED,
        AttendanceStatus.NO_SHOW,
        AttendanceStatus.BOOKING_CANCELLED,
        AttendanceStatus.RELEASED,
        AttendanceStatus.LEFT_EARLY,
        AttendanceStatus.SENT_HOME,
        AttendanceStatus.UNDONE,
    }
)
"""States from which the desk receives somebody (again)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person as the counter sees them. `today`: the day record, None without one; `told`: fields the
    caller may read; `line`: place on the waiting list from 1, None when not on it.
    """

    volunteer: Volunteer
    cover: CoverJudgement
    today: Attendance | None = None
    version: int = 0
    told: Mapping[Personal, str] = field(default_factory=dict)
    group: Group | None = None
    team: Team | None = None
    line: int | None = None

    @property
    def name(self) -> str:
        """The name as written, "" when the caller may not read it."""
        return self.told.get(Personal.NAME, "")

    @property
    def kana(self) -> str:
        """The reading of the name, "" without one."""
        return self.told.get(Personal.KANA, "")

    @property
    def phone_end(self) -> str:
        """The last four digits of the telephone, by which two people of one name are told apart."""
        return phone_digits(self.told.get(Personal.PHONE, ""))[-4:]

    @property
    def is_expected(self) -> bool:
        """Whether a check-in is the next act: nobody is here, or somebody went home and stands here again."""
        return self.today is None or self.today.status in NOT_HERE_YET

    @property
    def last_day(self) -> date | None:
        """The last day worked before, None for somebody new."""
        return self.volunteer.days[-1] if self.volunteer.days else None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFile:
    """One group of a day with its people in order of joining. `told`: name, contact, telephone."""

    group: Group
    people: tuple[Person, ...]
    told: Mapping[Personal, str]

    @property
    def name(self) -> str:
        """The group's name, "" when the caller may not read it."""
        return self.told.get(Personal.GROUP_NAME, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a word at the counter means. `more`: there are more people than are shown."""

    people: tuple[Person, ...] = ()
    groups: tuple[GroupFile, ...] = ()
    more: bool = False

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whose details are shown, for the access log."""
        shown = {person.volunteer.volunteer_id for person in self.people}
        return tuple(sorted({*shown, *(one.group.group_id for one in self.groups)}))


def find(reader: CenterReader, text: str, *, day: date, fields: Iterable[Personal]) -> Found:
    """People and groups of a day that `text` may mean: number or code of the day, kana or name, end of a
    phone; the booked first, those who are here already last.
    """
    allowed = frozenset(fields)
    asked = _as_code(plain(text))
    hits = search(reader, asked, fields=allowed, today=day)
    streams = {kind: [hit.stream for hit in hits if hit.kind == kind] for kind in KINDS_OF_THE_DESK}
    bearers = _where(reader, ATTENDANCE, attendance_id=streams["attendance"])
    wanted = [*(one.volunteer_id for one in bearers), *(VolunteerId(one) for one in streams["volunteer"])]
    people = sorted(people_of(reader, wanted, day=day, fields=allowed), key=_order)
    groups = groups_of(reader, [GroupId(one) for one in streams["group"]], day=day, fields=allowed)
    return Found(people=tuple(people[:MATCHES_MOST]), groups=groups, more=len(people) > MATCHES_MOST)


KINDS_OF_THE_DESK = ("attendance", "volunteer", "group")
_HERE_LAST = {AttendanceStatus.BOOKED: 0, None: 1}


def _as_code(asked: str) -> str:
    match = TAG_NUMBER.match(asked)
    return f"V-{match[1]}{match[2]}-{match[3]}" if match else asked


def _order(person: Person) -> tuple[int, str, str]:
    status = person.today.status if person.today else None
    rank = 1 if person.is_expected and status is not AttendanceStatus.BOOKED else 2
    return (_HERE_LAST.get(status, rank), person.kana or person.name, person.volunteer.volunteer_id)


def person_of(
    reader: CenterReader, person_id: str, *, day: date, fields: Iterable[Personal]
) -> Person | None:
    """Everything about one person, by volunteer id or by the id of a day record; None for nobody."""
    if person_id.startswith("att_"):
        record = reader.find(ATTENDANCE, person_id)
        if record is None:
            return None
        found = people_of(reader, [record.volunteer_id], day=record.day, fields=fields)
    else:
        found = people_of(reader, [VolunteerId(person_id)], day=day, fields=fields)
    return found[0] if found else None


def people_of(
    reader: CenterReader, ids: Iterable[VolunteerId], *, day: date, fields: Iterable[Personal]
) -> list[Person]:
    """People by id, each once, in the order asked; whoever gave way to another entry is answered by it."""
    volunteers = standing_entries(reader, ids)
    if not volunteers:
        return []
    known = [one.volunteer_id for one in volunteers]
    records = {
        one.volunteer_id: one
        for one in reader.where(ATTENDANCE, volunteer_id=known, day=day)
        if one.status not in NOT_A_RECORD
    }
    told = reader.labels(known, fields)
    groups = {one.group_id: one for one in _where(reader, GROUP, group_id=_group_ids(records.values()))}
    teams = {one.team_id: one for one in _where(reader, TEAM, team_id=_team_ids(records.values()))}
    lines = _lines(reader, records.values(), day)
    is_immediate = bool(reader.setting("insurance_immediate"))
    is_quake = reader.setting("hazard") == "quake"
    made = []
    for one in volunteers:
        record = records.get(one.volunteer_id)
        made.append(
            Person(
                volunteer=one,
                cover=cover_on(one, day, is_immediate=is_immediate, is_quake=is_quake),
                today=record,
                told=told.get(one.volunteer_id, {}),
                group=groups.get(record.group_id) if record and record.group_id else None,
                team=teams.get(record.team_id) if record and record.team_id else None,
                line=lines.get(record.attendance_id) if record else None,
            )
        )
    return made


def standing_entries(reader: CenterReader, ids: Iterable[VolunteerId]) -> list[Volunteer]:
    """The entries that stand for these ids: through merges, without undone ones, each once."""
    asked = list(dict.fromkeys(ids))
    stands: dict[str, Volunteer] = {}
    for _ in range(MERGES_MOST):
        if not asked:
            break
        found = {one.volunteer_id: one for one in reader.where(VOLUNTEER, volunteer_id=asked)}
        ordered = [found[one] for one in asked if one in found]
        stands |= {one.volunteer_id: one for one in ordered if one.status is VolunteerStatus.ACTIVE}
        asked = list(dict.fromkeys(one.merged_into for one in ordered if one.merged_into is not None))
    return list(stands.values())


def _group_ids(records: Iterable[Attendance]) -> list[GroupId]:
    return sorted({one.group_id for one in records if one.group_id is not None})


def _team_ids(records: Iterable[Attendance]) -> list[TeamId]:
    return sorted({one.team_id for one in records if one.team_id is not None})


def _where(reader: CenterReader, kind: Kind[S], **ids: list[Any]) -> list[S]:
    """States with these ids; no question is asked for none."""
    return reader.where(kind, **ids) if all(ids.values()) else []


def _lines(reader: CenterReader, records: Iterable[Attendance], day: date) -> dict[str, int]:
    """Places on the waiting list by day record, from 1, by the time of coming."""
    if not any(one.status is AttendanceStatus.WAITLIST for one in records):
        return {}
    line = reader.where(ATTENDANCE, day=day, status=AttendanceStatus.WAITLIST)
    ordered = sorted(line, key=lambda one: (one.since, one.attendance_id))
    return {one.attendance_id: place for place, one in enumerate(ordered, start=1)}


def groups_of(
    reader: CenterReader, ids: Iterable[GroupId], *, day: date, fields: Iterable[Personal]
) -> tuple[GroupFile, ...]:
    """Groups of a day by id, without their people."""
    wanted = list(dict.fromkeys(ids))
    found = reader.where(GROUP, group_id=wanted, day=day) if wanted else []
    return _files(reader, [one for one in found if one.status is not GroupStatus.UNDONE], fields)


def groups_of_day(reader: CenterReader, day: date, *, fields: Iterable[Personal]) -> tuple[GroupFile, ...]:
    """All groups of a day in order of number, without their people."""
    found = [one for one in reader.where(GROUP, day=day) if one.status is not GroupStatus.UNDONE]
    return _files(reader, sorted(found, key=lambda one: one.number), fields)


def _files(
    reader: CenterReader, groups: Iterable[Group], fields: Iterable[Personal]
) -> tuple[GroupFile, ...]:
    listed = list(groups)
    told = reader.labels([one.group_id for one in listed], fields)
    return tuple(GroupFile(group=one, people=(), told=told.get(one.group_id, {})) for one in listed)


def group_file(reader: CenterReader, group_id: str, *, fields: Iterable[Personal]) -> GroupFile | None:
    """A group with everybody on its list, None when there is none."""
    group = reader.find(GROUP, group_id)
    if group is None or group.status is GroupStatus.UNDONE:
        return None
    allowed = frozenset(fields)
    members = {one.attendance_id: one for one in reader.where(ATTENDANCE, attendance_id=group.members)}
    order = [members[one].volunteer_id for one in group.members if one in members]
    people = {
        one.volunteer.volunteer_id: one for one in people_of(reader, order, day=group.day, fields=allowed)
    }
    return GroupFile(
        group=group,
        people=tuple(people[one] for one in order if one in people),
        told=reader.labels([group_id], allowed).get(group_id, {}),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleOfDay:
    """One page of the people of a day in order of number. `after`: the next page begins behind this number,
    None at the end; `total`: how many there are in all.
    """

    people: tuple[Person, ...]
    after: int | None
    total: int


def people_of_day(
    reader: CenterReader,
    day: date,
    *,
    statuses: Iterable[AttendanceStatus],
    fields: Iterable[Personal],
    page: tuple[int, int] = (0, 60),
) -> PeopleOfDay:
    """People of a day in some states. `page`: behind which number it begins, and how many it holds."""
    behind, most = page
    records = reader.where(ATTENDANCE, day=day, status=tuple(statuses))
    ordered = sorted(records, key=lambda one: (one.number, one.attendance_id))
    rest = [one for one in ordered if one.number > behind]
    shown = rest[:most]
    people = people_of(reader, [one.volunteer_id for one in shown], day=day, fields=fields)
    more = shown[-1].number if len(rest) > len(shown) and shown else None
    return PeopleOfDay(people=tuple(people), after=more, total=len(ordered))
