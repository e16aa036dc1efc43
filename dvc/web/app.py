"""The ASGI application: layers in order, the route table, answers to refusals and faults, start and end of
the hubs.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from dvc.domain.refusal import Refusal
from dvc.ports import Clock, Solver, StoreBusy, StoreFault
from dvc.text.catalog import Locale
from dvc.web import auth, errors, security
from dvc.web.errors import ShapeInvalid, of_refusal, of_shape, problem, wants_json
from dvc.web.operation import Operation
from dvc.web.render import fault_answer, message_page
from dvc.web.routes import routes

GZIP_BYTES_LEAST = 1_024
CLIENT_CLOSED_REQUEST = 499
"""What others write into their logs for it; no browser sees it."""


PUBLIC_PATHS = frozenset(
    {
        "/j/{secret}",
        "/view",
        "/static/{path:path}",
        "/o/{operation}/in",
        "/o/{operation}/me",
        "/o/{operation}/me.json",
    }
)
"""What a port without TLS serves (contracts.md section 2): volunteers' own check-in and page, nothing of
staff.
"""


def no_root() -> None:
    """A server without a root of its own has none to hand out."""


@dataclass(slots=True, kw_only=True)
class Parts:
    """What the application is made of. `registry` implements `auth.Registry`; `more_routes`: guests of the
    edge.
    """

    operations: dict[str, Operation]
    registry: auth.Registry
    open_operation: Callable[[str], Operation]
    clock: Clock
    solver: Solver
    is_tls: bool = False
    origins: tuple[str, ...] = ()
    """Addresses by which other devices reach this server, the best first (`https://192.168.10.5:8000`)."""
    root_certificate: Callable[[], bytes | None] = no_root
    public_port: int | None = None
    """Port of the plain server for volunteers' phones, which do not have our root; None: there is none."""
    more_routes: Sequence[BaseRoute] = ()
    on_start: Sequence[Any] = field(default_factory=tuple)


def create_app(parts: Parts) -> Starlette:
    """The application of one process."""

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        for operation in parts.operations.values():
            await operation.hub.start()
        async with contextlib.AsyncExitStack() as stack:
            for start in parts.on_start:
                await stack.enter_async_context(start(app))
            yield
        for operation in parts.operations.values():
            await operation.hub.stop()

    app = Starlette(
        routes=[*routes(), *parts.more_routes],
        middleware=_layers(parts),
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.parts = parts
    return app


def create_public_app(parts: Parts) -> Starlette:
    """The application of the port without TLS: PUBLIC_PATHS over the operations that `create_app` runs."""
    plain = replace(parts, is_tls=False, more_routes=(), on_start=())
    chosen = [route for route in routes() if getattr(route, "path", None) in PUBLIC_PATHS]
    app = Starlette(routes=chosen, middleware=_layers(plain), exception_handlers=HANDLERS)
    app.state.parts = plain
    return app


def _layers(parts: Parts) -> list[Middleware]:
    return [
        Middleware(security.SecurityLayer, parts=parts),
        Middleware(GZipMiddleware, minimum_size=GZIP_BYTES_LEAST),
    ]


def _locale(request: Request) -> Locale:
    return auth.locale_of(request)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    if wants_json(request):
        return of_refusal(error, _locale(request), {})
    return _page(request, error.code, error.status, error.details)


async def _shapeless(request: Request, error: Exception) -> Response:
    assert isinstance(error, ShapeInvalid)
    if wants_json(request):
        return of_shape(error, _locale(request))
    return _page(request, "refusal.shape", 422, {"n": len(error.problems)})


async def _busy(request: Request, error: Exception) -> Response:
    del error
    return problem(code="refusal.busy", status=503, locale=_locale(request), details={})


async def _cannot_write(request: Request, error: Exception) -> Response:
    del error
    return problem(code="refusal.storage", status=507, locale=_locale(request), details={})


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = "refusal.page_unknown" if error.status_code in {404, 405} else "refusal.value"
    if wants_json(request):
        return problem(code=code, status=error.status_code, locale=_locale(request), details={"field": "-"})
    return _page(request, code, error.status_code, {"field": "-"})


async def _fault(request: Request, error: Exception) -> Response:
    return fault_answer(request, error)


def _page(request: Request, code: str, status: int, details: Mapping[str, Any]) -> Response:
    """The sentence as a small page of our own, for a browser without script."""
    words = errors.sentence(code, _locale(request), details)
    drawn = message_page(request, words, code=code, status=status)
    drawn.headers.update(errors.retry_after(status, details))
    return drawn


async def _gone(request: Request, error: Exception) -> Response:
    """The screen was closed while it asked; nobody reads this."""
    del request, error
    return Response(status_code=CLIENT_CLOSED_REQUEST)


HANDLERS = {
    ClientDisconnect: _gone,
    Refusal: _refused,
    ShapeInvalid: _shapeless,
    StoreBusy: _busy,
    StoreFault: _cannot_write,
    HTTPException: _http,
    Exception: _fault,
}
