"""The small map on paper: black on white, 80 mm, useful even when only the point is known."""

from __future__ import annotations

import itertools
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps.areas import load_areas
from maps.made_up_city import DATA
from maps.sheet_map import LineLook, SheetLine, SheetMap, SheetPlace, sheet_map
from maps.sheet_paper import Paper, reach_to
from tests.unit.maps.builders import LAT, LON, a_line, the_towns

SVG = "{http://www.w3.org/2000/svg}"


def a_sheet(**changes: Any) -> SheetMap:
    fields: dict[str, Any] = {
        "site": (LAT, LON),
        "site_word": "活動場所",
        "north_word": "北",
        "alt_text": "地図",
    }
    return SheetMap(**(fields | changes))


def texts(svg: str) -> list[str]:
    """Each text once (it is drawn twice, with its rim)."""
    return list(dict.fromkeys(element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")))  # noqa: S314


def boxes(svg: str) -> list[tuple[str, float, float, float, float]]:
    found = []
    for element in ET.fromstring(svg).iter(f"{SVG}text"):  # noqa: S314
        if element.get("stroke") is None and element.get("text-anchor") is None:
            size = float(element.get("font-size", "3.2"))
            x, y, text = float(element.get("x", "")), float(element.get("y", "")), element.text or ""
            width = sum(size * (0.6 if char.isascii() else 1) for char in text)
            found.append((text, x, y - size * 0.85, x + width, y))
    return found


def test_only_a_point_still_gives_site_north_and_scale() -> None:
    svg = sheet_map(a_sheet())
    assert texts(svg) == ["活動場所", "北", "500 m"]
    root = ET.fromstring(svg)  # noqa: S314
    assert (root.get("width"), root.get("height"), root.get("aria-label")) == ("80mm", "56mm", "地図")


def test_nothing_is_fetched_and_nothing_is_coloured() -> None:
    lines = [
        SheetLine(
            look=look,
            name=look.value,
            geometry=a_line((LAT - 0.01, LON + n / 500), (LAT + 0.01, LON + n / 500)),
        )
        for n, look in enumerate(LineLook)
    ]
    places = [SheetPlace(name="2台", lat=LAT, lon=LON + 0.002, is_parking=True)]
    svg = sheet_map(a_sheet(lines=lines, places=places, closures=[(LAT - 0.002, LON)]))
    assert not re.findall(r"href|url\(|<image|<script|<style", svg)
    for colour in set(re.findall(r"#[0-9a-f]{3,6}\b", svg)):
        digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
        assert digits[0:2] == digits[2:4] == digits[4:6]
        assert int(digits[0:2], 16) in {0, 255} or int(digits[0:2], 16) >= 0.85 * 255  # greys of 15 % at most


def test_lines_and_letters_survive_a_third_copy() -> None:
    svg = sheet_map(a_sheet(places=[SheetPlace(name="川端", lat=LAT + 0.002, lon=LON)]))
    root = ET.fromstring(svg)  # noqa: S314
    assert all(float(e.get("stroke-width", "1")) >= 0.25 for e in root.iter())
    nine_points_mm = 9 * 25.4 / 72
    assert float(root.get("font-size", "0")) >= nine_points_mm
    assert all(float(e.get("font-size", "9")) >= nine_points_mm for e in root.iter())


def test_a_rough_place_is_a_ring_of_dashes_without_a_mark_on_a_roof() -> None:
    sure, rough = sheet_map(a_sheet()), sheet_map(a_sheet(is_rough=True))
    assert "l2.4 2.4-2.4 2.4-2.4-2.4z" in sure
    assert "l2.4 2.4-2.4 2.4-2.4-2.4z" not in rough
    assert 'stroke-dasharray="1.6 1.2"' in rough


def test_the_paper_moves_out_to_show_the_parking_but_not_to_the_next_town() -> None:
    near = sheet_map(a_sheet(places=[SheetPlace(name="2台", lat=LAT + 0.015, lon=LON, is_parking=True)]))
    assert "P" in texts(near)
    assert "2台" in texts(near)
    far = sheet_map(a_sheet(places=[SheetPlace(name="遠い", lat=LAT + 1, lon=LON, is_parking=True)]))
    assert texts(far) == texts(sheet_map(a_sheet()))


def test_a_closure_is_a_cross() -> None:
    assert "l3.6 3.6m0-3.6l-3.6 3.6" in sheet_map(a_sheet(closures=[(LAT + 0.001, LON)]))


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    svg = sheet_map(a_sheet(reach_m=560))  # 56 mm for 1120 m: 1 mm = 20 m
    bar = re.search(r"m0-1h([0-9.]+)m0-1v2", svg)
    assert bar is not None
    assert float(bar[1]) == pytest.approx(200 / 20, abs=0.01) or float(bar[1]) == pytest.approx(
        500 / 20, abs=0.01
    )
    assert f"{float(bar[1]) * 20:.0f} m" in texts(svg)


def test_names_never_lie_upon_each_other_and_stay_on_the_paper() -> None:
    towns = [SheetPlace(name=row.town, lat=row.lat, lon=row.lon) for row in the_towns()]
    for reach in (400.0, 1_500.0, 4_000.0):
        found = boxes(sheet_map(a_sheet(places=towns, reach_m=reach)))
        for i, (_, left, top, right, bottom) in enumerate(found):
            assert 0 <= left <= right <= 80
            assert 0 <= top <= bottom <= 56
            for _, other_left, other_top, other_right, other_bottom in found[i + 1 :]:
                assert (
                    right <= other_left or other_right <= left or bottom <= other_top or other_bottom <= top
                )


def test_an_edge_two_districts_share_is_drawn_once() -> None:
    districts = [
        SheetLine(look=LineLook.DISTRICT, geometry=a.geometry)
        for a in load_areas(DATA / "areas.geojson", level="d")
    ]
    svg = sheet_map(a_sheet(lines=districts, reach_m=4_000))
    edges = []
    for path in re.findall(r'd="M([0-9.L -]+)" fill="none" stroke="#000" stroke-width="0.25"', svg):
        points = path.split("L")
        edges += [tuple(sorted(pair)) for pair in itertools.pairwise(points)]
    assert edges
    assert len(edges) == len(set(edges))


def test_what_lies_beyond_the_paper_is_cut_off() -> None:
    svg = sheet_map(
        a_sheet(lines=[SheetLine(look=LineLook.ROAD, geometry=a_line((LAT, 130), (LAT, 140)), name="県道")])
    )
    numbers = [
        float(n)
        for path in re.findall(r'd="M([^"]+)" fill="none" stroke="#000" stroke-width="0.7"', svg)
        for n in re.findall(r"-?[0-9.]+", path)
    ]
    assert numbers
    assert all(-0.01 <= n <= 80.01 for n in numbers)
    assert "県道" in texts(svg)


def test_equal_input_gives_equal_bytes() -> None:
    towns = [SheetPlace(name=row.town, lat=row.lat, lon=row.lon) for row in the_towns()]
    assert sheet_map(a_sheet(places=towns)) == sheet_map(a_sheet(places=towns[::-1]))


def test_a_site_that_is_no_number_has_no_map() -> None:
    with pytest.raises(ValueError, match="site"):
        sheet_map(a_sheet(site=(float("nan"), LON)))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30))
def test_any_name_is_a_text_and_never_markup(name: str) -> None:
    svg = sheet_map(
        a_sheet(
            site_word=name,
            north_word=name,
            alt_text=name,
            places=[SheetPlace(name=name, lat=LAT + 0.002, lon=LON)],
            lines=[SheetLine(look=LineLook.ROAD, name=name, geometry=a_line((LAT, LON - 1), (LAT, LON + 1)))],
        )
    )
    root = ET.fromstring(svg)  # noqa: S314 -- our own bytes
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg",
        "rect",
        "path",
        "circle",
        "text",
    }
    assert root.get("aria-label") is not None


def test_the_reach_holds_the_nearest_names_and_ignores_those_far_away() -> None:
    site, metre = (34.7, 136.1), 1 / 111_320
    places = [(34.7 + north * metre, 136.1) for north in (300, 900, 2_000, 3_000, 9_000)]
    assert reach_to(site, places, least=3) == pytest.approx(2_000 / 0.8, rel=0.01)
    assert reach_to(site, places, least=9) == pytest.approx(3_000 / 0.8, rel=0.01)
    assert reach_to(site, places[-1:], least=3) == 0.0
    paper = Paper.showing(site, reach_to(site, places, least=3), [])
    assert [paper.holds(paper.mm(place)) for place in places] == [True, True, True, False, False]
