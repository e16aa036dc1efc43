"""The reception of a wired center."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.reception.station import Station, a_station


@pytest.fixture
def station() -> Iterator[Station]:
    """A reception whose day is open, at 09:00."""
    with a_station() as station:
        yield station
