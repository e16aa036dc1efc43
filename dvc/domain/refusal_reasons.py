"""Why a need is not ours to do, and who does it: the 21 reasons of domain/05 5.3 and the agencies of 5.4.

The words to say stand in `dvc/text/needs.toml` (`needs.words.<reason>`). A refusal is a service contact: it
always ends with somebody who takes over or with an explaining call (`need_endings.refuse`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AgencyType(StrEnum):
    """Kinds of agencies a household is referred to (domain/05 5.4); which one exactly is free text in the
    vault.
    """

    HOUKATSU = "houkatsu"
    CARE_MANAGER = "care_manager"
    PUB_HEALTH = "pub_health"
    DISABILITY = "disability"
    POVERTY = "poverty"
    CHILD = "child"
    WOMEN = "women"
    MINSEI = "minsei"
    JICHI = "jichi"
    CITY_CERT = "city_cert"
    CITY_BUILD = "city_build"
    CITY_ENV = "city_env"
    CITY_WELFARE = "city_welfare"
    CITY_HQ = "city_hq"
    FIRE_POLICE = "fire_police"
    TECH_NPO = "tech_npo"
    INTERMEDIARY = "intermediary"
    LAWYER = "lawyer"
    CONSUMER = "consumer"
    INSURANCE = "insurance"
    ARCHITECT = "architect"
    MEDICAL = "medical"
    DWAT = "dwat"
    COMMERCE_JA = "commerce_ja"
    INTL = "intl"
    VET = "vet"
    FOOD = "food"
    SASAEAI = "sasaeai"
    OTHER_VC = "other_vc"


class RefuseReason(StrEnum):
    """Why general volunteers do not do it (domain/05 5.3)."""

    RED_TAG = "red_tag"
    YELLOW_COND = "yellow_cond"
    NO_JUDGE = "no_judge"
    HIGH_PLACE = "high_place"
    WALL_STRIP = "wall_strip"
    BLOCK_WALL = "block_wall"
    ASBESTOS = "asbestos"
    CHEMICAL_EXP = "chemical_exp"
    ELECTRIC_GAS = "electric_gas"
    SLOPE = "slope"
    BUSINESS = "business"
    FARM = "farm"
    VACANT = "vacant"
    PUBLIC_ROAD = "public_road"
    CONTRACTOR = "contractor"
    VALUABLE_CASH = "valuable_cash"
    POLITICAL_RELIGIOUS = "political_religious"
    MONEY_TROUBLE = "money_trouble"
    OUT_OF_AREA = "out_of_area"
    INFECTION = "infection"
    SAFETY_WEATHER = "safety_weather"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonRule:
    """What follows from a reason. `agencies`: who usually takes over, the likeliest first; empty: only
    explaining helps.

    `at_once`: danger to life, the agency is called during the conversation. `for_now`: the work may become
    ours later.
    """

    agencies: tuple[AgencyType, ...]
    at_once: bool = False
    for_now: bool = False


_A = AgencyType
_R = RefuseReason
RULES: dict[RefuseReason, ReasonRule] = {
    _R.RED_TAG: ReasonRule(agencies=(_A.CITY_BUILD, _A.TECH_NPO)),
    _R.YELLOW_COND: ReasonRule(agencies=(_A.ARCHITECT,), for_now=True),
    _R.NO_JUDGE: ReasonRule(agencies=(_A.CITY_BUILD,), for_now=True),
    _R.HIGH_PLACE: ReasonRule(agencies=(_A.TECH_NPO, _A.CITY_BUILD)),
    _R.WALL_STRIP: ReasonRule(agencies=(_A.TECH_NPO,)),
    _R.BLOCK_WALL: ReasonRule(agencies=(_A.TECH_NPO, _A.CITY_BUILD)),
    _R.ASBESTOS: ReasonRule(agencies=(_A.CITY_ENV, _A.PUB_HEALTH), at_once=True),
    _R.CHEMICAL_EXP: ReasonRule(agencies=(_A.FIRE_POLICE,), at_once=True),
    _R.ELECTRIC_GAS: ReasonRule(agencies=(_A.FIRE_POLICE,), at_once=True),
    _R.SLOPE: ReasonRule(agencies=(_A.CITY_HQ,), at_once=True),
    _R.BUSINESS: ReasonRule(agencies=(_A.COMMERCE_JA,)),
    _R.FARM: ReasonRule(agencies=(_A.COMMERCE_JA,)),
    _R.VACANT: ReasonRule(agencies=(_A.CITY_BUILD,), for_now=True),
    _R.PUBLIC_ROAD: ReasonRule(agencies=(_A.CITY_HQ, _A.JICHI)),
    _R.CONTRACTOR: ReasonRule(agencies=(_A.CITY_BUILD,)),
    _R.VALUABLE_CASH: ReasonRule(agencies=(_A.FIRE_POLICE,)),
    _R.POLITICAL_RELIGIOUS: ReasonRule(agencies=()),
    _R.MONEY_TROUBLE: ReasonRule(agencies=(_A.CONSUMER, _A.FIRE_POLICE)),
    _R.OUT_OF_AREA: ReasonRule(agencies=(_A.OTHER_VC,)),
    _R.INFECTION: ReasonRule(agencies=(_A.PUB_HEALTH,), for_now=True),
    _R.SAFETY_WEATHER: ReasonRule(agencies=(), for_now=True),
}
"""The table of 5.3. Gas and power companies have no code of their own: the fire brigade is first when it
leaks.
"""
