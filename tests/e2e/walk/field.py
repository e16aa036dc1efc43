"""Out and back: leader, briefing, tools, five checks, paper, off; then home by name, report, thanks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dvc.domain.roles import Role
from dvc.domain.team_state import DepartureCheck
from tests.e2e.walk.center import Walk

BUCKETS = 400
GOES_ON_EVERY = 3


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
    """Head count by name; every third house goes on another day, the others are closed by their report. Of
    the first team somebody comes later.
    """
    for number, team in enumerate(await teams_of(walk)):
        assert team["departed_at"] is not None
        later = team["members"][:1] if number == 0 else []
        back = [one for one in team["members"] if one not in later]
        done = await _count(walk, team, back=back, still_out=later)
        if later:
            await expect_outside(walk, team, later)
            done = await _count(walk, team, back=later)
        goes_on = number % GOES_ON_EVERY == 0
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


async def _count(
    walk: Walk, team: dict[str, Any], *, back: list[str], still_out: Sequence[str] = ()
) -> dict[str, Any]:
    """Count people at the return desk; what it answers is what was told."""
    named = {"back": back, "still_out": list(still_out), "injury_asked": True}
    done = await walk.do(Role.REPORT, "ReturnTeam", team_id=team["id"], **named)
    seen = len(team["members"]) - len(still_out)
    assert (done["back"], done["left"], done["still_out"]) == (seen, 0, len(still_out))
    return done


async def expect_outside(walk: Walk, team: dict[str, Any], people: list[str]) -> None:
    """The field board still has the team out, and the day records of exactly these people."""
    (shown,) = [one for one in await teams_of(walk) if one["id"] == team["id"]]
    assert (shown["returned_at"], shown["back"]) == (None, len(team["members"]) - len(people))
    items = (await walk.desk(Role.MATCHING).board("matching"))["items"]
    records = [one for one in items if one["kind"] == "attendance" and one["id"] in team["members"]]
    assert [one["id"] for one in records if one["status"] == "departed"] == people


async def everybody_goes_home(walk: Walk) -> None:
    """Who went out checks out; who did not goes home early."""
    items = (await walk.stations[0].board("reception"))["items"]
    people = [one for one in items if one["kind"] == "attendance"]
    for one in people:
        command = "LeaveEarly" if one["status"] == "oriented" else "CheckOut"
        await walk.stations[0].do(command, attendance_id=one["id"])
