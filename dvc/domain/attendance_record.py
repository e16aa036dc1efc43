"""Verbs on the day record as a record: undo (V25), groups, and two records of one person made one, or two
again.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from dvc.domain.attendance import facts_of
from dvc.domain.attendance_events import AttendanceEvent
from dvc.domain.attendance_record_events import (
    AttendanceGroupJoined,
    AttendanceGroupLeft,
    AttendanceUndone,
    DayFacts,
    DayRecordAbsorbed,
    DayRecordHandedOver,
    DayRecordMerged,
    DayRecordParted,
    DayRecordUnmerged,
)
from dvc.domain.attendance_state import (
    NOT_A_RECORD,
    ON_A_SHEET,
    Attendance,
    AttendanceStatus,
    Standing,
)
from dvc.domain.ids import AttendanceId, GroupId, VolunteerId
from dvc.domain.refusal import Refusal, refuse_unless

_BUSY = ON_A_SHEET | {AttendanceStatus.CENTER_SUPPORT}


def undo(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """Registered by mistake (V25): nothing told up to now stands.

    Raises Refusal `reception.still_on_sheet` while a seat or a team counts on the person,
    `reception.no_record`.
    """
    refuse_unless(a.status not in NOT_A_RECORD, "reception.no_record", status_of_person=a.status.value)
    _refuse_on_sheet(a)
    told = (*(scan.at for scan in a.scans), *(fact.at for fact in a.checkouts), a.since)
    return (AttendanceUndone(at=max((at, *told))),)


def join_group(a: Attendance, group_id: GroupId) -> tuple[AttendanceEvent, ...]:
    """Put to a group. Raises Refusal `reception.in_other_group`, `reception.still_on_sheet`,
    `reception.no_record`.
    """
    refuse_unless(a.status not in NOT_A_RECORD, "reception.no_record", status_of_person=a.status.value)
    if a.group_id == group_id:
        return ()
    refuse_unless(a.group_id is None, "reception.in_other_group", group_id=a.group_id)
    _refuse_on_sheet(a)
    return (AttendanceGroupJoined(group_id=group_id),)


def leave_group(a: Attendance, group_id: GroupId) -> tuple[AttendanceEvent, ...]:
    """Out of a group. Raises Refusal `reception.not_in_group`, `reception.still_on_sheet`."""
    refuse_unless(a.group_id == group_id, "reception.not_in_group", group_id=group_id)
    _refuse_on_sheet(a)
    return (AttendanceGroupLeft(group_id=group_id),)


def which_stands(one: Attendance, other: Attendance) -> tuple[Attendance, Attendance]:
    """(the record that stands, the one that gives way): a seat or a team decides, then a day outside, else
    the first of the two.

    Raises Refusal `reception.both_busy` when two sheets or teams count on the person (law 3),
    `reception.other_day`, `reception.same_entry`, `reception.no_record`.
    """
    refuse_unless(one.attendance_id != other.attendance_id, "reception.same_entry", status=422)
    refuse_unless(one.day == other.day, "reception.other_day", status=422)
    for a in (one, other):
        refuse_unless(a.status not in NOT_A_RECORD, "reception.no_record", status_of_person=a.status.value)
    if one.status in _BUSY and other.status in _BUSY:
        raise Refusal("reception.both_busy", people=(one.attendance_id, other.attendance_id))
    return (other, one) if _weight(other) > _weight(one) else (one, other)


def _weight(a: Attendance) -> int:
    """How much stands on a record: the lists of teams and sheets name it."""
    return 2 if a.status in _BUSY else int(a.went_out)


def merge(other: Attendance, *, into: AttendanceId, at: datetime) -> tuple[AttendanceEvent, ...]:
    """This record gives way to the other of the same person and day."""
    return (DayRecordMerged(into=into, at=at),)


def absorb(keep: Attendance, other: Attendance) -> tuple[AttendanceEvent, ...]:
    """The standing record takes over the facts of the other."""
    facts = _together(facts_of(keep), facts_of(other))
    return (DayRecordAbsorbed(other=other.attendance_id, facts=facts),)


def unmerge(a: Attendance, *, at: datetime) -> tuple[AttendanceEvent, ...]:
    """The record stands again. Raises Refusal `reception.not_merged`."""
    refuse_unless(a.status is AttendanceStatus.MERGED, "reception.not_merged")
    return (DayRecordUnmerged(at=at),)


def part(
    now: Attendance, *, other: AttendanceId, before: Attendance, after: Attendance
) -> tuple[AttendanceEvent, ...]:
    """The standing record gives back what came with the other; what was told since stays.

    `before`, `after`: the record around the merge. Raises Refusal `reception.not_merged`.
    """
    refuse_unless(other in now.absorbed, "reception.not_merged")
    facts = _apart(facts_of(now), before=facts_of(before), after=facts_of(after))
    return (DayRecordParted(other=other, facts=facts),)


def hand_over(a: Attendance, *, to: VolunteerId, was: VolunteerId | None) -> tuple[AttendanceEvent, ...]:
    """The record belongs to another entry of the same person. `was`: to whom it goes back at a parting, None:
    to nobody.
    """
    return (DayRecordHandedOver(volunteer_id=to, was=was),)


def _together(keep: DayFacts, other: DayFacts) -> DayFacts:
    scans = {one.action_id: one for one in (*keep.scans, *other.scans)}
    outs = {one.action_id: one for one in (*keep.checkouts, *other.checkouts)}
    rounds = [(one.oriented_at, one.oriented_round) for one in (keep, other) if one.oriented_at is not None]
    oriented_at, oriented_round = min(rounds, default=(None, None))
    left = max((keep, other), key=lambda one: one.left_early_at.timestamp() if one.left_early_at else 0.0)
    still_waits = other.waiting_at is not None or not other.scans
    return DayFacts(
        scans=tuple(sorted(scans.values(), key=lambda one: (one.at, one.action_id))),
        checkouts=tuple(sorted(outs.values(), key=lambda one: (one.at, one.action_id))),
        group_id=keep.group_id or other.group_id,
        insured_at=keep.insured_at or other.insured_at,
        joined_here=keep.joined_here or other.joined_here,
        guardian_at=keep.guardian_at or other.guardian_at,
        oriented_at=oriented_at,
        oriented_round=oriented_round,
        waiting_at=keep.waiting_at if still_waits else None,
        left_early_at=left.left_early_at,
        left_because=left.left_because,
        went_out=keep.went_out or other.went_out,
        supported_center=keep.supported_center or other.supported_center,
        injured=keep.injured or other.injured,
        late=keep.late or other.late,
        standing=_better(keep, other),
    )


def _better(keep: DayFacts, other: DayFacts) -> Standing | None:
    """The entry that stands says what holds today, unless only the other one's cover is known."""
    mine, its = keep.standing, other.standing
    only_its_cover = its is not None and its.insured and not (mine is not None and mine.insured)
    return its if mine is None or only_its_cover else mine


def _apart(now: DayFacts, *, before: DayFacts, after: DayFacts) -> DayFacts:
    values = {
        one.name: _taken_out(*(getattr(facts, one.name) for facts in (now, before, after)))
        for one in fields(DayFacts)
    }
    return DayFacts(**values)


def _taken_out(now: Any, before: Any, after: Any) -> Any:
    if isinstance(now, tuple):
        return tuple(one for one in now if one in before or one not in after)
    return before if now == after else now


def _refuse_on_sheet(a: Attendance) -> None:
    if a.status in ON_A_SHEET:
        raise Refusal("reception.still_on_sheet", visit_id=a.visit_id, team_id=a.team_id, at=a.assigned_at)
