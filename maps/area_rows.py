"""An area as plain data: for whoever reads areas out of the center's list and needs no library that reads
files.
"""

from dataclasses import dataclass

from maps.geometry import Geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRow:
    """One area. `label_lat`, `label_lon`: a point inside it, for its name. `bounds`: west, south, east,
    north.
    """

    code: str
    name: str
    level: str
    geometry: Geometry
    label_lat: float
    label_lon: float
    bounds: tuple[float, float, float, float]
