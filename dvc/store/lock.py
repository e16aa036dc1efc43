"""One server holds a SQLite store: a lock file beside it, so that a second server refuses with a clear reason
(A10).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no fcntl
    fcntl = None  # type: ignore[assignment]


class StoreHeld(Exception):
    """Another process holds the store; `path` is its lock file."""

    def __init__(self, path: Path) -> None:
        """Of the lock file that is held."""
        super().__init__(f"another server holds this store ({path})")
        self.path = path


class StoreLock:
    """A lock that ends with the process, also when it is killed."""

    def __init__(self, store: Path) -> None:
        """Take the lock of `store`. Raises StoreHeld."""
        self.path = store.with_name(store.name + ".lock")
        self._file: IO[bytes] = self.path.open("ab")
        if fcntl is not None:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                self._file.close()
                raise StoreHeld(self.path) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()).encode())
        self._file.flush()

    def release(self) -> None:
        """Let the store go."""
        self._file.close()
