"""Words for what a household, its house and its site are like, as enums and counts: the answers of the need
form.

Codes follow domain/02 2.1 and 2.2. Whatever was said in words lives in the vault; here stands only what
rules judge by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.values import Presence, Slot


class BuildingUse(StrEnum):
    """種別 (2.1 #21)."""

    RESIDENCE = "residence"
    MIXED = "mixed"
    BUSINESS = "business"
    FARM = "farm"
    TEMPLE = "temple"
    PUBLIC = "public"
    ROAD_DRAIN = "road_drain"
    VACANT = "vacant"


class Tenure(StrEnum):
    """Whose house it is (2.1 #22); a rented one wants the owner's consent."""

    OWN = "own"
    RENT = "rent"
    UNKNOWN = "unknown"


class Damage(StrEnum):
    """被災状況 (2.1 #24)."""

    FLOOD_ABOVE = "flood_above"
    FLOOD_BELOW = "flood_below"
    PARTIAL = "partial"
    SEDIMENT = "sediment"
    COLLAPSE = "collapse"
    ROOF = "roof"
    SNOW = "snow"
    ASH = "ash"
    OTHER = "other"


class CurrentStay(StrEnum):
    """Where the household's people are now (2.1 #14)."""

    HOME = "home"
    UPSTAIRS = "upstairs"
    SHELTER = "shelter"
    RELATIVE = "relative"
    TEMPORARY = "temporary"
    CAR = "car"
    HOSPITAL = "hospital"
    OTHER = "other"


class Relation(StrEnum):
    """Who speaks for the household (2.1 #9); the commonest reason for one household entered twice."""

    SELF = "self"
    FAMILY = "family"
    RELATIVE = "relative"
    NEIGHBOR = "neighbor"
    MINSEI = "minsei"
    JICHIKAI = "jichikai"
    CARER = "carer"
    NGO = "ngo"
    CITY = "city"
    OTHER = "other"


class MissingFact(StrEnum):
    """What of the eight first fields is still to be asked; it becomes a call-back, never a lost call."""

    NAME = "name"
    PHONE = "phone"
    PLACE = "place"
    REQUEST = "request"
    LIVING = "living"


REQUIRED_FOR_INTAKE = frozenset({MissingFact.NAME, MissingFact.PLACE, MissingFact.REQUEST})
"""Without these a need stays a draft (● of domain/02 2.1; "no telephone" is an answer, so the phone is not
among them).
"""


class ExplainedPoint(StrEnum):
    """What the household was told on receiving (2.1 #46)."""

    FREE = "free"
    NO_DATE_PROMISE = "no_date_promise"
    LIMITS = "limits"
    VALUABLES = "valuables"
    PRESENCE = "presence"
    PHOTO = "photo"


class ConsentMethod(StrEnum):
    """How the household agreed to the use of its details (2.1 #45)."""

    ORAL = "oral"
    WRITTEN = "written"
    WEB = "web"


class SharePartner(StrEnum):
    """With whom the household's details may be shared (2.1 #45)."""

    CITY = "city"
    MINSEI = "minsei"
    HOUKATSU = "houkatsu"
    NGO = "ngo"
    TECHNICAL = "technical"
    OTHER_SHAKYO = "other_shakyo"


class CrisisReason(StrEnum):
    """Why somebody must act at once (2.1 #19)."""

    ALONE = "alone"
    ILLNESS = "illness"
    NO_WATER = "no_water"
    NO_FOOD = "no_food"
    MINOR_ALONE = "minor_alone"
    ABUSE = "abuse"
    SUICIDE_HINT = "suicide_hint"
    OTHER = "other"


class LifeConcern(StrEnum):
    """生活上の気がかり (2.2 #29): a trouble that is no work for volunteers, and still ours until somebody
    takes it.
    """

    HEALTH = "health"
    MEALS = "meals"
    MONEY = "money"
    HOUSING = "housing"
    DEMENTIA = "dementia"
    ISOLATION = "isolation"
    CHILD = "child"
    HIKIKOMORI = "hikikomori"
    GARBAGE_HOUSE = "garbage_house"
    FOREIGN = "foreign"
    PROCEDURE = "procedure"
    OTHER = "other"


class Hint(StrEnum):
    """A word in the request that speaks of technical or dangerous work (domain/05 5.5)."""

    ROOF = "roof"
    WALL = "wall"
    UNDER_FLOOR = "under_floor"
    TILT = "tilt"
    GAS = "gas"
    FENCE = "fence"
    UPPER_OUTSIDE = "upper_outside"
    HIGH_PLACE = "high_place"
    ELECTRIC = "electric"
    MOUNTAIN = "mountain"
    SLOPE = "slope"
    ASBESTOS = "asbestos"


class Hazard(StrEnum):
    """危険箇所 found on site (2.2 #7)."""

    TILT = "tilt"
    ROOF_TILE = "roof_tile"
    BLOCK_WALL = "block_wall"
    GLASS = "glass"
    NAIL = "nail"
    GAS = "gas"
    ELECTRIC = "electric"
    ASBESTOS = "asbestos"
    CHEMICAL = "chemical"
    EXPLOSIVE = "explosive"
    BEES = "bees"
    SNAKE = "snake"
    SLOPE = "slope"
    WATER = "water"
    SEWAGE = "sewage"
    HEAT = "heat"


class BuildingSafety(StrEnum):
    """May the house be entered, as the surveyors saw it (2.2 #5)."""

    OK = "ok"
    CAUTION = "caution"
    NO_ENTRY = "no_entry"


class SurveyResult(StrEnum):
    """How the visit of the surveyors went (2.2 #3)."""

    DONE = "done"
    ABSENT = "absent"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    NOT_NEEDED = "not_needed"


class Verdict(StrEnum):
    """What the survey says of the work (2.2 #26); a rented house may wait for its owner."""

    GENERAL = "general"
    TECHNICAL = "technical"
    MIXED = "mixed"
    PENDING_JUDGE = "pending_judge"
    PENDING_CITY = "pending_city"
    PENDING_OWNER = "pending_owner"
    REFUSE = "refuse"


class TechnicalClass(StrEnum):
    """技術系区分 (2.2 #27)."""

    ROOF_TARP = "roof_tarp"
    ROOF_TILE = "roof_tile"
    UNDER_FLOOR = "under_floor"
    WALL_STRIP = "wall_strip"
    CEILING = "ceiling"
    CHAIN_SAW = "chain_saw"
    HEAVY_MACHINE = "heavy_machine"
    VALUABLES_COLLAPSED = "valuables_collapsed"
    BLOCK_WALL = "block_wall"
    JACK_UP = "jack_up"
    ELECTRIC = "electric"
    DEHUMID = "dehumid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The house and its ground. Depths in cm; `parking_spaces` cars that may stand there; None: not asked
    yet.
    """

    building_use: BuildingUse | None = None
    second_house: bool | None = None
    tenure: Tenure | None = None
    damage: tuple[Damage, ...] = ()
    flood_cm: int | None = None
    mud_cm: int | None = None
    parking_spaces: int | None = None
    kei_truck_ok: bool | None = None
    truck_2t_ok: bool | None = None
    bus_ok: bool | None = None
    hints: tuple[Hint, ...] = ()
    hazards: tuple[Hazard, ...] = ()
    safety: BuildingSafety | None = None
    cert_photo_done: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the household wishes about time. `deadline`: day by which the work is of use (demolition, moving,
    waste).
    """

    not_before: date | None = None
    days: tuple[date, ...] = ()
    slot: Slot | None = None
    deadline: date | None = None
    no_hurry: bool | None = None
    presence: Presence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Agreement to the use of personal details. `wording`: number of the wording that was read out
    (domain/10 10.3).
    """

    wording: int
    method: ConsentMethod
    share_with: tuple[SharePartner, ...]
    photo: bool
    at: datetime
