"""CSV as it comes from Excel, kintone and city halls: encoding and separator are those under which a header
can be read.

A wrong encoding often decodes without a complaint (EUC-JP as cp932 gives half-width kana), so the header is
the judge, not the decoder (reliability H4).
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product
from typing import Final

from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.sheet_cells import Sheet
from dvc.read.files_limits import check_area

ENCODINGS: Final = ("utf-8", "cp932", "euc_jp")
"""cp932, never shift_jis: it knows no 髙 (domain/02 2.11)."""
SEPARATORS: Final = (",", "\t", ";")
HEADER_SEARCHED_ROWS: Final = 20
CELL_LETTERS_MOST: Final = 100_000
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def sheet_of_text(
    data: bytes, *, is_header: Callable[[Sequence[str]], bool], encoding: str | None = None
) -> Sheet:
    """The one sheet of a CSV. Cells that begin with `=` are formulas; `'=` is the text, as our own exports
    write it.

    Raises Refusal `imports.file_encoding`, `imports.file_too_*` (422).
    """
    texts = list(_decoded(data, encoding))
    refuse_unless(texts, "imports.file_encoding", status=422)
    for text, separator in product(texts, SEPARATORS):
        if any(is_header(row) for row in islice(_rows(text, separator), HEADER_SEARCHED_ROWS)):
            return _sheet(text, separator)
    return _sheet(texts[0], SEPARATORS[0])


def _decoded(data: bytes, encoding: str | None) -> Iterator[str]:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    wanted = (encoding,) if encoding else (marked,) if marked else ENCODINGS
    for name in wanted:
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if "\0" not in text:
            yield text.removeprefix("\ufeff")


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows of a text. Raises Refusal `imports.file_broken` for a cell without end (a quote never closed)."""
    csv.field_size_limit(CELL_LETTERS_MOST)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error:
        raise Refusal("imports.file_broken", status=422) from None


def _sheet(text: str, separator: str) -> Sheet:
    rows: list[tuple[str, ...]] = []
    formulas: set[tuple[int, int]] = set()
    for at, row in enumerate(_rows(text, separator)):
        check_area(at + 1, len(row))
        rows.append(tuple(_unshielded(cell) for cell in row))
        formulas.update((at, column) for column, cell in enumerate(row) if cell.startswith("="))
    return Sheet(name="", rows=tuple(rows), formulas=frozenset(formulas))


def _unshielded(cell: str) -> str:
    """A text that was kept from being a formula, without its apostrophe (`dvc.read.exports.shielded`)."""
    return cell[1:] if cell.startswith("'") and cell[1:2] in SHIELDED else cell


SHIELDED: Final = ("=", "+", "-", "@", "\t", "\r", "'")
"""First characters that a spreadsheet may take for a formula (OWASP, CSV injection); the apostrophe itself,
so that the way there and back is the same.
"""
