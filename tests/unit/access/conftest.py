"""A center and a registry on both stores, for the secrets that lie beside the log."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from dvc.store.engines import ensure_schema, postgres_engine, sqlite_engine
from dvc.store.registry import Registry
from tests.embedded_pg import EmbeddedPostgres
from tests.factories import RING, Center, a_center, a_center_on_postgres

STORES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
_SCHEMAS = itertools.count(1)


@pytest.fixture(params=STORES)
def center(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Center]:
    """A wired center on the store that the parameter names."""
    if request.param == "sqlite":
        with a_center(tmp_path) as made:
            yield made
        return
    server: EmbeddedPostgres = request.getfixturevalue("postgres_server")
    with a_center_on_postgres(server.url(), f"op_access_{next(_SCHEMAS)}") as made:
        yield made


@pytest.fixture(params=STORES)
def registry(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Registry]:
    """An empty registry on the store that the parameter names."""
    if request.param == "sqlite":
        engine = sqlite_engine(tmp_path / "registry.sqlite")
    else:
        server: EmbeddedPostgres = request.getfixturevalue("postgres_server")
        schema = f"registry_{next(_SCHEMAS)}"
        ensure_schema(server.url(), schema)
        engine = postgres_engine(server.url(), schema)
    made = Registry(engine, RING)
    yield made
    made.close()
