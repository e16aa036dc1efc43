"""The two stores that every contract test runs on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded_pg import EmbeddedPostgres
from tests.factories import Center, a_center, a_center_on_postgres, create_on_postgres

SCHEMA = "op_contract"


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest) -> str:
    """A database with the tables of one operation, made once and copied for each test."""
    server: EmbeddedPostgres = request.getfixturevalue("postgres_server")
    name = server.new_database()
    create_on_postgres(server.url(name), SCHEMA).dispose()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def center(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Center]:
    """A wired center on the store that the parameter names."""
    if request.param == "sqlite":
        with a_center(tmp_path) as made:
            yield made
        return
    server: EmbeddedPostgres = request.getfixturevalue("postgres_server")
    name = server.new_database(request.getfixturevalue("template"))
    with a_center_on_postgres(server.url(name), SCHEMA, empty=False) as made:
        yield made
    server.drop_database(name)
