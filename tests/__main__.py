"""`python3 -m tests [--deep] [--long ID ...] [pytest arguments]`: the whole suite, in a fresh clone too.

Three depths (docs/conventions.md, section 9): without an option everything at its small size, in 10 minutes
on two cores; `--deep` adds the tests at catalogue size; `--long A1 B10` runs those entries of the catalogue
at full size and nothing else. What follows is given to pytest as it is: `python3 -m tests tests/tidy -x`.
"""

from __future__ import annotations

import os
import re
import sys

from dvc.bootstrap import ensure

CORES_MOST = 4
QUICK = "not deep and not long"
DEEP = "not long"
CATALOGUE_ID = re.compile(r"[A-Z]\d{1,2}")


def pytest_arguments(arguments: list[str]) -> list[str]:
    """What pytest is called with for the command line `arguments`.

    Ends the process with one sentence if `--long` stands without an id such as A1.
    """
    rest, ids, deep = [], [], False
    words = iter(arguments)
    for word in words:
        if word == "--deep":
            deep = True
        elif word == "--long":
            for follower in words:
                if not CATALOGUE_ID.fullmatch(follower):
                    rest.append(follower)
                    break
                ids.append(follower)
            if not ids:
                sys.exit("--long wants ids of the test catalogue after it: python3 -m tests --long A1 B10")
        else:
            rest.append(word)
    selection = " or ".join(f"long(id={name!r})" for name in ids) if ids else DEEP if deep else QUICK
    return ["-m", selection, *rest]


def workers(arguments: list[str]) -> list[str]:
    """One process a core for the quick suite, each file in one of them; alone where a figure is measured or
    somebody chose.
    """
    is_chosen = any(word.startswith(("-n", "--dist", "--pdb", "--deep", "--long")) for word in arguments)
    cores = min(os.cpu_count() or 1, CORES_MOST)
    return [] if is_chosen or cores == 1 else ["-n", str(cores), "--dist", "loadfile"]


if __name__ == "__main__":
    ensure("tests", "test")
    import pytest  # only now: it may have been installed a moment ago

    sys.exit(pytest.main([*workers(sys.argv[1:]), *pytest_arguments(sys.argv[1:])]))
