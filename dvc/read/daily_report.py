"""The daily report (domain/02 2.9), computed from the log: every need and every person in exactly one class,
and the sums that must close, each difference named.

A day that is over is the log as it stood when the day ended (what was told later belongs to later reports);
today is the log as it stands.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, cast

import sqlalchemy as sa

from dvc.domain.attendance_state import Attendance
from dvc.domain.day import DAY
from dvc.domain.day_count import CountProblem, People, PeopleOfDay, people_of_day
from dvc.domain.facts import Recorded
from dvc.domain.kinds import BY_NAME
from dvc.domain.need import NEED
from dvc.domain.need_events import NeedReceived
from dvc.domain.need_state import Need, NeedStatus
from dvc.domain.need_status import FINISHED, OPEN
from dvc.domain.need_survey_events import SiteSurveyed
from dvc.domain.team_state import Team
from dvc.domain.values import activity_day
from dvc.read.center import CenterReader
from dvc.store import event_log
from dvc.store.tables import MAPPERS, STATE_TABLES

KINDS_READ: Final = frozenset({"need", "attendance", "team", "visit", "day"})
NEED_CLASSES: Final = ("finished", "cancelled", "refused", "referred", "open")
_ENDS: Final = {
    NeedStatus.CANCELLED: "cancelled",
    NeedStatus.REFUSED: "refused",
    NeedStatus.REFERRED: "referred",
}
_KEPT_MOST: Final = 8
FLOWS: Final = (
    "needs_new",
    "surveys_done",
    "needs_done",
    "needs_continue",
    "needs_cancelled_today",
    "needs_referred_today",
    "technical_new",
    "needs_reopened",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """An identity of the report: `whole` equals the parts together. `differs`: ids in no part, in several, or
    in parts only.
    """

    code: str
    whole: tuple[str, int]
    parts: tuple[tuple[str, int], ...]
    differs: tuple[str, ...]

    @property
    def closes(self) -> bool:
        """Whether it adds up."""
        return not self.differs and self.whole[1] == sum(n for _, n in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DailyReport:
    """One day. `rows`: ids behind every figure, in order; `people`: of the day; `seq`: the last fact counted.
    `active_before`: people who went out on earlier days (延べ, person-days).
    """

    day: date
    seq: int
    rows: Mapping[str, tuple[str, ...]]
    people: PeopleOfDay
    active_before: int
    injuries: int
    near_misses: int
    is_closed: bool
    log_differs: tuple[str, ...] = ()
    codes: Mapping[str, str] = field(default_factory=dict)

    def count(self, name: str) -> int:
        """A figure."""
        return len(self.ids(name))

    def ids(self, name: str) -> tuple[str, ...]:
        """Who or what stands behind a figure, of needs, visits or people."""
        if name in self.rows:
            return self.rows[name]
        found: tuple[str, ...] = getattr(self.people, name)
        return found

    @property
    def active_total(self) -> int:
        """People who went out, over all days up to this one (延べ)."""
        return self.active_before + self.count("went_out")

    def sums(self) -> tuple[Sum, ...]:
        """The identities, in the order of domain/02 2.9."""
        people = (
            ("checked_in", ("went_out", "center_support", "sent_home", "left_early", "still_here")),
            ("went_out", ("back", "left_from_site", "not_yet_back")),
            ("booked", ("came", "cancelled", "released", "no_show", "yet_to_come")),
        )
        needs = (
            ("needs_raw", ("needs_merged", "needs_total")),
            ("needs_total", tuple(f"needs_class_{one}" for one in NEED_CLASSES)),
            ("needs_class_open", tuple(f"needs_{one.value}" for one in NeedStatus if one in OPEN)),
        )
        return tuple(self._sum(whole, parts) for whole, parts in (*needs, *people))

    def _sum(self, whole: str, parts: tuple[str, ...]) -> Sum:
        told = [one for part in parts for one in self.ids(part)]
        known = set(self.ids(whole))
        seen: set[str] = set()
        twice = {one for one in told if one in seen or seen.add(one)}  # type: ignore[func-returns-value]
        return Sum(
            code=whole,
            whole=(whole, self.count(whole)),
            parts=tuple((part, self.count(part)) for part in parts),
            differs=tuple(sorted((known ^ set(told)) | twice)),
        )

    def problems(self) -> tuple[CountProblem, ...]:
        """What does not add up, empty when all does: sums, the teams' lists, tables against the log."""
        found = [
            CountProblem(
                code=f"figures_pages.sum.{one.code}",
                expected=one.whole[1],
                found=sum(n for _, n in one.parts),
                people=cast("People", one.differs),
            )
            for one in self.sums()[:3]
            if not one.closes
        ]
        if self.log_differs:
            found.append(
                CountProblem(
                    code="figures_pages.sum.log",
                    expected=0,
                    found=len(self.log_differs),
                    people=cast("People", self.log_differs),
                )
            )
        return (*found, *self.people.problems(is_closed=self.is_closed))


_KEPT: OrderedDict[tuple[str, int, date], DailyReport] = OrderedDict()


def daily_report(reader: CenterReader, day: date) -> DailyReport:
    """The report of a day."""
    with reader.store.read() as connection:
        head = event_log.read_head(connection).seq
        key = (reader.store.epoch, head, day)
        if key not in _KEPT:
            replay = _Replay(day)
            for recorded in event_log.read_all(connection):
                if not replay.take(recorded):
                    break
            report = replay.report()
            _KEPT[key] = _against_tables(connection, report) if report.seq == head else report
        report = _KEPT[key]
    while len(_KEPT) > _KEPT_MOST:
        _KEPT.popitem(last=False)
    return report


def newest_day(reader: CenterReader, today: date) -> date:
    """The newest activity day that was opened, `today` when none ever was."""
    return max((one.day for one in reader.where(DAY)), default=today)


class _Replay:
    """The log walked once: states as they stood, and what was done on the day."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._states: dict[tuple[str, str], Any] = {}
        self._born: list[str] = []
        self._flows: dict[str, dict[str, None]] = {name: {} for name in FLOWS}
        self._seq = 0

    def take(self, recorded: Recorded) -> bool:
        """Take the next fact; False when the day was over before it."""
        if activity_day(recorded.meta.recorded_at) > self._day:
            return False
        self._seq = recorded.seq
        if recorded.kind not in KINDS_READ:
            return True
        key = (recorded.kind, recorded.stream)
        before = self._states.get(key)
        after = self._states[key] = BY_NAME[recorded.kind].step(before, recorded.event)
        if recorded.kind == "need":
            if isinstance(recorded.event, NeedReceived):
                self._born.append(recorded.stream)
            if activity_day(recorded.meta.happened_at) == self._day:
                self._note(recorded, before, after)
        return True

    def _note(self, recorded: Recorded, before: Need | None, after: Need) -> None:
        """Transitions of the day; a step that was taken back leaves no flow of the state it came from."""
        was, now = (before.status if before is not None else None), after.status
        for name, holds in (
            ("needs_new", was in {None, NeedStatus.DRAFT} and now is not NeedStatus.DRAFT),
            ("surveys_done", isinstance(recorded.event, SiteSurveyed)),
            ("needs_done", was not in FINISHED and now in FINISHED),
            ("needs_continue", was is not NeedStatus.CONTINUE_WAIT and now is NeedStatus.CONTINUE_WAIT),
            ("needs_cancelled_today", was is not now and now is NeedStatus.CANCELLED),
            ("needs_referred_today", was is not now and now is NeedStatus.REFERRED),
            ("technical_new", was is not now and now is NeedStatus.TECHNICAL),
            ("needs_reopened", before is not None and after.reopened > before.reopened),
        ):
            if holds:
                self._flows[name][recorded.stream] = None

    def report(self) -> DailyReport:
        """The report of what was walked."""
        needs = {stream: state for (kind, stream), state in self._states.items() if kind == "need"}
        people = [s for (kind, _), s in self._states.items() if kind == "attendance"]
        teams = [s for (kind, _), s in self._states.items() if kind == "team"]
        of_day = [one for one in teams if one.day == self._day]
        days = [s for (kind, _), s in self._states.items() if kind == "day" and s.day == self._day]
        codes = {
            stream: state.code
            for (kind, stream), state in self._states.items()
            if kind in {"need", "attendance"}
        }
        return DailyReport(
            day=self._day,
            seq=self._seq,
            rows=_rows(needs, self._born) | self._flow_rows(needs) | _visits(of_day),
            people=people_of_day([one for one in people if one.day == self._day], of_day),
            active_before=_went_out_before(people, self._day),
            injuries=sum(one.injuries for one in of_day),
            near_misses=sum(report.near_misses for one in of_day for _, report in one.reports),
            is_closed=bool(days) and days[0].closed_at is not None,
            codes=codes,
        )

    def _flow_rows(self, needs: Mapping[str, Need]) -> dict[str, tuple[str, ...]]:
        """Flows of the day that still hold: what was merged or taken back since is no flow."""
        lasting = {
            "needs_done": lambda need: need.status in FINISHED,
            "needs_cancelled_today": lambda need: need.status is NeedStatus.CANCELLED,
            "needs_referred_today": lambda need: need.status is NeedStatus.REFERRED,
            "needs_new": lambda need: need.status not in {NeedStatus.MERGED, NeedStatus.DRAFT},
        }
        return {
            name: tuple(one for one in held if lasting.get(name, lambda _need: True)(needs[one]))
            for name, held in self._flows.items()
        }


def _rows(needs: Mapping[str, Need], born: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Needs by class; `needs_raw` counts births in the log, the classes count states."""
    rows: dict[str, list[str]] = {f"needs_class_{one}": [] for one in NEED_CLASSES}
    rows |= {f"needs_{one.value}": [] for one in NeedStatus}
    rows["needs_total"] = []
    for stream, need in sorted(needs.items(), key=lambda item: (item[1].born_on, item[1].number)):
        rows[f"needs_{need.status.value}"].append(stream)
        found = class_of_need(need)
        if found is not None:
            rows["needs_total"].append(stream)
            rows[f"needs_class_{found}"].append(stream)
    drafts = set(rows["needs_draft"])
    rows["needs_raw"] = [one for one in born if one not in drafts]
    return {name: tuple(held) for name, held in rows.items()}


def class_of_need(need: Need) -> str | None:
    """Finished, cancelled, refused, referred or open; None for a draft and for what was merged."""
    if need.status in OPEN:
        return "open"
    return "finished" if need.status in FINISHED else _ENDS.get(need.status)


def _visits(teams: Iterable[Team]) -> dict[str, tuple[str, ...]]:
    """活動件数: a house a team went to and worked at, each team and house once."""
    gone = [team for team in teams if team.departed_at is not None]
    return {
        "visits_today": tuple(v for team in gone for v in team.visits if v not in team.dropped),
        "teams_out_today": tuple(str(team.team_id) for team in gone),
    }


def _went_out_before(people: Iterable[Attendance], day: date) -> int:
    return sum(one.went_out for one in people if one.day < day)


def _against_tables(connection: sa.Connection, report: DailyReport) -> DailyReport:
    """The tables hold the same needs in the same classes as the log; the difference by id, never hidden."""
    rows = connection.execute(sa.select(STATE_TABLES[NEED.name])).mappings()
    needs: list[Need] = [MAPPERS[NEED.name].from_row(row) for row in rows]
    stored = {str(need.need_id): class_of_need(need) for need in needs}
    ours = {one: name for name in NEED_CLASSES for one in report.rows[f"needs_class_{name}"]}
    seen = {stream for stream, name in stored.items() if name is not None} | ours.keys()
    return replace(report, log_differs=tuple(sorted(one for one in seen if stored.get(one) != ours.get(one))))
