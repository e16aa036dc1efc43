"""Made-up people and calls of the demo's city: no real name, phone or place; the same for the same seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from maps.areas import load_areas
from maps.join import AreaIndex
from maps.made_up_city import DATA
from maps.mesh import mesh_of

FAMILY = (
    "青柳 アオヤギ,秋元 アキモト,石橋 イシバシ,上村 ウエムラ,江口 エグチ,"
    "大西 オオニシ,岡田 オカダ,小野寺 オノデラ,川上 カワカミ,木下 キノシタ,"
    "工藤 クドウ,小池 コイケ,坂上 サカガミ,佐藤 サトウ,島崎 シマザキ,"
    "須田 スダ,関口 セキグチ,高田 タカダ,髙橋 タカハシ,田村 タムラ,"
    "千葉 チバ,土屋 ツチヤ,中井 ナカイ,西田 ニシダ,野口 ノグチ,"
    "浜田 ハマダ,平田 ヒラタ,福井 フクイ,古川 フルカワ,松本 マツモト,"
    "三浦 ミウラ,村上 ムラカミ,森口 モリグチ,安田 ヤスダ,山本 ヤマモト,"
    "吉岡 ヨシオカ,渡邉 ワタナベ,和田 ワダ"
)
GIVEN = (
    "明 アキラ m,美咲 ミサキ f,健太 ケンタ m,花子 ハナコ f,実 ミノル m,"
    "みどり ミドリ f,和人 カズト m,結衣 ユイ f,翔 ショウ m,陽子 ヨウコ f,"
    "大輔 ダイスケ m,真由美 マユミ f,拓也 タクヤ m,恵 メグミ f,誠 マコト m,"
    "さくら サクラ f,浩二 コウジ m,千尋 チヒロ f,直樹 ナオキ m,久美 クミ f"
)
ELDERS = "ハル ハル,キヨ キヨ,トメ トメ,正一 ショウイチ,義雄 ヨシオ,フミ フミ,清 キヨシ,千代 チヨ"
JOBS: tuple[tuple[str, tuple[str, ...], str, dict[str, Any]], ...] = (
    (
        "mud_room",
        ("床の上まで泥が入って、畳が重くて動かせません。", "1階の部屋が泥だらけです。"),
        "flood_above",
        {
            "people_min": 5,
            "people_max": 8,
            "hours": 3,
            "equipment": (("square_shovel", 4), ("wheelbarrow", 1)),
        },
    ),
    (
        "belongings_out",
        ("ぬれた家具を外に出したいです。", "家財を運び出す人手がありません。"),
        "flood_above",
        {"people_min": 4, "people_max": 6, "hours": 3, "equipment": (("hand_truck", 1),)},
    ),
    (
        "mud_yard",
        ("庭に泥がたまって、車が出せません。", "敷地の泥を出してほしいです。"),
        "sediment",
        {
            "people_min": 4,
            "people_max": 8,
            "hours": 4,
            "equipment": (("round_shovel", 4), ("wheelbarrow", 2)),
        },
    ),
    (
        "washing",
        ("泥は出ました。床と壁を洗いたいです。",),
        "flood_below",
        {"people_min": 3, "people_max": 5, "hours": 3, "equipment": (("deck_brush", 3),)},
    ),
    (
        "trash_carry",
        ("ぬれた畳とごみを仮置場まで運べません。",),
        "flood_above",
        {"people_min": 3, "people_max": 5, "hours": 3, "equipment": (("tarp", 1),)},
    ),
    (
        "furniture_fix",
        ("倒れた家具を起こしたいです。",),
        "partial",
        {"people_min": 2, "people_max": 4, "hours": 2},
    ),
    (
        "tree",
        ("庭の木が倒れて玄関をふさいでいます。",),
        "other",
        {"people_min": 2, "people_max": 4, "hours": 3},
    ),
    (
        "tarp_roof",
        ("屋根のかわらが飛んで、雨がもります。",),
        "roof",
        {"people_min": 2, "people_max": 4, "hours": 3},
    ),
)
WORRIES = ("犬がいます。", "写真は捨てないでください。", "裏の戸から入ってください。", "階段が急です。", "")


@dataclass(slots=True)
class MadeUp:
    """Draws people, households and calls of 緑瀬市 for a seed."""

    seed: int
    towns: list[dict[str, Any]] = field(default_factory=list)
    _chance: random.Random = field(init=False)
    _phones: Iterator[int] = field(init=False)

    def __post_init__(self) -> None:
        """Read the made-up towns."""
        self._chance = random.Random(self.seed)  # noqa: S311 - made-up people, not secrets
        self._phones = iter(range(1_000, 10_000))
        with (DATA / "towns.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        areas = AreaIndex(load_areas(DATA / "areas.geojson", level="district"))
        for row in rows:
            lat, lon = float(row["緯度"]), float(row["経度"])
            area = areas.area_at(lat, lon)
            self.towns.append(
                {
                    "pref": row["都道府県名"],
                    "city": row["市区町村名"],
                    "town": row["大字町丁目名"],
                    "kana": row["大字町丁目名カナ"],
                    "lat": lat,
                    "lon": lon,
                    "area": area.code if area is not None else None,
                }
            )

    def phone(self) -> str:
        """A mobile number of the reserved range, each once."""
        return f"090-0000-{next(self._phones):04d}"

    def person(self) -> dict[str, Any]:
        """A volunteer as the reception's form has it."""
        family, family_kana = self._chance.choice(FAMILY.split(",")).split(" ")
        given, given_kana, sex = self._chance.choice(GIVEN.split(",")).split(" ")
        ages = ("from_18", "twenties", "thirties", "forties", "fifties", "sixties", "seventies")
        age = self._chance.choices(ages, weights=(6, 15, 15, 22, 22, 18, 2))[0]
        skills = [
            skill
            for skill, share in (
                ("chainsaw", 0.04),
                ("driver_kei", 0.3),
                ("carpenter", 0.03),
                ("nurse", 0.02),
            )
            if self._chance.random() < share
        ]
        vehicle = self._chance.choices(("none", "car", "kei_truck"), weights=(60, 36, 4))[0]
        return {
            "name": f"{family} {given}",
            "kana": f"{family_kana} {given_kana}",
            "phone": self.phone(),
            "city_of_home": self._chance.choice(("青瀬県緑瀬市", "青瀬県白浜市", "他県")),
            "age_band": age,
            "gender": "female" if sex == "f" else "male",
            "skills": skills,
            "vehicle": vehicle,
            "seats": 4 if vehicle == "car" else (2 if vehicle == "kei_truck" else 0),
        }

    def cover(self, today: date) -> dict[str, Any]:
        """A policy joined some weeks ago."""
        return {
            "plan": "tensai",
            "joined_on": (today - timedelta(days=self._chance.randint(3, 60))).isoformat(),
        }

    def says_leader(self) -> bool:
        """Whether this person can lead a team."""
        return self._chance.random() < 0.25

    def has_cover(self) -> bool:
        """Nine of ten come insured (issue 2)."""
        return self._chance.random() < 0.9

    def group_size(self) -> int:
        """1 for most; a group of three to eight for one in nine arrivals."""
        return self._chance.randint(3, 8) if self._chance.random() < 0.11 else 1

    def wait(self, mean: float) -> float:
        """Seconds to the next arrival, exponential around `mean`."""
        return self._chance.expovariate(1 / mean)

    def call(self) -> dict[str, Any]:
        """A household that asks for help, as the intake has it."""
        town = self._chance.choice(self.towns)
        family, family_kana = self._chance.choice(FAMILY.split(",")).split(" ")
        given, given_kana = self._chance.choice(ELDERS.split(",")).split(" ")
        work, texts, damage, _ = self._chance.choice(JOBS)
        alone = self._chance.random() < 0.3
        return {
            "channel": self._chance.choices(("phone", "counter", "minsei", "visit"), weights=(70, 15, 10, 5))[
                0
            ],
            "name": f"{family} {given}",
            "kana": f"{family_kana} {given_kana}",
            "phone": self.phone(),
            "address": f"{town['city']}{town['town']}{self._house_number()}",
            "area": town["area"],
            "mesh": mesh_of(town["lat"], town["lon"]),
            "lat": f"{town['lat'] + self._chance.uniform(-0.0006, 0.0006):.6f}",
            "lon": f"{town['lon'] + self._chance.uniform(-0.0006, 0.0006):.6f}",
            "request_text": self._chance.choice(texts),
            "cautions": self._chance.choice(WORRIES) or None,
            "work": [{"work_type": work}],
            "site": {"damage": [damage]},
            "living": {
                "people": 1 if alone else self._chance.randint(2, 5),
                "over_75": 1 if alone else self._chance.choice((0, 0, 1, 2)),
                "alone": alone,
                "no_water": self._chance.random() < 0.2,
                "helper_near": self._chance.random() < 0.6,
                "lives_there": self._chance.random() < 0.8,
            },
            "relation": "self",
        }

    def _house_number(self) -> str:
        return f"{self._chance.randint(1, 40)}番{self._chance.randint(1, 20)}号"

    def estimate(self, work: str) -> dict[str, Any]:
        """What a visit for this work takes."""
        asked = next((about for name, _, _, about in JOBS if name == work), JOBS[0][3])
        tools = [{"item": item, "count": count} for item, count in asked.get("equipment", ())]
        skills = [{"skill": "chainsaw", "count": 1}] if work == "tree" else []
        return {
            "people_min": asked["people_min"],
            "people_max": asked["people_max"],
            "hours": float(asked["hours"]),
            "visits": 1,
            "heavy": work not in {"washing", "furniture_fix"},
            "equipment": tools,
            "skills": skills,
            "parking": self._chance.choice((1, 2, 2, 3)),
        }

    def pick(self, values: Any) -> Any:
        """One of the values."""
        return self._chance.choice(list(values))

    def days_ago(self, most: int) -> int:
        """How many days ago something happened."""
        return self._chance.randint(0, most)
