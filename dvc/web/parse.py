"""From a form or JSON to a command: judges shape only (422 with every field's problem), never a rule of the
center.

Form names carry the path: `living.people`, `work.0.work_type`; a name that repeats is a list. Empty fields
are left out, so that a command's default stands.
"""

from __future__ import annotations

import typing
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import UploadFile
from starlette.requests import Request

from dvc.domain import field_types
from dvc.web.errors import FieldProblem, ShapeInvalid

BODY_BYTES_MOST = 512 * 1024
FIELDS_MOST = 2_000
TEXT_LENGTH_MOST = 4_000
DEPTH_MOST = 6

_CODES = {
    "missing": "shape.missing",
    "int_parsing": "shape.number",
    "int_type": "shape.number",
    "int_from_float": "shape.number",
    "float_parsing": "shape.number",
    "float_type": "shape.number",
    "bool_parsing": "shape.choice",
    "enum": "shape.choice",
    "literal_error": "shape.choice",
    "datetime_from_date_parsing": "shape.time",
    "datetime_parsing": "shape.time",
    "datetime_type": "shape.time",
    "timezone_aware": "shape.time",
    "date_from_datetime_parsing": "shape.date",
    "date_parsing": "shape.date",
    "date_type": "shape.date",
    "string_type": "shape.text",
    "tuple_type": "shape.list",
    "unexpected_keyword_argument": "shape.unknown_field",
}


@cache
def adapter(command: type) -> TypeAdapter[Any]:
    """The validator of a command class."""
    return TypeAdapter(command)


async def body_of(request: Request) -> dict[str, Any]:
    """The request's fields as nested plain values. Raises ShapeInvalid."""
    if "json" in request.headers.get("content-type", ""):
        try:
            body = orjson.loads(await request.body())
        except orjson.JSONDecodeError:
            raise ShapeInvalid([FieldProblem(field="", code="shape.json")]) from None
        if not isinstance(body, dict):
            raise ShapeInvalid([FieldProblem(field="", code="shape.json")])
        return body
    form = await request.form(max_fields=FIELDS_MOST)
    return nested([(name, value) for name, value in form.multi_items() if not isinstance(value, UploadFile)])


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a.b=1&a.c=2&d=3&d=4` as `{a: {b: 1, c: 2}, d: [3, 4]}`; empty values are left out."""
    tree: dict[str, Any] = {}
    for name, value in pairs:
        if not value.strip():
            continue
        path = name.split(".")[:DEPTH_MOST]
        place = tree
        for part in path[:-1]:
            step = place.setdefault(part, {})
            if not isinstance(step, dict):
                raise ShapeInvalid([FieldProblem(field=name, code="shape.unknown_field")])
            place = step
        old = place.get(path[-1])
        if old is None:
            place[path[-1]] = value
        else:
            place[path[-1]] = [*old, value] if isinstance(old, list) else [old, value]
    return tree


def _fit(value: Any, hint: Any) -> Any:
    """Bring a form's shapes to the hinted ones: one value where a list is wanted, numbered members as a list.
    """
    inner = field_types.inner(hint)
    if typing.get_origin(inner) is tuple and value is not None:
        item = typing.get_args(inner)[0]
        if isinstance(value, dict):
            value = [value[key] for key in sorted(value, key=_by_number)]
        elif not isinstance(value, list):
            value = [value]
        return [_fit(one, item) for one in value]
    if isinstance(value, dict) and field_types.is_record(inner):
        hints = field_types.hints(inner)
        return {name: _fit(one, hints[name]) if name in hints else one for name, one in value.items()}
    return value


def _by_number(key: str) -> tuple[int, str]:
    return (int(key), key) if key.isdigit() else (10**9, key)


def command_from(command: type, body: Mapping[str, Any]) -> Any:
    """A command out of plain values. Raises ShapeInvalid with every problem, unknown fields among them."""
    hints = field_types.hints(command)
    problems = [
        FieldProblem(field=name, code="shape.unknown_field", details={"name": name[:60]})
        for name in body
        if name not in hints
    ]
    problems += _too_long(body)
    fitted = {name: _fit(value, hints[name]) for name, value in body.items() if name in hints}
    made: Any = None
    try:
        made = adapter(command).validate_python(fitted)
    except ValidationError as error:
        problems += [_problem(one) for one in error.errors(include_url=False, include_input=False)]
    if problems:
        raise ShapeInvalid(problems)
    return made


def _problem(error: Any) -> FieldProblem:
    path = ".".join(str(part) for part in error["loc"])
    return FieldProblem(field=path, code=_CODES.get(error["type"], "shape.value"))


def _too_long(body: Mapping[str, Any]) -> list[FieldProblem]:
    found = []
    for name, value in body.items():
        if isinstance(value, str) and len(value) > TEXT_LENGTH_MOST:
            found.append(FieldProblem(field=name, code="shape.too_long", details={"most": TEXT_LENGTH_MOST}))
        if isinstance(value, str) and "\0" in value:
            found.append(FieldProblem(field=name, code="shape.text"))
    return found
