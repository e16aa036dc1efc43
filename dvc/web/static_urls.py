"""Addresses of static files that change with their content, so that a browser may keep them for a year.

The version is a folder of the address (`/static/v-1a2b3c4d5e/js/board.js`), not a query: the modules and
style sheets name each other relatively and so stay within one version, which a `?v=` on the first of them
could not do (a module loaded under two addresses is two modules). Our own files share one version, the
browser libraries another, because the 800 KB of type they carry must not be fetched again for a change of
one rule.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dvc.web.bundles import FORMAT

PREFIX = "/static"
OWN_FOLDERS = ("css", "img", "js")
VENDOR_FOLDER = "vendor"
HASH_DIGITS = 10
"""40 bits: two versions of one installation will not meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """What a request under /static means: the file below the static folder, and whether it may be kept for
    ever.
    """

    path: str
    immutable: bool


@dataclass(frozen=True)
class StaticUrls:
    """The static folder of one server; its content does not change while the server runs."""

    root: Path

    def url(self, path: str) -> str:
        """Address of a file named relative to the static folder, e.g. `css/base.css`."""
        return f"{PREFIX}/v-{self._version_of(path)}/{path}"

    def resolve(self, path: str) -> StaticFile:
        """Read the rest of a request's path after /static/.

        A version that is not today's is answered with today's file, to be asked for again: it comes from a
        page that was open during an update.
        """
        head, _, rest = path.partition("/")
        if not head.startswith("v-") or not rest:
            return StaticFile(path=path, immutable=False)
        return StaticFile(path=rest, immutable=head == f"v-{self._version_of(rest)}")

    def _version_of(self, path: str) -> str:
        return self.vendor_version if path.startswith(f"{VENDOR_FOLDER}/") else self.own_version

    @cached_property
    def own_version(self) -> str:
        """Hash over every file of the folders that are in git, and over the way they are put together."""
        return _hash_of(self.root, OWN_FOLDERS, form=str(FORMAT))

    @cached_property
    def vendor_version(self) -> str:
        """Hash over the browser libraries that the build fetched."""
        return _hash_of(self.root, (VENDOR_FOLDER,))


def _hash_of(root: Path, folders: tuple[str, ...], *, form: str = "") -> str:
    digest = hashlib.sha256(form.encode())
    for folder in folders:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file():
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:HASH_DIGITS]
