"""One two-phase promise for seat, proposal, booking, loan and trip (house law 9): held, then kept or let go;
with expiry.

A promise binds nobody before `confirmed` and nobody after it has ended. Expiry is judged by the time a caller
gives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from dvc.domain.ids import ActorId
from dvc.domain.refusal import refuse_unless


class PromiseKind(StrEnum):
    """What is promised."""

    SEAT = "seat"
    PROPOSAL = "proposal"
    BOOKING = "booking"
    LOAN = "loan"
    TRIP = "trip"


class PromiseState(StrEnum):
    """Where a promise stands; the last four are final."""

    HELD = "held"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    RELEASED = "released"
    FULFILLED = "fulfilled"


_NEXT: dict[PromiseState, frozenset[PromiseState]] = {
    PromiseState.HELD: frozenset(
        {PromiseState.CONFIRMED, PromiseState.DECLINED, PromiseState.EXPIRED, PromiseState.RELEASED}
    ),
    PromiseState.CONFIRMED: frozenset({PromiseState.RELEASED, PromiseState.FULFILLED}),
    PromiseState.DECLINED: frozenset(),
    PromiseState.EXPIRED: frozenset(),
    PromiseState.RELEASED: frozenset(),
    PromiseState.FULFILLED: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promise of `count` places, things or people. `expires_at` None: it stands until somebody ends it."""

    kind: PromiseKind
    state: PromiseState
    count: int
    held_by: ActorId
    held_at: datetime
    expires_at: datetime | None = None

    def is_live(self, now: datetime) -> bool:
        """Whether it still binds at `now`: confirmed, or held and not past its expiry."""
        if self.state is PromiseState.CONFIRMED:
            return True
        return self.state is PromiseState.HELD and (self.expires_at is None or now < self.expires_at)


def moved(promise: Promise, to: PromiseState, *, now: datetime) -> Promise:
    """The promise in its next state. Raises Refusal `refusal.promise_ended` or `refusal.promise_expired`."""
    refuse_unless(to in _NEXT[promise.state], "refusal.promise_ended", state=promise.state.value, to=to.value)
    if to is PromiseState.CONFIRMED:
        refuse_unless(promise.is_live(now), "refusal.promise_expired", expires_at=promise.expires_at)
    return replace(promise, state=to)
