"""Bring a store's tables to this program's version; refuse a store that a newer program has written."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from dvc.store.tables import METADATA

FOLDER = Path(__file__).resolve().parent / "migrations"


class StoreNewer(Exception):
    """The store was written by a newer program; this one would harm it."""


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: sa.Engine) -> None:
    """Run the migrations that the store has not seen; all or, on SQLite and PostgreSQL alike, none. Raises
    StoreNewer.
    """
    with engine.begin() as connection:
        script = ScriptDirectory.from_config(_config(connection))
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in {one.revision for one in script.walk_revisions()}:
            raise StoreNewer(current)
        if current != script.get_current_head():
            command.upgrade(_config(connection), "head")


def differences(connection: sa.Connection) -> list[object]:
    """What the tables of a store lack or have too much, compared with the states; empty when they agree."""
    context = MigrationContext.configure(
        connection, opts={"target_metadata": METADATA, "compare_type": False}
    )
    return list(compare_metadata(context, METADATA))


def write_first(engine: sa.Engine, message: str, number: str) -> None:
    """Write the next migration file by comparing an up-to-date store with the states (for developers)."""
    with engine.begin() as connection:
        command.revision(_config(connection), message, autogenerate=True, rev_id=number)
