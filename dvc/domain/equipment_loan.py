"""Loans of equipment to teams: set aside, out, and accounted for piece by piece (domain/02 2.8).

A loan is a two-phase promise (house law 9). It ends only when for each line
lent = back + used + broken + lost + left on site.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dvc.domain.equipment_events import LoanEvent, LoanReleased, LoanReserved, LoanReturned, LoanWentOut
from dvc.domain.equipment_items import ITEMS, AfterReturn
from dvc.domain.equipment_state import DamageCause, Loan, LoanLine, Movement
from dvc.domain.ids import ActorId
from dvc.domain.kind import Kind
from dvc.domain.promise import Promise, PromiseKind, PromiseState
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.values import ItemCount

LINES_MOST = 40
"""Kinds of equipment in one loan; the whole catalogue is that long."""


def lines_of(asked: Sequence[ItemCount]) -> tuple[LoanLine, ...]:
    """The lines of a new loan.

    Raises Refusal `equipment.lines`, `equipment.unknown_item`, `equipment.count` (422).
    """
    refuse_unless(0 < len(asked) <= LINES_MOST, "equipment.lines", status=422, most=LINES_MOST)
    items = [line.item for line in asked]
    refuse_unless(len(set(items)) == len(items), "equipment.line_twice", status=422)
    for line in asked:
        refuse_unless(line.item in ITEMS, "equipment.unknown_item", status=422, item=line.item)
    return tuple(LoanLine(item=line.item, lent=line.count) for line in asked)


def reserve(state: Loan | None, event: LoanReserved) -> tuple[LoanEvent, ...]:
    """Set tools aside once. Raises Refusal `equipment.loan_known`."""
    if state is not None:
        raise Refusal("equipment.loan_known", loan=state.code, by=state.lent_by, at=state.lent_at)
    return (event,)


def go_out(loan: Loan, *, by: ActorId, at: datetime) -> tuple[LoanEvent, ...]:
    """The team leaves with them. Raises Refusal `equipment.loan_state`."""
    _require(loan, PromiseState.HELD)
    return (LoanWentOut(by=by, at=at),)


def release(loan: Loan, *, by: ActorId, at: datetime) -> tuple[LoanEvent, ...]:
    """The team does not go. Raises Refusal `equipment.loan_state`."""
    _require(loan, PromiseState.HELD)
    return (LoanReleased(by=by, at=at),)


def give_back(
    loan: Loan, told: Sequence[LoanLine], *, cause: DamageCause | None, by: ActorId, at: datetime
) -> tuple[LoanEvent, ...]:
    """Account for pieces; several times, until nothing is open. `told.lent` is not read.

    Raises Refusal `equipment.loan_state`, `equipment.not_lent`, `equipment.more_than_lent`,
    `equipment.needs_cause`.
    """
    _require(loan, PromiseState.CONFIRMED)
    refuse_unless(0 < len(told) <= LINES_MOST, "equipment.lines", status=422, most=LINES_MOST)
    refuse_unless(len({line.item for line in told}) == len(told), "equipment.line_twice", status=422)
    known = {line.item: line for line in loan.lines}
    for line in told:
        refuse_unless(line.item in known, "equipment.not_lent", item=line.item, loan=loan.code)
        numbers = (line.back, line.used, line.broken, line.lost, line.left)
        there = known[line.item].is_open
        fits = min(numbers) >= 0 and sum(numbers) <= there
        refuse_unless(
            fits, "equipment.more_than_lent", item=line.item, open=there, told=sum(numbers), loan=loan.code
        )
    needs_cause = any(line.broken or line.lost for line in told)
    refuse_unless(cause is not None or not needs_cause, "equipment.needs_cause", status=422)
    after = _with_lines(loan, told)
    event = LoanReturned(lines=tuple(told), cause=cause, is_settled=after.is_settled, by=by, at=at)
    return (event,)


def movements_back(line: LoanLine) -> tuple[tuple[Movement, int], ...]:
    """The ledger lines of one returned line: what has to be washed goes to the washing place, the rest to the
    shelf.
    """
    needs_wash = ITEMS[line.item].after is AfterReturn.WASH
    counts = (
        (Movement.IN_DIRTY if needs_wash else Movement.IN_CLEAN, line.back),
        (Movement.USED, line.used),
        (Movement.BROKEN, line.broken),
        (Movement.LOST, line.lost),
        (Movement.LEFT, line.left),
    )
    return tuple((movement, count) for movement, count in counts if count)


def evolve(state: Loan | None, event: LoanEvent) -> Loan:
    """The one transition of a loan."""
    if isinstance(event, LoanReserved):
        return _reserved(event)
    assert state is not None, "a loan begins when tools are set aside"
    match event:
        case LoanWentOut():
            return replace(_in_state(state, PromiseState.CONFIRMED), out_at=event.at)
        case LoanReleased():
            return replace(_in_state(state, PromiseState.RELEASED), ended_at=event.at)
        case LoanReturned():
            told = _with_lines(state, event.lines)
            if not event.is_settled:
                return told
            return replace(_in_state(told, PromiseState.FULFILLED), ended_at=event.at)
        case _:
            assert_never(event)


def _reserved(event: LoanReserved) -> Loan:
    count = sum(line.lent for line in event.lines)
    return Loan(
        loan_id=event.loan_id,
        code=event.code,
        number=event.number,
        day=event.day,
        team_id=event.team_id,
        base_id=event.base_id,
        lines=event.lines,
        promise=Promise(
            kind=PromiseKind.LOAN, state=PromiseState.HELD, count=count, held_by=event.by, held_at=event.at
        ),
        lent_at=event.at,
        lent_by=event.by,
    )


def _with_lines(loan: Loan, told: Sequence[LoanLine]) -> Loan:
    by_item = {line.item: line for line in told}
    return replace(loan, lines=tuple(_sum(line, by_item.get(line.item)) for line in loan.lines))


def _sum(line: LoanLine, more: LoanLine | None) -> LoanLine:
    if more is None:
        return line
    return replace(
        line,
        back=line.back + more.back,
        used=line.used + more.used,
        broken=line.broken + more.broken,
        lost=line.lost + more.lost,
        left=line.left + more.left,
    )


def _require(loan: Loan, state: PromiseState) -> None:
    if loan.promise.state is not state:
        raise Refusal(
            "equipment.loan_state",
            loan=loan.code,
            state=loan.promise.state.value,
            by=loan.lent_by,
            at=loan.lent_at,
        )


def _in_state(loan: Loan, state: PromiseState) -> Loan:
    return replace(loan, promise=replace(loan.promise, state=state))


def void(state: Loan) -> Loan:
    """Tools set aside by mistake: released."""
    return _in_state(state, PromiseState.RELEASED)


LOAN: Kind[Loan] = Kind(
    name="loan",
    state=Loan,
    events=(LoanReserved, LoanWentOut, LoanReleased, LoanReturned),
    evolve=evolve,
    void=void,
)
