"""The states of a need as sets: which are open, which are final, whose turn it is in each, and the one way
to move.

The classes follow the identities of the daily report (domain/02 2.9): a need counts in exactly one of them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.refusal import Detail, Refusal
from dvc.domain.roles import Role

OPEN = frozenset(
    {
        NeedStatus.INTAKE,
        NeedStatus.SURVEY_WAIT,
        NeedStatus.SURVEYING,
        NeedStatus.JUDGE_WAIT,
        NeedStatus.READY,
        NeedStatus.SCHEDULED,
        NeedStatus.POSTED,
        NeedStatus.IN_ACTIVITY,
        NeedStatus.REPORT_WAIT,
        NeedStatus.CONTINUE_WAIT,
        NeedStatus.TECHNICAL,
        NeedStatus.ON_HOLD,
    }
)
"""Still ours to do; "any open" of the table. A draft is not counted as received before N2."""

FINISHED = frozenset({NeedStatus.DONE, NeedStatus.WATCHING, NeedStatus.CLOSED})
"""The work is done."""

SHEET_MAY_HANG = frozenset({NeedStatus.POSTED, NeedStatus.IN_ACTIVITY, NeedStatus.REPORT_WAIT})
"""In these a sheet of the need may hang: before the first team, while one is out, and until its report says
whether more people are wanted (N16-N19). In every other state nobody may be sent there.
"""

FINAL = frozenset(
    {
        NeedStatus.CLOSED,
        NeedStatus.CANCELLED,
        NeedStatus.REFUSED,
        NeedStatus.REFERRED,
        NeedStatus.MERGED,
    }
)
"""Nothing more has to happen here unless the household, an agency or a chief brings the need back."""

WAITING_FOR_A_CALL = frozenset(
    {
        NeedStatus.INTAKE,
        NeedStatus.SURVEY_WAIT,
        NeedStatus.JUDGE_WAIT,
        NeedStatus.READY,
        NeedStatus.SCHEDULED,
        NeedStatus.CONTINUE_WAIT,
        NeedStatus.TECHNICAL,
    }
)
"""Open, and nobody is on the way to the house: from here a need may be put on hold."""

OWNERS: dict[NeedStatus, Role] = {
    NeedStatus.DRAFT: Role.INTAKE,
    NeedStatus.INTAKE: Role.INTAKE,
    NeedStatus.SURVEY_WAIT: Role.SURVEYOR,
    NeedStatus.SURVEYING: Role.SURVEYOR,
    NeedStatus.JUDGE_WAIT: Role.SECTION_CHIEF,
    NeedStatus.READY: Role.INTAKE,
    NeedStatus.SCHEDULED: Role.MATCHING,
    NeedStatus.POSTED: Role.MATCHING,
    NeedStatus.IN_ACTIVITY: Role.MATCHING,
    NeedStatus.REPORT_WAIT: Role.REPORT,
    NeedStatus.CONTINUE_WAIT: Role.INTAKE,
    NeedStatus.DONE: Role.SECTION_CHIEF,
    NeedStatus.CLOSED: Role.GENERAL_AFFAIRS,
    NeedStatus.ON_HOLD: Role.INTAKE,
    NeedStatus.REFERRED: Role.CARE,
    NeedStatus.TECHNICAL: Role.TECH_PARTNER,
    NeedStatus.REFUSED: Role.SECTION_CHIEF,
    NeedStatus.CANCELLED: Role.INTAKE,
    NeedStatus.MERGED: Role.INTAKE,
    NeedStatus.WATCHING: Role.CARE,
}
"""The desk whose turn it is: no state is without one ("every state has an owner", domain/03 3.1)."""


def moved(need: Need, to: NeedStatus, at: datetime, **changes: Any) -> Need:
    """The need in its next state from `at` on, with its owner; only `evolve` functions call this."""
    owner = changes.pop("owner", OWNERS[to])
    returned = changes.pop("returned", False)
    return replace(need, status=to, since=at, owner=owner, returned=returned, **changes)


def refusal_of(need: Need, code: str, *, http: int = 409, **details: Detail) -> Refusal:
    """A refusal that names the need: its id for machines, its number for the sentence."""
    return Refusal(code, status=http, need=need.need_id, number=need.code, **details)


def need_unless(condition: object, need: Need, code: str, *, http: int = 409, **details: Detail) -> None:
    """Raise Refusal `code` that names the need when `condition` is false."""
    if not condition:
        raise refusal_of(need, code, http=http, **details)


def require(need: Need, allowed: frozenset[NeedStatus]) -> None:
    """Raise Refusal `needs.wrong_status` unless the need is in one of the allowed states."""
    need_unless(need.status in allowed, need, "needs.wrong_status", state=need.status.value, since=need.since)
