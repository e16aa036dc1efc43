"""How often the two forms that are open to everybody may be sent: `POST /in` and `POST /ask`.

The numbers, all for a window of five minutes that slides (center policy; nothing in domain/10 gives one):

- **An address, 600 check-ins.** The phones of a center's hall share one Wi-Fi address. A rush is 300 people
  in five minutes (a bus every minute), and each may send twice, because a field has to be mended. That is two
  a second, far below what the store writes. IPv6 is counted by /64, for that is what one household is given.
- **An address, 60 calls for help.** A shelter's Wi-Fi, or a mobile carrier that puts many phones behind one
  address; one household writes once.
- **A phone, 20 check-ins.** A phone that has an own page checks its family in: six people, a field mended for
  each, and as much again.
- **The same content, 5 times**, from wherever it comes. Two people never write the same name and telephone;
  the same form under the same action id is the same act and does not count.

A kiosk of the center is not counted: it is paired, stands under the desk's eyes and serves everybody. The
address is the true peer (`security.address_of`); X-Forwarded-For is not read, for the server cannot be set
behind a proxy (`proxy_headers=False`). In memory, by process and port: a restart forgives, and with N workers
the limits are N times as wide. Of more than 2,000 keys the oldest is forgotten, so a flood from thousands of
addresses is slowed by content alone. Whoever is refused keeps what was typed: the page is drawn again with
it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dvc.domain.refusal import Refusal
from dvc.web.acts import META_FIELDS
from dvc.web.limits import SlidingCounts

WINDOW_SECONDS = 300.0
KEYS_MOST = 2_000
SAME_CONTENT_MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form that is open to everybody. `name`: its place in the keys; the numbers are for five minutes."""

    name: str
    address_most: int
    device_most: int = 20


CHECK_IN = Form(name="in", address_most=600)
ASK = Form(name="ask", address_most=60)


class Floods:
    """What was sent to the open forms in the last five minutes. Used from the event loop only."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """`monotonic`: seconds that never jump."""
        self.counts = SlidingCounts(monotonic, window_seconds=WINDOW_SECONDS, keys_most=KEYS_MOST)

    def sent(self, form: Form, *, address: str, device: str | None = None) -> None:
        """Count a form that came, right or wrong. `device`: the phone's own page, None without one.

        Raises Refusal `access.flood_address`, `access.flood_device` (429, `seconds`); then it is not counted.
        """
        keys = [(form.name, "address", network_of(address))]
        self._refuse_over(keys[0], form.address_most, "access.flood_address")
        if device is not None:
            keys.append((form.name, "device", device))
            self._refuse_over(keys[1], form.device_most, "access.flood_device")
        for key in keys:
            self.counts.note(key)

    def same(self, form: Form, body: Mapping[str, Any], *, action: str) -> None:
        """Count the content of a form that is whole. Raises Refusal `access.flood_same` (429, `seconds`)."""
        digest = digest_of(body)
        if self.counts.count((form.name, "act", f"{digest}/{action}")):
            return
        key = (form.name, "content", digest)
        self._refuse_over(key, SAME_CONTENT_MOST, "access.flood_same")
        self.counts.note(key)
        self.counts.note((form.name, "act", f"{digest}/{action}"))

    def _refuse_over(self, key: tuple[str, ...], most: int, code: str) -> None:
        wait = self.counts.wait(key, most)
        if wait > 0:
            raise Refusal(code, status=429, seconds=int(wait) + 1)


def network_of(address: str) -> str:
    """What one sender is given: an IPv4 address, the /64 of an IPv6 one; anything else as it is."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def digest_of(body: Mapping[str, Any]) -> str:
    """A fingerprint of what was written, without what belongs to the sending; nothing of it can be read back.
    """
    written = {name: value for name, value in body.items() if name not in META_FIELDS}
    return hashlib.sha256(orjson.dumps(written, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
