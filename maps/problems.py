"""Every "no" of this room: why a layer, a town list or one of its rows was not taken.

A code and the details that a sentence needs; the sentences live in the caller's text catalogue
(`layer.<code>`, `town_row.<code>`). A layer is taken whole or not at all; a town list names its bad rows and
takes the others.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Detail = str | int | float | tuple[str, ...]
Details = Mapping[str, Detail]


class LayerCode(StrEnum):
    """Why a file was refused; the names of the details stand behind each code."""

    UNREADABLE = "unreadable"  # file
    UNKNOWN_FORMAT = "unknown_format"  # file, suffix
    FILE_TOO_LARGE = "file_too_large"  # file, limit_mb
    SEVERAL_LAYERS = "several_layers"  # file, layers
    UNKNOWN_LAYER = "unknown_layer"  # file, layer, layers
    PARTS_MISSING = "parts_missing"  # file, parts
    NO_CRS = "no_crs"  # file
    UNKNOWN_CRS = "unknown_crs"  # crs
    METRES_AS_DEGREES = "metres_as_degrees"  # file, x, y
    SWAPPED_AXES = "swapped_axes"  # file, x, y
    OUTSIDE_JAPAN = "outside_japan"  # file, count, of, x, y
    EMPTY = "empty"  # file
    NO_GEOMETRY = "no_geometry"  # file
    TOO_MANY_FEATURES = "too_many_features"  # file, count, limit
    BAD_WHERE = "bad_where"  # text
    UNKNOWN_COLUMN = "unknown_column"  # column, columns
    NOTHING_MATCHES = "nothing_matches"  # column, value, examples
    NOT_POLYGONS = "not_polygons"  # file, kind
    NO_NAME_COLUMN = "no_name_column"  # file, columns
    UNKNOWN_ENCODING = "unknown_encoding"  # file
    NO_HEADER = "no_header"  # file, columns
    NO_CITY_NAME = "no_city_name"  # file
    NO_GOOD_ROW = "no_good_row"  # file, rows


class LayerRefused(Exception):
    """A file that was not imported: nothing of it was taken."""

    def __init__(self, code: LayerCode, **details: Detail) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.details: Details = details


class RowCode(StrEnum):
    """Why one row of a town list was left out."""

    NO_TOWN = "no_town"
    NO_CITY = "no_city"
    NO_POINT = "no_point"
    BAD_POINT = "bad_point"  # lat, lon
    OUTSIDE_JAPAN = "outside_japan"  # lat, lon
    TWICE = "twice"  # first_row


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One row that was left out. `row` counts as the file does: the header of a CSV is row 1, JSON begins at
    1.
    """

    row: int
    code: RowCode
    details: Details = field(default_factory=dict)
