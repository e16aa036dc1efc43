"""`dvcenter match`: solves a matching instance, and judges a solution from the two files alone.

An edge: files are read and written here, the clock is asked here (as a budget the solver may spend), and
codes become sentences here. Nothing of an operation is needed, so nothing of the store is loaded.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from dvc.adapters.system import monotonic_seconds
from dvc.cli.words import Told
from dvc.matching.check import CheckReport, Violation, check
from dvc.matching.instance import parse_instance
from dvc.matching.solution import Claim, Solution, parse_solution, solution_document
from dvc.matching.solve import solve
from dvc.matching.stop import Progress, Stop, Watch
from dvc.matching.terms import Instance, InstanceInvalid, Problem, SolutionInvalid
from dvc.text.catalog import say

SECONDS_MOST = 24 * 3600.0
BAR_AFTER_SECONDS = 1.0
BAR_EVERY_SECONDS = 0.2
LINES_MOST = 50
"""Problems told one by one; a file with more is wrong as a whole, and the rest is counted."""
PER_CENT = 100.0

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def match() -> None:
    """Matching of needs and volunteers on files. Example: dvcenter match solve morning.json -o plan.json"""


@match.command("solve")
@click.argument("instance_path", metavar="INSTANCE.json", type=_FILE)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="where the plan goes")
@click.option(
    "--time-limit", type=click.FloatRange(0, SECONDS_MOST), default=20.0, show_default=True, help="seconds"
)
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="machine-readable output")
def solve_command(
    instance_path: Path, output: Path | None, time_limit: float, seed: int, as_json: bool
) -> None:
    """Find the best plan within the time limit.

    Without -o the plan is written to stdout. Example: dvcenter match solve morning.json -o plan.json
    --time-limit 20
    """
    began = monotonic_seconds()
    instance = _read_instance(instance_path)
    with _timer(began, time_limit) as timer:
        try:
            solution = solve(
                instance,
                Stop(remaining_seconds=timer.remaining),
                seed=seed,
                watch=Watch(on_progress=timer.hear),
            )
        except InstanceInvalid as invalid:
            raise _told_invalid("matching.instance_invalid", instance_path, invalid.problems) from invalid
    seconds = round(monotonic_seconds() - began, 3)
    document = solution_document(solution, seconds=seconds, budget={"seconds": time_limit})
    figures = _figures(instance, solution, seconds)
    if output is None:
        click.echo(json.dumps(document, ensure_ascii=False, indent=None if as_json else 1))
        if not as_json:
            click.echo(say("matching.solved", "ja", **figures), err=True)
        return
    _write(output, document)
    click.echo(
        json.dumps({**figures, "output": str(output)}) if as_json else say("matching.solved", "ja", **figures)
    )


@match.command("check")
@click.argument("instance_path", metavar="INSTANCE.json", type=_FILE)
@click.argument("solution_path", metavar="SOLUTION.json", type=_FILE)
@click.option("--json", "as_json", is_flag=True, help="machine-readable output")
def check_command(instance_path: Path, solution_path: Path, as_json: bool) -> None:
    """Judge a plan from the two files alone: feasible or not, and its value.

    Exit 0: feasible, and what the file claims is true. Exit 1: not. Example: dvcenter match check
    morning.json plan.json
    """
    instance, claim = _read_instance(instance_path), _read_solution(solution_path)
    report = check(instance, claim)
    if as_json:
        click.echo(json.dumps(_report_document(report), ensure_ascii=False))
    elif report.is_clean:
        click.echo(say("matching.check_clean", "ja", **_report_figures(report)))
    if not report.is_clean:
        lines = _few([_violation_line(one) for one in report.violations])
        raise Told("matching.check_broken", lines=lines, n=len(report.violations))


class _Timer:
    """The seconds left, made for the solver; draws the bar on a terminal while it is asked."""

    def __init__(self, began: float, limit: float, draw: Callable[[float, Progress | None], None]) -> None:
        self._began, self._limit, self._draw = began, limit, draw
        self._drawn = 0.0
        self._latest: Progress | None = None

    def remaining(self) -> float:
        """Seconds left of the limit."""
        spent = monotonic_seconds() - self._began
        if spent - self._drawn > BAR_EVERY_SECONDS and spent > BAR_AFTER_SECONDS:
            self._drawn = spent
            self._draw(spent, self._latest)
        return self._limit - spent

    def hear(self, progress: Progress) -> None:
        """Remember what the solver said last."""
        self._latest = progress


@contextlib.contextmanager
def _timer(began: float, limit: float) -> Iterator[_Timer]:
    """A timer whose bar is gone when the work is done; no bar where stderr is not a terminal."""
    if not sys.stderr.isatty():
        yield _Timer(began, limit, _draw_nothing)
        return
    with click.progressbar(length=int(limit * PER_CENT), file=sys.stderr, show_eta=False) as bar:

        def draw(spent: float, progress: Progress | None) -> None:
            bar.label = say("matching.working", "ja", seconds=int(spent), value=_value_of(progress))
            bar.update(int(min(spent, limit) * PER_CENT) - bar.pos)

        yield _Timer(began, limit, draw)


def _draw_nothing(spent: float, progress: Progress | None) -> None:
    """A file or a pipe gets no bar."""


def _value_of(progress: Progress | None) -> float:
    return round(progress.value, 1) if progress is not None else 0.0


def _read(path: Path) -> Any:
    """The file as parsed JSON. Raises Told (2) when it is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Told("matching.not_json", exit_code=2, path=str(path)) from error
    except OSError as error:
        raise Told("matching.not_readable", path=str(path)) from error


def _read_instance(path: Path) -> Instance:
    try:
        return parse_instance(_read(path))
    except InstanceInvalid as invalid:
        raise _told_invalid("matching.instance_invalid", path, invalid.problems) from invalid


def _read_solution(path: Path) -> Claim:
    try:
        return parse_solution(_read(path))
    except SolutionInvalid as invalid:
        raise _told_invalid("matching.solution_invalid", path, invalid.problems) from invalid


def _told_invalid(code: str, path: Path, problems: tuple[Problem, ...]) -> Told:
    lines = _few([_problem_line(problem) for problem in problems])
    return Told(code, exit_code=2, lines=lines, path=str(path), n=len(problems))


def _few(lines: list[str]) -> tuple[str, ...]:
    """The first lines, and how many more there are."""
    more = len(lines) - LINES_MOST
    told = [say("matching.more_problems", locale, n=more) for locale in ("ja", "en")]
    return (*lines[:LINES_MOST], *([f"  {' / '.join(told)}"] if more > 0 else []))


def _problem_line(problem: Problem) -> str:
    return f"  {problem.path or '-'}: {_both(f'matching.problem.{problem.code}', dict(problem.details))}"


def _violation_line(violation: Violation) -> str:
    return f"  {_both(f'matching.violation.{violation.code}', dict(violation.details))}"


def _both(code: str, details: dict[str, Any]) -> str:
    """One line, in both languages of the desk, with the code at its end."""
    short = code.rpartition(".")[2]
    return f"{say(code, 'ja', **details)} / {say(code, 'en', **details)} [{short}]"


def _figures(instance: Instance, solution: Solution, seconds: float) -> dict[str, Any]:
    sizes = {party.id: party.size for party in instance.parties}
    return {
        "served": len({one.need for one in solution.assignments}),
        "needs": len(instance.needs),
        "people": sum(sizes[one.party] for one in solution.assignments),
        "of_people": sum(sizes.values()),
        "value": round(solution.value, 5),
        "bound": round(solution.bound, 5),
        "gap_percent": round(solution.gap * PER_CENT, 3),
        "seconds": seconds,
    }


def _report_figures(report: CheckReport) -> dict[str, Any]:
    return {
        "value": round(report.value, 5),
        "served": report.needs_served,
        "people": report.people_placed,
        "back_again": report.back_again,
    }


def _report_document(report: CheckReport) -> dict[str, Any]:
    return {
        "feasible": report.is_feasible,
        "clean": report.is_clean,
        **_report_figures(report),
        "value": report.value,
        "violations": [{"code": one.code, **one.details} for one in report.violations],
    }


def _write(path: Path, document: dict[str, object]) -> None:
    """Write the plan whole or not at all: a half file must not look like a plan."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        fresh.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise Told("matching.not_writable", path=str(path)) from error
