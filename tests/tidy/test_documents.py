"""Documents equal the code: the tree of the house, decisions, fragments of the changelog, commands of the
README.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.machine import ROOT
from tests.tidy import house

ARCHITECTURE = ROOT / "docs" / "architecture.md"
DECISIONS = ROOT / "docs" / "decisions"
CHANGES = ROOT / "docs" / "changes"
FRAGMENT = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\.(?:added|changed|fixed|removed|safety)\.md")
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
NAME = re.compile(r"[\w./-]+(?:/|\.\w+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """What a tree in a document names: folders with a slash at the end, and files, below the repository."""

    folders: frozenset[str]
    files: frozenset[str]


def tree_of(text: str) -> Tree:
    """Read the first fenced block that names `dvc/`.

    Two spaces an indentation; names stand at the beginning of a line, several with one space between, folders
    with a slash at the end; two spaces or more, and what it is, follow. A line that names nothing goes on
    with the description above it.
    """
    blocks = re.findall(r"(?ms)^```\w*\n(.*?)^```", text)
    block = next((found for found in blocks if re.search(r"(?m)^dvc/", found)), "")
    folders: set[str] = set()
    found: set[str] = set()
    above: list[tuple[int, str]] = []
    for line in filter(str.strip, block.splitlines()):
        depth = len(line) - len(line.lstrip())
        names = re.split(r"\s{2,}", line.strip())[0].split(" ")
        if not all(NAME.search(name) for name in names):
            continue
        above = [(at, name) for at, name in above if at < depth]
        parent = above[-1][1] if above else ""
        folders |= {parent + name for name in names if name.endswith("/")}
        found |= {parent + name for name in names if not name.endswith("/")}
        if len(names) == 1 and names[0].endswith("/"):
            above.append((depth, parent + names[0]))
    return Tree(folders=frozenset(folders), files=frozenset(found))


def document() -> Tree:
    if not ARCHITECTURE.exists():
        pytest.skip("there is no docs/architecture.md yet")
    return tree_of(ARCHITECTURE.read_text(encoding="utf-8"))


def modules_on_disk() -> set[str]:
    """Modules of the packages; a package's own __init__ is named by its folder."""
    return {module.place for module in house.modules() if not module.place.endswith("/__init__.py")}


def test_the_architecture_names_every_module_and_no_other() -> None:
    named = {name for name in document().files if name.endswith(".py") and name.startswith(house.PACKAGES)}
    assert sorted(modules_on_disk() - named) == [], "in the code, not in docs/architecture.md"
    assert sorted(named - modules_on_disk()) == [], "in docs/architecture.md, not in the code"


def test_the_architecture_names_every_room_and_no_other() -> None:
    rooms = {f"{Path(place).parent.as_posix()}/" for place in (module.place for module in house.modules())}
    named = document().folders
    assert sorted(rooms - named) == [], "in the code, not in docs/architecture.md"
    assert [name for name in sorted(named) if not (ROOT / name).is_dir()] == []


def test_a_tree_is_read_as_it_is_meant() -> None:
    tree = tree_of(
        "```\n"
        "dvc/\n"
        "  __main__.py bootstrap.py   two modules\n"
        "                             and more about them\n"
        "  domain/                    a room\n"
        "    need.py                  its module\n"
        "  text/\n"
        "    ja.toml en.toml          words\n"
        "maps/                        another\n"
        "  crs.py\n"
        "```\n"
    )
    assert tree.folders == {"dvc/", "dvc/domain/", "dvc/text/", "maps/"}
    assert tree.files == {"dvc/__main__.py", "dvc/bootstrap.py", "dvc/domain/need.py", "dvc/text/ja.toml",
                          "dvc/text/en.toml", "maps/crs.py"}


def decisions() -> list[Path]:
    return sorted(path for path in DECISIONS.glob("*.md") if path.name != "README.md")


def test_every_decision_is_in_the_index_once_and_the_index_has_no_other() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d{4}-[^)]+\.md)\)", index) == [path.name for path in decisions()]


def test_every_decision_has_a_number_of_its_own() -> None:
    names = [path.name for path in decisions()]
    assert [name for name in names if not DECISION.fullmatch(name)] == []
    numbers = [name[:4] for name in names]
    assert len(set(numbers)) == len(numbers)


def test_every_decision_says_what_was_decided_and_what_enforces_it() -> None:
    wanted = ("status", "context", "decision", "consequences", "alternatives", "enforced by")
    said = {path.name: path.read_text(encoding="utf-8").lower() for path in decisions()}
    short = {name: [word for word in wanted if word not in text] for name, text in said.items()}
    assert {name: words for name, words in short.items() if words} == {}


def test_every_decision_that_is_cited_exists() -> None:
    numbers = {path.name[:4] for path in decisions()}
    if not numbers:
        pytest.skip("there is no decision yet")
    everywhere = house.texts(".py", ".md", ".toml", ".css", ".js")
    cited = {f"{name}: ADR-{number}" for name, text in everywhere.items()
             for number in re.findall(r"\bADR-(\d{4})\b", text) if number not in numbers}
    assert sorted(cited) == []


def test_every_fragment_of_the_changelog_is_one_sentence_with_a_full_stop() -> None:
    fragments = {path.name: path.read_text(encoding="utf-8").strip() for path in sorted(CHANGES.glob("*"))
                 if path.name != "README.md"}
    assert [name for name in fragments if not FRAGMENT.fullmatch(name)] == []
    whole = {name: text.endswith((".", "。")) and "\n\n" not in text for name, text in fragments.items()}
    assert [name for name, is_whole in whole.items() if not is_whole] == []


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = [f"{name}: {target}" for name, text in house.texts(".md").items()
              for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
              if not (ROOT / name).parent.joinpath(target).exists()]
    assert broken == []


def test_the_readme_opens_with_the_two_lines_that_work_in_a_fresh_clone() -> None:
    first = re.search(r"(?ms)^```\w*\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert first
    commands = [line.partition("#")[0].strip() for line in first[1].splitlines()]
    assert commands == ["python3 -m dvc demo", "python3 -m tests"]


def test_the_readme_names_what_the_machine_that_judges_installs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    wanted = (ROOT / ".ci" / "apt.txt").read_text(encoding="utf-8").splitlines()
    packages = [line.partition("#")[0].strip() for line in wanted]
    assert [name for name in packages if name and name not in readme] == []
