"""The exported map in a real browser, opened from the disk as by double click: nothing asked, all shown."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright

from maps.areas import load_areas
from maps.made_up_city import DATA
from maps.map_page import TEXTS, Ground, Kind, Look, MapPage, Pin, PlaceName
from maps.towns import load_towns
from maps.web_map import exported_map
from tests import machine

pytestmark = pytest.mark.browser
EVIL = "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>{{7*7}}"
HERE = (33.0334, 135.0507)


@dataclass(kw_only=True)
class Seen:
    """A page with what it asked for and what it complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
async def browser(chromium_path: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=str(chromium_path), args=flags)
        yield browser
        await browser.close()


def a_page(**changes: Any) -> MapPage:
    kinds = [
        Kind(key="crisis", mark="alert", family="alarm", word="危機", heading="ニーズ", urgency=0),
        Kind(key="ready", mark="ready", family="ready", word="活動可", heading="ニーズ", urgency=4),
        Kind(key="working", mark="work", family="out", word="作業中", heading="チーム", urgency=6),
    ]
    lat, lon = HERE
    pins = [
        Pin(kind="ready", code=f"N-0912-00{n}-{n}", lat=lat, lon=lon, lines=("川端一丁目",), is_rough=True)
        for n in range(5)
    ]
    pins += [
        Pin(kind="crisis", code="N-0912-051-3", lat=lat, lon=lon, lines=(EVIL,)),
        Pin(kind="ready", code=EVIL, lat=lat + 0.03, lon=lon + 0.03, lines=("坂上",)),
        Pin(kind="working", code="T-12", lat=lat - 0.01, lon=lon, is_flag=True),
        Pin(kind="working", code="T-13", lat=lat - 0.01, lon=lon, is_flag=True),
    ]
    grounds = [
        Ground(look=look, name=area.name, geometry=area.geometry, label=(area.label_lat, area.label_lon))
        for name, look in (("areas", Look.DISTRICT), ("boundary", Look.BOUNDARY))
        for area in load_areas(DATA / f"{name}.geojson", level=name)
    ]
    towns = load_towns(DATA / "towns.csv").rows
    fields: dict[str, Any] = {
        "lang": "ja",
        "texts": {name: f"文-{name}" for name in TEXTS},
        "kinds": kinds,
        "pins": pins,
        "grounds": grounds,
        "places": [PlaceName(name=row.town, lat=row.lat, lon=row.lon) for row in towns],
        "look_words": {look: f"線-{look}" for look in Look},
        "credits": ["作り物 <b>2026</b>"],
    }
    return MapPage(**(fields | changes))


async def opened(browser: Browser, folder: Path, page: MapPage, width: int = 1366, height: int = 768) -> Seen:
    vendor = machine.ROOT / "dvc" / "static" / "vendor"
    if not (vendor / "leaflet").is_dir():
        machine.absent("no browser libraries: run the asset build")
    path = folder / "地図.html"
    path.write_text(exported_map(page, vendor), encoding="utf-8", newline="\n")
    seen = Seen(page=await browser.new_page(viewport={"width": width, "height": height}))
    seen.page.on("request", lambda request: seen.asked.append(request.url))
    seen.page.on("console", lambda message: seen.complaints.append(message.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    await seen.page.goto(path.as_uri())
    await seen.page.wait_for_selector(".pin.many")
    return seen


async def test_it_opens_from_the_disk_asks_for_nothing_and_complains_of_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    seen = await opened(browser, tmp_path, a_page())
    assert seen.asked == [(tmp_path / "地図.html").as_uri()]
    assert seen.complaints == []
    assert await seen.page.title() == "文-title"
    assert await seen.page.evaluate("document.documentElement.lang") == "ja"
    assert await seen.page.get_by_text("文-time").is_visible()


async def test_needs_teams_districts_and_credit_are_seen(browser: Browser, tmp_path: Path) -> None:
    page = (await opened(browser, tmp_path, a_page())).page
    # six needs at one place in one ring, in the colour of the most urgent, and one apart
    crowd = page.locator(".pin.many")
    assert (await crowd.inner_text()).split() == ["6", "危機"]
    assert "st-alarm" in (await crowd.get_attribute("class") or "")
    assert await page.locator(".leaflet-marker-pane .pin:not(.many)").count() == 1
    assert [await flag.is_visible() for flag in await page.locator(".flag").all()] == [True, True]
    boxes = [await flag.bounding_box() for flag in await page.locator(".flag").all()]
    assert abs(boxes[0]["y"] - boxes[1]["y"]) >= boxes[0]["height"]  # type: ignore[index]
    assert await page.locator(".leaflet-ground-pane path").count() == 13
    assert await page.locator(".area-name:visible").count() >= 10
    credit = page.locator(".leaflet-control-attribution")
    assert await credit.inner_text() == "作り物 <b>2026</b>"  # neither Leaflet's name nor a flag nor markup


async def test_a_name_that_holds_a_script_is_shown_as_it_is_and_runs_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    seen = await opened(browser, tmp_path, a_page())
    page = seen.page
    await page.locator(".pin.many").click()  # all at one point: the ring unfolds
    await page.get_by_role("button", name="危機 N-0912-051-3").click()
    assert EVIL in await page.locator(".leaflet-popup-content").inner_text()
    await page.locator("summary").click()
    assert EVIL in await page.locator("table").inner_text()
    assert await page.evaluate("window.harmed") is None
    assert seen.complaints == []


async def test_the_legend_switches_a_kind_off_and_on(browser: Browser, tmp_path: Path) -> None:
    page = (await opened(browser, tmp_path, a_page())).page
    await page.locator('input[data-kind="working"]').uncheck()
    assert await page.locator(".flag").count() == 0
    await page.locator('input[data-kind="ready"]').uncheck()
    assert await page.locator(".pin.many").count() == 0
    assert await page.locator(".leaflet-marker-pane .pin.st-alarm").count() == 1
    await page.locator('input[data-kind="ready"]').check()
    await page.locator('input[data-kind="working"]').check()
    assert (await page.locator(".pin.many").inner_text()).split()[0] == "6"
    assert await page.locator(".flag").count() == 2


async def test_it_is_worked_by_keyboard_and_named_for_a_screen_reader(
    browser: Browser, tmp_path: Path
) -> None:
    page = (await opened(browser, tmp_path, a_page())).page
    team = page.get_by_role("button", name="T-12 作業中")
    await team.focus()
    await page.keyboard.press("Enter")
    assert "T-12" in await page.locator(".leaflet-popup-content").inner_text()
    assert await page.get_by_role("button", name="文-close").count() == 1
    assert await page.get_by_role("button", name="文-zoom_in").count() == 1
    await page.keyboard.press("Escape")
    await page.locator("summary").focus()
    await page.keyboard.press("Enter")
    assert await page.locator("table tbody tr").count() == 9


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (390, 844), (1024, 600)])
async def test_it_fits_screens_from_phone_to_desk(
    browser: Browser, tmp_path: Path, width: int, height: int
) -> None:
    page = (await opened(browser, tmp_path, a_page(), width, height)).page
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    canvas = await page.locator(".folium-map").bounding_box()
    assert canvas is not None
    assert canvas["width"] >= min(width, 700)
    assert canvas["height"] >= 300
    shown = await page.locator(".leaflet-marker-pane .pin, .flag").all()
    for pin in shown:
        box = await pin.bounding_box()
        assert box is not None
        assert canvas["x"] <= box["x"] + box["width"] / 2 <= canvas["x"] + canvas["width"]
        assert canvas["y"] <= box["y"] + box["height"] / 2 <= canvas["y"] + canvas["height"]


async def test_names_of_districts_stay_in_their_district_and_off_the_pins(
    browser: Browser, tmp_path: Path
) -> None:
    page = (await opened(browser, tmp_path, a_page(), 390, 844)).page
    # names settle in the frame after the first drawing
    await page.evaluate("() => new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)))")
    overlaps = await page.evaluate(
        """() => {
            const box = e => e.getBoundingClientRect();
            const pins = [...document.querySelectorAll(".leaflet-marker-pane .pin, .flag")].map(box);
            return [...document.querySelectorAll(".area-name:not(.is-crowded)")].filter(name => {
                const b = box(name);
                return pins.some(p => b.left < p.right && p.left < b.right
                    && b.top < p.bottom && p.top < b.bottom);
            }).map(name => name.textContent);
        }"""
    )
    assert overlaps == []
