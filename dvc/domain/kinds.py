"""All kinds of streams of a center and all their events: the closed list that store and boards read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dvc.domain.attendance import ATTENDANCE
from dvc.domain.center_settings import CENTER_SETTINGS
from dvc.domain.day import DAY
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_loan import LOAN
from dvc.domain.group import GROUP
from dvc.domain.household import HOUSEHOLD
from dvc.domain.kind import Kind, StepTakenBack
from dvc.domain.matching_run import RUN
from dvc.domain.need import NEED
from dvc.domain.referral import REFERRAL
from dvc.domain.staff import STAFF
from dvc.domain.team import TEAM
from dvc.domain.visit import VISIT
from dvc.domain.volunteer import VOLUNTEER

KINDS: tuple[Kind[Any], ...] = (
    STAFF,
    CENTER_SETTINGS,
    DAY,
    HOUSEHOLD,
    NEED,
    REFERRAL,
    VOLUNTEER,
    GROUP,
    ATTENDANCE,
    VISIT,
    TEAM,
    RUN,
    ITEM,
    LOAN,
)
BY_NAME: Mapping[str, Kind[Any]] = {kind.name: kind for kind in KINDS}


def _kinds_of_events() -> dict[str, type]:
    found: dict[str, type] = {StepTakenBack.__name__: StepTakenBack}
    for kind in KINDS:
        for event in kind.events:
            known = found.setdefault(event.__name__, event)
            assert known is event, f"two event classes are called {event.__name__}"
    return found


EVENT_CLASSES: Mapping[str, type] = _kinds_of_events()
