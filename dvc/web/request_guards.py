"""Guards of one request, each a plain check: where it comes from, its token against forgery, how big it is.

Pure ASGI pieces without state, used by the security layer alone; they also run for websockets, which
Starlette's own CORS and BaseHTTP layers never see (reliability D9).
"""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Message, Receive

from dvc.domain.refusal import Refusal

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_BYTES_MOST = 512 * 1024
"""A form of a page or a JSON command; also 200 scans of a tablet."""
UPLOAD_BYTES_MOST = 32 * 1024 * 1024
"""A file: a need list of a city, layers of a map."""
CSRF_SEEN_IN = 16 * 1024
"""`csrf` is the first field of every form, so a file behind it need not be read to find it."""
CSRF_HEADERS = ("x-csrf", "x-csrf-token")
FIELDS_MOST = 2_000

_HOST = re.compile(r"^[A-Za-z0-9.\-]+(:\d{1,5})?$|^\[[0-9A-Fa-f:]+\](:\d{1,5})?$")
_CSRF_PART = re.compile(rb'name="csrf"\r\n(?:[^\r\n]+\r\n)*\r\n([0-9A-Za-z_-]{1,64})\r\n')


def host_of(headers: Headers) -> str | None:
    """The Host header, None when it is not a host name or address with a port."""
    host = headers.get("host", "")
    return host.lower() if _HOST.match(host) else None


def own_origins(headers: Headers, *, scheme: str, configured: tuple[str, ...]) -> frozenset[str]:
    """Origins that pages of this server have: the configured ones, and the one that was asked."""
    host = host_of(headers)
    here = {f"{scheme}://{_without_default_port(host, scheme)}"} if host else set()
    return frozenset(here | {origin.rstrip("/").lower() for origin in configured})


def _without_default_port(host: str, scheme: str) -> str:
    return host.removesuffix(":443" if scheme == "https" else ":80")


def is_from_ours(headers: Headers, ours: frozenset[str]) -> bool:
    """Whether a request that changes something may come from where it says; no word about it is left to the
    token.
    """
    origin = headers.get("origin")
    if origin is not None:
        return origin.lower() in ours
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


def check_size(headers: Headers) -> int:
    """The most bytes that the body of this request may have. Raises Refusal `refusal.too_big` (413) when it
    says more.
    """
    is_upload = headers.get("content-type", "").startswith("multipart/form-data")
    most = UPLOAD_BYTES_MOST if is_upload else FORM_BYTES_MOST
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > 12 or int(length) > most:
        raise Refusal("refusal.too_big", status=413, most=most)
    return most


def limited(receive: Receive, most: int) -> Receive:
    """`receive` that raises Refusal `refusal.too_big` once the body has grown over `most` bytes, whatever it
    said.
    """
    so_far = 0

    async def counted() -> Message:
        nonlocal so_far
        message = await receive()
        if message["type"] == "http.request":
            so_far += len(message.get("body", b""))
            if so_far > most:
                raise Refusal("refusal.too_big", status=413, most=most)
        return message

    return counted


async def csrf_of(headers: Headers, receive: Receive) -> tuple[str | None, Receive]:
    """The token against forgery that a request carries, and a `receive` that gives the body from its
    beginning.
    """
    for name in CSRF_HEADERS:
        if name in headers:
            return headers[name], receive
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/x-www-form-urlencoded":
        body, again = await _read(receive, FORM_BYTES_MOST)
        return _form_token(body), again
    if kind == "multipart/form-data":
        body, again = await _read(receive, CSRF_SEEN_IN)
        found = _CSRF_PART.search(body)
        return (found[1].decode() if found else None), again
    return None, receive


def _form_token(body: bytes) -> str | None:
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), max_num_fields=FIELDS_MOST)
    except ValueError:
        return None
    return next((value for name, value in pairs if name == "csrf"), None)


async def _read(receive: Receive, enough: int) -> tuple[bytes, Receive]:
    """The body up to about `enough` bytes, and a `receive` that gives it all again."""
    kept: deque[Message] = deque()
    body = b""
    while len(body) < enough:
        message = await receive()
        kept.append(message)
        if message["type"] != "http.request":
            break
        body += message.get("body", b"")
        if not message.get("more_body", False):
            break

    async def again() -> Message:
        return kept.popleft() if kept else await receive()

    return body, again
