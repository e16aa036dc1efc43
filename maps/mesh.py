"""The half mesh of JIS X 0410 (分割地域メッシュ, 500 m): nine digits for a cell, and back.

A board carries this cell instead of a place (contracts.md 4), and a partner sees it instead of a point. A
cell is 15 seconds of latitude by 22.5 seconds of longitude: about 463 m by 570 m at 35 degrees north. The
digits are those of the standard: two and two for the first mesh (80 km), one and one for the second (8 by 8),
one and one for the third (10 by 10), and 1-4 for the quarter (south-west, south-east, north-west,
north-east).
"""

import math
from dataclasses import dataclass
from typing import NewType

MeshCode = NewType("MeshCode", str)

CELLS_PER_DEGREE_LAT = 240  # 3600 s / 15 s
CELLS_PER_DEGREE_LON = 160  # 3600 s / 22.5 s
WEST_OF_FIRST_MESH = 100  # degrees; the code holds longitude less 100
CELLS_PER_FIRST_MESH = 160  # 8 second meshes of 10 third meshes of 2 halves, each way
CELLS_PER_SECOND_MESH = 20
CELLS_PER_THIRD_MESH = 2
CODE_DIGITS = 9
_FIRST_MESH_LIMIT = 100  # two digits
_EDGE_DIGITS = 9  # a point given as 34.6125 lies on its cell's edge, whatever the binary fraction says


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The box of a cell in degrees; its south and west edges belong to it, its north and east ones do not."""

    code: MeshCode
    south: float
    west: float
    north: float
    east: float

    @property
    def center(self) -> tuple[float, float]:
        """Latitude and longitude of the middle: where a public map may put one mark for all within."""
        return (self.south + self.north) / 2, (self.west + self.east) / 2

    @property
    def ring(self) -> tuple[tuple[float, float], ...]:
        """The outline as closed (longitude, latitude) pairs, counter-clockwise from the south-west."""
        return (
            (self.west, self.south),
            (self.east, self.south),
            (self.east, self.north),
            (self.west, self.north),
            (self.west, self.south),
        )


def mesh_of(lat: float, lon: float) -> MeshCode:
    """The cell that contains a point; ValueError where the standard has no code (lat 0-66, lon 100-199)."""
    row = math.floor(round(lat * CELLS_PER_DEGREE_LAT, _EDGE_DIGITS))
    column = math.floor(round((lon - WEST_OF_FIRST_MESH) * CELLS_PER_DEGREE_LON, _EDGE_DIGITS))
    limit = _FIRST_MESH_LIMIT * CELLS_PER_FIRST_MESH
    if not (0 <= row < limit and 0 <= column < limit):
        raise ValueError(f"no mesh code for {lat}, {lon}")
    first_row, row = divmod(row, CELLS_PER_FIRST_MESH)
    first_column, column = divmod(column, CELLS_PER_FIRST_MESH)
    second_row, row = divmod(row, CELLS_PER_SECOND_MESH)
    second_column, column = divmod(column, CELLS_PER_SECOND_MESH)
    third_row, half_row = divmod(row, CELLS_PER_THIRD_MESH)
    third_column, half_column = divmod(column, CELLS_PER_THIRD_MESH)
    quarter = 1 + half_column + 2 * half_row
    return MeshCode(
        f"{first_row:02}{first_column:02}{second_row}{second_column}{third_row}{third_column}{quarter}"
    )


def cell_of(code: str) -> Cell:
    """The box of a cell; ValueError for what is no half mesh code."""
    if not (len(code) == CODE_DIGITS and code.isascii() and code.isdigit()):
        raise ValueError(f"not nine digits: {code!r}")
    first_row, first_column = int(code[0:2]), int(code[2:4])
    second_row, second_column, third_row, third_column, quarter = (int(digit) for digit in code[4:])
    second_meshes, quarters = 8, 4
    if max(second_row, second_column) >= second_meshes or not 1 <= quarter <= quarters:
        raise ValueError(f"no such cell: {code!r}")
    half_row, half_column = divmod(quarter - 1, CELLS_PER_THIRD_MESH)
    row = _cells(first_row, second_row, third_row, half_row)
    column = _cells(first_column, second_column, third_column, half_column)
    return Cell(
        code=MeshCode(code),
        south=row / CELLS_PER_DEGREE_LAT,
        north=(row + 1) / CELLS_PER_DEGREE_LAT,
        west=WEST_OF_FIRST_MESH + column / CELLS_PER_DEGREE_LON,
        east=WEST_OF_FIRST_MESH + (column + 1) / CELLS_PER_DEGREE_LON,
    )


def _cells(first: int, second: int, third: int, half: int) -> int:
    return first * CELLS_PER_FIRST_MESH + second * CELLS_PER_SECOND_MESH + third * CELLS_PER_THIRD_MESH + half
