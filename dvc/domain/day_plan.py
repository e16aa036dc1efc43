"""What a day plans, out of its record and the center's settings: places, time of return, the next round of
orientation.

Rounds are not booked to the minute at a center: the next one begins when the last is over (domain/01 1.8), so
its time is an expectation and is called "about" wherever it is shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from dvc.domain.day import Day, next_round
from dvc.domain.settings import Value
from dvc.domain.values import CENTER_ZONE


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Plan of one day. `cap`: people recruited; `round_seats`: places of one round; times are UTC."""

    cap: int
    opens_at: datetime
    return_by: datetime
    next_round: int
    next_round_at: datetime
    round_seats: int


def plan_of(day: Day, setting: Callable[[str], Value]) -> DayPlan:
    """The plan of a day. `setting`: value of a center setting as it stands."""
    opens_at = _at(day, int(setting("reception_from_minutes")))
    last = max((held.at for held in day.rounds), default=opens_at)
    return DayPlan(
        cap=day.cap if day.cap is not None else int(setting("recruitment_cap")),
        opens_at=opens_at,
        return_by=_at(day, int(setting("return_by_minutes"))),
        next_round=next_round(day),
        next_round_at=last + timedelta(minutes=int(setting("orientation_round_minutes"))),
        round_seats=int(setting("orientation_people")),
    )


def _at(day: Day, minutes: int) -> datetime:
    """So many minutes after the center's midnight of the day, as UTC."""
    return (datetime.combine(day.day, time(), CENTER_ZONE) + timedelta(minutes=minutes)).astimezone(UTC)
