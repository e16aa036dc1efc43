"""The last day of work and the instant of its end, over the zone of the center (F3, J8)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dvc.web.pages.access_days import ends_after, last_day


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2026, 9, 12), datetime(2026, 9, 12, 15, 0, tzinfo=UTC)),
        (date(2026, 12, 31), datetime(2026, 12, 31, 15, 0, tzinfo=UTC)),
        (date(2028, 2, 29), datetime(2028, 2, 29, 15, 0, tzinfo=UTC)),
    ],
)
def test_access_ends_at_the_midnight_after_the_last_day(day: date, instant: datetime) -> None:
    assert ends_after(day) == instant
    assert last_day(instant) == day


def test_without_a_last_day_there_is_no_end() -> None:
    assert ends_after(None) is None
    assert last_day(None) is None
