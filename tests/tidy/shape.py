"""The shape of the code in a few numbers, printed by .ci/run: `python -m tests.tidy.shape`.

Numbers, not verdicts: the limits are tests. They tell over months whether functions and modules stay short,
public functions explain themselves, and tests keep up with the code.
"""

from __future__ import annotations

import ast
import re
import sys

from tests.machine import ROOT
from tests.tidy import house

FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
TEST = r"^\s*(?:async )?def test_"
PROPERTY = r"^\s*@given\b"


def quantile(values: list[int], share: float) -> int:
    """The value at `share` (0 to 1) of the sorted list; 0 for an empty one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0


def spread(values: list[int]) -> str:
    """Median, 90th and 99th percentile and maximum."""
    marks = [f"p{share * 100:.0f} {quantile(values, share)}" for share in (0.5, 0.9, 0.99)]
    return ", ".join([*marks, f"max {max(values, default=0)}"])


def lines() -> list[str]:
    """What is printed."""
    modules = [module for module in house.modules() if module.lines]
    functions = [node for module in modules for node in ast.walk(module.tree) if isinstance(node, FUNCTION)]
    public = [node for node in functions if not node.name.startswith("_")]
    documented = 100 * sum(ast.get_docstring(node) is not None for node in public) // max(1, len(public))
    tests = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("*.py")]
    source = sum(len(module.lines) for module in modules)
    ratio = sum(text.count("\n") for text in tests) / max(1, source)
    return [
        f"modules    {len(modules)}, {source} lines: {spread([len(module.lines) for module in modules])}",
        f"functions  {len(functions)}: {spread([length(node) for node in functions])}",
        f"docstrings {documented} % of {len(public)} public functions",
        f"tests      {count(tests, TEST)} functions, {count(tests, PROPERTY)} properties",
        f"test lines to source lines {ratio:.2f}",
    ]


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its decorators apart."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def count(sources: list[str], pattern: str) -> int:
    """How often `pattern` matches at the beginning of a line."""
    return sum(len(re.findall(pattern, text, re.MULTILINE)) for text in sources)


if __name__ == "__main__":
    sys.stdout.write("\n".join(lines()) + "\n")
