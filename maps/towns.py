"""Town lists: from a ministry's CSV or a JSON by town to rows, with every bad row named.

Read are the two shapes centers can get: the CSV of 位置参照情報 (大字・町丁目 level: 都道府県名, 市区町村名,
大字町丁目名, 緯度, 経度; 街区 level: with 小字・通称名 and 街区符号・地番), in UTF-8 with or without BOM or
in cp932; and JSON lists of town, koaza, lat, lng, one file a city, named 都道府県_市区町村.json. The columns
are found by their names, also below title rows.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maps.geometry import is_in_japan
from maps.problems import Detail, LayerCode, LayerRefused, RowCode, RowProblem

MAX_BYTES = 200_000_000  # 街区 level of the largest prefecture is under 60 MB
MAX_ROWS = 400_000  # rows kept; a city has a few hundred towns, its blocks some 20,000
HEADER_SEARCHED_ROWS = 20
ENCODINGS = ("utf-8-sig", "cp932")  # never shift_jis: it knows no 髙
_MEGABYTE = 1_000_000

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "pref": ("都道府県名", "都道府県", "pref"),
    "city": ("市区町村名", "市区町村", "市町村名", "city"),
    "town": ("大字町丁目名", "大字・丁目名", "大字・町丁目名", "町丁目名", "町名", "town"),
    "koaza": ("小字・通称名", "小字名", "小字", "koaza"),
    "block": ("街区符号・地番", "街区符号", "block"),
    "kana": ("大字町丁目名カナ", "町名カナ", "カナ", "かな", "読み", "kana"),
    "lat": ("緯度", "lat", "latitude"),
    "lon": ("経度", "lon", "lng", "longitude"),
}
NEEDED = ("town", "lat", "lon")
_FILE_NAME = re.compile(r"(?P<pref>[^_]+[都道府県])_(?P<city>[^_]+[市区町村])")


@dataclass(frozen=True, slots=True, kw_only=True)
class TownRow:
    """One town, or one koaza or block of it, with a point in degrees. Empty text: the list does not say.

    `block` is 街区符号 or 地番 of a block-level list ("12"); a town's own row has none.
    """

    pref: str
    city: str
    town: str
    koaza: str = ""
    block: str = ""
    kana: str = ""
    lat: float
    lon: float

    @property
    def name(self) -> str:
        """Town and koaza, as they stand one behind the other in an address."""
        return self.town + self.koaza


@dataclass(frozen=True, slots=True, kw_only=True)
class TownList:
    """The good rows in the order of the file, and the bad ones by name. `left_out` were not asked for by
    `where`.
    """

    rows: tuple[TownRow, ...]
    problems: tuple[RowProblem, ...]
    left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TownWish:
    """What the file does not say and what is wanted of it.

    `pref`, `city` fill rows that name none; `where` (column, value) keeps only matching rows of a CSV or
    JSON.
    """

    pref: str = ""
    city: str = ""
    where: tuple[str, str] | None = None
    encoding: str | None = None


NO_WISH = TownWish()
_Row = tuple[int, Mapping[str, Any]]


def load_towns(path: Path, wish: TownWish = NO_WISH) -> TownList:
    """Read a town list; LayerRefused when it cannot be read at all or not one row of it is good."""
    if not path.is_file():
        raise LayerRefused(LayerCode.UNREADABLE, file=path.name)
    if path.stat().st_size > MAX_BYTES:
        raise LayerRefused(LayerCode.FILE_TOO_LARGE, file=path.name, limit_mb=MAX_BYTES // _MEGABYTE)
    text = decoded(path.read_bytes(), path.name, wish.encoding)
    rows = _json_rows(text, path.name) if path.suffix.lower() == ".json" else _csv_rows(text, path.name)
    return _checked(rows, path, _named_by_file(path, wish))


def decoded(data: bytes, name: str, encoding: str | None = None) -> str:
    """Text of a list somebody saved: UTF-8 (BOM or not), else cp932; LayerRefused(UNKNOWN_ENCODING) when
    neither.
    """
    for candidate in ENCODINGS if encoding is None else (encoding,):
        try:
            return data.decode(candidate)
        except (UnicodeDecodeError, LookupError):
            continue
    raise LayerRefused(LayerCode.UNKNOWN_ENCODING, file=name)


def _named_by_file(path: Path, wish: TownWish) -> TownWish:
    found = _FILE_NAME.fullmatch(path.stem)
    if found is None:
        return wish
    return TownWish(
        pref=wish.pref or found["pref"],
        city=wish.city or found["city"],
        where=wish.where,
        encoding=wish.encoding,
    )


def _json_rows(text: str, name: str) -> Iterator[_Row]:
    try:
        content = json.loads(text)
    except ValueError as fault:
        raise LayerRefused(LayerCode.UNREADABLE, file=name) from fault
    if not (isinstance(content, list) and content and all(isinstance(row, dict) for row in content)):
        raise LayerRefused(LayerCode.NO_HEADER, file=name, columns=NEEDED)
    _find_columns(tuple(content[0]), name)
    yield from enumerate(content, start=1)


def _csv_rows(text: str, name: str) -> Iterator[_Row]:
    delimiter = "\t" if text.partition("\n")[0].count("\t") > 1 else ","
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, cells in enumerate(lines, start=1):
        header = tuple(cell.strip() for cell in cells)
        if _has_columns(header):
            for at, row in enumerate(lines, start=number + 1):
                if any(cell.strip() for cell in row):
                    yield at, dict(zip(header, row, strict=False))
            return
        if number == HEADER_SEARCHED_ROWS:
            break
    raise LayerRefused(LayerCode.NO_HEADER, file=name, columns=tuple(COLUMNS[key][0] for key in NEEDED))


def _has_columns(header: Sequence[str]) -> bool:
    return all(any(name in header for name in COLUMNS[key]) for key in NEEDED)


def _find_columns(header: Sequence[str], name: str) -> dict[str, str]:
    if not _has_columns(header):
        raise LayerRefused(LayerCode.NO_HEADER, file=name, columns=tuple(COLUMNS[key][-1] for key in NEEDED))
    return {key: next((n for n in names if n in header), "") for key, names in COLUMNS.items()}


def _checked(rows: Iterable[_Row], path: Path, wish: TownWish) -> TownList:
    good: list[TownRow] = []
    problems: list[RowProblem] = []
    seen: dict[TownRow, int] = {}
    left_out = read = 0
    columns: dict[str, str] = {}
    for number, cells in rows:
        read += 1
        columns = columns or _find_columns(tuple(cells), path.name)
        if wish.where is not None and not _is_wanted(cells, wish.where):
            left_out += 1
            continue
        row = _town(number, {key: _text(cells.get(column)) for key, column in columns.items()}, wish)
        if isinstance(row, TownRow) and row in seen:
            row = RowProblem(row=number, code=RowCode.TWICE, details={"first_row": seen[row]})
        if isinstance(row, RowProblem):
            problems.append(row)
            continue
        seen[row] = number
        good.append(row)
        if len(good) > MAX_ROWS:
            raise LayerRefused(LayerCode.TOO_MANY_FEATURES, file=path.name, count=len(good), limit=MAX_ROWS)
    if not good:
        raise _nothing_good(path, read, problems)
    return TownList(rows=tuple(good), problems=tuple(problems), left_out=left_out)


def _nothing_good(path: Path, count: int, problems: Sequence[RowProblem]) -> LayerRefused:
    if count == 0:
        return LayerRefused(LayerCode.EMPTY, file=path.name)
    if problems and all(problem.code is RowCode.NO_CITY for problem in problems):
        return LayerRefused(LayerCode.NO_CITY_NAME, file=path.name)
    return LayerRefused(LayerCode.NO_GOOD_ROW, file=path.name, rows=count)


def _is_wanted(cells: Mapping[str, Any], where: tuple[str, str]) -> bool:
    column, value = where
    if column not in cells:
        raise LayerRefused(
            LayerCode.UNKNOWN_COLUMN, column=column, columns=tuple(str(name) for name in cells)
        )
    return _text(cells[column]) == value


def _town(number: int, cells: Mapping[str, str], wish: TownWish) -> TownRow | RowProblem:
    if not cells["town"]:
        return RowProblem(row=number, code=RowCode.NO_TOWN)
    city = cells["city"] or wish.city
    if not city:
        return RowProblem(row=number, code=RowCode.NO_CITY)
    place = _place(number, cells["lat"], cells["lon"])
    if isinstance(place, RowProblem):
        return place
    return TownRow(
        pref=cells["pref"] or wish.pref,
        city=city,
        town=cells["town"],
        koaza=cells["koaza"],
        block=cells["block"],
        kana=cells["kana"],
        lat=place[0],
        lon=place[1],
    )


def _place(number: int, lat_text: str, lon_text: str) -> tuple[float, float] | RowProblem:
    if not (lat_text and lon_text):
        return RowProblem(row=number, code=RowCode.NO_POINT)
    said: dict[str, Detail] = {"lat": lat_text, "lon": lon_text}
    try:
        lat, lon = float(lat_text), float(lon_text)
    except ValueError:
        return RowProblem(row=number, code=RowCode.BAD_POINT, details=said)
    if not is_in_japan(lat, lon):
        return RowProblem(row=number, code=RowCode.OUTSIDE_JAPAN, details=said)
    return lat, lon


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
