"""From what a city hands over to one readable data set: zipped shapefiles, missing parts, code pages.

A shapefile is five files, its Japanese text usually cp932, and its `.cpg` is missing or wrong as often as
not. So the parts are copied under plain names into a working folder (file names inside a Japanese zip are
cp932 too, and a path inside an archive is never trusted), and the code page is read off the bytes themselves.
"""

import codecs
import shutil
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from maps.problems import LayerCode, LayerRefused

# The administrative areas of all Japan (国土数値情報 N03) unpack to less than this; a larger file is not a
# town map.
MAX_FILE_BYTES = 1_500_000_000
MAX_ARCHIVE_MEMBERS = 2_000  # the N03 archive of one prefecture holds under 20
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj")
NEEDED_PARTS = (".shp", ".shx", ".dbf")
READABLE = {".geojson", ".json", ".gpkg", ".shp"}
_NO_LETTERS = frozenset("\x80\xa0\uf8f0\uf8f1\uf8f2\uf8f3")  # Python reads 80, A0, FD-FF of cp932 as these
_MEGABYTE = 1_000_000
_DBF_FIELD_BYTES = 32  # dBASE III: header and every field descriptor
_DBF_NAME_BYTES = 11
_DBF_END_OF_FIELDS = 0x0D


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """What GDAL may open: `encoding` is None where the format itself says how its text is written."""

    path: Path
    name: str
    is_shapefile: bool
    encoding: str | None


@contextmanager
def open_data_set(path: Path, *, member: str | None) -> Iterator[DataSet]:
    """The one data set behind `path`; `member` names which, when an archive holds several.

    Raises LayerRefused: UNREADABLE, UNKNOWN_FORMAT, FILE_TOO_LARGE, PARTS_MISSING, SEVERAL_LAYERS,
    UNKNOWN_LAYER.
    """
    if not path.is_file():
        raise LayerRefused(LayerCode.UNREADABLE, file=path.name)
    _check_size(path.name, path.stat().st_size)
    suffix = path.suffix.lower()
    if suffix != ".zip" and suffix not in READABLE:
        raise LayerRefused(LayerCode.UNKNOWN_FORMAT, file=path.name, suffix=suffix)
    if suffix not in {".zip", ".shp"}:
        yield DataSet(path=path, name=path.name, is_shapefile=False, encoding=None)
        return
    with TemporaryDirectory(prefix="maps-") as folder:
        copied = (_unzipped if suffix == ".zip" else _beside)(path, Path(folder), member)
        yield _data_set(copied, path.name)


def _check_size(name: str, size: int) -> None:
    if size > MAX_FILE_BYTES:
        raise LayerRefused(LayerCode.FILE_TOO_LARGE, file=name, limit_mb=MAX_FILE_BYTES // _MEGABYTE)


def _data_set(path: Path, name: str) -> DataSet:
    if path.suffix != ".shp":
        return DataSet(path=path, name=name, is_shapefile=False, encoding=None)
    missing = tuple(part for part in NEEDED_PARTS if not path.with_suffix(part).is_file())
    if missing:
        raise LayerRefused(LayerCode.PARTS_MISSING, file=name, parts=missing)
    encoding = encoding_of_dbf(path.with_suffix(".dbf").read_bytes())
    if encoding is None:
        raise LayerRefused(LayerCode.UNKNOWN_ENCODING, file=name)
    return DataSet(path=path, name=name, is_shapefile=True, encoding=encoding)


def _beside(path: Path, folder: Path, member: str | None) -> Path:
    """The parts that lie beside a .shp, whatever the case of their endings."""
    if member not in (None, path.stem):
        raise LayerRefused(LayerCode.UNKNOWN_LAYER, file=path.name, layer=member or "", layers=(path.stem,))
    for other in path.parent.iterdir():
        if other.stem == path.stem and other.suffix.lower() in SHAPEFILE_PARTS:
            _check_size(path.name, other.stat().st_size)
            shutil.copyfile(other, folder / f"layer{other.suffix.lower()}")
    return folder / "layer.shp"


def _unzipped(path: Path, folder: Path, member: str | None) -> Path:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MAX_ARCHIVE_MEMBERS:
                raise LayerRefused(
                    LayerCode.FILE_TOO_LARGE, file=path.name, limit_mb=MAX_FILE_BYTES // _MEGABYTE
                )
            chosen = _chosen(path.name, members, member)
            _check_size(path.name, sum(info.file_size for info in chosen))
            for info in chosen:
                with archive.open(info) as source, (folder / f"layer{_suffix(info)}").open("wb") as target:
                    shutil.copyfileobj(source, target)
            return folder / f"layer{_suffix(chosen[0])}"
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as fault:
        # RuntimeError: encrypted; NotImplementedError: a packing nobody reads
        raise LayerRefused(LayerCode.UNREADABLE, file=path.name) from fault


def _chosen(name: str, members: Iterable[zipfile.ZipInfo], wanted: str | None) -> list[zipfile.ZipInfo]:
    """The main file first, then its parts."""
    members = list(members)
    mains = {_stem(info): info for info in members if _suffix(info) in READABLE and not _is_hidden(info)}
    if not mains:
        raise LayerRefused(LayerCode.UNKNOWN_FORMAT, file=name, suffix=".zip")
    names = tuple(sorted(PurePosixPath(stem).name for stem in mains))
    found = [stem for stem in mains if wanted is None or PurePosixPath(stem).name == wanted]
    if not found:
        raise LayerRefused(LayerCode.UNKNOWN_LAYER, file=name, layer=wanted or "", layers=names)
    if len(found) > 1:
        raise LayerRefused(LayerCode.SEVERAL_LAYERS, file=name, layers=names)
    main = mains[found[0]]
    if _suffix(main) != ".shp":
        return [main]
    parts = [i for i in members if _stem(i) == found[0] and _suffix(i) in SHAPEFILE_PARTS and i is not main]
    return [main, *parts]


def _readable_name(info: zipfile.ZipInfo) -> str:
    """The member's name: without the UTF-8 flag (bit 11), a Japanese Windows wrote it in cp932."""
    utf8_flag = 0x800
    if info.flag_bits & utf8_flag:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return info.filename


def _stem(info: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(_readable_name(info)).with_suffix(""))


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(_readable_name(info)).suffix.lower()


def _is_hidden(info: zipfile.ZipInfo) -> bool:
    """What a Mac leaves beside the real file."""
    path = PurePosixPath(_readable_name(info))
    return path.name.startswith(".") or "__MACOSX" in path.parts


def encoding_of_dbf(data: bytes) -> str | None:
    """How the text of a .dbf is written: "utf-8" or "cp932", None when it is neither.

    Every field of every record must decode; a last character cut off by the field's width is forgiven,
    because old writers cut Japanese text at the byte. The `.cpg` is not asked: the bytes cannot lie.
    """
    if len(data) < _DBF_FIELD_BYTES:
        return None
    fields = set(_dbf_texts(data))
    for encoding in ("utf-8", "cp932"):
        if all(_decodes(text, encoding, may_be_cut=cut) for text, cut in fields):
            return encoding
    return None


def _dbf_texts(data: bytes) -> Iterator[tuple[bytes, bool]]:
    """Names of fields and texts of records, each with whether it fills its field and so may be cut."""
    count, head, width = struct.unpack_from("<IHH", data, 4)
    spans: list[tuple[int, int]] = []
    at, start = _DBF_FIELD_BYTES, 1  # byte 0 of a record is its deletion flag
    while at + _DBF_FIELD_BYTES <= head and data[at] != _DBF_END_OF_FIELDS:
        name = data[at : at + _DBF_NAME_BYTES].split(b"\0")[0]
        yield name, len(name) >= _DBF_NAME_BYTES - 1
        length = data[at + 16]
        if data[at + _DBF_NAME_BYTES : at + _DBF_NAME_BYTES + 1] == b"C":
            spans.append((start, start + length))
        start += length
        at += _DBF_FIELD_BYTES
    for record in range(count):
        row = data[head + record * width : head + (record + 1) * width]
        for begin, end in spans:
            text = row[begin:end].rstrip(b" \0")
            yield text, len(text) == end - begin


def _decodes(text: bytes, encoding: str, *, may_be_cut: bool) -> bool:
    try:
        said = codecs.getincrementaldecoder(encoding)().decode(text, final=not may_be_cut)
    except UnicodeDecodeError:
        return False
    return not _NO_LETTERS.intersection(said)
