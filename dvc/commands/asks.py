"""What every handler asks for: the source of a vault value and the author's rights."""

from __future__ import annotations

from dvc.commands.bus import CommandMeta
from dvc.domain.personal import Source, Told
from dvc.ports import Work


def source_of(work: Work, meta: CommandMeta, *, said_by: str | None = None, told: Told = Told.TOLD) -> Source:
    """Provenance of the vault values that this command brings."""
    return Source(
        said_by=said_by, medium=meta.medium, told=told, at=work.meta.happened_at, action_id=meta.action_id
    )
