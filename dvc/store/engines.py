"""Engines of a store: one SQLite file that loses no update, or one PostgreSQL schema.

SQLite: WAL, synchronous=FULL (an acknowledged check-in survives a power cut), every writing transaction
begins with BEGIN IMMEDIATE (60 of 60 concurrent read-then-write acts instead of 2; dependencies.md section
3).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

BUSY_TIMEOUT_MS = 15_000
POOL_SIZE = 8


def sqlite_engine(path: Path) -> sa.Engine:
    """Engine of a SQLite file; the file is made at the first connection."""
    engine = sa.create_engine(
        f"sqlite:///{path}", pool_size=POOL_SIZE, connect_args={"check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def _on_connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None
        cursor = dbapi.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _on_begin(connection: sa.Connection) -> None:
        is_read = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if is_read else "BEGIN IMMEDIATE")

    return engine


def postgres_engine(url: str, schema: str) -> sa.Engine:
    """Engine of one schema of a PostgreSQL database; the schema is the search path of every connection."""
    assert schema.replace("_", "").isalnum(), "schema names are made by us"
    parsed = sa.make_url(url)
    if parsed.drivername in {"postgresql", "postgres"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return sa.create_engine(
        parsed,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        connect_args={"options": f"-csearch_path={schema} -ctimezone=UTC", "application_name": "dvcenter"},
    )


def ensure_schema(url: str, schema: str) -> None:
    """Create the schema when it is not there."""
    engine = postgres_engine(url, schema)
    with engine.begin() as connection:
        connection.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    engine.dispose()
