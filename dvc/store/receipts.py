"""Receipts by action id: kept for ever, so that a repeat of any age gets the same answer (law 2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from dvc.store.statements import Prepared
from dvc.store.tables import command_log

TIME_TAG = "$time"

_WRITE = Prepared(sa.insert(command_log))
_READ = Prepared(sa.select(command_log).where(command_log.c.action_id == sa.bindparam("of_action")))
_NAMES = tuple(command_log.c.keys())


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return {TIME_TAG: value.isoformat(timespec="microseconds")}
    return list(value) if isinstance(value, tuple) else value


def _lively(value: Any) -> Any:
    if isinstance(value, dict):
        return datetime.fromisoformat(value[TIME_TAG])
    return tuple(value) if isinstance(value, list) else value


def write(connection: sa.Connection, columns: dict[str, Any]) -> None:
    """Keep a receipt; `details` and `result` are flat mappings."""
    row = dict(columns)
    for name in ("details", "result"):
        row[name] = orjson.dumps({key: _plain(value) for key, value in columns[name].items()}).decode()
    _WRITE.run(connection, row)


def read(connection: sa.Connection, action_id: str) -> dict[str, Any] | None:
    """The receipt of an action, None when the action is new."""
    row = _READ.first(connection, {"of_action": action_id})
    if row is None:
        return None
    values = dict(zip(_NAMES, row, strict=True))
    for name in ("details", "result"):
        values[name] = {key: _lively(value) for key, value in orjson.loads(values[name]).items()}
    return values
