"""What an exported map shows, as plain data: kinds, pins, ground, words.

No drawing here, and nothing heavy to import.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from maps.geometry import Geometry
from maps.marks import FAMILIES, MARKS

MAX_PINS = 20_000  # a page of 9 MB; more is a table, not a map
_SMALLEST_VIEW_DEG = 0.004  # 400 m: a map of one pin is not a map of one roof

# Texts the page needs, by name, all in the caller's language; the last five may be empty.
TEXTS = (
    "title",
    "time",
    "legend",
    "table",
    "column_code",
    "column_state",
    "column_note",
    "zoom_in",
    "zoom_out",
    "close",
    "rough",
    "ground",
    "notice",
    "empty",
    "offline",
)


class Look(StrEnum):
    """How a ground layer is drawn; each differs in more than its colour."""

    BOUNDARY = "boundary"  # heavy line
    DISTRICT = "district"  # thin line, faint fill; no dashes: neighbours draw their edge twice
    ZONE = "zone"  # dotted edge, blue fill: where water stood, where nobody may go
    RIVER = "river"
    ROAD = "road"


LOOKS: Mapping[Look, Mapping[str, Any]] = {
    Look.BOUNDARY: {"color": "#1a1a1a", "weight": 2.5, "fill": False},
    Look.DISTRICT: {"color": "#808080", "weight": 1, "fillColor": "#f2f2f2", "fillOpacity": 0.55},
    Look.ZONE: {
        "color": "#0055ad",
        "weight": 1.5,
        "dashArray": "1 4",
        "fillColor": "#8ec1f0",
        "fillOpacity": 0.35,
    },
    Look.RIVER: {"color": "#8fb8dc", "weight": 7, "lineCap": "round"},
    Look.ROAD: {"color": "#b3b3b3", "weight": 3, "lineCap": "round"},
}
CLOSED_LOOKS = frozenset({Look.BOUNDARY, Look.DISTRICT, Look.ZONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A state that pins share: mark and family of screens.md 7 and the word. Smaller `urgency` is more
    urgent.

    `heading` groups kinds in the legend ("needs", "teams"), in the caller's language.
    """

    key: str
    mark: str
    family: str
    word: str
    heading: str
    urgency: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A need, a team, a place. `code` is its short code; `lines` are shown when it is opened, and in the
    table.

    `is_rough`: the point is only the town's. `is_flag`: drawn with its code beside it and never in a cluster
    (teams).
    """

    kind: str
    code: str
    lat: float
    lon: float
    lines: tuple[str, ...] = ()
    is_rough: bool = False
    is_flag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A shape under the pins: boundary, district, zone, river or road. `label`: latitude, longitude of its
    name.
    """

    look: Look
    name: str
    geometry: Geometry
    label: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """A town's name at its point, shown from zoom 14."""

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """All that an exported map shows. `texts`: every name of TEXTS. `look_words`: the word of each look in
    the legend.

    `credits`: sources of what is drawn, one after the other at the map's edge.
    """

    lang: str
    texts: Mapping[str, str]
    kinds: Sequence[Kind]
    pins: Sequence[Pin]
    grounds: Sequence[Ground] = ()
    places: Sequence[PlaceName] = ()
    look_words: Mapping[Look, str]
    credits: Sequence[str] = ()


def bounds_of(page: MapPage) -> tuple[tuple[float, float], tuple[float, float]]:
    """South-west and north-east (latitude, longitude) of the pins, or of the ground when there are none."""
    places = [(pin.lat, pin.lon) for pin in page.pins] or [
        (lat, lon) for ground in page.grounds for lon, lat in ground.geometry.positions()
    ]
    places = places or [(place.lat, place.lon) for place in page.places]
    if not places:
        raise ValueError("a map needs something to show")
    south, north = _widened([lat for lat, _ in places])
    west, east = _widened([lon for _, lon in places])
    return (south, west), (north, east)


def _widened(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    missing = max(0.0, _SMALLEST_VIEW_DEG - (high - low)) / 2
    return low - missing, high + missing


def check(page: MapPage) -> None:
    """Raise KeyError for a missing text, an unknown kind or mark, ValueError above MAX_PINS."""
    if len(page.pins) > MAX_PINS:
        raise ValueError(f"{len(page.pins)} pins, at most {MAX_PINS}")
    for name in TEXTS:
        page.texts[name]
    keys = {kind.key for kind in page.kinds}
    unknown = {pin.kind for pin in page.pins} - keys
    if unknown:
        raise KeyError(f"kinds {sorted(unknown)}")
    for kind in page.kinds:
        if kind.mark not in MARKS or kind.family not in FAMILIES:
            raise KeyError(f"mark {kind.mark} of family {kind.family}")
