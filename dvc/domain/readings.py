"""Reading what people write: dates of two calendars, times past midnight, phones with and without area code,
kana.

Every reader takes text as it was typed and gives a value, or refuses with a code that says what is wrong
(422). Nothing is guessed silently: what was understood is shown back (screens.md section 10).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dvc.domain.folding import phone_digits
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import CENTER_ZONE

ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925, "大正": 1911, "T": 1911}
"""Year before the first year of each era; first years by 元号を改める政令 (2019-05-01, 1989-01-08,
1926-12-25).
"""
_ERA_DATE = re.compile(
    r"^(令和|平成|昭和|大正|[RHST])\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?$",
    re.IGNORECASE,
)
_FULL_DATE = re.compile(r"^(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?$")
_PLAIN_DATE = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SHORT_DATE = re.compile(r"^(\d{1,2})\s*[月/]\s*(\d{1,2})\s*日?$")
_TIME = re.compile(r"^(午前|午後|AM|PM)?\s*(\d{1,2})\s*(?:[:時]\s*(\d{1,2})?\s*分?)?$", re.IGNORECASE)
_DAYS = {
    "今日": 0,
    "きょう": 0,
    "本日": 0,
    "明日": 1,
    "あす": 1,
    "あした": 1,
    "明後日": 2,
    "あさって": 2,
    "昨日": -1,
    "きのう": -1,
}
NOON = 12
MINUTES = 60
HOURS_OF_A_LONG_DAY = 30  # 25時 to 29時 are written for the night that follows (domain/02 2.11)
MOBILE_DIGITS = 11  # 090, 080, 070, 050
HALF_A_YEAR = timedelta(days=183)
PHONE_DIGITS = range(10, 12)
LOCAL_DIGITS = range(5, 8)
SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """NFKC, trimmed, one space between words; full-width digits and signs become half-width."""
    return SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def read_date(text: str, *, today: date) -> date:
    """A date as people write it: 令和8年9月12日, S29.4.3, 2026-09-12, 20260912, 9/12, あす. A short date is
    the nearest one.

    Raises Refusal `reading.date` (not a date), `reading.date_impossible` (30 February).
    """
    given = plain(text)
    if given in _DAYS:
        return today + timedelta(days=_DAYS[given])
    if match := _ERA_DATE.match(given):
        era, year, month, day = match.groups()
        first = ERAS[era.upper() if len(era) == 1 else era]
        return _date(first + (1 if year == "元" else int(year)), int(month), int(day))
    for pattern in (_FULL_DATE, _PLAIN_DATE):
        if match := pattern.match(given):
            return _date(*(int(part) for part in match.groups()))
    if match := _SHORT_DATE.match(given):
        return _nearest(int(match[1]), int(match[2]), today)
    raise Refusal("reading.date", status=422)


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Refusal("reading.date_impossible", status=422, month=month, day=day) from None


def _nearest(month: int, day: int, today: date) -> date:
    this_year = _date(today.year, month, day)
    if today - this_year > HALF_A_YEAR:
        return _date(today.year + 1, month, day)
    return _date(today.year - 1, month, day) if this_year - today > HALF_A_YEAR else this_year


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadTime:
    """A time of day and how many days after the written one it falls (25時 is 1:00 of the next day)."""

    at: time
    days_later: int = 0


def read_time(text: str) -> ReadTime:
    """A time as people write it: 9:05, 9時, 午後3時, 25時. Raises Refusal `reading.time`."""
    match = _TIME.match(plain(text))
    refuse_unless(match is not None, "reading.time", status=422)
    assert match is not None
    half, hour, minute = (match[1] or "").upper(), int(match[2]), int(match[3] or 0)
    if half in {"午後", "PM"} and hour < NOON:
        hour += 12
    refuse_unless(hour < HOURS_OF_A_LONG_DAY and minute < MINUTES, "reading.time", status=422)
    return ReadTime(at=time(hour % 24, minute), days_later=hour // 24)


def read_instant(day: date, at: ReadTime) -> datetime:
    """The instant of a day and time in the center's zone, as aware time."""
    return datetime.combine(day + timedelta(days=at.days_later), at.at, CENTER_ZONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPhone:
    """A phone as it is kept: digits with hyphens where Japan puts them. `added_area`: the city's area code
    was added.
    """

    text: str
    added_area: bool = False


def read_phone(text: str, *, area_code: str | None = None) -> ReadPhone | None:
    """A phone number; None for 「なし」. `area_code`: put before a local number of five to seven digits.

    Raises Refusal `reading.phone_letters`, `reading.phone_short`, `reading.phone_long`.
    """
    given = plain(text)
    if given in {"なし", "無し", "無", "ない", "-", ""}:
        return None
    letters = re.sub(r"[\d\s()+\-ー‐－.]", "", given)
    refuse_unless(not letters, "reading.phone_letters", status=422)
    digits, added = phone_digits(given), False
    if len(digits) in LOCAL_DIGITS and area_code and not digits.startswith("0"):
        digits, added = area_code + digits, True
    refuse_unless(len(digits) >= PHONE_DIGITS.start, "reading.phone_short", status=422)
    refuse_unless(
        len(digits) < PHONE_DIGITS.stop and digits.startswith("0"), "reading.phone_long", status=422
    )
    return ReadPhone(text=_hyphens(digits, area_code), added_area=added)


def _hyphens(digits: str, area_code: str | None) -> str:
    if len(digits) == MOBILE_DIGITS:
        return f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"
    head = (
        area_code
        if area_code and digits.startswith(area_code)
        else digits[:2]
        if digits[1] in "36"
        else digits[:4]
    )
    return f"{head}-{digits[len(head) : -4]}-{digits[-4:]}"


def read_kana(text: str) -> str:
    """A reading in full-width katakana, from hiragana or half-width; other characters stay as they are."""
    given = plain(text)
    return "".join(chr(ord(one) + 0x60) if "ぁ" <= one <= "ゖ" else one for one in given)


def read_name(text: str, *, most: int = 60) -> str:
    """A name as given: never refused for its characters, only when there is none. Raises
    `reading.name_empty`, `_long`.
    """
    given = "".join(one for one in text if unicodedata.category(one) != "Cc" and one != "\u200b")
    refuse_unless(given.strip().strip("\u3000"), "reading.name_empty", status=422)
    refuse_unless(len(given) <= most, "reading.name_long", status=422, most=most)
    return given.strip().strip("\u3000")
