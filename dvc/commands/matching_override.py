"""A chief sets a rule aside: who may, which rules, and that it stands in the log with the reason in the
vault.
"""

from __future__ import annotations

from collections.abc import Sequence

from dvc.commands.asks import source_of
from dvc.commands.bus import CommandMeta
from dvc.domain.personal import Personal
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import Role
from dvc.domain.team_rules import A_CHIEF_MAY_SET_ASIDE, Broken, refuse_broken, without
from dvc.ports import Work

REASON_LENGTH_MOST = 400


def text_of(text: str | None, field: str, *, most: int = REASON_LENGTH_MOST) -> str | None:
    """A free text, stripped; None when empty.

    Raises Refusal `refusal.value` (422) with field and limit when too long.
    """
    stripped = (text or "").strip()
    refuse_unless(len(stripped) <= most, "refusal.value", status=422, field=field, most=most)
    return stripped or None


def reason_of(command_reason: str | None, meta: CommandMeta) -> str | None:
    """The reason of an override, None when none was asked for.

    Raises Refusal `refusal.not_allowed` (403) to others.
    """
    reason = text_of(command_reason, "override_reason")
    if reason is not None:
        may = meta.actor.is_chief or Role.SYSTEM in meta.actor.roles
        refuse_unless(may, "wall.chief_only", status=403)
    return reason


def set_aside(broken: Sequence[Broken], *, reason: str | None, people: int, least: int) -> tuple[Broken, ...]:
    """The rules that a chief sets aside with this reason; raises `wall.h01` … for what nobody may set
    aside.
    """
    if reason is None:
        refuse_broken(broken)
        return ()
    refuse_broken(without(broken, A_CHIEF_MAY_SET_ASIDE, people=people, least=least))
    return tuple(broken)


def keep_reason(work: Work, meta: CommandMeta, subject: str, reason: str | None) -> None:
    """Keep the reason in the vault under the sheet or the team that it is about."""
    if reason is not None:
        work.vault.put(subject, {Personal.REASON_TEXT: reason}, source_of(work, meta))
