"""A headless Chromium that looks at the pages of a running demo and keeps small pictures."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
from PIL import Image
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.e2e.conftest import SAFE
from tests.screens.pages import DESK, PHONE, WALL, Shown, View

COLOURS = 48
PAPER_SCALE = 1.0
SETTLE_MS = 1_500
PROPOSAL_MS = 8_000
"""So long the proposal of a demo morning may take until its picture."""
EXPECTED = {"not-found": 404, "not-allowed": 403}
WIDER = "document.documentElement.scrollWidth > innerWidth + 1"


@dataclass(slots=True)
class Camera:
    """Takes pictures as the desks of one demo; every desk logs in once for each language."""

    browser: Browser
    links: list[str]
    out: Path
    bases: dict[int | None, str] = field(default_factory=dict)
    seated: dict[tuple[int | None, bool, str], BrowserContext] = field(default_factory=dict)

    async def take(self, shown: Shown, view: View) -> str | None:
        """Take one picture; a complaint, or None."""
        context = await self._sit_down(shown, view.locale)
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.on(
            "response",
            lambda answer: (
                faults.append(f"{answer.status} {answer.url}")
                if answer.status >= 400 and answer.status != EXPECTED.get(shown.name)
                else None
            ),
        )
        try:
            faults += await self._look(page, shown, view)
        except Exception as fault:  # noqa: BLE001 - the other pictures are still wanted
            faults.append(str(fault).splitlines()[0])
        await page.close()
        return f"{shown.name}-{view}: {', '.join(faults)}" if faults else None

    async def _look(self, page: Page, shown: Shown, view: View) -> list[str]:
        width, height = PHONE if view.is_phone else WALL if shown.large else DESK
        await page.set_viewport_size({"width": width, "height": height})
        await page.goto(self._address(shown))
        await page.wait_for_timeout(SETTLE_MS)
        target = self.out / f"{shown.name}-{view}.png"
        for step in shown.steps:
            await page.locator(step).first.click()
            await page.wait_for_timeout(PROPOSAL_MS if step.startswith("#run") else SETTLE_MS)
        if shown.then or shown.instead:
            bare = page.url.split("#")[0]
            to = bare.replace(*shown.instead) if shown.instead else bare.split("?")[0] + shown.then
            await page.goto(to)
            await page.wait_for_timeout(SETTLE_MS)
        if shown.pdf:
            keep_paper(await _answer_of_form(page, shown.pdf), target)
            return []
        if view.is_paper:
            keep_paper(await page.pdf(format="A4", prefer_css_page_size=True, print_background=False), target)
            return []
        keep_picture(await page.screenshot(), target)
        return ["wider than the screen"] if await page.evaluate(WIDER) else []

    def _address(self, shown: Shown) -> str:
        base = self.bases[0]
        if shown.path.startswith("/"):
            parts = urlsplit(base)
            return f"{parts.scheme}://{parts.netloc}{shown.path}"
        return f"{base}/{shown.path}"

    async def _sit_down(self, shown: Shown, locale: str) -> BrowserContext:
        if not self.bases:
            self.bases[0] = ""
            await self._sit_down(Shown(name="", path="", desk=0), locale)
        key = (shown.desk, shown.is_checked_in, locale)
        if key in self.seated:
            return self.seated[key]
        context = await self.browser.new_context(locale=locale)
        self.seated[key] = context
        if shown.desk is not None:
            self.bases[0] = await _log_in(context, self.links[shown.desk])
        elif shown.is_checked_in:
            await self._check_in(context, locale)
        return context

    async def _check_in(self, context: BrowserContext, locale: str) -> None:
        """Somebody with a phone and no script checks in, and keeps the cookie of the own page."""
        plain = await self.browser.new_context(locale=locale, java_script_enabled=False)
        page = await plain.new_page()
        await page.goto(f"{self.bases[0]}/in")
        await page.fill("#f-name", "歩 みさと" if locale.startswith("ja") else "Misato Ayumi")
        await page.fill("#f-phone", "090-0000-7788" if locale.startswith("ja") else "090-0000-7789")
        await page.locator("[name=age_band][value=forties]").check()
        await page.locator("[name=insurance][value=tensai]").check()
        await page.fill("#f-joined_on", "9/5")
        await page.locator("[name=agreed]").check()
        await page.locator("form[action$='/in'] button[type=submit]").last.click()
        await page.wait_for_load_state()
        await context.add_cookies((await plain.storage_state())["cookies"])  # type: ignore[arg-type]
        await plain.close()


async def _log_in(context: BrowserContext, link: str) -> str:
    """Come in by an invitation; the address of the operation."""
    page = await context.new_page()
    await page.goto(link)
    await page.locator("main button[type=submit]").first.click()
    await page.wait_for_load_state()
    found = re.search(r"(https?://.*/o/[^/]+)", page.url)
    assert found is not None, page.url
    await page.close()
    return found.group(1)


async def _answer_of_form(page: Page, chosen: str) -> bytes:
    """Send a form of the page as it stands and take its answer."""
    form = page.locator(chosen).first
    action = await form.get_attribute("action")
    csrf = await form.locator("input[name=csrf]").get_attribute("value")
    answer = await page.request.post(
        str(await page.evaluate("(path) => new URL(path, location.href).href", action)),
        form={"csrf": str(csrf)},
        headers={
            "origin": "{0.scheme}://{0.netloc}".format(urlsplit(page.url)),
            "accept-language": str(await page.evaluate("navigator.language")),
        },
    )
    assert answer.ok, f"{answer.status} {action}"
    return await answer.body()


def keep_picture(png: bytes, path: Path) -> None:
    """Keep a picture with few colours, so that the set stays small."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def keep_paper(pdf: bytes, path: Path) -> None:
    """Keep the first page of a paper; a paper of several pages gets the others beside it (`-2`, `-3`)."""
    with_pages = pypdfium2.PdfDocument(pdf)
    for at, sheet in enumerate(with_pages):
        image = sheet.render(scale=PAPER_SCALE).to_pil().convert("L")
        name = path if at == 0 else path.with_name(f"{path.stem}-{at + 1}.png")
        image.quantize(16).save(name, optimize=True)
        if at >= 2:
            break


async def take_all(links: list[str], out: Path, wanted: list[tuple[Shown, View]]) -> list[str]:
    """Take the wanted pictures into a folder; what was wrong with some."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = await playwright.chromium.launch(executable_path=path, args=list(SAFE))
        camera = Camera(browser=browser, links=links, out=out)
        for shown, view in wanted:
            said = await camera.take(shown, view)
            complaints += [said] if said else []
        await browser.close()
    return complaints
