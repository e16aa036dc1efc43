"""The needs board: what is late first, then every open need in the column of its state (screens.md 5.7).

Columns are live; without script they are plain lists, and the page prints as a table. No name stands in the
page: names are joined in the browser for those who may read them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dvc.domain.need_state import NeedStatus
from dvc.domain.roles import Role
from dvc.domain.values import Rank
from dvc.read.needs_places import area_names
from dvc.text.catalog import Locale, say
from dvc.web.auth import Who
from dvc.web.pages.needs_options import worded
from dvc.web.pages.needs_sight import followed, may_give
from dvc.web.render import Page, base_url, environment, frame_of, page

S = NeedStatus
Item = Mapping[str, Any]
ROWS_MOST = 12
"""Cards a column in the page itself; the live client shows more, and `?all=1` writes every one of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its states, and the act that moves a card on, "" for none. `page`: where the act asks
    something first; without it one press on the card is enough.
    """

    code: str
    states: tuple[NeedStatus, ...]
    act: str = ""
    page: str = ""

    @property
    def where(self) -> str:
        """Its clause for the live list."""
        return f"status={','.join(one.value for one in self.states)}"


COLUMNS: tuple[Column, ...] = (
    Column(code="intake", states=(S.DRAFT, S.INTAKE), act="RequireSurvey"),
    Column(code="survey_wait", states=(S.SURVEY_WAIT,), act="AssignSurvey", page="#act-AssignSurvey"),
    Column(code="surveying", states=(S.SURVEYING,), act="RecordSurvey", page="/survey"),
    Column(code="judge_wait", states=(S.JUDGE_WAIT,), act="JudgeGate", page="#act-JudgeGate"),
    Column(code="ready", states=(S.READY,), act="ScheduleNeed", page="#act-ScheduleNeed"),
    Column(code="continue_wait", states=(S.CONTINUE_WAIT,), act="ScheduleNeed", page="#act-ScheduleNeed"),
    Column(code="on_hold", states=(S.ON_HOLD,), act="ResumeNeed"),
    Column(code="scheduled", states=(S.SCHEDULED,), act="PostNeed", page="#act-PostNeed"),
    Column(code="today", states=(S.POSTED, S.IN_ACTIVITY, S.REPORT_WAIT)),
    Column(code="technical", states=(S.TECHNICAL,)),
    Column(code="done", states=(S.DONE, S.WATCHING)),
)
FIRST_ROW = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks for; "" for everything."""

    area: str = ""
    rank: str = ""
    owner: str = ""
    status: str = ""

    @property
    def where(self) -> str:
        """Clauses for the live lists, beginning with "; ", or ""."""
        given = (("area", self.area), ("rank", self.rank), ("owner", self.owner))
        return "".join(f"; {name}={value}" for name, value in given if value)

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.area or self.rank or self.owner or self.status)

    def fits(self, item: Item) -> bool:
        """Whether a need is among what was asked for, apart from its state."""
        given = (("area", self.area), ("rank", self.rank), ("owner", self.owner))
        return all(not value or item[name] == value for name, value in given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A column with its cards. `oldest`: words for the longest wait, "" for none; `is_over`: past its limit.
    """

    column: Column
    items: tuple[Item, ...]
    count: int
    oldest: str
    limit: str
    is_over: bool


async def board_page(request: Request) -> Response:
    """`GET /o/{operation}/needs?area=&rank=&owner=&status=`; `?part=next` gives the next act alone."""
    who: Who = request.state.who
    await followed(who.operation)
    reader = who.operation.reader
    days = int(await asyncio.to_thread(reader.setting, "survey_age_days"))
    needs = [item for (kind, _), item in who.operation.hub.views["needs"].items.items() if kind == "need"]
    following = next_act(who, needs, survey_days=days)
    if request.query_params.get("part") == "next":
        return await _next_alone(request, following)
    names = await asyncio.to_thread(area_names, reader)
    filters = _filters(request, names)
    columns = [one for one in COLUMNS if not filters.status or filters.status == one.code]
    fitting = [item for item in needs if filters.fits(item)]
    most = len(needs) if request.query_params.get("all") else ROWS_MOST
    filled = [_fill(who, one, fitting, survey_days=days, most=most) for one in columns]
    about = Page(
        title="needs_pages.board.title",
        station="needs",
        board="needs",
        help_of="needs",
        scripts=("js/needs.js",),
        styles=("css/needs.css",),
        script_areas=("needs_pages.js", "words.work", "roles"),
        script_words={f"area.{code}": name for code, name in names.items()},
    )
    return await page(
        request,
        "needs/board.html",
        about,
        next=following,
        rows=[filled[:FIRST_ROW], filled[FIRST_ROW:]],
        filters=filters,
        total=len(needs),
        owed=sum(bool(item["owes_call"]) for item in needs),
        shown=sum(one.count for one in filled),
        hides=any(one.count > len(one.items) for one in filled),
        query=urlencode({**dict(request.query_params), "all": "1"}),
        areas=names,
        ranks=worded(Rank, "status.rank", who.locale),
        owners=worded(_owners(needs), "roles", who.locale),
        states=[(one.code, say(f"needs_pages.board.column.{one.code}", who.locale)) for one in COLUMNS],
        base=f"{base_url(who.operation)}/needs",
        may_receive=may_give(who, "ReceiveNeed"),
        can={one.act for one in COLUMNS if one.act and may_give(who, one.act)},
    )


def _filters(request: Request, names: Mapping[str, str]) -> Filters:
    asked = request.query_params
    known: Mapping[str, Iterable[str]] = {
        "area": names,
        "rank": tuple(Rank),
        "owner": tuple(Role),
        "status": tuple(one.code for one in COLUMNS),
    }
    found = {
        name: asked[name] if asked.get(name, "") in set(values) else "" for name, values in known.items()
    }
    return Filters(**found)


def _owners(needs: Iterable[Item]) -> list[str]:
    held = {item["owner"] for item in needs if item["owner"]}
    return [role.value for role in Role if role.value in held]


def _fill(who: Who, column: Column, needs: Iterable[Item], *, survey_days: int, most: int) -> Filled:
    states = {one.value for one in column.states}
    cards = sorted((one for one in needs if one["status"] in states), key=_order)
    now = who.operation.clock.now()
    oldest = min((_since(one) for one in cards), default=None)
    has_limit = S.SURVEY_WAIT in column.states
    return Filled(
        column=column,
        items=tuple({**one, "since_at": _since(one)} for one in cards[:most]),
        count=len(cards),
        oldest=age_words(now - oldest, who.locale) if oldest is not None else "",
        limit=say("units.days", who.locale, n=survey_days) if has_limit else "",
        is_over=has_limit and oldest is not None and now - oldest > timedelta(days=survey_days),
    )


def _order(item: Item) -> tuple[Any, ...]:
    return (not item["crisis"], item["rank"], item["since"], item["id"])


def _since(item: Item) -> datetime:
    return datetime.fromisoformat(item["since"])


def age_words(age: timedelta, locale: Locale) -> str:
    """A wait in days, hours or minutes."""
    minutes = max(0, int(age.total_seconds() // 60))
    if minutes >= 24 * 60:
        return say("units.days", locale, n=minutes // (24 * 60))
    if minutes >= 60:
        return say("units.hours", locale, n=minutes // 60)
    return say("units.minutes", locale, n=minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardNext:
    """The one next act of the desk: words, where its button goes ("": nowhere), and the word on it."""

    what: str
    why: str
    go: str
    href: str
    is_alarm: bool = False


def next_act(who: Who, needs: Iterable[Item], *, survey_days: int) -> BoardNext:
    """The worst first: a crisis nobody took, a call owed, a wait over its limit, a draft left lying."""
    base = f"{base_url(who.operation)}/needs"
    every = sorted(needs, key=lambda item: (item["since"], item["id"]))
    late = who.operation.clock.now() - timedelta(days=survey_days)
    waiting = [one for one in every if one["status"] == S.SURVEY_WAIT]
    rows: tuple[tuple[str, list[Item], str], ...] = (
        ("crisis", [one for one in every if one["crisis"] and not one["crisis_seen"]], ""),
        ("owes_call", [one for one in every if one["owes_call"]], "/calls"),
        ("survey_late", [one for one in waiting if _since(one) < late], ""),
        ("unverified", [one for one in every if not one["verified"] and one["status"] == S.INTAKE], ""),
        ("returned", [one for one in every if one["returned"]], ""),
        ("intake", [one for one in every if one["status"] == S.INTAKE], ""),
        ("draft", [one for one in every if one["status"] == S.DRAFT], ""),
    )
    for code, found, path in rows:
        if not found:
            continue
        details: dict[str, str | int] = {"n": len(found), "total": len(waiting), "days": survey_days}
        return BoardNext(
            what=say(f"needs_pages.board.next.{code}", who.locale, **details),
            why=say(f"needs_pages.board.next_why.{code}", who.locale, code=found[0]["code"]),
            go=say(f"needs_pages.board.next_go.{code}", who.locale),
            href=f"{base}{path or '/' + found[0]['id']}",
            is_alarm=code == "crisis",
        )
    return BoardNext(
        what=say("needs_pages.board.next.nothing", who.locale),
        why=say("needs_pages.board.next_why.nothing", who.locale),
        go=say("needs_pages.board.receive", who.locale),
        href=f"{base}/new" if may_give(who, "ReceiveNeed") else "",
    )


async def _next_alone(request: Request, following: BoardNext) -> Response:
    frame = await frame_of(request, Page(title="needs_pages.board.title", station="needs"))
    html = environment().get_template("needs/_next.html").render(frame=frame, next=following)
    return HTMLResponse(html, headers={"cache-control": "no-store"})
