"""The way of a need list into an operation, the same for the page and the command line: read, plan, give row
by row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dvc.commands.need_columns import is_header
from dvc.commands.need_import import Moment, NeedPlan, PlaceFound, plan_needs
from dvc.domain.same_house import HouseTold
from dvc.domain.values import activity_day
from dvc.read.center import CenterReader
from dvc.read.files import AUTO, read_sheets
from dvc.read.need_rows import houses_told, needs_here
from dvc.read.needs_places import area_code, has_towns, place_told


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCenter:
    """One center as a list is held against it (`dvc.commands.need_import.CenterKnown`)."""

    reader: CenterReader
    keyed: Callable[[str, bytes], str]

    def houses(self) -> Iterable[HouseTold]:
        """Houses with a need that stands."""
        return houses_told(self.reader)

    def has_need(self, need_ids: Sequence[str]) -> frozenset[str]:
        """Those of the needs that are here."""
        return needs_here(self.reader, need_ids)

    def place(self, address: str) -> PlaceFound:
        """What the imported towns say of an address."""
        if not address or not has_towns(self.reader):
            return PlaceFound()
        told = place_told(self.reader, address)
        if told.mesh is None:
            return PlaceFound(area=told.area or "")
        return PlaceFound(area=told.area or "", mesh=told.mesh, **told.point)

    def mac(self, purpose: str, data: bytes) -> str:
        """Keyed fingerprint in hex."""
        return self.keyed(purpose, data)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFile:
    """A file that somebody handed over. `encoding` of a CSV; by default the one under which it reads."""

    name: str
    data: bytes
    encoding: str = AUTO


def plan_of_file(
    center: ListCenter,
    file: ListFile,
    *,
    now: datetime,
    on_row: Callable[[int, int], None] = lambda _done, _of: None,
) -> NeedPlan:
    """What the list in a file would do. Raises Refusal `imports.*` (422, 413)."""
    sheets = read_sheets(file.name, file.data, is_header=is_header, encoding=file.encoding)
    moment = Moment(now=now, today=activity_day(now), area_code=area_code(center.reader))
    return plan_needs(sheets, center, moment, on_row=on_row)
