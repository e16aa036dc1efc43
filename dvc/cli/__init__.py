"""The command `dvcenter` (contracts.md section 2): groups are loaded when they are asked for, errors are one
sentence.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import click

from dvc.adapters.key_ring import KeyRingInvalid
from dvc.cli.words import Told
from dvc.domain.refusal import Refusal
from dvc.ports import StoreBusy, StoreFault
from dvc.text.catalog import say

COMMANDS: dict[str, str] = {
    "demo": "dvc.cli.demo:demo",
    "serve": "dvc.cli.serve:serve",
    "operation": "dvc.cli.operation:operation",
    "user": "dvc.cli.user:user",
    "token": "dvc.cli.token:token",
    "import": "dvc.cli.imports:imports",
    "export": "dvc.cli.exports:exports",
    "match": "dvc.cli.match:match",
    "verify": "dvc.cli.verify:verify",
}


class LazyGroup(click.Group):
    """Imports a subcommand only when it is used: `dvcenter match` must not wait for geodata libraries."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All subcommands in the order of the contract."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand of this name."""
        where = COMMANDS.get(cmd_name)
        if where is None:
            return None
        module, name = where.split(":")
        found: Any = getattr(importlib.import_module(module), name)
        assert isinstance(found, click.Command)
        return found


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="disaster-volunteer-center", prog_name="dvcenter")
def app() -> None:
    """災害ボランティアセンター運営システム / operations of a disaster volunteer center.

    Example: dvcenter demo
    """


def main() -> None:
    """Entry point: exit 0 on success, 2 on wrong usage, 1 on failure with one plain sentence and no
    traceback.
    """
    try:
        app(standalone_mode=True)
    except Told as told:
        sys.exit(told.tell())
    except Refusal as no:
        click.echo(_sentence(no), err=True)
        sys.exit(1)
    except KeyRingInvalid as invalid:
        click.echo(str(invalid), err=True)
        sys.exit(1)
    except (StoreBusy, StoreFault):
        click.echo(say("refusal.storage", "ja"), err=True)
        sys.exit(1)


def _sentence(no: Refusal) -> str:
    try:
        return f"{say(no.code, 'ja', **_shown(no))} [{no.code}]"
    except LookupError:
        return no.code


def _shown(no: Refusal) -> dict[str, str]:
    return {key: "" if value is None else str(value) for key, value in no.details.items()}
