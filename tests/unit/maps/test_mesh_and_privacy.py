"""The 500 m cell that stands for a place, and counts that give no household away."""

from __future__ import annotations

import inspect
import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maps import privacy
from maps.mesh import cell_of, mesh_of
from maps.privacy import FEW, cell_counts, coarse_place, public_counts

LATS, LONS = st.floats(20, 46), st.floats(122, 154.5)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        # by hand from JIS X 0410: 35.0 N = 52.5 first meshes (so row 4 of 8), 135.0 E = 35
        (35.0, 135.0, "523540001"),
        (35.0 + 15 / 3600, 135.0, "523540003"),
        (35.0, 135.0 + 22.5 / 3600, "523540002"),
        (35.0 + 15 / 3600, 135.0 + 22.5 / 3600, "523540004"),
        (35.0 + 30 / 3600, 135.0 + 45 / 3600, "523540111"),
        (34 + 40 / 60, 136.0, "523600001"),
        (34 + 39 / 60 + 59 / 3600, 136.0, "513670903"),
        (35.99, 135.99, "533577893"),
    ],
)
def test_codes_are_those_of_the_standard(lat: float, lon: float, code: str) -> None:
    assert mesh_of(lat, lon) == code


@given(LATS, LONS)
def test_a_point_lies_in_its_cell(lat: float, lon: float) -> None:
    cell = cell_of(mesh_of(lat, lon))
    slack = 1e-11  # a point on an edge to 9 digits of a cell counts as on it
    assert cell.south - slack <= lat < cell.north + slack
    assert cell.west - slack <= lon < cell.east + slack


@given(LATS, LONS)
def test_cell_and_code_are_one_to_one(lat: float, lon: float) -> None:
    cell = cell_of(mesh_of(lat, lon))
    assert mesh_of(*cell.center) == cell.code
    assert mesh_of(cell.south, cell.west) == cell.code
    assert mesh_of(cell.north, cell.west) != cell.code
    assert mesh_of(cell.south, cell.east) != cell.code


def test_a_cell_is_about_half_a_kilometre_each_way() -> None:
    cell = coarse_place(33.03, 135.05)
    assert (cell.north - cell.south) * 111.2 == pytest.approx(0.463, abs=0.001)
    assert (cell.east - cell.west) * 111.2 * math.cos(math.radians(33)) == pytest.approx(0.583, abs=0.001)


def test_the_ring_of_a_cell_is_closed_and_counter_clockwise() -> None:
    ring = coarse_place(33.03, 135.05).ring
    assert ring[0] == ring[-1]
    twice_area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring))
    assert twice_area > 0


@pytest.mark.parametrize(
    "code",
    [
        "",
        "52354000",
        "5235400011",
        "523580001",
        "523508001",
        "523500000",
        "523500005",
        "52350000a",
        "５２３５４０００１",
    ],
)
def test_what_is_no_code_has_no_cell(code: str) -> None:
    with pytest.raises(ValueError, match=r"cell|digits"):
        cell_of(code)


@pytest.mark.parametrize(("lat", "lon"), [(-0.1, 135), (35, 99.9), (67, 135), (35, 200), (math.nan, 135)])
def test_places_without_a_code_are_refused(lat: float, lon: float) -> None:
    with pytest.raises(ValueError, match=r"mesh|NaN"):
        mesh_of(lat, lon)


def test_fewer_than_five_households_are_few_and_none_are_none() -> None:
    counts = public_counts({"三条": 5, "大橋": 4, "川端": 1, "水守": 0})
    assert [(row.key, row.count) for row in counts.rows] == [
        ("三条", 5),
        ("大橋", None),
        ("川端", None),
        ("水守", 0),
    ]


def test_a_total_that_would_give_a_hidden_count_away_is_not_said() -> None:
    assert public_counts({"三条": 12, "大橋": 3}).total is None
    assert public_counts({"三条": 12, "大橋": 0, "水守": 7}).total == 19


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 20), max_size=8))
def test_no_shown_number_lies_between_one_and_four(households: dict[str, int]) -> None:
    counts = public_counts(households)
    shown = [row.count for row in counts.rows if row.count is not None]
    assert all(count == 0 or count >= FEW for count in shown)
    assert counts.total is None or counts.total == sum(shown)


def test_cells_count_households_and_hide_the_lonely_one() -> None:
    crowd = [(33.03 + n / 10_000, 135.05) for n in range(6)]
    counts = cell_counts([*crowd, (33.2, 135.2)])
    assert sorted(row.count is None for row in counts.rows) == [False, True]


def test_the_same_place_always_gives_the_same_cell_and_nothing_is_thrown() -> None:
    assert coarse_place(33.03, 135.05) == coarse_place(33.03, 135.05)
    imports = [
        line for line in inspect.getsource(privacy).splitlines() if line.startswith(("import", "from"))
    ]
    assert not [line for line in imports if "random" in line or "secrets" in line]
