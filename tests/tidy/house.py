"""What the tidy tests look at: the files of the repository and the syntax trees of its packages, read
once.
"""

from __future__ import annotations

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.machine import ROOT

PACKAGES = ("dvc", "maps", "dispatch", "training_scenarios")
# made on this machine, see .gitignore; only needed where there is no git to ask
MADE_HERE = {".git", ".venv", "__pycache__", "build", "dist", "wheelhouse", "out", ".hypothesis"}
BINARY = {".png", ".ico", ".pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module of a package. `place`: its path below the repository, with slashes."""

    place: str
    lines: tuple[str, ...]
    tree: ast.Module

    @property
    def stem(self) -> str:
        """The module's own name."""
        return Path(self.place).stem


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the packages but migrations (named and shaped by Alembic) and the build hook's
    folder.
    """
    return tuple(read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))
                 if not {"migrations", "vendor"} & set(path.parts))


def read(path: Path) -> Module:
    """One module from its file."""
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT).as_posix()
    return Module(place=place, lines=tuple(text.splitlines()), tree=ast.parse(text))


@cache
def files() -> tuple[str, ...]:
    """Paths of all files of the repository, those not yet committed too; without git, of all that git would
    keep.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        names = listing.stdout.decode().split("\0")
        return tuple(sorted(name for name in names if name and (ROOT / name).is_file()))
    return tuple(sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")
                        if path.is_file() and not _is_made_here(path.relative_to(ROOT))))


def _is_made_here(path: Path) -> bool:
    if path.parts[:3] == ("dvc", "static", "vendor"):
        return True
    return any(part in MADE_HERE or part.endswith(("_cache", ".egg-info")) for part in path.parts)


def texts(*endings: str, below: str = "") -> dict[str, str]:
    """Content of the repository's files by path: those with one of the `endings`, in the folder `below`."""
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in files()
            if name.startswith(below) and name.endswith(endings) and Path(name).suffix not in BINARY}


def calls(tree: ast.AST, name: str) -> list[int]:
    """Lines on which the bare function `name` is called."""
    return [node.lineno for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name]
