"""A caller that costs the machine little: one kept connection, requests written as bytes, answers read by
their length. httpx spends more time on a request than the server does, and on one machine that counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(slots=True)
class Caller:
    """One connection to a server on this machine."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    head: bytes

    async def ask(self, line: str, body: bytes = b"", more: Mapping[str, str] | None = None) -> int:
        """Send `GET /path` or `POST /path` and read the whole answer; its status."""
        fields = "".join(f"{name}: {value}\r\n" for name, value in (more or {}).items())
        length = f"content-length: {len(body)}\r\ncontent-type: application/json\r\n" if body else ""
        self.writer.write(b"".join((f"{line} HTTP/1.1\r\n{fields}{length}".encode(), self.head, body)))
        answer = await self.reader.readuntil(b"\r\n\r\n")
        lines = answer.decode("latin-1").lower().split("\r\n")
        for one in lines:
            if one.startswith("content-length:"):
                await self.reader.readexactly(int(one.partition(":")[2]))
        return int(lines[0].split(" ")[1])

    async def close(self) -> None:
        """Hang up."""
        self.writer.close()
        await self.writer.wait_closed()


async def connect(port: int, headers: Mapping[str, str], cookies: Mapping[str, str]) -> Caller:
    """A caller whose every request bears these headers and cookies."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    jar = "; ".join(f"{name}={value}" for name, value in cookies.items())
    fields = {"host": f"127.0.0.1:{port}", "cookie": jar, **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return Caller(reader, writer, head.encode())
