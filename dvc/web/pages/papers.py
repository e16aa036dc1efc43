"""Papers of a team as PDF: printing raises the version of the order, and the view of the address is written
down.
"""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from dvc.commands.field_forming import PrintOrder
from dvc.domain.ids import TeamId
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.team_state import code_of_team
from dvc.paper.team_papers import PrintRun, team_sheet_of, work_orders_of
from dvc.paper.work_order import COPIES, team_sheets_pdf, work_orders_pdf
from dvc.read.map import outlines
from dvc.read.teams import HOUSE_FIELDS, TeamFile, subjects_of, team_file
from dvc.text.catalog import Locale
from dvc.web.acts import meta_of, submit
from dvc.web.auth import Who

PDF = "application/pdf"


async def work_order(request: Request) -> Response:
    """`POST /o/{operation}/teams/{team}/order.pdf`: a new version of the order, two copies a house."""
    who: Who = request.state.who
    team_id = TeamId(request.path_params["team"])
    await submit(who, PrintOrder(team_id=team_id, copies=len(COPIES)), meta_of(request, who, {}))
    file = await _file(who, team_id, "paper")
    run = await _run(request, who)
    pdf = await asyncio.to_thread(work_orders_pdf, work_orders_of((file,), run), locale=_paper_locale(who))
    return _pdf(pdf, who, f"order-{code_of_team(file.team.number)}.pdf")


async def team_sheet(request: Request) -> Response:
    """`POST /o/{operation}/teams/{team}/sheet.pdf`: the roll-call, without any address."""
    who: Who = request.state.who
    file = await _file(who, request.path_params["team"], "paper")
    run = await _run(request, who)
    pdf = await asyncio.to_thread(team_sheets_pdf, (team_sheet_of(file, run),), locale=_paper_locale(who))
    return _pdf(pdf, who, f"team-{code_of_team(file.team.number)}.pdf")


async def _file(who: Who, team_id: str, act: str) -> TeamFile:
    file = await asyncio.to_thread(team_file, who.operation.reader, team_id)
    refuse_unless(file is not None, "refusal.unknown", status=404, kind="team")
    assert file is not None
    note = who.operation.note_view(
        actor=who.actor.id,
        station=who.station,
        act=act,
        subjects=subjects_of(file),
        fields=tuple(field.value for field in HOUSE_FIELDS),
    )
    await asyncio.wrap_future(note)
    return file


async def _run(request: Request, who: Who) -> PrintRun:
    reader = who.operation.reader
    center_id = reader.store.center_id
    words = await asyncio.to_thread(reader.labels, [center_id], [Personal.CENTER_PHONE])
    towns = await asyncio.to_thread(reader.layer, "towns")
    districts = await asyncio.to_thread(outlines, reader)
    name = await asyncio.to_thread(reader.label, who.subject, Personal.NAME)
    base = str(request.base_url).rstrip("/")
    return PrintRun(
        center=who.operation.center_name,
        phone=words.get(center_id, {}).get(Personal.CENTER_PHONE, ""),
        printed_at=who.operation.clock.now(),
        printed_by=name or "",
        link=f"{base}/o/{who.operation.operation_id}/return?team={{team}}",
        locale=_paper_locale(who),
        is_drill=who.operation.mode == "drill",
        towns=tuple(towns),
        districts=districts,
    )


def _paper_locale(who: Who) -> Locale:
    return "en" if who.locale == "en" else "ja"


def _pdf(pdf: bytes, who: Who, name: str) -> Response:
    prefix = "drill-" if who.operation.mode == "drill" else ""
    headers: dict[str, Any] = {
        "content-disposition": f'inline; filename="{prefix}{name}"',
        "cache-control": "no-store",
    }
    return Response(pdf, media_type=PDF, headers=headers)


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/teams/{team}/order.pdf", work_order, methods=["POST"]),
    Route("/o/{operation}/teams/{team}/sheet.pdf", team_sheet, methods=["POST"]),
]
