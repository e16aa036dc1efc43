"""The live map: needs and teams where they are, on the imported districts; its table twin; the same as one
file (screens.md 5.22).

No tiles and no other server: what is drawn was imported or comes over the board. Exact points come only
through labels, for roles that may read them, and only from close by.
"""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import activity_day
from dvc.read.exports import ExportReason
from dvc.read.map import outlines, town_names
from dvc.text.catalog import say
from dvc.web.auth import Who
from dvc.web.map_file import MapFile, MapWish, map_file
from dvc.web.map_layers import EXACT_FROM_ZOOM, LAYERS, layer_of, layers_for_script
from dvc.web.parse import body_of
from dvc.web.render import Page, page
from dvc.web.who_sees_what import fields_for, may_see

MAP: Final = Page(
    title="map_pages.title",
    station="map",
    board="map",
    help_of="map",
    scripts=(
        "vendor/leaflet/dist/leaflet.js",
        "vendor/leaflet.markercluster/dist/leaflet.markercluster.js",
        "js/map.js",
    ),
    styles=("vendor/leaflet/dist/leaflet.css", "css/map.css"),
    script_areas=("map_pages.js", "words.work"),
)
POINT: Final = (Personal.LAT, Personal.LON)
EXPORT: Final = "POST /o/{operation}/map/export"
ROWS_WITHOUT_SCRIPT: Final = 500


async def map_page(request: Request) -> Response:
    """`GET /o/{operation}/map`."""
    who: Who = request.state.who
    shapes = await asyncio.to_thread(outlines, who.operation.reader)
    sees_points = set(POINT) <= fields_for(who.actor.roles, "resident")
    items = who.operation.hub.views["map"].items
    return await page(
        request,
        "map/map.html",
        MAP,
        layers=LAYERS,
        data={
            "layers": layers_for_script(who.locale),
            "outlines": f"/api/v1/operations/{who.operation.operation_id}/map/outlines",
            "exact_from": EXACT_FROM_ZOOM if sees_points else None,
        },
        areas={one.code: one.name for one in shapes},
        sees_points=sees_points,
        may_export=may_see(who.actor.roles, "route", EXPORT),
        reasons=[(one.value, say(f"exports.reason.{one.value}", who.locale)) for one in ExportReason],
        needs=_of("need", items),
        teams=_of("team", items),
    )


def _of(kind: str, items: Any) -> list[dict[str, Any]]:
    """Items of a kind that have a layer, for reading without script."""
    found = [item for key, item in items.items() if key[0] == kind and layer_of(kind, item["status"])]
    return sorted(found, key=lambda item: str(item["code"]))[:ROWS_WITHOUT_SCRIPT]


async def outlines_json(request: Request) -> Response:
    """`GET /api/v1/operations/{operation}/map/outlines`: districts as GeoJSON, and the towns' names."""
    who: Who = request.state.who
    shapes = await asyncio.to_thread(outlines, who.operation.reader)
    towns = await asyncio.to_thread(town_names, who.operation.reader)
    body = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "code": one.code,
                    "name": one.name,
                    "level": one.level,
                    "label": one.label,
                },
                "geometry": one.geometry.geojson(),
            }
            for one in shapes
        ],
        "towns": [[one.name, one.lat, one.lon] for one in towns],
    }
    return JSONResponse(body)


async def export_map(request: Request) -> Response:
    """`POST /o/{operation}/map/export`: the map as one file; exact places only with a reason, and logged."""
    who: Who = request.state.who
    form = await body_of(request)
    reason = _reason(form, who)
    now = who.operation.clock.now()
    wish = MapWish(
        locale=who.locale,
        center=who.operation.center_name,
        now=now,
        today=activity_day(now),
        is_exact=reason is not None,
    )
    try:
        made: MapFile = await asyncio.to_thread(map_file, who.operation.reader, wish)
    except ValueError:
        raise Refusal("map_pages.export_nothing", status=409) from None
    note = who.operation.note_view(
        actor=who.actor.id,
        station=who.station,
        act="export",
        subjects=made.households,
        fields=tuple(one.value for one in POINT) if reason else (),
        reason=reason.value if reason else "map_coarse",
    )
    await asyncio.wrap_future(note)
    name = f"map-{activity_day(now):%m%d}.html"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return HTMLResponse(made.html, headers=headers)


def _reason(form: dict[str, Any], who: Who) -> ExportReason | None:
    """Why exact places are wanted, None for coarse ones. Raises Refusal `exports.reason_missing` (422)."""
    if not form.get("exact"):
        return None
    allowed = set(POINT) <= fields_for(who.actor.roles, "resident")
    refuse_unless(allowed, "refusal.not_allowed", status=403)
    given = form.get("reason")
    refuse_unless(given in set(ExportReason), "exports.reason_missing", status=422)
    return ExportReason(str(given))


ROUTES: list[BaseRoute] = [
    Route("/o/{operation}/map", map_page),
    Route("/o/{operation}/map/export", export_map, methods=["POST"]),
    Route("/api/v1/operations/{operation}/map/outlines", outlines_json),
]
