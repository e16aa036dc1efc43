"""Write the tree of `docs/architecture.md` from the code: `python -m tests.tidy.tree`.

A module stands there with the first sentence of its own docstring, so the page cannot say other than the
code.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.machine import ROOT
from tests.tidy import house

PAGE = ROOT / "docs" / "architecture.md"
BLOCK = re.compile(r"(?ms)^```\ndvc/.*?^```\n")
WIDTH = 140


def first_sentence(path: Path) -> str:
    """What a module says of itself, on one line; empty when it says nothing."""
    words = " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split())
    return re.split(r"(?<=[.])\s|(?<=[^ ]);\s", words)[0].rstrip(".;")


def _line(name: str, depth: int, says: str) -> str:
    head = f"{'  ' * depth}{name}"
    room = WIDTH - 46
    words = says if len(says) <= room else f"{says[: room - 1].rsplit(' ', 1)[0]} …"
    return f"{head:<44}  {words}".rstrip()


def tree() -> str:
    """The block: every room with its modules, folders first named by their package's docstring."""
    places = sorted(module.place for module in house.modules())
    rooms = sorted({str(Path(place).parent) for place in places}, key=_order)
    lines: list[str] = []
    for room in rooms:
        depth = room.count("/")
        package = ROOT / room / "__init__.py"
        lines.append(_line(f"{Path(room).name}/", depth, first_sentence(package) if package.exists() else ""))
        inside = [place for place in places if str(Path(place).parent) == room]
        lines += [
            _line(Path(place).name, depth + 1, first_sentence(ROOT / place))
            for place in inside
            if Path(place).name != "__init__.py"
        ]
    return "```\n" + "\n".join(lines) + "\n```\n"


def _order(room: str) -> tuple[int, str]:
    return (house.PACKAGES.index(room.split("/", maxsplit=1)[0]), room)


def main() -> None:
    """Put the block in place of the old one."""
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BLOCK.sub(lambda _: tree(), page, count=1), encoding="utf-8")


if __name__ == "__main__":
    main()
