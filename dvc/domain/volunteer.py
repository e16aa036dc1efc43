"""A volunteer apart from the day record (issue 2, 2a): age, skills, car, cover, consent, days worked; merge
and unmerge.

The person outlives the day and the operation's days; what happened on a date is the day record
(`attendance`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar, assert_never

from dvc.domain.attendance_state import Standing
from dvc.domain.ids import VolunteerId
from dvc.domain.insurance import COVERS_MOST, CoverJudgement, InsuranceCover, judge
from dvc.domain.kind import Kind
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import AgeBand, Gender, Skill, Vehicle, WorkType
from dvc.domain.volunteer_events import (
    CoverAdded,
    DoNotAssignSet,
    Experience,
    GuardianConsent,
    GuardianConsentGiven,
    Language,
    Profile,
    Shared,
    VolunteerAbsorbed,
    VolunteerAmended,
    VolunteerDayCounted,
    VolunteerEvent,
    VolunteerMerged,
    VolunteerParted,
    VolunteerRegistered,
    VolunteerToldEarlier,
    VolunteerUnmerged,
)

__all__ = ["Experience", "GuardianConsent", "Language", "Profile"]

SEATS_MOST = 60  # a coach
LIST_MOST = 30  # skills, languages, avoided work: more than the catalogue holds of any
T = TypeVar("T")


class VolunteerStatus(StrEnum):
    """Whether the entry stands."""

    ACTIVE = "active"
    MERGED = "merged"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Volunteer:
    """State of a volunteer. `days`: activity days worked, each once; `visits`: how many. `merged_into`: the
    entry that stands.
    """

    volunteer_id: VolunteerId
    status: VolunteerStatus
    registered_at: datetime
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
    covers: tuple[InsuranceCover, ...] = ()
    guardian: GuardianConsent = GuardianConsent.NONE
    do_not_assign: bool = False
    days: tuple[date, ...] = ()
    visits: int = 0
    merged_into: VolunteerId | None = None
    merged_at: datetime | None = None
    absorbed: tuple[VolunteerId, ...] = ()


def register(
    v: Volunteer | None, *, volunteer_id: VolunteerId, profile: Profile, at: datetime
) -> tuple[VolunteerEvent, ...]:
    """Enter somebody once. Raises Refusal `reception.already_registered`, `refusal.value`."""
    _refuse_values(profile)
    if v is not None and v.status is not VolunteerStatus.UNDONE:
        raise Refusal("reception.already_registered", person=volunteer_id, at=v.registered_at)
    return (VolunteerRegistered(volunteer_id=volunteer_id, profile=profile, at=at),)


def tell_again(v: Volunteer, *, at: datetime) -> tuple[VolunteerEvent, ...]:
    """The same entry told again by a device: the earliest time is the time of the entry."""
    return (VolunteerToldEarlier(at=at),) if at < v.registered_at else ()


def amend(v: Volunteer, profile: Profile, personal: tuple[Personal, ...] = ()) -> tuple[VolunteerEvent, ...]:
    """Correct what is known, `personal` being the vault fields that changed; the same again changes nothing.
    Raises Refusal `reception.merged_away`, `refusal.value`.
    """
    refuse_not_standing(v)
    _refuse_values(profile)
    is_same = profile_of(v) == profile and not personal
    return () if is_same else (VolunteerAmended(profile=profile, personal=personal),)


def add_cover(v: Volunteer, cover: InsuranceCover) -> tuple[VolunteerEvent, ...]:
    """Note a policy; known ones change nothing. Raises Refusal `refusal.value` above the limit."""
    refuse_not_standing(v)
    if cover in v.covers:
        return ()
    refuse_unless(len(v.covers) < COVERS_MOST, "refusal.value", status=422, field="cover", most=COVERS_MOST)
    return (CoverAdded(cover=cover),)


def give_consent(v: Volunteer, consent: GuardianConsent) -> tuple[VolunteerEvent, ...]:
    """Note the guardian's consent. Raises Refusal `reception.child_needs_company` for a child under 15 alone
    (H06).
    """
    refuse_not_standing(v)
    is_child_alone = v.age_band is AgeBand.UNDER_15 and consent is not GuardianConsent.ACCOMPANIED
    refuse_unless(not is_child_alone, "reception.child_needs_company", person=v.volunteer_id)
    refuse_unless(consent is not GuardianConsent.NONE, "refusal.value", status=422, field="consent")
    return () if v.guardian is consent else (GuardianConsentGiven(consent=consent),)


def set_do_not_assign(v: Volunteer, *, do_not_assign: bool) -> tuple[VolunteerEvent, ...]:
    """Do not send this person out any more, or again (H18)."""
    refuse_not_standing(v)
    return () if v.do_not_assign is do_not_assign else (DoNotAssignSet(do_not_assign=do_not_assign),)


def count_day(v: Volunteer, day: date) -> tuple[VolunteerEvent, ...]:
    """Count a day worked; once a day."""
    return () if day in v.days else (VolunteerDayCounted(day=day),)


def merge(v: Volunteer, *, into: VolunteerId, at: datetime) -> tuple[VolunteerEvent, ...]:
    """This entry gives way to the other. Raises Refusal `reception.merged_away`, `reception.same_entry`."""
    refuse_not_standing(v)
    refuse_unless(v.volunteer_id != into, "reception.same_entry", status=422)
    return (VolunteerMerged(into=into, at=at),)


def absorb(keep: Volunteer, other: Volunteer) -> tuple[VolunteerEvent, ...]:
    """The standing entry takes over what the other told; nothing known of the standing one is overwritten."""
    refuse_not_standing(keep)
    shared = _together(shared_of(keep), shared_of(other))
    return (VolunteerAbsorbed(other=other.volunteer_id, shared=shared),)


def unmerge(v: Volunteer, *, at: datetime) -> tuple[VolunteerEvent, ...]:
    """The entry stands again. Raises Refusal `reception.not_merged`."""
    refuse_unless(v.status is VolunteerStatus.MERGED, "reception.not_merged")
    return (VolunteerUnmerged(at=at),)


def part(now: Volunteer, *, other: VolunteerId, before: Shared, after: Shared) -> tuple[VolunteerEvent, ...]:
    """The standing entry gives back what came with the other; whatever changed since the merge stays.

    `before`, `after`: what it shared around the merge.
    """
    refuse_unless(other in now.absorbed, "reception.not_merged")
    return (VolunteerParted(other=other, shared=_apart(shared_of(now), before=before, after=after)),)


def cover_on(v: Volunteer, on: date, *, is_immediate: bool, is_quake: bool) -> CoverJudgement:
    """What the gate says for a day (domain/06 6.9)."""
    return judge(v.covers, on, is_immediate=is_immediate, is_quake=is_quake)


def guardian_ok(v: Volunteer) -> bool:
    """Whether nobody's consent is missing: an adult, a minor with consent, a child with the guardian beside
    (H06).
    """
    if v.age_band is AgeBand.UNDER_15:
        return v.guardian is GuardianConsent.ACCOMPANIED
    return not v.age_band.is_minor or v.guardian is not GuardianConsent.NONE


def standing_on(v: Volunteer, on: date, *, is_immediate: bool) -> Standing:
    """What this record says for a day, as the day record keeps it."""
    cover = cover_on(v, on, is_immediate=is_immediate, is_quake=False)
    return Standing(insured=cover.is_covered, guardian_ok=guardian_ok(v), vehicle=v.vehicle, seats=v.seats)


def age_band_on(born: date, on: date) -> AgeBand:
    """The age band of somebody born on a day (domain/02 2.3 #3)."""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    for below, band in _BANDS:
        if age < below:
            return band
    return AgeBand.OVER_80


_BANDS = (
    (15, AgeBand.UNDER_15), (18, AgeBand.FROM_15), (20, AgeBand.FROM_18), (30, AgeBand.TWENTIES),
    (40, AgeBand.THIRTIES), (50, AgeBand.FORTIES), (60, AgeBand.FIFTIES), (70, AgeBand.SIXTIES),
    (80, AgeBand.SEVENTIES),
)  # fmt: skip


def refuse_not_standing(v: Volunteer) -> None:
    """Raise Refusal `reception.merged_away` for an entry that gave way to another, `refusal.unknown` for an
    undone one.
    """
    if v.status is VolunteerStatus.MERGED:
        raise Refusal("reception.merged_away", into=v.merged_into, at=v.merged_at)
    refuse_unless(v.status is not VolunteerStatus.UNDONE, "refusal.unknown", status=404, kind="volunteer")


def profile_of(v: Volunteer) -> Profile:
    """The profile inside the state."""
    return Profile(**{one.name: getattr(v, one.name) for one in fields(Profile)})


def shared_of(v: Volunteer) -> Shared:
    """What a merge moves."""
    return Shared(
        profile=profile_of(v),
        covers=v.covers,
        guardian=v.guardian,
        do_not_assign=v.do_not_assign,
        days=v.days,
    )


def _refuse_values(profile: Profile) -> None:
    in_range = 0 <= profile.seats <= SEATS_MOST
    refuse_unless(in_range, "refusal.value", status=422, field="seats", least=0, most=SEATS_MOST)
    for name in ("skills", "languages", "avoid"):
        values: tuple[StrEnum, ...] = getattr(profile, name)
        fits = len(values) <= LIST_MOST and len(set(values)) == len(values)
        refuse_unless(fits, "refusal.value", status=422, field=name, most=LIST_MOST)


def _union(one: Iterable[T], other: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _together(keep: Shared, other: Shared) -> Shared:
    """Everything that either tells. Where both answer, the standing entry's answer stays."""
    default = Profile()
    mine, its = keep.profile, other.profile
    chosen: dict[str, Any] = {}
    for one in fields(Profile):
        own, theirs, nothing = getattr(mine, one.name), getattr(its, one.name), getattr(default, one.name)
        is_list = isinstance(own, tuple)
        chosen[one.name] = _union(own, theirs) if is_list else (theirs if own == nothing else own)
    return Shared(
        profile=Profile(**chosen),
        covers=_union(keep.covers, other.covers)[:COVERS_MOST],
        guardian=other.guardian if keep.guardian is GuardianConsent.NONE else keep.guardian,
        do_not_assign=keep.do_not_assign or other.do_not_assign,
        days=tuple(sorted({*keep.days, *other.days})),
    )


def _apart(now: Shared, *, before: Shared, after: Shared) -> Shared:
    """Three-way: what the merge brought goes, what changed since stays."""
    profile = {
        one.name: _taken_out(*(getattr(shared.profile, one.name) for shared in (now, before, after)))
        for one in fields(Profile)
    }
    rest = {
        one.name: _taken_out(*(getattr(shared, one.name) for shared in (now, before, after)))
        for one in fields(Shared)
        if one.name != "profile"
    }
    return Shared(profile=Profile(**profile), **rest)


def _taken_out(now: Any, before: Any, after: Any) -> Any:
    if isinstance(now, tuple):
        return tuple(one for one in now if one in before or one not in after)
    return before if now == after else now


def evolve(state: Volunteer | None, event: VolunteerEvent) -> Volunteer:
    """The one transition of a volunteer."""
    if isinstance(event, VolunteerRegistered):
        blank = Volunteer(
            volunteer_id=event.volunteer_id, status=VolunteerStatus.ACTIVE, registered_at=event.at
        )
        return _with_profile(blank, event.profile)
    assert state is not None, "a volunteer begins with the registration"
    match event:
        case VolunteerToldEarlier():
            return replace(state, registered_at=min(state.registered_at, event.at))
        case VolunteerAmended():
            return _with_profile(state, event.profile)
        case CoverAdded():
            return replace(state, covers=(*state.covers, event.cover))
        case GuardianConsentGiven():
            return replace(state, guardian=event.consent)
        case DoNotAssignSet():
            return replace(state, do_not_assign=event.do_not_assign)
        case VolunteerDayCounted():
            return _with_days(state, (*state.days, event.day))
        case VolunteerMerged():
            return replace(state, status=VolunteerStatus.MERGED, merged_into=event.into, merged_at=event.at)
        case VolunteerUnmerged():
            return replace(state, status=VolunteerStatus.ACTIVE, merged_into=None, merged_at=None)
        case VolunteerAbsorbed():
            return _with_shared(replace(state, absorbed=(*state.absorbed, event.other)), event.shared)
        case VolunteerParted():
            absorbed = tuple(one for one in state.absorbed if one != event.other)
            return _with_shared(replace(state, absorbed=absorbed), event.shared)
        case _:
            assert_never(event)


def _with_profile(v: Volunteer, profile: Profile) -> Volunteer:
    values: dict[str, Any] = {one.name: getattr(profile, one.name) for one in fields(profile)}
    return replace(v, **values)


def _with_days(v: Volunteer, days: Iterable[date]) -> Volunteer:
    each = tuple(sorted(set(days)))
    return replace(v, days=each, visits=len(each))


def _with_shared(v: Volunteer, shared: Shared) -> Volunteer:
    told = _with_profile(v, shared.profile)
    told = replace(told, covers=shared.covers, guardian=shared.guardian, do_not_assign=shared.do_not_assign)
    return _with_days(told, shared.days)


def void(state: Volunteer) -> Volunteer:
    """A registration by mistake: the entry stands no more, its id stays known."""
    return replace(state, status=VolunteerStatus.UNDONE)


VOLUNTEER: Kind[Volunteer] = Kind(
    name="volunteer",
    state=Volunteer,
    events=(
        VolunteerRegistered,
        VolunteerToldEarlier,
        VolunteerAmended,
        CoverAdded,
        GuardianConsentGiven,
        DoNotAssignSet,
        VolunteerDayCounted,
        VolunteerMerged,
        VolunteerUnmerged,
        VolunteerAbsorbed,
        VolunteerParted,
    ),
    evolve=evolve,
    void=void,
)
