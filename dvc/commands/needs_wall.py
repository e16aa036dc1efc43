"""When the telephone changes what hangs on the wall: the sheet comes down in the same act, its notes are
free again.
"""

from __future__ import annotations

from dvc.commands.bus import CommandMeta
from dvc.commands.matching import TakeDownVisit, take_down_visit
from dvc.domain.need import NEED
from dvc.domain.need_state import Need, NeedStatus, UnpostReason
from dvc.domain.need_status import refusal_of
from dvc.domain.team_state import VisitStatus
from dvc.domain.visit import VISIT
from dvc.ports import Work


def off_the_wall(work: Work, meta: CommandMeta, need: Need, *, because: UnpostReason) -> Need:
    """The need with its sheets of the day taken down; unchanged when none hangs.

    Raises Refusal `needs.team_waits` when a team was made already: its people have to be told first.
    """
    if need.status is not NeedStatus.POSTED:
        return need
    for visit in work.where(VISIT, need_id=need.need_id, status=VisitStatus.POSTED):
        if visit.day == need.posted_on:
            take_down_visit(work, TakeDownVisit(visit_id=visit.visit_id, because=because), meta)
    after = work.get(NEED, need.need_id)
    if after.status is NeedStatus.POSTED:
        raise refusal_of(need, "needs.team_waits")
    return after
