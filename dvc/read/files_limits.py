"""How large a table may be before it is made: spreadsheet readers make one dense block out of two far
corners.
"""

from __future__ import annotations

from typing import Final

from dvc.domain.refusal import refuse_unless

ROWS_MOST: Final = 20_000
COLUMNS_MOST: Final = 256
"""The old Excel has no more; a list of needs has some thirty."""
CELLS_MOST: Final = 1_000_000
SHEETS_MOST: Final = 40


def check_cell(row: int, column: int) -> None:
    """A cell at this place, from 0. Raises Refusal `imports.file_too_wide`, `imports.file_too_long` (422)."""
    refuse_unless(column < COLUMNS_MOST, "imports.file_too_wide", status=422, most=COLUMNS_MOST)
    refuse_unless(row < ROWS_MOST, "imports.file_too_long", status=422, most=ROWS_MOST)


def check_area(rows: int, columns: int) -> None:
    """A table of this size. Raises Refusal as `check_cell`."""
    if rows and columns:
        check_cell(rows - 1, columns - 1)
    refuse_unless(rows * columns <= CELLS_MOST, "imports.file_too_long", status=422, most=ROWS_MOST)
