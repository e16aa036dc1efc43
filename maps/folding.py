"""One spelling for many: the key under which a Japanese place name is found.

People write the same town in a dozen ways (domain/02, 2.11): full and half width, 三丁目, 3丁目 and
3ちょうめ, ヶ, ケ and が, の, ノ and 之, old and new kanji, hyphens of eight kinds, with 大字 or without.
`fold` turns a text into its key and remembers for every character of the key where it came from, so that the
rest of an address can be cut out of what the caller really wrote.
"""

import re
import unicodedata
from dataclasses import dataclass

HYPHENS = "-‐‑‒–—―−─━ーｰ－~〜˗⁃∼"  # the long vowel mark too: on a keyboard it lies beside the digits
GA = "ヶケヵがガ箇個"
NO = "のノ之乃"
KANJI_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "壱": 1,
    "壹": 1,
    "弐": 2,
    "貳": 2,
    "参": 3,
    "參": 3,
}
KANJI_TENS = {"十": 10, "拾": 10, "百": 100}
COUNTED = "丁条線"  # behind these a kanji number is a number, in names too: 三丁目, 北三条, 西五線
_NUMBER_CHARS = "".join(KANJI_DIGITS) + "".join(KANJI_TENS)
_CHOME_IN_KANA = re.compile(f"(?<=[0-9{_NUMBER_CHARS}])(?P<cho>丁|チ[ョヨ][ウ-])(?P<me>[目メ])")
"""2ちょうめ, 2チョウ目, 2ちようめ, 2チョーメ, 2丁め: as it is heard on the telephone. Only behind a number,
so that no name loses its kana.
"""
_COUNTED_RUN = re.compile(f"[{_NUMBER_CHARS}]+(?=[{COUNTED}])")

# Pairs met in names of places; the left one is folded into the right one. Written for this project from the
# forms that the 当用漢字字体表 (1949) replaced and from variants that people and old registers still write.
_OLD_NEW = (
    "澤沢 瀧滝 嶋島 嶌島 濱浜 邊辺 邉辺 齋斎 髙高 﨑崎 嵜崎 碕崎 櫻桜 澁渋 渕淵 渊淵 廣広 國国 圓円 惠恵 "
    "壽寿 龍竜 藏蔵 縣県 區区 學学 驛駅 氣気 鐵鉄 眞真 榮栄 來来 萬万 與与 豐豊 禮礼 靈霊 靜静 鹽塩 關関 "
    "對対 實実 寶宝 將将 專専 團団 圖図 圍囲 壹壱 貳弐 參参 彌弥 曾曽 會会 檜桧 舘館 鷗鴎 鷄鶏 麥麦 黑黒 "
    "點点 齒歯 佛仏 假仮 價価 傳伝 兒児 內内 冨富 劍剣 勞労 單単 嚴厳 埜野 奧奥 峯峰 嶽岳 巖巌 帶帯 廳庁 "
    "彈弾 德徳 惡悪 應応 戰戦 戶戸 拂払 擴拡 收収 晝昼 條条 棧桟 樂楽 樓楼 權権 歐欧 步歩 歷歴 殘残 每毎 "
    "淺浅 溪渓 灣湾 獨独 畫画 當当 盡尽 稻稲 穗穂 竝並 粹粋 絲糸 總総 緖緒 緣縁 繩縄 纖繊 聲声 膽胆 莊荘 "
    "菴庵 薗園 藝芸 螢蛍 蠶蚕 裝装 覺覚 觀観 變変 讀読 賣売 轉転 遙遥 邨村 醫医 鍜鍛 錢銭 鎭鎮 鑛鉱 隱隠 "
    "雙双 靑青 顏顔 飮飲 餘余 驅駆 體体 麴麹 瀨瀬 籠篭 曻昇 枡桝 檮梼 籔薮 藪薮 祗祇 鯵鰺 舩船 栁柳 桺柳 "
    "槗橋 𠮷吉 塲場 垰峠 嵓岩 壷壺 屛屏 廏厩 廐厩 亞亜 挾挟 挾挟 樣様 鄕郷 郞郎 淸清 狹狭 峽峡 頰頬 蔭陰 "
    "經経 發発 續続 濶闊 瓣弁 處処 臺台 舊旧 號号 證証 賴頼 辯弁 黃黄"
)
OLD_TO_NEW = {pair[0]: pair[1] for pair in _OLD_NEW.split()}

_POST_CODE = re.compile(rf"(?:\s*(?:〒\s*\d{{3}}[{HYPHENS}]?\d{{4}}|\d{{3}}[{HYPHENS}]\d{{4}}(?!\d)))+")
_HIRAGANA_TO_KATAKANA = 0x60
_AZA = re.compile("大字|小字|字")
_SILENT = frozenset(" \t\n\r\u3000、,，。.・()「」『』\"'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A key and where it comes from: character i of `key` was written as base[starts[i]:ends[i]].

    `base` is the text in NFKC; between ends[i - 1] and starts[i] lies what was dropped (spaces, brackets,
    大字).
    """

    base: str
    key: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def rest(self, at: int) -> str:
        """What was really written from character `at` of the key on."""
        return self.base[self.starts[at] :].strip() if at < len(self.key) else ""

    def written(self, begin: int, end: int) -> str:
        """What was really written for key[begin:end]."""
        return self.base[self.starts[begin] : self.ends[end - 1]] if end > begin else ""

    def has_gap_before(self, at: int) -> bool:
        """Whether something was dropped just before character `at`: the writer saw a border there."""
        return 0 < at < len(self.key) and self.starts[at] > self.ends[at - 1]


def fold(text: str) -> Folded:
    """The key of a text, without a postal code at its head. Equal keys: the same place, written as one."""
    base = unicodedata.normalize("NFKC", text)
    post_code = _POST_CODE.match(base)
    parts = list(_kept(base, post_code.end() if post_code else 0))
    chars = "".join(char for char, _, _ in parts)
    parts = [(_one(chars, i), start, end) for i, (_, start, end) in enumerate(parts)]
    parts = _with_numbers(_with_chome(parts))
    return Folded(
        base=base,
        key="".join(part[0] for part in parts),
        starts=tuple(part[1] for part in parts),
        ends=tuple(part[2] for part in parts),
    )


def number_of(text: str) -> int | None:
    """The value of digits or kanji digits ("12", "十二", "一二"); None for anything else or nothing."""
    if not text:
        return None
    if text.isascii() and text.isdigit():
        return int(text)
    if any(char not in KANJI_DIGITS and char not in KANJI_TENS for char in text):
        return None
    if not any(char in KANJI_TENS for char in text):
        return int("".join(str(KANJI_DIGITS[char]) for char in text))
    total, pending = 0, 0
    for char in text:
        if char in KANJI_TENS:
            total += (pending or 1) * KANJI_TENS[char]
            pending = 0
        else:
            pending = KANJI_DIGITS[char]
    return total + pending


def is_kanji(char: str) -> bool:
    """Whether a character is an ideograph (々 and 〆 count: they stand inside names)."""
    return unicodedata.name(char, "").startswith("CJK ") or char in "々〆〇"


_Part = tuple[str, int, int]


def _kept(base: str, begin: int) -> list[_Part]:
    kept: list[_Part] = []
    at = begin
    while at < len(base):
        aza = _AZA.match(base, at)
        if aza:
            at = aza.end()
            continue
        if base[at] not in _SILENT:
            kept.append((base[at], at, at + 1))
        at += 1
    return kept


def _one(chars: str, at: int) -> str:
    """One character in its common spelling; が and の only where they join two parts of a name."""
    char = chars[at]
    before, after = chars[at - 1 : at] if at else "", chars[at + 1 : at + 2]
    if char in HYPHENS:
        return "-"
    if before and after and char in NO:
        if before.isdigit() and after.isdigit() and char in "のノ":
            return "-"
        if is_kanji(after) and not before.isdigit():
            return "ノ"
    if before and after and char in GA and is_kanji(after) and not before.isdigit():
        return "ケ"
    if "ぁ" <= char <= "ゖ":
        return chr(ord(char) + _HIRAGANA_TO_KATAKANA)
    return OLD_TO_NEW.get(char, char)


def _with_chome(parts: list[_Part]) -> list[_Part]:
    """丁目 in kana as 丁 and 目, each of which remembers the letters that it was written with."""
    chars = "".join(char for char, _, _ in parts)
    out: list[_Part] = []
    at = 0
    for found in _CHOME_IN_KANA.finditer(chars):
        out += parts[at : found.start()]
        for char, (begin, end) in (("丁", found.span("cho")), ("目", found.span("me"))):
            out.append((char, parts[begin][1], parts[end - 1][2]))
        at = found.end()
    return out + parts[at:]


def _with_numbers(parts: list[_Part]) -> list[_Part]:
    """Kanji numbers before 丁, 条 and 線 in digits; every digit remembers the whole number it came from."""
    chars = "".join(char for char, _, _ in parts)
    out: list[_Part] = []
    at = 0
    for found in _COUNTED_RUN.finditer(chars):
        out += parts[at : found.start()]
        start, end = parts[found.start()][1], parts[found.end() - 1][2]
        out += [(digit, start, end) for digit in str(number_of(found.group()))]
        at = found.end()
    return out + parts[at:]
