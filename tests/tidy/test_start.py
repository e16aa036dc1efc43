"""The first start on a bare machine: what the bootstrap and `python3 -m tests` decide, without installing
anything.
"""

from __future__ import annotations

import ast
import shutil
import sys
from pathlib import Path

import pytest

from dvc import bootstrap
from tests.__main__ import pytest_arguments
from tests.machine import ROOT

OLDEST_READER = (3, 7)  # such a Python must get as far as the sentence that names the one needed


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone with an installed .venv, as far as the bootstrap looks at it."""
    for name in bootstrap.DECIDES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "dvc" / "static" / "vendor").mkdir(parents=True)
    (tmp_path / "dvc" / "static" / "vendor" / ".stamp").touch()
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    return tmp_path


@pytest.mark.parametrize("name", ["dvc/__init__.py", "dvc/__main__.py", "dvc/bootstrap.py",
                                  "tests/__init__.py", "tests/__main__.py"])
def test_an_old_python_can_read_as_far_as_the_sentence_that_turns_it_away(name: str) -> None:
    ast.parse((ROOT / name).read_text(encoding="utf-8"), feature_version=OLDEST_READER)


@pytest.mark.parametrize("name", ["dvc/bootstrap.py", "dvc/__init__.py"])
def test_the_bootstrap_needs_nothing_that_it_would_have_to_install(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    imported = {(node.module or "") if isinstance(node, ast.ImportFrom) else node.names[0].name
                for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)}
    assert imported - set(sys.stdlib_module_names) == set()


def test_a_finished_installation_is_not_done_again(copy: Path) -> None:
    assert not bootstrap.is_installed("")
    bootstrap.stamp("").write_text(bootstrap.wanted(), encoding="utf-8")
    assert bootstrap.is_installed("")


def test_the_test_extra_contains_the_product_but_not_the_other_way_round(copy: Path) -> None:
    bootstrap.stamp("test").write_text(bootstrap.wanted(), encoding="utf-8")
    assert bootstrap.is_installed("")
    assert bootstrap.is_installed("test")
    assert not bootstrap.is_installed("dev")


@pytest.mark.parametrize("name", bootstrap.DECIDES)
def test_a_change_in_what_decides_the_installation_installs_again(copy: Path, name: str) -> None:
    bootstrap.stamp("").write_text(bootstrap.wanted(), encoding="utf-8")
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not bootstrap.is_installed("")


def test_browser_libraries_that_were_taken_away_are_fetched_again(copy: Path) -> None:
    bootstrap.stamp("").write_text(bootstrap.wanted(), encoding="utf-8")
    (copy / "dvc" / "static" / "vendor" / ".stamp").unlink()
    assert not bootstrap.is_installed("")


@pytest.mark.parametrize(("words", "arguments"), [
    ([], ["-m", "not deep and not long"]),
    (["--deep"], ["-m", "not long"]),
    (["--long", "A1", "B10"], ["-m", "long(id='A1') or long(id='B10')"]),
    (["--long", "A1", "-x", "--deep"], ["-m", "long(id='A1')", "-x"]),
    (["tests/tidy", "-q"], ["-m", "not deep and not long", "tests/tidy", "-q"]),
])
def test_the_depth_of_a_run_is_chosen_by_marks(words: list[str], arguments: list[str]) -> None:
    assert pytest_arguments(words) == arguments


def test_a_long_run_wants_the_id_of_what_it_runs() -> None:
    with pytest.raises(SystemExit, match="--long wants ids"):
        pytest_arguments(["--long", "tests/e2e"])
