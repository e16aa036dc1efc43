"""A sheet of a list that somebody handed over, as plain values: what was read, before anybody says what it
means.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | datetime | date | time | timedelta | None
Row: TypeAlias = tuple[Value, ...]
_LETTERS = 26
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet. `rows[0]` is the row that the program shows as 1; `formulas`: (row, column) from 0 of cells
    that hold a formula, whose value nobody can vouch for.
    """

    name: str
    rows: tuple[Row, ...]
    formulas: frozenset[tuple[int, int]] = frozenset()


def cell_name(row: int, column: int) -> str:
    """The name of a cell as spreadsheet programs show it, from 0: (0, 0) is A1."""
    letters = ""
    left = column + 1
    while left:
        left, last = divmod(left - 1, _LETTERS)
        letters = chr(ord("A") + last) + letters
    return f"{letters}{row + 1}"


def text_of(value: Value) -> str:
    """A cell as a person would have typed it: whole numbers without point, times without what is 0; "" for
    none.
    """
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case timedelta():
            minutes = int(value.total_seconds() // _MINUTE)
            return f"{minutes // _MINUTE}:{minutes % _MINUTE:02}"
        case _:
            return str(value)
