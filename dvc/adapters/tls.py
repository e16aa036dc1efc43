"""The center's own certificate authority: made at the first start, so that a LAN without the internet has
TLS.

Its root is installed by hand on staff devices (page /install), therefore it may sign only for this center:
private addresses, local names, and the hosts it was made for. A stolen root key signs for no bank. The
server's certificate is renewed before its end and when the server gets another address; the root stays, or
every device would have to come back.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dvc.adapters.system import SystemClock
from dvc.ports import Clock

Key: TypeAlias = ec.EllipticCurvePrivateKey

ROOT_LASTS = timedelta(days=3650)
SERVER_LASTS = timedelta(days=397)
"""What browsers accept from anybody; roots installed by hand may sign for longer, but nobody needs it."""
RENEW_BEFORE = timedelta(days=30)
BACKDATED = timedelta(days=1)
"""Phones at a disaster have wrong clocks; a certificate of yesterday is valid on one that is a few hours
behind.
"""
ROOT_NAME = "center-ca.pem"
ROOT_KEY_NAME = "center-ca.key"
SERVER_NAME = "server.pem"
SERVER_KEY_NAME = "server.key"
PRIVATE_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "127.0.0.0/8",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
LOCAL_DOMAINS = ("localhost", "local", "lan", "internal", "home.arpa")


class HostNotAllowed(Exception):
    """The root that staff devices trust may not sign for this host; the message says what to do."""


def ensure_center_certificate(
    folder: Path, hosts: Iterable[str], *, clock: Clock | None = None
) -> tuple[Path, Path]:
    """Certificate (with its root behind it) and key of the server for these hosts; made or renewed when
    needed.

    `hosts`: names and IP addresses by which browsers reach it. Raises HostNotAllowed.
    """
    now = (clock or SystemClock()).now()
    wanted = sorted({host.lower().strip("[]") for host in hosts if host})
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root, root_key = _ensure_root(folder, wanted, now)
    allowed = [host for host in wanted if _is_permitted(root, host)]  # a PC that was renamed must still start
    if not allowed:
        raise HostNotAllowed(
            f"This center's root may not sign for {', '.join(wanted)}. Use a private address or a .local "
            f"name, or move {folder / ROOT_NAME} away to make a new root, which every device then installs "
            "again (/install)."
        )
    if not _is_good(folder, root, allowed, now):
        _sign_server(folder, root, root_key, allowed, now)
    return folder / SERVER_NAME, folder / SERVER_KEY_NAME


def root_certificate(folder: Path) -> bytes | None:
    """The root that devices install, as DER; None before the first start with `--tls auto`."""
    path = folder / ROOT_NAME
    if not path.exists():
        return None
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(serialization.Encoding.DER)


def _ensure_root(folder: Path, hosts: list[str], now: datetime) -> tuple[x509.Certificate, Key]:
    path, key_path = folder / ROOT_NAME, folder / ROOT_KEY_NAME
    if not path.exists() or not key_path.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(key_path, _key_bytes(key), mode=0o600)
        _write(path, _root_for(key, hosts, now).public_bytes(serialization.Encoding.PEM), mode=0o644)
    loaded = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    assert isinstance(loaded, ec.EllipticCurvePrivateKey), "we made it"
    return x509.load_pem_x509_certificate(path.read_bytes()), loaded


def _root_for(key: Key, hosts: list[str], now: datetime) -> x509.Certificate:
    short = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest.hex()[:8]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"災害ボランティアセンター {short}")])
    usage = _usage(signs_certificates=True)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + ROOT_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.NameConstraints(_permitted(hosts), excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )


def _permitted(hosts: list[str]) -> list[x509.GeneralName]:
    """What the root may sign for: private networks, local domains, and the hosts of the first start."""
    networks = [ipaddress.ip_network(one) for one in PRIVATE_NETWORKS]
    domains = list(LOCAL_DOMAINS)
    for host in hosts:
        address = _address(host)
        if address is None:
            domains.append(host)
        elif not any(address in network for network in networks):
            networks.append(ipaddress.ip_network(address))
    return [
        *(x509.DNSName(one) for one in dict.fromkeys(domains)),
        *(x509.IPAddress(one) for one in networks),
    ]


def _sign_server(
    folder: Path, root: x509.Certificate, root_key: Key, hosts: list[str], now: datetime
) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = []
    for host in hosts:
        address = _address(host)
        names.append(x509.DNSName(host) if address is None else x509.IPAddress(address))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])]))
        .issuer_name(root.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(max(now - BACKDATED, root.not_valid_before_utc))
        .not_valid_after(min(now + SERVER_LASTS, root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
        )
        .sign(root_key, hashes.SHA256())
    )
    chain = certificate.public_bytes(serialization.Encoding.PEM) + root.public_bytes(
        serialization.Encoding.PEM
    )
    _write(folder / SERVER_KEY_NAME, _key_bytes(key), mode=0o600)
    _write(folder / SERVER_NAME, chain, mode=0o644)


def _is_good(folder: Path, root: x509.Certificate, hosts: list[str], now: datetime) -> bool:
    """Whether the certificate there is of this root, for these hosts, has its key beside it, and lasts a
    while.
    """
    path, key_path = folder / SERVER_NAME, folder / SERVER_KEY_NAME
    if not path.exists() or not key_path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    key = serialization.load_pem_private_key(key_path.read_bytes(), password=None)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    known = {*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))}
    ends = min(certificate.not_valid_after_utc, root.not_valid_after_utc)
    is_ours = certificate.issuer == root.subject and certificate.public_key() == key.public_key()
    return is_ours and set(hosts) <= known and now.astimezone(UTC) + RENEW_BEFORE < ends


def _is_permitted(root: x509.Certificate, host: str) -> bool:
    constraints = root.extensions.get_extension_for_class(x509.NameConstraints).value
    address = _address(host)
    for one in constraints.permitted_subtrees or []:
        if isinstance(one, x509.IPAddress):
            if address is not None and address in ipaddress.ip_network(str(one.value)):
                return True
        elif address is None and f".{host}".endswith(f".{one.value}"):
            return True
    return False


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_bytes(key: Key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Durably and at once: a power cut leaves the old file or the new one; no key is ever readable."""
    temporary = path.with_name(f"{path.name}.new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
