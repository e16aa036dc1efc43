"""Which personal details there are, which of them are sensitive, and who said them (domain/10; APPI 2-3 for
要配慮).

Values live in the people vault only. A field not named here cannot be stored; a field named here stands in
`docs/who-sees-what.csv`, or the tests fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId


class Personal(StrEnum):
    """A field of the vault. Subjects are households, needs, visits, volunteers, groups, referrals, staff, the
    center.
    """

    NAME = "name"
    KANA = "kana"
    PHONE = "phone"
    PHONE_2 = "phone_2"
    EMAIL = "email"
    ADDRESS = "address"
    LANDMARK = "landmark"
    LAT = "lat"
    LON = "lon"
    REQUESTER_NAME = "requester_name"
    REQUESTER_KANA = "requester_kana"
    REQUESTER_PHONE = "requester_phone"
    RELATION = "relation"
    CONTACT_HOURS = "contact_hours"
    CITY_OF_HOME = "city_of_home"
    AFFILIATION = "affiliation"
    EMERGENCY_NAME = "emergency_name"
    EMERGENCY_PHONE = "emergency_phone"
    BIRTH_DATE = "birth_date"
    INSURANCE_NO = "insurance_no"
    GROUP_NAME = "group_name"
    REQUEST_TEXT = "request_text"
    SITE_MEMO = "site_memo"
    CAUTIONS = "cautions"
    PARKING_NOTE = "parking_note"
    TOILET_NOTE = "toilet_note"
    CLINIC_NOTE = "clinic_note"
    PET_NOTE = "pet_note"
    INSPECTION_NOTE = "inspection_note"
    ESTIMATE_BASIS = "estimate_basis"
    HEALTH_NOTE = "health_note"
    LIVING_NOTE = "living_note"
    CRISIS_NOTE = "crisis_note"
    CONCERN_NOTE = "concern_note"
    CALL_NOTE = "call_note"
    REPORT_TEXT = "report_text"
    REMAINING_TEXT = "remaining_text"
    INJURY_NOTE = "injury_note"
    AGENCY = "agency"
    WORDS_SAID = "words_said"
    REASON_TEXT = "reason_text"
    CENTER_NAME = "center_name"
    CENTER_PHONE = "center_phone"
    CENTER_PLACE = "center_place"


SEALED = frozenset(
    {
        Personal.REQUEST_TEXT,
        Personal.SITE_MEMO,
        Personal.PARKING_NOTE,
        Personal.TOILET_NOTE,
        Personal.CLINIC_NOTE,
        Personal.PET_NOTE,
        Personal.ESTIMATE_BASIS,
        Personal.CAUTIONS,
        Personal.INSPECTION_NOTE,
        Personal.HEALTH_NOTE,
        Personal.LIVING_NOTE,
        Personal.CRISIS_NOTE,
        Personal.CONCERN_NOTE,
        Personal.CALL_NOTE,
        Personal.REPORT_TEXT,
        Personal.REMAINING_TEXT,
        Personal.INJURY_NOTE,
        Personal.WORDS_SAID,
        Personal.REASON_TEXT,
        Personal.EMERGENCY_NAME,
        Personal.EMERGENCY_PHONE,
        Personal.BIRTH_DATE,
        Personal.INSURANCE_NO,
    }
)
"""Sensitive details and free text: written to disk only under the key of the person (ADR-0012)."""

SEARCHED = frozenset(
    {
        Personal.NAME,
        Personal.KANA,
        Personal.PHONE,
        Personal.PHONE_2,
        Personal.ADDRESS,
        Personal.REQUESTER_NAME,
        Personal.REQUESTER_KANA,
        Personal.REQUESTER_PHONE,
        Personal.GROUP_NAME,
    }
)
"""Fields that a desk searches by; they are kept with a folded form beside the value as it was given."""


class Told(StrEnum):
    """Whether a detail was seen on site or told by somebody."""

    TOLD = "told"
    SEEN = "seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Provenance of a value. `said_by`: relation word or id of who said it, None when unknown; never a name.
    """

    said_by: str | None
    medium: Medium
    told: Told
    at: datetime
    action_id: ActionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """One value with its source; the newest of a field stands, older ones stay."""

    field: Personal
    value: str
    source: Source
