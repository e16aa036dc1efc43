"""Links that let somebody in: their address, their QR, and what happens when one is opened.

The secret stands in the address once. Opening the link changes nothing (GET never does): the secret moves
into a cookie that no script reads, and the browser goes on to a clean address, so that history, referrer and
the next reader of the screen find nothing (reliability I5).
"""

from __future__ import annotations

import asyncio
import io
import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dvc.domain.refusal import Refusal
from dvc.web.auth import Purpose
from dvc.web.operation import Operation
from dvc.web.request_guards import host_of
from dvc.web.security import address_of
from dvc.web.sessions import access_of, put_cookie

GOES_TO: Mapping[Purpose, str] = {
    Purpose.INVITATION: "join",
    Purpose.PAIRING: "pair",
    Purpose.LEADER_PAGE: "leader",
    Purpose.OWN_PAGE: "me",
}
"""Page of the operation that each kind of link opens."""
SECRET_LENGTH_MOST = 64


async def open_link(request: Request) -> Response:
    """`GET /j/{secret}`: whose link it is, and on to the page it opens. Unknown, spent and ended ones look
    the same.
    """
    secret = request.path_params["secret"]
    access = access_of(request)
    tries = access.limiter.take(address=address_of(request))
    found = await asyncio.to_thread(_find, await access.operations.all(), secret)
    if found is None:
        raise Refusal("access.link_unknown", status=410)
    access.limiter.give_back(tries)
    operation, purpose = found
    answer = RedirectResponse(f"/o/{operation.operation_id}/{GOES_TO[purpose]}", status_code=303)
    answer.headers["referrer-policy"] = "no-referrer"
    put_cookie(request, answer, operation, purpose, secret)
    return answer


def _find(operations: Mapping[str, Operation], secret: str) -> tuple[Operation, Purpose] | None:
    if len(secret) > SECRET_LENGTH_MOST:
        return None
    for operation in operations.values():
        for purpose in GOES_TO:
            found = operation.credentials.find(purpose, secret)
            if found is not None and found.used_at is None:
                return operation, purpose
    return None


def link_of(request: Request, secret: str) -> str:
    """The address of a link, as another device reaches this server."""
    return f"{address_for_others(request)}/j/{secret}"


def volunteers_link(request: Request, secret: str) -> str:
    """The address of a link for a volunteer's phone, which does not have our root."""
    return f"{address_for_volunteers(request)}/j/{secret}"


def address_for_volunteers(request: Request) -> str:
    """Scheme and host of the port without TLS where there is one; else as for everybody."""
    address, port = address_for_others(request), access_of(request).parts.public_port
    if port is None:
        return address
    return f"http://{urlsplit(address).hostname}:{port}"


def address_for_others(request: Request) -> str:
    """Scheme and host of this server for a phone: the configured one where this browser says loopback."""
    parts = access_of(request).parts
    host = host_of(request.headers) or "localhost"
    if is_loopback(host) and parts.origins:
        return parts.origins[0].rstrip("/")
    return f"{'https' if parts.is_tls else 'http'}://{host}"


def is_loopback(host: str) -> bool:
    """Whether only this machine finds that host."""
    is_v6 = host.startswith("[")
    name = host[1:].partition("]")[0] if is_v6 else host.partition(":")[0]
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


def qr(text: str) -> Markup:
    """A QR as inline SVG: level M, quiet zone of four modules, no style attribute (the CSP refuses those)."""
    out = io.BytesIO()
    segno.make(text, error="m").save(
        out, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 - made by segno out of numbers alone
