"""A served center for each test module, and clients that are closed after each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.served import ServedHouse, closing, served


@pytest.fixture(scope="module")
def served_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """One server for the tests of a module."""
    with served(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
async def house(served_house: ServedHouse) -> AsyncIterator[ServedHouse]:
    """The module's server; clients that a test opened are closed after it."""
    async with closing(served_house) as made:
        yield made
