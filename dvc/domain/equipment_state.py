"""Stock of one kind of equipment at one base, and loans to teams, as the ledger left them.

Nobody types a balance: every number here is the sum of movements (domain/03 3.4), and `shelf` is what
remains. The law of the shelf, tested over all movements: nothing is ever below zero, and owned = shelf +
reserved + out + left on site + dirty + broken.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dvc.domain.ids import ActorId, BaseId, Code, ItemCode, ItemId, LoanId, TeamId
from dvc.domain.promise import Promise


class Movement(StrEnum):
    """One line of the ledger."""

    PURCHASE = "purchase"
    DONATE = "donate"
    RENT = "rent"
    BORROW = "borrow"
    COUNT_MORE = "count_more"
    COUNT_LESS = "count_less"
    GIVE_BACK = "give_back"
    DISPOSE = "dispose"
    RESERVE = "reserve"
    RELEASE = "release"
    OUT = "out"
    IN_CLEAN = "in"
    IN_DIRTY = "in_dirty"
    USED = "used"
    BROKEN = "broken"
    LOST = "lost"
    LEFT = "left"
    FETCHED = "fetched"
    WASHED = "washed"
    REPAIRED = "repaired"
    FOUND = "found"


class StockReason(StrEnum):
    """Why a number was moved by a desk and not by a loan."""

    NEW = "new"
    GIFT = "gift"
    FROM_STOCKYARD = "from_stockyard"
    FROM_CITY = "from_city"
    RENTED = "rented"
    STOCKTAKING = "stocktaking"
    CARE = "care"
    END_OF_LOAN = "end_of_loan"
    BEYOND_REPAIR = "beyond_repair"
    OTHER = "other"


class DamageCause(StrEnum):
    """How a piece broke or went missing."""

    WORN = "worn"
    ACCIDENT = "accident"
    MIXED_UP = "mixed_up"
    TAKEN = "taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Stock of one kind of equipment at one base; all numbers are pieces, now.

    `total`: owned or borrowed by the center, wherever it is. `lost`: missing and not yet found, not in
    `total`. `used`: consumed so far. `reserve`: pieces that should stay on the shelf (safety stock).
    """

    item_id: ItemId
    item: ItemCode
    base_id: BaseId
    total: int = 0
    reserved: int = 0
    out: int = 0
    left_on_site: int = 0
    dirty: int = 0
    broken: int = 0
    lost: int = 0
    used: int = 0
    reserve: int = 0

    @property
    def shelf(self) -> int:
        """Pieces that can be lent now."""
        return self.total - self.reserved - self.out - self.left_on_site - self.dirty - self.broken

    @property
    def is_low(self) -> bool:
        """Whether fewer are on the shelf than should be."""
        return self.shelf < self.reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanLine:
    """One kind of equipment in a loan: `lent` pieces, and what became of them so far."""

    item: ItemCode
    lent: int
    back: int = 0
    used: int = 0
    broken: int = 0
    lost: int = 0
    left: int = 0

    @property
    def is_open(self) -> int:
        """Pieces of which nothing is known yet."""
        return self.lent - self.back - self.used - self.broken - self.lost - self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """Tools of a team.

    `promise`: held while set aside, confirmed at departure, fulfilled when all is accounted for.
    """

    loan_id: LoanId
    code: Code
    number: int
    day: date
    team_id: TeamId
    base_id: BaseId
    lines: tuple[LoanLine, ...]
    promise: Promise
    lent_at: datetime
    lent_by: ActorId
    out_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Whether every piece is accounted for."""
        return all(line.is_open == 0 for line in self.lines)


def item_id_of(item: ItemCode, base_id: BaseId) -> ItemId:
    """The one stream of a kind of equipment at a base, so that two desks never open two."""
    return ItemId(f"item_{item}_{base_id}")
