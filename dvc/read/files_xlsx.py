"""XLSX without trust: the parts that hold cells are measured, walked once and packed anew; only then is the
table made.

The walk finds formula cells, which the value reader hides, and every cell's place, so that no far corner
makes a giant table. Document types and entities are refused; links to other files are left out.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from posixpath import join, normpath
from typing import Any, Final
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, XmlError, ZipError

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.sheet_cells import Row, Sheet
from dvc.read.files_limits import SHEETS_MOST, check_area, check_cell

UNPACKED_BYTES_MOST: Final = 32 * 1024 * 1024
MEMBERS_MOST: Final = 2_000
WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_KEPT: Final = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels"
    r"|xl/sharedStrings\.xml|xl/styles\.xml|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_CELL: Final = re.compile(r"([A-Z]{1,4})([0-9]{1,8})")
_LETTERS: Final = 26


def sheets_of_xlsx(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook in their order. Raises Refusal `imports.file_broken`, `imports.file_too_big`,
    `imports.file_too_wide`, `imports.file_too_long` (422).
    """
    try:
        parts = _parts(data)
        formulas = {name: _walk(parts[path]) for name, path in _paths(parts).items()}
        return tuple(_sheets(parts, formulas))
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        expat.ExpatError,
        CalamineError,
        ZipError,
        XmlError,
        OSError,
        KeyError,
        ValueError,
    ):
        raise Refusal("imports.file_broken", status=422) from None


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts that hold cells, each read to its end within the limit."""
    parts: dict[str, bytes] = {}
    left = UNPACKED_BYTES_MOST
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        refuse_unless(len(members) <= MEMBERS_MOST, "imports.file_broken", status=422)
        for member in members:
            if _KEPT.fullmatch(member.filename) is None or member.filename in parts:
                continue
            _check_unpacked(member.file_size, left)
            with archive.open(member) as opened:
                parts[member.filename] = opened.read(member.file_size + 1)
            _check_unpacked(len(parts[member.filename]), left)
            left -= len(parts[member.filename])
    refuse_unless(WORKBOOK in parts, "imports.file_other_inside", status=422, suffix=".xlsx")
    return parts


def _check_unpacked(size: int, left: int) -> None:
    refuse_unless(size <= left, "imports.file_too_big", status=413, most=UNPACKED_BYTES_MOST // 1024 // 1024)


def _paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet names with the part that holds each."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            targets[attributes.get("Id", "")] = path

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if _local(tag) == "sheet":
            found = next((v for key, v in attributes.items() if _local(key) == "id" and key != "id"), "")
            sheets.append((attributes.get("name", ""), found))

    _parse(parts[RELATIONS], relation)
    _parse(parts[WORKBOOK], sheet)
    refuse_unless(len(sheets) <= SHEETS_MOST, "imports.file_broken", status=422)
    return {name: targets[key] for name, key in sheets if targets.get(key, "") in parts}


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _parse(xml: bytes, start: Any) -> None:
    """Walk a part's elements; a document type (the way to entities) ends it."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.Parse(xml, True)


def _no_doctype(*_: object) -> None:
    raise Refusal("imports.file_broken", status=422)


class _Walker:
    """Places of a sheet's cells as they go by, and which of them hold a formula."""

    def __init__(self) -> None:
        self.formulas: set[tuple[int, int]] = set()
        self.rows = self.columns = 0
        self._row = self._column = -1

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        match _local(tag):
            case "row":
                told = attributes.get("r", "")
                self._row = int(told) - 1 if told.isdecimal() and len(told) < 9 else self._row + 1
                self._column = -1
            case "c":
                self._place(attributes.get("r", ""))
            case "f":
                self.formulas.add((self._row, self._column))

    def _place(self, name: str) -> None:
        match = _CELL.fullmatch(name)
        if match is None:
            self._column += 1
        else:
            self._row, column = int(match[2]) - 1, 0
            for letter in match[1]:
                column = column * _LETTERS + ord(letter) - ord("A") + 1
            self._column = column - 1
        check_cell(self._row, self._column)
        self.rows, self.columns = max(self.rows, self._row + 1), max(self.columns, self._column + 1)
        check_area(self.rows, self.columns)


def _walk(xml: bytes) -> frozenset[tuple[int, int]]:
    walker = _Walker()
    _parse(xml, walker.start)
    return frozenset(walker.formulas)


def _sheets(parts: Mapping[str, bytes], formulas: Mapping[str, frozenset[tuple[int, int]]]) -> list[Sheet]:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            refuse_unless(b"<!DOCTYPE" not in content, "imports.file_broken", status=422)
            archive.writestr(name, content)
    packed.seek(0)
    with CalamineWorkbook.from_filelike(packed) as book:
        return [
            Sheet(name=name, rows=rows_of(book, name), formulas=formulas[name])
            for name in book.sheet_names
            if name in formulas
        ]


def rows_of(book: CalamineWorkbook, name: str) -> tuple[Row, ...]:
    """The values of a sheet from A1 on; empty cells are None."""
    sheet = book.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    return tuple(tuple(None if cell == "" else cell for cell in row) for row in rows)
