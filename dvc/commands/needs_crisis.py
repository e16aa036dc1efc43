"""Crisis and rank as acts: report and take it (N7), set a rank by hand, count all scores each morning."""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.needs_acts import ANY_DESK, keep_note, naming_who, record_need
from dvc.commands.needs_told import check_many
from dvc.domain import need_crisis
from dvc.domain.ids import ActorId, NeedId
from dvc.domain.need import NEED
from dvc.domain.need_site import CrisisReason
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import FINISHED, OPEN, need_unless
from dvc.domain.personal import Personal
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.urgency import area_lags, is_ranked, urgency_of
from dvc.domain.values import Rank, activity_day
from dvc.ports import Work

_TAKES_CRISES = CHIEFS | {Role.CARE}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCrisis:
    """Somebody must act at once (N7). It rings until taken; the need goes on in parallel."""

    need_id: NeedId
    reasons: tuple[CrisisReason, ...]
    note: str | None = None


@handles(ReportCrisis, roles=ANY_DESK)
def report_crisis(work: Work, command: ReportCrisis, meta: CommandMeta) -> Result:
    """Report a crisis. Raises Refusal `needs.crisis_reason_missing`, `needs.wrong_status`."""
    check_many(command.reasons, "reasons")
    need = work.get(NEED, command.need_id)
    with naming_who(work, NEED, need.need_id):
        events = need_crisis.report_crisis(need, reasons=command.reasons, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.CRISIS_NOTE, command.note)
    minutes = work.setting("crisis_report_minutes")
    return {**_answer(after), "take_within_minutes": minutes}


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgeCrisis:
    """A chief or the care desk takes the report; whoever takes it answers for it."""

    need_id: NeedId


@handles(AcknowledgeCrisis, roles=_TAKES_CRISES)
def acknowledge_crisis(work: Work, command: AcknowledgeCrisis, meta: CommandMeta) -> Result:
    """Take a crisis report. Raises Refusal `needs.no_crisis`, `needs.crisis_seen` with by whom and when."""
    need = work.get(NEED, command.need_id)
    events = need_crisis.acknowledge_crisis(need, by=ActorId(meta.actor.id), at=work.meta.happened_at)
    return _answer(record_need(work, need, need.need_id, *events))


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseCrisis:
    """The danger is over or in other hands; `note` says what was done."""

    need_id: NeedId
    note: str


@handles(CloseCrisis, roles=_TAKES_CRISES)
def close_crisis(work: Work, command: CloseCrisis, meta: CommandMeta) -> Result:
    """Close a crisis. Raises Refusal `needs.no_crisis`, `needs.crisis_unseen`, `needs.reason_missing`."""
    need = work.get(NEED, command.need_id)
    need_unless(command.note.strip(), need, "needs.reason_missing", http=422)
    events = need_crisis.close_crisis(need, at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.CRISIS_NOTE, command.note)
    return _answer(after)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRank:
    """A chief sets the rank by hand and says why (None: the computed one again)."""

    need_id: NeedId
    rank: Rank | None
    reason: str


@handles(SetRank, roles=CHIEFS)
def set_rank(work: Work, command: SetRank, meta: CommandMeta) -> Result:
    """Set a rank. Raises Refusal `needs.rank_as_before`, `needs.reason_missing`, `needs.wrong_status`."""
    need = work.get(NEED, command.need_id)
    need_unless(command.reason.strip(), need, "needs.reason_missing", http=422)
    with naming_who(work, NEED, need.need_id):
        events = need_crisis.set_rank(need, command.rank, by=ActorId(meta.actor.id), at=work.meta.happened_at)
    after = record_need(work, need, need.need_id, *events)
    keep_note(work, meta, need.need_id, Personal.REASON_TEXT, command.reason)
    return _answer(after)


@dataclass(frozen=True, slots=True, kw_only=True)
class RankNeeds:
    """Count the score of every open need anew: a day more waited, deadlines nearer, districts that lag."""


@handles(RankNeeds, roles=CHIEFS | {Role.MATCHING})
def rank_needs(work: Work, command: RankNeeds, meta: CommandMeta) -> Result:
    """Count all scores; doing it again the same day changes nothing."""
    known = work.where(NEED, status=tuple(OPEN | FINISHED | {NeedStatus.DRAFT}))
    lags = area_lags(known)
    today = activity_day(work.now)
    changed = 0
    for need in known:
        if not is_ranked(need.status):
            continue
        lag = lags.get(need.place.area or "", 0)
        urgency = urgency_of(need, today=today, area_lag=lag)
        events = need_crisis.score(need, urgency, area_lag=lag, at=work.meta.happened_at)
        if events:
            work.record(NEED, need.need_id, *events)
            changed += 1
    return {"changed": changed, "open": sum(is_ranked(need.status) for need in known)}


def _answer(need: Need) -> Result:
    return {
        "need_id": need.need_id,
        "code": need.code,
        "status": need.status.value,
        "rank": need.rank.value,
        "crisis_open": need.crisis_open,
    }
