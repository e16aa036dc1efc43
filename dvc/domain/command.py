"""What surrounds a command: who gives it and when, which version the caller had seen, and the receipt that
answers it.

The same receipt answers every repeat of an action id, for ever (law 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.refusal import Detail, Refusal
from dvc.domain.roles import Actor

Result: TypeAlias = Mapping[str, str | int | float | bool | tuple[str, ...] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """The version of a stream that the caller had seen; a newer one refuses the command as `refusal.stale`.
    """

    kind: str
    stream: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandMeta:
    """Who gives a command, when and from where. `action_id` is made by the client before sending.

    `happened_at`: None means now. `device_now`: the device's clock at sending, None when unknown; its
    distance from the server's clock corrects `happened_at` (law 5).
    """

    action_id: ActionId
    actor: Actor
    happened_at: datetime | None = None
    device_now: datetime | None = None
    medium: Medium = Medium.APP
    station: str | None = None
    on_behalf_of: str | None = None
    expected: Expected | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """The answer to a command, kept under its action id. `code` None: done. `seq`: last event, None when
    none.
    """

    action_id: ActionId
    command: str
    code: str | None
    status: int
    details: Mapping[str, Detail]
    result: Result
    seq: int | None
    recorded_at: datetime
    repeated: bool = False

    @property
    def is_done(self) -> bool:
        """Whether the command took effect."""
        return self.code is None

    def raise_if_refused(self) -> Receipt:
        """The receipt itself, or the stored refusal raised again."""
        if self.code is not None:
            raise Refusal(self.code, status=self.status, **dict(self.details))
        return self
