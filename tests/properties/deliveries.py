"""Deliveries tried out: several commands given in an order inside one transaction of the writer, the end
looked at, and everything undone. So two orders start from the very same store, and nothing has to be copied.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dvc.domain.command import CommandMeta, Receipt
from dvc.store.statements import plain
from dvc.store.writer import Batch
from tests.factories import Center, SeededIds
from tests.properties.ends import End, boards_of, end_of, start_of


class ActionIds(SeededIds):
    """Ids made of the action that makes them, so that a thing has the same id in every order of deliveries.

    The real port draws them from the clock; nothing may judge order or sameness by an id's time.
    """

    def __init__(self) -> None:
        """Outside of a delivery ids are counted, as `SeededIds` does."""
        super().__init__()
        self._of: str | None = None
        self._nth = itertools.count(1)

    def begin(self, action: str | None) -> None:
        """From now on ids belong to this action."""
        self._of, self._nth = action, itertools.count(1)

    def new(self, prefix: str) -> str:
        """`prefix_`, the action, and the how manieth id of it this is."""
        return super().new(prefix) if self._of is None else f"{prefix}_{self._of}_{next(self._nth)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A command as it leaves an outbox: the same id and the same time of the world however often it is sent.
    """

    command: Any
    meta: CommandMeta

    @property
    def name(self) -> str:
        """The command's public name."""
        return type(self.command).__name__


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What an order of deliveries came to. `receipts`: the first answer by action id; `boards`: what they
    would show after it.
    """

    receipts: Mapping[str, Receipt]
    end: End
    boards: Mapping[str, str]

    def accepted(self, one: Delivery) -> bool:
        """Whether the delivery took effect."""
        return self.receipts[one.meta.action_id].is_done


class _Undone(Exception):
    """Carries what a trial found out of the writer's transaction, which is rolled back by it."""

    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found


def try_out(center: Center, ids: ActionIds, order: Sequence[Delivery], *, boards: bool = False) -> Tried:
    """Deliver in this order, a minute apart, look at the end, and undo it all.

    A delivery that comes again must get its first answer and move nothing. `boards`: look at them, too.
    """

    def deliver(batch: Batch) -> Tried:
        start = start_of(batch.connection)
        receipts = _deliver(center, ids, order, batch)
        shown = boards_of(batch.connection) if boards else {}
        return Tried(receipts=receipts, end=end_of(batch.connection, start), boards=shown)

    tried: Tried = _undone(center, ids, deliver)
    return tried


def would_be_accepted(center: Center, ids: ActionIds, one: Delivery) -> bool:
    """Whether a delivery takes effect when it comes alone; it is undone."""
    receipts: Mapping[str, Receipt] = _undone(center, ids, lambda batch: _deliver(center, ids, (one,), batch))
    return receipts[one.meta.action_id].is_done


def _undone(center: Center, ids: ActionIds, job: Callable[[Batch], Any]) -> Any:
    began = center.clock.at

    def tried(batch: Batch) -> None:
        raise _Undone(job(batch))

    try:
        center.store.writer.submit(tried).result()
    except _Undone as undone:
        return undone.found
    finally:
        center.clock.at = began
        ids.begin(None)
    raise AssertionError("a trial is undone")


def _deliver(center: Center, ids: ActionIds, order: Sequence[Delivery], batch: Batch) -> dict[str, Receipt]:
    first: dict[str, Receipt] = {}
    for one in order:
        seq = batch.head.seq
        center.clock.forward(minutes=1)
        ids.begin(one.meta.action_id)
        plain(batch.connection, "SAVEPOINT job")  # as the writer does around every job
        receipt = center.store.handle(batch, one.command, one.meta)
        plain(batch.connection, "RELEASE SAVEPOINT job")
        known = first.setdefault(one.meta.action_id, receipt)
        if known is not receipt:
            assert receipt.repeated, f"{one.name} took effect twice"
            assert batch.head.seq == seq, f"{one.name} came again and moved the log"
            assert replace(receipt, repeated=False) == known, f"{one.name} came again and got another answer"
    return first
