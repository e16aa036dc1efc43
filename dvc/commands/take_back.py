"""The reverse of every act: to its author the same day, to a chief always, seen on the board like any other
fact.

An act is taken back as a whole, on every stream it touched, and only while nothing later stands on it: else
the answer names who moved on and when, and the caller undoes that first (screens.md section 11).
"""

from __future__ import annotations

from dataclasses import dataclass

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.wall_follows import wall_follows
from dvc.domain.center_settings import LayerImported
from dvc.domain.facts import Recorded
from dvc.domain.ids import ActionId, NeedId
from dvc.domain.kind import StepTakenBack
from dvc.domain.kinds import BY_NAME
from dvc.domain.need import NEED
from dvc.domain.personal import Personal
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.roles import EVERY_ROLE, Role
from dvc.domain.values import activity_day
from dvc.ports import Work

REASON_LENGTH_MOST = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Take back the act `of`. `reason`: free text for the vault, None for one's own act of just now."""

    of: ActionId
    reason: str | None = None


@handles(TakeBack, roles=EVERY_ROLE)
def take_back(work: Work, command: TakeBack, meta: CommandMeta) -> Result:
    """Take an act back. A second sheet that hangs for a need whose first was hung up by mistake comes down.

    Raises Refusal `take_back.*`.
    """
    recorded = work.events_of(command.of)
    refuse_unless(recorded, "take_back.unknown_act", status=404)
    _check_right(work, recorded[0], meta)
    streams = _touched(recorded)
    for (kind, stream), (first, last) in streams.items():
        _check_nothing_later(work, kind, stream, last)
        before = work.state_at(BY_NAME[kind], stream, first - 1)
        work.record(BY_NAME[kind], stream, StepTakenBack(of=command.of, before=before))
    for kind, stream in streams:
        if kind == NEED.name:
            wall_follows(work, meta, work.get(NEED, NeedId(stream)))
    work.vault.withdraw(command.of)
    if command.reason:
        subject = next(iter(streams))[1]
        reason = command.reason[:REASON_LENGTH_MOST]
        work.vault.put(subject, {Personal.REASON_TEXT: reason}, source_of(work, meta))
    return {"of": command.of, "streams": len(streams)}


def _check_right(work: Work, act: Recorded, meta: CommandMeta) -> None:
    if meta.actor.is_chief or Role.SYSTEM in meta.actor.roles:
        return
    refuse_unless(act.meta.actor == meta.actor.id, "take_back.not_yours", status=403, by=act.meta.actor)
    same_day = activity_day(act.meta.recorded_at) == activity_day(work.now)
    refuse_unless(same_day, "take_back.another_day", status=403, at=act.meta.recorded_at)


def _touched(recorded: tuple[Recorded, ...]) -> dict[tuple[str, str], tuple[int, int]]:
    """Streams of an act, the last touched first, with their first and last version in it."""
    streams: dict[tuple[str, str], tuple[int, int]] = {}
    for one in reversed(recorded):
        refuse_unless(not isinstance(one.event, StepTakenBack), "take_back.of_take_back")
        refuse_unless(not isinstance(one.event, LayerImported), "take_back.layer")
        key = (one.kind, one.stream)
        _, last = streams.get(key, (0, one.version))
        streams[key] = (one.version, last)
    return streams


def _check_nothing_later(work: Work, kind: str, stream: str, last: int) -> None:
    later = work.events_after(BY_NAME[kind], stream, last)
    if not later:
        return
    if isinstance(later[0].event, StepTakenBack):
        raise Refusal("take_back.already", by=later[0].meta.actor, at=later[0].meta.recorded_at)
    raise Refusal(
        "take_back.world_moved_on",
        kind=kind,
        event=type(later[0].event).__name__,
        by=later[0].meta.actor,
        at=later[0].meta.recorded_at,
    )
