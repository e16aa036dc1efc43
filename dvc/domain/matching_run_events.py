"""Events of a matching run.

Bodies hold ids, codes, numbers and times only. `by`: id of who decided; `at`: when it happened, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dvc.domain.ids import ActorId, AttendanceId, ProposalId, ReasonCode, TeamId
from dvc.domain.matching_run_state import DeclineReason, MatchingRun, ProposedSeat


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingRan:
    """A run was made outside and written down as a whole."""

    run: MatchingRun


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalConfirmed:
    """Somebody confirmed it; its people are a team now."""

    proposal_id: ProposalId
    team_id: TeamId
    leader: AttendanceId | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalFoundStale:
    """Somebody tried to confirm it and it does not fit any more. `rules`: the codes that stand against it."""

    proposal_id: ProposalId
    rules: tuple[ReasonCode, ...]
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalChanged:
    """staff moved people: from one proposal to another, out of one, or into one (None: the waiting
    people).
    """

    seats: tuple[ProposedSeat, ...]
    from_proposal: ProposalId | None
    to_proposal: ProposalId | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalDeclined:
    """Staff did not take it."""

    proposal_id: ProposalId
    because: DeclineReason
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsExpired:
    """Their time was over before anybody decided."""

    proposals: tuple[ProposalId, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchingSuperseded:
    """A newer run of the day took its place; what nobody had decided is let go."""

    proposals: tuple[ProposalId, ...]
    by: ActorId
    at: datetime


MatchingEvent: TypeAlias = (
    MatchingRan
    | ProposalConfirmed
    | ProposalFoundStale
    | ProposalChanged
    | ProposalDeclined
    | ProposalsExpired
    | MatchingSuperseded
)
