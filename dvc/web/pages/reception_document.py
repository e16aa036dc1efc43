"""The JSON routes of the reception as the OpenAPI document shows them: check-ins, the batch, volunteers."""

from __future__ import annotations

from typing import Any

from dvc.commands.reception import CheckIn
from dvc.commands.reception_people import RegisterVolunteer
from dvc.web.pages.reception_api import PAGE_MOST, SCANS_MOST

ROOT = "/api/v1/operations/{operation}"
_TEXT = {"type": "string"}
_TIME = {"type": "string", "format": "date-time"}
_SCAN = {
    "type": "object",
    "properties": {
        "action_id": {**_TEXT, "description": "made by the device before sending; the same id, one effect"},
        "tag": {**_TEXT, "description": "secret of the own page, V-0907-0345-1, 0907-0345 or today's number"},
        "volunteer_id": _TEXT,
        "scanned_at": _TIME,
        "device_now": {**_TIME, "description": "the device's clock at sending; it puts the time right"},
        "number": {"type": "integer", "minimum": 8000, "maximum": 9999},
        "method": _TEXT,
        "said": {"type": "object"},
        "base_id": _TEXT,
        "offline": {"type": "boolean"},
    },
}


def paths() -> dict[str, Any]:
    """Paths by address, each with its operations."""
    problem = _content("application/problem+json", {"$ref": "#/components/schemas/Problem"}, "refused")
    said = {"type": "object", "properties": {"words": _TEXT, "result": {"type": "object"}}}
    results = {"type": "array", "items": {"type": "object"}}
    batch = {
        "type": "object",
        "required": ["scans"],
        "properties": {
            "device_now": _TIME,
            "station": _TEXT,
            "scans": {"type": "array", "minItems": 1, "maxItems": SCANS_MOST, "items": _SCAN},
        },
    }
    taken = {"taken": {"type": "integer"}, "refused": {"type": "integer"}, "results": results}
    listed = {"items": results, "next": {"type": ["string", "null"]}}
    return {
        f"{ROOT}/check-ins": {
            "post": _operation("checkIn", CheckIn.__doc__, _SCAN, {"200": _json(said), "404": problem})
        },
        f"{ROOT}/check-ins/batch": {
            "post": _operation(
                "checkInBatch",
                "Scans of a device that had no line, each with its own receipt or refusal.",
                batch,
                {"200": _json({"type": "object", "properties": taken}), "422": problem},
            )
        },
        f"{ROOT}/volunteers": {
            "get": {
                "operationId": "listVolunteers",
                "summary": "Volunteers in order of id; personal fields only for roles that may read them.",
                "parameters": [
                    _parameter("after", _TEXT),
                    _parameter("limit", {"type": "integer", "minimum": 1, "maximum": PAGE_MOST}),
                ],
                "responses": {"200": _json({"type": "object", "properties": listed}), "422": problem},
            },
            "post": _operation(
                "registerVolunteer",
                RegisterVolunteer.__doc__,
                {"$ref": "#/components/schemas/RegisterVolunteer"},
                {"200": _json({"$ref": "#/components/schemas/Receipt"}), "409": problem, "422": problem},
            ),
        },
    }


def _operation(name: str, summary: str | None, body: Any, responses: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": body}}
    key = {"name": "Idempotency-Key", "in": "header", "schema": _TEXT}
    return {
        "operationId": name,
        "summary": (summary or name).strip(),
        "parameters": [key],
        "requestBody": {"required": True, "content": content},
        "responses": responses,
    }


def _parameter(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _json(schema: Any) -> dict[str, Any]:
    return _content("application/json", schema, "done")


def _content(media: str, schema: Any, what: str) -> dict[str, Any]:
    return {"description": what, "content": {media: {"schema": schema}}}
