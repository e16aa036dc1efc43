"""Our modules and style sheets put together: everything in it once, in a browser's order, and nothing in it
that is not ours.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from dvc.web.bundles import NotBundled, bundle, path_of
from dvc.web.render import STATIC_ROOT
from dvc.web.ui import PHONE_SCRIPTS, PHONE_STYLES

MODULES = sorted(path.stem for path in (STATIC_ROOT / "js").glob("*.js"))


def made(root: Path, path: str) -> str:
    return bundle(root, path).plain.decode()


def some_modules(root: Path, **modules: str) -> Path:
    (root / "js").mkdir()
    for name, text in modules.items():
        (root / "js" / f"{name}.js").write_text(text)
    return root


def test_a_module_runs_after_what_it_imports_and_each_runs_once(tmp_path: Path) -> None:
    root = some_modules(
        tmp_path,
        words="export const say = (code) => code;\nconst own = 1;\nexport { own };\n",
        list='import { say } from "./words.js";\nexport async function draw() { say("a"); }\n',
        page='import "./list.js";\nimport { say, own } from "./words.js";\nsay(own);\n',
    )  # fmt: skip
    assert made(root, "bundle/page+list.js") == (
        "const $words = (() => {\nconst say = (code) => code;\nconst own = 1;\n\n"
        "return { say, own };\n})();\n"
        'const $list = (() => {\nconst { say } = $words;\nasync function draw() { say("a"); }\n'
        "return { draw };\n})();\n"
        "const $page = (() => {\nconst { say, own } = $words;\nsay(own);\nreturn {  };\n})();"
    )


@pytest.mark.parametrize(
    "line",
    [
        'import * as all from "./words.js";',
        'import { say } from "./../words.js";',
        "export let changing = 1;",
        "export default 1;",
        'const later = import("./words.js");',
        "await nothing;",
    ],
)
def test_a_form_that_is_not_understood_is_refused(tmp_path: Path, line: str) -> None:
    root = some_modules(tmp_path, page=line + "\n")
    with pytest.raises(NotBundled):
        bundle(root, "bundle/page.js")


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    root = some_modules(tmp_path, a='import "./b.js";\n', b='import "./a.js";\n')
    with pytest.raises(NotBundled, match="imports itself"):
        bundle(root, "bundle/a.js")


@pytest.mark.parametrize("name", MODULES)
def test_every_module_of_ours_can_be_put_into_a_bundle(name: str) -> None:
    text = made(STATIC_ROOT, f"bundle/{name}.js")
    lines = text.splitlines()
    assert not [line for line in lines if line.startswith(("import", "export"))]
    assert text.count(f"const ${name} = ") == 1


@pytest.mark.parametrize(
    "path",
    [
        "bundle/../secret.js",
        "bundle/..+page.js",
        "bundle/nothing.css",
        "bundle/page.map",
        "bundle/page/page.js",
        "bundle/" + "+".join(["page"] * 25) + ".js",
        "js/page.js",
    ],
)
def test_only_our_own_parts_are_ever_read(path: str) -> None:
    with pytest.raises(NotBundled):
        bundle(STATIC_ROOT, path)


def test_the_phone_s_two_files_are_the_same_every_time_and_small() -> None:
    for parts in (PHONE_STYLES, PHONE_SCRIPTS):
        path = path_of((*parts, parts[-1]))
        assert path == path_of(parts), "a page's own part that is there already is not there twice"
        first = bundle(STATIC_ROOT, path)
        bundle.cache_clear()
        again = bundle(STATIC_ROOT, path)
        assert first == again
        assert gzip.decompress(first.packed) == first.plain
