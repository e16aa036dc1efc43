"""The wall follows the need: when a need ends, goes elsewhere or waits for another day, its sheets of today
come down in the same act, and nobody stands on them any more (domain/01 1.9, domain/03 3.1).

Without this a second sheet of a house that is done hung on, hands went up for it, and its team was refused
only at the gate. People with a note there are ready again at once; a team that was made and has not left is
taken apart as a person would do it, tools and all, because it has nowhere to go.
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.bus import CommandMeta
from dvc.commands.field_forming import DissolveTeam, dissolve_team
from dvc.commands.field_houses import sheets_of
from dvc.commands.matching import TakeDownVisit, take_down_visit
from dvc.domain.ids import TeamId
from dvc.domain.need_state import Need, UnpostReason
from dvc.domain.need_status import SHEET_MAY_HANG
from dvc.domain.team import TEAM
from dvc.domain.team_state import BEFORE_DEPARTURE, DissolveReason
from dvc.ports import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Freed:
    """What came off the wall. `freed`: people who are ready again; `teams`: taken apart before they left."""

    freed: int = 0
    teams: tuple[TeamId, ...] = ()


def wall_follows(work: Work, meta: CommandMeta, need: Need) -> Freed:
    """Take down what hangs for a need for which nothing may hang; nothing to do in the other states."""
    if need.status in SHEET_MAY_HANG:
        return Freed()
    waiting = [team for visit in sheets_of(work, need) for team in visit.teams_waiting]
    teams = [one for one in dict.fromkeys(waiting) if work.get(TEAM, one).status in BEFORE_DEPARTURE]
    people = 0
    for team_id in teams:
        people += len(work.get(TEAM, team_id).members)
        dissolve_team(work, DissolveTeam(team_id=team_id, because=DissolveReason.NEED_OVER), meta)
    for visit in sheets_of(work, need):  # read again: a sheet whose team is gone hangs again
        if visit.is_up:
            people += sum(len(seat.people) for seat in visit.loose)
            take_down_visit(
                work, TakeDownVisit(visit_id=visit.visit_id, because=UnpostReason.NEED_OVER), meta
            )
    return Freed(freed=people, teams=tuple(teams))
