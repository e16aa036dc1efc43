"""What a person says of oneself on the form (事前登録, domain/02 2.3): words for the vault, facts for the
entry.

A name is never refused for how it is written; only an empty one, control characters and slips of the finger
are.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta
from dvc.commands.reception_asks import today
from dvc.domain.folding import phone_digits
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import InsuranceCover, InsurancePlan, fiscal_year
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import AgeBand, Gender, Skill, Vehicle, WorkType
from dvc.domain.volunteer import (
    VOLUNTEER,
    Experience,
    GuardianConsent,
    Language,
    Profile,
    Volunteer,
    add_cover,
    age_band_on,
    amend,
    give_consent,
    profile_of,
    register,
    tell_again,
)
from dvc.domain.volunteer_events import VolunteerEvent
from dvc.ports import Work

TEXT_MOST: Mapping[Personal, int] = {
    Personal.NAME: 60,  # domain/02 2.1 #5
    Personal.KANA: 60,
    Personal.PHONE: 20,
    Personal.PHONE_2: 20,
    Personal.EMAIL: 120,
    Personal.CITY_OF_HOME: 60,
    Personal.AFFILIATION: 100,
    Personal.EMERGENCY_NAME: 60,
    Personal.EMERGENCY_PHONE: 20,
    Personal.BIRTH_DATE: 10,
    Personal.INSURANCE_NO: 40,
    Personal.HEALTH_NOTE: 400,
    Personal.GROUP_NAME: 100,
    Personal.REASON_TEXT: 400,
}
PHONES = frozenset({Personal.PHONE, Personal.PHONE_2, Personal.EMERGENCY_PHONE})
PHONE_DIGITS = range(5, 16)  # a local number without area code has 5 or 6 digits (domain/02 2.11)
NO_PHONE = "なし"
OLDEST_YEARS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverForm:
    """A policy as it is shown. `joined_on` None: today; `fiscal_year` None: that of the joining."""

    plan: InsurancePlan
    joined_on: date | None = None
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonForm:
    """The form of one person; None: not asked, or as it stands. `birth_date`: `2001-05-31`, gives the age
    band.
    """

    name: str | None = None
    kana: str | None = None
    phone: str | None = None
    phone_2: str | None = None
    email: str | None = None
    city_of_home: str | None = None
    affiliation: str | None = None
    emergency_name: str | None = None
    emergency_phone: str | None = None
    birth_date: str | None = None
    insurance_no: str | None = None
    health_note: str | None = None
    age_band: AgeBand | None = None
    gender: Gender | None = None
    skills: tuple[Skill, ...] | None = None
    vehicle: Vehicle | None = None
    seats: int | None = None
    experience: Experience | None = None
    languages: tuple[Language, ...] | None = None
    avoid: tuple[WorkType, ...] | None = None
    heavy_ok: bool | None = None
    cover: CoverForm | None = None
    guardian: GuardianConsent | None = None


def enter_person(work: Work, meta: CommandMeta, volunteer_id: VolunteerId, form: PersonForm) -> Volunteer:
    """Enter somebody new, facts and words. Raises Refusal `reception.name_missing`,
    `reception.already_registered`.
    """
    on = today(work)
    refuse_unless(form.name is not None, "reception.name_missing", status=422, field="name")
    texts = texts_of(form)
    profile = _profile(form, Profile(), on)
    before = work.find(VOLUNTEER, volunteer_id)
    events = register(before, volunteer_id=volunteer_id, profile=profile, at=work.meta.happened_at)
    v = work.record(VOLUNTEER, volunteer_id, *events)
    v = _with_papers(work, v, form, on)
    work.vault.put(volunteer_id, texts, source_of(work, meta, said_by="self"))
    return v


def tell_again_of(work: Work, v: Volunteer) -> None:
    """A device told of a known entry again: only its time can be earlier (law 8)."""
    events = tell_again(v, at=work.meta.happened_at)
    if events:
        work.record(VOLUNTEER, v.volunteer_id, *events)


def amend_person(work: Work, meta: CommandMeta, v: Volunteer, form: PersonForm) -> Volunteer:
    """Correct somebody's entry; what the form leaves out stays. Raises Refusal `refusal.value`."""
    on = today(work)
    texts = _new_words(work, v.volunteer_id, texts_of(form))
    events = amend(v, _profile(form, profile_of(v), on), tuple(sorted(texts)))
    if events:
        v = work.record(VOLUNTEER, v.volunteer_id, *events)
    v = _with_papers(work, v, form, on)
    work.vault.put(v.volunteer_id, texts, source_of(work, meta, said_by="self"))
    return v


def _new_words(
    work: Work, volunteer_id: VolunteerId, texts: Mapping[Personal, str | None]
) -> dict[Personal, str]:
    """The words that are not the ones that stand already."""
    return {
        field: text for field, text in texts.items() if text and text != work.vault.get(volunteer_id, field)
    }


def cover_of(form: CoverForm, on: date) -> InsuranceCover:
    """The policy of a form. Raises Refusal `refusal.value` for a fiscal year that the day of joining cannot
    mean.
    """
    joined = form.joined_on or on
    refuse_unless(joined <= on, "refusal.value", status=422, field="joined_on")
    year = form.fiscal_year if form.fiscal_year is not None else fiscal_year(joined)
    in_range = fiscal_year(joined) <= year <= fiscal_year(joined) + 1
    refuse_unless(in_range, "refusal.value", status=422, field="fiscal_year")
    return InsuranceCover(plan=form.plan, fiscal_year=year, joined_on=joined)


def texts_of(form: PersonForm) -> dict[Personal, str | None]:
    """The words of a form, each checked. Raises Refusal with the field (422)."""
    return {
        field: checked(field, getattr(form, field.value, None)) for field in TEXT_MOST if field in _OF_PERSON
    }


_OF_PERSON = frozenset(TEXT_MOST) - {Personal.GROUP_NAME, Personal.REASON_TEXT}


def checked(field: Personal, text: str | None) -> str | None:
    """A text without its outer spaces, shown as it was given. Raises Refusal `refusal.value` or
    `reception.phone_letters`.
    """
    if text is None:
        return None
    most = TEXT_MOST[field]
    plain = text.strip()
    is_readable = not any(
        unicodedata.category(character) == "Cc" and character != "\n" for character in plain
    )
    refuse_unless(is_readable, "refusal.value", status=422, field=field.value)
    if not plain and field is Personal.NAME:
        raise Refusal("reception.name_missing", status=422, field=field.value)
    refuse_unless(len(plain) <= most, "refusal.value", status=422, field=field.value, most=most)
    if field in PHONES and plain and plain != NO_PHONE:
        _check_phone(field, plain)
    if field is Personal.BIRTH_DATE and plain:
        _born(plain)
    return plain or None


def _check_phone(field: Personal, plain: str) -> None:
    has_letters = any(character.isalpha() and character != "ー" for character in plain)
    fits = not has_letters and len(phone_digits(plain)) in PHONE_DIGITS
    refuse_unless(fits, "reception.phone_letters", status=422, field=field.value)


def _born(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal("refusal.value", status=422, field="birth_date") from None


def _profile(form: PersonForm, before: Profile, on: date) -> Profile:
    """The facts of a form over what stood before."""
    band = form.age_band or before.age_band
    if form.birth_date and form.birth_date.strip():
        born = _born(form.birth_date.strip())
        in_range = born <= on and on.year - born.year <= OLDEST_YEARS
        refuse_unless(in_range, "refusal.value", status=422, field="birth_date")
        band = age_band_on(born, on)
    has_phone = before.has_phone if form.phone is None else bool(phone_digits(form.phone))
    return Profile(
        age_band=band,
        gender=form.gender or before.gender,
        skills=before.skills if form.skills is None else form.skills,
        vehicle=form.vehicle or before.vehicle,
        seats=before.seats if form.seats is None else form.seats,
        experience=form.experience or before.experience,
        languages=before.languages if form.languages is None else form.languages,
        avoid=before.avoid if form.avoid is None else form.avoid,
        heavy_ok=before.heavy_ok if form.heavy_ok is None else form.heavy_ok,
        has_phone=has_phone,
    )


def _with_papers(work: Work, v: Volunteer, form: PersonForm, on: date) -> Volunteer:
    """Policy and guardian's consent, if the form brings them."""
    events: tuple[VolunteerEvent, ...] = ()
    if form.cover is not None:
        events += add_cover(v, cover_of(form.cover, on))
    if form.guardian is not None and form.guardian is not GuardianConsent.NONE:
        events += give_consent(v, form.guardian)
    return work.record(VOLUNTEER, v.volunteer_id, *events) if events else v
