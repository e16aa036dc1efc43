"""Limits on size and form (conventions 1 to 3): what ruff does not measure the way the house wants it."""

from __future__ import annotations

import ast
import re

from tests.machine import ROOT
from tests.tidy import house

FUNCTION_LINES_MAX = 70
MODULE_LINES_MAX = 400
VAGUE = {"utils", "util", "helpers", "helper", "misc", "common", "manager", "base", "stuff", "tools"}
ARGUED = re.compile(r"# noqa: BLE001\W+\w.{20,}")
SLOW = re.compile(r"# noqa: PLC0415 - \d\.\d s of every start\b")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def functions() -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    return [
        (module.place, node)
        for module in house.modules()
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTION)
    ]


def test_the_packages_are_found() -> None:
    assert len(house.modules()) > 20


def test_no_function_is_longer_than_a_screen() -> None:
    lengths = {
        f"{place}:{node.lineno} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for place, node in functions()
    }
    assert {where: lines for where, lines in lengths.items() if lines > FUNCTION_LINES_MAX} == {}


def test_no_module_is_longer_than_a_room() -> None:
    assert {
        module.place: len(module.lines) for module in house.modules() if len(module.lines) > MODULE_LINES_MAX
    } == {}


def test_every_module_says_what_lives_in_it() -> None:
    found = house.modules()
    assert [module.place for module in found if module.lines and not ast.get_docstring(module.tree)] == []


def test_every_test_module_says_what_it_is_about() -> None:
    found = [house.read(path) for path in sorted((ROOT / "tests").rglob("*.py"))]
    assert [module.place for module in found if module.lines and not ast.get_docstring(module.tree)] == []


def test_no_module_has_a_name_that_takes_in_anything() -> None:
    assert [module.place for module in house.modules() if module.stem in VAGUE] == []


def test_nothing_prints() -> None:
    """Stdout belongs to the command line, which writes through click; everything else goes to the log."""
    printing = {module.place: house.calls(module.tree, "print") for module in house.modules()}
    assert {place: lines for place, lines in printing.items() if lines} == {}


def test_no_import_hides_inside_a_function() -> None:
    """It would move a failure from the start to the middle of the day. Only a library that is slow to load
    and that few need may come later, with its measured seconds on the line.
    """
    hidden = {
        f"{module.place}:{inner.lineno}"
        for module in house.modules()
        for node in ast.walk(module.tree)
        if isinstance(node, FUNCTION)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom) and not SLOW.search(module.lines[inner.lineno - 1])
    }
    assert hidden == set()


def test_no_broad_except_swallows_a_fault() -> None:
    """A broad `except` raises again, logs the traceback, or argues on its line why it does neither."""
    swallowed = [
        f"{module.place}:{node.lineno}"
        for module in house.modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ExceptHandler)
        and is_broad(node)
        and not is_heard(node)
        and not ARGUED.search(module.lines[node.lineno - 1])
    ]
    assert swallowed == []


def is_heard(handler: ast.ExceptHandler) -> bool:
    return any(
        isinstance(node, ast.Raise) or (isinstance(node, ast.Attribute) and node.attr == "exception")
        for node in ast.walk(handler)
    )


def is_broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in {"Exception", "BaseException"}
    )
