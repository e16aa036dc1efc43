"""The two stores that every contract test runs on."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded_pg import EmbeddedPostgres
from tests.factories import Center, a_center, a_center_on_postgres

_SCHEMAS = itertools.count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def center(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Center]:
    """A wired center on the store that the parameter names."""
    if request.param == "sqlite":
        with a_center(tmp_path) as made:
            yield made
        return
    server: EmbeddedPostgres = request.getfixturevalue("postgres_server")
    with a_center_on_postgres(server.url(), f"op_contract_{next(_SCHEMAS)}") as made:
        yield made
