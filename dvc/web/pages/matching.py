"""The matching board: the wall at the speed of a voice, and the proposal that staff read, change and confirm.

A run is computed in the engine's own process while everything else goes on; its answer is recorded as one
command. One run an operation at a time: a second press joins the one that runs.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dvc.board.matching_morning import Limits
from dvc.board.matching_problem import MatchingProblem, problem_of
from dvc.commands.matching_runs import ProposalDraft, RecordMatching
from dvc.commands.matching_seats import TakeSeat
from dvc.domain.command import CommandMeta
from dvc.domain.day import DayStatus
from dvc.domain.ids import ActionId, AttendanceId, Digest, GroupId, ReasonCode, VisitId
from dvc.domain.matching_run_state import ProposedSeat, RunReason, Unplaced, Unserved
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.values import CENTER_ZONE
from dvc.ports import SolverFault
from dvc.web.acts import act_fields, answer, meta_of, names_of, submit
from dvc.web.auth import Who
from dvc.web.errors import FieldProblem, ShapeInvalid, of_refusal, redirect_back, wants_json
from dvc.web.pages.matching_reasons import reason_of, reasons_of_proposal
from dvc.web.parse import body_of
from dvc.web.render import Page, page

SECONDS_FOR_A_RUN = 8.0
"""A morning can wait so long; the last proposal stays on the board meanwhile (screens.md 5.14)."""
SEED = 0
SETTINGS_OF_A_RUN = (
    "return_by_minutes",
    "team_least_people",
    "yellow_tag_enters",
    "matching_people_points",
    "matching_km_points",
    "matching_rank_a_points",
    "matching_reserve_percent",
)
HELD_BACK = RunReason(code=ReasonCode("reserve"))
MAY_RUN = CHIEFS | {Role.MATCHING}
BOARD = Page(
    title="matching_pages.title",
    station="matching",
    board="matching",
    help_of="matching",
    scripts=("js/matching.js",),
    script_areas=("words.work", "words.skill", "words.vehicle", "words.item", "matching_pages.js"),
)


@dataclass(slots=True)
class Run:
    """A run that goes on, or the last one. `state`: idle, running, done, cancelled, fault.

    `shopping`: the list of the last plan of this process, as in the solution file; empty after a restart.
    """

    state: str = "idle"
    begun_at: datetime | None = None
    phase: str = ""
    value: float | None = None
    bound: float | None = None
    is_cancelled: bool = False
    by: str = ""
    shopping: tuple[Mapping[str, Any], ...] = ()
    task: asyncio.Task[None] | None = field(default=None, repr=False)


def run_of(request: Request, who: Who) -> Run:
    """The run of this operation in this process."""
    runs: dict[str, Run] = request.app.state.__dict__.setdefault("matching_runs", {})
    return runs.setdefault(who.operation.operation_id, Run())


async def board_page(request: Request) -> Response:
    """`GET /o/{operation}/matching`."""
    who: Who = request.state.who
    areas = await asyncio.to_thread(who.operation.reader.layer, "areas")
    items = who.operation.hub.views["matching"].items.values()
    sheets = [one for one in items if one["kind"] == "visit" and one["status"] == "posted"]
    return await page(
        request,
        "matching/board.html",
        BOARD,
        areas={one["code"]: one["name"] for one in areas},
        sheets=sorted(sheets, key=lambda one: (one["rank"], -one["urgency"], one["code"])),
        may_run=bool(who.actor.roles & MAY_RUN),
    )


async def start_run(request: Request) -> Response:
    """`POST /api/v1/operations/{operation}/matching/run`: begin, or join the run that goes on (202)."""
    who: Who = request.state.who
    refuse_unless(who.actor.roles & MAY_RUN, "refusal.not_allowed", status=403)
    run = run_of(request, who)
    if run.state != "running":
        problem = await _problem(who)
        refuse_unless(problem.document["needs"], "matching_pages.no_sheets")
        refuse_unless(problem.document["parties"], "matching_pages.nobody_waits")
        run.state, run.begun_at, run.by = "running", who.operation.clock.now(), who.actor.id
        run.phase, run.value, run.bound, run.is_cancelled = "", None, None, False
        run.task = asyncio.create_task(_carry_out(request, who, run, problem))
    if wants_json(request):
        return JSONResponse(_plain(run), status_code=202)
    return redirect_back(request, f"/o/{who.operation.operation_id}/matching")


async def show_run(request: Request) -> Response:
    """`GET …/matching/run`: how far the run is."""
    return JSONResponse(_plain(run_of(request, request.state.who)), headers={"cache-control": "no-store"})


async def cancel_run(request: Request) -> Response:
    """`POST …/matching/run/cancel`: stop with the best plan found so far."""
    who: Who = request.state.who
    refuse_unless(who.actor.roles & MAY_RUN, "refusal.not_allowed", status=403)
    run = run_of(request, who)
    run.is_cancelled = True
    return JSONResponse(_plain(run))


def _plain(run: Run) -> dict[str, Any]:
    return {
        "ok": True,
        "state": run.state,
        "begun_at": run.begun_at.isoformat() if run.begun_at else None,
        "phase": run.phase,
        "value": run.value,
        "bound": run.bound,
        "by": run.by,
        "shopping": list(run.shopping),
        "undo": None,
    }


async def _problem(who: Who) -> MatchingProblem:
    reader, world, now = who.operation.reader, who.operation.hub.world, who.operation.clock.now()
    said = await asyncio.to_thread(lambda: {key: reader.setting(key) for key in SETTINGS_OF_A_RUN})
    local = now.astimezone(CENTER_ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [day for day in world.states["day"].values() if day.day == world.today]
    limits = Limits(
        return_by=midnight + timedelta(minutes=int(said["return_by_minutes"])),
        least=int(said["team_least_people"]),
        yellow_enters=bool(said["yellow_tag_enters"]),
        is_stopped=not days or days[0].status is not DayStatus.OPEN,
        people_points=float(said["matching_people_points"]),
        km_points=float(said["matching_km_points"]),
        rank_a_points=float(said["matching_rank_a_points"]),
        reserve_percent=float(said["matching_reserve_percent"]),
    )
    return problem_of(world, now=now, limits=limits)


async def _carry_out(request: Request, who: Who, run: Run, problem: MatchingProblem) -> None:
    """Solve and record; whatever goes wrong is shown on the board as the run's state."""

    def tell(progress: Mapping[str, Any]) -> None:
        run.phase, run.value, run.bound = progress["phase"], progress["value"], progress["bound"]

    try:
        solution = await asyncio.to_thread(
            request.app.state.parts.solver.solve,
            problem.document,
            seconds=SECONDS_FOR_A_RUN,
            seed=SEED,
            on_progress=tell,
            cancelled=lambda: run.is_cancelled,
        )
        command = recorded(problem, solution, who)
        meta = CommandMeta(
            action_id=ActionId(who.operation.ids.new("act")), actor=who.actor, station=who.station
        )
        await submit(who, command, meta)
    except (SolverFault, Refusal):
        run.state = "fault"
    else:
        run.state = "cancelled" if run.is_cancelled else "done"
        run.shopping = tuple(solution.get("shopping", ()))


def recorded(problem: MatchingProblem, solution: Mapping[str, Any], who: Who) -> RecordMatching:
    """The command that writes a solution down as proposals with their reasons."""
    world = who.operation.hub.world
    assert world.today is not None, "sheets are of an open day"
    seats: dict[str, list[ProposedSeat]] = {}
    for one in solution["assignments"]:
        people, group_id = problem.parties[one["party"]]
        seats.setdefault(one["need"], []).append(ProposedSeat(people=people, group_id=group_id))
    now = who.operation.clock.now()
    drafts = tuple(
        ProposalDraft(
            visit_id=VisitId(visit_id),
            seats=tuple(taken),
            reasons=reasons_of_proposal(world, visit_id, taken, now),
        )
        for visit_id, taken in seats.items()
    )
    return RecordMatching(
        day=world.today,
        based_on_seq=problem.seq,
        problem_hash=Digest(str(solution.get("problem_hash") or f"seq{problem.seq}")),
        seed=SEED,
        value=float(solution["value"]),
        bound=None if solution["bound"] is None else float(solution["bound"]),
        proposals=drafts,
        unserved=tuple(
            Unserved(visit_id=VisitId(one["need"]), reasons=_reasons(one)) for one in solution["unserved"]
        ),
        unplaced=tuple(
            Unplaced(people=problem.parties[one["party"]][0], reasons=_reasons(one))
            for one in solution["unplaced"]
        )
        + tuple(Unplaced(people=(one,), reasons=(HELD_BACK,)) for one in problem.reserve),
    )


def _reasons(one: Mapping[str, Any]) -> tuple[RunReason, ...]:
    return tuple(reason_of(reason) for reason in one["reasons"])


async def seat_by_number(request: Request) -> Response:
    """`POST /o/{operation}/matching/seat`: a raised hand, by the number on the tag: `345`, `V-0912-0345-1`,
    `G-3`.
    """
    who: Who = request.state.who
    body = await body_of(request)
    visit_id = VisitId(str(body.get("visit_id", "")))
    people, group_id = _by_number(who, str(body.get("number", "")))
    command = TakeSeat(visit_id=visit_id, people=people, group_id=group_id)
    extra = act_fields(body)
    try:
        receipt = await submit(who, command, meta_of(request, who, extra))
    except Refusal as no:
        return of_refusal(no, who.locale, await names_of(who, no))
    if wants_json(request):
        return answer(receipt)
    return redirect_back(request, str(body.get("next") or "/"))


def _by_number(who: Who, text: str) -> tuple[tuple[AttendanceId, ...], GroupId | None]:
    """Who is meant by a number said aloud. A member of a group that stays together means the whole group."""
    plain = unicodedata.normalize("NFKC", text).strip().upper()
    parts = plain.split("-")
    digits = parts[2] if len(parts) > 2 else parts[-1]
    if not digits.isdecimal():
        raise ShapeInvalid([FieldProblem(field="number", code="matching_pages.number_unread")])
    items = who.operation.hub.views["matching"].items.values()
    kind = "group" if plain.startswith("G") else "attendance"
    found = [one for one in items if one["kind"] == kind and one["number"] == int(digits)]
    refuse_unless(found, "matching_pages.number_unknown", status=404, number=int(digits))
    if kind == "group":
        return (), GroupId(found[0]["id"])
    group = who.operation.hub.world.state("group", found[0]["group"])
    if group is not None and group.keep_together:
        return (), GroupId(group.group_id)
    return (AttendanceId(found[0]["id"]),), None


API = "/api/v1/operations/{operation}/matching/run"
ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/matching", board_page),
    Route("/o/{operation}/matching/seat", seat_by_number, methods=["POST"]),
    Route(API, show_run),
    Route(API, start_run, methods=["POST"]),
    Route(f"{API}/cancel", cancel_run, methods=["POST"]),
]
