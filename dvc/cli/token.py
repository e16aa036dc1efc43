"""`dvcenter token`: bearer tokens for programs, one operation and one role each (contracts.md section 3)."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import click

from dvc.cli.context import AS_JSON, DATA, DATABASE, OPERATION, open_center
from dvc.cli.words import Told, tell
from dvc.domain.roles import Role
from dvc.store.credentials import SqlCredentials
from dvc.web.auth import Purpose

DAYS = 90
DAYS_MOST = 366
ROLES = tuple(role.value for role in Role if role is not Role.SYSTEM)


@click.group()
def token() -> None:
    """Tokens for programs. Example: dvcenter token list"""


@token.command()
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(1, DAYS_MOST))
@DATA
@DATABASE
@OPERATION
@AS_JSON
def create(  # noqa: PLR0917 - the options of the command
    role: str, days: int, data: Path | None, database_url: str | None, wanted: str | None, as_json: bool
) -> None:
    """Make a token; it is shown once. Example: dvcenter token create --operation disaster_20260912 --role
    report
    """
    with open_center(data, database_url, wanted) as center:
        ends = center.house.clock.now() + timedelta(days=days)
        secret = SqlCredentials(center.reader.store).issue(
            Purpose.TOKEN, center.house.ids.new("token"), {"role": role}, expires_at=ends
        )
    tell("access.cli_token", as_json=as_json, role=role, days=days, token=secret)


@token.command(name="list")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def list_tokens(data: Path | None, database_url: str | None, wanted: str | None, as_json: bool) -> None:
    """List tokens in force, by handle; nobody can read the tokens themselves. Example: dvcenter token list"""
    with open_center(data, database_url, wanted) as center:
        found = SqlCredentials(center.reader.store).listing(Purpose.TOKEN)
    rows = [
        {
            "handle": one.handle,
            "role": one.body.get("role"),
            "created_at": one.created_at.isoformat(),
            "expires_at": None if one.expires_at is None else one.expires_at.isoformat(),
        }
        for one in found
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['handle']}  {row['role']}  {row['created_at']}  {row['expires_at'] or '-'}")


@token.command()
@click.argument("handle")
@DATA
@DATABASE
@OPERATION
@AS_JSON
def revoke(
    handle: str, data: Path | None, database_url: str | None, wanted: str | None, as_json: bool
) -> None:
    """End a token at once, by the handle of the list. Example: dvcenter token revoke 3f9a01c7be52"""
    with open_center(data, database_url, wanted) as center:
        credentials = SqlCredentials(center.reader.store)
        is_listed = any(one.handle == handle for one in credentials.listing(Purpose.TOKEN))
        if not is_listed or not credentials.revoke_listed(Purpose.TOKEN, handle):
            raise Told("access.cli_token_unknown", handle=handle)
    tell("access.cli_token_revoked", as_json=as_json, handle=handle)
