"""Static files out of the package: versioned addresses may be kept for a year, everything else is asked for
again.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from dvc.web.render import STATIC_ROOT, static_urls

_FILES = StaticFiles(directory=STATIC_ROOT)
YEAR = "public, max-age=31536000, immutable"


async def static_file(request: Request) -> Response:
    """`/static/…`: with or without a version folder."""
    found = static_urls().resolve(request.path_params["path"])
    response = await _FILES.get_response(found.path, request.scope)
    response.headers["cache-control"] = YEAR if found.immutable else "no-cache"
    return response
