"""The volunteer's own page: the step of the day, where to be and when, the team when it is called, the way
back, thanks. Live by a small question every 15 s; nothing of a household, nobody else's name.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from dvc.commands.reception import AmendAnswers, CheckIn
from dvc.commands.reception_booking import BookDay
from dvc.commands.reception_leaving import CheckOut, LeaveEarly
from dvc.domain.attendance_state import AttendanceStatus as Status
from dvc.domain.attendance_work import lost_the_seat
from dvc.domain.day import DayStatus, is_open
from dvc.domain.ids import VolunteerId
from dvc.domain.refusal import refuse_unless
from dvc.domain.team_state import TeamStatus, code_of_team
from dvc.domain.values import activity_day
from dvc.read.needs_places import center_phone
from dvc.read.reception import NOT_HERE_YET
from dvc.read.volunteers import Call, OwnDay, own_day
from dvc.text.catalog import LOCALES, Locale
from dvc.web import auth
from dvc.web.acts import META_FIELDS, answer, meta_of, submit
from dvc.web.auth import LANGUAGE_COOKIE, Purpose, Who, WhoKind
from dvc.web.errors import redirect_back, wants_json
from dvc.web.pages.access_links import qr, volunteers_link
from dvc.web.parse import body_of, command_from
from dvc.web.render import Page, base_url, page
from dvc.web.sessions import access_of, operation_of, visit_of

ME = Page(
    title="volunteer.me.title",
    place="phone",
    scripts=("js/volunteer_me.js",),
    styles=("css/volunteer.css",),
    script_areas=("volunteer.js",),
)
POLL_SECONDS = 15
CALLED = frozenset({TeamStatus.FILLED, TeamStatus.BRIEFED, TeamStatus.EQUIPPED})
HOT_MONTHS = range(5, 11)
"""May to October: the months of the heat warnings of 環境省 (熱中症警戒アラート)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The now block of the page. `at`: step 0-4 of the day, 5 when it is over; `say`: code below
    `volunteer.now`; `family`: its colour; `when`: a time that goes with it, None without one.
    """

    at: int
    say: str
    family: str
    when: datetime | None = None


_STEPS = {
    Status.INSURANCE_WAIT: Step(at=0, say="desk", family="wait"),
    Status.WAITLIST: Step(at=0, say="waitlist", family="wait"),
    Status.REST: Step(at=1, say="rest", family="wait"),
    Status.ORIENTED: Step(at=2, say="wait_team", family="ready"),
    Status.CENTER_SUPPORT: Step(at=3, say="support", family="done"),
    Status.LEFT: Step(at=4, say="back", family="back"),
    Status.RETURNED: Step(at=4, say="back", family="back"),
    Status.CHECKED_OUT: Step(at=5, say="thanks", family="done"),
    Status.LEFT_EARLY: Step(at=5, say="thanks_early", family="done"),
    Status.SENT_HOME: Step(at=5, say="thanks_full", family="done"),
}


def step_of(own: OwnDay, now: datetime) -> Step:
    """What the person does now."""
    a, call = own.today, own.call
    if a is None or (a.status in NOT_HERE_YET and a.status not in _STEPS):
        say = "check_in" if is_open(own.day) else "not_open"
        return Step(at=0, say=say, family="office")
    if a.status is Status.ARRIVED:
        at = own.plan.next_round_at if own.plan is not None else None
        return Step(at=1, say="orientation", family="office", when=at if at and at > now else None)
    if a.status is Status.ASSIGNED and call is not None and call.team.status in CALLED:
        return Step(at=3, say="team", family="out", when=call.team.meet_at)
    if a.status is Status.ASSIGNED:
        return Step(at=2, say="team_soon", family="ready")
    if lost_the_seat(a):
        return Step(at=2, say="wait_again", family="ready")
    if a.status is Status.DEPARTED:
        is_stopped = own.day is not None and own.day.status is DayStatus.STOPPED
        back_by = call.team.return_by if call is not None else None
        say, family = ("recall", "alarm") if is_stopped else ("out", "out")
        return Step(at=3, say=say, family=family, when=back_by)
    return _STEPS[a.status]


def plain_first(request: Request, locale: Locale) -> Locale:
    """The reader's own choice; else plain Japanese where the browser speaks Japanese."""
    chosen = request.query_params.get("lang") in LOCALES or request.cookies.get(LANGUAGE_COOKIE) in LOCALES
    return "ja_easy" if locale == "ja" and not chosen else locale


async def volunteer_of(request: Request) -> Who | None:
    """The volunteer whose page this browser carries, whatever else it carries; None without one."""
    operation = await operation_of(request)
    found = await asyncio.to_thread(access_of(request).keeper.candidates, visit_of(request, operation))
    who = next((one for one in found if one.kind is WhoKind.VOLUNTEER), None)
    return None if who is None else replace(who, locale=plain_first(request, who.locale))


async def me(request: Request) -> Response:
    """`GET /o/{operation}/me`: one's own page; without a link of one's own, the way to the check-in."""
    operation = await operation_of(request)
    who = await volunteer_of(request)
    own = await _own(who) if who is not None else None
    if who is None or own is None:
        request.state.who = request.state.who or auth.public_who(operation, auth.locale_of(request))
        return await page(request, "volunteer/nobody.html", ME, status=404, base=base_url(operation))
    request.state.who = who
    now = operation.clock.now()
    had = await asyncio.to_thread(visit_of(request, operation).find, Purpose.OWN_PAGE)
    return await page(
        request,
        "volunteer/me.html",
        ME,
        own=own,
        a=own.today,
        step=step_of(own, now),
        call=_called(own),
        version=version_of(own, now),
        phone=await asyncio.to_thread(center_phone, operation.reader),
        qr=qr(volunteers_link(request, had[0])) if had is not None else None,
        is_hot=now.month in HOT_MONTHS,
        tomorrow=own_tomorrow(now),
        base=base_url(operation),
        poll_seconds=POLL_SECONDS,
    )


def own_tomorrow(now: datetime) -> str:
    """The next activity day as ISO text."""
    today = activity_day(now)
    return today.fromordinal(today.toordinal() + 1).isoformat()


async def _own(who: Who) -> OwnDay | None:
    today = activity_day(who.operation.clock.now())
    return await asyncio.to_thread(lambda: own_day(who.operation.reader, VolunteerId(who.subject), on=today))


def _called(own: OwnDay) -> Call | None:
    """The team once it is called; one that is still being made up is nobody's business yet."""
    call = own.call
    if call is None or own.today is None or own.today.status not in {Status.ASSIGNED, Status.DEPARTED}:
        return None
    return call if call.team.status is not TeamStatus.PLANNED else None


OWN_ACTS = MappingProxyType(
    {one.__name__: one for one in (AmendAnswers, BookDay, CheckIn, CheckOut, LeaveEarly)}
)
"""What a person does from the own page; the page's own door, for a port that serves volunteers alone has no
other.
"""


async def act(request: Request) -> Response:
    """`POST /o/{operation}/me` with `act` and its command's fields: the volunteer of this phone acts."""
    who = await volunteer_of(request)
    refuse_unless(who is not None, "access.sign_in", status=401)
    assert who is not None
    body = await body_of(request)
    extra = {name: body.pop(name) for name in META_FIELDS if name in body}
    command = OWN_ACTS.get(str(body.pop("act", "")))
    refuse_unless(command is not None, "refusal.unknown_command", status=404)
    assert command is not None
    receipt = await submit(who, command_from(command, body), meta_of(request, who, extra))
    if wants_json(request):
        return answer(receipt, can_undo=False)
    return redirect_back(request, f"{base_url(who.operation)}/me")


async def me_json(request: Request) -> Response:
    """`GET /o/{operation}/me.json`: what the page shows, as facts; 304 when nothing changed since."""
    who = await volunteer_of(request)
    own = await _own(who) if who is not None else None
    refuse_unless(own is not None, "access.sign_in", status=401)
    assert who is not None
    assert own is not None
    now = who.operation.clock.now()
    version = version_of(own, now)
    headers = {"etag": f'"{version}"', "cache-control": "no-store"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    body = {"version": version, "at": now.isoformat(), **facts_of(own, now)}
    return Response(orjson.dumps(body), media_type="application/json", headers=headers)


def facts_of(own: OwnDay, now: datetime) -> dict[str, Any]:
    """What the own page shows, as codes, numbers and times."""
    a, step, call = own.today, step_of(own, now), _called(own)
    return {
        "status": a.status.value if a is not None else None,
        "code": a.code if a is not None else None,
        "step": step.at,
        "say": step.say,
        "when": _iso(step.when),
        "line": own.line,
        "covered": own.cover.is_covered or (a is not None and a.insured),
        "team": code_of_team(call.team.number) if call is not None else None,
        "tent": call.team.tent if call is not None else None,
        "meet_at": _iso(call.team.meet_at) if call is not None else None,
        "return_by": _iso(call.team.return_by) if call is not None else None,
        "people": len(call.team.members) if call is not None else None,
        "leader": call.leader if call is not None else None,
        "condition": a.condition.value if a is not None else None,
        "day": own.day.status.value if own.day is not None else None,
        "next_day": own.next_day.isoformat() if own.next_day is not None else None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment is not None else None


def version_of(own: OwnDay, now: datetime) -> str:
    """A short fingerprint of what the page shows: another one means that it shows something else."""
    return hashlib.sha256(orjson.dumps(facts_of(own, now))).hexdigest()[:16]
