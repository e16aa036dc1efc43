"""Static files out of the package: versioned addresses may be kept for a year, everything else is asked for
again. Bundles are made at the first request and kept, packed too.
"""

from __future__ import annotations

import asyncio

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from dvc.web import bundles
from dvc.web.bundles import NotBundled
from dvc.web.render import STATIC_ROOT, static_urls

_FILES = StaticFiles(directory=STATIC_ROOT)
YEAR = "public, max-age=31536000, immutable"


async def static_file(request: Request) -> Response:
    """`/static/…`: with or without a version folder."""
    found = static_urls().resolve(request.path_params["path"])
    if found.path.startswith(f"{bundles.FOLDER}/"):
        response = await _bundle(request, found.path)
    else:
        response = await _FILES.get_response(found.path, request.scope)
    response.headers["cache-control"] = YEAR if found.immutable else "no-cache"
    return response


async def _bundle(request: Request, path: str) -> Response:
    try:
        made = await asyncio.to_thread(bundles.bundle, STATIC_ROOT, path)
    except NotBundled:
        raise HTTPException(404) from None
    headers = {"vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(made.plain, media_type=made.media_type, headers=headers)
    return Response(made.packed, media_type=made.media_type, headers={**headers, "content-encoding": "gzip"})
