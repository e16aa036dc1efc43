"""`dvcenter match solve|check` as a person or a script uses it: exit codes, files, sentences, no traceback.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from dvc.cli import main
from tests.machine import ROOT
from tests.unit.matching.builders import Document, a_document, a_need, a_party


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Told]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command `dvcenter match` with arguments, through its entry point."""

    def run_it(*arguments: str | Path) -> Told:
        monkeypatch.setattr(sys, "argv", ["dvcenter", "match", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Told(int(end.value.code or 0), said.out, said.err)

    return run_it


def written(folder: Path, name: str, document: object) -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


@pytest.fixture
def small() -> Document:
    return a_document([a_need("N1"), a_need("N2", skills={"care": 1})], [a_party("P1"), a_party("P2")])


def test_a_plan_is_written_to_a_file_and_found_good(run: Run, tmp_path: Path, small: Document) -> None:
    instance, plan = written(tmp_path, "morning.json", small), tmp_path / "plan.json"
    solved = run("solve", instance, "-o", plan, "--time-limit", "5")
    assert (solved.returncode, solved.stderr) == (0, "")
    assert "2件のうち 1件に 2人" in solved.stdout
    document = json.loads(plan.read_text(encoding="utf-8"))
    assert document["format"] == "dvc-matching-solution/1"
    assert document["budget"] == {"seconds": 5.0}
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    checked = run("check", instance, plan)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "決まりをすべて守って" in checked.stdout


def test_without_a_file_the_plan_alone_is_on_stdout(run: Run, tmp_path: Path, small: Document) -> None:
    solved = run("solve", written(tmp_path, "morning.json", small), "--json")
    assert (solved.returncode, solved.stderr) == (0, "")
    assert json.loads(solved.stdout)["gap"] == 0.0


def test_a_plan_that_breaks_a_rule_ends_with_1_and_names_it(
    run: Run, tmp_path: Path, small: Document
) -> None:
    instance = written(tmp_path, "morning.json", small)
    plan = written(
        tmp_path,
        "plan.json",
        {"format": "dvc-matching-solution/1", "assignments": [{"party": "P1", "need": "N2"}]},
    )
    checked = run("check", instance, plan)
    assert checked.returncode == 1
    assert "[skill_short]" in checked.stderr
    machine = run("check", instance, plan, "--json")
    assert machine.returncode == 1
    told = json.loads(machine.stdout)
    assert not told["feasible"]
    assert told["violations"] == [{"code": "skill_short", "need": "N2", "skill": "care", "short_by": 1}]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "JSON"),
        ("[]", "[wrong_type]"),
        ({"format": "x"}, "[wrong_format]"),
        (a_document([a_need(km=-1)], [a_party(size="two")]), "[below_minimum]"),
        (a_document([a_need(parking=1)], [a_party()]), "[member_not_modelled]"),
    ],
)
def test_a_file_that_cannot_be_solved_ends_with_2_and_says_why(
    run: Run, tmp_path: Path, content: Any, words: str
) -> None:
    solved = run("solve", written(tmp_path, "morning.json", content))
    assert solved.returncode == 2
    assert words in solved.stderr
    assert "Traceback" not in solved.stderr
    assert solved.stdout == ""


def test_every_problem_has_a_line_with_its_place(run: Run, tmp_path: Path) -> None:
    document = a_document([a_need(km=-1)], [a_party(size="two")], locks=[{"party": "P8", "need": "N8"}])
    lines = run("solve", written(tmp_path, "morning.json", document)).stderr.splitlines()
    told = [line.split(":")[0].strip() for line in lines if line.endswith("]")]
    assert told == ["needs[0].km", "parties[0].size", "locks[0].party", "locks[0].need"]


def test_locks_that_ask_too_much_together_end_with_2(run: Run, tmp_path: Path) -> None:
    needs = [a_need(f"N{n}", skills={"care": 1}) for n in (1, 2)]
    parties = [a_party("P1"), a_party("P2"), a_party("P3", skills={"care": 1})]
    locks = [{"party": "P1", "need": "N1"}, {"party": "P2", "need": "N2"}]
    solved = run("solve", written(tmp_path, "morning.json", a_document(needs, parties, locks=locks)))
    assert solved.returncode == 2
    assert "[locks_not_together]" in solved.stderr


@pytest.mark.parametrize(
    "arguments", [["solve"], ["solve", "absent.json"], ["check", "absent.json"], ["guess"]]
)
def test_wrong_usage_ends_with_2(run: Run, arguments: list[str]) -> None:
    told = run(*arguments)
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_a_place_that_cannot_be_written_ends_with_1(run: Run, tmp_path: Path, small: Document) -> None:
    solved = run("solve", written(tmp_path, "morning.json", small), "-o", tmp_path / "absent" / "plan.json")
    assert solved.returncode == 1
    assert "plan.json" in solved.stderr
    assert "Traceback" not in solved.stderr


def test_in_a_process_of_its_own_nothing_else_is_on_stdout(tmp_path: Path, small: Document) -> None:
    """The solver's library greets whoever starts it; a script that reads the plan must not meet the greeting.
    """
    command = [sys.executable, "-c", "from dvc.cli import main; main()", "match", "solve"]
    instance = written(tmp_path, "morning.json", small)
    done = subprocess.run(
        [*command, str(instance), "--json"], capture_output=True, cwd=ROOT, check=True, timeout=120
    )
    assert json.loads(done.stdout)["assignments"]
    assert done.stderr == b""
