"""The small map on a team's paper: black lines on white, 80 mm wide, north up, no tiles (screens.md 13).

Drawn from what the center has: boundary, districts, roads, river, towns; and when it has none of that, from
the site alone, with north and scale, so that somebody can still draw the way in by hand. Nothing a fax or a
third copy loses: lines of 0.25 mm and more, text of 9 points, greys only as area, the closure a cross and not
a colour. Units inside are millimetres on paper; the same input gives the same bytes.
"""

import html
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import shapely

from maps.geometry import Geometry
from maps.sheet_paper import (
    DEFAULT_REACH_M,
    HEIGHT_MM,
    LINE_MM,
    TEXT_MM,
    WIDTH_MM,
    Box,
    LatLon,
    Paper,
    Point,
    Room,
    around,
    beside,
    text_at,
    text_width,
)

_TOLERANCE_MM = 0.1  # outlines are thinned to what a printer shows
_BAR_STEPS_M = (50, 100, 200, 500, 1_000, 2_000)
_KILOMETRE_M = 1_000
_BAR_SHARE = 0.3  # longest bar, as a share of the width
_FONT = "BIZ UDPGothic, Noto Sans JP, sans-serif"
_MAX_PLACES = 12  # names on a paper of this size


class LineLook(StrEnum):
    """How a line is drawn: each differs without colour."""

    BOUNDARY = "boundary"
    DISTRICT = "district"
    RIVER = "river"
    ROAD = "road"


_LINE_STYLE = {
    LineLook.BOUNDARY: f'stroke-width="{3 * LINE_MM}" stroke-dasharray="4 1 1 1"',
    LineLook.DISTRICT: f'stroke-width="{LINE_MM}" stroke-dasharray="2 1.2"',
    LineLook.RIVER: 'stroke="#d9d9d9" stroke-width="2.4" stroke-linecap="round"',
    LineLook.ROAD: 'stroke-width="0.7"',
}
_ORDER = (LineLook.RIVER, LineLook.ROAD, LineLook.DISTRICT, LineLook.BOUNDARY)  # the last lies on top


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """A line or the outline of an area under the marks; the name is written where it fits, empty for none."""

    look: LineLook
    geometry: Geometry
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPlace:
    """A name at a point: a town, the parking (with `is_parking`, drawn as P in a box)."""

    name: str
    lat: float
    lon: float
    is_parking: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """What the paper shows. Words in the sheet's language; `site` is latitude, longitude of the activity
    site.

    `is_rough`: the site's point is only its town's; then it is a ring of dashes, because a firm mark on a
    wrong roof sends a team there. `closures`: points where no one gets through. `reach_m`: from the site to
    the nearer edge.
    """

    site: LatLon
    site_word: str
    north_word: str
    alt_text: str
    is_rough: bool = False
    lines: Sequence[SheetLine] = ()
    places: Sequence[SheetPlace] = ()
    closures: Sequence[LatLon] = ()
    reach_m: float = DEFAULT_REACH_M


def sheet_map(sheet: SheetMap) -> str:
    """The map as one SVG element of 80 by 56 mm that fetches nothing; ValueError for a site that is NaN."""
    if not all(math.isfinite(value) for value in sheet.site):
        raise ValueError("a sheet map needs a site")
    parkings = [(place.lat, place.lon) for place in sheet.places if place.is_parking]
    paper = Paper.showing(sheet.site, sheet.reach_m, [*parkings, *sheet.closures])
    room = Room()
    marks = [*_site(sheet, paper, room), *_closures(sheet, paper, room), *_parkings(sheet, paper, room)]
    furniture = [*_north(sheet, room), *_scale_bar(paper, room)]
    towns = list(_towns(sheet, paper, room))
    lines, names = _lines(sheet, paper, room)
    frame = f'width="{WIDTH_MM - 2 * LINE_MM:g}" height="{HEIGHT_MM - 2 * LINE_MM:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM:g}mm" height="{HEIGHT_MM:g}mm" '
        f'viewBox="0 0 {WIDTH_MM:g} {HEIGHT_MM:g}" role="img" aria-label="{html.escape(sheet.alt_text)}" '
        f'font-family="{_FONT}" font-size="{TEXT_MM}" fill="#000" stroke="none">'
        f'<rect width="{WIDTH_MM:g}" height="{HEIGHT_MM:g}" fill="#fff"/>'
    )
    edge = f'fill="none" stroke="#000" stroke-width="{2 * LINE_MM}"'
    foot = f'<rect x="{LINE_MM}" y="{LINE_MM}" {frame} {edge}/></svg>'
    return "".join((head, *lines, *names, *towns, *marks, *furniture, foot))


def _site(sheet: SheetMap, paper: Paper, room: Room) -> Iterator[str]:
    """Full diamond in a ring; only a ring of dashes where the point is not the house."""
    x, y = at = paper.mm(sheet.site)
    room.must_take(around(at, 4.2))
    dashes = ' stroke-dasharray="1.6 1.2"' if sheet.is_rough else ""
    yield f'<circle cx="{x:.2f}" cy="{y:.2f}" r="3.8" fill="none" stroke="#000" stroke-width="0.7"{dashes}/>'
    if not sheet.is_rough:
        yield f'<path d="M{x:.2f} {y - 2.4:.2f}l2.4 2.4-2.4 2.4-2.4-2.4z"/>'
    yield beside(sheet.site_word, at, 4.8, room, size=3.9)


def _closures(sheet: SheetMap, paper: Paper, room: Room) -> Iterator[str]:
    for place in sheet.closures:
        x, y = at = paper.mm(place)
        if paper.holds(at):
            room.must_take(around(at, 2.2))
            yield (
                f'<path d="M{x - 1.8:.2f} {y - 1.8:.2f}l3.6 3.6m0-3.6l-3.6 3.6" fill="none" stroke="#000" '
                f'stroke-width="1"/>'
            )


def _white(box: Box) -> str:
    """North and scale lie on white, so that no line runs through them."""
    width, height = box.right - box.left, box.bottom - box.top
    return (
        f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{width:.2f}" height="{height:.2f}" fill="#fff"/>'
    )


def _north(sheet: SheetMap, room: Room) -> Iterator[str]:
    x, top = WIDTH_MM - 5.5, 3.0
    box = Box(left=x - 3, top=0, right=WIDTH_MM, bottom=top + 11.5)
    room.must_take(box)
    yield _white(box)
    arrow = f"M{x:g} {top + 7:g}V{top:g}m-1.5 2.4l1.5-2.4 1.5 2.4"
    yield f'<path d="{arrow}" fill="none" stroke="#000" stroke-width="0.6"/>'
    width = text_width(sheet.north_word, TEXT_MM)
    yield text_at(sheet.north_word, min(x - width / 2, WIDTH_MM - 1 - width), top + 10.5)


def _scale_bar(paper: Paper, room: Room) -> Iterator[str]:
    """The longest round length that takes up to a third of the width."""
    fitting = [m for m in _BAR_STEPS_M if m * paper.mm_per_m <= WIDTH_MM * _BAR_SHARE]
    metres = fitting[-1] if fitting else _BAR_STEPS_M[0]
    length, x, y = metres * paper.mm_per_m, 3.0, HEIGHT_MM - 3.0
    word = f"{metres} m" if metres < _KILOMETRE_M else f"{metres // _KILOMETRE_M} km"
    box = Box(left=0, top=y - 5, right=x + max(length, text_width(word, TEXT_MM)) + 1.5, bottom=HEIGHT_MM)
    room.must_take(box)
    yield _white(box)
    bar = f"M{x:g} {y - 1:.2f}v2m0-1h{length:.2f}m0-1v2"
    yield f'<path d="{bar}" fill="none" stroke="#000" stroke-width="0.5"/>'
    yield text_at(word, x + 0.8, y - 1.6)


def _parkings(sheet: SheetMap, paper: Paper, room: Room) -> Iterator[str]:
    for place in sheet.places:
        x, y = at = paper.mm((place.lat, place.lon))
        if place.is_parking and paper.holds(at):
            room.must_take(around(at, 2.4))
            yield (
                f'<rect x="{x - 2.2:.2f}" y="{y - 2.2:.2f}" width="4.4" height="4.4" fill="#fff" '
                f'stroke="#000" stroke-width="0.5"/>'
                f'<text x="{x:.2f}" y="{y + 1.25:.2f}" font-size="3.6" font-weight="700" '
                f'text-anchor="middle">P</text>'
            )
            yield beside(place.name, at, 3, room, size=3.3)


def _towns(sheet: SheetMap, paper: Paper, room: Room) -> Iterator[str]:
    """Names of towns, the nearest to the site before the others, as far as there is room."""
    towns = sorted(
        (place for place in sheet.places if not place.is_parking),
        key=lambda place: (math.dist(paper.mm((place.lat, place.lon)), paper.mm(sheet.site)), place.name),
    )
    shown = 0
    for place in towns:
        at = paper.mm((place.lat, place.lon))
        if shown < _MAX_PLACES and paper.holds(at, 2) and (text := beside(place.name, at, 1.4, room)):
            shown += 1
            yield f'<circle cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="0.6"/>{text}'


def _lines(sheet: SheetMap, paper: Paper, room: Room) -> tuple[list[str], list[str]]:
    """The lines, and the names of those that run through the sheet, each once."""
    drawn: list[str] = []
    names: dict[str, str] = {}
    for look in _ORDER:
        ours = [line for line in sheet.lines if line.look is look]
        paths = [list(_on_sheet(line.geometry, paper)) for line in ours]
        shown = _once(paths) if look is LineLook.DISTRICT else (path for some in paths for path in some)
        drawn += [_path(path, look) for path in shown]
        for line, some in zip(ours, paths, strict=True):
            if line.name and some and not names.get(line.name):
                names[line.name] = _named_along(line.name, max(some, key=_length), room)
    return drawn, list(names.values())


def _once(paths: Sequence[Sequence[Sequence[Point]]]) -> Iterator[Sequence[Point]]:
    """Edges that two districts share, once: dashes upon dashes make a full line."""
    edges = shapely.union_all([shapely.LineString(path) for some in paths for path in some])
    joined = shapely.line_merge(edges) if edges.geom_type == "MultiLineString" else edges
    return (_points(part) for part in _parts(joined))


def _length(path: Sequence[Point]) -> float:
    return float(shapely.LineString(path).length)


def _path(points: Sequence[Point], look: LineLook) -> str:
    style = _LINE_STYLE[look]
    colour = "" if "stroke=" in style else 'stroke="#000" '
    coordinates = "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    return f'<path d="M{coordinates}" fill="none" {colour}{style}/>'


def _on_sheet(geometry: Geometry, paper: Paper) -> Iterator[Sequence[Point]]:
    """The parts of every ring or line that lie on the sheet, thinned to what a printer shows."""
    for ring in geometry.rings():
        path = shapely.LineString([paper.mm((lat, lon)) for lon, lat in ring])
        inside = shapely.clip_by_rect(path, 0, 0, WIDTH_MM, HEIGHT_MM)
        for part in _parts(inside):
            yield _points(shapely.simplify(part, _TOLERANCE_MM))


def _points(line: shapely.Geometry) -> list[Point]:
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(line)]


def _parts(shape: shapely.Geometry) -> Iterable[shapely.LineString]:
    return (
        part for part in shapely.get_parts(shape) if isinstance(part, shapely.LineString) and part.length > 0
    )


def _named_along(name: str, path: Sequence[Point], room: Room) -> str:
    """The name above the line at the first of five spots with room."""
    line = shapely.LineString(path)
    for share in (0.5, 0.25, 0.75, 0.12, 0.88):
        spot = shapely.line_interpolate_point(line, share, normalized=True)
        text = beside(name, (spot.x, spot.y), 1.2, room)
        if text:
            return text
    return ""
