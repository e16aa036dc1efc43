"""The clocks of the field board: how late a team is, how long nobody has heard of it, and the head count of
all teams.

Pure sums over teams and an instant, for boards, alarms and the daily report. The identity they stand on is
law 12: sent out = back + left from the site + not yet back, team by team and over all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dvc.domain.team_state import OUTSIDE, Team, TeamStatus

SILENT_ON_THE_WAY_MINUTES = 60
"""Not on site so long after departure: somebody should ask (domain/03 3.3, system alerts)."""


def minutes_between(earlier: datetime, later: datetime) -> int:
    """Whole minutes from `earlier` to `later`, 0 when it is not later."""
    return max(0, int((later - earlier) / timedelta(minutes=1)))


def overdue_minutes(team: Team, at: datetime) -> int:
    """Minutes by which a team that is outside has passed its return limit, 0 when it is in time or not
    outside.
    """
    return minutes_between(team.return_by, at) if team.status in OUTSIDE else 0


def is_overdue(team: Team, at: datetime, *, after_minutes: int) -> bool:
    """Whether the alarm rings (V17): outside, and `after_minutes` (setting `overdue_after_minutes`) past the
    limit.
    """
    return team.status in OUTSIDE and at >= team.return_by + timedelta(minutes=after_minutes)


def contact_age_minutes(team: Team, at: datetime) -> int | None:
    """Minutes since anything was heard of a team outside, its departure counted as heard; None when not
    outside.
    """
    heard = team.last_contact_at or team.departed_at
    if team.status not in OUTSIDE or heard is None:
        return None
    return minutes_between(heard, at)


def is_silent_on_the_way(team: Team, at: datetime) -> bool:
    """Whether it left an hour ago and nobody has heard of its arrival."""
    if team.status is not TeamStatus.DEPARTED or team.departed_at is None:
        return False
    return minutes_between(team.departed_at, at) >= SILENT_ON_THE_WAY_MINUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadCount:
    """People of teams that have departed: sent out, back at the center, left from the site, and not yet back.

    Who goes out twice a day counts twice; the daily report counts persons from their day records.
    """

    out: int
    back: int
    left: int
    not_yet_back: int

    @property
    def adds_up(self) -> bool:
        """Whether nobody is missing from the books (law 12)."""
        return self.out == self.back + self.left + self.not_yet_back


def head_count(teams: Iterable[Team]) -> HeadCount:
    """The head count over these teams; each number counted by itself, so that `adds_up` says something."""
    gone = [team for team in teams if team.departed_at is not None]
    return HeadCount(
        out=sum(len(team.members) for team in gone),
        back=sum(len(team.back) for team in gone),
        left=sum(len(team.left) for team in gone),
        not_yet_back=sum(len(team.outside) for team in gone),
    )
