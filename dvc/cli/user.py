"""`dvcenter user`: staff of an operation, invited by a link, listed, and ended."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from dvc.cli.context import AS_JSON, DATA, DATABASE, OPERATION, CenterAtHand, open_center
from dvc.cli.words import Told, tell
from dvc.commands.staff import EndStaff, InviteStaff
from dvc.domain.ids import StaffId
from dvc.domain.personal import Personal
from dvc.domain.roles import Role
from dvc.domain.staff import STAFF
from dvc.domain.values import CENTER_ZONE
from dvc.store.credentials import SqlCredentials
from dvc.web.auth import Purpose

LINK_HOURS = 72
NOT_FOR_PEOPLE = frozenset(
    {Role.WALL, Role.KIOSK, Role.API, Role.SYSTEM, Role.VOLUNTEER, Role.LEADER, Role.RESIDENT}
)
STAFF_ROLES = tuple(role.value for role in Role if role not in NOT_FOR_PEOPLE)


@click.group()
def user() -> None:
    """Staff of an operation. Example: dvcenter user list"""


@user.command()
@click.argument("name")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice(STAFF_ROLES), help="may be repeated"
)
@click.option("--section", type=click.Choice(STAFF_ROLES), help="by default the first role")
@click.option("--until", help="last day of work, YYYY-MM-DD; access ends by itself after it")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="how the server is reached")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def invite(  # noqa: PLR0917 - the options of the command
    name: str,
    roles: tuple[str, ...],
    section: str | None,
    until: str | None,
    url: str,
    data: Path | None,
    database_url: str | None,
    wanted: str | None,
    as_json: bool,
) -> None:
    """Invite somebody; prints a link that works once. Example: dvcenter user invite 岡田千尋 --role reception
    --until 2026-09-30
    """
    ends_at = None if until is None else _ends_after(until)
    with open_center(data, database_url, wanted) as center:
        staff_id = StaffId(center.house.ids.new("staff"))
        command = InviteStaff(
            staff_id=staff_id,
            name=name,
            roles=tuple(Role(role) for role in roles),
            section=Role(section or roles[0]),
            ends_at=ends_at,
        )
        center.give(command)
        secret = _link(center, staff_id, ends_at)
    link = f"{url.rstrip('/')}/j/{secret}"
    tell(
        "access.cli_invited",
        as_json=as_json,
        name=name,
        hours=LINK_HOURS,
        link=link,
        **_id(staff_id, as_json=as_json),
    )


def _id(staff_id: str, *, as_json: bool) -> dict[str, str]:
    return {"staff": staff_id} if as_json else {}


def _link(center: CenterAtHand, staff_id: StaffId, ends_at: datetime | None) -> str:
    lasts = center.house.clock.now() + timedelta(hours=LINK_HOURS)
    ends = min(at for at in (lasts, ends_at) if at is not None)
    return SqlCredentials(center.reader.store).issue(
        Purpose.INVITATION, staff_id, {"pin": "choose"}, expires_at=ends
    )


def _ends_after(day: str) -> datetime:
    """Midnight after the last day, in the center's zone. Raises Told."""
    try:
        last = date.fromisoformat(day)
    except ValueError:
        raise Told("access.cli_bad_day", exit_code=2, day=day) from None
    return datetime.combine(last + timedelta(days=1), time(0), CENTER_ZONE)


@user.command(name="list")
@click.option("--all", "everybody", is_flag=True, help="also those whose work has ended")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def list_users(
    everybody: bool, data: Path | None, database_url: str | None, wanted: str | None, as_json: bool
) -> None:
    """List the staff. Example: dvcenter user list --all --json"""
    with open_center(data, database_url, wanted) as center:
        found = _people(center, everybody=everybody)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for one in found:
        ends = one["ends_at"] or "-"
        click.echo(f"{one['staff']}  {one['name']}  {','.join(one['roles'])}  {one['status']}  {ends}")


def _people(center: CenterAtHand, *, everybody: bool) -> list[dict[str, Any]]:
    staff = [one for one in center.reader.where(STAFF) if everybody or one.status != "ended"]
    names = center.reader.labels([one.staff_id for one in staff], [Personal.NAME])
    return [
        {
            "staff": one.staff_id,
            "name": names.get(one.staff_id, {}).get(Personal.NAME, ""),
            "roles": [role.value for role in one.roles],
            "section": one.section.value,
            "status": one.status.value,
            "ends_at": None if one.ends_at is None else one.ends_at.isoformat(),
        }
        for one in staff
    ]


@user.command()
@click.argument("who")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def disable(who: str, data: Path | None, database_url: str | None, wanted: str | None, as_json: bool) -> None:
    """End somebody's work here, by id or name; sessions and tags end too. Example: dvcenter user disable
    岡田千尋
    """
    with open_center(data, database_url, wanted) as center:
        people = _people(center, everybody=False)
        mine = [one for one in people if who in {one["staff"], one["name"]}]
        if not mine:
            raise Told("access.cli_user_unknown", staff=who)
        if len(mine) > 1:
            lines = tuple(f"  {one['staff']}  {one['name']}" for one in mine)
            raise Told("access.cli_user_which", exit_code=2, lines=lines, n=len(mine))
        staff_id = StaffId(mine[0]["staff"])
        center.give(EndStaff(staff_id=staff_id))
        SqlCredentials(center.reader.store).revoke_all(staff_id)
    tell("access.cli_user_ended", as_json=as_json, staff=staff_id)
