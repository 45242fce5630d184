"""What a station proves itself with to a centre with TLS, and whom it takes for the centre."""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from inspector_app.domain.errors import CentreRefused

_AUTHORITY = "authority.pem"
_STATION = "station.pem"

# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, for which Python has no name.
_NO_CHECK_TIME = 0x200000


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """A new TLS key and the request for its certificate, both PEM."""

    key: str
    request: str


class StationIdentity:
    """Two files in a folder of their own: the authority that is pinned, and the station's key with
    its certificate. The two of the second are one file, so that a power cut never leaves a key
    beside another key's certificate."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def authority(self) -> str:
        """The pinned authority, PEM; empty while there is none. Raises OSError."""
        path = self._folder / _AUTHORITY
        return path.read_text(encoding="ascii") if path.exists() else ""

    @property
    def has_certificate(self) -> bool:
        return (self._folder / _STATION).exists()

    @property
    def certificate_ends(self) -> datetime | None:
        """When the station's own certificate ends; None where there is none or it is broken."""
        try:
            raw = (self._folder / _STATION).read_bytes()
            return x509.load_pem_x509_certificate(raw).not_valid_after_utc
        except (OSError, ValueError):
            return None

    def client_context(self, *, with_certificate: bool = True) -> ssl.SSLContext | None:
        """TLS towards the centre, None while no authority is pinned.

        Raises CentreRefused(``bad-identity``) when the files are not what they should be.
        """
        try:
            authority = self.authority
            if not authority:
                return None
            context = pinned_context(authority)
            if with_certificate and self.has_certificate:
                context.load_cert_chain(self._folder / _STATION)
        except (OSError, ValueError) as error:
            raise CentreRefused("bad-identity", f"{self._folder}: {error}") from error
        return context

    def keep(self, *, key: str, certificate: str, authority: str) -> None:
        """Prove yourself with this from now on. Only the owner can read it. Raises OSError."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(self._folder / _AUTHORITY, authority)
        _write(self._folder / _STATION, key + certificate)


def pinned_context(authority: str) -> ssl.SSLContext:
    """TLS that believes one authority (PEM) and no other. Raises ValueError for what is none.

    The end of the centre's certificate is not looked at: that would hang on the station's clock,
    and a station whose clock is years off still has to bring home what was found. Raises
    ssl.SSLError, which is an OSError.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority)
    context.verify_flags |= _NO_CHECK_TIME
    return context


def new_key_request() -> KeyRequest:
    """A new key on P-256. The name in the request means nothing: the centre gives the name."""
    key = ec.generate_private_key(ec.SECP256R1())
    request = x509.CertificateSigningRequestBuilder(x509.Name([])).sign(key, hashes.SHA256())
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return KeyRequest(
        private.decode("ascii"), request.public_bytes(serialization.Encoding.PEM).decode("ascii")
    )


def _write(path: Path, text: str) -> None:
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Make names durable: a code is used up when its answer is kept. Windows needs no such call."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
