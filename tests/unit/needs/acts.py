"""Short ways to bring a wired center to the point that a test is about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from dvc.commands.matching import PostNeed
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_calls import ScheduleNeed
from dvc.commands.needs_endings import ReferNeed
from dvc.commands.needs_survey import (
    AssignSurvey,
    HandToTechnical,
    RecordSurvey,
    RecordTechnical,
    RequireSurvey,
    TechnicalOutcome,
)
from dvc.domain.ids import NeedId, ReferralId, StaffId
from dvc.domain.need import NEED
from dvc.domain.need_site import SurveyResult, TechnicalClass, Verdict
from dvc.domain.need_state import Need
from dvc.domain.refusal_reasons import RefuseReason
from dvc.domain.roles import Role
from dvc.domain.values import Channel
from tests.factories import Center, a_center, an_actor
from tests.unit.needs.builders import TODAY, TOMORROW, an_appointment, an_estimate

INTAKE = an_actor(Role.INTAKE, name="staff_intake")
SURVEYOR = an_actor(Role.SURVEYOR, name="staff_survey")
CHIEF = an_actor(Role.SECTION_CHIEF, name="staff_chief")
CARE = an_actor(Role.CARE, name="staff_care")

FIRST: dict[str, Any] = {
    "name": "緑川 春",
    "phone": "090-0000-1001",
    "address": "緑瀬市川端2丁目5",
    "area": "A1",
    "request_text": "床上まで水が来ました。家具を出したいです。",
}
"""The first fields of a made-up household."""


MATCHING = an_actor(Role.MATCHING, name="staff_match")


def refused(center: Center, command: Any, **how: Any) -> str | None:
    """The code with which a command is refused, None when it was done."""
    return center.give(command, **how).code


@contextmanager
def a_needs_desk() -> Iterator[Center]:
    """A wired center on the morning of 2026-09-12."""
    with a_center() as center:
        yield center


def received(center: Center, **changes: Any) -> NeedId:
    """A need that was received whole at the telephone."""
    command = ReceiveNeed(**{"channel": Channel.PHONE, **FIRST, **changes})
    return NeedId(str(center.do(command, actor=INTAKE).result["need_id"]))


def surveying(center: Center, **changes: Any) -> NeedId:
    """A need whose surveyors are on their way."""
    need_id = received(center, **changes)
    center.do(RequireSurvey(need_id=need_id), actor=INTAKE)
    center.do(AssignSurvey(need_id=need_id, surveyors=(StaffId("staff_survey"),), day=TODAY), actor=CHIEF)
    return need_id


def ready(center: Center, **changes: Any) -> NeedId:
    """A need that is ready for work after a survey."""
    need_id = surveying(center, **changes)
    command = RecordSurvey(
        need_id=need_id, result=SurveyResult.DONE, verdict=Verdict.GENERAL, estimate=an_estimate()
    )
    center.do(command, actor=SURVEYOR)
    return need_id


def scheduled(center: Center, day: date = TODAY, **changes: Any) -> NeedId:
    """A need with an agreed day."""
    need_id = ready(center, **changes)
    center.do(ScheduleNeed(need_id=need_id, appointment=an_appointment(day)), actor=INTAKE)
    return need_id


def need_of(center: Center, need_id: str) -> Need:
    """The need as the tables hold it."""
    return center.state(NEED, need_id)


def posted(center: Center) -> NeedId:
    """A need whose sheet hangs on the wall today."""
    need_id = scheduled(center)
    center.do(PostNeed(need_id=need_id), actor=MATCHING)
    return need_id


def done(center: Center, **changes: Any) -> NeedId:
    """A need that technical people have done."""
    need_id = surveying(center, **changes)
    center.do(HandToTechnical(need_id=need_id, technical=(TechnicalClass.ROOF_TARP,)), actor=SURVEYOR)
    center.do(RecordTechnical(need_id=need_id, outcome=TechnicalOutcome.DONE, report_text="張りました"))
    return need_id


def referred(center: Center) -> tuple[NeedId, ReferralId]:
    """A need that an agency was asked to take by tomorrow."""
    need_id = received(center)
    command = ReferNeed(
        need_id=need_id,
        reason=RefuseReason.HIGH_PLACE,
        words_said="屋根は技術のある団体に引き継ぎます",
        agency="屋根ボランティア緑瀬",
        promised_on=TOMORROW,
    )
    return need_id, ReferralId(str(center.do(command, actor=CHIEF).result["referral_id"]))
