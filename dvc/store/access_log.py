"""Views of people's records: a second append-only, chained table beside the log, written by the edge through
its own door.

It holds ids and field names only (law 11); it is never on a board.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from dvc.store import codec
from dvc.store.event_log import GENESIS
from dvc.store.tables import access_log

_CHAINED = tuple(column.name for column in access_log.c if column.name != "chain")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """One view: who saw which fields of whom, by which act, for which reason (a code, None when the act says
    it).
    """

    at: datetime
    actor: str
    station: str | None
    act: str
    subjects: tuple[str, ...]
    fields: tuple[str, ...]
    reason: str | None = None


def chain_of_view(previous: str, row: Mapping[str, Any] | sa.RowMapping) -> str:
    """sha256 over the previous chain value and every column of the row, in hex."""
    text = codec.dumps([row[name] for name in _CHAINED])
    return hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()


def append(connection: sa.Connection, view: View) -> int:
    """Add a view; the caller holds the writer's lock. Its row number."""
    last = connection.execute(
        sa.select(access_log.c.n, access_log.c.chain).order_by(access_log.c.n.desc()).limit(1)
    ).first()
    row: dict[str, Any] = {
        "n": last.n + 1 if last else 1,
        "at": view.at,
        "actor": view.actor,
        "station": view.station,
        "act": view.act,
        "subjects": orjson.dumps(list(view.subjects)).decode(),
        "fields": orjson.dumps(list(view.fields)).decode(),
        "reason": view.reason,
    }
    row["chain"] = chain_of_view(last.chain if last else GENESIS, row)
    connection.execute(sa.insert(access_log).values(**row))
    return int(row["n"])


def first_broken_view(connection: sa.Connection) -> int | None:
    """First row whose place or chain is wrong, None when all is well."""
    expected, chain = 1, GENESIS
    for row in connection.execute(sa.select(access_log).order_by(access_log.c.n)).mappings():
        chain = chain_of_view(chain, row)
        if row["n"] != expected or row["chain"] != chain:
            return expected
        expected += 1
    return None
