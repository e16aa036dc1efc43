"""The key ring: one file outside the data folder that opens the sealed details of a store (ADR-0012).

Each person has a data key of their own; it lies in the store wrapped by the ring's key. Without the ring a
stolen data folder shows no sealed detail; deleting a person's wrapped key makes their sealed details
unreadable for good.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

RING_BYTES = 64
NONCE_BYTES = 12


class KeyRingInvalid(Exception):
    """The key ring file is missing or not ours; the message says which file and what to do."""


class FileKeyRing:
    """A key ring in one file of mode 0600."""

    def __init__(self, secret: bytes) -> None:
        """Split the ring's secret into a wrapping key and a key for fingerprints."""
        if len(secret) != RING_BYTES:
            message = "key ring has a wrong length"
            raise KeyRingInvalid(message)
        self._wrapper = AESGCM(secret[:32])
        self._mac_key = secret[32:]

    def wrap(self, key: bytes) -> bytes:
        """`key` sealed under the ring: nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._wrapper.encrypt(nonce, key, b"person-key")

    def unwrap(self, wrapped: bytes) -> bytes:
        """The key inside `wrapped`. Raises KeyRingInvalid when another ring wrapped it."""
        try:
            return self._wrapper.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], b"person-key")
        except InvalidTag as error:
            message = "this key ring does not open the store; was the ring of another center copied?"
            raise KeyRingInvalid(message) from error

    def mac(self, purpose: str, data: bytes) -> str:
        """Keyed fingerprint in hex: personal details cannot be guessed from it without the ring."""
        return hmac.new(self._mac_key, purpose.encode() + b"\0" + data, hashlib.sha256).hexdigest()


def open_key_ring(path: Path, *, create: bool) -> FileKeyRing:
    """Read the ring of `path`; with `create` make it when absent, durably and unreadable for others."""
    if not path.exists():
        if not create:
            message = (
                f"key ring not found: {path}. Copy it back from where it is kept, apart from the backups."
            )
            raise KeyRingInvalid(message)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary = path.with_suffix(".new")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(RING_BYTES))
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    return FileKeyRing(path.read_bytes())
