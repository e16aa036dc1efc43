"""Forms for searching: names, kana, phones and addresses folded so that different spellings meet. Shown is
what was given.

Pitfalls of domain/02 2.11: variant kanji, half-width kana, long vowels, small ke, full-width digits, +81.
"""

from __future__ import annotations

import unicodedata

_VARIANTS = str.maketrans(
    {
        "髙": "高", "﨑": "崎", "嵜": "崎", "邉": "辺", "邊": "辺", "齋": "斉", "斎": "斉", "齊": "斉", "濵": "浜", "濱": "浜",
        "嶋": "島", "嶌": "島", "廣": "広", "澤": "沢", "國": "国", "櫻": "桜", "眞": "真", "龍": "竜", "惠": "恵", "會": "会",
        "榮": "栄", "條": "条", "冨": "富", "德": "徳", "壽": "寿", "實": "実", "神": "神", "福": "福", "吉": "吉", "𠮷": "吉",
        "槇": "槙", "瀨": "瀬", "淵": "渕", "桒": "桑", "塚": "塚", "籠": "篭", "檜": "桧", "藪": "薮", "圓": "円", "藏": "蔵",
        "佛": "仏", "曾": "曽", "與": "与", "禮": "礼", "萬": "万", "淺": "浅", "關": "関", "澁": "渋", "豐": "豊", "鐵": "鉄",
        "來": "来", "靜": "静", "晴": "晴", "朗": "朗", "館": "館", "羽": "羽", "祥": "祥", "ヶ": "ケ", "ヵ": "カ",
    }
)  # fmt: skip
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー─━-", ""))
_SPACES = str.maketrans(dict.fromkeys(" 　\t・,、.。'’", ""))
_TO_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
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
    """An address for comparing: as `fold`, chome and numbers as digits, 大字, 字 and の gone."""
    plain = fold(text).replace("大字", "").replace("字", "")
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
