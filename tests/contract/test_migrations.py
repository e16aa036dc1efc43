"""The migrations lead to exactly the tables that the states ask for; a store of a newer program is left
alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dvc.store import schema_version
from dvc.store.engines import ensure_schema, postgres_engine, sqlite_engine
from dvc.store.migrate import StoreNewer, differences, upgrade
from tests.embedded_pg import EmbeddedPostgres


def test_migrations_on_sqlite_lead_to_the_tables_of_the_states(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "new.sqlite")
    upgrade(engine)
    upgrade(engine)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


@pytest.mark.postgres
def test_migrations_on_postgresql_lead_to_the_tables_of_the_states(postgres_server: EmbeddedPostgres) -> None:
    ensure_schema(postgres_server.url(), "op_migrated")
    engine = postgres_engine(postgres_server.url(), "op_migrated")
    upgrade(engine)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_a_store_of_a_newer_program_is_refused_untouched(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "newer.sqlite")
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreNewer):
        upgrade(engine)
    engine.dispose()


def test_the_version_that_a_start_looks_for_is_that_of_the_last_migration(tmp_path: Path) -> None:
    engine = sqlite_engine(tmp_path / "new.sqlite")
    assert schema_version.read(engine) is None
    upgrade(engine)
    assert schema_version.read(engine) == schema_version.LATEST
    engine.dispose()
