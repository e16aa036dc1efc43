"""What the center does by the clock, without anybody's hand: which commands, how often, and under which id.

Only while the day is open, so that the first look after the opening is the morning's, and a center that
sleeps does nothing. Each act has an id made of its name and its slot of time: another worker, or the same one
after a restart, gives the same act and gets the same receipt (law 2). The slash keeps these ids out of reach
of callers, whose ids have none.

- Once a day, referrals whose promised day went by in silence come back to a chief (N36 of domain/03).
- Every hour, and so at the opening too, all scores are counted anew: a day more waited, deadlines nearer, and
  districts that lag as others are served (domain/05 5.2).
- Within a minute, proposals that nobody decided in time are let go, so that their people stand free on the
  board (architecture 3.2, setting `proposal_minutes`).

The other clocks of domain/03 are somebody's: who did not come is noted by the close of the day (V2), a late
team is a flag that every page computes (V17), the posting of 06:30 is the matching desk's (N16), and giving
up after two weeks or closing after a quiet one are decisions of a chief (N28, N30).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dvc.commands.matching_runs import ExpireProposals
from dvc.commands.needs_crisis import RankNeeds
from dvc.commands.needs_referrals import ReturnSilentReferrals
from dvc.domain.day import Day, is_open
from dvc.domain.ids import ActionId
from dvc.domain.matching_run import expired
from dvc.domain.matching_run_state import MatchingRun
from dvc.domain.values import CENTER_ZONE

DAILY, HOURLY, EVERY_MINUTE = "%Y%m%d", "%Y%m%dT%H", "%Y%m%dT%H%M"
"""Slots of time, in the center's zone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One act that is due now. The same slot gives the same id."""

    command: Any
    action_id: ActionId


def due_now(day: Day | None, runs: Iterable[MatchingRun], now: datetime) -> tuple[Due, ...]:
    """What is due at `now`, in the order in which it is given: what came back first, then the ranks.

    `day`: the activity day of `now`, None when it was never opened. `runs`: matching runs, of any day.
    """
    if not is_open(day):
        return ()
    due = [_due(ReturnSilentReferrals(), DAILY, now), _due(RankNeeds(), HOURLY, now)]
    if any(run.is_current and expired(run, now=now) for run in runs):
        due.append(_due(ExpireProposals(), EVERY_MINUTE, now))
    return tuple(due)


def _due(command: Any, slot: str, now: datetime) -> Due:
    name, at = type(command).__name__, now.astimezone(CENTER_ZONE).strftime(slot)
    return Due(command=command, action_id=ActionId(f"routine/{at}/{name}"))
