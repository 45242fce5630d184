from __future__ import annotations

import os
import ssl
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from inspector_app.central.authority import Authority, open_authority, read_bearer
from inspector_app.domain.errors import CentreRefused
from inspector_app.sync.station_identity import StationIdentity, new_key_request, pinned_context


def authority_in(folder: Path, *, days_ago: int = 0) -> Authority:
    then = datetime.now(UTC) - timedelta(days=days_ago)
    return open_authority(folder, now=lambda: then)


def shake_hands(
    client: ssl.SSLContext, server: ssl.SSLContext, *, host: str = "centre.gaali.mn"
) -> bytes | None:
    """The client's certificate as the server sees it. Raises ssl.SSLError where they part."""
    up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = client.wrap_bio(down, up, server_hostname=host)
    theirs = server.wrap_bio(up, down, server_side=True)
    waiting = [ours, theirs]
    while waiting:
        for one in tuple(waiting):
            try:
                one.do_handshake()
                waiting.remove(one)
            except ssl.SSLWantReadError:
                continue
    return theirs.getpeercert(binary_form=True)


def an_identity(folder: Path, authority: Authority) -> StationIdentity:
    made = new_key_request()
    issued = authority.issue_client(made.request, name="abc", generation=2)
    identity = StationIdentity(folder)
    identity.keep(key=made.key, certificate=issued.certificate, authority=authority.certificate)
    return identity


def test_nothing_is_pinned_at_first(tmp_path: Path) -> None:
    identity = StationIdentity(tmp_path / "identity")
    assert (identity.authority, identity.has_certificate) == ("", False)
    assert identity.client_context() is None
    assert not (tmp_path / "identity").exists()


def test_station_and_centre_prove_themselves(tmp_path: Path) -> None:
    authority = authority_in(tmp_path / "authority")
    identity = an_identity(tmp_path / "identity", authority)
    server = authority.server_context(("centre.gaali.mn",))
    client = identity.client_context()
    assert client is not None
    der = shake_hands(client, server)
    assert der is not None
    assert (read_bearer(der).name, read_bearer(der).generation) == ("abc", 2)
    bare = identity.client_context(with_certificate=False)
    assert bare is not None
    assert shake_hands(bare, server) is None


def test_another_host_or_authority_is_not_the_centre(tmp_path: Path) -> None:
    authority = authority_in(tmp_path / "authority")
    stranger = authority_in(tmp_path / "stranger")
    client = pinned_context(authority.certificate)
    server = authority.server_context(("centre.gaali.mn",))
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        shake_hands(client, server, host="elsewhere.gaali.mn")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(client, stranger.server_context(("centre.gaali.mn",)))


def test_a_stations_certificate_is_no_centres(tmp_path: Path) -> None:
    authority = authority_in(tmp_path / "authority")
    an_identity(tmp_path / "identity", authority)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "identity" / "station.pem")
    client = pinned_context(authority.certificate)
    client.check_hostname = False
    with pytest.raises(ssl.SSLCertVerificationError, match="purpose"):
        shake_hands(client, server)


def test_a_foreign_station_does_not_get_through_the_handshake(tmp_path: Path) -> None:
    authority = authority_in(tmp_path / "authority")
    identity = an_identity(tmp_path / "identity", authority_in(tmp_path / "stranger"))
    (tmp_path / "identity" / "authority.pem").write_text(authority.certificate)
    client = identity.client_context()
    assert client is not None
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(client, authority.server_context(("centre.gaali.mn",)))


def test_clocks_that_are_years_off_do_not_keep_them_apart(tmp_path: Path) -> None:
    """Whether a certificate has ended is for the centre to say, in words, by its own clock."""
    long_ago = authority_in(tmp_path / "authority", days_ago=5000)
    identity = an_identity(tmp_path / "identity", long_ago)
    client = identity.client_context()
    assert client is not None
    server = long_ago.server_context(("centre.gaali.mn",))
    der = shake_hands(client, server)
    assert der is not None
    assert read_bearer(der).ends_at < datetime.now(UTC)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    an_identity(tmp_path / "identity", authority_in(tmp_path / "authority"))
    mode = stat.S_IMODE((tmp_path / "identity" / "station.pem").stat().st_mode)
    # Windows has no such bits; there the folder's rights count.
    assert mode == 0o600 or os.name == "nt"


def test_it_knows_when_its_certificate_ends(tmp_path: Path) -> None:
    identity = StationIdentity(tmp_path / "identity")
    assert identity.certificate_ends is None
    identity = an_identity(tmp_path / "identity", authority_in(tmp_path / "authority"))
    ends = identity.certificate_ends
    assert ends is not None
    assert timedelta(days=89) < ends - datetime.now(UTC) < timedelta(days=91)
    (tmp_path / "identity" / "station.pem").write_text("half a fi")
    assert identity.certificate_ends is None


def test_new_names_are_on_the_disk_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = authority_in(tmp_path / "authority")
    synced: list[int] = []
    really = os.fsync

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)
        really(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    an_identity(tmp_path / "identity", authority)
    wanted = {(tmp_path / "identity").stat().st_ino, tmp_path.stat().st_ino}
    # Windows makes names durable by itself.
    assert wanted <= set(synced) or os.name == "nt"


@pytest.mark.parametrize("name", ["authority.pem", "station.pem"])
def test_files_that_are_broken_are_named(tmp_path: Path, name: str) -> None:
    identity = an_identity(tmp_path / "identity", authority_in(tmp_path / "authority"))
    (tmp_path / "identity" / name).write_text("half a fi")
    with pytest.raises(CentreRefused) as refusal:
        identity.client_context()
    assert refusal.value.reason == "bad-identity"
    assert str(tmp_path / "identity") in refusal.value.detail
