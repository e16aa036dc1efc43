"""From a refusal to what a caller reads: status, stable code, a sentence in their language; never a
traceback.

`application/problem+json` (RFC 9457) for programs and scripts of pages; a page with the same sentence for a
browser without script. An unexpected fault gets an incident number that general affairs can be told.
"""

from __future__ import annotations

import dataclasses
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.domain.refusal import Refusal
from dvc.domain.values import CENTER_ZONE
from dvc.text.catalog import Locale, MissingDetail, MissingText, say

_log = logging.getLogger(__name__)

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One field that has to be mended: its path ("living.people"), the code of the sentence and its details.
    """

    field: str
    code: str
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)


class ShapeInvalid(Exception):
    """What came in has not the shape of a command: every problem, not only the first (422)."""

    def __init__(self, problems: Iterable[FieldProblem]) -> None:
        """With all problems found."""
        super().__init__("shape")
        self.problems = tuple(problems)


def sentence(code: str, locale: Locale, details: Mapping[str, Any]) -> str:
    """The sentence of a code; times are shown as HH:MM of the center's zone. A code without a sentence says
    so.
    """
    shown = {key: _shown(value) for key, value in details.items()}
    try:
        return say(code, locale, **shown)
    except MissingText:
        _log.error("no text for code %s", code)
        return say("refusal.no_words", locale, code=code)
    except MissingDetail:
        _log.error("text of code %s wants other details", code)
        return say("refusal.no_words", locale, code=code)


def _shown(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value.astimezone(CENTER_ZONE):%H:%M}"
    if isinstance(value, tuple | list):
        return "、".join(str(one) for one in value)
    return "" if value is None else value


def problem(
    *, code: str, status: int, locale: Locale, details: Mapping[str, Any], **more: Any
) -> JSONResponse:
    """A problem document; `details` as plain JSON beside the sentence."""
    body = {
        "type": f"urn:dvc:{code}",
        "title": sentence(code, locale, details),
        "status": status,
        "code": code,
        "details": {key: _plain(value) for key, value in details.items()},
        **more,
    }
    headers = dict(retry_after(status, details))
    return JSONResponse(body, status_code=status, media_type=PROBLEM, headers=headers)


def retry_after(status: int, details: Mapping[str, Any]) -> Mapping[str, str]:
    """The header that says when to come again: of a busy store (503), or of a limit with its `seconds` (429).
    """
    if status == 503:
        return {"Retry-After": "2"}
    return {"Retry-After": str(details["seconds"])} if status == 429 and "seconds" in details else {}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def of_refusal(no: Refusal, locale: Locale, names: Mapping[str, str]) -> JSONResponse:
    """The answer to a refused command. `names`: actor ids to the names that this caller may read."""
    details = dict(no.details)
    by = details.get("by")
    shown = (
        {**details, "by": names.get(str(by), say("refusal.somebody", locale))} if by is not None else details
    )
    return problem(code=no.code, status=no.status, locale=locale, details=shown)


def of_shape(bad: ShapeInvalid, locale: Locale) -> JSONResponse:
    """The answer to a body of the wrong shape, with a sentence for each field."""
    errors = [
        {"field": one.field, "code": one.code, "message": sentence(one.code, locale, one.details)}
        for one in bad.problems
    ]
    return problem(code="refusal.shape", status=422, locale=locale, details={"n": len(errors)}, errors=errors)


def note_fault(error: Exception) -> str:
    """Write a fault of ours into the server's log with its traceback; the number that people are told."""
    number = f"Z-{secrets.randbelow(9000) + 1000}"
    _log.error("fault %s", number, exc_info=error)
    return number


def wants_json(request: Request) -> bool:
    """Whether the caller is a script or a program rather than a browser's own form."""
    accept = request.headers.get("accept", "")
    return "text/html" not in accept or "json" in request.headers.get("content-type", "")


def redirect_back(request: Request, to: str) -> Response:
    """After a plain form: back to a page of this server (303); never to another host."""
    safe = to if to.startswith("/") and not to.startswith(("//", "/\\")) else "/"
    del request
    return Response(status_code=303, headers={"location": safe})
