"""A matching run of a day: what the solver proposed, why, and what staff made of each proposal.

A proposal binds nobody (house law 9): it is a two-phase promise that expires. Its people stay free until a
person confirms it, and the rules are judged again at that moment. A proposal that does not fit any more is
marked stale and stays to be seen; it can be changed by hand and tried again. Reasons are codes and numbers,
never sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.ids import (
    ActorId,
    AttendanceId,
    Digest,
    GroupId,
    ProposalId,
    ReasonCode,
    RunId,
    TeamId,
    VisitId,
)
from dvc.domain.promise import Promise

PROPOSALS_MOST = 600
"""Twice the sheets of the largest day (domain/06 6.6: 250-300 needs for 1,500 people)."""
UNPLACED_MOST = 4_000
REASONS_MOST = 12


class DeclineReason(StrEnum):
    """Why staff did not take a proposal; the next run may weigh it."""

    PEOPLE = "people"
    HOUSEHOLD = "household"
    ORDER = "order"
    TOO_FEW = "too_few"
    OTHER_TEAM = "other_team"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReason:
    """Why, or why not: a code of the solver or a rule (H01 …), the thing it is about and how many are
    missing.

    `name`: a skill, an item, a vehicle class or an id; None when the code needs none.
    """

    code: ReasonCode
    name: ReasonCode | None = None
    count: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedSeat:
    """One volunteer, or one group that stays together, proposed for a sheet."""

    people: tuple[AttendanceId, ...]
    group_id: GroupId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One sheet with the people proposed for it; notes that hang there already are not repeated here.

    `stale`: rules that it broke when somebody tried to confirm it, empty when it was not tried or fitted.
    `decided_by`, `decided_at`: who confirmed, declined or replaced it. `by_hand`: changes by staff since the
    run.
    """

    proposal_id: ProposalId
    visit_id: VisitId
    seats: tuple[ProposedSeat, ...]
    leader: AttendanceId | None
    promise: Promise
    reasons: tuple[RunReason, ...] = ()
    stale: tuple[ReasonCode, ...] = ()
    team_id: TeamId | None = None
    decline: DeclineReason | None = None
    decided_by: ActorId | None = None
    decided_at: datetime | None = None
    by_hand: int = 0

    @property
    def people(self) -> tuple[AttendanceId, ...]:
        """Everybody proposed, in the order of the seats."""
        return tuple(person for seat in self.seats for person in seat.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A sheet that got nobody, and the smallest things that are missing."""

    visit_id: VisitId
    reasons: tuple[RunReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """People who got no sheet, and why."""

    people: tuple[AttendanceId, ...]
    reasons: tuple[RunReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRun:
    """State of a run. `based_on_seq`: the log position that the problem was read at; `problem_hash`: of the
    instance.

    `value`, `bound`: of the plan, and the proven most that any plan can reach, None when none was proven.
    """

    run_id: RunId
    day: date
    based_on_seq: int
    problem_hash: Digest
    seed: int
    value: float
    bound: float | None
    started_by: ActorId
    recorded_at: datetime
    proposals: tuple[Proposal, ...]
    unserved: tuple[Unserved, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    is_current: bool = True
