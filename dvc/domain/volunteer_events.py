"""Events of a volunteer, apart from any day. Names, phones and words are in the vault; here stand enums and
numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import InsuranceCover
from dvc.domain.personal import Personal
from dvc.domain.values import AgeBand, Gender, Skill, Vehicle, WorkType


class Experience(StrEnum):
    """How often before, anywhere (domain/02 2.3 #12)."""

    NONE = "none"
    FEW = "few"
    SOME = "some"
    MANY = "many"
    UNKNOWN = "unknown"


class GuardianConsent(StrEnum):
    """The guardian's word for a minor; a child under 15 comes with the guardian (H06)."""

    NONE = "none"
    PHONE = "phone"
    WRITTEN = "written"
    ACCOMPANIED = "accompanied"


class Language(StrEnum):
    """Languages that somebody speaks (ISO 639-1), for teams, rooms and interpreters;
    `sign`: sign language.
    """

    JA = "ja"
    EN = "en"
    ZH = "zh"
    KO = "ko"
    VI = "vi"
    TL = "tl"
    PT = "pt"
    ES = "es"
    NE = "ne"
    ID = "id"
    MY = "my"
    TH = "th"
    SIGN = "sign"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the center knows of a volunteer as enums and numbers. `seats`: places in the own car, driver
    included.

    `heavy_ok` False: no lifting, for health. `has_phone`: a number stands in the vault.
    """

    age_band: AgeBand = AgeBand.UNKNOWN
    gender: Gender = Gender.NO_ANSWER
    skills: tuple[Skill, ...] = ()
    vehicle: Vehicle = Vehicle.NONE
    seats: int = 0
    experience: Experience = Experience.UNKNOWN
    languages: tuple[Language, ...] = ()
    avoid: tuple[WorkType, ...] = ()
    heavy_ok: bool = True
    has_phone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerRegistered:
    """Somebody was entered for the first time."""

    volunteer_id: VolunteerId
    profile: Profile
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerToldEarlier:
    """A device told of the same entry again, with an earlier time: that is when it was made."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerAmended:
    """What is known of somebody was corrected. `personal`: vault fields that changed, so that the log knows
    of a new phone as well as of a new seat (law 11).
    """

    profile: Profile
    personal: tuple[Personal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAdded:
    """A policy was shown or taken out."""

    cover: InsuranceCover


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianConsentGiven:
    """The guardian agreed, or comes along."""

    consent: GuardianConsent


@dataclass(frozen=True, slots=True, kw_only=True)
class DoNotAssignSet:
    """A chief decided that this person is not sent out, or may be again (H18); the reason is in the vault."""

    do_not_assign: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerDayCounted:
    """A day on which this person worked, counted once."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two entries of one person tell together."""

    profile: Profile
    covers: tuple[InsuranceCover, ...]
    guardian: GuardianConsent
    do_not_assign: bool
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerMerged:
    """This entry was the same person as another one, which stands."""

    into: VolunteerId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerUnmerged:
    """It was somebody else after all; this entry stands again."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerAbsorbed:
    """Took over what the other entry told."""

    other: VolunteerId
    shared: Shared


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerParted:
    """Gave back what it had taken over from the other entry."""

    other: VolunteerId
    shared: Shared


VolunteerEvent: TypeAlias = (
    VolunteerRegistered
    | VolunteerToldEarlier
    | VolunteerAmended
    | CoverAdded
    | GuardianConsentGiven
    | DoNotAssignSet
    | VolunteerDayCounted
    | VolunteerMerged
    | VolunteerUnmerged
    | VolunteerAbsorbed
    | VolunteerParted
)
