"""Volunteers apart from any day: age, consent, cover, days worked, and two entries of one person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dvc.domain.ids import VolunteerId
from dvc.domain.refusal import Refusal
from dvc.domain.values import AgeBand, Gender, Skill
from dvc.domain.volunteer import (
    VOLUNTEER,
    GuardianConsent,
    Profile,
    Volunteer,
    VolunteerStatus,
    absorb,
    add_cover,
    age_band_on,
    amend,
    count_day,
    give_consent,
    guardian_ok,
    merge,
    part,
    profile_of,
    register,
    set_do_not_assign,
    shared_of,
    standing_on,
    unmerge,
)
from tests.unit.reception.builders import NINE, TODAY, a_cover, a_volunteer

OTHER = VolunteerId("vol_twice")


def moved(v: Volunteer, events: Iterable[Any]) -> Volunteer:
    for event in events:
        v = VOLUNTEER.step(v, event)
    return v


@pytest.mark.parametrize(
    ("born", "band"),
    [
        (date(2011, 9, 13), AgeBand.UNDER_15),
        (date(2011, 9, 12), AgeBand.FROM_15),
        (date(2008, 9, 13), AgeBand.FROM_15),
        (date(2008, 9, 12), AgeBand.FROM_18),
        (date(2006, 9, 12), AgeBand.TWENTIES),
        (date(1946, 9, 13), AgeBand.SEVENTIES),
        (date(1946, 9, 12), AgeBand.OVER_80),
    ],
)
def test_the_age_band_changes_on_the_birthday(born: date, band: AgeBand) -> None:
    assert age_band_on(born, TODAY) is band


@pytest.mark.parametrize(
    ("band", "consent", "ok"),
    [
        (AgeBand.THIRTIES, GuardianConsent.NONE, True),
        (AgeBand.UNKNOWN, GuardianConsent.NONE, True),
        (AgeBand.FROM_15, GuardianConsent.NONE, False),
        (AgeBand.FROM_15, GuardianConsent.PHONE, True),
        (AgeBand.UNDER_15, GuardianConsent.WRITTEN, False),
        (AgeBand.UNDER_15, GuardianConsent.ACCOMPANIED, True),
    ],
)
def test_a_minor_needs_consent_and_a_child_the_guardian_beside(
    band: AgeBand,
    consent: GuardianConsent,
    *,
    ok: bool,
) -> None:
    """H06."""
    assert guardian_ok(replace(a_volunteer(age_band=band), guardian=consent)) is ok


def test_a_childs_consent_by_telephone_is_refused_with_the_way_out() -> None:
    with pytest.raises(Refusal, match="child_needs_company"):
        give_consent(a_volunteer(age_band=AgeBand.UNDER_15), GuardianConsent.PHONE)


def test_a_person_is_entered_once_and_again_after_the_entry_was_taken_back() -> None:
    v = a_volunteer()
    with pytest.raises(Refusal, match="already_registered"):
        register(v, volunteer_id=v.volunteer_id, profile=Profile(), at=NINE)
    gone = VOLUNTEER.void(v)
    assert gone.status is VolunteerStatus.UNDONE
    again = moved(gone, register(gone, volunteer_id=v.volunteer_id, profile=Profile(), at=NINE))
    assert again.status is VolunteerStatus.ACTIVE


def test_the_same_correction_the_same_policy_and_the_same_mark_change_nothing() -> None:
    v = a_volunteer(covers=(a_cover(),))
    assert amend(v, profile_of(v)) == ()
    assert add_cover(v, a_cover()) == ()
    assert set_do_not_assign(v, do_not_assign=False) == ()
    assert count_day(replace(v, days=(TODAY,)), TODAY) == ()


@pytest.mark.parametrize(
    "profile",
    [Profile(seats=-1), Profile(seats=61), Profile(skills=(Skill.ROOF, Skill.ROOF))],
)
def test_a_slip_of_the_finger_is_named_by_its_field(profile: Profile) -> None:
    with pytest.raises(Refusal) as refused:
        amend(a_volunteer(), profile)
    assert (refused.value.code, refused.value.status) == ("refusal.value", 422)
    assert refused.value.details["field"] in {"seats", "skills"}


def test_days_worked_count_once_each() -> None:
    v = moved(a_volunteer(), count_day(a_volunteer(), TODAY))
    assert (v.days, v.visits) == ((TODAY,), 1)


def test_the_entry_says_what_holds_today() -> None:
    v = a_volunteer(covers=(a_cover(joined=TODAY),), age_band=AgeBand.FROM_15)
    told = standing_on(v, TODAY, is_immediate=False)
    assert (told.insured, told.guardian_ok) == (False, False)
    assert standing_on(v, TODAY, is_immediate=True).insured


def merged() -> tuple[Volunteer, Volunteer, Volunteer]:
    """(kept before, kept after, other) of two entries of one person."""
    keep = a_volunteer(gender=Gender.FEMALE, age_band=AgeBand.UNKNOWN, skills=(Skill.NURSE,))
    other = replace(
        a_volunteer(
            OTHER, covers=(a_cover(),), age_band=AgeBand.FORTIES, skills=(Skill.ROOF,), gender=Gender.MALE
        ),
        do_not_assign=True,
        days=(date(2026, 9, 5),),
        visits=1,
    )
    return keep, moved(keep, absorb(keep, other)), moved(other, merge(other, into=keep.volunteer_id, at=NINE))


def test_the_standing_entry_takes_over_what_it_did_not_know_and_keeps_its_own_answers() -> None:
    _, keep, other = merged()
    assert (keep.gender, keep.age_band, keep.skills) == (
        Gender.FEMALE,
        AgeBand.FORTIES,
        (Skill.NURSE, Skill.ROOF),
    )
    assert (keep.do_not_assign, keep.visits, keep.covers) == (True, 1, (a_cover(),))
    assert (other.status, other.merged_into) == (VolunteerStatus.MERGED, keep.volunteer_id)
    with pytest.raises(Refusal, match="merged_away"):
        amend(other, Profile())


def test_a_parting_gives_back_what_was_brought_and_keeps_what_came_since() -> None:
    before, after, other = merged()
    now = moved(after, amend(after, replace(profile_of(after), seats=4, skills=(*after.skills, Skill.COOK))))
    now = moved(now, count_day(now, TODAY))
    alone = moved(now, part(now, other=OTHER, before=shared_of(before), after=shared_of(after)))
    assert (alone.age_band, alone.skills, alone.seats) == (AgeBand.UNKNOWN, (Skill.NURSE, Skill.COOK), 4)
    assert (alone.covers, alone.do_not_assign, alone.days, alone.absorbed) == ((), False, (TODAY,), ())
    back = moved(other, unmerge(other, at=NINE))
    assert (back.status, back.merged_into, back.covers) == (VolunteerStatus.ACTIVE, None, (a_cover(),))


def test_a_merge_with_itself_or_of_somebody_who_gave_way_is_refused() -> None:
    v = a_volunteer()
    with pytest.raises(Refusal, match="same_entry"):
        merge(v, into=v.volunteer_id, at=NINE)
    _, _, other = merged()
    with pytest.raises(Refusal, match="merged_away"):
        merge(other, into=VolunteerId("vol_third"), at=NINE)
    with pytest.raises(Refusal, match="not_merged"):
        unmerge(v, at=NINE)
