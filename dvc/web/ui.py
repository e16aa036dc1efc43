"""What every page is framed by, and the Jinja environment that writes it.

A page's template is given one `frame: PageFrame` and its own data. The functions the templates call (`t`
for a sentence, `clock` and `day` for times, `look` for a chip) read locale and mode from that frame, so
that no page can mix languages. Markup of components is written by `templates/_ui.html` alone; states and
their looks stand in `dvc.web.marks`, sentences in `dvc.text`. docs/screens/README.md is the page for
authors.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from dvc.text import catalog
from dvc.text.catalog import Detail, Locale
from dvc.web import bundles
from dvc.web.marks import LOOKS, Look

Mode = Literal["disaster", "drill", "everyday"]
Place = Literal["desk", "phone", "wall", "paper"]
TextSize = Literal["m", "l", "xl"]
Theme = Literal["light", "dark"]

TOKYO: Final = ZoneInfo("Asia/Tokyo")
WEEKDAYS_JA: Final = "月火水木金土日"
WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ERAS: Final = (
    # first day of the era (元号を改める政令); a center meets no birthday before Meiji's last years
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1868, 10, 23), "明治"),
)
LANGUAGE_NAMES: Final[Mapping[Locale, str]] = MappingProxyType(
    {"ja": "日本語", "en": "English", "ja_easy": "やさしい日本語"}
)
"""Each language in its own name: a person who cannot read the page must find the way to another."""
HTML_LANG: Final[Mapping[Locale, str]] = MappingProxyType({"ja": "ja", "en": "en", "ja_easy": "ja"})
TEXT_STEPS: Final[Mapping[str, TextSize]] = MappingProxyType({"m": "l", "l": "xl", "xl": "m"})
PHONE_STYLES: Final = tuple(
    f"css/{name}.css" for name in ("tokens", "base", "components", "phone", "access", "needs", "volunteer")
)
PHONE_SCRIPTS: Final = tuple(
    f"js/{name}.js" for name in ("page", "access", "needs_survey", "volunteer", "volunteer_me")
)
"""Every phone page has these, its own or not: each looks for its form first."""
SCRIPT_AREA: Final = "ui.js"
SCRIPT_WORDS: Final = ("status.rank",)
"""Areas besides it whose words the live client needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillFrame:
    """The band of a drill. `clock`: aware UTC time of the drill; `end_url`: only for those who may end it."""

    clock: datetime
    speed: int | float = 1
    is_paused: bool = False
    end_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationFrame:
    """Which operation is open. `day_no`: 1 on the first day, None before; `day_state`: a state of
    `status.day`; `choose_url`: where to go to another operation, None when the person has only this one.
    """

    id: str
    name: str
    kind: Mode
    day_no: int | None = None
    day_state: str | None = None
    choose_url: str | None = None
    drill: DrillFrame | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatFrame:
    """Heat index in °C WBGT; `limit`: the next limit as a word, `left_c`: how far below it, both None above
    all.
    """

    wbgt_c: float
    limit: str | None = None
    left_c: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFrame:
    """One place of the station strip. `code`: a code of `nav.station`; `waiting`: things that wait for
    someone, None where nothing is counted; `figure`: the figure of the boards that counts them, so that the
    number moves on a live page; `is_due`: over its limit (`dvc.board.limits`).
    """

    code: str
    href: str
    waiting: int | None = None
    figure: str = ""
    is_due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskFrame:
    """The bars of a desk page. `current`: code of the station this page belongs to; `switch_url`: takes the
    tag or PIN of the next person (POST `code`), None on personal devices; `help_url`: 「この席の仕事」.
    """

    desk: str
    person: str
    home_url: str
    search_url: str
    stations: tuple[StationFrame, ...]
    current: str | None = None
    search_text: str = ""
    switch_url: str | None = None
    help_url: str | None = None
    heat: HeatFrame | None = None
    idle_seconds: int = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFrame:
    """The live board of the page (contracts.md 4). `actor`: id under which this person's own acts come
    back, so that they are not washed yellow; `has_labels`: whether this role may ask for names and places.
    """

    name: str
    epoch: str
    seq: int
    actor: str | None = None
    has_labels: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFrame:
    """What every template gets as `frame`. `title`: heading and title, in the reader's language; `now`:
    aware UTC, the operation's clock; `path`: this page, to come back to; `scripts`, `styles`: the page's
    own static files; `script_areas`: catalogue areas whose sentences the page's own script says, beside
    `ui.js`; `script_words`: names of this center for it, by code.
    """

    locale: Locale
    title: str
    center: str
    now: datetime
    path: str = "/"
    csrf: str = ""
    sign_in_url: str = "/"
    place: Place = "desk"
    operation: OperationFrame | None = None
    desk: DeskFrame | None = None
    board: BoardFrame | None = None
    text_size: TextSize = "m"
    theme: Theme = "light"
    has_readings: bool = True
    scripts: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    script_areas: tuple[str, ...] = ()
    script_words: Mapping[str, str] = field(default_factory=dict)

    @property
    def mode(self) -> Mode:
        """Kind of the open operation; outside of one, everyday."""
        return self.operation.kind if self.operation else "everyday"


def make_environment(static_url: Callable[[str], str]) -> Environment:
    """Make the environment of all pages. `static_url`: address of a static file by its path
    (`StaticUrls.url`).
    """
    environment = Environment(
        loader=PackageLoader("dvc.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "t": _say,
        "tr": _say_with_readings,
        "open_text": _pattern,
        "look": look,
        "looks": LOOKS,
        "static": static_url,
        "bundle": lambda parts: static_url(bundles.path_of(parts)),
        "phone_styles": PHONE_STYLES,
        "phone_scripts": PHONE_SCRIPTS,
        "html_lang": HTML_LANG,
        "language_names": LANGUAGE_NAMES,
        "text_steps": TEXT_STEPS,
        "script_data": _script_data,
    }
    environment.filters |= {
        "clock": clock,
        "clock_public": clock_public,
        "day": _day,
        "day_ja": day_ja,
        "wareki": wareki,
        "ruby": lambda text: Markup(catalog.ruby(text)),  # noqa: S704 - catalog.ruby escapes all but its ruby
        "code_label": code_label,
        "iso": lambda moment: moment.astimezone(UTC).isoformat(),
    }
    return environment


def look(kind: str, state: str) -> Look:
    """Colour family and mark of a state. Raises KeyError for a state that has no chip."""
    return LOOKS[kind, state]


def clock(moment: datetime) -> str:
    """Time of day at the center for desks: 09:05. Takes an aware time."""
    return f"{_local(moment):%H:%M}"


def clock_public(moment: datetime) -> str:
    """Time of day for volunteers and residents: 9:05. Takes an aware time."""
    local = _local(moment)
    return f"{local.hour}:{local:%M}"


def day_ja(moment: datetime | date) -> str:
    """Day for boards: 9/12 土."""
    day = _day_of(moment)
    return f"{day.month}/{day.day} {WEEKDAYS_JA[day.weekday()]}"


def day_en(moment: datetime | date) -> str:
    """Day for English readers: Sat 12 Sep."""
    day = _day_of(moment)
    return f"{WEEKDAYS_EN[day.weekday()]} {day.day} {MONTHS_EN[day.month - 1]}"


def wareki(moment: datetime | date) -> str:
    """Day for paper and residents: 令和8年9月12日（土）. Raises ValueError before Meiji."""
    day = _day_of(moment)
    for first, era in ERAS:
        if day >= first:
            year = day.year - first.year + 1
            said = "元" if year == 1 else str(year)
            return f"{era}{said}年{day.month}月{day.day}日（{WEEKDAYS_JA[day.weekday()]}）"
    raise ValueError(day)


def code_label(code: str) -> str:
    """How a code is read aloud, digit by digit: N-0908-031-4 as "N, 0 9 0 8, 0 3 1, 4"."""
    return ", ".join(" ".join(part) for part in code.replace("/", "-").split("-"))


def _local(moment: datetime) -> datetime:
    assert moment.tzinfo is not None, "times are stored and passed aware"
    return moment.astimezone(TOKYO)


def _day_of(moment: datetime | date) -> date:
    return _local(moment).date() if isinstance(moment, datetime) else moment


def _frame(context: Context) -> PageFrame:
    frame = context.get("frame")
    assert isinstance(frame, PageFrame), "a template needs its frame; import _ui.html `with context`"
    return frame


@pass_context
def _say(context: Context, code: str, **details: Detail) -> str:
    return catalog.say(code, _frame(context).locale, **details)


@pass_context
def _say_with_readings(context: Context, code: str, **details: Detail) -> Markup:
    return Markup(catalog.say_html(code, _frame(context).locale, **details))  # noqa: S704 - say_html escapes


@pass_context
def _pattern(context: Context, code: str) -> str:
    return catalog.pattern(code, _frame(context).locale)


@pass_context
def _day(context: Context, moment: datetime | date) -> str:
    return day_en(moment) if _frame(context).locale == "en" else day_ja(moment)


@pass_context
def _script_data(context: Context) -> Markup:
    """The data block of the scripts: sentences, chips, and where to go; no markup can leave it."""
    frame = _frame(context)
    data: dict[str, Any] = {
        "locale": HTML_LANG[frame.locale],
        "texts": _script_texts(frame),
        "chips": _script_chips(frame) if frame.board else {},
    }
    encoded = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Markup(encoded.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def _script_texts(frame: PageFrame) -> dict[str, str]:
    areas = (SCRIPT_AREA, *SCRIPT_WORDS, *frame.script_areas)
    wanted = [code for code in catalog.codes() if any(code.startswith(f"{area}.") for area in areas)]
    said = {code.removeprefix(f"{SCRIPT_AREA}."): catalog.pattern(code, frame.locale) for code in wanted}
    return said | dict(frame.script_words)


def _script_chips(frame: PageFrame) -> dict[str, tuple[str, str, str]]:
    """Family, mark and word by `kind.state`."""
    return {
        f"{kind}.{state}": (seen.family, seen.mark, catalog.say(f"status.{kind}.{state}", frame.locale))
        for (kind, state), seen in LOOKS.items()
    }
