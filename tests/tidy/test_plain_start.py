"""A plain start of the server loads no library that only some page, paper or command needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

NOT_AT_THE_START = (
    "alembic",
    "folium",
    "geopandas",
    "highspy",
    "httpx",
    "numpy",
    "pandas",
    "prometheus_client",
    "scipy",
    "shapely",
    "xlsxwriter",
)


@pytest.mark.parametrize("start", ["dvc.cli.serve", "dvc.asgi"])
def test_a_start_does_not_load_what_it_does_not_need(start: str) -> None:
    look = f"import sys, {start}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout
    assert not set(NOT_AT_THE_START) & set(loaded.split()), "import it where it is used (conventions 2)"
