"""The centre's own certificate authority: who may call itself the centre, and who a station.

Nobody outside the service has to believe its certificates, so it needs no public authority, and no
post has to reach one to find out what was revoked. Its key is made once, when a centre first
serves with TLS, and lies beside the database. Who runs two centres over one database copies the
folder; who restores a centre restores it as well, or every station has to be enrolled anew.

Certificates are X.509 v3 as in RFC 5280, with keys on P-256.
"""

from __future__ import annotations

import ipaddress
import os
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.fingerprint import fingerprint_of

CLIENT_DAYS = 90
"""How long a station's certificate is good."""

_SERVER_DAYS = 397
_AUTHORITY_DAYS = 20 * 365
# Two machines of the centre need not agree about the time to the minute.
_BEFORE = timedelta(hours=1)

_AUTHORITY_NAME = "Inspector centre"
_AUTHORITY_FILE = "authority.pem"
_SERVER_FILE = "server.pem"
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class RequestRefused(ValueError):
    """A certificate signing request that cannot be answered."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A station's new certificate, PEM, with its number in hex and its end."""

    certificate: str
    serial: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a certificate of this authority names.

    Attributes:
        name: the station's, as `issue_client` was given it.
        generation: how often the station had been enrolled when it was issued.
    """

    name: str
    generation: int
    ends_at: datetime


class Authority:
    """Issues certificates. Any thread may use it."""

    def __init__(
        self,
        folder: Path,
        key: ec.EllipticCurvePrivateKey,
        certificate: x509.Certificate,
        now: Callable[[], datetime],
    ) -> None:
        """Use `open_authority`."""
        self._folder = folder
        self._key = key
        self._certificate = certificate
        self._now = now

    @property
    def certificate(self) -> str:
        """Its own certificate, for stations to pin, PEM."""
        return _pem(self._certificate)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate, as a person reads it out."""
        return fingerprint_of(self.certificate)

    def issue_client(self, request: str, *, name: str, generation: int) -> Issued:
        """A certificate for the key in a signing request (PEM). Of the request only the key counts:
        a station does not choose its name. Raises RequestRefused."""
        key = _key_in(request)
        ends_at = self._now() + timedelta(days=CLIENT_DAYS)
        subject = [
            x509.NameAttribute(NameOID.COMMON_NAME, name),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, str(generation)),
        ]
        certificate = self._sign(
            x509.Name(subject), key, ends_at, ExtendedKeyUsageOID.CLIENT_AUTH, hosts=()
        )
        return Issued(
            _pem(certificate), f"{certificate.serial_number:x}", certificate.not_valid_after_utc
        )

    def server_context(self, hosts: Sequence[str]) -> ssl.SSLContext:
        """TLS for a centre that stations know under `hosts` (names or addresses); loopback is
        always among them. Its certificate is made anew when less than a third of its life is left
        or the hosts have changed.

        A station's certificate is asked for and not insisted upon: a station that is being let in
        has none yet. Its end is not looked at here, because a refused handshake cannot say why;
        `central.stations` does that and answers in words. Raises OSError.
        """
        path = self._folder / _SERVER_FILE
        if not self._still_good(path, hosts):
            self._make_server_certificate(path, hosts)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.load_cert_chain(path)
        context.load_verify_locations(cadata=self.certificate)
        context.verify_mode = ssl.CERT_OPTIONAL
        context.verify_flags |= _NO_CHECK_TIME
        return context

    def _make_server_certificate(self, path: Path, hosts: Sequence[str]) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _AUTHORITY_NAME)]),
            key.public_key(),
            self._now() + timedelta(days=_SERVER_DAYS),
            ExtendedKeyUsageOID.SERVER_AUTH,
            hosts=hosts,
        )
        beside = _write_secret(path, _key_pem(key) + _pem(certificate))
        beside.replace(path)

    def _still_good(self, path: Path, hosts: Sequence[str]) -> bool:
        try:
            certificate = x509.load_pem_x509_certificate(path.read_bytes())
            certificate.verify_directly_issued_by(self._certificate)
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        except (OSError, ValueError, TypeError, InvalidSignature, x509.ExtensionNotFound):
            return False
        third = timedelta(days=_SERVER_DAYS) / 3
        wanted = _alternative_names(hosts)
        return list(names.value) == wanted and certificate.not_valid_after_utc > self._now() + third

    def _sign(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePublicKey,
        ends_at: datetime,
        usage: x509.ObjectIdentifier,
        *,
        hosts: Sequence[str],
    ) -> x509.Certificate:
        builder = _builder(subject, key, self._now(), ends_at).issuer_name(
            self._certificate.subject
        )
        if hosts or usage == ExtendedKeyUsageOID.SERVER_AUTH:
            names = x509.SubjectAlternativeName(_alternative_names(hosts))
            builder = builder.add_extension(names, critical=False)
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_key_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(issuer, critical=False)
            .sign(self._key, hashes.SHA256())
        )


# OpenSSL's X509_V_FLAG_NO_CHECK_TIME, for which Python has no name.
_NO_CHECK_TIME = 0x200000


def open_authority(folder: Path, *, now: Callable[[], datetime]) -> Authority:
    """The authority of a centre; made when there is none in `folder` yet.

    Raises OSError, and StorageUnavailable(``bad-authority``) when what lies there is none: one that
    was made anew would lock every station out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _AUTHORITY_FILE
    if not path.exists():
        beside = _write_secret(path, _new_authority(now()))
        try:
            # Not renamed: of two that start at the same time the second must find the first's.
            with suppress(FileExistsError):
                os.link(beside, path)
        finally:
            beside.unlink()
    raw = path.read_bytes()
    try:
        key = serialization.load_pem_private_key(raw, password=None)
        certificate = x509.load_pem_x509_certificate(raw)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise StorageUnavailable("bad-authority", f"{path}: {error}") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise StorageUnavailable("bad-authority", f"{path}: not a key on a curve")
    return Authority(folder, key, certificate, now)


def read_bearer(der: bytes) -> Bearer:
    """Whom a certificate names that TLS has found to be this authority's. Raises ValueError for one
    that is not a station's."""
    certificate = x509.load_der_x509_certificate(der)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound as error:
        raise ValueError("the certificate does not say what it is for") from error
    if ExtendedKeyUsageOID.CLIENT_AUTH not in usage:
        raise ValueError("the certificate is not a station's")
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    (number,) = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return Bearer(str(name.value), int(number.value), certificate.not_valid_after_utc)


def _new_authority(now: datetime) -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _AUTHORITY_NAME)])
    certificate = (
        _builder(name, key.public_key(), now, now + timedelta(days=_AUTHORITY_DAYS))
        .issuer_name(name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _key_pem(key) + _pem(certificate)


def _builder(
    subject: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, ends_at: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BEFORE)
        .not_valid_after(ends_at)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(hosts: Sequence[str]) -> list[x509.GeneralName]:
    names: list[x509.GeneralName] = []
    for host in dict.fromkeys((*hosts, *_LOOPBACK)):
        try:
            names.append(x509.IPAddress(ipaddress.ip_address(host)))
        except ValueError:
            names.append(x509.DNSName(host.encode("idna").decode("ascii")))
    return names


def _key_in(request: str) -> ec.EllipticCurvePublicKey:
    try:
        parsed = x509.load_pem_x509_csr(request.encode())
        is_own = parsed.is_signature_valid
        key = parsed.public_key()
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise RequestRefused(f"not a certificate signing request: {error}") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise RequestRefused("the key is not on P-256")
    if not is_own:
        raise RequestRefused("whoever asks does not hold the key")
    return key


def _write_secret(path: Path, text: str) -> Path:
    """A new file beside `path` that only the owner may read, safe on the disk."""
    beside = path.with_name(f"{path.name}.{os.urandom(8).hex()}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return beside


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode("ascii")


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")
