"""The door of the edge, as one pure ASGI layer around every route: who is asking, from where, and may they
come in.

In this order: what the path names, how big the body is, who the visitor is, whether an act comes from one of
our own pages, whether the role's column has a cell for this route, whether somebody is awake at the desk.
Then the page runs. BaseHTTPMiddleware is not used: it never sees a websocket. Answers bear the headers of
OWASP ASVS 3.4.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.ports import Clock, Registry
from dvc.web import auth, errors, request_guards
from dvc.web.auth import Doorkeeper, Purpose, Visit, Who, WhoKind
from dvc.web.floods import Floods
from dvc.web.limits import Limiter
from dvc.web.open_operations import OpenOperations
from dvc.web.operation import Operation
from dvc.web.render import fault_answer, message_page
from dvc.web.route_table import BOARD, NOT_A_TOUCH, row_of
from dvc.web.who_sees_what import is_public, may_see

HSTS_SECONDS = 86_400
"""One day: a center may have to make its certificate anew, and no phone may be locked out for long."""
HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    # not no-referrer: with it browsers send `Origin: null` with our own forms; no token stays in an address
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}

_log = logging.getLogger(__name__)


class EdgeParts(Protocol):
    """What the layer needs of the application's parts (`dvc.web.app.Parts`)."""

    operations: dict[str, Operation]
    registry: Registry
    clock: Clock
    is_tls: bool
    origins: tuple[str, ...]
    public_port: int | None

    @property
    def root_certificate(self) -> Callable[[], bytes | None]:
        """The center's own root as DER, if it has one."""
        ...

    @property
    def open_operation(self) -> Callable[[str], Operation]:
        """Opens an operation that was made while the server runs."""
        ...


class Access:
    """What the pages of access share with the layer, at `request.state.access`: one object a process."""

    def __init__(self, parts: EdgeParts, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds of a clock that never jumps."""
        self.parts = parts
        self.root_certificate: Callable[[], bytes | None] = parts.root_certificate
        self.keeper = Doorkeeper(monotonic)
        self.limiter = Limiter(monotonic)
        self.floods = Floods(monotonic)
        self.operations = OpenOperations(
            parts.operations, parts.registry, open_one=parts.open_operation, monotonic=monotonic
        )

    def visit(self, connection: HTTPConnection, operation: Operation) -> Visit:
        """What a connection brings to an operation."""
        return auth.visit_of(connection, operation, is_tls=self.parts.is_tls)


class LoopSeconds:
    """The clock of the event loop that serves: it never jumps, and worker threads may read it too."""

    def __init__(self) -> None:
        """Before any loop runs."""
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self) -> None:
        """Take the running loop's clock."""
        self._loop = asyncio.get_running_loop()

    def __call__(self) -> float:
        """Seconds since some moment; 0 before the first connection."""
        return 0.0 if self._loop is None else self._loop.time()


class SecurityLayer:
    """The layer; outermost of all, so that nothing runs before it."""

    def __init__(self, app: ASGIApp, parts: EdgeParts, monotonic: Callable[[], float] | None = None) -> None:
        """Around `app`. `monotonic`: seconds that never jump, by default those of the loop."""
        self._app = app
        self._parts = parts
        self._seconds = LoopSeconds()
        seconds: Callable[[], float] = monotonic or getattr(parts, "monotonic", None) or self._seconds
        self._access = Access(parts, seconds)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge one connection and hand it on, or answer it."""
        self._seconds.bind()
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {}).update(who=None, access=self._access)
        request = Request(scope, receive)
        headed = self._headed(request, send)
        try:
            most = request_guards.check_size(request.headers)
            row = row_of(request.method, request.url.path)
            receive = await self._admit(request, row, request_guards.limited(receive, most))
        except Refusal as no:
            await self._answer(request, no)(scope, receive, headed)
            return
        await self._run(request, receive, headed)

    async def _run(self, request: Request, receive: Receive, send: Send) -> None:
        """Run the page; a fault of ours is answered here, because Starlette's own answer would bear no
        headers.
        """
        has_started = False

        async def noted(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self._app(request.scope, receive, noted)
        except Exception as error:
            if has_started:
                raise
            await fault_answer(request, error)(request.scope, receive, send)

    async def _admit(self, request: Request, row: str | None, receive: Receive) -> Receive:
        """Judge a request; `request.state.who` is set. Raises Refusal."""
        operation = await self._operation_of(request)
        found = [] if operation is None else await self._candidates(request, operation)
        if request.method not in request_guards.SAFE_METHODS:
            receive = await self._check_forgery(request, found, receive)
        who = self._choose(request, row, operation, found)
        request.scope["state"]["who"] = who
        if who is not None and who.kind is WhoKind.STAFF and not who.asleep and _is_touch(request, row):
            await self._touch(request, who)
        return receive

    async def _touch(self, request: Request, who: Who) -> None:
        """Somebody is at work under this session; its stored minute is renewed by acts, never by a GET."""
        self._access.keeper.touch(who)
        is_act = request.method not in request_guards.SAFE_METHODS
        if is_act and self._access.keeper.presence.wants_note(who.operation.operation_id, who.handle):
            secret = self._access.visit(request, who.operation).secret(Purpose.SESSION)
            seen = {"seen_at": who.operation.clock.now().isoformat()}
            await asyncio.to_thread(who.operation.credentials.note, Purpose.SESSION, secret or "", seen)

    async def _operation_of(self, connection: HTTPConnection) -> Operation | None:
        """The operation that the path names, None when it names none. Raises Refusal 404, 410."""
        named = _named_operation(connection.url.path)
        return None if named is None else await self._access.operations.get(named)

    async def _candidates(self, connection: HTTPConnection, operation: Operation) -> list[Who]:
        visit = self._access.visit(connection, operation)
        found = await asyncio.to_thread(self._access.keeper.candidates, visit)
        if visit.bearer is not None and not found:
            # only a wrong token counts, and by itself: a program left over from yesterday must not lock out
            # the desks
            self._access.limiter.take(token_from=address_of(connection))
            raise Refusal("access.token_unknown", status=401)
        return found

    async def _check_forgery(self, request: Request, found: list[Who], receive: Receive) -> Receive:
        """An act under a cookie must come from a page of ours and carry the browser's token (I4)."""
        if found and found[0].kind is WhoKind.PROGRAM:
            return receive
        refuse_unless(self._is_ours(request), "access.foreign_page", status=403)
        expected = {who.csrf for who in found if who.csrf}
        if not expected:
            return receive
        given, receive = await request_guards.csrf_of(request.headers, receive)
        known = any(hmac.compare_digest(one.encode(), (given or "").encode()) for one in expected)
        refuse_unless(known, "access.form_too_old", status=403)
        return receive

    def _choose(
        self, request: Request, row: str | None, operation: Operation | None, found: list[Who]
    ) -> Who | None:
        """Which of the things a visitor is may come in by this route. Raises Refusal 401, 403."""
        if operation is None:
            return None
        if row == BOARD:
            looks = _for_board(request, operation, found)
            refuse_unless(looks is not None, "access.sign_in", status=401)
            return looks
        if row is not None and is_public("route", row):
            return found[0] if found else auth.public_who(operation, auth.locale_of(request))
        able = [who for who in found if row is None or may_see(who.actor.roles, "route", row)]
        if not any(who.actor.roles for who in found):
            raise Refusal("access.sign_in", status=401)
        refuse_unless(able, "refusal.not_allowed", status=403)
        awake = [who for who in able if not who.asleep]
        refuse_unless(awake, "access.who_is_it", status=401)
        return awake[0]

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {}).update(who=None, access=self._access)
        connection = HTTPConnection(scope)
        try:
            is_program = "authorization" in connection.headers and "origin" not in connection.headers
            refuse_unless(is_program or self._has_own_origin(connection), "access.foreign_page", status=403)
            operation = await self._operation_of(connection)
            if operation is not None:
                found = await self._candidates(connection, operation)
                scope["state"]["who"] = _for_board(connection, operation, found)
        except Refusal as no:
            _log.info("websocket refused: %s", no.code)
            await send({"type": "websocket.close", "code": 1008, "reason": ""})  # before accept: HTTP 403
            return
        await self._app(scope, receive, send)

    def _has_own_origin(self, connection: HTTPConnection) -> bool:
        """A websocket must say where it comes from: a missing or null Origin is nobody's page."""
        return connection.headers.get("origin", "").lower() in self._own_origins(connection)

    def _is_ours(self, connection: HTTPConnection) -> bool:
        return request_guards.is_from_ours(connection.headers, self._own_origins(connection))

    def _own_origins(self, connection: HTTPConnection) -> frozenset[str]:
        scheme = "https" if self._parts.is_tls else "http"
        return request_guards.own_origins(connection.headers, scheme=scheme, configured=self._parts.origins)

    def _answer(self, request: Request, no: Refusal) -> Response:
        """A refusal at the door: the sentence for scripts, the way to 「だれですか」 for a browser's own
        request.
        """
        locale = auth.locale_of(request)
        if errors.wants_json(request) or request.url.path.startswith("/api/"):
            return errors.of_refusal(no, locale, {})
        named = _named_operation(request.url.path)
        if no.status == 401 and named is not None and request.method in request_guards.SAFE_METHODS:
            back = quote(request.url.path, safe="/")
            return RedirectResponse(f"/o/{named}/who?next={back}", status_code=303)
        words = errors.sentence(no.code, locale, no.details)
        drawn = message_page(request, words, code=no.code, status=no.status)
        drawn.headers.update(errors.retry_after(no.status, no.details))
        return drawn

    def _headed(self, request: Request, send: Send) -> Send:
        """`send` that adds the headers of every answer."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault(
                    "content-security-policy", policy(request.headers, is_tls=self._parts.is_tls)
                )
                headers.setdefault("cache-control", "no-store")
                if self._parts.is_tls:
                    headers.setdefault("strict-transport-security", f"max-age={HSTS_SECONDS}")
            await send(message)

        return with_headers


def policy(headers: Headers, *, is_tls: bool) -> str:
    """The content security policy: nothing inline, nothing from elsewhere; the socket's own scheme named for
    Safari.
    """
    host = request_guards.host_of(headers)
    socket = f" {'wss' if is_tls else 'ws'}://{host}" if host else ""
    return (
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self'{socket}; "
        "object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )


def address_of(connection: HTTPConnection) -> str:
    """The true peer; what a client writes into X-Forwarded-For is not read (I8)."""
    return connection.client.host if connection.client else "unknown"


def _named_operation(path: str) -> str | None:
    parts = path.split("/")
    for first in (["", "o"], ["", "api", "v1", "operations"], ["", "ws", "operations"]):
        if parts[: len(first)] == first and len(parts) > len(first) and parts[len(first)]:
            return parts[len(first)]
    return None


def _is_touch(request: Request, row: str | None) -> bool:
    """Whether a person did this: an act, or a page opened; labels and boards are asked for by pages alone."""
    if row in NOT_A_TOUCH:
        return False
    is_act = request.method not in request_guards.SAFE_METHODS
    return is_act or request.headers.get("sec-fetch-mode", "navigate") == "navigate"


def _for_board(connection: HTTPConnection, operation: Operation, found: list[Who]) -> Who | None:
    """Who looks at a board: the first that may; anybody at a public one; else whoever it is, to hear no."""
    board = connection.url.path.rsplit("/", 1)[-1]
    for who in found:
        if may_see(who.actor.roles, "board", board):
            return who
    if is_public("board", board):
        return auth.public_who(operation, auth.locale_of(connection))
    return found[0] if any(who.actor.roles for who in found) else None
