"""What the solver reaches: `python -m tests.bench.matching --needs 200 --people 500 [--tight] [--seconds
20]`.

Prints one line a run: value, proven bound, gap, seconds, memory, and the ratio to the two desks without a
solver. Instances come from the shared generator (`../shared/tools/matching_instances.py`); performance.md
section 1 has the figures to compare with. Sizes may be repeated: `--size 200x500 --size 600x3000`. A last
line tells how long the board takes to make the instance of the largest day, beside judging every pair in
turn.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from dvc.adapters.system import monotonic_seconds
from dvc.board.matching_morning import Limits, morning_of, rule_facts
from dvc.board.matching_problem import problem_of
from dvc.matching.check import check
from dvc.matching.instance import parse_instance
from dvc.matching.solution import Claim
from dvc.matching.solve import desk_value, solve
from dvc.matching.stop import Progress, Stop, Watch
from tests.machine import ROOT
from tests.properties.matching_plain import plain_pairs
from tests.unit.matching.made_world import Crowd, a_world
from tests.unit.teams.builders import NOW

GENERATOR = ROOT.parent / "shared" / "tools" / "matching_instances.py"
LARGEST_DAY = Crowd(people=1_500, sheets=300)
"""domain/06 6.6: 250 to 300 needs for 1,500 people."""
KILOBYTES_A_MEGABYTE = 1024
HEAD = "size        regime seed  value      bound     gap %  seconds  99 % at   MB   / first come  / priority"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One instance to measure."""

    needs: int
    people: int
    seed: int
    tight: bool


def document_of(case: Case) -> Any:
    """The generator's instance."""
    size = ["--needs", str(case.needs), "--people", str(case.people), "--seed", str(case.seed)]
    command = [sys.executable, str(GENERATOR), *size, *(["--tight"] if case.tight else [])]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def measure(case: Case, seconds: float) -> str:
    """Solve once and say what came out; memory is the largest the process ever had."""
    instance = parse_instance(document_of(case))
    began = monotonic_seconds()
    steps: list[tuple[float, Progress]] = []
    solution = solve(
        instance,
        Stop(remaining_seconds=lambda: seconds - (monotonic_seconds() - began)),
        watch=Watch(on_progress=lambda progress: steps.append((monotonic_seconds() - began, progress))),
    )
    spent = monotonic_seconds() - began
    claim = Claim(
        assignments=solution.assignments, value=solution.value, bound=solution.bound, gap=solution.gap
    )
    report = check(instance, claim)
    near = next((at for at, progress in steps if progress.value >= 0.99 * solution.bound), None)
    first, priority = desk_value(instance, "first_come"), desk_value(instance, "priority")
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // KILOBYTES_A_MEGABYTE
    return (
        f"{case.needs:>4} x {case.people:<5}{'tight' if case.tight else 'normal':<8}{case.seed:<5}"
        f"{solution.value:<11.3f}{solution.bound:<11.3f}{100 * solution.gap:<8.3f}{spent:<9.2f}"
        f"{'-' if near is None else f'{near:.1f} s':<10}{megabytes:<6}"
        f"{solution.value / first:<14.3f}{solution.value / priority:<8.3f}"
        f"{'clean' if report.is_clean else 'BROKEN: ' + report.violations[0].code}"
    )


def measure_the_making() -> str:
    """How long the board takes to make an instance, and how long the rules alone take pair by pair."""
    world = a_world(LARGEST_DAY)
    limits = Limits(return_by=NOW + timedelta(hours=5), least=2, yellow_enters=True, is_stopped=False)
    began = monotonic_seconds()
    problem_of(world, now=NOW, limits=limits)
    made = monotonic_seconds() - began
    parties, sheets = rule_facts(morning_of(world, now=NOW, limits=limits))
    began = monotonic_seconds()
    plain_pairs(parties, sheets)
    plain = monotonic_seconds() - began
    return (
        f"instance of {LARGEST_DAY.people} people before {LARGEST_DAY.sheets} sheets: made in {made:.2f} s; "
        f"the rules pair by pair alone {plain:.2f} s, {plain / made:.1f} times as long"
    )


def main() -> None:
    """Measure what the command line names, each in this process, one after the other."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--needs", type=int, default=200)
    asked.add_argument("--people", type=int, default=500)
    asked.add_argument(
        "--size", action="append", help="NEEDSxPEOPLE, may be repeated; instead of the two above"
    )
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--tight", action="store_true", help="only the tight regime; without it both")
    asked.add_argument("--seconds", type=float, default=20.0)
    given = asked.parse_args()
    if not Path(GENERATOR).exists():
        asked.exit(1, f"the generator is not there: {GENERATOR}\n")
    sizes = [tuple(map(int, size.split("x"))) for size in given.size or [f"{given.needs}x{given.people}"]]
    sys.stdout.write(f"{HEAD}\n")
    for needs, people in sizes:
        for tight in (True,) if given.tight else (False, True):
            case = Case(needs=needs, people=people, seed=given.seed, tight=tight)
            sys.stdout.write(f"{measure(case, given.seconds)}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{measure_the_making()}\n")


if __name__ == "__main__":
    main()
