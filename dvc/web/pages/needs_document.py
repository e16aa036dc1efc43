"""The JSON routes of the needs as the OpenAPI document shows them: the collection, one need, and the two
questions that the intake page asks while somebody types.
"""

from __future__ import annotations

from typing import Any

from dvc.commands.needs import AmendNeed, ReceiveNeed
from dvc.web.pages.needs_api import LIMIT, LIMIT_MOST

ROOT = "/api/v1/operations/{operation}/needs"
_TEXT = {"type": "string"}
_NEED = {
    "type": "object",
    "description": "the item of the boards; `told`: what the role may read of the household",
    "properties": {
        "id": _TEXT,
        "code": _TEXT,
        "status": _TEXT,
        "rank": _TEXT,
        "area": {"type": ["string", "null"]},
        "version": {"type": "integer"},
        "told": {"type": "object", "additionalProperties": _TEXT},
    },
    "required": ["id", "code", "status", "version"],
}


def paths() -> dict[str, Any]:
    """Paths by address, each with its operations."""
    need = {"name": "need", "in": "path", "required": True, "schema": _TEXT}
    return {
        ROOT: {"get": _list(), "post": _receive()},
        f"{ROOT}/alike": {"get": _question("alikeNeeds", "Households that may be the same.", _ALIKE)},
        f"{ROOT}/place": {"get": _question("placeOfAddress", "What the town list says.", _PLACE)},
        f"{ROOT}/{{need}}": {"parameters": [need], "get": _one(), "patch": _amend()},
    }


_ALIKE = ("name", "kana", "phone", "address", "but")
_PLACE = ("address", "choice")


def _list() -> dict[str, Any]:
    page = {"items": {"type": "array", "items": _NEED}, "next": {"type": ["string", "null"]}}
    limit = {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT}
    return {
        "operationId": "listNeeds",
        "summary": "Needs in order of id, page by page; `next` is the address of the next page.",
        "parameters": [_asked("after"), _asked("limit", limit), _asked("status")],
        "responses": {"200": _json({"type": "object", "properties": page}), "422": _problem()},
    }


def _receive() -> dict[str, Any]:
    return {
        "operationId": "receiveNeed",
        "summary": (ReceiveNeed.__doc__ or "").strip(),
        "parameters": [_header("Idempotency-Key")],
        "requestBody": {"required": True, **_body("ReceiveNeed")},
        "responses": {
            "201": {**_json(_ref("Receipt")), "description": "received; Location names it"},
            **_refused("403", "409", "422"),
        },
    }


def _one() -> dict[str, Any]:
    return {
        "operationId": "getNeed",
        "summary": "One need; its version is the ETag.",
        "responses": {"200": _json(_NEED), **_refused("404")},
    }


def _amend() -> dict[str, Any]:
    return {
        "operationId": "amendNeed",
        "summary": (AmendNeed.__doc__ or "").strip(),
        "parameters": [_header("If-Match", required=True), _header("Idempotency-Key")],
        "requestBody": {"required": True, **_body("AmendNeed")},
        "responses": {"200": _json(_ref("Receipt")), **_refused("404", "409", "422")},
    }


def _question(name: str, summary: str, asked: tuple[str, ...]) -> dict[str, Any]:
    answer = {"type": "object", "properties": {"candidates": {"type": "array", "items": {"type": "object"}}}}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_asked(one) for one in asked],
        "responses": {"200": _json(answer), **_refused("401", "403")},
    }


def _asked(name: str, schema: Any = _TEXT) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _header(name: str, *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": _TEXT}


def _ref(model: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model}"}


def _body(model: str) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": _ref(model)}}}


def _json(schema: Any) -> dict[str, Any]:
    return {"description": "done", "content": {"application/json": {"schema": schema}}}


def _problem() -> dict[str, Any]:
    return {
        "description": "refused",
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }


def _refused(*statuses: str) -> dict[str, Any]:
    return dict.fromkeys(statuses, _problem())
