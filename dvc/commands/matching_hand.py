"""Whose hand it is at the wall and in the field: the actor of the command, and when it happened."""

from __future__ import annotations

from dvc.commands.bus import CommandMeta
from dvc.domain.ids import ActorId
from dvc.domain.team_forming import Hand
from dvc.ports import Work


def actor_of(meta: CommandMeta) -> ActorId:
    """Who gives the command, as the events name him."""
    return ActorId(meta.actor.id)


def hand_of(work: Work, meta: CommandMeta) -> Hand:
    """Who does it, and when it happened."""
    return Hand(by=actor_of(meta), at=work.meta.happened_at)
