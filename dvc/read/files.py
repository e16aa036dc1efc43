"""Lists that people hand over, from bytes to plain cells: XLSX, XLS, CSV in the encodings of Japan; or
refused with a reason.

Nothing of a file is believed before it was measured: formats by their first bytes, sizes before unpacking,
rows and columns before a table is made (reliability H3). Nothing is fetched, nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath
from typing import Final

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.sheet_cells import Sheet
from dvc.read.files_csv import sheet_of_text
from dvc.read.files_xls import sheets_of_xls
from dvc.read.files_xlsx import sheets_of_xlsx

FILE_BYTES_MOST: Final = 8 * 1024 * 1024
"""A city's list of 500 rows has some 100 KB; ten thousand rows have 2 MB."""
AUTO: Final = "auto"
ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLSX: Final = frozenset({".xlsx", ".xlsm"})
XLS: Final = frozenset({".xls"})
TEXT: Final = frozenset({".csv", ".tsv", ".txt"})

IsHeader = Callable[[Sequence[str]], bool]


def read_sheets(name: str, data: bytes, *, is_header: IsHeader, encoding: str = AUTO) -> tuple[Sheet, ...]:
    """The sheets of a list. `is_header`: whether a row of texts is a header, by which the encoding and the
    separator of a CSV are known; `encoding`: one to take instead.

    Raises Refusal `imports.file_*` (422, 413).
    """
    suffix = PurePath(name).suffix.lower()
    refuse_unless(data, "imports.file_empty", status=422)
    refuse_unless(
        len(data) <= FILE_BYTES_MOST, "imports.file_too_big", status=413, most=FILE_BYTES_MOST // 1024 // 1024
    )
    refuse_unless(suffix in XLSX | XLS | TEXT, "imports.file_unknown", status=422, suffix=suffix[:12] or "—")
    kind = XLSX if data.startswith(ZIP) else XLS if data.startswith(OLE) else TEXT
    if suffix not in kind:
        locked = kind is XLS and suffix in XLSX
        code = "imports.file_locked" if locked else "imports.file_other_inside"
        raise Refusal(code, status=422, suffix=suffix)
    if kind is XLSX:
        return sheets_of_xlsx(data)
    if kind is XLS:
        return sheets_of_xls(data)
    return (sheet_of_text(data, is_header=is_header, encoding=None if encoding == AUTO else encoding),)
