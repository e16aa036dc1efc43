"""Figures of the catalogue: a test gives them to `tell`, and they are said at the end of the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

_SAID: list[str] = []


@pytest.fixture
def tell() -> Callable[[str], None]:
    """Keep a line of figures for the end of the run (measured, never asserted)."""
    return _SAID.append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say the figures."""
    for line in _SAID:
        terminalreporter.write_line(line)
