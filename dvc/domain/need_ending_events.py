"""Events that end a need or call for help beside it: refused, referred, cancelled, watched, closed, crisis,
rank.

`at`: when it happened in the world, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dvc.domain.ids import ActorId, ReferralId
from dvc.domain.need_site import CrisisReason
from dvc.domain.need_state import CancelReason, NeedStatus
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.values import Rank


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRefused:
    """N4, N14, N35: not ours to do; the household was told who can, or had it explained."""

    reason: RefuseReason
    referral_id: ReferralId | None
    explained: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReferred:
    """N14, N32, N35, N40: an agency takes it."""

    referral_id: ReferralId
    reason: RefuseReason | None
    handover: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCameBack:
    """N36: the agency returned it or did not answer in time; a chief owns it."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCancelled:
    """N26, N28, N39: ended without our work."""

    reason: CancelReason
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedReopened:
    """N31, N37, N43: the household asked again."""

    to: NeedStatus
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStarted:
    """N29: the household is watched over."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchEnded:
    """N42: watching is over or went to somebody else."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedClosed:
    """N30: a quiet week has passed, or the center closes."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisReported:
    """N7: somebody must act at once; the need goes on in parallel."""

    reasons: tuple[CrisisReason, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisSeen:
    """Somebody who can act took the report."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CrisisClosed:
    """The danger is over or in other hands."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RankSet:
    """A chief set the rank by hand, or None: the computed one stands again."""

    rank: Rank | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedScored:
    """The urgency was counted again (domain/05 5.2). `area_lag`: 0-8 points, for a district that lags."""

    points: int
    rank: Rank
    area_lag: int
    at: datetime


EndingEvent: TypeAlias = (
    NeedRefused
    | NeedReferred
    | NeedCameBack
    | NeedCancelled
    | NeedReopened
    | WatchStarted
    | WatchEnded
    | NeedClosed
)
CrisisEvent: TypeAlias = CrisisReported | CrisisSeen | CrisisClosed | RankSet | NeedScored
