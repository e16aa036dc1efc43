"""Minutes between places: a straight line, a detour and a speed, with infinity where there is no way."""

from __future__ import annotations

import numpy as np
import pytest

from maps.travel import TOWN_BY_CAR, TravelRule, distances_m, minutes_between

BASE = np.array([[33.03, 135.05]])


def test_a_kilometre_is_a_kilometre() -> None:
    north = np.array([[33.03 + 1000 / 111_195, 135.05]])
    assert distances_m(BASE, north)[0, 0] == pytest.approx(1000, abs=0.1)


def test_minutes_follow_detour_speed_and_loading() -> None:
    rule = TravelRule(detour_factor=1.5, speed_kmh=30, loading_min=2, source="test")
    far = np.array([[33.03 + 10_000 / 111_195, 135.05]])
    assert minutes_between(BASE, far, rule)[0, 0] == pytest.approx(10 * 1.5 / 30 * 60 + 2, abs=0.01)


def test_the_matrix_has_a_row_for_each_start_and_a_column_for_each_end() -> None:
    starts = np.array([[33.0, 135.0], [33.1, 135.1]])
    ends = np.array([[33.0, 135.0], [33.05, 135.05], [33.1, 135.1]])
    minutes = minutes_between(starts, ends, TOWN_BY_CAR)
    assert minutes.shape == (2, 3)
    assert minutes[0, 0] == 0
    assert minutes[0, 2] == pytest.approx(minutes[1, 0])


def test_an_unknown_place_and_a_closed_way_are_infinitely_far() -> None:
    ends = np.array([[33.04, 135.05], [np.nan, np.nan], [33.05, 135.05]])
    minutes = minutes_between(BASE, ends, TOWN_BY_CAR, closed=np.array([[False, False, True]]))
    assert np.isfinite(minutes).tolist() == [[True, False, False]]


def test_no_places_give_an_empty_matrix() -> None:
    assert minutes_between(BASE, np.empty((0, 2)), TOWN_BY_CAR).shape == (1, 0)


@pytest.mark.parametrize(
    "change", [{"detour_factor": 0.9}, {"speed_kmh": 0}, {"loading_min": -1}, {"speed_kmh": float("nan")}]
)
def test_a_rule_by_which_no_one_arrives_is_refused(change: dict[str, float]) -> None:
    fields: dict[str, float] = {"detour_factor": 1.3, "speed_kmh": 20.0, "loading_min": 0.0} | change
    with pytest.raises(ValueError, match="journey"):
        TravelRule(**fields, source="test")


def test_the_ready_made_rule_says_where_its_numbers_come_from() -> None:
    assert TOWN_BY_CAR.source
