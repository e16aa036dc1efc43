"""Rows of the state tables: one state, a search by equality, a new row, a changed one; each statement made
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, TypeAlias

import sqlalchemy as sa

from dvc.domain.kind import Kind
from dvc.store.statements import Prepared
from dvc.store.tables import MAPPERS, STATE_TABLES

StreamKey: TypeAlias = tuple[str, str]
"""(kind, stream)"""
Versioned: TypeAlias = tuple[Any, int]
"""State and version of a stream; NEVER_BORN for one without an event."""

NEVER_BORN: Versioned = (None, 0)
WHERE_MOST = 20_000
SHAPES_MOST = 512
FIELDS_FROM = 3
"""Columns before those of the fields: stream, version, updated_seq."""
ONE, EMPTY = -1, -2


class Aim(StrEnum):
    """What a search is for."""

    ROWS = "rows"
    COUNT = "count"
    HIGHEST_NUMBER = "highest_number"


def versioned(kind: str, row: Any) -> Versioned:
    """State and version of a row of a state table: stream, version, updated_seq, then the fields."""
    return MAPPERS[kind].from_values(row[FIELDS_FROM:]), int(row.version)


def read_state(connection: sa.Connection, kind: str, stream: str) -> Versioned:
    """State and version of a stream as the table has them."""
    row = _select_of(kind).first(connection, {"of_stream": stream})
    return NEVER_BORN if row is None else versioned(kind, row)


@cache
def _select_of(kind: str) -> Prepared:
    table = STATE_TABLES[kind]
    return Prepared(sa.select(table).where(table.c.stream == sa.bindparam("of_stream")))


@cache
def update_of(kind: str) -> Prepared:
    """Change the row of the stream `of_stream`."""
    table = STATE_TABLES[kind]
    changed: dict[str, Any] = {
        one.name: sa.bindparam(one.name) for one in table.columns if one.name != "stream"
    }
    return Prepared(sa.update(table).where(table.c.stream == sa.bindparam("of_stream")).values(changed))


@cache
def insert_of(kind: str) -> Prepared:
    """A stream's first row."""
    return Prepared(sa.insert(STATE_TABLES[kind]))


def found_by(
    kind: Kind[Any], equal: Mapping[str, Any], aim: Aim, *, below: str | None = None
) -> tuple[Prepared, dict[str, Any]]:
    """The search for states whose fields equal a value, are one of several (tuple, set) or empty (None), and
    its parameters.
    """
    plain = MAPPERS[kind.name].plain
    shape: list[tuple[str, int]] = []
    params: dict[str, Any] = {}
    for field, value in equal.items():
        several = isinstance(value, tuple | list | set | frozenset)
        given = _padded(value) if several else [] if value is None else [value]
        shape.append((field, len(given) if several else ONE if given else EMPTY))
        params |= {f"{field}_{at}": plain(field, one) for at, one in enumerate(given)}
    return _search(kind.name, tuple(shape), aim, below), params


def _padded(values: Iterable[Any]) -> list[Any]:
    """The values, the last one repeated up to a power of two, so that few shapes of a search are made."""
    found = list(values)
    wanted = 1 << max(0, len(found) - 1).bit_length()
    return found + found[-1:] * (wanted - len(found))


@lru_cache(SHAPES_MOST)
def _search(kind: str, shape: tuple[tuple[str, int], ...], aim: Aim, below: str | None) -> Prepared:
    """A search of this shape: (field, how many values; ONE, EMPTY), and a field that is below a value."""
    table = STATE_TABLES[kind]
    wanted: list[sa.ColumnElement[bool]] = []
    for field, values in shape:
        column = table.c[f"f_{field}"]
        if values == EMPTY:
            wanted.append(column.is_(None))
        elif values == 0:
            wanted.append(sa.false())
        elif values == ONE:
            wanted.append(column == sa.bindparam(f"{field}_0", type_=column.type))
        else:
            named = [sa.bindparam(f"{field}_{at}", type_=column.type) for at in range(values)]
            wanted.append(column.in_(named))
    if below is not None:
        column = table.c[f"f_{below}"]
        wanted.append(column < sa.bindparam("below", type_=column.type))
    if aim is Aim.ROWS:
        return Prepared(sa.select(table).where(*wanted).order_by(table.c.stream).limit(WHERE_MOST))
    figure: sa.ColumnElement[Any] = sa.func.count() if aim is Aim.COUNT else sa.func.max(table.c.f_number)
    return Prepared(sa.select(figure.label("found")).select_from(table).where(*wanted))
