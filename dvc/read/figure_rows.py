"""The rows behind a figure of the daily report: number, state, and the name for those who may read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.need import NEED
from dvc.domain.personal import Personal
from dvc.domain.team import TEAM
from dvc.domain.team_state import code_of_team, code_of_visit
from dvc.domain.visit import VISIT
from dvc.read.center import CenterReader
from dvc.read.daily_report import DailyReport

AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One row. `kind` and `state` name a state of the one table; `subject`: whose name it is, "" for none."""

    kind: str
    stream: str
    code: str
    state: str
    subject: str = ""
    name: str = ""


def rows_behind(
    reader: CenterReader, report: DailyReport, figure: str, fields: frozenset[Personal]
) -> tuple[FigureRow, ...]:
    """Rows of a figure in its order; without names when the fields hold none. The caller logs the view."""
    ids = report.ids(figure)
    found: dict[str, FigureRow] = {}
    for at in range(0, len(ids), AT_ONCE):
        found |= _some(reader, ids[at : at + AT_ONCE])
    rows = tuple(found[one] for one in ids if one in found)
    return _named(reader, rows) if Personal.NAME in fields else rows


def _some(reader: CenterReader, ids: Sequence[str]) -> dict[str, FigureRow]:
    """States behind some ids, of whatever kind they are."""
    wanted = tuple(ids)
    found: dict[str, FigureRow] = {}
    for person in reader.where(ATTENDANCE, attendance_id=wanted):
        found[person.attendance_id] = FigureRow(
            kind="attendance",
            stream=person.attendance_id,
            code=person.code,
            state=person.status.value,
            subject=person.volunteer_id,
        )
    for need in reader.where(NEED, need_id=wanted):
        found[need.need_id] = FigureRow(
            kind="need",
            stream=need.need_id,
            code=need.code,
            state=need.status.value,
            subject=need.household_id,
        )
    for team in reader.where(TEAM, team_id=wanted):
        found[team.team_id] = FigureRow(
            kind="team", stream=team.team_id, code=code_of_team(team.number), state=team.status.value
        )
    visits = reader.where(VISIT, visit_id=wanted)
    needs = {one.need_id: one for one in reader.where(NEED, need_id=tuple(v.need_id for v in visits))}
    for visit in visits:
        need = needs[visit.need_id]
        found[visit.visit_id] = FigureRow(
            kind="visit",
            stream=visit.visit_id,
            code=code_of_visit(need.code, visit.number),
            state=visit.status.value,
            subject=need.household_id,
        )
    return found


def _named(reader: CenterReader, rows: tuple[FigureRow, ...]) -> tuple[FigureRow, ...]:
    subjects = list(dict.fromkeys(row.subject for row in rows if row.subject))
    names: dict[str, str] = {}
    for at in range(0, len(subjects), AT_ONCE):
        labels = reader.labels(subjects[at : at + AT_ONCE], [Personal.NAME])
        names |= {subject: values[Personal.NAME] for subject, values in labels.items()}
    return tuple(
        FigureRow(
            kind=row.kind,
            stream=row.stream,
            code=row.code,
            state=row.state,
            subject=row.subject,
            name=names.get(row.subject, ""),
        )
        for row in rows
    )
