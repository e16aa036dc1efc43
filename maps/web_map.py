"""The exported map: needs and teams of a moment as one HTML file that opens by double click from a stick.

folium makes the page and Leaflet draws it; no tiles, no network, no sentence of our own: titles and words
come from the caller, in the caller's language. What is shown is what was handed in: who may see which place
is decided before (a public map gets cells of `maps.privacy`, not pins). Pins are drawn by one short script
from plain data instead of one folium object each: 10,000 of those took 12 seconds and 10 MB (performance.md
4).
"""

import html
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from folium.template import Template

from maps.map_page import LOOKS, MapPage, Pin, bounds_of, check
from maps.map_parts import head, side, table
from maps.marks import family_css, mark_svg
from maps.one_file import finished, notices_of, script_of, style_of

MAX_ZOOM = 18  # without it Leaflet.markercluster draws nothing when there are no tiles
PLACES_FROM_ZOOM = 14  # names of towns would cover each other further out
_NAME = "exported_map"  # folium's names are drawn by lot; ours must be the same on every machine
PACKAGES = ("leaflet", "leaflet.markercluster")


def exported_map(page: MapPage, vendor: Path) -> str:
    """The whole file as text, equal for equal input. `vendor`: folder of the browser libraries the build
    fetched.

    KeyError for a missing text or an unknown kind, ValueError above MAX_PINS or with nothing to show.
    """
    check(page)
    figure = Figure(title=html.escape(page.texts["title"]))
    figure.header.add_child(_Raw(_style(vendor)), name="style")
    figure.header.add_child(_Raw(_libraries(vendor)), name="libraries")
    figure.html.add_child(_Raw(head(page)), name="head")
    canvas = _Canvas(location=[0, 0], tiles=None, zoom_control=False, maxZoom=MAX_ZOOM)
    canvas.add_child(_Body(page))
    figure.add_child(canvas)
    return finished(str(figure.render()), page.lang)


class _Raw(Element):
    """Text that goes into the page as it is; an ordinary element would take it for a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _Canvas(folium.Map):
    """folium's map without its addresses on the net (its defaults are all CDN links)."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 -- folium's own form
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def get_name(self) -> str:
        return _NAME


class _Body(MacroElement):
    """Legend and table behind the map, and the script that draws.

    Not a macro like folium's own elements: branca would read what a macro gave as a template once more, and a
    household's name with braces in it would be run on this machine.
    """

    def __init__(self, page: MapPage) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca types half of itself
        self._name = "Body"
        self.html = f"{side(page)}{table(page)}"
        self.script = f"{_own('exported_map.js')}\ndrawExportedMap({_NAME}, {_json(_data(page))});"

    def render(self, **kwargs: object) -> str:
        """Put both behind what the map itself has put into the page; nothing stands where the element is."""
        figure = self.get_root()
        assert isinstance(figure, Figure)
        figure.html.add_child(_Raw(self.html), name="parts")
        figure.script.add_child(_Raw(self.script), name="drawing")
        return ""


def _style(vendor: Path) -> str:
    leaflet = style_of(vendor / "leaflet" / "dist" / "leaflet.css")
    return f"<style>\n{leaflet}\n{family_css()}\n{_own('exported_map.css')}</style>"


def _libraries(vendor: Path) -> str:
    leaflet = script_of(vendor / "leaflet" / "dist" / "leaflet.js")
    cluster = script_of(vendor / "leaflet.markercluster" / "dist" / "leaflet.markercluster.js")
    notices = html.escape(notices_of(vendor, PACKAGES)).replace("--", "- -")
    return f"<!--\n{notices}\n-->\n<script>\n{leaflet}\n</script>\n<script>\n{cluster}\n</script>"


def _own(name: str) -> str:
    return (files("maps") / "page" / name).read_text(encoding="utf-8")


def _data(page: MapPage) -> Mapping[str, Any]:
    used = {kind.mark for kind in page.kinds}
    return {
        "kinds": {
            kind.key: {"mark": kind.mark, "family": kind.family, "word": kind.word, "urgency": kind.urgency}
            for kind in page.kinds
        },
        "marks": {mark: mark_svg(mark) for mark in sorted(used)},
        "texts": {name: page.texts[name] for name in ("zoom_in", "zoom_out", "close", "rough")},
        "credits": [html.escape(credit) for credit in page.credits],
        "looks": {look.value: style for look, style in LOOKS.items()},
        "grounds": [
            {
                "look": ground.look.value,
                "name": ground.name,
                "geometry": ground.geometry.geojson(),
                "label": ground.label,
            }
            for ground in page.grounds
        ],
        "places": [(place.name, place.lat, place.lon) for place in page.places],
        "placesFromZoom": PLACES_FROM_ZOOM,
        "pins": [_pin(pin) for pin in page.pins],
        "bounds": bounds_of(page),
    }


def _pin(pin: Pin) -> Mapping[str, Any]:
    return {
        "kind": pin.kind,
        "code": pin.code,
        "lat": pin.lat,
        "lon": pin.lon,
        "lines": pin.lines,
        "rough": pin.is_rough,
        "flag": pin.is_flag,
    }


def _json(data: Mapping[str, Any]) -> str:
    """JSON that cannot end the script it stands in, nor confuse an old parser with its line ends."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
