"""Columns of a state table out of the state dataclass, so that a table can never differ from its state.

Plain fields become typed columns (they may be searched), tuples and nested values one JSON text column each.
"""

from __future__ import annotations

import typing
from collections.abc import Sequence
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from dvc.domain import field_types
from dvc.store import codec


class UtcTime(sa.TypeDecorator[datetime]):
    """Aware UTC instants; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """To UTC; a naive time is a programmer's error."""
        if value is None:
            return None
        assert value.tzinfo is not None, "times in the store are aware"
        return (
            value.astimezone(UTC)
            if dialect.name == "postgresql"
            else value.astimezone(UTC).replace(tzinfo=None)
        )

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Back as aware UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def column_type(hint: Any) -> tuple[sa.types.TypeEngine[Any], bool]:
    """(SQL type, whether the column holds JSON text) for a field's type hint."""
    inner, _ = field_types.without_none(hint)
    if typing.get_origin(inner) is tuple or is_dataclass(inner):
        return sa.Text(), True
    if isinstance(inner, type):
        for python, sql in (
            (bool, sa.Boolean()),
            (StrEnum, sa.Text()),
            (str, sa.Text()),
            (int, sa.BigInteger()),
            (float, sa.Float()),
            (datetime, UtcTime()),
            (date, sa.Date()),
        ):
            if issubclass(inner, python):
                return sql, False
    return sa.Text(), True


def state_table(metadata: sa.MetaData, name: str, state: type) -> sa.Table:
    """Table of one kind: `stream`, `version`, `updated_seq`, then a column per field of the state."""
    columns: list[sa.Column[Any]] = [
        sa.Column("stream", sa.Text(), primary_key=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("updated_seq", sa.BigInteger(), nullable=False),
    ]
    for field, hint in field_types.hints(state).items():
        sql, _ = column_type(hint)
        columns.append(sa.Column(f"f_{field}", sql, nullable=field_types.without_none(hint)[1]))
    return sa.Table(name, metadata, *columns)


class RowMapper:
    """State <-> row of one kind."""

    def __init__(self, state: type) -> None:
        """Prepare encoders and decoders of the state's fields."""
        self.state = state
        hints = field_types.hints(state)
        self.is_json = {field: column_type(hint)[1] for field, hint in hints.items()}
        self._by_place = tuple(
            (at, _json_decoder(hint) if self.is_json[field] else codec.decoder(hint))
            for at, (field, hint) in enumerate(hints.items())
            if self.is_json[field] or self._is_enum(hint)
        )

    @staticmethod
    def _is_enum(hint: Any) -> bool:
        inner, _ = field_types.without_none(hint)
        return isinstance(inner, type) and issubclass(inner, StrEnum)

    def plain(self, field: str, value: Any) -> Any:
        """A field's value as its column wants it."""
        if self.is_json[field]:
            return codec.dumps(value)
        return value.value if isinstance(value, StrEnum) else value

    def to_row(self, state: Any) -> dict[str, Any]:
        """Column values of a state."""
        return {f"f_{field}": self.plain(field, getattr(state, field)) for field in self.is_json}

    def from_row(self, row: sa.RowMapping) -> Any:
        """The state of a row."""
        return self.from_values([row[f"f_{field}"] for field in self.is_json])

    def from_values(self, values: Sequence[Any]) -> Any:
        """The state of the fields' columns, in the order of the fields."""
        found = list(values)
        for at, decode in self._by_place:
            if found[at] is not None:
                found[at] = decode(found[at])
        return self.state(**dict(zip(self.is_json, found, strict=True)))


def _json_decoder(hint: Any) -> codec.Decoder:
    decode = codec.decoder(hint)
    return lambda text: decode(codec.loads(text))
