"""The last day somebody works, and the instant at which their access ends: midnight after it, in the center's
zone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from dvc.domain.values import CENTER_ZONE


def last_day(ends_at: datetime | None) -> date | None:
    """The last day somebody works, of the instant at which their access ends."""
    return None if ends_at is None else (ends_at.astimezone(CENTER_ZONE) - timedelta(microseconds=1)).date()


def ends_after(day: date | None) -> datetime | None:
    """The instant at which access ends: midnight after the last day, in the center's zone."""
    return None if day is None else datetime.combine(day + timedelta(days=1), time(0), CENTER_ZONE)
