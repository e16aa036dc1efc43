"""Where a town's name ends and its number begins: the part of an address that only looks simple.

緑 is not the town in 緑ヶ丘, ハ is not the koaza in ハイツ, and the 1 of 12番地 is no 丁目. Pure functions
on a folded text.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from maps.folding import HYPHENS, Folded, fold, is_kanji, number_of
from maps.towns import TownRow

NUMBER = r"(?>\d+|[〇一二三四五六七八九十百]+)"  # whole or not at all: never the 1 of 12番地
FIRST_NUMBER = re.compile(NUMBER)
LEFT_OUT = ("町", "村")
_JOINT = re.compile(rf"[{HYPHENS}のノ]\s*(?=[0-9〇一二三四五六七八九十百])")
_UNIT_ENDS = "町村市区郡"
_PUBLIC_HOUSE = "営民立有"  # 町営住宅: here 町 begins a word and does not end the name before it
_COUNTERS = "丁番号-ノの"


def border_at(said: Folded, end: int, rows: Sequence[TownRow]) -> bool | None:
    """Whether a name may end before character `end`: False = yes, True = perhaps (loose), None = no."""
    key = said.key
    if end >= len(key) or said.has_gap_before(end):
        return False
    char, after = key[end], key[end + 1 : end + 2]
    if char in _UNIT_ENDS:
        return True if after and after in _PUBLIC_HOUSE else None
    if char in "ケノ" and after and is_kanji(after):
        return None  # 緑 in 緑ヶ丘, 上 in 上之庄
    script = _kana(said.base[said.starts[end]])
    if script and end and script == _kana(said.base[said.ends[end - 1] - 1]):
        return None  # the koaza ハ in ハイツ
    if char in "丁番号-" and rows and all(number_of(row.koaza) is not None for row in rows):
        return None  # the koaza 七十 in 七十番地
    if not is_kanji(char) or key.endswith(("丁目", *LEFT_OUT), 0, end):
        return False  # a name that ended in its own 町 or 丁目 does not go on
    if char == "部" and any(row.koaza for row in rows):
        return False  # 辰部52: the koaza 辰, as the land register says it
    number = FIRST_NUMBER.match(key, end)
    return number is None or not (number.end() == len(key) or key[number.end()] in _COUNTERS)


def without_joint(rest: str) -> str:
    """-2-1 and の2 behind a 丁目 begin with their number."""
    joint = _JOINT.match(rest)
    return rest[joint.end() :] if joint else rest


def _kana(char: str) -> str:
    if "ぁ" <= char <= "ゖ":
        return "hiragana"
    return "katakana" if "ァ" <= char <= "ヺ" else ""


def as_written(rows: tuple[TownRow, ...], said: Folded, end: int) -> tuple[TownRow, ...]:
    """Of rows with one key, those that were written letter by letter, if any: 国下町い is not 国下町イ."""
    if len(rows) == 1 or end == 0 or len({fold(row.name).key for row in rows}) > 1:
        return rows
    written = said.base[: said.ends[end - 1]]
    return tuple(row for row in rows if written.endswith(row.name)) or rows


Blocks = dict[tuple[str, str, str], dict[str, TownRow]]


def towns_and_blocks(rows: Iterable[TownRow]) -> tuple[list[TownRow], Blocks]:
    """Town rows, and the blocks of each; a town known only by its blocks gets the middlemost one's point."""
    towns: list[TownRow] = []
    blocks: Blocks = {}
    for row in rows:
        if row.block:
            number = number_of(fold(row.block).key)
            name = row.block if number is None else str(number)
            blocks.setdefault((row.pref, row.city, row.name), {}).setdefault(name, row)
        else:
            towns.append(row)
    known = {(row.pref, row.city, row.name) for row in towns}
    towns += [_middle(list(found.values())) for place, found in blocks.items() if place not in known]
    return towns, blocks


def _middle(blocks: Sequence[TownRow]) -> TownRow:
    lat = sum(row.lat for row in blocks) / len(blocks)
    lon = sum(row.lon for row in blocks) / len(blocks)
    nearest = min(blocks, key=lambda row: (row.lat - lat) ** 2 + (row.lon - lon) ** 2)
    return replace(nearest, block="")
