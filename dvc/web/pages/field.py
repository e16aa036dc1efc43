"""Out and back: send-off, who is out, the return desk. One team at a time in large, the others as strips
beside it.

The team in large is written by the server (`?team=`), the strips are live; every act is an ordinary form.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.commands.field_return import LeftPerson, ReturnTeam
from dvc.domain.equipment_items import ITEMS
from dvc.domain.equipment_state import DamageCause, Movement, StockReason
from dvc.domain.field_clock import contact_age_minutes, overdue_minutes
from dvc.domain.ids import AttendanceId, TeamId
from dvc.domain.kits import suggested_kit
from dvc.domain.need_state import Need
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.team_state import (
    OUTSIDE,
    ContactKind,
    DepartureCheck,
    LeaveReason,
    ReportResult,
    ResidentState,
    Team,
    TeamStatus,
)
from dvc.read.teams import TeamFile, subjects_of, team_file
from dvc.text.catalog import say
from dvc.web.acts import act_fields, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import of_refusal, redirect_back, wants_json
from dvc.web.parse import body_of
from dvc.web.render import Page, page

BEFORE = frozenset({TeamStatus.PLANNED, TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED})
BACK, OUT = "back", "out"
LEFT_BECAUSE = (LeaveReason.CONDITION, LeaveReason.TIME, LeaveReason.FAMILY, LeaveReason.OTHER)
AREAS = ("words.work", "field_pages.js")
SEND_OFF = Page(
    title="field_pages.send_off.title",
    station="send_off",
    board="field",
    help_of="send-off",
    script_areas=AREAS,
)
FIELD = Page(
    title="field_pages.field.title",
    station="field",
    board="field",
    help_of="field",
    scripts=("js/field.js",),
    script_areas=(*AREAS, "field_pages.field"),
)
RETURN = Page(
    title="field_pages.return.title", station="return", board="field", help_of="return", script_areas=AREAS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """A team in large as the templates want it. `lines`: tools lent or suggested, as (item, count)."""

    file: TeamFile
    overdue: int
    silent: int | None
    open_checks: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]
    is_lent: bool

    @property
    def team(self) -> Team:
        """The team itself."""
        return self.file.team


async def _view(who: Who, team_id: str | None, statuses: Iterable[TeamStatus]) -> TeamView | None:
    """The wanted team, or the next one in order of number whose status fits; its people are a logged view."""
    wanted = team_id or _next_of(who, frozenset(statuses))
    if wanted is None:
        return None
    file = await asyncio.to_thread(team_file, who.operation.reader, wanted)
    if file is None:
        return None
    note = who.operation.note_view(
        actor=who.actor.id, station=who.station, act="page", subjects=subjects_of(file), fields=("name",)
    )
    await asyncio.wrap_future(note)
    now = who.operation.clock.now()
    lent = tuple((str(line.item), line.lent) for loan in file.loans for line in loan.lines)
    return TeamView(
        file=file,
        overdue=overdue_minutes(file.team, now),
        silent=contact_age_minutes(file.team, now),
        open_checks=tuple(one.value for one in DepartureCheck if one not in file.team.checks),
        lines=lent or _kit(house.need for house in file.houses),
        is_lent=bool(lent),
    )


def _kit(needs: Iterable[Need]) -> tuple[tuple[str, int], ...]:
    found = list(needs)
    surveyed = [one for need in found if need.estimate is not None for one in need.estimate.equipment]
    kit = suggested_kit([item.work_type for need in found for item in need.work], surveyed)
    return tuple((str(one.item), one.count) for one in kit)


def _next_of(who: Who, statuses: frozenset[TeamStatus]) -> str | None:
    world = who.operation.hub.world
    teams = [
        one for one in world.states["team"].values() if one.day == world.today and one.status in statuses
    ]
    chosen = min(
        teams, key=lambda team: (team.return_by if statuses & OUTSIDE else 0, team.number), default=None
    )
    return None if chosen is None else chosen.team_id


async def send_off_page(request: Request) -> Response:
    """`GET /o/{operation}/send-off`: the next team at the gate."""
    who: Who = request.state.who
    view = await _view(who, request.query_params.get("team"), BEFORE)
    return await page(
        request,
        "field/send_off.html",
        SEND_OFF,
        view=view,
        checks=list(DepartureCheck),
        leaders=[] if view is None else _leaders(view.file),
    )


def _leaders(file: TeamFile) -> list[tuple[str, str]]:
    """Members to choose a leader from, those who said yes first."""
    ordered = sorted(file.members, key=lambda member: (not member.leader_ok, member.number))
    return [(one.attendance_id, f"{one.code} {file.names.get(one.volunteer_id, '')}") for one in ordered]


async def field_page(request: Request) -> Response:
    """`GET /o/{operation}/field`: who is out, and the one to telephone first."""
    who: Who = request.state.who
    team_id = request.query_params.get("team")
    view = await _view(who, team_id, OUTSIDE) if team_id else None
    world, now = who.operation.hub.world, who.operation.clock.now()
    teams = [one for one in world.states["team"].values() if one.day == world.today]
    late = sorted((one for one in teams if overdue_minutes(one, now) > 0), key=lambda one: one.return_by)
    areas = await asyncio.to_thread(who.operation.reader.layer, "areas")
    return await page(
        request,
        "field/field.html",
        FIELD,
        view=view,
        late=[(team.team_id, team.number, overdue_minutes(team, now)) for team in late],
        contacts=list(ContactKind),
        areas={one["code"]: one["name"] for one in areas},
    )


async def return_page(request: Request) -> Response:
    """`GET /o/{operation}/return`: thanks, heads, injuries; then the report of each house."""
    who: Who = request.state.who
    waiting = OUTSIDE | {TeamStatus.RETURNED}
    view = await _view(who, request.query_params.get("team"), waiting)
    return await page(
        request,
        "field/return.html",
        RETURN,
        view=view,
        result_words=_words(who, "field.result", ReportResult),
        resident_words=_words(who, "field.resident", ResidentState),
        left_words=_words(who, "field.leave", LEFT_BECAUSE),
        cause_words=_words(who, "equipment.cause", DamageCause),
        is_back=view is not None and view.team.status not in OUTSIDE,
    )


def _words(who: Who, area: str, values: Iterable[StrEnum]) -> list[tuple[str, str]]:
    return [(one.value, say(f"{area}.{one.value}", who.locale)) for one in values]


EQUIPMENT = Page(title="field_pages.equipment.title", station="equipment", help_of="equipment")
BY_HAND = (
    Movement.PURCHASE,
    Movement.DONATE,
    Movement.RENT,
    Movement.BORROW,
    Movement.COUNT_MORE,
    Movement.COUNT_LESS,
    Movement.WASHED,
    Movement.REPAIRED,
    Movement.FOUND,
    Movement.FETCHED,
    Movement.GIVE_BACK,
    Movement.DISPOSE,
)


async def equipment_page(request: Request) -> Response:
    """`GET /o/{operation}/equipment`: the ledger's balances, what is short first, and a number moved by hand.
    """
    who: Who = request.state.who
    items = sorted(
        who.operation.hub.world.states["item"].values(), key=lambda one: (not one.is_low, one.shelf, one.item)
    )
    return await page(
        request,
        "field/equipment.html",
        EQUIPMENT,
        items=items,
        item_words=[(code, say(f"equipment.item.{code}", who.locale)) for code in ITEMS],
        movement_words=_words(who, "equipment.movement", BY_HAND),
        reason_words=_words(who, "equipment.reason", StockReason),
    )


async def take_back_team(request: Request) -> Response:
    """`POST /o/{operation}/return/{team}`: the head count by name, as the form ticks it, in one command."""
    who: Who = request.state.who
    body = await body_of(request)
    command = _head_count(who, request.path_params["team"], body)
    extra = act_fields(body)
    try:
        receipt = await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        return of_refusal(no, who.locale, await names_of(who, no))
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, str(body.get("next") or "/"))


def _head_count(who: Who, team_id: str, body: dict[str, Any]) -> ReturnTeam:
    """Each member is back, still out, or left from the site with a reason; nobody is silently fewer (law 12).
    """
    team = who.operation.hub.world.state("team", team_id)
    refuse_unless(team is not None, "refusal.unknown", status=404, kind="team")
    told = body.get("p")
    said: dict[str, Any] = told if isinstance(told, dict) else {}
    outside = [one for one in team.members if one not in team.back and one not in team.left]
    where = {one: str(said.get(one, OUT)) for one in outside}
    injured = body.get("injured", [])
    hurt = {injured} if isinstance(injured, str) else set(injured)
    reasons = {one.value for one in LeaveReason}
    return ReturnTeam(
        team_id=TeamId(team_id),
        back=tuple(one for one in outside if where[one] == BACK),
        left=tuple(
            LeftPerson(person=one, because=LeaveReason(where[one]))
            for one in outside
            if where[one] in reasons
        ),
        still_out=tuple(one for one in outside if where[one] != BACK and where[one] not in reasons),
        injured=tuple(AttendanceId(one) for one in outside if one in hurt),
        injury_asked=body.get("injury_asked") is not None,
        injury_note=str(body["injury_note"]) if body.get("injury_note") else None,
    )


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/send-off", send_off_page),
    Route("/o/{operation}/field", field_page),
    Route("/o/{operation}/return", return_page),
    Route("/o/{operation}/equipment", equipment_page),
    Route("/o/{operation}/return/{team}", take_back_team, methods=["POST"]),
]
