"""The door for commands of this machine: a local socket beside the store that a server holds (contracts.md
section 2).

One JSON line in, one out. Only the account that runs the server can open the socket (mode 0600), so whoever
comes in acts as the system. It takes the same commands through the same bus as every page.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson

from dvc.commands.catalogue import COMMANDS
from dvc.domain.command import CommandMeta, Receipt
from dvc.domain.facts import Medium
from dvc.domain.ids import ActionId
from dvc.domain.refusal import Refusal
from dvc.domain.roles import SYSTEM
from dvc.web.errors import ShapeInvalid
from dvc.web.operation import Operation
from dvc.web.parse import command_from

LINE_BYTES_MOST = 32 * 1024 * 1024
ADDRESS_BYTES_MOST = 100
"""A local socket's address may hold 107 bytes on Linux and 103 on macOS (`sun_path`); data folders may lie
deeper.
"""


def door_of(store: Path) -> Path:
    """Where the door of the server that holds `store` is: beside it, or, where that address would be too
    long, in this account's own folder of the machine's temporary files.
    """
    beside = store.with_suffix(".sock").absolute()
    if len(os.fsencode(beside)) <= ADDRESS_BYTES_MOST:
        return beside
    name = hashlib.sha256(os.fsencode(beside)).hexdigest()[:24]
    return Path(tempfile.gettempdir()) / f"dvcenter-{os.getuid()}" / f"{name}.sock"


@asynccontextmanager
async def serve_local_door(operation: Operation, path: Path) -> AsyncIterator[None]:
    """Listen on `path` while the server runs."""

    async def on_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, ValueError):
            while line := await reader.readline():
                writer.write(orjson.dumps(await _answer(operation, line)) + b"\n")
                await writer.drain()
        writer.close()

    await asyncio.to_thread(_make_room, path)
    server = await asyncio.start_unix_server(on_connection, path, limit=LINE_BYTES_MOST)
    await asyncio.to_thread(path.chmod, 0o600)
    try:
        yield
    finally:
        server.close()
        await asyncio.to_thread(path.unlink, missing_ok=True)


def _make_room(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.parent.stat().st_uid != os.getuid():
        raise PermissionError(f"{path.parent} belongs to another account")
    path.unlink(missing_ok=True)


async def _answer(operation: Operation, line: bytes) -> dict[str, Any]:
    try:
        asked = orjson.loads(line)
        if "view" in asked:
            return await _note_view(operation, asked["view"])
        handler = COMMANDS[asked["command"]]
        command = command_from(handler.command, asked["body"])
        meta = CommandMeta(
            action_id=ActionId(asked["action_id"]), actor=SYSTEM, medium=Medium(asked.get("medium", "system"))
        )
    except ShapeInvalid as bad:
        return {"code": "refusal.shape", "fields": [[one.field, one.code] for one in bad.problems]}
    except (KeyError, TypeError, ValueError):
        return {"code": "refusal.unknown_command", "fields": []}
    try:
        receipt = await asyncio.wrap_future(operation.submit(command, meta))
    except Refusal as no:
        return {"code": no.code, "details": {key: str(value) for key, value in no.details.items()}}
    return plain_receipt(receipt)


async def _note_view(operation: Operation, view: dict[str, Any]) -> dict[str, Any]:
    """A view of people's records at the shell of this machine, for the access log."""
    note = operation.note_view(
        actor=SYSTEM.id,
        station="shell",
        act=str(view["act"]),
        subjects=tuple(map(str, view["subjects"])),
        fields=tuple(map(str, view["fields"])),
        reason=None if view.get("reason") is None else str(view["reason"]),
    )
    return {"code": None, "n": await asyncio.wrap_future(note)}


def plain_receipt(receipt: Receipt) -> dict[str, Any]:
    """A receipt as JSON types."""
    return {
        "code": receipt.code,
        "status": receipt.status,
        "details": {key: str(value) for key, value in receipt.details.items()},
        "result": {key: list(v) if isinstance(v, tuple) else v for key, v in receipt.result.items()},
        "seq": receipt.seq,
        "repeated": receipt.repeated,
    }
