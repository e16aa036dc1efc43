"""XLS of old office PCs: the records of the workbook stream are walked once for formulas and far corners
([MS-XLS] 2.4, [MS-CFB] 2), then the values are read.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.sheet_cells import Sheet
from dvc.read.files_limits import SHEETS_MOST, check_area, check_cell
from dvc.read.files_xlsx import rows_of

FREE: Final = 0xFFFFFFFF
LAST_SECTOR: Final = 0xFFFFFFF9
ENTRY_BYTES: Final = 128
ENTRIES_MOST: Final = 2_000
STREAM: Final = 2
ROOT: Final = 5
MINI_BYTES: Final = 64
MINI_LIMIT: Final = 4096
HEADER_FAT_SECTORS: Final = 109
WORKBOOK_NAMES: Final = ("workbook", "book")

BOF, EOF, BOUNDSHEET, FILEPASS, FORMULA, DIMENSIONS = 0x0809, 0x000A, 0x0085, 0x002F, 0x0006, 0x0200
ONE_CELL: Final = frozenset({FORMULA, 0x0203, 0x00FD, 0x027E, 0x0204, 0x0201, 0x0205, 0x00D6})
SEVERAL_CELLS: Final = frozenset({0x00BD, 0x00BE})  # MULRK, MULBLANK: the last column stands at the end
WORKSHEET: Final = 0
UNICODE: Final = 1


def sheets_of_xls(data: bytes) -> tuple[Sheet, ...]:
    """The worksheets of a workbook. Raises Refusal `imports.file_broken`, `imports.file_locked`,
    `imports.file_too_wide`, `imports.file_too_long` (422).
    """
    try:
        walked = _walk(_workbook(data))
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            names = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
            refuse_unless(len(names) == len(walked), "imports.file_broken", status=422)
            return tuple(
                Sheet(name=name, rows=rows_of(book, name), formulas=frozenset(formulas))
                for name, formulas in zip(names, walked, strict=True)
            )
    except PasswordError:
        raise Refusal("imports.file_locked", status=422, suffix=".xls") from None
    except (CalamineError, struct.error, OSError, IndexError, ValueError):
        raise Refusal("imports.file_broken", status=422) from None


@dataclass(slots=True)
class _Container:
    """The file system inside the file: sectors, and the chains that join them."""

    data: bytes
    size: int
    fat: list[int]
    mini_fat: list[int] = field(default_factory=list)
    mini: bytes = b""

    def stream(self, start: int) -> bytes:
        """The content of a chain of sectors; every sector at most once, so a circle ends it."""
        return b"".join(self.sector(one) for one in _chain(start, self.fat))

    def sector(self, number: int) -> bytes:
        """One sector; the header stands before the first."""
        begin = (number + 1) * self.size
        return self.data[begin : begin + self.size]


def _chain(start: int, fat: list[int]) -> Iterator[int]:
    seen = 0
    while start < LAST_SECTOR:
        refuse_unless(start < len(fat) and seen < len(fat), "imports.file_broken", status=422)
        yield start
        start, seen = fat[start], seen + 1


def _workbook(data: bytes) -> bytes:
    """The bytes of the stream that holds the workbook."""
    shift = struct.unpack_from("<H", data, 30)[0]
    refuse_unless(shift in {9, 12}, "imports.file_broken", status=422)
    directory, _, cutoff, mini_start = struct.unpack_from("<4I", data, 48)
    container = _Container(data=data, size=1 << shift, fat=_fat(data, 1 << shift))
    entries = list(_entries(container.stream(directory)))
    root = next((one for one in entries if one[1] == ROOT), None)
    found = next((one for one in entries if one[0].lower() in WORKBOOK_NAMES and one[1] == STREAM), None)
    if found is None:
        locked = any(one[0] == "EncryptedPackage" for one in entries)
        code = "imports.file_locked" if locked else "imports.file_other_inside"
        raise Refusal(code, status=422, suffix=".xls")
    _, _, start, size = found
    refuse_unless(cutoff == MINI_LIMIT, "imports.file_broken", status=422)
    if size >= cutoff or root is None:
        return container.stream(start)[:size]
    return _mini_stream(container, root[2], mini_start, start)[:size]


def _fat(data: bytes, size: int) -> list[int]:
    """The table of chains, from the sectors that the header and its extension name."""
    sectors = [one for one in struct.unpack_from(f"<{HEADER_FAT_SECTORS}I", data, 76) if one != FREE]
    more, count = struct.unpack_from("<2I", data, 68)
    for _ in range(min(count, len(data) // size)):
        if more >= LAST_SECTOR:
            break
        begin = (more + 1) * size
        *named, more = struct.unpack_from(f"<{size // 4}I", data, begin)
        sectors += [one for one in named if one != FREE]
    fat: list[int] = []
    most = len(data) // size + 1
    for sector in sectors[:most]:
        fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return fat[:most]


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """(name, kind, first sector, bytes) of what the container holds."""
    for at in range(0, min(len(directory), ENTRIES_MOST * ENTRY_BYTES), ENTRY_BYTES):
        entry = directory[at : at + ENTRY_BYTES]
        if len(entry) < ENTRY_BYTES:
            return
        letters = min(struct.unpack_from("<H", entry, 64)[0], 64)
        name = entry[: max(letters - 2, 0)].decode("utf-16-le", "replace")
        yield name, entry[66], *struct.unpack_from("<2I", entry, 116)


def _mini_stream(container: _Container, root_start: int, mini_fat_start: int, start: int) -> bytes:
    table = container.stream(mini_fat_start)
    mini_fat = list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))
    mini = container.stream(root_start)
    return b"".join(mini[one * MINI_BYTES : (one + 1) * MINI_BYTES] for one in _chain(start, mini_fat))


def _walk(book: bytes) -> list[set[tuple[int, int]]]:
    """Formula cells of each sheet, in the order of the workbook."""
    offsets: list[int] = []
    for kind, body in _records(book, 0):
        refuse_unless(kind != FILEPASS, "imports.file_locked", status=422, suffix=".xls")
        if kind == BOUNDSHEET:
            offset, _, sort = struct.unpack_from("<IBB", body, 0)
            if sort == WORKSHEET:
                offsets.append(offset)
    refuse_unless(len(offsets) <= SHEETS_MOST, "imports.file_broken", status=422)
    return [_formulas(book, offset) for offset in offsets]


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Records of one substream, from its BOF to its EOF; those of charts inside it are passed over."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size


def _formulas(book: bytes, offset: int) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    rows = columns = 0
    for kind, body in _records(book, offset):
        if kind == DIMENSIONS and len(body) >= 12:
            first, last, left, right = struct.unpack_from("<IIHH", body, 0)
            check_area(max(last - first, 0), max(right - left, 0))
        elif kind in ONE_CELL or kind in SEVERAL_CELLS:
            row, column = struct.unpack_from("<HH", body, 0)
            end = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in SEVERAL_CELLS else column
            check_cell(row, end)
            rows, columns = max(rows, row + 1), max(columns, end + 1)
            check_area(rows, columns)
            if kind == FORMULA:
                found.add((row, column))
    return found
