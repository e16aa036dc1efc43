"""The needs desk of a wired center."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories import Center
from tests.unit.needs.acts import a_needs_desk


@pytest.fixture
def center() -> Iterator[Center]:
    """A wired center on the morning of 2026-09-12."""
    with a_needs_desk() as center:
        yield center
