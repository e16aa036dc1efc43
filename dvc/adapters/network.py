"""Addresses by which other devices of the center reach this machine."""

from __future__ import annotations

import contextlib
import ipaddress
import socket

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, never bound by itself
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
FAR_V4 = ("203.0.113.1", 9)
"""An address of documentation (RFC 5737). Connecting a datagram socket sends nothing; it only asks the
routing table which of our own addresses would speak.
"""


def lan_addresses() -> tuple[str, ...]:
    """IPv4 addresses of this machine, the one of the usual way out first; empty without any network."""
    found = [*_way_out(), *_named()]
    usable = [one for one in dict.fromkeys(found) if not ipaddress.ip_address(one).is_loopback]
    return tuple(usable)


def _way_out() -> list[str]:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(FAR_V4)
        return [str(probe.getsockname()[0])]
    return []


def _named() -> list[str]:
    with contextlib.suppress(OSError):
        rows = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
        return [str(row[4][0]) for row in rows]
    return []
