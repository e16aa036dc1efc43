"""Small values of the field: days and slots, work types, skills, vehicles, places as codes. All enums carry
public codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from zoneinfo import ZoneInfo

from dvc.domain.ids import AreaCode, ItemCode, MeshCode

CENTER_ZONE = ZoneInfo("Asia/Tokyo")
"""Every center of this system lies in Japan; an activity day is a date in this zone (conventions.md section
5).
"""

ActivityDay = NewType("ActivityDay", date)
DAY_BEGINS = timedelta(hours=4)
"""A night shift until 04:00 belongs to the day before (center policy, ADR-0010)."""


def activity_day(at: datetime) -> ActivityDay:
    """The activity day of an aware instant."""
    return ActivityDay((at.astimezone(CENTER_ZONE) - DAY_BEGINS).date())


class Slot(StrEnum):
    """Part of a day for which a visit is agreed."""

    AM = "am"
    PM = "pm"
    DAY = "day"


class Presence(StrEnum):
    """Who opens the house (立会い, domain/02 2.1 #33)."""

    SELF = "self"
    FAMILY = "family"
    PROXY = "proxy"
    KEY_KEPT = "key_kept"
    NONE = "none"


class Channel(StrEnum):
    """How a need came in (domain/02 2.1 #4)."""

    PHONE = "phone"
    COUNTER = "counter"
    VISIT = "visit"
    WEB = "web"
    FAX = "fax"
    MINSEI = "minsei"
    CITY = "city"
    CANVASS = "canvass"
    OTHER = "other"
    UNKNOWN = "unknown"


class WorkType(StrEnum):
    """What is to be done (catalogue of domain/04 4.1)."""

    BELONGINGS_OUT = "belongings_out"
    TRASH_CARRY = "trash_carry"
    MUD_ROOM = "mud_room"
    MUD_UNDER = "mud_under"
    MUD_YARD = "mud_yard"
    DRAIN = "drain"
    FLOOR_REMOVE = "floor_remove"
    WALL_REMOVE = "wall_remove"
    INSULATION = "insulation"
    WASHING = "washing"
    DISINFECT = "disinfect"
    DEHUMID = "dehumid"
    TARP_ROOF = "tarp_roof"
    TILE_REMOVE = "tile_remove"
    BLOCK_WALL = "block_wall"
    TREE = "tree"
    RUBBLE = "rubble"
    VALUABLES = "valuables"
    FURNITURE_FIX = "furniture_fix"
    MOVING = "moving"
    PHOTO_WASH = "photo_wash"
    SUPPLY_SORT = "supply_sort"
    SOUP_KITCHEN = "soup_kitchen"
    ASHIYU = "ashiyu"
    SALON = "salon"
    LISTENING = "listening"
    CANVASS = "canvass"
    SNOW = "snow"
    ASH = "ash"
    SHELTER_HELP = "shelter_help"
    WATER_CARRY = "water_carry"
    CHILD_PLAY = "child_play"
    PETS = "pets"
    FARM = "farm"
    BUSINESS = "business"
    TEMPLE_PUBLIC = "temple_public"
    CENTER_WORK = "center_work"
    INTERPRET = "interpret"
    DEBRIS_BEACH = "debris_beach"
    OTHER = "other"


class Route(StrEnum):
    """Who takes it (振り分け, domain/02 2.1 #42)."""

    GENERAL = "general"
    TECHNICAL = "technical"
    REFER = "refer"
    SELF_CONTRACTOR = "self_contractor"
    REFUSE = "refuse"
    UNDECIDED = "undecided"


class Rank(StrEnum):
    """Order of serving: A urgent, B first, C ordinary, D may wait (domain/05 5.2)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Skill(StrEnum):
    """Licences and skills that a need may ask for (domain/04 4.3)."""

    DRIVER_KEI = "driver_kei"
    DRIVER_2T = "driver_2t"
    DRIVER_LARGE = "driver_large"
    HEAVY_SMALL = "heavy_small"
    HEAVY_LARGE = "heavy_large"
    CHAINSAW = "chainsaw"
    ROOF = "roof"
    UNDER_FLOOR = "under_floor"
    CARPENTER = "carpenter"
    PLUMBING = "plumbing"
    ELECTRIC = "electric"
    NURSE = "nurse"
    CARE = "care"
    FIRST_AID = "first_aid"
    INTERPRETER = "interpreter"
    SIGN = "sign"
    PC = "pc"
    PHONE_DESK = "phone_desk"
    LEADER_EXP = "leader_exp"
    LOCAL_GUIDE = "local_guide"
    CHILD_CARE = "child_care"
    COOK = "cook"
    PHOTO = "photo"
    DRONE = "drone"
    CLOSED_SPACE_OK = "closed_space_ok"


class Vehicle(StrEnum):
    """Vehicle that a volunteer brings (domain/04 4.4)."""

    NONE = "none"
    CAR = "car"
    VAN = "van"
    KEI_TRUCK = "kei_truck"
    TRUCK_2T = "truck_2t"


class AgeBand(StrEnum):
    """Age as far as the center needs it (domain/02 2.3 #3)."""

    UNDER_15 = "under_15"
    FROM_15 = "from_15"
    FROM_18 = "from_18"
    TWENTIES = "twenties"
    THIRTIES = "thirties"
    FORTIES = "forties"
    FIFTIES = "fifties"
    SIXTIES = "sixties"
    SEVENTIES = "seventies"
    OVER_80 = "over_80"
    UNKNOWN = "unknown"

    @property
    def is_minor(self) -> bool:
        """Under 18: guardian's consent and an adult in the team (rule H06)."""
        return self in {AgeBand.UNDER_15, AgeBand.FROM_15}


class Gender(StrEnum):
    """Asked only for teams that must include women; an answer is never demanded."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place as the log and the boards may know it: area code and 500 m mesh cell, None when unknown.

    The exact point, the address and the landmark live in the vault under the household.
    """

    area: AreaCode | None = None
    mesh: MeshCode | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """So many of one kind of equipment (item code of domain/04 4.5)."""

    item: ItemCode
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillCount:
    """So many people with one skill."""

    skill: Skill
    count: int
