"""Which tables a store has, read without the library that makes and changes them."""

from __future__ import annotations

import sqlalchemy as sa

LATEST = "0002"
"""The last file in `migrations/versions`; a contract test holds it to that."""


def read(engine: sa.Engine) -> str | None:
    """The version of a store's tables, None for a store that has none yet."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        return found
