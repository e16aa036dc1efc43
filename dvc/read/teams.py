"""What is known of teams for pages and papers: members with their numbers, the houses they go to, what they
take.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.attendance_state import Attendance
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import Loan
from dvc.domain.ids import TeamId
from dvc.domain.need import NEED
from dvc.domain.need_state import Need
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import Team, Visit
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader

HOUSE_FIELDS = (
    Personal.NAME,
    Personal.ADDRESS,
    Personal.LANDMARK,
    Personal.LAT,
    Personal.LON,
    Personal.PARKING_NOTE,
    Personal.TOILET_NOTE,
    Personal.CLINIC_NOTE,
    Personal.PET_NOTE,
)
NEED_FIELDS = (Personal.REQUEST_TEXT, Personal.CAUTIONS, Personal.SITE_MEMO, Personal.INSPECTION_NOTE)
CENTER_FIELDS = (Personal.CENTER_NAME, Personal.CENTER_PHONE, Personal.CENTER_PLACE)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One visit of a team with its need and what a team must know of the house. `told`: fields of the
    household and, under them, of the need.
    """

    visit: Visit
    need: Need
    told: dict[Personal, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFile:
    """Everything on one team. `names`: volunteer id to name; `houses` in the order of going."""

    team: Team
    members: tuple[Attendance, ...]
    names: dict[str, str]
    houses: tuple[House, ...]
    loans: tuple[Loan, ...]


def team_file(reader: CenterReader, team_id: str) -> TeamFile | None:
    """The file of a team with everything in it, None when there is no such team. The caller logs the view."""
    team = reader.find(TEAM, team_id)
    if team is None:
        return None
    people = {one.attendance_id: one for one in reader.where(ATTENDANCE, attendance_id=team.members)}
    members = tuple(people[one] for one in team.members if one in people)
    labels = reader.labels([one.volunteer_id for one in members], [Personal.NAME])
    return TeamFile(
        team=team,
        members=members,
        names={subject: values[Personal.NAME] for subject, values in labels.items()},
        houses=tuple(_houses(reader, team)),
        loans=tuple(reader.where(LOAN, team_id=team.team_id)),
    )


def _houses(reader: CenterReader, team: Team) -> list[House]:
    houses = []
    for visit_id in team.visits:
        visit = reader.find(VISIT, visit_id)
        need = reader.find(NEED, visit.need_id) if visit is not None else None
        if visit is None or need is None:
            continue
        labels = reader.labels([need.household_id, need.need_id], [*HOUSE_FIELDS, *NEED_FIELDS])
        told = {**labels.get(need.need_id, {}), **labels.get(need.household_id, {})}
        houses.append(House(visit=visit, need=need, told=told))
    return houses


def teams_of_day(reader: CenterReader, day: date) -> list[Team]:
    """Teams of a day in order of number."""
    return sorted(reader.where(TEAM, day=day), key=lambda team: team.number)


def subjects_of(file: TeamFile) -> tuple[str, ...]:
    """Whose details a team's file shows, for the access log."""
    houses = [one for house in file.houses for one in (house.need.household_id, house.need.need_id)]
    return tuple(sorted({*houses, *(member.volunteer_id for member in file.members)}))


def team_ids_with_papers(reader: CenterReader, day: date) -> list[TeamId]:
    """Teams whose order has been printed at least once today, in order of number."""
    return [team.team_id for team in teams_of_day(reader, day) if team.order_version > 0]
