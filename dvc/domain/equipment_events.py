"""Events of stock and loans: ledger movements and promises, ids and numbers only.

`at`: when it happened, aware UTC.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from dvc.domain.equipment_state import DamageCause, LoanLine, Movement, StockReason
from dvc.domain.ids import ActorId, BaseId, Code, ItemCode, ItemId, LoanId, TeamId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemListed:
    """A base keeps this kind of equipment from now on; with nothing of it yet."""

    item_id: ItemId
    item: ItemCode
    base_id: BaseId


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemMoved:
    """One line of the ledger. `loan_id` or `reason` says why; `cause` for what broke or went missing."""

    movement: Movement
    count: int
    loan_id: LoanId | None
    reason: StockReason | None
    cause: DamageCause | None
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemReserveSet:
    """So many should stay on the shelf."""

    reserve: int
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRuleOverridden:
    """A chief let a loan go below the safety stock; the reason stands in the vault."""

    loan_id: LoanId
    by: ActorId
    at: datetime


ItemEvent: TypeAlias = ItemListed | ItemMoved | ItemReserveSet | ItemRuleOverridden


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReserved:
    """Tools were set aside for a team (available -> reserved)."""

    loan_id: LoanId
    code: Code
    number: int
    day: date
    team_id: TeamId
    base_id: BaseId
    lines: tuple[LoanLine, ...]
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanWentOut:
    """The team left with them (reserved -> out)."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReleased:
    """The team did not go: back to the shelf."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReturned:
    """Pieces came back, were used up, broke, got lost or stay on site.

    `is_settled`: nothing is open any more.
    """

    lines: tuple[LoanLine, ...]
    cause: DamageCause | None
    is_settled: bool
    by: ActorId
    at: datetime


LoanEvent: TypeAlias = LoanReserved | LoanWentOut | LoanReleased | LoanReturned
