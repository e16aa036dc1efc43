"""The center's own CA: trusted by those who install its root, for this center only, renewed without a new
root.
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from dvc.adapters.tls import (
    RENEW_BEFORE,
    ROOT_KEY_NAME,
    ROOT_NAME,
    SERVER_LASTS,
    HostNotAllowed,
    ensure_center_certificate,
    root_certificate,
)
from tests.factories import SetClock

HOSTS = ["127.0.0.1", "localhost", "192.168.24.10", "midorise.local"]


def ends_of(path: Path) -> datetime:
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


async def handshake(certificate: Path, key: Path, root: Path, name: str) -> None:
    """A real TLS handshake over loopback by a client that trusts `root` alone."""
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server_side.load_cert_chain(certificate, key)
    client_side = ssl.create_default_context(cafile=root)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=server_side)
    async with server:
        port = server.sockets[0].getsockname()[1]
        _, writer = await asyncio.open_connection("127.0.0.1", port, ssl=client_side, server_hostname=name)
        writer.write(b"x")
        await writer.drain()
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize("name", HOSTS)
async def test_a_device_with_the_root_trusts_the_server_by_each_of_its_names(
    tmp_path: Path, name: str
) -> None:
    certificate, key = ensure_center_certificate(tmp_path, HOSTS)
    await handshake(certificate, key, tmp_path / ROOT_NAME, name)


async def test_a_device_with_the_root_does_not_trust_another_name(tmp_path: Path) -> None:
    certificate, key = ensure_center_certificate(tmp_path, HOSTS)
    with pytest.raises(ssl.SSLCertVerificationError):
        await handshake(certificate, key, tmp_path / ROOT_NAME, "192.168.24.11")


def test_keys_are_for_the_server_alone(tmp_path: Path) -> None:
    _, key = ensure_center_certificate(tmp_path, HOSTS)
    assert key.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / ROOT_KEY_NAME).stat().st_mode & 0o777 == 0o600


def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    certificate, key = ensure_center_certificate(tmp_path, HOSTS)
    before = certificate.read_bytes(), key.read_bytes(), root_certificate(tmp_path)
    ensure_center_certificate(tmp_path, HOSTS[:2])
    assert (certificate.read_bytes(), key.read_bytes(), root_certificate(tmp_path)) == before


def test_it_is_renewed_before_its_end_and_the_root_stays(tmp_path: Path) -> None:
    clock = SetClock(datetime(2026, 9, 12, tzinfo=UTC))
    certificate, _ = ensure_center_certificate(tmp_path, HOSTS, clock=clock)
    root, first = root_certificate(tmp_path), ends_of(certificate)
    clock.at += SERVER_LASTS - RENEW_BEFORE - timedelta(days=1)
    ensure_center_certificate(tmp_path, HOSTS, clock=clock)
    assert ends_of(certificate) == first
    clock.at += timedelta(days=2)
    ensure_center_certificate(tmp_path, HOSTS, clock=clock)
    assert ends_of(certificate) > first
    assert root_certificate(tmp_path) == root


def test_a_new_address_of_the_server_is_taken_up(tmp_path: Path) -> None:
    certificate, _ = ensure_center_certificate(tmp_path, HOSTS)
    before = certificate.read_bytes()
    ensure_center_certificate(tmp_path, [*HOSTS, "10.1.2.3"])
    assert certificate.read_bytes() != before


def test_a_lost_server_key_is_made_anew_with_its_certificate(tmp_path: Path) -> None:
    certificate, key = ensure_center_certificate(tmp_path, HOSTS)
    before = certificate.read_bytes()
    key.unlink()
    ensure_center_certificate(tmp_path, HOSTS)
    assert certificate.read_bytes() != before
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)


def test_the_root_signs_for_no_name_outside_this_center(tmp_path: Path) -> None:
    ensure_center_certificate(tmp_path, HOSTS)
    with pytest.raises(HostNotAllowed):
        ensure_center_certificate(tmp_path, ["bank.example.com"])
    root = x509.load_der_x509_certificate(root_certificate(tmp_path) or b"")
    limits = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert limits.critical
    assert "example.com" not in str(limits.value)


def test_a_renamed_computer_still_starts(tmp_path: Path) -> None:
    ensure_center_certificate(tmp_path, [*HOSTS, "old-pc"])
    certificate, _ = ensure_center_certificate(tmp_path, [*HOSTS, "new-pc"])
    names = x509.load_pem_x509_certificate(certificate.read_bytes()).extensions
    known = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert "new-pc" not in known.get_values_for_type(x509.DNSName)


def test_without_a_first_start_there_is_no_root(tmp_path: Path) -> None:
    assert root_certificate(tmp_path) is None
