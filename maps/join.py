"""Which area contains a point: the district of a need, and how many needs each district has.

Built on shapely's STRtree (sorted tile recursive packing): 50,000 points against 300 areas take well under a
second. A point on a common edge belongs to the area with the smaller code, so that the same point gives the
same answer on every machine; a point in no area belongs to none: nothing is moved to the nearest district
behind anybody's back.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import shapely

from maps.area_rows import AreaRow
from maps.shapes import shape_of

LatLon = tuple[float, float]


class AreaIndex:
    """Answers for one level of areas (districts, or cities); areas of two levels go into two indexes."""

    def __init__(self, areas: Sequence[AreaRow]) -> None:
        self._areas = tuple(sorted(areas, key=lambda area: area.code))
        self._shapes = [shape_of(area.geometry) for area in self._areas]
        for shape in self._shapes:
            shapely.prepare(shape)
        self._tree = shapely.STRtree(self._shapes)

    def area_at(self, lat: float, lon: float) -> AreaRow | None:
        """The area that contains the point (its edge included), None in none of them."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._areas[int(found.min())] if found.size else None

    def areas_at(self, points: Sequence[LatLon]) -> tuple[AreaRow | None, ...]:
        """For each (latitude, longitude) its area, in the same order."""
        if not points:
            return ()
        place = np.asarray(points, dtype=np.float64)
        which, areas = self._tree.query(shapely.points(place[:, 1], place[:, 0]), predicate="intersects")
        best = np.full(len(points), len(self._areas), dtype=np.int64)
        np.minimum.at(best, which, areas)
        return tuple(self._areas[i] if i < len(self._areas) else None for i in best.tolist())

    def counts(self, points: Sequence[LatLon]) -> Mapping[str | None, int]:
        """How many points lie in each area, by code, zeros included; None counts those in no area."""
        counts: dict[str | None, int] = {area.code: 0 for area in self._areas}
        for area in self.areas_at(points):
            code = None if area is None else area.code
            counts[code] = counts.get(code, 0) + 1
        return counts
