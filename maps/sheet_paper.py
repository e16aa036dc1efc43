"""The sheet under the small map: degrees to millimetres, what is taken, and texts that find room."""

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass, field

WIDTH_MM, HEIGHT_MM = 80.0, 56.0
TEXT_MM = 3.2  # 9 points
LINE_MM = 0.25  # the thinnest line that survives a third copy
METRES_PER_DEGREE_LAT = 111_195.0  # of the mean sphere (IUGG 1980): 2 pi 6371008.8 m / 360
MIN_REACH_M = 250.0  # from the middle to the nearer edge: closer in, one road fills the paper
MAX_REACH_M = 4_000.0  # further out, a paper of 80 mm is no help
DEFAULT_REACH_M = 600.0  # a walk of eight minutes around the site
_FILL_SHARE = 0.8  # marks keep off the edge
_RIM_MM = 0.8  # white around a text
_LATIN_SHARE = 0.6  # of a full square

LatLon = tuple[float, float]
Point = tuple[float, float]  # millimetres from the upper left corner


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """Degrees to millimetres: a plane that touches the Earth in the middle of the sheet, exact enough for 8
    km.
    """

    middle: LatLon
    mm_per_m: float

    @classmethod
    def showing(cls, site: LatLon, reach_m: float, others: Sequence[LatLon]) -> "Paper":
        """The site in the middle, `reach_m` to the nearer edge; moved aside and out as `others` need.

        Others beyond MAX_REACH_M are left out: a parking in the next town would make the site a dot.
        """
        reach = min(max(reach_m, MIN_REACH_M), MAX_REACH_M)
        plane = cls(middle=site, mm_per_m=1.0)
        metres = [plane.metres(other) for other in others]
        near = [(0.0, 0.0), *(m for m in metres if max(abs(m[0]), abs(m[1])) <= MAX_REACH_M)]
        west, east = min(m[0] for m in near), max(m[0] for m in near)
        south, north = min(m[1] for m in near), max(m[1] for m in near)
        wide, high = (east - west) / 2 / _FILL_SHARE, (north - south) / 2 / _FILL_SHARE
        reach = max(reach, high, wide * HEIGHT_MM / WIDTH_MM)
        lat = site[0] + (south + north) / 2 / METRES_PER_DEGREE_LAT
        lon = site[1] + (west + east) / 2 / (METRES_PER_DEGREE_LAT * math.cos(math.radians(site[0])))
        return cls(middle=(lat, lon), mm_per_m=HEIGHT_MM / 2 / reach)

    def metres(self, place: LatLon) -> tuple[float, float]:
        """Metres east and north of the middle."""
        east = (place[1] - self.middle[1]) * METRES_PER_DEGREE_LAT * math.cos(math.radians(self.middle[0]))
        return east, (place[0] - self.middle[0]) * METRES_PER_DEGREE_LAT

    def mm(self, place: LatLon) -> Point:
        """Where a place lies on the sheet."""
        east, north = self.metres(place)
        return WIDTH_MM / 2 + east * self.mm_per_m, HEIGHT_MM / 2 - north * self.mm_per_m

    def holds(self, at: Point, margin: float = 0.0) -> bool:
        """Whether a point of the sheet lies on it."""
        return margin <= at[0] <= WIDTH_MM - margin and margin <= at[1] <= HEIGHT_MM - margin


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on the sheet, in millimetres."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(slots=True)
class Room:
    """What is taken on the sheet, so that no name lies upon another or upon a mark."""

    taken: list[Box] = field(default_factory=list)

    def takes(self, box: Box) -> bool:
        """Take the box if it is free and on the sheet."""
        edge = 3 * LINE_MM
        on_sheet = (
            edge <= box.left
            and box.right <= WIDTH_MM - edge
            and edge <= box.top
            and box.bottom <= HEIGHT_MM - edge
        )
        if not on_sheet or any(box.meets(other) for other in self.taken):
            return False
        self.taken.append(box)
        return True

    def must_take(self, box: Box) -> None:
        """Take the box whatever lies there: marks come before names."""
        self.taken.append(box)


def text_width(text: str, size: float) -> float:
    """Width in millimetres, on the safe side: a full square for Japanese, 0.6 of it for Latin letters."""
    return sum(size * (_LATIN_SHARE if char.isascii() else 1.0) for char in text)


def text_at(text: str, x: float, y: float, *, size: float = TEXT_MM, weight: str = "400") -> str:
    """A text whose line begins at x and stands on y, with a white rim so that lines do not cross it."""
    bold = "" if weight == "400" else f' font-weight="{weight}"'
    sized = "" if size == TEXT_MM else f' font-size="{size:g}"'
    shown = html.escape(text)
    at = f'x="{x:.2f}" y="{y:.2f}"{sized}{bold}'
    rim = f'<text {at} stroke="#fff" stroke-width="{_RIM_MM}" stroke-linejoin="round">{shown}</text>'
    return f"{rim}<text {at}>{shown}</text>"


def beside(text: str, at: Point, gap: float, room: Room, *, size: float = 0.0) -> str:
    """The text right, left, above or below a mark, wherever there is room; empty when there is none.

    A `size` (millimetres) is given for what must be seen first, and is then bold.
    """
    weight, size = ("700", size) if size else ("400", TEXT_MM)
    width, (x, y) = text_width(text, size), at
    for left, base in (
        (x + gap, y + size * 0.35),
        (x - gap - width, y + size * 0.35),
        (x - width / 2, y - gap - size * 0.15),
        (x - width / 2, y + gap + size * 0.85),
    ):
        if room.takes(Box(left=left, top=base - size * 0.9, right=left + width, bottom=base + size * 0.2)):
            return text_at(text, left, base, size=size, weight=weight)
    return ""


def reach_to(site: LatLon, places: Sequence[LatLon], *, least: int) -> float:
    """Metres from the site to the nearer edge so that the `least` nearest places are on the paper.

    0 without places; at most MAX_REACH_M, and places farther than that do not count.
    """
    plane = Paper(middle=site, mm_per_m=1.0)
    needed = sorted(
        max(abs(east) * HEIGHT_MM / WIDTH_MM, abs(north)) / _FILL_SHARE
        for east, north in map(plane.metres, places)
    )
    within = [reach for reach in needed if reach <= MAX_REACH_M]
    return within[min(least, len(within)) - 1] if within else 0.0


def around(at: Point, reach: float) -> Box:
    """The square of twice `reach` around a point."""
    return Box(left=at[0] - reach, top=at[1] - reach, right=at[0] + reach, bottom=at[1] + reach)
