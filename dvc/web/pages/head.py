"""The center's head: decisions in order of urgency with the buttons to make them, the flow with its jam,
tomorrow's forecast, and the center's settings (screens.md 5.23).
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.commands.day import ChangeSetting
from dvc.domain.ids import ChoiceCode
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import CHIEFS
from dvc.domain.settings import BY_KEY, SETTINGS, Setting, Value
from dvc.read.before_morning import forecast
from dvc.read.head import CENTER_WORDS, center_words, head_view
from dvc.read.map import outlines
from dvc.text.catalog import say
from dvc.web.acts import META_FIELDS, meta_of, submit
from dvc.web.auth import Who
from dvc.web.errors import redirect_back, sentence
from dvc.web.parse import body_of
from dvc.web.render import Page, base_url, page

HEAD: Final = Page(
    title="head_pages.title",
    board="head",
    help_of="head",
    scripts=("js/head.js",),
    styles=("css/figures.css",),
    script_areas=("words.work", "head_pages.js"),
)
SETTINGS_PAGE: Final = Page(title="head_pages.settings.title", styles=("css/figures.css",))
CLOCKS: Final = frozenset({"return_by_minutes", "reception_from_minutes", "reception_until_minutes"})
"""Settings that are minutes of a day, asked for as a time."""
NOT_IN_EFFECT: Final = frozenset(
    {"overdue_after_minutes", "reception_until_minutes", "wall_shows_kana", "matching_km_points"}
)
"""Settings that nothing reads yet, or, for kilometres, that weigh what the board does not measure yet; a
control without an effect is not shown.
"""
SHOWN: Final = tuple(one for one in SETTINGS if one.key not in NOT_IN_EFFECT)
HOUR: Final = 60
SHOWN_MOST: Final = 12


async def head_page(request: Request) -> Response:
    """`GET /o/{operation}/head`."""
    who: Who = request.state.who
    reader, now = who.operation.reader, who.operation.clock.now()
    view, tomorrow, shapes = await asyncio.to_thread(
        lambda: (head_view(reader, now), forecast(reader, now), outlines(reader))
    )
    return await page(
        request,
        "head/head.html",
        HEAD,
        view=view,
        forecast=tomorrow,
        most=SHOWN_MOST,
        areas={one.code: one.name for one in shapes},
        decides=bool(who.actor.roles & CHIEFS),
        base=base_url(who.operation),
    )


async def settings_page(request: Request) -> Response:
    """`GET /o/{operation}/settings`."""
    return await _draw_settings(request, {}, {})


async def _draw_settings(
    request: Request, errors: dict[str, str], given: dict[str, str], status: int = 200
) -> Response:
    who: Who = request.state.who
    reader = who.operation.reader
    values, words = await asyncio.to_thread(
        lambda: (
            {one.key: reader.setting(one.key) for one in SETTINGS},
            center_words(reader),
        )
    )
    return await page(
        request,
        "head/settings.html",
        SETTINGS_PAGE,
        status=status,
        settings=SHOWN,
        values={key: given.get(key, _shown(BY_KEY[key], value)) for key, value in values.items()},
        defaults={one.key: _shown(one, one.default) for one in SETTINGS},
        clocks=CLOCKS,
        choices={
            one.key: [(word, say(f"head_pages.choice.{one.key}.{word}", who.locale)) for word in one.choices]
            for one in SETTINGS
            if one.choices
        },
        words={field.value.removeprefix("center_"): words.get(field, "") for field in CENTER_WORDS},
        errors=errors,
        path=request.url.path,
        base=base_url(who.operation),
    )


def _shown(setting: Setting, value: Any) -> str:
    if setting.key in CLOCKS:
        return f"{int(value) // HOUR:02}:{int(value) % HOUR:02}"
    return str(value).lower() if isinstance(value, bool) else str(value)


async def change_setting(request: Request) -> Response:
    """`POST /o/{operation}/settings`: one setting, as people write it (a time as 15:00)."""
    who: Who = request.state.who
    form = await body_of(request)
    extra = {name: form.pop(name) for name in META_FIELDS if name in form}
    key, text = str(form.get("key", "")), str(form.get("value", "")).strip()
    setting = BY_KEY.get(key)
    if setting is None:
        raise Refusal("day.setting_unknown", status=422, key=key[:60])
    try:
        command = ChangeSetting(key=key, value=_value(setting, text))
        await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        return await _draw_settings(
            request, {key: sentence(no.code, who.locale, no.details)}, {key: text}, no.status
        )
    return redirect_back(request, f"{base_url(who.operation)}/settings#{key}")


def _value(setting: Setting, text: str) -> Value:
    """The value that a text means. Raises Refusal `day.setting_value` (422)."""
    details = {"key": setting.key, "least": setting.least, "most": setting.most}
    try:
        if setting.choices:
            return ChoiceCode(text)
        if isinstance(setting.default, bool):
            refuse_unless(text in {"true", "false"}, "day.setting_value", status=422, **details)
            return text == "true"
        if setting.key in CLOCKS and ":" in text:
            hour, _, minute = text.partition(":")
            return int(hour) * HOUR + int(minute)
        return float(text) if isinstance(setting.default, float) else int(text)
    except ValueError:
        raise Refusal("day.setting_value", status=422, **details) from None


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/head", head_page),
    Route("/o/{operation}/settings", settings_page),
    Route("/o/{operation}/settings", change_setting, methods=["POST"]),
]
