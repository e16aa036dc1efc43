"""`dvcenter verify`: chain, replay and tables of every operation compared; the laws as an invariant in
production.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from dvc.cli.context import AS_JSON, DATA, DATABASE, OPERATION, open_center
from dvc.cli.words import Told, tell
from dvc.store.rebuild import verify as verify_store


@click.command()
@DATA
@DATABASE
@OPERATION
@AS_JSON
def verify(data: Path | None, database_url: str | None, wanted: str | None, as_json: bool) -> None:
    """Check that log, hash chains and tables agree. Example: dvcenter verify --data demo-data"""
    with open_center(data, database_url, wanted) as center, center.reader.store.read() as connection:
        verdict = verify_store(connection)
    if as_json:
        click.echo(
            json.dumps(
                {
                    "clean": verdict.is_clean,
                    "events": verdict.events,
                    "streams": verdict.streams,
                    "differences": verdict.differences,
                },
                ensure_ascii=False,
            )
        )
    if not verdict.is_clean:
        raise Told("cli.verify_differs", lines=tuple(verdict.differences), n=len(verdict.differences))
    if not as_json:
        tell("cli.verify_clean", events=verdict.events, streams=verdict.streams)
