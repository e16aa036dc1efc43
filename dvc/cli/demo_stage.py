"""The demo's stage before the curtain rises: a city, staff with a link for each role, stock, three weeks of
needs.

Set through the same commands as everything else, with the clock moved by hand, so that `dvcenter verify`
holds.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

from dvc.adapters.demo_clock import DemoClock
from dvc.cli.demo_people import MadeUp
from dvc.commands.catalogue import COMMANDS
from dvc.commands.center import AreaGiven, DescribeCenter, ImportAreas, ImportTowns, TownGiven
from dvc.commands.staff import InviteStaff
from dvc.domain.command import CommandMeta
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId, StaffId
from dvc.domain.refusal import Refusal
from dvc.domain.roles import SYSTEM, Role
from dvc.domain.values import CENTER_ZONE
from dvc.web.auth import Purpose
from dvc.web.operation import Operation
from dvc.web.parse import command_from
from maps.made_up_city import DATA

ROLES: tuple[tuple[Role, str], ...] = (
    (Role.CENTER_HEAD, "早川 ゆき"),
    (Role.SECTION_CHIEF, "大野 茂"),
    (Role.INTAKE, "岡田 千夏"),
    (Role.SURVEYOR, "島崎 亮"),
    (Role.RECEPTION, "小池 まな"),
    (Role.ORIENTATION, "千葉 和也"),
    (Role.MATCHING, "西田 あかり"),
    (Role.EQUIPMENT, "工藤 剛"),
    (Role.TRANSPORT, "浜田 修"),
    (Role.REPORT, "森 すみれ"),
    (Role.SAFETY, "安田 みほ"),
    (Role.GENERAL_AFFAIRS, "土屋 健"),
    (Role.PUBLIC_RELATIONS, "三浦 りえ"),
    (Role.CARE, "吉岡 さと"),
    (Role.OBSERVER, "見学の方"),
)
STOCK = (
    ("square_shovel", 90),
    ("round_shovel", 60),
    ("wheelbarrow", 40),
    ("deck_brush", 50),
    ("hand_truck", 20),
    ("tarp", 60),
    ("bucket", 80),
    ("sandbag", 6_000),
    ("chainsaw", 2),
    ("helmet", 80),
)
SINCE_DAYS = 9
CURTAIN = time(9, 5)
"""When the demo begins: the first volunteers sit in the orientation, the wall is being filled."""
FLOWS = (
    "ready",
    "ready",
    "ready",
    "scheduled",
    "scheduled",
    "survey_wait",
    "intake",
    "technical",
    "on_hold",
    "ready",
)


@dataclass(slots=True)
class Stage:
    """Sets the stage in one operation."""

    operation: Operation
    clock: DemoClock
    people: MadeUp
    links: list[tuple[Role, str]] = field(default_factory=list)
    _count: int = 0

    def give(self, command: Any, *, medium: Medium = Medium.PHONE) -> dict[str, Any]:
        """A command as the center itself at the clock's instant; the result. Raises Refusal."""
        self._count += 1
        meta = CommandMeta(action_id=ActionId(f"stage_{self._count:06d}"), actor=SYSTEM, medium=medium)
        return dict(self.operation.submit(command, meta).result().raise_if_refused().result)

    def tell(self, name: str, /, **body: Any) -> dict[str, Any]:
        """A command by name out of plain values."""
        return self.give(command_from(COMMANDS[name].command, body))

    def set_city(self) -> None:
        """Name, phone, areas and towns."""
        words = DescribeCenter(name=self.operation.center_name, phone="0000-22-0110", place="緑瀬市民体育館")
        self.give(words)
        areas = json.loads((DATA / "areas.geojson").read_text(encoding="utf-8"))
        self.give(
            ImportAreas(
                areas=tuple(
                    AreaGiven(
                        code=str(one["properties"]["code"]),
                        name=str(one["properties"]["name"]),
                        level=2,
                        outline=json.dumps(one["geometry"]),
                    )
                    for one in areas["features"]
                )
            )
        )
        self.give(ImportTowns(towns=tuple(TownGiven(**town) for town in self.people.towns)))

    def set_staff(self) -> None:
        """A person for each role, and a link that lets them in without choosing a PIN."""
        ends = self.clock.now() + timedelta(days=14)
        for n, (role, name) in enumerate(ROLES, 1):
            staff_id = StaffId(f"staff_demo{n:02d}")
            self.give(InviteStaff(staff_id=staff_id, name=name, roles=(role,), section=role, ends_at=ends))
            secret = self.operation.credentials.issue(
                Purpose.INVITATION, staff_id, {"pin": "none", "many": True}, expires_at=None
            )
            self.links.append((role, f"/j/{secret}"))

    def set_stock(self) -> None:
        """Tools on the shelf."""
        for item, count in STOCK:
            self.tell("StockItem", item=item, movement="purchase", count=count, reason="new")

    def set_needs(self, count: int, on_progress: Callable[[int], None]) -> None:
        """Needs of the days before, each as far as its own story goes."""
        first = self.clock.now()
        step = timedelta(days=SINCE_DAYS) / max(1, count)
        for n in range(count):
            self.clock.jump(first + step * n)
            self._need(n)
            on_progress(n + 1)

    def _need(self, n: int) -> None:
        call = self.people.call()
        need_id = self.tell("ReceiveNeed", **_without_none(call))["need_id"]
        work = call["work"][0]["work_type"]
        story = "technical" if work == "tarp_roof" else FLOWS[n % len(FLOWS)]
        if story == "intake":
            return
        try:
            self._go_on(need_id, work, story)
        except Refusal:
            return  # a rule of the center stands against this story: the need stays where it is

    def _go_on(self, need_id: str, work: str, story: str) -> None:
        self.tell("RequireSurvey", need_id=need_id)
        if story == "survey_wait":
            return
        day = self.clock.now().astimezone(CENTER_ZONE).date()
        self.tell("AssignSurvey", need_id=need_id, surveyors=["staff_demo04"], day=day.isoformat())
        if story == "technical":
            self.tell(
                "RecordSurvey", need_id=need_id, result="done", verdict="technical", technical=["roof_tarp"]
            )
            return
        self.tell(
            "RecordSurvey",
            need_id=need_id,
            result="done",
            verdict="general",
            hazards=["nail"],
            estimate=self.people.estimate(work),
            estimate_basis="部屋の広さと泥の厚さから",
        )
        if story == "on_hold":
            self.tell("HoldNeed", need_id=need_id, reason="親族と相談してから決めたいとのこと")


def begin_of(now: datetime) -> datetime:
    """The instant at which the demo's first need came in: days before the curtain, as aware UTC."""
    curtain = datetime.combine(now.astimezone(CENTER_ZONE).date(), CURTAIN, CENTER_ZONE)
    return (curtain - timedelta(days=SINCE_DAYS, hours=1)).astimezone(UTC)


def curtain_of(now: datetime) -> datetime:
    """The instant at which the demo begins to run."""
    return datetime.combine(now.astimezone(CENTER_ZONE).date(), CURTAIN, CENTER_ZONE).astimezone(UTC)


def open_morning(stage: Stage, curtain: datetime) -> None:
    """08:30 of the day: the day opens, tomorrow's calls were made the evening before, sheets go up."""
    stage.clock.jump(curtain - timedelta(minutes=40))
    stage.tell("OpenDay")
    stage.tell("RankNeeds")


def _without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
