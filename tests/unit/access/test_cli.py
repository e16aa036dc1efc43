"""`dvcenter operation`, `user`, `token`: with no server they write themselves, and a running server sees it
at once.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from dvc.cli import app
from dvc.cli.words import Told
from dvc.domain.refusal import Refusal
from tests.served import ServedHouse, served

CENTER = "緑瀬市災害ボランティアセンター"


class Shell:
    """The command line on one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"DVC_KEYS": str(folder / "keys" / "ring.key")}

    def run(self, *words: str) -> Result:
        return CliRunner().invoke(app, [*words, "--data", str(self.folder / "data")], env=self.environment)

    def told(self, *words: str) -> str:
        """The code of the sentence with which a command ends."""
        error = self.run(*words).exception
        assert isinstance(error, Told | Refusal), error
        return error.code

    def json(self, *words: str) -> Any:
        result = self.run(*words, "--json")
        assert result.exit_code == 0, (result.output, result.exception)
        return json.loads(result.stdout)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_an_operation_is_made_listed_closed_and_purged_in_this_order_only(shell: Shell) -> None:
    made = shell.json("operation", "create", "9月豪雨", "--center", CENTER)["operation"]
    drill = shell.json("operation", "create", "9月訓練", "--kind", "drill", "--id", "september")["operation"]
    listed = {one["operation"]: one for one in shell.json("operation", "list")}
    assert set(listed) == {made, drill}
    assert listed[drill]["center"] == CENTER
    file = shell.folder / "data" / "operations" / f"{drill}.sqlite"
    assert file.exists()
    assert shell.told("operation", "purge", drill, "--confirm", drill) == "access.cli_purge_open"
    shell.json("operation", "close", drill)
    assert shell.told("operation", "purge", drill, "--confirm", "yes") == "access.cli_purge_differs"
    assert file.exists()
    assert shell.json("operation", "purge", drill, "--confirm", drill)["files"] >= 1
    assert list(file.parent.glob(f"{drill}*")) == []
    assert (file.parent / f"{made}.sqlite").exists()
    assert shell.told("operation", "create", "次", "--id", drill) == "access.operation_id_taken"
    assert shell.told("operation", "close", "none") == "access.operation_unknown"


def test_people_are_invited_listed_and_ended(shell: Shell) -> None:
    shell.json("operation", "create", "9月豪雨", "--center", CENTER)
    invited = shell.json(
        "user", "invite", "岡田 千尋", "--role", "reception", "--role", "orientation", "--until", "2030-03-31"
    )
    assert invited["link"].startswith("http://127.0.0.1:8000/j/")
    person = shell.json("user", "list")[0]
    assert (person["name"], person["roles"]) == ("岡田 千尋", ["reception", "orientation"])
    assert person["ends_at"] == "2030-03-31T15:00:00+00:00"
    shell.json("user", "invite", "岡田 千尋", "--role", "intake")
    assert shell.told("user", "disable", "岡田 千尋") == "access.cli_user_which"
    shell.json("user", "disable", person["staff"])
    assert [one["roles"] for one in shell.json("user", "list")] == [["intake"]]
    assert len(shell.json("user", "list", "--all")) == 2
    assert shell.told("user", "disable", "だれか") == "access.cli_user_unknown"
    assert shell.told("user", "invite", "x", "--role", "intake", "--until", "9月") == "access.cli_bad_day"


def test_tokens_are_shown_once_and_revoked_by_handle(shell: Shell) -> None:
    shell.json("operation", "create", "9月豪雨", "--center", CENTER)
    made = shell.json("token", "create", "--role", "report", "--days", "30")["token"]
    listed = shell.json("token", "list")
    assert [one["role"] for one in listed] == ["report"]
    assert made not in json.dumps(listed)
    assert shell.told("token", "revoke", "000000000000") == "access.cli_token_unknown"
    assert shell.told("token", "revoke", "") == "access.cli_token_unknown"
    shell.json("token", "revoke", listed[0]["handle"])
    assert shell.json("token", "list") == []


def test_with_two_operations_one_must_be_named(shell: Shell) -> None:
    first = shell.json("operation", "create", "9月豪雨", "--center", CENTER)["operation"]
    shell.json("operation", "create", "9月訓練", "--kind", "drill")
    assert shell.told("token", "list") == "cli.which_operation"
    assert shell.json("token", "list", "--operation", first) == []
    assert shell.json("token", "list", "--operation", "9月訓練") == []


@pytest.mark.parametrize(
    "words", [("operation",), ("user",), ("token",), ("operation", "create"), ("user", "invite")]
)
def test_every_command_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*words, "--help"])
    assert result.exit_code == 0
    assert "Example: dvcenter" in " ".join(result.output.split())


@pytest.mark.parametrize(
    "words",
    [
        ("operation", "create", "x"),
        ("user", "invite", "x"),
        ("user", "invite", "x", "--role", "wall"),
        ("token", "create"),
    ],
)
def test_wrong_usage_is_exit_2(shell: Shell, words: tuple[str, ...]) -> None:
    assert shell.run(*words).exit_code == 2


def test_a_running_server_sees_what_the_command_line_does(tmp_path: Path) -> None:
    with served(tmp_path) as house:
        shell = Shell(tmp_path)
        secret = shell.json("token", "create", "--role", "intake")["token"]
        assert status(house, secret) == 200
        shell.json("token", "revoke", shell.json("token", "list")[0]["handle"])
        assert status(house, secret) == 401
        link = shell.json("user", "invite", "西田", "--role", "matching", "--url", house.url)["link"]
        assert httpx.get(link, headers={"accept": "text/html"}).status_code == 303
        assert (
            shell.told("operation", "purge", house.operation_id, "--confirm", "x") == "access.cli_purge_open"
        )
        shell.json("user", "disable", "西田")
        assert shell.json("user", "list") == []


def status(house: ServedHouse, secret: str) -> int:
    url = f"{house.url}/api/v1/operations/{house.operation_id}/boards/needs"
    return httpx.get(url, headers={"authorization": f"Bearer {secret}"}).status_code
