"""`dvcenter serve`: one process on a SQLite folder, or several on PostgreSQL; TLS by the center's own CA when
asked.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import uvicorn
from uvicorn.supervisors import Multiprocess

from dvc.adapters.network import EVERYWHERE, lan_addresses
from dvc.adapters.tls import ROOT_NAME, HostNotAllowed, ensure_center_certificate, root_certificate
from dvc.cli.context import DATA, DATABASE, settings_of
from dvc.cli.words import Told
from dvc.settings import Settings
from dvc.store.lock import StoreHeld
from dvc.text.catalog import say
from dvc.web.app import Parts, create_app, create_public_app
from dvc.wiring import House, open_house, parts_of

GRACE_SECONDS = 10
BACKLOG = 2048


class ReadyServer(uvicorn.Server):
    """Says `ready http://…` on stdout when it accepts connections (contracts.md section 2)."""

    def __init__(self, config: uvicorn.Config, *lines: str) -> None:
        """`lines` are written once, after the sockets are open."""
        super().__init__(config)
        self._lines = lines
        self.answers = asyncio.Event()
        """Set once the sockets are open."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open the sockets, then say so."""
        await super().startup(sockets)
        if self.started:
            for line in self._lines:
                click.echo(line)
            sys.stdout.flush()
            self.answers.set()


def url_of(settings: Settings) -> str:
    """Where a browser finds this server."""
    scheme = "https" if settings.tls else "http"
    host = "127.0.0.1" if settings.host in EVERYWHERE else settings.host
    return f"{scheme}://{host}:{settings.port}"


def is_loopback(host: str) -> bool:
    """Whether only this machine can come in."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def config_of(settings: Settings, app: Any, **more: Any) -> uvicorn.Config:
    """Uvicorn as we run it: sans-I/O websockets, no compression, bounded bodies of messages, a quiet log."""
    tls = _tls_files(settings)
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        ws_max_size=64 * 1024,
        ws_ping_interval=20.0,
        ws_ping_timeout=20.0,
        timeout_graceful_shutdown=GRACE_SECONDS,
        backlog=BACKLOG,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
        **more,
    )


def _tls_files(settings: Settings) -> tuple[str, str] | None:
    if settings.tls is None:
        return None
    if settings.tls != "auto":
        certificate, _, key = settings.tls.partition(",")
        return certificate, key
    hosts = _hosts_of(settings)
    try:
        certificate_path, key_path = ensure_center_certificate(settings.data / "tls", hosts)
    except HostNotAllowed as refused:
        code = "cli.host_not_allowed"
        raise Told(code, hosts=", ".join(hosts), path=str(settings.data / "tls" / ROOT_NAME)) from refused
    return str(certificate_path), str(key_path)


def _hosts_of(settings: Settings) -> list[str]:
    here = {settings.host, "localhost", "127.0.0.1", socket.gethostname()}
    if settings.host in EVERYWHERE:
        here |= set(lan_addresses())
    return sorted(here - EVERYWHERE)


def check_port(settings: Settings) -> None:
    """Raise Told when a port is taken, before anything is opened."""
    for port in (settings.port, settings.public_port):
        if port is not None:
            _check_port(settings, port)


def _check_port(settings: Settings, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, port))
        except OSError as error:
            code = "cli.port_taken"
            raise Told(code, port=port) from error


def run(house: House, *lines: str) -> None:
    """Serve everything of the house in this process until a signal ends it."""
    settings = house.settings
    parts = parts_of(house)
    server = ReadyServer(config_of(settings, create_app(parts)), f"ready {url_of(settings)}", *lines)
    asyncio.run(_serve_all(server, settings, parts))


async def _serve_all(server: ReadyServer, settings: Settings, parts: Parts) -> None:
    """The server, and beside it the plain one for volunteers' phones, which ends with it."""
    if settings.public_port is None:
        await server.serve()
        return
    plain = replace(settings, tls=None, port=settings.public_port)
    beside = PlainServer(config_of(plain, create_public_app(parts), lifespan="off"))
    serving = asyncio.create_task(_after(server, beside))
    await server.serve()
    beside.should_exit = True
    await serving


async def _after(server: ReadyServer, beside: uvicorn.Server) -> None:
    """Serve beside once the operations' boards have started."""
    await server.answers.wait()
    await beside.serve()


class PlainServer(uvicorn.Server):
    """A second server of the process: signals are the first one's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


def open_or_tell(settings: Settings) -> House:
    """Open the house and every operation in it. Raises Told when another server has a store."""
    house = open_house(settings)
    try:
        house.open_all()
    except StoreHeld as held:
        house.close()
        code = "cli.held"
        raise Told(code, path=str(held.path)) from held
    return house


@click.command()
@DATA
@DATABASE
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--tls", help="auto, or CERT,KEY")
@click.option("--public-port", type=click.IntRange(1, 65535), help="plain HTTP for volunteers' own pages")
def serve(  # noqa: PLR0917 - the options of the contract
    data: Path | None,
    database_url: str | None,
    host: str,
    port: int,
    workers: int,
    tls: str | None,
    public_port: int | None,
) -> None:
    """Serve the center's pages. Example: dvcenter serve --host 0.0.0.0 --tls auto"""
    settings = replace(
        settings_of(data, database_url),
        host=host,
        port=port,
        workers=workers,
        tls=tls,
        public_port=public_port,
    )
    if not is_loopback(host) and tls is None:
        raise Told("cli.wants_tls", exit_code=2)
    if workers > 1 and settings.database_url is None:
        raise Told("cli.workers_sqlite", exit_code=2)
    if workers > 1 and public_port is not None:
        raise Told("cli.workers_public_port", exit_code=2)
    check_port(settings)
    if workers > 1:
        _serve_many(settings)
        return
    house = open_or_tell(settings)
    try:
        run(house, *_setup_lines(house))
    finally:
        house.close()


def _setup_lines(house: House) -> tuple[str, ...]:
    """The link of the first set-up, when there is no operation yet."""
    _tls_files(house.settings)  # the root is made at the first start
    root = root_certificate(house.settings.data / "tls") if house.settings.tls == "auto" else None
    lines = () if root is None else (say("cli.root", "ja", fingerprint=_fingerprint(root)),)
    if house.registry.operations():
        return lines
    secret = house.registry.new_setup_secret(house.clock.now())
    return (
        *lines,
        say("cli.setup_link", "ja", url=f"{url_of(house.settings)}/setup#{secret}"),
    )


def _fingerprint(certificate: bytes) -> str:
    """SHA-256 as browsers and phones show it, for whoever compares before installing."""
    digits = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(digits[at : at + 2] for at in range(0, len(digits), 2))


def _serve_many(settings: Settings) -> None:
    os.environ.update(
        DVC_DATA=str(settings.data),
        DVC_DATABASE_URL=settings.database_url or "",
        DVC_HOST=settings.host,
        DVC_PORT=str(settings.port),
    )
    config = config_of(settings, "dvc.asgi:make_app", factory=True, workers=settings.workers)
    sock = config.bind_socket()
    click.echo(f"ready {url_of(settings)}")
    sys.stdout.flush()
    Multiprocess(config, sockets=[sock]).run()
