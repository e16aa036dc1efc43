"""The demo's people: volunteers who come, households who call, desks that act. They know HTTP and nothing of
the store.

Run as a process of its own (`python -m dvc.cli.demo_actors`), told on stdin where the server is and with
which bearer tokens the desks speak. Everything they know they read from the boards, like a screen.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import httpx

from dvc.cli.demo_people import MadeUp

CHECKS = ("condition", "gear", "drinks", "may_stop", "center_phone")
TEAMS_OUT_MOST = 40
RUSH_SECONDS = 60.0
RUSH = 8.0
REPORTS = ("complete", "complete", "continue")


@dataclass(slots=True)
class Desk:
    """One desk with its bearer token."""

    http: httpx.AsyncClient
    operation: str
    token: str
    count: int = 0

    async def give(self, command: str, /, **body: Any) -> dict[str, Any] | None:
        """Give a command; its result, or None when the center said no."""
        self.count += 1
        url = f"/api/v1/operations/{self.operation}/commands/{command}"
        answer = await self.http.post(url, json=body, headers=self._headers())
        if answer.status_code != httpx.codes.OK:
            return None
        result: dict[str, Any] = answer.json()["result"]
        return result

    async def board(self, name: str) -> list[dict[str, Any]]:
        """Items of a board now."""
        url = f"/api/v1/operations/{self.operation}/boards/{name}"
        answer = await self.http.get(url, headers=self._headers())
        answer.raise_for_status()
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}", "accept": "application/json"}


@dataclass(slots=True, kw_only=True)
class Morning:
    """What all actors share. `speed`: seconds of the demo in a second."""

    desks: dict[str, Desk]
    people: MadeUp
    today: date
    volunteers: int
    speed: float
    begun: float = 0.0
    came: int = 0
    done: set[str] = field(default_factory=set)
    refused: set[tuple[str, str]] = field(default_factory=set)
    """(sheet, person) that a rule kept apart: nobody tries it twice."""

    async def wait(self, seconds: float) -> None:
        """Let time of the demo pass; the first minute is played faster, so that no board is empty for long.
        """
        begins = asyncio.get_running_loop().time() < self.begun + RUSH_SECONDS
        await asyncio.sleep(max(0.02, seconds / self.speed / (RUSH if begins else 1.0)))


async def volunteers_come(morning: Morning) -> None:
    """Alone or in groups, at first many at once, then fewer."""
    desk = morning.desks["reception"]
    while morning.came < morning.volunteers:
        size = morning.people.group_size()
        if size > 1:
            await _group(morning, desk, size)
        else:
            person = morning.people.person()
            if morning.people.has_cover():
                person["cover"] = morning.people.cover(morning.today)
            said = {"leader_ok": morning.people.says_leader(), "condition": "good", "seats": person["seats"]}
            await desk.give("CheckInNew", person=person, said=said)
        morning.came += size
        await morning.wait(morning.people.wait(1.2 if morning.came < 60 else 5.0))


async def _group(morning: Morning, desk: Desk, size: int) -> None:
    people = []
    for n in range(size):
        person = {**morning.people.person(), "cover": morning.people.cover(morning.today)}
        people.append(
            {"person": person, "is_leader": n == 0, "said": {"leader_ok": n == 0, "condition": "good"}}
        )
    name = morning.people.pick(("緑瀬高校OB会", "青瀬工業", "白浜大学", "東浜サッカークラブ", "友人の集まり"))
    terms = {"kind": "other", "expected": size, "keep_together": size <= 6, "min_unit": 2}
    group = await desk.give("RegisterGroup", group={"name": name, "terms": terms}, people=people)
    if group is not None:
        await desk.give("CheckInGroup", group_id=group["group_id"])


async def exceptions_are_settled(morning: Morning) -> None:
    """Whoever came without insurance joins at the desk after a while."""
    desk = morning.desks["reception"]
    while True:
        await morning.wait(40)
        waiting = [one for one in await desk.board("reception") if one.get("status") == "insurance_wait"]
        for person in waiting[:2]:
            cover = morning.people.cover(morning.today)
            await desk.give("ConfirmInsurance", attendance_id=person["id"], cover=cover)


async def orientation_goes_on(morning: Morning) -> None:
    """A round whenever people wait."""
    while True:
        await morning.wait(20)
        await morning.desks["orientation"].give("RecordOrientation", everyone=True)


async def households_call(morning: Morning) -> None:
    """The telephone rings; now and then somebody is in a crisis."""
    desk = morning.desks["intake"]
    while True:
        call = {key: value for key, value in morning.people.call().items() if value is not None}
        made = await desk.give("ReceiveNeed", **call)
        living = call["living"]
        if made is not None and living["alone"] and living["no_water"]:
            await desk.give("ReportCrisis", need_id=made["need_id"], reasons=["alone", "no_water"])
        await morning.wait(morning.people.wait(45))


async def surveys_are_made(morning: Morning) -> None:
    """The survey team brings needs to ready."""
    desk = morning.desks["surveyor"]
    while True:
        await morning.wait(60)
        waiting = [one for one in await desk.board("needs") if one.get("status") in {"survey_wait", "intake"}]
        if not waiting:
            continue
        need = morning.people.pick(waiting)
        if need["status"] == "intake":
            await morning.desks["intake"].give("RequireSurvey", need_id=need["id"])
        surveyors = ["staff_demo04"]
        await morning.desks["chief"].give(
            "AssignSurvey", need_id=need["id"], surveyors=surveyors, day=morning.today.isoformat()
        )
        work = need["work"][0] if need["work"] else "washing"
        await morning.desks["chief"].give(
            "RecordSurvey",
            need_id=need["id"],
            result="done",
            verdict="general",
            hazards=["nail"],
            estimate=morning.people.estimate(work),
            estimate_basis="見て決めた",
        )


async def sheets_go_up(morning: Morning) -> None:
    """Ready needs are posted, the most urgent first."""
    desk = morning.desks["matching"]
    while True:
        items = await desk.board("matching")
        needs = [one for one in items if one["kind"] == "need" and one["status"] in {"ready", "scheduled"}]
        posted = sum(one["kind"] == "visit" and one["status"] == "posted" for one in items)
        for need in sorted(needs, key=lambda one: -one["urgency"])[: max(0, 12 - posted)]:
            await morning.desks["intake"].give("RecordCall", need_id=need["id"], result="reached")
            await desk.give("PostNeed", need_id=need["id"])
        await morning.wait(15)


async def hands_go_up(morning: Morning) -> None:
    """People take seats; a full sheet is taken down and becomes a team."""
    desk = morning.desks["matching"]
    while True:
        await morning.wait(5)
        items = await desk.board("matching")
        free = [one for one in items if one["kind"] == "attendance" and one["status"] == "oriented"]
        sheets = [one for one in items if one["kind"] == "visit" and one["status"] == "posted"]
        for sheet in sheets:
            if sheet["taken"] >= max(sheet["people_min"], 2):
                await _assemble(morning, desk, sheet, items)
        open_sheets = [one for one in sheets if one["taken"] < max(one["people_min"], 2)]
        for sheet in open_sheets[:6]:
            free = await _raise_hands(morning, desk, free, sheet)


async def _assemble(morning: Morning, desk: Desk, sheet: dict[str, Any], items: list[dict[str, Any]]) -> None:
    """The sheet is taken down; somebody who said so leads."""
    there = {one for note in sheet["notes"] for one in note["people"]}
    people = [one for one in items if one["kind"] == "attendance" and one["leader_ok"]]
    leads = [one["id"] for one in people if one["id"] in there]
    if not leads:
        spare = [one["id"] for one in people if one["status"] == "oriented"]
        if spare and sheet["taken"] < sheet["people_max"]:
            await desk.give("TakeSeat", visit_id=sheet["id"], people=[spare[0]])
        return
    tent = morning.people.pick(range(1, 6))
    await desk.give("AssembleTeam", visit_id=sheet["id"], leader=leads[0], tent=tent)


async def _raise_hands(
    morning: Morning, desk: Desk, free: list[dict[str, Any]], sheet: dict[str, Any]
) -> list[dict[str, Any]]:
    """Hands go up for one sheet until it is full enough; who is still free afterwards."""
    missing = max(sheet["people_min"], 2) - sheet["taken"]
    room = sheet["people_max"] - sheet["taken"]
    sizes = Counter(one["group"] for one in free)
    fitting = [
        one
        for one in free
        if (one["group"] is None or sizes[one["group"]] <= room)
        and (sheet["id"], one["id"]) not in morning.refused
    ]
    leads = [one for one in fitting if one["leader_ok"]]
    wanted = [*leads[:1], *fitting] if sheet["taken"] == 0 else fitting
    chosen = list({one["id"]: one for one in wanted}.values())[:missing]
    for person in chosen:
        who = {"people": [person["id"]]} if person["group"] is None else {"group_id": person["group"]}
        if await desk.give("TakeSeat", visit_id=sheet["id"], **who) is None:
            morning.refused.add((sheet["id"], person["id"]))
        elif person["group"] is not None:
            break
        await morning.wait(0.5)
    taken = {one["id"] for one in chosen}
    return [one for one in free if one["id"] not in taken]


async def teams_go_out(morning: Morning) -> None:
    """Leader, tools, five checks, paper, off."""
    gate, wall = morning.desks["equipment"], morning.desks["matching"]
    while True:
        await morning.wait(6)
        teams = [one for one in await gate.board("field") if one["kind"] == "team"]
        out = sum(one["departed_at"] is not None and one["returned_at"] is None for one in teams)
        for team in [one for one in teams if one["status"] in {"planned", "filled"}][:2]:
            if out >= TEAMS_OUT_MOST or team["id"] in morning.done:
                continue
            morning.done.add(team["id"])
            await wall.give("BriefTeam", team_id=team["id"])
            await gate.give("LendEquipment", team_id=team["id"], lines=[{"item": "bucket", "count": 2}])
            for check in CHECKS:
                await gate.give("TickDepartureCheck", team_id=team["id"], check=check)
            await gate.give("PrintOrder", team_id=team["id"], copies=2)
            await gate.give("SendOff", team_id=team["id"])


async def teams_come_back(morning: Morning) -> None:
    """Word from the site, and after a time the way back, the report and thanks."""
    desk = morning.desks["report"]
    while True:
        await morning.wait(15)
        teams = [one for one in await desk.board("field") if one["kind"] == "team"]
        outside = [one for one in teams if one["departed_at"] and not one["returned_at"]]
        for team in outside[:3]:
            await desk.give("RecordContact", team_id=team["id"], contact="working")
        old = [one for one in outside if _minutes_out(one, teams) >= 6]
        for team in old[:1]:
            await _come_back(morning, desk, team)


def _minutes_out(team: dict[str, Any], teams: list[dict[str, Any]]) -> float:
    """Minutes since departure, by the newest time that any team's strip shows."""
    newest = max(one["since"] for one in teams)
    gone = datetime.fromisoformat(newest) - datetime.fromisoformat(team["departed_at"])
    return gone.total_seconds() / 60


async def _come_back(morning: Morning, desk: Desk, team: dict[str, Any]) -> None:
    back = await desk.give("ReturnTeam", team_id=team["id"], back=team["members"], injury_asked=True)
    if back is None:
        return
    for visit in team["visits"]:
        result = morning.people.pick(REPORTS)
        body: dict[str, Any] = {"remaining_people": 4, "remaining_hours": 3.0} if result == "continue" else {}
        await desk.give(
            "ReportVisit",
            team_id=team["id"],
            visit_id=visit,
            result=result,
            hours=2.5,
            report_text="予定の作業をしました。",
            **body,
        )
    for person in team["members"]:
        await desk.give("CheckOut", attendance_id=person, tomorrow=morning.people.says_leader())


async def act(plan: dict[str, Any]) -> None:
    """All actors at once, until the process is ended."""
    limits = httpx.Limits(max_connections=16)
    async with httpx.AsyncClient(base_url=plan["url"], timeout=30.0, limits=limits) as http:
        desks = {
            name: Desk(http=http, operation=plan["operation"], token=token)
            for name, token in plan["tokens"].items()
        }
        morning = Morning(
            desks=desks,
            people=MadeUp(seed=plan["seed"] + 1),
            today=date.fromisoformat(plan["today"]),
            volunteers=plan["volunteers"],
            speed=plan["speed"],
            begun=asyncio.get_running_loop().time(),
        )
        actors = (
            volunteers_come,
            exceptions_are_settled,
            orientation_goes_on,
            households_call,
            surveys_are_made,
            sheets_go_up,
            hands_go_up,
            teams_go_out,
            teams_come_back,
        )
        await asyncio.gather(*(_keep_on(actor, morning) for actor in actors))


async def _keep_on(actor: Any, morning: Morning) -> None:
    """An actor that the server does not answer tries again, as people do."""
    while True:
        try:
            await actor(morning)
        except httpx.HTTPError:
            await asyncio.sleep(1.0)
        else:
            return


def _end_with_the_server() -> None:
    """The server holds the other end of stdin: when it is gone, however it ended, nobody acts any more."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    """Read the plan from stdin and act."""
    plan = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_server, daemon=True).start()
    try:
        asyncio.run(act(plan))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
