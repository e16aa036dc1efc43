"""A list of needs to commands: which rows come in, which are here already, and what has to be mended, before
anything is done.

The act of a row is known by a keyed digest of what the row says: the same list once more, in whatever format,
gives the same acts and changes nothing. A house is the same when two of name, telephone and address agree
(domain/01 1.5; a family's telephone alone says nothing, domain/02 2.11).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Protocol

from dvc.commands.need_columns import HEADER_SEARCHED_ROWS, NEEDED, columns_of, is_header, is_total
from dvc.commands.need_rows import Reading, RowProblem, RowRead, read_row, row_words
from dvc.commands.needs import ReceiveNeed
from dvc.commands.needs_told import WorkAsked, check_told
from dvc.domain.folding import fold, fold_address, phone_digits
from dvc.domain.ids import ActionId, AreaCode, HouseholdId, MeshCode, NeedId
from dvc.domain.need_site import Wishes
from dvc.domain.need_state import LivingFacts
from dvc.domain.refusal import Refusal, refuse_unless
from dvc.domain.same_house import Houses, HouseTold, house_told
from dvc.domain.sheet_cells import Sheet, text_of
from dvc.domain.values import Channel, WorkType

DIGEST_LETTERS: Final = 32
PURPOSE: Final = "need_import"
SAMPLE_ROWS: Final = 50
PROGRESS_EVERY: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFound:
    """What is known of an address: district, mesh cell, and the point as the vault keeps it; "" unknown."""

    area: str = ""
    mesh: str = ""
    lat: str = ""
    lon: str = ""


class CenterKnown(Protocol):
    """What the center knows that a list is held against. Every call reads; nothing is changed."""

    def houses(self) -> Iterable[HouseTold]:
        """Houses with a need that stands."""
        ...

    def has_need(self, need_ids: Sequence[str]) -> frozenset[str]:
        """Those of the needs that are here."""
        ...

    def place(self, address: str) -> PlaceFound:
        """The place of an address."""
        ...

    def mac(self, purpose: str, data: bytes) -> str:
        """Keyed fingerprint in hex."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Now, the activity day, and the area code that a local telephone number gets."""

    now: datetime
    today: date
    area_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedNeed:
    """One row that comes in: its act and its command. `row` as the program shows it."""

    row: int
    action_id: ActionId
    command: ReceiveNeed


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedPlan:
    """What a list would do. `already`: rows that came in with an earlier import; `problems` in order of rows;
    `unread`: headings of columns that are not read; `zeros`: telephones that got their 0 back.
    """

    sheet: str
    header_row: int
    columns: Mapping[str, str]
    unread: tuple[str, ...]
    needs: tuple[PlannedNeed, ...]
    already: int
    problems: tuple[RowProblem, ...]
    zeros: int = 0

    @property
    def bad_rows(self) -> int:
        """Rows that do not come in."""
        return len({one.row for one in self.problems})


@dataclass(slots=True)
class _Plan:
    needs: list[PlannedNeed] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    already: int = 0
    zeros: int = 0


def plan_needs(
    sheets: Sequence[Sheet],
    center: CenterKnown,
    moment: Moment,
    *,
    on_row: Callable[[int, int], None] = lambda _done, _of: None,
) -> NeedPlan:
    """Plan the import of the first sheet that has a header. `on_row` is told rows done and rows in all.

    Raises Refusal `imports.no_header`, `imports.column_missing`, `imports.no_rows` (422).
    """
    sheet, header_at = _header(sheets)
    headings = [text_of(cell).strip() for cell in sheet.rows[header_at]]
    body = sheet.rows[header_at + 1 :]
    sample = [[text_of(cell) for cell in row] for row in body[:SAMPLE_ROWS]]
    columns = columns_of(headings, sample)
    for name in NEEDED:
        has_point = name == "address" and {"lat", "lon"} <= columns.keys()
        known = "、".join(headings[at] for at in columns.values())
        refuse_unless(name in columns or has_point, f"imports.column_{name}", status=422, known=known)
    reading = Reading(
        columns=columns,
        formulas=sheet.formulas,
        now=moment.now,
        today=moment.today,
        area_code=moment.area_code,
    )
    reads = [read_row(reading, at, row) for at, row in enumerate(body, start=header_at + 1) if _is_a_row(row)]
    refuse_unless(reads, "imports.no_rows", status=422)
    plan = _held_against(reads, center, on_row)
    return NeedPlan(
        sheet=sheet.name,
        header_row=header_at + 1,
        columns={name: headings[at] for name, at in columns.items()},
        unread=tuple(one for at, one in enumerate(headings) if one and at not in columns.values()),
        needs=tuple(plan.needs),
        already=plan.already,
        problems=tuple(sorted(plan.problems, key=lambda one: one.row)),
        zeros=plan.zeros,
    )


def _header(sheets: Sequence[Sheet]) -> tuple[Sheet, int]:
    for sheet in sheets:
        for at, row in enumerate(sheet.rows[:HEADER_SEARCHED_ROWS]):
            if is_header([text_of(cell) for cell in row]):
                return sheet, at
    raise Refusal("imports.no_header", status=422, most=HEADER_SEARCHED_ROWS)


def _is_a_row(row: Sequence[object]) -> bool:
    texts = ["" if cell is None else str(cell) for cell in row]
    return any(text.strip() for text in texts) and not is_total(texts)


def _held_against(reads: Sequence[RowRead], center: CenterKnown, on_row: Callable[[int, int], None]) -> _Plan:
    """Tell the rows apart: wrong, twice in the list, here by an earlier import, known to the center, new."""
    plan = _Plan()
    digests = [_digest(read, center) for read in reads]
    here = center.has_need([f"need_{digest}" for digest in digests])
    known, rows = Houses(center.houses()), Houses(())
    for done, (read, digest) in enumerate(zip(reads, digests, strict=True), start=1):
        if done % PROGRESS_EVERY == 0:
            on_row(done, len(reads))
        plan.zeros += read.zero_added
        _place_row(plan, read, digest, (here, known, rows, center))
    on_row(len(reads), len(reads))
    return plan


def _place_row(
    plan: _Plan,
    read: RowRead,
    digest: str,
    held: tuple[frozenset[str], Houses, Houses, CenterKnown],
) -> None:
    here, known, rows, center = held
    if read.problems:
        plan.problems += read.problems
        return
    house = _house_of(read)
    twin = rows.like(house)
    if twin is not None:
        plan.problems.append(_twin("imports.twice_in_list", read, twin.label))
        return
    rows.add(house)
    if f"need_{digest}" in here:
        plan.already += 1
        return
    twin = known.like(house)
    if twin is not None:
        plan.problems.append(_twin("imports.here_already", read, twin.label))
        return
    command = _command(read, digest, center)
    try:
        check_told(command)
    except Refusal as no:
        plan.problems.append(_refused(read, no))
        return
    plan.needs.append(PlannedNeed(row=read.row, action_id=ActionId(f"import_{digest}"), command=command))


def _twin(code: str, read: RowRead, label: str) -> RowProblem:
    return RowProblem(row=read.row, code=code, value=read.texts.get("name", ""), details={"other": label})


def _refused(read: RowRead, no: Refusal) -> RowProblem:
    name = str(no.details.get("field", ""))
    return RowProblem(row=read.row, code="imports.value", column=name, value=read.texts.get(name, "")[:40])


def _house_of(read: RowRead) -> HouseTold:
    texts = read.texts
    return house_told(
        [fold(texts.get("name", ""))],
        [phone_digits(texts.get(name, "")) for name in ("phone", "phone_2")],
        [fold_address(texts.get("address", ""))],
        str(read.row),
    )


def _digest(read: RowRead, center: CenterKnown) -> str:
    words = json.dumps(row_words(read), ensure_ascii=False, sort_keys=True)
    return center.mac(PURPOSE, words.encode())[:DIGEST_LETTERS]


def _command(read: RowRead, digest: str, center: CenterKnown) -> ReceiveNeed:
    """The need that a row tells, under ids that the same row gets again."""
    texts: dict[str, Any] = dict(read.texts)
    wish = texts.pop("wish_words", "")
    memo = "\n".join(part for part in (texts.pop("site_memo", ""), wish) if part)
    place = center.place(texts.get("address", ""))
    lat, lon = texts.pop("lat", place.lat), texts.pop("lon", place.lon)
    asks_for_a_time = bool(read.wish_days or read.wish_slot)
    return ReceiveNeed(
        channel=Channel.CITY,
        need_id=NeedId(f"need_{digest}"),
        household_id=HouseholdId(f"household_{digest}"),
        received_at=read.received_at,
        area=AreaCode(place.area) if place.area else None,
        mesh=MeshCode(place.mesh) if place.mesh else None,
        lat=lat or None,
        lon=lon or None,
        site_memo=memo or None,
        work=tuple(WorkAsked(work_type=WorkType(one)) for one in read.work) or None,
        living=LivingFacts(people=read.people, over_75=read.over_75)
        if read.people is not None or read.over_75 is not None
        else None,
        wishes=Wishes(days=read.wish_days, slot=read.wish_slot) if asks_for_a_time else None,
        **texts,
    )
