"""Equipment: stock by movements, tools set aside for a team, and every piece accounted for at the return
(B6).

Nobody types a balance. A loan moves the stock of the team's base in the same act; tools that are set aside
go out when the team does (`loans_go_out`), or back on the shelf when it does not (`loans_released`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dvc.commands.bus import CommandMeta, Result, handles
from dvc.commands.matching_hand import actor_of, hand_of
from dvc.commands.matching_override import keep_reason, reason_of
from dvc.domain import equipment, equipment_loan, team_forming
from dvc.domain.equipment import ITEM
from dvc.domain.equipment_events import ItemMoved, ItemRuleOverridden, LoanReserved
from dvc.domain.equipment_loan import LOAN
from dvc.domain.equipment_state import (
    DamageCause,
    Item,
    Loan,
    LoanLine,
    Movement,
    StockReason,
    item_id_of,
)
from dvc.domain.ids import MAIN_BASE, BaseId, ItemCode, LoanId, TeamId, short_code
from dvc.domain.promise import PromiseState
from dvc.domain.refusal import refuse_unless
from dvc.domain.roles import CHIEFS, Role
from dvc.domain.team import TEAM
from dvc.domain.team_forming import Hand
from dvc.domain.team_state import OUTSIDE, Team
from dvc.domain.values import ItemCount
from dvc.ports import Work

COUNTER = CHIEFS | {Role.EQUIPMENT, Role.MATCHING}
STORE_ROOM = CHIEFS | {Role.EQUIPMENT, Role.GENERAL_AFFAIRS}


@dataclass(frozen=True, slots=True, kw_only=True)
class StockItem:
    """Write one line of the ledger: bought, given, counted, washed, repaired, fetched from a site,
    disposed of …
    """

    item: ItemCode
    movement: Movement
    count: int
    reason: StockReason
    base_id: BaseId = MAIN_BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReserveStock:
    """Say how many pieces should stay on the shelf of a base."""

    item: ItemCode
    reserve: int
    base_id: BaseId = MAIN_BASE


@dataclass(frozen=True, slots=True, kw_only=True)
class LendEquipment:
    """Set tools aside for a team (`kits.suggested_kit` says which are usual); a team outside gets them
    brought.
    """

    team_id: TeamId
    lines: tuple[ItemCount, ...]
    loan_id: LoanId | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """What became of one kind of tool; pieces."""

    item: ItemCode
    back: int = 0
    used: int = 0
    broken: int = 0
    lost: int = 0
    left: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnEquipment:
    """Account for tools; in one go or in several, until nothing is open.

    `cause` for what broke or is missing.
    """

    loan_id: LoanId
    lines: tuple[ReturnedLine, ...]
    cause: DamageCause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseLoan:
    """Put back on the shelf what was set aside for a team and is not wanted."""

    loan_id: LoanId


@handles(StockItem, roles=STORE_ROOM)
def stock_item(work: Work, command: StockItem, meta: CommandMeta) -> Result:
    """Move the stock of a base by hand. Raises Refusal `equipment.*`."""
    item = item_at(work, command.item, command.base_id)
    event = ItemMoved(
        movement=command.movement,
        count=command.count,
        loan_id=None,
        reason=command.reason,
        cause=None,
        by=actor_of(meta),
        at=work.meta.happened_at,
    )
    return _stock_result(_recorded(work, item, equipment.stock(item, event)))


@handles(SetReserveStock, roles=STORE_ROOM)
def set_reserve_stock(work: Work, command: SetReserveStock, meta: CommandMeta) -> Result:
    """Set the safety stock. Raises Refusal `equipment.unknown_item`, `equipment.count`."""
    item = item_at(work, command.item, command.base_id)
    events = equipment.set_reserve(item, command.reserve, by=actor_of(meta), at=work.meta.happened_at)
    return _stock_result(_recorded(work, item, events) if events else item)


def _stock_result(item: Item) -> Result:
    return {
        "item_id": item.item_id,
        "item": item.item,
        "total": item.total,
        "shelf": item.shelf,
        "low": item.is_low,
    }


@handles(LendEquipment, roles=COUNTER)
def lend_equipment(work: Work, command: LendEquipment, meta: CommandMeta) -> Result:
    """Set the tools aside, all of them or none.

    Raises Refusal `equipment.short`, `equipment.below_reserve`, …
    """
    team = work.get(TEAM, command.team_id)
    at, by = work.meta.happened_at, actor_of(meta)
    loan_id = command.loan_id or LoanId(work.ids.new("loan"))
    reason = reason_of(command.override_reason, meta)
    number = work.next_number(LOAN, day=team.day)
    event = LoanReserved(
        loan_id=loan_id,
        code=short_code("K", team.day, number),
        number=number,
        day=team.day,
        team_id=team.team_id,
        base_id=team.base_id,
        lines=equipment_loan.lines_of(command.lines),
        by=by,
        at=at,
    )
    hand = Hand(by=by, at=at)
    opened = team_forming.open_loan(team, loan_id, hand=hand)
    loan = work.record(LOAN, loan_id, *equipment_loan.reserve(work.find(LOAN, loan_id), event))
    low = [
        line.item for line in loan.lines if _reserve(work, loan, line, meta, overridden=reason is not None)
    ]
    keep_reason(work, meta, loan_id, reason)
    team = work.record(TEAM, team.team_id, *opened)
    if team.status in OUTSIDE:
        loan = _go_out(work, loan, meta)
    return {
        "loan_id": loan_id,
        "code": loan.code,
        "status": team.status.value,
        "state": loan.promise.state.value,
        "low": tuple(low),
    }


def _reserve(work: Work, loan: Loan, line: LoanLine, meta: CommandMeta, *, overridden: bool) -> bool:
    """Set one line aside; whether fewer are left than should be, which only a chief allows (domain/03
    3.4).
    """
    item = _moved(work, loan, _lent(line), Movement.RESERVE, meta)
    if not item.is_low:
        return False
    refuse_unless(
        overridden,
        "equipment.below_reserve",
        item=item.item,
        there=item.shelf + line.lent,
        reserve=item.reserve,
    )
    event = ItemRuleOverridden(loan_id=loan.loan_id, by=actor_of(meta), at=work.meta.happened_at)
    work.record(ITEM, item.item_id, event)
    return True


@handles(ReturnEquipment, roles=COUNTER | {Role.REPORT})
def return_equipment(work: Work, command: ReturnEquipment, meta: CommandMeta) -> Result:
    """Take tools back.

    Raises Refusal `equipment.more_than_lent`, `equipment.not_lent`, `equipment.needs_cause`, …
    """
    loan = work.get(LOAN, command.loan_id)
    at, by = work.meta.happened_at, actor_of(meta)
    told = tuple(_told(line) for line in command.lines)
    events = equipment_loan.give_back(loan, told, cause=command.cause, by=by, at=at)
    after = work.record(LOAN, loan.loan_id, *events)
    for line in told:
        for movement, count in equipment_loan.movements_back(line):
            _moved(work, loan, ItemCount(item=line.item, count=count), movement, meta, cause=command.cause)
    if after.is_settled:
        _ended(work, after, meta)
    return {
        "loan_id": loan.loan_id,
        "code": loan.code,
        "state": after.promise.state.value,
        "open": sum(line.is_open for line in after.lines),
    }


def _told(line: ReturnedLine) -> LoanLine:
    return LoanLine(
        item=line.item,
        lent=0,
        back=line.back,
        used=line.used,
        broken=line.broken,
        lost=line.lost,
        left=line.left,
    )


@handles(ReleaseLoan, roles=COUNTER)
def release_loan(work: Work, command: ReleaseLoan, meta: CommandMeta) -> Result:
    """Put tools back on the shelf before the team goes. Raises Refusal `equipment.loan_state`."""
    loan = _released(work, work.get(LOAN, command.loan_id), meta)
    _ended(work, loan, meta)
    return {"loan_id": loan.loan_id, "code": loan.code, "state": loan.promise.state.value}


def loans_go_out(work: Work, team: Team, meta: CommandMeta) -> tuple[str, ...]:
    """The team leaves with what was set aside for it; codes of these loans."""
    held = [loan for loan in _loans(work, team) if loan.promise.state is PromiseState.HELD]
    return tuple(_go_out(work, loan, meta).code for loan in held)


def loans_released(work: Work, team: Team, meta: CommandMeta) -> int:
    """The team does not go: everything that was set aside for it is on the shelf again; how many loans."""
    held = [loan for loan in _loans(work, team) if loan.promise.state is PromiseState.HELD]
    for loan in held:
        _ended(work, _released(work, loan, meta), meta)
    return len(held)


def _loans(work: Work, team: Team) -> tuple[Loan, ...]:
    return tuple(work.get(LOAN, one) for one in team.loans)


def _go_out(work: Work, loan: Loan, meta: CommandMeta) -> Loan:
    events = equipment_loan.go_out(loan, by=actor_of(meta), at=work.meta.happened_at)
    for line in loan.lines:
        _moved(work, loan, _lent(line), Movement.OUT, meta)
    return work.record(LOAN, loan.loan_id, *events)


def _released(work: Work, loan: Loan, meta: CommandMeta) -> Loan:
    events = equipment_loan.release(loan, by=actor_of(meta), at=work.meta.happened_at)
    for line in loan.lines:
        _moved(work, loan, _lent(line), Movement.RELEASE, meta)
    return work.record(LOAN, loan.loan_id, *events)


def _ended(work: Work, loan: Loan, meta: CommandMeta) -> None:
    """The team has nothing of this loan any more."""
    team = work.get(TEAM, loan.team_id)
    hand = hand_of(work, meta)
    work.record(TEAM, team.team_id, *team_forming.end_loan(team, loan.loan_id, hand=hand))


def _lent(line: LoanLine) -> ItemCount:
    return ItemCount(item=line.item, count=line.lent)


def item_at(work: Work, item: ItemCode, base_id: BaseId) -> Item:
    """The stock of a kind of equipment at a base; empty when nothing of it ever came.

    Raises `equipment.unknown_item`.
    """
    known = work.find(ITEM, item_id_of(item, base_id))
    return known if known is not None else ITEM.step(None, equipment.open_item(item, base_id))


def _moved(  # noqa: PLR0913 - a line of a ledger has that many columns
    work: Work,
    loan: Loan,
    what: ItemCount,
    movement: Movement,
    meta: CommandMeta,
    *,
    cause: DamageCause | None = None,
) -> Item:
    item = item_at(work, what.item, loan.base_id)
    event = ItemMoved(
        movement=movement,
        count=what.count,
        loan_id=loan.loan_id,
        reason=None,
        cause=cause if movement in {Movement.BROKEN, Movement.LOST} else None,
        by=actor_of(meta),
        at=work.meta.happened_at,
    )
    return _recorded(work, item, equipment.move(item, event))


def _recorded(work: Work, item: Item, events: Sequence[object]) -> Item:
    """Record the movement; the first one of a base opens its ledger."""
    if work.version(ITEM, item.item_id) == 0:
        return work.record(ITEM, item.item_id, equipment.open_item(item.item, item.base_id), *events)
    return work.record(ITEM, item.item_id, *events)
