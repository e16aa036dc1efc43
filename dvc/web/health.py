"""Health of the process for those who watch it: alive, able to write, and figures without a personal detail.
"""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

READY_SECONDS = 5.0


async def healthz(request: Request) -> Response:
    """The process answers."""
    del request
    return JSONResponse({"ok": True})


async def readyz(request: Request) -> Response:
    """Every store answers a reading; 503 otherwise."""
    operations = request.app.state.parts.operations.values()
    try:
        async with asyncio.timeout(READY_SECONDS):
            for operation in operations:
                await asyncio.to_thread(operation.reader.events_since, operation.hub.world.seq)
    except Exception:  # noqa: BLE001 - whatever it is, not ready is the answer
        return JSONResponse({"ok": False}, status_code=503)
    return JSONResponse({"ok": True, "operations": len(operations)})


async def metrics(request: Request) -> Response:
    """Positions and screens by operation, in Prometheus' text."""
    from prometheus_client import (  # noqa: PLC0415 - 0.1 s of every start, for who has a Prometheus
        CONTENT_TYPE_LATEST,
        CollectorRegistry,
        Gauge,
        generate_latest,
    )

    registry = CollectorRegistry()
    seq = Gauge("dvc_board_seq", "last event the boards have read", ["operation"], registry=registry)
    screens = Gauge("dvc_screens", "connected screens", ["operation", "board"], registry=registry)
    for operation in request.app.state.parts.operations.values():
        seq.labels(operation.operation_id).set(operation.hub.world.seq)
        for board in operation.hub.views:
            count = sum(screen.board == board for screen in operation.hub.screens)
            screens.labels(operation.operation_id, board).set(count)
    return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
