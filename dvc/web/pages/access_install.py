"""Installing the center's own root certificate on a staff device: the file, its fingerprint, the steps
(contracts.md 2).

The page may be asked for without TLS, because a device that does not yet trust the center can come no other
way. What makes it safe is the fingerprint: it stands on the server's own screen and is compared by eye before
the last step.
"""

from __future__ import annotations

import asyncio
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from dvc.domain.refusal import Refusal
from dvc.web.pages.access_links import address_for_others, qr
from dvc.web.render import Page, page
from dvc.web.sessions import access_of

INSTALL = Page(title="access.install.title", place="phone", styles=("css/access.css",))
SYSTEMS = ("ios", "android", "windows")
FILE_NAME = "center-ca.crt"


async def install_page(request: Request) -> Response:
    """`GET /install`."""
    root = await _root(request)
    address = f"{address_for_others(request)}/install"
    return await page(
        request,
        "access/install.html",
        INSTALL,
        fingerprint=None if root is None else fingerprint(root),
        address=address,
        qr=qr(address),
        systems=SYSTEMS,
        file=f"/install/{FILE_NAME}",
    )


async def root_file(request: Request) -> Response:
    """`GET /install/center-ca.crt`: the root itself (DER), as phones and Windows take it."""
    root = await _root(request)
    if root is None:
        raise Refusal("access.no_own_ca", status=404)
    headers = {"content-disposition": f'attachment; filename="{FILE_NAME}"', "cache-control": "no-cache"}
    return Response(root, media_type="application/x-x509-ca-cert", headers=headers)


def fingerprint(der: bytes) -> str:
    """SHA-256 in groups of four, as people compare it by eye."""
    digits = hashlib.sha256(der).hexdigest().upper()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


async def _root(request: Request) -> bytes | None:
    """The center's root certificate (DER); None when it serves without TLS or with a certificate from
    elsewhere.
    """
    return await asyncio.to_thread(access_of(request).root_certificate)
