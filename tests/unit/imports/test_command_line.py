"""`dvcenter import` and `dvcenter export` on a store of its own: a real city, a list, files that leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dvc.cli import app
from dvc.cli.words import Told
from tests import machine
from tests.unit.imports import lists

GEO = machine.ROOT.parent / "shared" / "data" / "geo"
BOUNDARY = GEO / "boundary" / "n03_24_mie_s0010.geojson"
TOWNS = GEO / "towns" / "三重県_伊賀市.json"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one operation."""
    folder = tmp_path_factory.mktemp("cli") / "data"
    name = "緑瀬市災害ボランティアセンター"
    result = CliRunner().invoke(
        app, ["operation", "create", "9月豪雨", "--center", name, "--data", str(folder)]
    )
    assert result.exit_code == 0, result.output
    return folder


def run(data: Path, *words: str) -> dict[str, Any]:
    """A command with --json; what it says."""
    result = CliRunner().invoke(app, [*words, "--data", str(data), "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    said: dict[str, Any] = json.loads(result.stdout)
    return said


def test_a_citys_boundary_and_towns_come_in_once(data: Path) -> None:
    machine.shared("data/geo/boundary")
    areas = ("import", "areas", str(BOUNDARY), "--where", "N03_004=伊賀市", "--level", "1")
    assert run(data, *areas, "--dry-run") == {"layer": "areas", "n": 1, "changed": False}
    assert run(data, *areas) == {"layer": "areas", "n": 1, "changed": True}
    assert run(data, *areas) == {"layer": "areas", "n": 1, "changed": False}
    towns = run(data, "import", "towns", str(TOWNS))
    assert towns["changed"] is True
    assert towns["n"] > 200
    assert run(data, "import", "towns", str(TOWNS))["changed"] is False


def test_a_list_comes_in_once_and_goes_out_again(data: Path, tmp_path: Path) -> None:
    path = lists.write_xls(tmp_path / "要望一覧.xls")
    looked = run(data, "import", "needs", str(path), "--dry-run")
    assert (looked["new"], looked["already"], looked["bad"]) == (491, 0, 9)  # nobody is here already
    with pytest.raises(Told, match="cli_nothing"):
        run(data, "import", "needs", str(path), "--all-or-nothing")
    taken = run(data, "import", "needs", str(path))
    assert (taken["new"], taken["bad"]) == (491, 9)
    assert {one["row"] for one in taken["problems"]} == {n + 4 for n in lists.BROKEN if n != 311}
    again = run(data, "import", "needs", str(path))
    assert (again["new"], again["already"], again["bad"]) == (0, 491, 9)
    out = tmp_path / "needs.csv"
    assert run(data, "export", "needs", "--format", "csv", "--reason", "city", "-o", str(out))["rows"] == 491
    back = run(data, "import", "needs", str(out), "--dry-run")
    assert back["new"] == 0, "what we exported is known to be here"
    bare = tmp_path / "bare.csv"
    run(data, "export", "needs", "--format", "csv", "-o", str(bare))
    assert "090-0000-" not in bare.read_text(encoding="utf-8-sig")
    report = run(data, "export", "daily-report", "--format", "csv", "-o", str(tmp_path / "report.csv"))
    assert report["problems"] == []
    assert run_verify(data)


def run_verify(data: Path) -> bool:
    """Whether log and tables agree."""
    return bool(run(data, "verify")["clean"])


def test_exact_places_do_not_leave_without_a_reason(data: Path, tmp_path: Path) -> None:
    with pytest.raises(Told, match="exact_reason"):
        run(data, "export", "map", "--exact", "-o", str(tmp_path / "map.html"))


def test_a_layer_that_cannot_be_meant_is_refused_with_a_sentence(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    with pytest.raises(Told, match=r"layer\."):
        run(data, "import", "areas", str(path))
