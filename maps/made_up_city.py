"""緑瀬市: a city that does not exist, for the demo, the drills and every test that may not use real data.

It lies in the open Pacific (33.0 N 135.0 E, some 80 km from the nearest coast of Shikoku and Kii), so that
nobody can mistake it for a real place, and no pin of a drill ever stands on a real family's roof. The
municipality code begins with 99: no prefecture has it. Everything is computed here, the same on every
machine; `python -m maps.made_up_city` writes `maps/data/midorise` anew, and a test holds that the files are
what this module makes.
"""

import csv
import io
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

PREF, CITY, CITY_CODE = "青瀬県", "緑瀬市", "99201"
CITY_KANA = "ミドリセシ"
DATA = Path(str(files("maps") / "data" / "midorise"))
ORIGIN_LAT, ORIGIN_LON = 33.0, 135.0  # south-west corner
HEIGHT_DEG, WIDTH_DEG = 0.075, 0.1  # 8.3 km by 9.3 km
_OUTLINE_POINTS = 72
_DIGITS = 6  # of a degree: 10 cm
_TOWN_REACH = 0.6  # of the way from a district's middle to its edge: towns keep clear of their neighbours


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A 地区 and its towns, with readings. `x`, `y`: its seed, as a share of the city's width and height."""

    name: str
    x: float
    y: float
    towns: Mapping[str, str]


def _chomes(name: str, kana: str, count: int) -> dict[str, str]:
    numbers = {"一": "イッ", "二": "ニ", "三": "サン", "四": "ヨン", "五": "ゴ"}
    return {f"{name}{n}丁目": f"{kana}{k}チョウメ" for n, k in list(numbers.items())[:count]}


DISTRICTS = (
    District(
        name="川端", x=0.50, y=0.44, towns={**_chomes("川端", "カワバタ", 4), "川端新町": "カワバタシンマチ"}
    ),
    District(name="三条", x=0.79, y=0.53, towns=_chomes("三条", "サンジョウ", 5)),
    District(
        name="大橋",
        x=0.80,
        y=0.28,
        towns={
            "大橋町": "オオハシチョウ",
            **_chomes("大橋", "オオハシ", 2),
            "橋詰町": "ハシヅメチョウ",
            "渡シ場": "ワタシバ",
        },
    ),
    District(
        name="上野原",
        x=0.17,
        y=0.53,
        towns={
            "上野原": "ウエノハラ",
            "上野原東": "ウエノハラヒガシ",
            "上野原西": "ウエノハラニシ",
            "原ノ下": "ハラノシタ",
            "一本松": "イッポンマツ",
        },
    ),
    District(
        name="水守",
        x=0.22,
        y=0.29,
        towns={**_chomes("水守町", "ミズモリチョウ", 3), "樋ノ口": "ヒノクチ", "水神町": "スイジンチョウ"},
    ),
    District(
        name="緑町",
        x=0.45,
        y=0.66,
        towns={**_chomes("緑町", "ミドリマチ", 3), "緑ヶ丘": "ミドリガオカ", "本町": "ホンマチ"},
    ),
    District(
        name="白沢",
        x=0.20,
        y=0.77,
        towns={
            "白澤": "シラサワ",
            "白沢新田": "シラサワシンデン",
            "瀧之下": "タキノシタ",
            **_chomes("白沢台", "シラサワダイ", 2),
        },
    ),
    District(
        name="坂上",
        x=0.74,
        y=0.78,
        towns={
            "坂上": "サカウエ",
            "坂下": "サカシタ",
            "峠": "トウゲ",
            "茶屋町": "チャヤマチ",
            "石坂": "イシザカ",
        },
    ),
    District(
        name="東浜",
        x=0.69,
        y=0.09,
        towns={
            **_chomes("東浜", "ヒガシハマ", 2),
            "港町": "ミナトマチ",
            "汐見が丘": "シオミガオカ",
            "舟小屋": "フナゴヤ",
        },
    ),
    District(
        name="西浜",
        x=0.33,
        y=0.08,
        towns={
            "西浜町": "ニシハマチョウ",
            **_chomes("西浜", "ニシハマ", 2),
            "松ヶ浜": "マツガハマ",
            "塩屋": "シオヤ",
        },
    ),
    District(
        name="北山",
        x=0.47,
        y=0.92,
        towns={
            "北山": "キタヤマ",
            "北山中": "キタヤマナカ",
            "奥北山": "オクキタヤマ",
            "炭焼": "スミヤキ",
            "大岩": "オオイワ",
        },
    ),
    District(
        name="南台",
        x=0.51,
        y=0.22,
        towns={**_chomes("南台", "ミナミダイ", 4), "南台団地": "ミナミダイダンチ"},
    ),
)

# River and roads in shares of width and height; names as on the mock-ups of screens.md.
WAYS: tuple[tuple[str, str, tuple[tuple[float, float], ...]], ...] = (
    (
        "river",
        "緑瀬川",
        (
            (0.02, 0.50),
            (0.14, 0.42),
            (0.27, 0.44),
            (0.40, 0.36),
            (0.53, 0.345),
            (0.66, 0.41),
            (0.79, 0.41),
            (0.98, 0.36),
        ),
    ),
    (
        "road",
        "県道上野原線",
        ((0.02, 0.62), (0.17, 0.585), (0.34, 0.56), (0.50, 0.535), (0.68, 0.56), (0.84, 0.60), (0.97, 0.62)),
    ),
    (
        "road",
        "県道浜通り線",
        ((0.06, 0.20), (0.22, 0.19), (0.40, 0.145), (0.58, 0.14), (0.76, 0.185), (0.94, 0.21)),
    ),
    (
        "road",
        "市道1号",
        ((0.47, 0.98), (0.465, 0.80), (0.46, 0.66), (0.49, 0.535), (0.50, 0.345), (0.52, 0.22), (0.54, 0.14)),
    ),
    (
        "road",
        "市道2号",
        ((0.74, 0.90), (0.75, 0.75), (0.77, 0.58), (0.79, 0.41), (0.80, 0.28), (0.76, 0.185)),
    ),
    (
        "road",
        "市道3号",
        ((0.19, 0.88), (0.18, 0.74), (0.17, 0.585), (0.20, 0.43), (0.22, 0.29), (0.22, 0.19)),
    ),
)


def boundary() -> dict[str, Any]:
    """The city's outline, with the columns of 国土数値情報 N03, so that the real import reads it."""
    row = {"N03_001": PREF, "N03_002": None, "N03_003": None, "N03_004": CITY, "N03_007": CITY_CODE}
    return _collection([(row, _outline())])


def areas() -> dict[str, Any]:
    """The twelve districts: every place of the city nearest to a district's seed belongs to it."""
    outline = _outline()
    seeds = shapely.MultiPoint([_place(d.x, d.y) for d in DISTRICTS])
    cells = [
        shapely.intersection(cell, outline)
        for cell in shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=outline))
    ]
    rows = []
    for number, district in enumerate(DISTRICTS, start=1):
        seed = shapely.Point(_place(district.x, district.y))
        cell = next(cell for cell in cells if cell.intersects(seed))
        rows.append(({"code": f"{CITY_CODE}-{number:02}", "name": district.name}, cell))
    return _collection(rows)


def ways() -> dict[str, Any]:
    """River and main roads, for maps without tiles."""
    return _collection(
        [
            ({"kind": kind, "name": name}, shapely.LineString([_place(x, y) for x, y in path]))
            for kind, name, path in WAYS
        ]
    )


def towns_csv() -> str:
    """Sixty towns in the columns of 位置参照情報 (大字・町丁目), with readings added."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("都道府県名", "市区町村名", "大字町丁目名", "大字町丁目名カナ", "緯度", "経度"))
    for district, feature in zip(DISTRICTS, areas()["features"], strict=True):
        cell = shapely.geometry.shape(feature["geometry"])
        for (name, kana), (lon, lat) in zip(
            district.towns.items(), _town_points(cell, len(district.towns)), strict=True
        ):
            writer.writerow((PREF, CITY, name, kana, f"{lat:.{_DIGITS}f}", f"{lon:.{_DIGITS}f}"))
    return out.getvalue()


def write(folder: Path) -> None:
    """Write the four files; the same bytes on every machine."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("boundary", boundary()), ("areas", areas()), ("ways", ways())):
        (folder / f"{name}.geojson").write_text(_json(content), encoding="utf-8")
    (folder / "towns.csv").write_text(towns_csv(), encoding="utf-8")


def _outline() -> BaseGeometry:
    """A rounded body with bays: radius by angle, three waves over it."""
    points = []
    for step in range(_OUTLINE_POINTS):
        angle = 2 * math.pi * step / _OUTLINE_POINTS
        wave = 0.03 * math.sin(3 * angle + 0.7) + 0.018 * math.cos(7 * angle) + 0.008 * math.sin(17 * angle)
        # a rounded box: districts in the corners must fit too
        reach = 1 / max(abs(math.cos(angle)) ** 4 + abs(math.sin(angle)) ** 4, 0.5) ** 0.25
        points.append(
            _place(
                0.5 + (0.47 + wave) * reach * math.cos(angle), 0.5 + (0.47 + wave) * reach * math.sin(angle)
            )
        )
    return shapely.Polygon(points)


def _town_points(cell: BaseGeometry, count: int) -> list[tuple[float, float]]:
    """One point near the middle and the others around it, all well inside."""
    middle = cell.centroid
    west, south, east, north = cell.bounds
    far = (east - west) + (north - south)
    found = [(middle.x, middle.y)]
    for step in range(count - 1):
        angle = 2 * math.pi * (step + 0.5) / (count - 1)
        ray = shapely.LineString(
            [(middle.x, middle.y), (middle.x + far * math.cos(angle), middle.y + far * math.sin(angle))]
        )
        reach = shapely.intersection(ray, cell).length * _TOWN_REACH
        found.append((middle.x + reach * math.cos(angle), middle.y + reach * math.sin(angle)))
    return found


def _place(x: float, y: float) -> tuple[float, float]:
    return ORIGIN_LON + x * WIDTH_DEG, ORIGIN_LAT + y * HEIGHT_DEG


def _collection(rows: Sequence[tuple[Mapping[str, Any], BaseGeometry]]) -> dict[str, Any]:
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": dict(properties), "geometry": _rounded(shape)}
            for properties, shape in rows
        ],
    }


def _rounded(shape: BaseGeometry) -> dict[str, Any]:
    even = shapely.transform(shapely.normalize(shape), lambda places: np.round(places, _DIGITS))
    return dict(shapely.geometry.mapping(even))


def _json(content: Mapping[str, Any]) -> str:
    """One feature a line, so that a change of one district is a change of one line."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in content["features"])
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
