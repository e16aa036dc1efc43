"""Minutes between points, for the matching and the field board: straight line, a detour, a speed. No road is
known here.

An honest estimate needs its assumptions beside it: `TravelRule` carries the numbers and where they come from,
and the page says them. Where a road is closed or a place unknown, the answer is infinity, never a guess.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG 1980
MINUTES_PER_HOUR = 60.0
METRES_PER_KM = 1_000.0

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelRule:
    """How a distance becomes minutes. `source` says where the numbers come from and is shown with them.

    `detour_factor`: road length over straight line, at least 1. `loading_min`: getting in and out, once a
    trip.
    """

    detour_factor: float
    speed_kmh: float
    loading_min: float = 0.0
    source: str

    def __post_init__(self) -> None:
        if not (self.detour_factor >= 1 and self.speed_kmh > 0 and self.loading_min >= 0):
            raise ValueError(f"no journey goes by this rule: {self}")


# Road length is nearly proportional to the straight line, about 1.3 times it
# (腰塚・小林「道路距離と直線距離」都市計画 論文集 18, 1983). 20 km/h through a struck town is the project's
# own assumption: a center sets its own.
TOWN_BY_CAR = TravelRule(detour_factor=1.3, speed_kmh=20.0, source="koshizuka_kobayashi_1983")


def distances_m(starts: Matrix, ends: Matrix) -> Matrix:
    """Great-circle metres: starts (n_from, 2), ends (n_to, 2), both latitude and longitude in degrees ->
    (n_from, n_to).

    Haversine on the mean sphere: within 0.5 % of the ellipsoid, far below the error of the detour factor. NaN
    stays.
    """
    lat_a, lon_a = np.radians(starts[:, 0])[:, None], np.radians(starts[:, 1])[:, None]
    lat_b, lon_b = np.radians(ends[:, 0])[None, :], np.radians(ends[:, 1])[None, :]
    chord = (
        np.sin((lat_b - lat_a) / 2) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin((lon_b - lon_a) / 2) ** 2
    )
    metres: Matrix = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return metres


def minutes_between(
    starts: Matrix, ends: Matrix, rule: TravelRule, *, closed: NDArray[np.bool_] | None = None
) -> Matrix:
    """Minutes (n_from, n_to), inf = no way: an unknown place (NaN) or a pair marked in `closed` (n_from,
    n_to).
    """
    minutes = (
        distances_m(starts, ends) * rule.detour_factor / METRES_PER_KM / rule.speed_kmh * MINUTES_PER_HOUR
    )
    minutes += rule.loading_min
    minutes[np.isnan(minutes)] = np.inf
    if closed is not None:
        minutes[closed] = np.inf
    return minutes
