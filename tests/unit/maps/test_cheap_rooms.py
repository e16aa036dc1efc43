"""Every desk needs an address; none should wait a second for geometry libraries it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests import machine

HEAVY = ("geopandas", "folium", "pandas", "shapely", "pyogrio")


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("maps.addresses", HEAVY),
        ("maps.towns", HEAVY),
        ("maps.mesh", HEAVY),
        ("maps.privacy", HEAVY),
        ("maps.travel", HEAVY),
        ("maps.map_page", HEAVY),
        ("maps.made_up_city", ("geopandas", "folium", "pandas")),
        ("maps.sheet_map", ("geopandas", "folium", "pandas")),
    ],
)
def test_a_light_module_loads_no_heavy_library(module: str, heavy: tuple[str, ...]) -> None:
    program = f"import sys, {module}; print(*[name for name in {heavy!r} if name in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", program], cwd=machine.ROOT, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == []
