"""What the edge holds of one open operation: where commands go, where readings come from, who may come in."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from dvc.domain.command import CommandMeta, Receipt
from dvc.ports import Clock, Credentials, Ids
from dvc.read.center import CenterReader

if TYPE_CHECKING:
    from dvc.web.live import Hub


class Submit(Protocol):
    """Give a command; the receipt comes after its commit."""

    def __call__(self, command: Any, meta: CommandMeta) -> Future[Receipt]:
        """The future of the receipt."""
        ...


class NoteView(Protocol):
    """Write one view of people's records into the access log; durable when the future is done."""

    def __call__(  # noqa: PLR0913 - one row of a table
        self,
        *,
        actor: str,
        station: str | None,
        act: str,
        subjects: tuple[str, ...],
        fields: tuple[str, ...],
        reason: str | None = None,
    ) -> Future[int]:
        """Ids and field names only."""
        ...


@dataclass(slots=True, kw_only=True)
class Operation:
    """One operation at the edge. `mode`: disaster, drill or everyday; `name`: its public name, shown on every
    page.
    """

    operation_id: str
    center_name: str
    name: str
    mode: str
    submit: Submit
    reader: CenterReader
    credentials: Credentials
    note_view: NoteView
    hub: Hub
    clock: Clock
    ids: Ids
    mac: Callable[[str, bytes], str]
