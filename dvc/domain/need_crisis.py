"""Beside the main state of a need: the crisis that rings until somebody who can act took it (N7), and the
rank.

Not every crisis begins as a need with work to do; it goes on in parallel, whatever state the need is in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dvc.domain.ids import ActorId
from dvc.domain.need_ending_events import (
    CrisisClosed,
    CrisisEvent,
    CrisisReported,
    CrisisSeen,
    NeedScored,
    RankSet,
)
from dvc.domain.need_site import CrisisReason
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import need_unless, require
from dvc.domain.urgency import Urgency, rank_of, rank_that_stands
from dvc.domain.values import Rank

_NOT_MERGED = frozenset(NeedStatus) - {NeedStatus.MERGED}


def report_crisis(
    need: Need, *, reasons: tuple[CrisisReason, ...], at: datetime
) -> tuple[CrisisEvent, ...]:
    """Report that somebody must act at once (N7). A further reason rings again; the first report's clock
    goes on.

    Raises Refusal `needs.wrong_status` for a merged need, `needs.crisis_reason_missing` (422).
    """
    require(need, _NOT_MERGED)
    need_unless(reasons, need, "needs.crisis_reason_missing", http=422)
    return (CrisisReported(reasons=reasons, at=at),)


def acknowledge_crisis(need: Need, *, by: ActorId, at: datetime) -> tuple[CrisisEvent, ...]:
    """Take the report: from now on it no longer rings. Raises Refusal `needs.no_crisis`,
    `needs.crisis_seen`.
    """
    need_unless(need.crisis_open, need, "needs.no_crisis")
    seen = need.crisis_seen_by is not None
    need_unless(not seen, need, "needs.crisis_seen", by=need.crisis_seen_by, at=need.crisis_seen_at)
    return (CrisisSeen(by=by, at=at),)


def close_crisis(need: Need, *, at: datetime) -> tuple[CrisisEvent, ...]:
    """The danger is over or in other hands. Raises Refusal `needs.no_crisis`, `needs.crisis_unseen`."""
    need_unless(need.crisis_open, need, "needs.no_crisis")
    need_unless(need.crisis_seen_by is not None, need, "needs.crisis_unseen", since=need.crisis_since)
    return (CrisisClosed(at=at),)


def set_rank(need: Need, rank: Rank | None, *, by: ActorId, at: datetime) -> tuple[CrisisEvent, ...]:
    """Set the rank by hand; None gives it back to the score. The chief's reason stands in the vault.

    Raises Refusal `needs.wrong_status` for a merged need, `needs.rank_as_before`.
    """
    require(need, _NOT_MERGED)
    need_unless(need.rank_by_chief is not rank, need, "needs.rank_as_before")
    return (RankSet(rank=rank, by=by, at=at),)


def score(need: Need, urgency: Urgency, *, area_lag: int, at: datetime) -> tuple[CrisisEvent, ...]:
    """Write down a new score; () when nothing changed."""
    rank = rank_that_stands(need, rank_of(urgency.points))
    if (urgency.points, rank, area_lag) == (need.urgency, need.rank, need.area_lag):
        return ()
    return (NeedScored(points=urgency.points, rank=rank, area_lag=area_lag, at=at),)


def evolve_crisis(need: Need, event: CrisisEvent) -> Need:
    """What changes beside the main state."""
    match event:
        case CrisisReported():
            return _reported(need, event)
        case CrisisSeen():
            return replace(need, crisis_seen_by=event.by, crisis_seen_at=event.at)
        case CrisisClosed():
            calm = replace(
                need,
                crisis_open=False,
                crisis_since=None,
                crisis_seen_by=None,
                crisis_seen_at=None,
                crisis_reasons=(),
            )
            return replace(calm, rank=rank_that_stands(calm, rank_of(calm.urgency)))
        case RankSet():
            set_by_hand = replace(
                need, rank_by_chief=event.rank, rank_set_by=event.by if event.rank is not None else None
            )
            return replace(set_by_hand, rank=rank_that_stands(set_by_hand, rank_of(need.urgency)))
        case NeedScored():
            return replace(need, urgency=event.points, rank=event.rank, area_lag=event.area_lag)
        case _:
            assert_never(event)


def _reported(need: Need, event: CrisisReported) -> Need:
    is_new = not need.crisis_open or not set(event.reasons) <= set(need.crisis_reasons)
    return replace(
        need,
        crisis_open=True,
        crisis_since=need.crisis_since or event.at,
        crisis_reasons=tuple(dict.fromkeys((*need.crisis_reasons, *event.reasons))),
        crisis_seen_by=None if is_new else need.crisis_seen_by,
        crisis_seen_at=None if is_new else need.crisis_seen_at,
        rank=Rank.A,
    )
