from __future__ import annotations

import ipaddress
import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from inspector_app.central.authority import (
    Authority,
    RequestRefused,
    open_authority,
    read_bearer,
)
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.protocol.fingerprint import is_fingerprint_of

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
DAY = timedelta(days=1)


def authority_at(folder: Path, now: datetime = NOW) -> Authority:
    return open_authority(folder, now=lambda: now)


def a_request(key: object | None = None) -> str:
    key = key or ec.generate_private_key(ec.SECP256R1())
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "the centre itself")])
    request = x509.CertificateSigningRequestBuilder(name).sign(key, algorithm)  # type: ignore[arg-type]
    return request.public_bytes(serialization.Encoding.PEM).decode()


def der_of(pem: str) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem)


def test_it_is_made_once_and_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = authority_at(tmp_path / "authority")
    second = authority_at(tmp_path / "authority", NOW + 400 * DAY)
    assert first.certificate == second.certificate
    assert is_fingerprint_of(first.certificate, second.fingerprint.upper().replace("-", " "))
    assert not is_fingerprint_of(first.certificate, second.fingerprint[:-1])
    assert [path.name for path in (tmp_path / "authority").iterdir()] == ["authority.pem"]


def test_only_the_owner_may_read_the_keys(tmp_path: Path) -> None:
    authority_at(tmp_path).server_context(("centre.gaali.mn",))
    for name in ("authority.pem", "server.pem"):
        mode = stat.S_IMODE((tmp_path / name).stat().st_mode)
        # Windows has no such bits; there the folder's rights count.
        assert mode == 0o600 or os.name == "nt"


def test_a_station_gets_the_name_that_the_centre_gives(tmp_path: Path) -> None:
    issued = authority_at(tmp_path).issue_client(a_request(), name="abc", generation=3)
    bearer = read_bearer(der_of(issued.certificate))
    assert (bearer.name, bearer.generation) == ("abc", 3)
    assert bearer.ends_at == issued.ends_at == NOW + 90 * DAY
    certificate = x509.load_pem_x509_certificate(issued.certificate.encode())
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.ExtendedKeyUsageOID.CLIENT_AUTH]
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert not constraints.value.ca
    assert f"{certificate.serial_number:x}" == issued.serial


def test_two_certificates_of_one_key_have_different_numbers(tmp_path: Path) -> None:
    authority, request = authority_at(tmp_path), a_request()
    serials = {authority.issue_client(request, name="a", generation=1).serial for _ in range(5)}
    assert len(serials) == 5


@pytest.mark.parametrize(
    "request_text",
    [
        "",
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
        a_request(rsa.generate_private_key(65537, 2048)),
        a_request(ed25519.Ed25519PrivateKey.generate()),
        a_request(ec.generate_private_key(ec.SECP384R1())),
    ],
    ids=["empty", "broken", "rsa", "ed25519", "other curve"],
)
def test_a_request_that_is_none_is_refused(tmp_path: Path, request_text: str) -> None:
    with pytest.raises(RequestRefused):
        authority_at(tmp_path).issue_client(request_text, name="a", generation=1)


def test_a_request_for_somebody_elses_key_is_refused(tmp_path: Path) -> None:
    mine = x509.load_pem_x509_csr(a_request().encode())
    theirs = x509.load_pem_x509_csr(a_request().encode())
    forged = mine.public_bytes(serialization.Encoding.DER).replace(
        mine.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        ),
        theirs.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        ),
    )
    pem = x509.load_der_x509_csr(forged).public_bytes(serialization.Encoding.PEM).decode()
    with pytest.raises(RequestRefused, match="does not hold"):
        authority_at(tmp_path).issue_client(pem, name="a", generation=1)


def test_the_centres_own_certificate_is_no_stations(tmp_path: Path) -> None:
    authority_at(tmp_path).server_context(("centre",))
    pem = (tmp_path / "server.pem").read_text()
    certificate = pem[pem.index("-----BEGIN CERTIFICATE") :]
    with pytest.raises(ValueError, match="not a station's"):
        read_bearer(der_of(certificate))


def server_certificate(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


def test_the_servers_certificate_names_its_hosts_and_is_renewed_in_time(tmp_path: Path) -> None:
    hosts = ("centre.gaali.mn", "10.1.2.3")
    authority_at(tmp_path).server_context(hosts)
    first = server_certificate(tmp_path)
    names = first.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["centre.gaali.mn", "localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [
        ipaddress.ip_address(text) for text in ("10.1.2.3", "127.0.0.1", "::1")
    ]
    authority_at(tmp_path, NOW + 200 * DAY).server_context(hosts)
    assert server_certificate(tmp_path) == first
    authority_at(tmp_path, NOW + 300 * DAY).server_context(hosts)
    second = server_certificate(tmp_path)
    assert second.not_valid_after_utc == NOW + 697 * DAY
    authority_at(tmp_path, NOW + 300 * DAY).server_context(("other.gaali.mn",))
    assert server_certificate(tmp_path) != second


def test_a_certificate_of_another_authority_is_replaced(tmp_path: Path) -> None:
    authority_at(tmp_path / "other").server_context(("centre",))
    ours = authority_at(tmp_path / "ours")
    (tmp_path / "other" / "server.pem").replace(tmp_path / "ours" / "server.pem")
    foreign = server_certificate(tmp_path / "ours")
    ours.server_context(("centre",))
    assert server_certificate(tmp_path / "ours") != foreign


def test_what_is_no_authority_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text("half a fi")
    with pytest.raises(StorageUnavailable) as error:
        authority_at(tmp_path)
    assert error.value.reason == "bad-authority"
    assert (tmp_path / "authority.pem").read_text() == "half a fi"
