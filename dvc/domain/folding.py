"""Forms for searching: names, kana, phones and addresses folded so that different spellings meet. Shown is
what was given.

Pitfalls of domain/02 2.11: variant kanji, half-width kana, long vowels, small ke, full-width digits, +81.
"""

from __future__ import annotations

import re
import unicodedata

_PAIRS = (
    "髙高 﨑崎 嵜崎 邉辺 邊辺 齋斉 斎斉 齊斉 濵浜 濱浜 嶋島 嶌島 廣広 澤沢 國国 櫻桜 眞真 龍竜 "
    "惠恵 會会 榮栄 條条 冨富 德徳 壽寿 實実 𠮷吉 槇槙 瀨瀬 淵渕 桒桑 籠篭 檜桧 藪薮 圓円 藏蔵 "
    "佛仏 曾曽 與与 禮礼 萬万 淺浅 關関 澁渋 豐豊 鐵鉄 來来 靜静 ヶケ ヵカ"
)
"""Characters that people write for one another in names and places (domain/02 2.11), each with what it is
compared as. Compatibility characters such as U+FA19 are joined by NFKC before.
"""
_VARIANTS = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_DASH_SIGNS = "‐‑‒–—―−－─━-"
_DASHES = str.maketrans(dict.fromkeys(f"{_DASH_SIGNS}ー", ""))
_SPACES = str.maketrans(dict.fromkeys(" 　\t・,、.。'’", ""))
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
_NUMBER = "0-9〇零一二三四五六七八九十"
_CHOME_IN_KANA = re.compile(f"(?<=[{_NUMBER}])(?:丁|チ[ョヨ]ウ?)[目メ]")
"""2ちょうめ and 2丁め, as `fold` leaves them; the long vowel mark of 2チョーメ is gone by then."""
_LONG_MARK_AS_DASH = re.compile(f"(?<=[{_NUMBER}])ー(?=[{_NUMBER}])")
"""2ー5: the mark lies beside the digits on a keyboard."""
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
SELECTORS = range(0xE0100, 0xE01F0)


def fold(text: str) -> str:
    """A name or kana for comparing: NFKC, variants joined, katakana, lower case, no spaces, dashes or
    selectors.
    """
    plain = "".join(character for character in text if ord(character) not in SELECTORS)
    plain = unicodedata.normalize("NFKC", plain).translate(_VARIANTS).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    return plain.translate(_TO_KATAKANA).translate(_SPACES).translate(_DASHES)


def phone_digits(text: str) -> str:
    """The digits of a Japanese phone number, +81 turned into 0; empty when there are none ("なし")."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = "".join(character for character in plain if character.isdigit())
    if plain.startswith("+81"):
        digits = "0" + digits.removeprefix("81").removeprefix("0")
    return digits


def fold_address(text: str) -> str:
    """An address for comparing: as `fold`, chome and numbers as digits, 大字, 字 and の gone; 丁目 in kana is
    丁目.
    """
    between = "".join("の" if character in _DASH_SIGNS else character for character in text)
    between = _LONG_MARK_AS_DASH.sub("の", unicodedata.normalize("NFKC", between))
    plain = fold(between).replace("大字", "").replace("字", "")
    plain = _CHOME_IN_KANA.sub("丁目", plain)
    plain = _kanji_tens(plain)
    for word in ("丁目", "番地", "番", "号", "ノ"):
        plain = plain.replace(word, "/")
    return plain.strip("/").replace("//", "/")


def _kanji_tens(text: str) -> str:
    """Kanji numbers before 丁目, 番 or 号 as digits (up to 99)."""
    out, i = [], 0
    while i < len(text):
        j = i
        while j < len(text) and text[j] in "一二三四五六七八九十":
            j += 1
        if j > i and text.startswith(("丁目", "番", "号", "ノ"), j):
            out.append(str(_number(text[i:j])))
        else:
            out.append(text[i:j] if j > i else text[i])
            j = max(j, i + 1)
        i = j
    return "".join(out)


def _number(kanji: str) -> int:
    tens, _, ones = kanji.rpartition("十")
    if "十" not in kanji:
        return int(kanji.translate(_KANJI_DIGITS))
    return 10 * (int(tens.translate(_KANJI_DIGITS)) if tens else 1) + (
        int(ones.translate(_KANJI_DIGITS)) if ones else 0
    )
