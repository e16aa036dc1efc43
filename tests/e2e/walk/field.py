"""Out and back: leader, briefing, tools, five checks, paper, off; then home by name, report, thanks."""

from __future__ import annotations

from typing import Any

from dvc.domain.roles import Role
from dvc.domain.team_state import DepartureCheck
from tests.e2e.walk.center import Walk

BUCKETS = 400


async def teams_of(walk: Walk) -> list[dict[str, Any]]:
    """Teams as the field board shows them, in order of number."""
    items = (await walk.desk(Role.EQUIPMENT).board("field"))["items"]
    return sorted((one for one in items if one["kind"] == "team"), key=lambda one: one["number"])


async def teams_go_out(walk: Walk) -> None:
    """Every team through the gate."""
    await walk.do(
        Role.EQUIPMENT, "StockItem", item="bucket", movement="purchase", count=BUCKETS, reason="new"
    )
    for team in await teams_of(walk):
        await _go(walk, team)
        walk.teams.append(team["id"])


async def _go(walk: Walk, team: dict[str, Any]) -> None:
    if team["leader"] is None:
        await walk.do(Role.MATCHING, "ChooseLeader", team_id=team["id"], leader=team["members"][0])
    await walk.do(Role.MATCHING, "BriefTeam", team_id=team["id"])
    lines = [{"item": "bucket", "count": 2}]
    await walk.do(Role.EQUIPMENT, "LendEquipment", team_id=team["id"], lines=lines)
    for check in DepartureCheck:
        await walk.do(Role.EQUIPMENT, "TickDepartureCheck", team_id=team["id"], check=check.value)
    gate = walk.desk(Role.EQUIPMENT)
    paper = await gate.http.post(
        gate.path(f"teams/{team['id']}/order.pdf"),
        headers={"x-csrf": gate.csrf, "accept": "application/json"},
    )
    assert paper.status_code == 200, paper.text
    assert paper.content.startswith(b"%PDF-")
    sent = await walk.do(Role.EQUIPMENT, "SendOff", team_id=team["id"])
    assert not sent["order_stale"]


async def teams_come_back(walk: Walk) -> None:
    """Head count by name; every third house goes on another day, the others are closed by their report."""
    for number, team in enumerate(await teams_of(walk)):
        assert team["departed_at"] is not None
        done = await walk.do(
            Role.REPORT, "ReturnTeam", team_id=team["id"], back=team["members"], injury_asked=True
        )
        assert done["still_out"] == 0
        goes_on = number % 3 == 0
        rest = {"remaining_people": 4, "remaining_hours": 2.0} if goes_on else {}
        for visit in done["to_report"]:
            told = await walk.do(
                Role.REPORT,
                "ReportVisit",
                team_id=team["id"],
                visit_id=visit,
                result="continue" if goes_on else "complete",
                hours=2.0,
                report_text="予定の作業をしました。",
                **rest,
            )
            assert told["need_status"] == ("continue_wait" if goes_on else "done"), told


async def everybody_goes_home(walk: Walk) -> None:
    """Who went out checks out; who did not goes home early."""
    items = (await walk.stations[0].board("reception"))["items"]
    people = [one for one in items if one["kind"] == "attendance"]
    for one in people:
        command = "LeaveEarly" if one["status"] == "oriented" else "CheckOut"
        await walk.stations[0].do(command, attendance_id=one["id"])
