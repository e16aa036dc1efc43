"""Events of a day record as a record: undone, put to a group, merged with the same person's second one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dvc.domain.attendance_state import CheckOutFact, Scan, Standing
from dvc.domain.ids import AttendanceId, GroupId, VolunteerId
from dvc.domain.team_state import LeaveReason


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceUndone:
    """Registered by mistake (V25): everything up to this time is no longer said of this person."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceGroupJoined:
    """Came with this group, or was put to it."""

    group_id: GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceGroupLeft:
    """No longer with a group."""

    group_id: GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What two day records of one person tell together; taken over by one of them, and given back at the
    parting.
    """

    scans: tuple[Scan, ...]
    checkouts: tuple[CheckOutFact, ...]
    group_id: GroupId | None
    insured_at: datetime | None
    joined_here: bool
    guardian_at: datetime | None
    oriented_round: int | None
    oriented_at: datetime | None
    waiting_at: datetime | None
    left_early_at: datetime | None
    left_because: LeaveReason | None
    went_out: bool
    supported_center: bool
    injured: bool
    late: bool
    standing: Standing | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordMerged:
    """This record was the same person's second one of the day; the other stands."""

    into: AttendanceId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordUnmerged:
    """It was somebody else after all; this record stands again as it was."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordAbsorbed:
    """Took over what the other record of the same person told."""

    other: AttendanceId
    facts: DayFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordParted:
    """Gave back what it had taken over from the other record."""

    other: AttendanceId
    facts: DayFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRecordHandedOver:
    """Two volunteers turned out to be one (or not): the record belongs to this one now. `was`: to whom
    before.
    """

    volunteer_id: VolunteerId
    was: VolunteerId | None


RecordEvent: TypeAlias = (
    AttendanceUndone
    | AttendanceGroupJoined
    | AttendanceGroupLeft
    | DayRecordMerged
    | DayRecordUnmerged
    | DayRecordAbsorbed
    | DayRecordParted
    | DayRecordHandedOver
)
