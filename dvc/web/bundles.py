"""Several of our own style sheets or modules as one file, because a phone at the edge of the access point
waits for every request more than for the bytes.

The address names the parts (`bundle/tokens+base.css`, `bundle/page+volunteer.js`), so that every process can
make what any page asks for, and nothing has to be built beforehand. A module's imports come with it, each
module once and in the order in which a browser would run it. Only the forms of `import` and `export` that our
modules use are understood; another one is an error that a test finds, never a wrong page.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

FOLDER = "bundle"
FORMAT = 1
"""To be raised when the same parts are put together otherwise: the address changes with it."""
PARTS_MOST = 24
KEPT_MOST = 64
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript"}

_NAME = re.compile(r"[a-z0-9_]+")
_IMPORT = re.compile(r'import (?:\{ (?P<names>[\w, ]+) \} from )?"\./(?P<module>[a-z0-9_]+)\.js";')
_EXPORT = re.compile(r"export (?P<kept>(?:async )?(?:function|class|const)\*? (?P<name>\w+)\b.*)")
_NAMES_EXPORTED = re.compile(r"export \{ (?P<names>[\w, ]+) \};")


class NotBundled(Exception):
    """A bundle that cannot be made: a part that is not there, or a form that this module does not know."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """The bytes of a bundle, plain and packed, and what they are."""

    plain: bytes
    packed: bytes
    media_type: str


def path_of(parts: Iterable[str]) -> str:
    """The path below /static of a bundle of own files (`css/tokens.css`, …) of one kind, each once."""
    files = [PurePosixPath(part) for part in dict.fromkeys(parts)]
    assert len({(file.parent, file.suffix) for file in files}) == 1, "a bundle has one kind of files"
    return f"{FOLDER}/{'+'.join(file.stem for file in files)}{files[0].suffix}"


@lru_cache(KEPT_MOST)
def bundle(root: Path, path: str) -> Bundle:
    """The bundle that a path below /static names. Raises NotBundled."""
    name = PurePosixPath(path)
    parts = name.stem.split("+")
    known = len(parts) <= PARTS_MOST and all(_NAME.fullmatch(part) for part in parts)
    if str(name.parent) != FOLDER or name.suffix not in MEDIA_TYPES or not known:
        raise NotBundled(path)
    text = _sheets(root, parts) if name.suffix == ".css" else _scripts(root, parts)
    plain = text.encode()
    return Bundle(plain, gzip.compress(plain, 9, mtime=0), MEDIA_TYPES[name.suffix])


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise NotBundled(file.name) from error


def _sheets(root: Path, names: Iterable[str]) -> str:
    """One after the other; their relative addresses hold, for the folder of bundles stands beside theirs."""
    return "\n".join(_read(root / "css" / f"{name}.css") for name in names)


def _scripts(root: Path, names: Iterable[str]) -> str:
    """A module that runs each part and what it imports in a scope of its own."""
    done: dict[str, str] = {}
    for name in names:
        _add(root, name, done, ())
    return "\n".join(done.values())


def _add(root: Path, name: str, done: dict[str, str], under_way: tuple[str, ...]) -> None:
    if name in done:
        return
    if name in under_way:
        raise NotBundled(f"{name}.js imports itself")
    lines: list[str] = []
    exported: list[str] = []
    for line in _read(root / "js" / f"{name}.js").splitlines():
        found = _IMPORT.fullmatch(line)
        if found is not None:
            _add(root, found["module"], done, (*under_way, name))
            if found["names"]:
                lines.append(f"const {{ {found['names']} }} = ${found['module']};")
        else:
            lines.append(_without_export(line, exported, name))
    body = "\n".join(lines)
    done[name] = f"const ${name} = (() => {{\n{body}\nreturn {{ {', '.join(exported)} }};\n}})();"


def _without_export(line: str, exported: list[str], module: str) -> str:
    found = _EXPORT.fullmatch(line)
    if found is not None:
        exported.append(found["name"])
        return found["kept"]
    several = _NAMES_EXPORTED.fullmatch(line)
    if several is not None:
        exported.extend(name.strip() for name in several["names"].split(","))
        return ""
    if line.startswith(("import ", "import{", "export ", "export{", "await ")) or "import(" in line:
        raise NotBundled(f"{module}.js: {line}")
    return line
