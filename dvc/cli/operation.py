"""`dvcenter operation`: the operations of this installation, made, listed, closed, and purged when their time
is over.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import sqlalchemy as sa

from dvc.cli.context import AS_JSON, DATA, DATABASE, settings_of
from dvc.cli.words import Told, tell
from dvc.ports import NewOperation, OperationRow
from dvc.settings import Settings
from dvc.store import engines
from dvc.store.lock import StoreHeld, StoreLock
from dvc.store.registry import KINDS
from dvc.text.catalog import say
from dvc.wiring import House, open_house, store_path


@click.group()
def operation() -> None:
    """Operations (disaster, drill, everyday). Example: dvcenter operation list"""


@contextmanager
def _house(data: Path | None, database_url: str | None) -> Iterator[House]:
    house = open_house(settings_of(data, database_url))
    try:
        yield house
    finally:
        house.close()


@operation.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="disaster", show_default=True)
@click.option(
    "--center", "center_name", help="public name of the center; by default the one of the newest operation"
)
@click.option("--id", "operation_id", help="id of its own choice: a-z, 0-9, _")
@DATA
@DATABASE
@AS_JSON
def create(  # noqa: PLR0917 - the options of the command
    name: str,
    kind: str,
    center_name: str | None,
    operation_id: str | None,
    data: Path | None,
    database_url: str | None,
    as_json: bool,
) -> None:
    """Make an operation. Example: dvcenter operation create 9月豪雨 --kind disaster --center
    緑瀬市災害ボランティアセンター
    """
    with _house(data, database_url) as house:
        rows = house.registry.operations()
        newest = rows[-1] if rows else None
        if center_name is None and newest is None:
            raise click.UsageError("--center is missing: there is no operation yet to take it from")
        is_same = newest is not None and center_name in {None, newest.center_name}
        new = NewOperation(
            center_name=center_name or (newest.center_name if newest else ""),
            center_id=newest.center_id if newest is not None and is_same else None,
            name=name,
            kind=kind,
            operation_id=operation_id,
        )
        row = house.registry.create_operation(new, at=house.clock.now())
        house.open(row)
    tell(
        "access.cli_created",
        as_json=as_json,
        operation=row.operation_id,
        name=row.name,
        kind=say(f"status.operation.{row.kind}", "ja") if not as_json else row.kind,
    )


@operation.command(name="list")
@DATA
@DATABASE
@AS_JSON
def list_operations(data: Path | None, database_url: str | None, as_json: bool) -> None:
    """List the operations. Example: dvcenter operation list --json"""
    with _house(data, database_url) as house:
        rows = house.registry.operations()
    if as_json:
        click.echo(json.dumps([_plain(row) for row in rows], ensure_ascii=False))
        return
    for row in rows:
        closed = "" if row.closed_at is None else f"  closed {row.closed_at:%Y-%m-%d}"
        click.echo(
            f"{row.operation_id}  {row.kind}  {row.center_name}  {row.name}  {row.opened_at:%Y-%m-%d}{closed}"
        )


def _plain(row: OperationRow) -> dict[str, str | None]:
    return {
        "operation": row.operation_id,
        "kind": row.kind,
        "center": row.center_name,
        "name": row.name,
        "opened_at": row.opened_at.isoformat(),
        "closed_at": None if row.closed_at is None else row.closed_at.isoformat(),
    }


@operation.command()
@click.argument("operation_id")
@DATA
@DATABASE
@AS_JSON
def close(operation_id: str, data: Path | None, database_url: str | None, as_json: bool) -> None:
    """End an operation; its data stays. Example: dvcenter operation close drill_20260912"""
    with _house(data, database_url) as house:
        row = house.registry.close_operation(operation_id, at=house.clock.now())
    tell("access.cli_closed", as_json=as_json, operation=row.operation_id)


@operation.command()
@click.argument("operation_id")
@click.option("--confirm", required=True, help="the operation's id once more: this cannot be taken back")
@DATA
@DATABASE
@AS_JSON
def purge(
    operation_id: str, confirm: str, data: Path | None, database_url: str | None, as_json: bool
) -> None:
    """Erase the data of a closed operation. Example: dvcenter operation purge drill_20260912 --confirm
    drill_20260912
    """
    settings = settings_of(data, database_url)
    with _house(data, database_url) as house:
        row = house.registry.operation(operation_id)
    if row is None:
        raise Told("access.operation_unknown", operation=operation_id)
    if row.is_open:
        raise Told("access.cli_purge_open", operation=operation_id)
    if confirm != operation_id:
        raise Told("access.cli_purge_differs", operation=operation_id)
    erased = _erase_schema(settings, row) if settings.database_url else _erase_files(settings, row)
    tell("access.cli_purged", as_json=as_json, operation=operation_id, files=erased)


def _erase_files(settings: Settings, row: OperationRow) -> int:
    """Remove the store's files and attachments; how many. The lock says that no server holds them."""
    path = store_path(settings, row.operation_id)
    if not path.parent.exists():
        return 0
    try:
        lock = StoreLock(path)
    except StoreHeld as held:
        raise Told("cli.held", path=str(held.path)) from held
    try:
        found = sorted(path.parent.glob(f"{row.operation_id}.*"))
        for one in found:
            if one.is_dir():
                shutil.rmtree(one)
            elif one != lock.path:
                one.unlink()
    finally:
        lock.release()
    lock.path.unlink(missing_ok=True)
    return len(found)


def _erase_schema(settings: Settings, row: OperationRow) -> int:
    """Drop the operation's schema; how many tables it had."""
    schema = f"op_{row.operation_id.lower()}"
    engine = engines.postgres_engine(settings.database_url or "", schema)
    with engine.begin() as connection:
        tables = connection.execute(
            sa.text("SELECT count(*) FROM information_schema.tables WHERE table_schema = :schema"),
            {"schema": schema},
        ).scalar_one()
        connection.exec_driver_sql(f'DROP SCHEMA IF EXISTS "{schema}" CASCADE')
    engine.dispose()
    return int(tables)
