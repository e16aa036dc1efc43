"""The pictures of every page: `python3 -m tests.screens [--all] [folder] [name ...]`.

Without `--all` the kept set goes to `docs/screens/`; with it every page is taken in Japanese and English, at
the desk, on a phone and printed. A demo is started on a folder of its own and its morning runs for a while.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dvc.bootstrap import ensure

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "screens"
MORNING_SECONDS = 90
"""So long the made-up morning runs before the first picture, so that the boards have something to show."""


def links_of(lines: list[str]) -> list[str]:
    """The log-in links among what the demo prints."""
    return [line.split()[-1] for line in lines if "/j/" in line]


@contextmanager
def a_demo() -> Iterator[list[str]]:
    """A demo that has run for a while; its log-in links."""
    from tests.served import free_port  # noqa: PLC0415 - a fresh clone has no library yet

    with tempfile.TemporaryDirectory(prefix="dvc-screens-") as folder:
        log = Path(folder) / "demo.txt"
        command = [
            sys.executable,
            "-m",
            "dvc",
            "demo",
            "--data",
            f"{folder}/demo",
            "--port",
            str(free_port()),
        ]
        with log.open("wb") as file:
            settings = {**os.environ, "PYTHONUNBUFFERED": "1"}
            demo = subprocess.Popen(command, cwd=ROOT, stdout=file, env=settings)
            try:
                asyncio.run(asyncio.sleep(MORNING_SECONDS))
                yield links_of(log.read_text(encoding="utf-8").splitlines())
            finally:
                demo.terminate()
                demo.wait()


def main(words: list[str]) -> None:
    """Start a demo, let its morning run, take the pictures, end it."""
    from tests.screens.camera import take_all  # noqa: PLC0415 - a fresh clone has no browser library yet
    from tests.screens.pages import PAGES, View  # noqa: PLC0415 - as above

    is_all = "--all" in words
    folder, *names = [word for word in words if word != "--all"] or [str(OUT)]
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    wanted = [
        (shown, view)
        for shown in PAGES
        for view in (View if is_all else shown.kept)
        if not names or shown.name in names
    ]
    with a_demo() as links:
        complaints = asyncio.run(take_all(links, out, wanted))
    sys.stdout.write("\n".join(complaints or [f"{len(wanted)} pictures, every page was well"]) + "\n")


if __name__ == "__main__":
    ensure("tests.screens", "test")
    main(sys.argv[1:])
