"""What a household tells, as the fields of commands: checked, kept in the vault, and merged into the facts
of a need.

None always means "not said": a field left out never wipes what another desk wrote. `forget` takes a fact
back to unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeVar

from dvc.domain.household import HOUSEHOLD_TEXTS
from dvc.domain.ids import AreaCode, HouseholdId, MeshCode, NeedId, WorkItemId
from dvc.domain.need_intake import NEED_TEXTS
from dvc.domain.need_site import (
    Consent,
    ConsentMethod,
    ExplainedPoint,
    LifeConcern,
    MissingFact,
    Relation,
    SharePartner,
    Site,
    Wishes,
)
from dvc.domain.need_state import (
    CallResult,
    Estimate,
    LivingFacts,
    Need,
    NeedFacts,
    QuickInspection,
    WorkItem,
    WorkItemState,
)
from dvc.domain.personal import Personal, Source
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.skip_survey import hints_in
from dvc.domain.values import Place, WorkType
from dvc.ports import Work

T = TypeVar("T")

MANY_MOST = 20
"""Entries of any list in these commands."""
TEXT_MOST = 2000  # request_text, domain/02 2.1 #30
SHORT_MOST: Mapping[Personal, int] = {
    Personal.NAME: 60,  # domain/02 2.1 #5
    Personal.KANA: 60,
    Personal.REQUESTER_NAME: 60,
    Personal.REQUESTER_KANA: 60,
    Personal.PHONE: 20,  # domain/02 2.1 #7
    Personal.PHONE_2: 20,
    Personal.REQUESTER_PHONE: 20,
    Personal.EMAIL: 120,
    Personal.ADDRESS: 200,
    Personal.LANDMARK: 200,
    Personal.LAT: 20,
    Personal.LON: 20,
    Personal.CONTACT_HOURS: 100,
    Personal.AGENCY: 120,
}
PEOPLE_MOST = 50  # est_people 1-50, domain/02 2.1 #39
HOURS_MOST = 12.0  # a working day of a team, with room
VISITS_MOST = 60
NUMBER_MOST = 1000  # centimetres of flood, people, cars: anything above is a slip of the finger
LAT_RANGE = (20.0, 46.0)  # Japan
LON_RANGE = (122.0, 154.0)
NO_PHONE = "なし"

_PHONES = frozenset({Personal.PHONE, Personal.PHONE_2, Personal.REQUESTER_PHONE})
_PHONE = re.compile(r"\+?[0-9][0-9()\- ]*")
_PHONE_DIGITS = range(5, 16)  # local numbers without area code have 5-6 digits (domain/02 2.11)
_AREA = re.compile(r"[0-9A-Za-z_.-]{1,40}")
_MESH = re.compile(r"[0-9]{8,10}")  # JIS X 0410: 1 km has 8 digits, 500 m 9, 250 m 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """Agreement to the use of details as the clerk ticks it. `wording`: number of the wording read out."""

    wording: int
    method: ConsentMethod
    share_with: tuple[SharePartner, ...] = ()
    photo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkAsked:
    """One kind of work asked for. `item_id` None: a new item; `quantity` in the unit of the work type."""

    work_type: WorkType
    quantity: float | None = None
    item_id: WorkItemId | None = None
    state: WorkItemState = WorkItemState.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTold:
    """Fields of the need form, shared by receiving and amending; the eight first ones stand first."""

    name: str | None = None
    kana: str | None = None
    phone: str | None = None
    address: str | None = None
    request_text: str | None = None
    living: LivingFacts | None = None
    contact_hours: str | None = None
    area: AreaCode | None = None
    mesh: MeshCode | None = None
    phone_2: str | None = None
    email: str | None = None
    landmark: str | None = None
    lat: str | None = None
    lon: str | None = None
    requester_name: str | None = None
    requester_kana: str | None = None
    requester_phone: str | None = None
    relation: Relation | None = None
    health_note: str | None = None
    living_note: str | None = None
    parking_note: str | None = None
    toilet_note: str | None = None
    clinic_note: str | None = None
    pet_note: str | None = None
    site_memo: str | None = None
    cautions: str | None = None
    inspection_note: str | None = None
    estimate_basis: str | None = None
    concern_note: str | None = None
    work: tuple[WorkAsked, ...] | None = None
    inspection: QuickInspection | None = None
    estimate: Estimate | None = None
    site: Site | None = None
    wishes: Wishes | None = None
    consent: ConsentGiven | None = None
    told_points: tuple[ExplainedPoint, ...] | None = None
    concerns: tuple[LifeConcern, ...] | None = None
    watch_after: bool | None = None


def check_told(told: NeedTold) -> None:
    """Refuse what cannot be meant. Raises Refusal `refusal.value` (422) with the field,
    `needs.phone_letters`.
    """
    for field in (*HOUSEHOLD_TEXTS, *NEED_TEXTS):
        check_text(field, getattr(told, field.value, None))
    _check_coordinate("lat", told.lat, LAT_RANGE)
    _check_coordinate("lon", told.lon, LON_RANGE)
    _refuse_value(told.area is None or _AREA.fullmatch(told.area), "area")
    _refuse_value(told.mesh is None or _MESH.fullmatch(told.mesh), "mesh")
    for name in ("work", "told_points", "concerns"):
        check_many(getattr(told, name) or (), name)
    for name in ("living", "site", "wishes"):
        _check_facts(getattr(told, name), name)
    if told.consent is not None:
        check_many(told.consent.share_with, "consent.share_with")
        _refuse_value(0 < told.consent.wording <= NUMBER_MOST, "consent.wording")
    for item in told.work or ():
        _refuse_value(item.quantity is None or 0 <= item.quantity <= NUMBER_MOST, "work.quantity")
    check_estimate(told.estimate)


def check_text(field: Personal, text: str | None) -> None:
    """Refuse a text that is too long, spaces only, or a telephone number with letters."""
    if text is None:
        return
    most = SHORT_MOST.get(field, TEXT_MOST)
    if len(text) > most:
        raise Refusal("refusal.value", status=422, field=field.value, most=most)
    if text and not text.strip():
        raise Refusal("refusal.value", status=422, field=field.value)
    if field in _PHONES and text:
        _check_phone(field, text)


def _check_phone(field: Personal, text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).strip()
    for dash in "‐‑‒–—―−ー":
        plain = plain.replace(dash, "-")
    if plain == NO_PHONE:
        return
    digits = sum(character.isdigit() for character in plain)
    fits = _PHONE.fullmatch(plain) is not None and digits in _PHONE_DIGITS
    refuse_unless(fits, "needs.phone_letters", status=422, field=field.value)


def _check_coordinate(name: str, text: str | None, span: tuple[float, float]) -> None:
    if not text:
        return
    try:
        degrees = float(text)
    except ValueError:
        raise Refusal("refusal.value", status=422, field=name) from None
    _refuse_value(span[0] <= degrees <= span[1], name)


def check_many(values: Iterable[Any], name: str, *, most: int = MANY_MOST) -> None:
    """Refuse a list that is longer than anything a center means."""
    count = len(tuple(values))
    refuse_unless(count <= most, "refusal.value", status=422, field=name, most=most)


def _check_facts(facts: LivingFacts | Site | Wishes | None, name: str) -> None:
    if facts is None:
        return
    for one in fields(facts):
        value = getattr(facts, one.name)
        if isinstance(value, int):
            _refuse_value(0 <= value <= NUMBER_MOST, f"{name}.{one.name}")
        if isinstance(value, tuple):
            check_many(value, f"{name}.{one.name}")


def check_estimate(estimate: Estimate | None) -> None:
    """Refuse an estimate that no sheet could hold: people 1-50, hours, visits."""
    if estimate is None:
        return
    _refuse_value(1 <= estimate.people_min <= estimate.people_max <= PEOPLE_MOST, "estimate.people")
    _refuse_value(0 < estimate.hours <= HOURS_MOST, "estimate.hours")
    _refuse_value(1 <= estimate.visits <= VISITS_MOST, "estimate.visits")
    _refuse_value(0 <= estimate.women <= estimate.people_max, "estimate.women")
    _refuse_value(estimate.parking is None or 0 <= estimate.parking <= NUMBER_MOST, "estimate.parking")
    for skill in estimate.skills:
        _refuse_value(0 < skill.count <= PEOPLE_MOST, "estimate.skills")
    for item in estimate.equipment:
        is_item = _AREA.fullmatch(item.item) and 0 < item.count <= NUMBER_MOST
        _refuse_value(is_item, "estimate.equipment")
    check_many(estimate.skills, "estimate.skills")
    check_many(estimate.equipment, "estimate.equipment", most=2 * MANY_MOST)


def _refuse_value(condition: object, field: str) -> None:
    refuse_unless(condition, "refusal.value", status=422, field=field)


def texts_of(told: NeedTold, wanted: tuple[Personal, ...]) -> dict[Personal, str]:
    """The texts among `wanted` that were said, as the vault wants them."""
    said = {field: getattr(told, field.value, None) for field in wanted}
    return {field: str(text) for field, text in said.items() if text}


def keep_told(
    work: Work, told: NeedTold, *, household: HouseholdId, need: NeedId, source: Source
) -> tuple[tuple[Personal, ...], tuple[Personal, ...]]:
    """Put the texts into the vault; (fields of the household, fields of the need) that differ from before."""
    changed: list[tuple[Personal, ...]] = []
    for subject, wanted in ((household, HOUSEHOLD_TEXTS), (need, NEED_TEXTS)):
        texts = texts_of(told, wanted)
        new = {field: text for field, text in texts.items() if work.vault.get(subject, field) != text}
        if new:
            work.vault.put(subject, new, source)
        changed.append(tuple(new))
    return changed[0], changed[1]


def facts_told(work: Work, told: NeedTold, before: NeedFacts, *, at: datetime) -> NeedFacts:
    """The facts as they stand after what was told; hints are read out of the caller's words here and nowhere
    else.
    """
    consent = before.consent
    if told.consent is not None:
        given = told.consent
        consent = Consent(
            wording=given.wording,
            method=given.method,
            share_with=given.share_with,
            photo=given.photo,
            at=at,
        )
    site = merged(before.site, told.site)
    words = " ".join(text for text in (told.request_text, told.site_memo) if text)
    hints = tuple(dict.fromkeys((*before.site.hints, *hints_in(words))))
    return replace(
        before,
        place=Place(area=told.area or before.place.area, mesh=told.mesh or before.place.mesh),
        work=before.work if told.work is None else items_of(work, told.work),
        living=merged(before.living, told.living),
        inspection=told.inspection or before.inspection,
        estimate=told.estimate or before.estimate,
        site=replace(site, hints=hints),
        wishes=merged(before.wishes, told.wishes),
        consent=consent,
        told_points=before.told_points if told.told_points is None else told.told_points,
        concerns=before.concerns if told.concerns is None else told.concerns,
        watch_after=before.watch_after if told.watch_after is None else told.watch_after,
    )


def items_of(work: Work, asked: tuple[WorkAsked, ...]) -> tuple[WorkItem, ...]:
    """Work items of what was asked for; new ones get their id here."""
    return tuple(
        WorkItem(
            item_id=one.item_id or WorkItemId(work.ids.new("item")),
            work_type=one.work_type,
            quantity=one.quantity,
            state=one.state,
        )
        for one in asked
    )


def merged(before: T, told: T | None) -> T:
    """Facts of one group, each new one over the old; what was not said stays."""
    if told is None:
        return before
    new: dict[str, Any] = {}
    for one in fields(told):  # type: ignore[arg-type]
        value = getattr(told, one.name)
        if value is not None and value != ():
            new[one.name] = value
    return replace(before, **new)  # type: ignore[type-var]


def forgotten(facts: NeedFacts, names: tuple[str, ...]) -> NeedFacts:
    """Facts taken back to unknown by name, e.g. `living.over_75`. Raises Refusal `refusal.value` (422)."""
    check_many(names, "forget")
    for name in names:
        group, _, fact = name.partition(".")
        if group not in {"living", "site", "wishes"}:
            raise Refusal("refusal.value", status=422, field="forget")
        held = getattr(facts, group)
        defaults = {one.name: one.default for one in fields(held)}
        _refuse_value(fact in defaults, "forget")
        facts = replace(facts, **{group: replace(held, **{fact: defaults[fact]})})
    return facts


def with_missing(
    work: Work, facts: NeedFacts, *, household: HouseholdId, need: NeedId, number_is_wrong: bool = False
) -> NeedFacts:
    """The facts with what still has to be asked, judged by what the vault holds now.

    `number_is_wrong`: a call showed it and no other number was told since (`wrong_number`).
    """

    def known(subject: str, *wanted: Personal) -> bool:
        return any(work.vault.get(subject, field) for field in wanted)

    has_phone = known(household, Personal.PHONE, Personal.REQUESTER_PHONE, Personal.PHONE_2)
    has_place = known(household, Personal.ADDRESS, Personal.LAT) or facts.place.area is not None
    asked = (
        (MissingFact.NAME, known(household, Personal.NAME, Personal.REQUESTER_NAME)),
        (MissingFact.PHONE, has_phone and not number_is_wrong),
        (MissingFact.PLACE, has_place),
        (MissingFact.REQUEST, known(need, Personal.REQUEST_TEXT)),
        (MissingFact.LIVING, facts.living != LivingFacts()),
    )
    return replace(facts, missing=tuple(fact for fact, is_known in asked if not is_known))


def wrong_number(need: Need, told: NeedTold) -> bool:
    """Whether the only number known is one that reached somebody else."""
    other = any(getattr(told, field.value) for field in _PHONES)
    is_wrong = need.last_call_result is CallResult.WRONG_NUMBER and MissingFact.PHONE in need.missing
    return is_wrong and not other
