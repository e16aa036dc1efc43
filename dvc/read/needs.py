"""Everything on one need and its household: facts with their sources, siblings, referrals, and what happened
when.

What may be read is the caller's to say (`Sight`); a value that a role sees only when it wrote it down itself
is left out here, not in a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dvc.domain.facts import Medium, Recorded
from dvc.domain.household import HOUSEHOLD, HOUSEHOLD_TEXTS, Household
from dvc.domain.ids import ActionId, HouseholdId
from dvc.domain.kind import StepTakenBack
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedAmended, NeedReceived
from dvc.domain.need_intake import NEED_TEXTS
from dvc.domain.need_state import Need, NeedFacts
from dvc.domain.need_survey_events import GateJudged, SiteSurveyed, SurveySkipped
from dvc.domain.personal import Detail, Personal
from dvc.domain.referral import REFERRAL, Referral
from dvc.domain.team import TEAM
from dvc.domain.team_state import Team, Visit
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader
from dvc.read.needs_alike import surviving
from dvc.store import event_log

NOTES = (
    Personal.CALL_NOTE,
    Personal.REASON_TEXT,
    Personal.WORDS_SAID,
    Personal.CRISIS_NOTE,
    Personal.CONCERN_NOTE,
    Personal.REPORT_TEXT,
    Personal.REMAINING_TEXT,
    Personal.AGENCY,
)
"""What somebody wrote down with an act; shown beside the act in the time line."""
FACTS_OF_NEED = tuple(field for field in NEED_TEXTS if field not in NOTES)
GROUPS = (
    "place",
    "work",
    "living",
    "inspection",
    "estimate",
    "site",
    "wishes",
    "consent",
    "concerns",
    "told_points",
)
"""Facts of a need that are no text, by the name of their field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose eyes look: `read` fields always, `own` fields only where `actor` wrote the value down."""

    actor: str
    read: frozenset[Personal]
    own: frozenset[Personal] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act in the life of a need, all its events together. `notes`: what was written down with it.

    `taken_back`: somebody took it back later.
    """

    action_id: ActionId
    at: datetime
    recorded_at: datetime
    actor: str
    medium: Medium
    events: tuple[Recorded, ...]
    notes: Mapping[Personal, str]
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSource:
    """Who told a group of facts last, and how. `seen`: on site, by surveyors."""

    at: datetime
    medium: Medium
    action_id: ActionId
    seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedFile:
    """The file of one need. `told`: values of a field, the newest first, with their sources; `acts` newest
    first.
    """

    need: Need
    version: int
    household: Household
    household_version: int
    siblings: tuple[Need, ...]
    referrals: tuple[Referral, ...]
    visits: tuple[Visit, ...]
    teams: Mapping[str, Team]
    told: Mapping[Personal, tuple[Detail, ...]]
    group_sources: Mapping[str, GroupSource]
    acts: tuple[Act, ...]
    names: Mapping[str, str]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Whose details the file shows, for the access log."""
        return (self.household.household_id, self.need.need_id)

    def value(self, field: Personal) -> str:
        """The value that stands, "" when there is none or it may not be read."""
        details = self.told.get(field, ())
        return details[0].value if details else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdFile:
    """A household with all its needs, the newest first."""

    household: Household
    needs: tuple[Need, ...]
    referrals: tuple[Referral, ...]
    told: Mapping[Personal, tuple[Detail, ...]]
    merged: tuple[Household, ...]
    names: Mapping[str, str]


def need_file(reader: CenterReader, need_id: str, sight: Sight) -> NeedFile | None:
    """The file of a need, None when there is none. The caller logs the view."""
    found = reader.find_with_version(NEED, need_id)
    if found is None:
        return None
    need, version = found
    household = surviving(reader, reader.find(HOUSEHOLD, need.household_id))
    assert household is not None, "a need belongs to a household"
    household_version = _version(reader, household.household_id)
    referrals = tuple(reader.where(REFERRAL, need_id=need_id))
    visits = tuple(reader.where(VISIT, need_id=need_id))
    events = _events(reader, need, household, referrals)
    subjects = dict.fromkeys(HOUSEHOLD_TEXTS, str(household.household_id))
    subjects |= dict.fromkeys(FACTS_OF_NEED, str(need.need_id))
    notes_of = (need.need_id, *(one.referral_id for one in referrals))
    authors = {one.meta.action_id: one.meta.actor for one in events}
    told, notes = _told(reader, subjects, notes_of, authors, sight)
    acts = _acts(events, notes)
    return NeedFile(
        need=need,
        version=version,
        household=household,
        household_version=household_version,
        siblings=tuple(one for one in _needs_of(reader, household) if one.need_id != need.need_id),
        referrals=referrals,
        visits=visits,
        teams={one.team_id: one for one in _teams(reader, visits)},
        told=told,
        group_sources=_group_sources(events),
        acts=acts,
        names=staff_names(reader, _people_in(need, acts, referrals)),
    )


def household_file(reader: CenterReader, household_id: str, sight: Sight) -> HouseholdFile | None:
    """The file of a household, or of the one it was merged into; None when there is none."""
    household = surviving(reader, reader.find(HOUSEHOLD, household_id))
    if household is None:
        return None
    events = reader.events_of_stream(HOUSEHOLD.name, household.household_id)
    authors = {one.meta.action_id: one.meta.actor for one in events}
    subjects = dict.fromkeys(HOUSEHOLD_TEXTS, str(household.household_id))
    told, _ = _told(reader, subjects, (), authors, sight)
    return HouseholdFile(
        household=household,
        needs=tuple(_needs_of(reader, household)),
        referrals=tuple(reader.where(REFERRAL, household_id=household.household_id)),
        told=told,
        merged=tuple(reader.where(HOUSEHOLD, merged_into=household.household_id)),
        names=staff_names(reader, {one.meta.actor for one in events}),
    )


def head(reader: CenterReader) -> int:
    """Number of the last event that is committed."""
    with reader.store.read() as connection:
        return int(event_log.read_head(connection).seq)


def need_of_code(reader: CenterReader, code: str) -> Need | None:
    """The need with this number, None when there is none."""
    found = reader.where(NEED, code=code)
    return found[0] if found else None


def staff_names(reader: CenterReader, actors: Iterable[str]) -> dict[str, str]:
    """Names of staff by id; ids that are no staff have none."""
    wanted = sorted({one for one in actors if one.startswith("staff_")})
    labels = reader.labels(wanted, [Personal.NAME]) if wanted else {}
    return {subject: values[Personal.NAME] for subject, values in labels.items()}


def changed_since(file: NeedFile, *, need_version: int, household_version: int) -> frozenset[str]:
    """Fields and groups that somebody changed after these versions: what a second editor must see."""
    versions = {str(file.need.need_id): need_version, str(file.household.household_id): household_version}
    late = {
        act.action_id
        for act in file.acts
        for event in act.events
        if event.version > versions.get(event.stream, event.version)
    }
    fields = {field.value for field, details in file.told.items() if details[0].source.action_id in late}
    groups = {name for name, source in file.group_sources.items() if source.action_id in late}
    return frozenset(fields | groups)


def _version(reader: CenterReader, household_id: HouseholdId) -> int:
    found = reader.find_with_version(HOUSEHOLD, household_id)
    return 0 if found is None else found[1]


def _needs_of(reader: CenterReader, household: Household) -> list[Need]:
    needs = reader.where(NEED, household_id=household.household_id)
    return sorted(needs, key=lambda need: need.received_at, reverse=True)


def _teams(reader: CenterReader, visits: tuple[Visit, ...]) -> list[Team]:
    wanted = tuple({team for visit in visits for team in visit.teams})
    return reader.where(TEAM, team_id=wanted) if wanted else []


def _events(
    reader: CenterReader, need: Need, household: Household, referrals: tuple[Referral, ...]
) -> list[Recorded]:
    """Events of the need, its household and its referrals in the order of the log."""
    streams = [
        (NEED.name, str(need.need_id)),
        (HOUSEHOLD.name, str(household.household_id)),
        *((REFERRAL.name, str(one.referral_id)) for one in referrals),
    ]
    found = [event for kind, stream in streams for event in reader.events_of_stream(kind, stream)]
    return sorted(found, key=lambda event: event.seq)


def _told(
    reader: CenterReader,
    subjects: Mapping[Personal, str],
    notes_of: tuple[str, ...],
    authors: Mapping[ActionId, str],
    sight: Sight,
) -> tuple[dict[Personal, tuple[Detail, ...]], dict[ActionId, dict[Personal, str]]]:
    """Values by field with their sources, and the notes by the act they were written with."""

    def may_see(detail: Detail) -> bool:
        mine = authors.get(detail.source.action_id) == sight.actor
        return detail.field in sight.read or (detail.field in sight.own and mine)

    told: dict[Personal, tuple[Detail, ...]] = {}
    notes: dict[ActionId, dict[Personal, str]] = {}
    with reader.store.read_vault() as vault:
        for field, subject in subjects.items():
            if field in sight.read or field in sight.own:
                seen = tuple(one for one in vault.history(subject, field) if may_see(one))
                if seen:
                    told[field] = seen
        for subject in notes_of:
            for field in NOTES:
                for one in vault.history(subject, field):
                    if may_see(one):
                        notes.setdefault(one.source.action_id, {})[field] = one.value
    return told, notes


def _acts(events: Iterable[Recorded], notes: Mapping[ActionId, Mapping[Personal, str]]) -> tuple[Act, ...]:
    by_action: dict[ActionId, list[Recorded]] = {}
    for event in events:
        by_action.setdefault(event.meta.action_id, []).append(event)
    undone = {one.event.of for one in events if isinstance(one.event, StepTakenBack)}
    acts = [
        Act(
            action_id=action_id,
            at=group[0].meta.happened_at,
            recorded_at=group[0].meta.recorded_at,
            actor=group[0].meta.actor,
            medium=group[0].meta.medium,
            events=tuple(group),
            notes=notes.get(action_id, {}),
            taken_back=action_id in undone,
        )
        for action_id, group in by_action.items()
    ]
    return tuple(reversed(acts))


def _group_sources(events: Iterable[Recorded]) -> dict[str, GroupSource]:
    """The act that last changed each group of facts."""
    sources: dict[str, GroupSource] = {}
    before: dict[str, Any] = {name: getattr(NeedFacts(), name) for name in GROUPS}
    for recorded in events:
        seen = isinstance(recorded.event, SiteSurveyed)
        for name, value in _values(recorded.event).items():
            if value == before[name]:
                continue
            before[name] = value
            meta = recorded.meta
            sources[name] = GroupSource(
                at=meta.happened_at, medium=meta.medium, action_id=meta.action_id, seen=seen
            )
    return sources


def _values(event: Any) -> dict[str, Any]:
    """Groups of facts as an event leaves them; {} for one that says nothing of them."""
    match event:
        case NeedReceived() | NeedAmended():
            return {name: getattr(event.facts, name) for name in GROUPS}
        case SiteSurveyed():
            return {"work": event.work, "inspection": event.inspection, "estimate": event.estimate}
        case SurveySkipped():
            return {"estimate": event.estimate}
        case GateJudged():
            return {"inspection": event.inspection, "estimate": event.estimate}
        case _:
            return {}


def _people_in(need: Need, acts: Iterable[Act], referrals: Iterable[Referral]) -> set[str]:
    people = {act.actor for act in acts} | {str(one.opened_by) for one in referrals}
    people |= {str(one) for one in need.surveyors}
    return people | {str(one) for one in (need.rank_set_by, need.crisis_seen_by, need.gate_signed_by) if one}
