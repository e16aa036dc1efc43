"""Who comes to the walk: households that call and volunteers who arrive, all made up. Twenty of them bear
planted names, phones and addresses that are searched for afterwards in everything that may not hold them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

STATIONS = 8
PEOPLE = 300
GROUPS, GROUP_SIZE = 10, 6
UNINSURED, MINORS, TWICE = 30, 15, 9
"""Issue 2: 20 % in groups, 10 % without insurance, 5 % minors, 3 % twice."""
HOUSES = 14

PLANTED_HOUSES = (
    ("鵜木 とよ乃", "090-0000-7101", "緑瀬市三条壱丁目7101番地"),
    ("蛭間 ぎん吾", "090-0000-7102", "緑瀬市水守町7102番地"),
    ("鴫原 まさゑ", "090-0000-7103", "緑瀬市大橋町7103番地"),
    ("鷲津 よね造", "090-0000-7104", "緑瀬市川端7104番地"),
    ("雉田 うめ香", "090-0000-7105", "緑瀬市三条弐丁目7105番地"),
)
PLANTED_PEOPLE = (
    ("鵺野 らん子", "090-0000-7201"),
    ("鶉橋 こま吉", "090-0000-7202"),
    ("鴨志田 ゆゑ", "090-0000-7203"),
    ("鳰川 そよぎ", "090-0000-7204"),
    ("鶚井 かじ芽", "090-0000-7205"),
)
"""5 houses with three and 5 volunteers with one detail each: 20 planted names, phones and addresses."""
PLANTED = tuple([one for house in PLANTED_HOUSES for one in house] + [name for name, _ in PLANTED_PEOPLE])


def traces(text: str) -> set[bytes]:
    """How a planted detail may be written: as it is, without its space or hyphens, escaped in JSON, in a URL,
    and in an 8-bit table of an old program.
    """
    plain = {text, text.replace(" ", ""), text.replace("-", "")}
    found = {one.encode() for one in plain}
    found |= {json.dumps(one)[1:-1].encode() for one in plain}
    found |= {quote(one).encode() for one in plain}
    return found


def leaks(texts: Iterable[bytes]) -> list[str]:
    """Planted details that stand somewhere in these bytes."""
    looked_for = {one: traces(one) for one in PLANTED}
    found = set()
    for text in texts:
        found |= {one for one, ways in looked_for.items() if any(way in text for way in ways)}
    return sorted(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody at a station: the volunteer's id made there, the form, and what is said at the desk."""

    volunteer: str
    person: dict[str, Any]
    said: dict[str, Any]
    comes_twice: bool = False


def house(number: int) -> dict[str, Any]:
    """The call of a household; the first five are planted."""
    name, phone, address = (
        PLANTED_HOUSES[number]
        if number < len(PLANTED_HOUSES)
        else (f"緑川 家{number}", f"0000-22-{number:04d}", f"緑瀬市川端{number + 10}丁目")
    )
    return {
        "channel": "phone",
        "name": name,
        "phone": phone,
        "address": address,
        "mesh": "513562801",
        "request_text": f"{name}です。{address}の家財を出したいです。",
        "cautions": f"電話は{phone}へ",
        "work": [{"work_type": "belongings_out"}],
        "site": {"damage": ["flood_above"]},
        "living": {"people": 2, "over_75": 1, "alone": False, "no_water": False, "helper_near": True},
    }


def estimate(number: int) -> dict[str, Any]:
    """What the survey says: teams of four to seven, two or three hours, two buckets."""
    return {
        "people_min": 4,
        "people_max": 6 + number % 2,
        "visits": 1,
        "hours": 2.0 + number % 2,
        "equipment": [{"item": "bucket", "count": 2}],
    }


def alone(number: int, joined_on: str) -> Arrival:
    """Person `number` of those who come alone: first those without a policy, then minors, then twice."""
    planted = PLANTED_PEOPLE[number % len(PLANTED_PEOPLE)] if number < len(PLANTED_PEOPLE) else None
    person: dict[str, Any] = {
        "name": planted[0] if planted else f"緑山 {number}",
        "kana": "ミドリヤマ",
        "phone": planted[1] if planted else f"090-0000-{number:04d}",
        "age_band": "thirties",
        "gender": "female" if number % 3 == 0 else "male",
    }
    if UNINSURED <= number < UNINSURED + MINORS:
        person["age_band"] = "from_15"
    if number >= UNINSURED:
        person["cover"] = {"plan": "tensai", "joined_on": joined_on}
    return Arrival(
        volunteer=f"vol_walk{number:04d}",
        person=person,
        said={"leader_ok": number % 2 == 0, "condition": "good"},
        comes_twice=UNINSURED + MINORS <= number < UNINSURED + MINORS + TWICE,
    )


def group(number: int, joined_on: str) -> dict[str, Any]:
    """The body of CheckInGroup for a group that was not announced."""
    people = [
        {
            "person": {
                "name": f"緑谷 {number}の{one}",
                "kana": "ミドリタニ",
                "phone": f"090-0000-{5_000 + number * 10 + one:04d}",
                "age_band": "twenties",
                "cover": {"plan": "tensai", "joined_on": joined_on},
            },
            "is_leader": one == 0,
            "said": {"leader_ok": one == 0, "condition": "good"},
        }
        for one in range(GROUP_SIZE)
    ]
    terms = {"kind": "other", "expected": GROUP_SIZE, "keep_together": number % 2 == 0, "min_unit": 2}
    return {
        "group_id": f"grp_walk{number:02d}",
        "new_group": {"name": f"緑瀬OB会{number}", "terms": terms},
        "people": people,
    }
