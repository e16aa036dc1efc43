"""How the command line speaks: one plain sentence on stderr and an exit code, or JSON on stdout."""

from __future__ import annotations

import json
from typing import Any

import click

from dvc.text.catalog import say


class Told(Exception):
    """End the command with a sentence of the catalogue: 1 for a failure, 2 for wrong usage or bad input."""

    def __init__(self, code: str, *, exit_code: int = 1, lines: tuple[str, ...] = (), **details: Any) -> None:
        """`lines`: more lines under the sentence, e.g. what is wrong with which row."""
        super().__init__(code)
        self.code = code
        self.exit_code = exit_code
        self.lines = lines
        self.details = details

    def tell(self) -> int:
        """Write the sentence, in Japanese and English, to stderr; the exit code."""
        for locale in ("ja", "en"):
            click.echo(say(self.code, locale, **self.details), err=True)
        for line in self.lines:
            click.echo(line, err=True)
        return self.exit_code


def tell(code: str, *, as_json: bool = False, **details: Any) -> None:
    """Say a result on stdout: a sentence, or the details as JSON."""
    if as_json:
        click.echo(json.dumps(details, ensure_ascii=False))
    else:
        click.echo(say(code, "ja", **details))
