"""Rules and fixtures for all tests: what the machine must have, sockets to this machine only, one PostgreSQL
a run.

A test on PostgreSQL bears the mark `postgres` (for a parameter: `pytest.param(...,
marks=pytest.mark.postgres)`), one with a browser the mark `browser`. The end of a run says how many tests ran
on PostgreSQL; when CI=true none is a failure.
"""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import machine
from tests.embedded_pg import EmbeddedPostgres


def pytest_configure(config: pytest.Config) -> None:
    """Let no test of this process speak to another machine."""
    sys.addaudithook(_refuse_other_machines)


def _refuse_other_machines(event: str, arguments: tuple[object, ...]) -> None:
    """Raise on a connection to anything but loopback or a local socket; an audit hook sees all libraries."""
    if event != "socket.connect":
        return
    address = arguments[1]
    host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, str) and not _is_this_machine(host):
        raise RuntimeError(f"a test may speak to this machine only, not to {host}")


def _is_this_machine(host: str) -> bool:
    try:
        return host in ("", "localhost") or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name, which only a resolver elsewhere could know
        return False


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which store the tests ran on."""
    terminalreporter.write_line(f"on PostgreSQL: {_on_postgres(terminalreporter)} tests")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A whole run with CI=true that tried nothing on PostgreSQL has not judged the change."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    config = session.config
    is_whole = config.args == config.getini("testpaths") and not config.option.collectonly
    if reporter and machine.is_ci() and is_whole and exitstatus == 0 and _on_postgres(reporter) == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _on_postgres(reporter: pytest.TerminalReporter) -> int:
    passed = [report for report in reporter.stats.get("passed", []) if report.when == "call"]
    return sum("postgres" in report.keywords for report in passed)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's Chromium; without it browser tests skip, and fail when CI=true."""
    return machine.tool("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[EmbeddedPostgres]:
    """One PostgreSQL for the run, without fsync; a test makes its own database in it (`new_database`)."""
    with EmbeddedPostgres() as server:
        yield server
