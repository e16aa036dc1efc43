"""Imported public layers (areas, towns, shelters): rows by layer, replaced as a whole, known to the log by
digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from dvc.store.tables import reference_row


def digest_of(bodies: list[str]) -> str:
    """sha256 over the rows in order, hex."""
    return hashlib.sha256("\n".join(bodies).encode()).hexdigest()


def replace(connection: sa.Connection, layer: str, rows: tuple[Mapping[str, Any], ...]) -> str:
    """Put `rows` in place of the layer's rows; the digest."""
    bodies = [orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS).decode() for row in rows]
    connection.execute(sa.delete(reference_row).where(reference_row.c.layer == layer))
    if bodies:
        connection.execute(
            sa.insert(reference_row),
            [{"layer": layer, "n": n, "body": body} for n, body in enumerate(bodies)],
        )
    return digest_of(bodies)


def read(connection: sa.Connection, layer: str) -> list[dict[str, Any]]:
    """Rows of a layer in their order."""
    query = sa.select(reference_row.c.body).where(reference_row.c.layer == layer).order_by(reference_row.c.n)
    return [orjson.loads(body) for body in connection.execute(query).scalars()]


def digest(connection: sa.Connection, layer: str) -> str:
    """The digest of a layer as it lies in the table."""
    query = sa.select(reference_row.c.body).where(reference_row.c.layer == layer).order_by(reference_row.c.n)
    return digest_of(list(connection.execute(query).scalars()))
