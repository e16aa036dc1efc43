"""One person entered twice: entries and day records made one, and two again when it was somebody else (issue
2, 2a).

Nothing is thrown away: what gave way keeps its own log, and everything that the merge brought is given back
at the parting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.reception_asks import DESK, naming_the_first
from dvc.commands.reception_people import judge_today
from dvc.domain import attendance_record as records
from dvc.domain import volunteer as people
from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_record_events import DayRecordAbsorbed
from dvc.domain.attendance_state import NOT_A_RECORD, Attendance, AttendanceStatus
from dvc.domain.facts import Recorded
from dvc.domain.group import GROUP, add_members, remove_members
from dvc.domain.ids import AttendanceId, VolunteerId
from dvc.domain.kind import Kind
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.volunteer import VOLUNTEER, Volunteer, shared_of
from dvc.domain.volunteer_events import VolunteerAbsorbed
from dvc.ports import Work

S = TypeVar("S")
PERSONAL_OF_VOLUNTEER = (
    Personal.NAME,
    Personal.KANA,
    Personal.PHONE,
    Personal.PHONE_2,
    Personal.EMAIL,
    Personal.CITY_OF_HOME,
    Personal.AFFILIATION,
    Personal.EMERGENCY_NAME,
    Personal.EMERGENCY_PHONE,
    Personal.BIRTH_DATE,
    Personal.INSURANCE_NO,
    Personal.HEALTH_NOTE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeVolunteers:
    """Two entries are one person: `keep` stands, `other` gives way, with its day records."""

    keep: VolunteerId
    other: VolunteerId


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeVolunteers:
    """It was somebody else: `other` stands again."""

    other: VolunteerId


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeAttendances:
    """Two day records are one person's; a seat or a team decides which one stands, else `keep`."""

    keep: AttendanceId
    other: AttendanceId


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmergeAttendances:
    """It was somebody else: the record that gave way stands again."""

    other: AttendanceId


@handles(MergeVolunteers, roles=DESK)
def merge_volunteers(work: Work, command: MergeVolunteers, meta: CommandMeta) -> Result:
    """Make two entries one. Raises Refusal `reception.both_busy` while two sheets count on the person."""
    keep, other = work.get(VOLUNTEER, command.keep), work.get(VOLUNTEER, command.other)
    at = work.meta.happened_at
    with naming_the_first(work, VOLUNTEER, other.volunteer_id):
        merged = people.merge(other, into=keep.volunteer_id, at=at)
        absorbed = people.absorb(keep, other)
    work.record(VOLUNTEER, other.volunteer_id, *merged)
    keep = work.record(VOLUNTEER, keep.volunteer_id, *absorbed)
    _copy_words(work, meta, other.volunteer_id, keep.volunteer_id)
    moved = _bring_records(work, keep, other.volunteer_id)
    judge_today(work, keep)
    return {"volunteer_id": keep.volunteer_id, "other": other.volunteer_id, "records": moved}


@handles(UnmergeVolunteers, roles=DESK)
def unmerge_volunteers(work: Work, command: UnmergeVolunteers, meta: CommandMeta) -> Result:
    """Make them two again, with the records and words that were brought. Raises Refusal
    `reception.not_merged`.
    """
    del meta
    other = work.get(VOLUNTEER, command.other)
    events = people.unmerge(other, at=work.meta.happened_at)
    assert other.merged_into is not None, "a merged entry knows the one that stands"
    keep = work.get(VOLUNTEER, other.merged_into)
    act = _absorbing(work, VOLUNTEER, keep.volunteer_id, VolunteerAbsorbed, other.volunteer_id)
    before, after = _around(work, VOLUNTEER, act)
    parted = people.part(keep, other=other.volunteer_id, before=shared_of(before), after=shared_of(after))
    _give_records_back(work, keep.volunteer_id, other.volunteer_id)
    work.record(VOLUNTEER, other.volunteer_id, *events)
    keep = work.record(VOLUNTEER, keep.volunteer_id, *parted)
    work.vault.withdraw(act.meta.action_id)
    judge_today(work, keep)
    return {"volunteer_id": other.volunteer_id, "keep": keep.volunteer_id}


@handles(MergeAttendances, roles=DESK)
def merge_attendances(work: Work, command: MergeAttendances, meta: CommandMeta) -> Result:
    """Make two day records one. Raises Refusal `reception.both_busy`, `reception.other_day`,
    `reception.same_entry`.
    """
    del meta
    stands = _merge(work, work.get(ATTENDANCE, command.keep), work.get(ATTENDANCE, command.other))
    return {"attendance_id": stands.attendance_id, "code": stands.code, "status": stands.status.value}


@handles(UnmergeAttendances, roles=DESK)
def unmerge_attendances(work: Work, command: UnmergeAttendances, meta: CommandMeta) -> Result:
    """Make them two again. Raises Refusal `reception.not_merged`, `reception.other_record` when the person
    has another.
    """
    del meta
    a = work.get(ATTENDANCE, command.other)
    refuse_unless(a.status is AttendanceStatus.MERGED, "reception.not_merged")
    _refuse_second(work, a)
    again = _unmerge(work, a)
    return {"attendance_id": again.attendance_id, "code": again.code, "status": again.status.value}


def _copy_words(work: Work, meta: CommandMeta, other: VolunteerId, keep: VolunteerId) -> None:
    """Words that only the other entry has, kept under this act, so that the parting can withdraw them."""
    missing = {
        field: work.vault.get(other, field)
        for field in PERSONAL_OF_VOLUNTEER
        if work.vault.get(keep, field) is None
    }
    work.vault.put(keep, missing, source_of(work, meta, said_by=other))


def _bring_records(work: Work, keep: Volunteer, other: VolunteerId) -> int:
    """Every day record of the other entry: merged where both have one, handed over where only it has."""
    theirs = [a for a in work.where(ATTENDANCE, volunteer_id=other) if a.status not in NOT_A_RECORD]
    for a in theirs:
        mine = [
            one
            for one in work.where(ATTENDANCE, volunteer_id=keep.volunteer_id, day=a.day)
            if one.status not in NOT_A_RECORD
        ]
        stands = _merge(work, mine[0], a) if mine else a
        if stands.volunteer_id != keep.volunteer_id:
            events = records.hand_over(stands, to=keep.volunteer_id, was=other)
            work.record(ATTENDANCE, stands.attendance_id, *events)
    return len(theirs)


def _give_records_back(work: Work, keep: VolunteerId, other: VolunteerId) -> None:
    """Undo of `_bring_records`: first the records that changed hands, then those that gave way."""
    for a in work.where(ATTENDANCE, given_from=other):
        if a.volunteer_id == keep:
            events = records.hand_over(a, to=other, was=None)
            work.record(ATTENDANCE, a.attendance_id, *events)
    for a in work.where(ATTENDANCE, volunteer_id=other, status=AttendanceStatus.MERGED):
        _unmerge(work, a)
    for a in work.where(ATTENDANCE, volunteer_id=keep, status=AttendanceStatus.MERGED):
        into = work.get(ATTENDANCE, a.merged_into) if a.merged_into else None
        if into is not None and into.volunteer_id == other:
            _unmerge(work, a)


def _merge(work: Work, keep: Attendance, other: Attendance) -> Attendance:
    """The record that stands, after taking over the other's facts and its place in a group."""
    stands, gone = records.which_stands(keep, other)
    events = records.absorb(stands, gone)
    merged = records.merge(gone, into=stands.attendance_id, at=work.meta.happened_at)
    work.record(ATTENDANCE, gone.attendance_id, *merged)
    stands = work.record(ATTENDANCE, stands.attendance_id, *events)
    if gone.group_id is not None:
        _change_members(work, gone, out=gone.attendance_id, into=_of_group(stands, gone))
    return stands


def _of_group(stands: Attendance, gone: Attendance) -> AttendanceId | None:
    return stands.attendance_id if stands.group_id == gone.group_id else None


def _unmerge(work: Work, a: Attendance) -> Attendance:
    """The record that gave way stands again, the other gives back what it had taken over."""
    assert a.merged_into is not None, "a merged record knows the one that stands"
    stands = work.get(ATTENDANCE, a.merged_into)
    act = _absorbing(work, ATTENDANCE, stands.attendance_id, DayRecordAbsorbed, a.attendance_id)
    before, after = _around(work, ATTENDANCE, act)
    parted = records.part(stands, other=a.attendance_id, before=before, after=after)
    again = records.unmerge(a, at=work.meta.happened_at)
    stands = work.record(ATTENDANCE, stands.attendance_id, *parted)
    a = work.record(ATTENDANCE, a.attendance_id, *again)
    if a.group_id is not None:
        leaves = stands.attendance_id if before.group_id != a.group_id else None
        _change_members(work, a, out=leaves, into=a.attendance_id)
    return a


def _change_members(
    work: Work, a: Attendance, *, out: AttendanceId | None, into: AttendanceId | None
) -> None:
    """Keep the group's own list of its people in step."""
    group = work.find(GROUP, a.group_id) if a.group_id is not None else None
    if group is None or group.status.value in {"called_off", "undone"}:
        return
    if out is not None and out in group.members:
        group = work.record(GROUP, group.group_id, *remove_members(group, (out,)))
    events = add_members(group, (into,)) if into is not None else ()
    if events:
        work.record(GROUP, group.group_id, *events)


def _refuse_second(work: Work, a: Attendance) -> None:
    """A person has one record a day (law 3): before this one stands again, the other has to go."""
    for one in work.where(ATTENDANCE, volunteer_id=a.volunteer_id, day=a.day):
        if one.status not in NOT_A_RECORD:
            raise Refusal("reception.other_record", person=one.attendance_id)


def _absorbing(work: Work, kind: Kind[Any], stream: str, event: type, other: str) -> Recorded:
    """The act in which a stream took over the other; the last one, if there were several."""
    acts = [
        recorded
        for recorded in work.events_after(kind, stream, 0)
        if isinstance(recorded.event, event) and recorded.event.other == other  # type: ignore[attr-defined]
    ]
    refuse_unless(acts, "reception.not_merged")
    return acts[-1]


def _around(work: Work, kind: Kind[S], act: Recorded) -> tuple[S, S]:
    """State of a stream just before and just after one of its events."""
    before = work.state_at(kind, act.stream, act.version - 1)
    after = work.state_at(kind, act.stream, act.version)
    assert before is not None, "what takes over was there before"
    assert after is not None, "a state after an event"
    return before, after
