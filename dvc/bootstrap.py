"""Makes `python3 -m dvc` and `python3 -m tests` work in a fresh clone on a machine with nothing but Python.

The first call makes .venv beside the code, installs the project into it and starts itself again in there;
later calls compare one hash and go straight on. Standard library only, and written so that an older Python
can read it far enough to say which one is needed. It never touches anything outside .venv and
dvc/static/vendor.

DVC_WHEELHOUSE=FOLDER installs from a folder of wheels, without a network (README.md says how to fill it).
DVC_NO_BOOTSTRAP=1 turns all of this off, for those who manage their own environment.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON_NEEDED = (3, 11)
# an extra is in place when it, or one that contains it, was installed
CONTAINED = {"": ("", "test", "dev"), "test": ("test", "dev"), "dev": ("dev",)}
# what decides the content of .venv and of dvc/static/vendor; a change in any of them installs again
DECIDES = (
    "pyproject.toml",
    "dvc/constraints.txt",
    "dvc/assets/build_hook.py",
    "dvc/assets/package-lock.json",
    ".venv/pyvenv.cfg",
)


def ensure(module: str, extra: str = "") -> None:
    """Go on only inside an environment that has what `extra` of pyproject.toml asks for.

    `module` is what `python -m` was called with: it starts again, with the same arguments, inside .venv; then
    this function does not return. An installed wheel (no pyproject.toml beside the package) is left alone.
    Ends the process with one sentence if the environment cannot be made.
    """
    if os.environ.get("DVC_NO_BOOTSTRAP") or not (ROOT / "pyproject.toml").exists():
        return
    python = prepare(extra)
    if Path(sys.prefix).resolve() != VENV.resolve():
        start_again(python, module)


def prepare(extra: str = "") -> Path:
    """Make .venv hold the project with `extra` ('', 'test' or 'dev'); returns the path of its Python."""
    if sys.version_info < PYTHON_NEEDED:
        sys.exit("Python 3.11 以上が必要です。\nPython 3.11 or newer is needed.")
    python = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not is_installed(extra):
        say("はじめての準備をしています（1〜5分）。終わるとそのまま始まります。",
            "Preparing .venv (1 to 5 minutes); then it goes on by itself.")
        make_venv(python)
        install(python, extra)
        stamp(extra).write_text(wanted(), encoding="utf-8")
    return python


def is_installed(extra: str) -> bool:
    """Whether .venv was made from the files as they are now, with `extra`, and the browser libraries are
    there.
    """
    if not (ROOT / "dvc" / "static" / "vendor" / ".stamp").exists():
        return False
    key = wanted()
    marks = (stamp(covering) for covering in CONTAINED[extra])
    return any(mark.exists() and mark.read_text(encoding="utf-8") == key for mark in marks)


def stamp(extra: str) -> Path:
    """The file in .venv that says what was installed: one for each extra."""
    return VENV / (f".installed-{extra}" if extra else ".installed")


def wanted() -> str:
    """Hash over everything that decides what .venv must hold; a missing file counts as empty."""
    files = [ROOT / name for name in DECIDES]
    parts = [file.read_bytes() if file.exists() else b"" for file in files]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def make_venv(python: Path) -> None:
    """Make .venv, or mend one without working Python or pip (an interrupted first start, a newer system)."""
    if python.exists() and call([str(python), "-c", "import pip"], quiet=True):
        return
    if not call([sys.executable, "-m", "venv", str(VENV)]):
        give_up("Python の venv が使えません。Debian や Ubuntu では apt install python3-venv が必要です。",
                "Python's venv module does not work here. On Debian or Ubuntu: apt install python3-venv")


def install(python: Path, extra: str) -> None:
    """Install the project, as it lies here, with `extra`: by uv in seconds, by pip in a minute if uv is not
    to be had.
    """
    house = os.environ.get("DVC_WHEELHOUSE")
    source = ["--no-index", "--find-links", str(Path(house).resolve())] if house else []
    constraints = ROOT / "dvc" / "constraints.txt"
    wanted_packages = ["-e", f"{ROOT}[{extra}]" if extra else str(ROOT)]
    if constraints.exists():
        wanted_packages += ["-c", str(constraints)]
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "install", "-q", *source]
    uv = [str(python), "-m", "uv", "pip", "install", "-q", "--python", str(python), *source]
    if call([*pip, "uv"], quiet=True) and call([*uv, *wanted_packages]):
        return
    say("もう一つの方法（pip）で続けます。", "Going on with pip instead of uv.")
    if not call([*pip, *wanted_packages]):
        give_up("準備ができませんでした。インターネットにつないでもう一度実行するか、"
                "DVC_WHEELHOUSE に部品のフォルダーを指定してください。",
                "The installation did not finish: connect to the internet and run it again, "
                "or point DVC_WHEELHOUSE at a folder of wheels.")


def start_again(python: Path, module: str) -> None:
    """Run `python -m module` with the arguments of this process inside .venv, in place of this process."""
    command = [str(python), "-m", module, *sys.argv[1:]]
    if os.name == "nt":  # no exec there that a terminal would wait for
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def call(command: list[str], *, quiet: bool = False) -> bool:
    """Run a command in the repository; True when it ended well. `quiet` hides what it says."""
    hidden = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=ROOT, stdout=sys.stderr, stderr=hidden, check=False).returncode == 0


def say(japanese: str, english: str) -> None:
    """Tell the person at the terminal, on stderr: stdout belongs to the command that follows."""
    sys.stderr.write(f"{japanese}\n{english}\n")
    sys.stderr.flush()


def give_up(japanese: str, english: str) -> None:
    """End the process with one sentence in two languages."""
    sys.exit(f"{japanese}\n{english}")


if __name__ == "__main__":  # `python3 -m dvc.bootstrap dev`: prepare for a developer, and stop there
    prepare(sys.argv[1] if len(sys.argv) > 1 else "")
