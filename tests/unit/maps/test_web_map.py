"""The exported map as a file: everything inside, nothing outside, every text a text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from maps import map_page
from maps.map_page import TEXTS, Ground, Kind, Look, Pin, PlaceName, bounds_of
from maps.marks import FAMILIES, MARKS
from maps.one_file import NotOfflineError, assert_offline
from maps.web_map import exported_map
from tests import machine
from tests.unit.maps.builders import LAT, LON, a_line, a_page

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\u2028{{7*7}}"


@pytest.fixture(scope="module")
def vendor() -> Path:
    folder = machine.ROOT / "dvc" / "static" / "vendor"
    if not (folder / "leaflet").is_dir():
        machine.absent("no browser libraries: run the asset build")
    return folder


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r"drawExportedMap\(exported_map, (\{.*\})\);", page)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_file_asks_for_nothing_outside(vendor: Path) -> None:
    page = exported_map(a_page(), vendor)
    assert assert_offline(page) == page
    assert "<link" not in page
    assert "<script src" not in page


def test_the_browser_may_run_the_writers_scripts_only(vendor: Path) -> None:
    page = exported_map(a_page(), vendor)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert "'unsafe-inline'" not in policy[1].split("style-src")[0]
    assert "default-src 'none'" in policy[1]


def test_two_exports_of_one_moment_are_equal_to_the_byte(vendor: Path) -> None:
    assert exported_map(a_page(), vendor) == exported_map(a_page(), vendor)


def test_a_name_that_holds_a_script_stays_a_name_everywhere(vendor: Path) -> None:
    page = a_page(
        lang='ja"><script>alert(3)</script>',
        texts=dict.fromkeys(TEXTS, EVIL),
        kinds=[Kind(key=EVIL, mark="ring", family="office", word=EVIL, heading=EVIL, urgency=1)],
        pins=[Pin(kind=EVIL, code=EVIL, lat=LAT, lon=LON, lines=(EVIL,), is_rough=True)],
        grounds=[Ground(look=Look.ROAD, name=EVIL, geometry=a_line((33, 135), (33.1, 135.1)))],
        places=[PlaceName(name=EVIL, lat=LAT, lon=LON)],
        look_words=dict.fromkeys(Look, EVIL),
        credits=[EVIL],
    )
    text = exported_map(page, vendor)
    harmless = exported_map(a_page(), vendor)
    assert text.count("<script") == harmless.count("<script")
    assert text.count("</script") == harmless.count("</script")
    assert "<img" not in text
    assert "\u2028" not in text.split("drawExportedMap(exported_map")[1]
    assert "{{7*7}}" in text  # and not 49: no text is a template
    assert data_of(text)["pins"][0]["code"] == EVIL


def test_mark_word_and_count_stand_in_the_legend_and_every_pin_in_the_table(vendor: Path) -> None:
    text = exported_map(a_page(), vendor)
    legend = text[text.index('class="page-side"') : text.index("</aside>")]
    assert 'data-kind="posted"' in legend
    assert "本日掲示</span><b>1</b>" in legend
    table = text[text.index('class="page-table"') : text.index("</details>")]
    assert "N-0912-051-3" in table
    assert "T-12" in table
    assert table.index("N-0912-051-3") < table.index("T-12")  # the more urgent first


def test_a_map_without_pins_shows_the_ground_and_says_so(vendor: Path) -> None:
    page = a_page(pins=[])
    text = exported_map(page, vendor)
    assert page.texts["empty"] in text
    assert bounds_of(page) == ((33.0, 135.0), (33.1, 135.1))


def test_a_map_of_one_pin_is_not_a_map_of_one_roof() -> None:
    (south, west), (north, east) = bounds_of(a_page(grounds=[]))
    assert north - south == pytest.approx(0.004)
    assert east - west == pytest.approx(0.004)


def test_what_the_caller_forgot_is_named(vendor: Path) -> None:
    texts = dict(a_page().texts)
    del texts["legend"]
    for page, missing in (
        (a_page(texts=texts), "legend"),
        (a_page(kinds=[]), "posted"),
        (a_page(kinds=[replace(kind, mark="star") for kind in a_page().kinds]), "star"),
        (a_page(kinds=[replace(kind, family="pink") for kind in a_page().kinds]), "pink"),
    ):
        with pytest.raises(KeyError, match=missing):
            exported_map(page, vendor)
    with pytest.raises(ValueError, match="something"):
        exported_map(a_page(pins=[], grounds=[]), vendor)


def test_a_place_that_is_no_number_and_too_many_pins_are_refused(vendor: Path) -> None:
    nowhere = Pin(kind="posted", code="x", lat=float("nan"), lon=LON)
    with pytest.raises(ValueError, match=r"JSON|nan"):
        exported_map(a_page(pins=[nowhere]), vendor)
    many = [Pin(kind="posted", code="x", lat=LAT, lon=LON)] * (map_page.MAX_PINS + 1)
    with pytest.raises(ValueError, match="pins"):
        exported_map(a_page(pins=many), vendor)


def test_ten_thousand_needs_stay_a_file_one_can_carry(vendor: Path) -> None:
    pins = [
        Pin(kind="posted", code=f"N-0912-{n}", lat=LAT + n / 1e6, lon=LON, lines=("川端一丁目", "泥出し"))
        for n in range(10_000)
    ]
    assert len(exported_map(a_page(pins=pins), vendor)) < 5_000_000


def test_licences_of_the_libraries_travel_with_the_file(vendor: Path) -> None:
    page = exported_map(a_page(), vendor)
    assert "Vladimir Agafonkin" in page
    assert "THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS" in page


@pytest.mark.parametrize(
    "harm",
    [
        '<script src="https://cdn.example/x.js"></script>',
        '<link rel="stylesheet" href="x.css">',
        '<img src="https://tile.example/1.png">',
        '<img src="pin.png">',
        '<img srcset="https://a.example/1.png 2x">',
        '<a href="https://a.example/">x</a>',
        '<iframe src="//a.example"></iframe>',
        "<style>@import 'https://a.example/x.css';</style>",
        "<style>b { background: url(https://a.example/x.png) }</style>",
        '<p style="background: url(//a.example/x.png)">x</p>',
        '<form action="https://a.example/">x</form>',
        '<svg><image href="https://a.example/x.svg"/></svg>',
        '<meta http-equiv="refresh" content="0; url=https://a.example/">',
    ],
)
def test_every_way_out_of_the_page_is_found(vendor: Path, harm: str) -> None:
    page = exported_map(a_page(), vendor)
    with pytest.raises(NotOfflineError):
        assert_offline(page.replace("</body>", harm + "</body>"))


def test_a_page_without_its_policy_is_not_offline(vendor: Path) -> None:
    page = exported_map(a_page(), vendor)
    with pytest.raises(NotOfflineError):
        assert_offline(re.sub(r"<meta http-equiv=.Content-Security-Policy[^>]*>", "", page))


def test_there_are_eighteen_marks_and_a_house_and_each_mark_has_a_shape_of_its_own() -> None:
    assert len(MARKS) == 19
    assert len(set(MARKS.values())) == len(MARKS)
    assert set(FAMILIES) == {"office", "ready", "out", "back", "done", "wait", "stop", "alarm"}


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_mark_and_word_can_be_read_on_their_chip(family: Any) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1, also for the marks."""
    for colour in (family.mark, family.word):
        dark, light = sorted((luminance(colour), luminance(family.chip)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5
