"""The pictures of every page: `python3 -m tests.screens [folder]`, into `docs/screens/` unless told
otherwise.

A demo is started on a folder of its own, its morning runs for a while, and a headless Chromium looks at each
page as the desk that works there: 1366 x 768 in Japanese, some in English, on a phone at 390 x 844, papers as
their first page. Pictures are reduced to a few colours so that the whole set stays small.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

from dvc.bootstrap import ensure
from tests.e2e.conftest import SAFE
from tests.machine import ROOT
from tests.served import free_port

OUT = ROOT / "docs" / "screens"
DESK, PHONE, WALL = (1366, 768), (390, 844), (1920, 1080)
COLOURS = 48
MORNING_SECONDS = 90
"""So long the made-up morning runs before the first picture, so that the boards have something to show."""
SETTLE_MS = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: whose desk (position of its link among those the demo prints), which page, how large."""

    name: str
    desk: int
    path: str
    size: tuple[int, int] = DESK
    locale: str = "ja-JP"
    follow: str | None = None
    """A link on the page to follow first, as a CSS selector."""


HEAD, CHIEF, INTAKE, SURVEY, RECEPTION, ORIENT, MATCH, EQUIPMENT, TRANSPORT, REPORT = range(10)
DESKS = (
    Shot(name="head", desk=HEAD, path="head"),
    Shot(name="needs", desk=INTAKE, path="needs"),
    Shot(name="need-new", desk=INTAKE, path="needs/new"),
    Shot(name="need", desk=INTAKE, path="needs", follow="main a[href*='/needs/need_']"),
    Shot(name="calls", desk=INTAKE, path="needs/calls"),
    Shot(name="survey", desk=SURVEY, path="survey"),
    Shot(name="search", desk=INTAKE, path="search"),
    Shot(name="reception", desk=RECEPTION, path="reception"),
    Shot(name="reception-new", desk=RECEPTION, path="reception/new"),
    Shot(name="reception-people", desk=RECEPTION, path="reception/people"),
    Shot(name="reception-groups", desk=RECEPTION, path="reception/groups"),
    Shot(name="orientation", desk=ORIENT, path="reception/orientation"),
    Shot(name="matching", desk=MATCH, path="matching"),
    Shot(name="send-off", desk=EQUIPMENT, path="send-off"),
    Shot(name="field", desk=EQUIPMENT, path="field"),
    Shot(name="return", desk=REPORT, path="return"),
    Shot(name="equipment", desk=EQUIPMENT, path="equipment"),
    Shot(name="map", desk=CHIEF, path="map"),
    Shot(name="figures", desk=HEAD, path="figures"),
    Shot(name="settings", desk=HEAD, path="settings"),
    Shot(name="imports", desk=CHIEF, path="imports"),
    Shot(name="day", desk=HEAD, path="day"),
    Shot(name="staff", desk=HEAD, path="staff"),
    Shot(name="devices", desk=HEAD, path="devices"),
    Shot(name="help", desk=MATCH, path="help/matching"),
    Shot(name="poster", desk=RECEPTION, path="poster"),
)
ENGLISH = tuple(
    Shot(name=f"{name}-en", desk=desk, path=path, locale="en-GB")
    for name, desk, path in (
        ("matching", MATCH, "matching"),
        ("reception", RECEPTION, "reception"),
        ("needs", INTAKE, "needs"),
        ("return", REPORT, "return"),
    )
)
PHONES = tuple(
    Shot(name=f"{name}-phone", desk=desk, path=path, size=PHONE)
    for name, desk, path in (
        ("check-in", RECEPTION, "in"),
        ("ask", INTAKE, "ask"),
        ("field", EQUIPMENT, "field"),
        ("survey", SURVEY, "survey"),
        ("need", INTAKE, "needs"),
    )
)
WALLS = (Shot(name="wall", desk=RECEPTION, path="wall", size=WALL),)
SHOTS = (*DESKS, *ENGLISH, *PHONES, *WALLS)


async def _come_in(browser: Browser, link: str, shot: Shot) -> tuple[Page, str]:
    width, height = shot.size
    context = await browser.new_context(viewport={"width": width, "height": height}, locale=shot.locale)
    page = await context.new_page()
    await page.goto(link)
    await page.locator("main button[type=submit]").first.click()
    await page.wait_for_load_state()
    found = re.search(r"(https?://.*/o/[^/]+)", page.url)
    assert found is not None, page.url
    return page, found.group(1)


async def _take(browser: Browser, links: list[str], shot: Shot, out: Path) -> str | None:
    """Take one picture; a complaint, or None."""
    page, base = await _come_in(browser, links[shot.desk], shot)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "response",
        lambda answer: faults.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    await page.goto(f"{base}/{shot.path}")
    await page.wait_for_timeout(SETTLE_MS)
    if shot.follow:
        await page.locator(shot.follow).first.click()
        await page.wait_for_timeout(SETTLE_MS)
    _keep(await page.screenshot(), out / f"{shot.name}.png")
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth + 1")
    await page.context.close()
    if wide:
        faults.append("wider than the screen")
    return f"{shot.name}: {', '.join(faults)}" if faults else None


def _keep(png: bytes, path: Path) -> None:
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


async def take_all(links: list[str], out: Path, wanted: tuple[str, ...] = ()) -> list[str]:
    """Take every picture (or those named); what was wrong with some."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(executable_path=path, args=list(SAFE))
        for shot in SHOTS:
            if wanted and shot.name not in wanted:
                continue
            try:
                said = await _take(browser, links, shot, out)
            except Exception as fault:  # noqa: BLE001 - the other pictures are still wanted
                said = f"{shot.name}: {str(fault).splitlines()[0]}"
            complaints += [said] if said else []
        await browser.close()
    return complaints


def links_of(lines: list[str]) -> list[str]:
    """The log-in links among what the demo prints."""
    return [line.split()[-1] for line in lines if "/j/" in line]


def main() -> None:
    """Start a demo, let its morning run, take the pictures, end it."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dvc-screens-") as folder:
        log = Path(folder) / "demo.txt"
        command = [
            sys.executable,
            "-m",
            "dvc",
            "demo",
            "--data",
            f"{folder}/demo",
            "--port",
            str(free_port()),
        ]
        with log.open("wb") as file:
            demo = subprocess.Popen(
                command, cwd=ROOT, stdout=file, env={**os.environ, "PYTHONUNBUFFERED": "1"}
            )
            try:
                asyncio.run(asyncio.sleep(MORNING_SECONDS))
                complaints = asyncio.run(
                    take_all(links_of(log.read_text(encoding="utf-8").splitlines()), out)
                )
            finally:
                demo.terminate()
                demo.wait()
    sys.stdout.write("\n".join(complaints or ["every page was well"]) + "\n")


if __name__ == "__main__":
    ensure("tests", "test")
    main()
