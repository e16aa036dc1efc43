"""What this machine has besides Python: tools of the system and the shared material. A test asks here, by
name.

Without a tool a test skips and says which one; when CI=true that is a failure, because the machine that
judges a change must have tried everything (README.md names the packages). Shared material is not part of a
clone: without it a test skips everywhere.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def is_ci() -> bool:
    """Whether this run judges a change (.ci/run sets CI=true)."""
    return os.environ.get("CI") == "true"


def tool(*names: str) -> Path:
    """Path of the first program of that name on PATH; skips the test, or fails it when CI=true, if there is
    none.
    """
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    absent(f"no {' or '.join(names)} on this machine")


def absent(reason: str) -> NoReturn:
    """End the test because something of the system is missing: a skip here, a failure when CI=true."""
    if is_ci():
        pytest.fail(f"{reason}, and CI=true wants everything tried")
    pytest.skip(reason)


def shared(name: str) -> Path:
    """Path of a file or folder of the shared material, e.g. `data/geo`; skips the test where it is not at
    hand.
    """
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"../shared/{name} is not beside this clone")
    return path
