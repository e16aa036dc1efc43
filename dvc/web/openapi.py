"""OpenAPI 3.1 of every JSON route, made from the commands themselves, so that it cannot differ from what is
taken.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from dvc.commands.catalogue import COMMANDS
from dvc.web.pages import needs_document, reception_document
from dvc.web.parse import adapter

REFERENCE = "#/components/schemas/{model}"


async def document(request: Request) -> Response:
    """`/openapi.json`."""
    del request
    return JSONResponse(openapi())


@cache
def openapi() -> dict[str, Any]:
    """The document; the same for every caller."""
    schemas: dict[str, Any] = {
        "Problem": {
            "type": "object",
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "code": {"type": "string"},
            },
            "required": ["type", "title", "status", "code"],
        },
        "Receipt": {
            "type": "object",
            "properties": {
                "ok": {"type": "boolean"},
                "action_id": {"type": "string"},
                "result": {"type": "object"},
                "seq": {"type": ["integer", "null"]},
                "repeated": {"type": "boolean"},
            },
            "required": ["ok", "action_id", "result"],
        },
    }
    paths: dict[str, Any] = {}
    for name in sorted(COMMANDS):
        schema = adapter(COMMANDS[name].command).json_schema(ref_template=REFERENCE)
        schemas.update(schema.pop("$defs", {}))
        schemas[name] = schema
        paths[f"/api/v1/operations/{{operation}}/commands/{name}"] = {"post": _operation(name)}
    for path, operations in {**needs_document.paths(), **reception_document.paths()}.items():
        here = {"name": "operation", "in": "path", "required": True, "schema": {"type": "string"}}
        paths[path] = {**operations, "parameters": [here, *operations.get("parameters", [])]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Disaster volunteer center", "version": "1"},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"bearer": []}],
    }


def _operation(name: str) -> dict[str, Any]:
    handler = COMMANDS[name]
    problem = {"description": "refused", "content": _json("application/problem+json", "Problem")}
    return {
        "operationId": name,
        "summary": (handler.command.__doc__ or name).strip(),
        "parameters": [
            {"name": "operation", "in": "path", "required": True, "schema": {"type": "string"}},
            {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}},
            {"name": "If-Match", "in": "header", "schema": {"type": "string"}},
        ],
        "requestBody": {"required": True, "content": _json("application/json", name)},
        "responses": {
            "200": {"description": "done", "content": _json("application/json", "Receipt")},
            **dict.fromkeys(("401", "403", "404", "409", "422", "503", "507"), problem),
        },
    }


def _json(media: str, schema: str) -> dict[str, Any]:
    return {media: {"schema": {"$ref": REFERENCE.format(model=schema)}}}
