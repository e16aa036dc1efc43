"""Files that mean harm or were damaged: refused with a sentence, within bounds, nothing read from outside
(reliability H3).
"""

from __future__ import annotations

import contextlib
import io
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from dvc.commands.need_columns import is_header
from dvc.domain.refusal import Refusal
from dvc.domain.sheet_cells import Sheet
from dvc.read.files import FILE_BYTES_MOST, read_sheets
from dvc.text.catalog import say
from tests.unit.imports import lists

MEGABYTE = 1024 * 1024
MEMORY_MOST = 50 * MEGABYTE
SHEET = "xl/worksheets/sheet1.xml"


def sheets(name: str, data: bytes) -> tuple[Sheet, ...]:
    """Read with the header judge of need lists."""
    return read_sheets(name, data, is_header=is_header)


def refused(name: str, data: bytes) -> str:
    """The code with which a file is refused; it has a sentence and takes little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as no:
            sheets(name, data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEMORY_MOST
    shown = {key: str(value) for key, value in no.value.details.items()}
    assert say(no.value.code, "ja", **shown)
    return no.value.code


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A good workbook."""
    return lists.write_xlsx(tmp_path_factory.mktemp("good") / "good.xlsx").read_bytes()


def repacked(data: bytes, changes: dict[str, bytes]) -> bytes:
    """The workbook with some parts changed or added."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return packed.getvalue()


def sheet_xml(cells: str, before: str = "") -> bytes:
    """A sheet's part."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'
    return f'<?xml version="1.0"?>{before}{sheet}'.encode()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(good: bytes) -> None:
    bomb = repacked(good, {"xl/sharedStrings.xml": b"<sst>" + b" " * (400 * MEGABYTE) + b"</sst>"})
    assert len(bomb) < MEGABYTE
    assert refused("a.xlsx", bomb) == "imports.file_too_big"


def test_a_part_that_lies_about_its_size_is_refused(good: bytes) -> None:
    bomb = bytearray(repacked(good, {"xl/sharedStrings.xml": b"<sst>" + b" " * (64 * MEGABYTE) + b"</sst>"}))
    size = struct.pack("<I", 64 * MEGABYTE + 11)
    for _ in range(bytes(bomb).count(size)):
        at = bytes(bomb).index(size)
        bomb[at : at + 4] = struct.pack("<I", 100)
    assert refused("a.xlsx", bytes(bomb)) == "imports.file_broken"


def test_a_million_columns_are_refused(good: bytes) -> None:
    row = "<row>" + "<c/>" * 1_000_000 + "</row>"
    assert refused("a.xlsx", repacked(good, {SHEET: sheet_xml(row)})) == "imports.file_too_wide"
    text = lists.csv_bytes("utf-8", lines=[["氏名", "住所", "電話"], ["x"] * 1_000_000])
    assert refused("a.csv", text) == "imports.file_too_wide"


def test_one_far_cell_makes_no_giant_table(good: bytes) -> None:
    far = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="A1048576"/></row>'
    assert refused("a.xlsx", repacked(good, {SHEET: sheet_xml(far)})) == "imports.file_too_long"
    wide = '<row r="1"><c r="XFD1"/></row>'
    assert refused("a.xlsx", repacked(good, {SHEET: sheet_xml(wide)})) == "imports.file_too_wide"


def test_entities_and_document_types_are_refused_and_nothing_is_fetched(good: bytes) -> None:
    entity = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>'
    assert refused("a.xlsx", repacked(good, {SHEET: sheet_xml(cell, entity)})) == "imports.file_broken"
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    assert refused("a.xlsx", repacked(good, {SHEET: sheet_xml("", bomb)})) == "imports.file_broken"
    strings = b'<!DOCTYPE x [<!ENTITY a "b">]><sst/>'
    assert refused("a.xlsx", repacked(good, {"xl/sharedStrings.xml": strings})) == "imports.file_broken"


def test_members_that_climb_out_are_never_written(good: bytes, tmp_path: Path) -> None:
    climbing = repacked(
        good, {"../../evil.txt": b"x", "/etc/evil": b"x", "xl/externalLinks/externalLink1.xml": b"x"}
    )
    assert len(sheets("a.xlsx", climbing)) == 2
    assert not list(tmp_path.parent.rglob("evil*"))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "imports.file_locked"),
        ("a.xls", "氏名,住所,電話\n".encode(), "imports.file_other_inside"),
        ("a.csv", b"PK\x03\x04" + b"\0" * 100, "imports.file_other_inside"),
        ("a.xlsx", b"PK\x03\x04" + b"\0" * 100, "imports.file_broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "imports.file_broken"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 6000, "imports.file_broken"),
        ("a.pdf", b"%PDF-1.7", "imports.file_unknown"),
        ("a.csv", b"", "imports.file_empty"),
        ("a.csv", b"\x00\x81\xff\xfe\x80" * 10, "imports.file_encoding"),
        ("a.csv", b"x" * (FILE_BYTES_MOST + 1), "imports.file_too_big"),
        ("a.csv", b'"' + b"x" * 200_000, "imports.file_broken"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(name: str, data: bytes, code: str) -> None:
    assert refused(name, data) == code


def test_an_old_workbook_cut_anywhere_is_refused_or_read_but_never_a_fault(tmp_path: Path) -> None:
    data = lists.write_xls(tmp_path / "a.xls").read_bytes()
    for cut in range(0, len(data), 7919):
        with contextlib.suppress(Refusal):
            sheets("a.xls", data[:cut])


def test_an_old_workbook_whose_size_record_lies_is_refused(tmp_path: Path) -> None:
    data = bytearray(lists.write_xls(tmp_path / "a.xls").read_bytes())
    at = bytes(data).index(struct.pack("<HH", 0x0200, 14)) + 4
    data[at : at + 12] = struct.pack("<IIHH", 0, 65536, 0, 256)
    assert refused("a.xls", bytes(data)) == "imports.file_too_long"


def test_csv_of_other_separators_and_of_excels_text_shield_comes_in_as_meant() -> None:
    for separator in ";\t":
        data = lists.csv_bytes("cp932", separator=separator)
        assert sheets("a.csv", data)[0].rows[3][3] == "依頼者氏名"
    shielded = lists.csv_bytes("utf-8", lines=[["氏名", "住所", "電話"], ["'-田中", "'=1+1", "'+81 90"]])
    sheet = sheets("a.csv", shielded)[0]
    assert sheet.rows[1] == ("-田中", "=1+1", "+81 90")
    assert not sheet.formulas
