"""Files sent up: what is believed, what is refused, and what stays after a crash."""

from __future__ import annotations

import builtins
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from sqlalchemy import update

from inspector_app.central import uploads
from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.file_offers import LIMITS_BYTES
from inspector_app.central.intake import Sender
from inspector_app.central.object_store import FolderStore, S3Store
from inspector_app.central.refusals import Refusal
from inspector_app.central.scan_files import scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.central.tables import upload
from inspector_app.central.uploads import FORGOTTEN_AFTER, FileIntake
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.scan import View
from inspector_app.protocol.codec import decode
from inspector_app.protocol.messages import (
    CHUNK_LIMIT_BYTES,
    FileKind,
    FileOffer,
    Hello,
    Problem,
    ScanPreview,
)
from tests.helpers.builders import a_case, a_scan, an_image
from tests.helpers.file_sender import AppClient, FileSender, a_file_offer, sha256_of

CONTENT = bytes(range(256)) * 40
OFFER = a_file_offer(CONTENT)


@pytest.fixture
def settings(new_settings: Callable[[Path], CentreSettings], tmp_path: Path) -> CentreSettings:
    """Of a new centre, once on SQLite and once on PostgreSQL."""
    return new_settings(tmp_path / "centre")


@pytest.fixture
def client(settings: CentreSettings) -> Iterator[AppClient]:
    load_cases(settings, [a_case(scans=()), a_case(case_id="case-0900", post="AB", scans=())], {})
    with served(settings) as client:
        yield client


@contextmanager
def served(settings: CentreSettings) -> Iterator[AppClient]:
    app = make_app(settings)
    try:
        yield AppClient(app)
    finally:
        app.state.engine.dispose()


@pytest.fixture
def sender(settings: CentreSettings, client: AppClient) -> FileSender:
    return FileSender(client, add_station(settings, "ZU", "one"), "device-one")


def another(settings: CentreSettings, client: AppClient, post: str, name: str) -> FileSender:
    return FileSender(client, add_station(settings, post, name), f"device-{name}")


def reason(response) -> str:
    return decode(response.content, Problem).reason


def partials(settings: CentreSettings) -> list[Path]:
    return sorted(settings.uploads.iterdir())


def test_a_file_goes_up_in_chunks_and_comes_back(
    settings: CentreSettings, sender: FileSender, client: AppClient
) -> None:
    assert "files" in decode(client.request("GET", "/v1/hello").content, Hello).features
    assert sender.state(OFFER).offset == 0
    first = sender.patch(OFFER.sha256, 0, CONTENT[:4000])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "4000")
    assert first.headers["Tus-Resumable"] == "1.0.0"
    assert first.headers["Upload-Whole"] == "0"
    head = sender.head(OFFER.sha256)
    assert (head.status_code, head.headers["Upload-Offset"]) == (200, "4000")
    assert head.headers["Upload-Length"] == str(len(CONTENT))
    assert head.headers["Cache-Control"] == "no-store"
    assert sender.read(OFFER.sha256).status_code == 404
    last = sender.patch(OFFER.sha256, 4000, CONTENT[4000:])
    assert (last.status_code, last.headers["Upload-Whole"]) == (204, "1")
    assert sender.state(OFFER).whole
    assert sender.head(OFFER.sha256).headers["Upload-Whole"] == "1"
    assert sender.read(OFFER.sha256).content == CONTENT
    assert sender.read(OFFER.sha256, Range="bytes=10-19").content == CONTENT[10:20]
    assert scan_path(settings.scans, OFFER.sha256).read_bytes() == CONTENT
    assert partials(settings) == []


def test_offering_again_changes_nothing(sender: FileSender) -> None:
    sender.state(OFFER)
    sender.patch(OFFER.sha256, 0, CONTENT[:1000])
    assert sender.state(OFFER).offset == 1000
    assert reason(sender.offer(a_file_offer(CONTENT, size_bytes=5))) == "other-size"


def test_a_stale_offset_is_refused_and_changes_nothing(sender: FileSender) -> None:
    sender.state(OFFER)
    assert sender.patch(OFFER.sha256, 0, CONTENT[:1000]).status_code == 204
    for offset in (0, 999, 1001, 5000):
        answer = sender.patch(OFFER.sha256, offset, b"x" * 10)
        assert (answer.status_code, reason(answer)) == (409, "stale-offset")
    assert sender.send(CONTENT, OFFER).whole


def test_a_chunk_that_changed_on_the_way_is_not_written(sender: FileSender) -> None:
    sender.state(OFFER)
    answer = sender.patch(OFFER.sha256, 0, b"\0" * 1000, told=CONTENT[:1000])
    assert (answer.status_code, reason(answer)) == (460, "wrong-checksum")
    assert sender.state(OFFER).offset == 0
    assert sender.send(CONTENT, OFFER).whole


def test_a_file_with_a_wrong_hash_begins_again(
    settings: CentreSettings, sender: FileSender
) -> None:
    sender.state(OFFER)
    wrong = sender.patch(OFFER.sha256, 0, b"\0" * len(CONTENT))
    assert (wrong.status_code, reason(wrong)) == (460, "wrong-hash")
    assert (sender.state(OFFER).offset, sender.state(OFFER).whole) == (0, False)
    assert partials(settings) == []
    assert not scan_path(settings.scans, OFFER.sha256).exists()
    assert sender.send(CONTENT, OFFER, chunk=3000).whole


def test_what_goes_beyond_the_end_is_refused(sender: FileSender) -> None:
    sender.state(OFFER)
    answer = sender.patch(OFFER.sha256, 0, CONTENT + b"x")
    assert (answer.status_code, reason(answer)) == (413, "too-large")
    assert sender.state(OFFER).offset == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": ""}, 400),
        ({"Upload-Checksum": "md5 abc"}, 400),
        ({"Upload-Checksum": "sha256 !!!"}, 400),
    ],
)
def test_what_is_no_tus_is_refused(
    sender: FileSender, headers: dict[str, str], status: int
) -> None:
    sender.state(OFFER)
    assert sender.patch(OFFER.sha256, 0, CONTENT[:10], **headers).status_code == status
    assert sender.state(OFFER).offset == 0


def test_a_chunk_over_the_limit_is_refused(sender: FileSender) -> None:
    big = bytes(CHUNK_LIMIT_BYTES + 1)
    offer = a_file_offer(big)
    sender.state(offer)
    assert sender.patch(offer.sha256, 0, big).status_code == 413


@pytest.mark.parametrize(
    ("fields", "status", "why"),
    [
        ({"sha256": "A" * 64}, 400, "malformed"),
        ({"size_bytes": 0}, 400, "malformed"),
        ({"case_id": ""}, 400, "malformed"),
        ({"case_id": "case\0"}, 400, "malformed"),
        ({"finding_id": ""}, 400, "malformed"),
        ({"preview_of": "0" * 64}, 400, "malformed"),
        ({"kind": FileKind.PREVIEW}, 400, "malformed"),
        ({"kind": FileKind.PREVIEW, "preview_of": "no hash"}, 400, "malformed"),
        ({"case_id": "case-none"}, 404, "unknown-case"),
        ({"case_id": "case-0900"}, 404, "unknown-case"),  # of another post
        ({"size_bytes": LIMITS_BYTES[FileKind.PHOTO] + 1}, 413, "too-large"),
        (
            {"kind": FileKind.PREVIEW, "preview_of": "0" * 64, "size_bytes": 200_001},
            413,
            "too-large",
        ),
    ],
)
def test_offers_that_are_refused(
    sender: FileSender, fields: dict[str, object], status: int, why: str
) -> None:
    answer = sender.offer(a_file_offer(CONTENT, **fields))
    assert (answer.status_code, reason(answer)) == (status, why)
    assert sender.head(OFFER.sha256).status_code == 404


def test_the_quota_counts_what_is_on_its_way(settings: CentreSettings) -> None:
    load_cases(settings, [a_case(scans=())], {})
    small = replace(settings, file_quota_bytes=15_000)
    with served(small) as tight:
        sender = FileSender(tight, add_station(settings, "ZU", "one"), "device-one")
        sender.state(OFFER)
        other = a_file_offer(b"x" * 10_000)
        assert reason(sender.offer(other)) == "no-room"
        assert sender.send(CONTENT, OFFER).whole
        assert reason(sender.offer(other)) == "no-room"
        assert sender.state(a_file_offer(b"y" * 4_000)).offset == 0


def test_findings_have_room_when_files_have_none(settings: CentreSettings) -> None:
    load_cases(settings, [a_case(scans=())], {})
    with served(settings) as roomy:
        sender = FileSender(roomy, add_station(settings, "ZU", "one"), "device-one")
        sender.state(OFFER)
    with served(replace(settings, file_reserve_bytes=1 << 60)) as tight:
        sender = FileSender(tight, sender.token, sender.device_id)
        chunk = sender.patch(OFFER.sha256, 0, CONTENT[:10])
        assert (chunk.status_code, reason(chunk)) == (413, "no-room")
        assert reason(sender.offer(a_file_offer(b"another"))) == "no-room"
        assert sender.state(OFFER).offset == 0


@pytest.mark.parametrize("by", ["start", "offer"])
def test_what_nobody_goes_on_with_is_forgotten(
    settings: CentreSettings, client: AppClient, sender: FileSender, by: str
) -> None:
    newer = a_file_offer(b"still on its way" * 50)
    for offer in (OFFER, newer):
        sender.state(offer)
        sender.patch(offer.sha256, 0, b"x" * 100)
    long_ago = datetime.now(UTC) - FORGOTTEN_AFTER - timedelta(hours=1)
    with client.app.state.engine.begin() as connection:
        connection.execute(
            update(upload).where(upload.c.sha256 == OFFER.sha256).values(changed_at=long_ago)
        )
    if by == "start":
        with served(settings):
            pass
    else:
        another(settings, client, "ZU", "two").state(a_file_offer(b"another"))
    assert len(partials(settings)) == 1
    assert sender.head(OFFER.sha256).status_code == 404
    assert sender.state(newer).offset == 100
    assert sender.send(CONTENT, OFFER).whole


def test_another_device_has_an_upload_of_its_own(
    settings: CentreSettings, client: AppClient, sender: FileSender
) -> None:
    second = another(settings, client, "ZU", "two")
    sender.state(OFFER)
    assert second.patch(OFFER.sha256, 0, b"x").status_code == 404
    second.state(OFFER)
    second.patch(OFFER.sha256, 0, b"junk")
    sender.patch(OFFER.sha256, 0, CONTENT[:100])
    assert (sender.state(OFFER).offset, second.state(OFFER).offset) == (100, 4)
    assert sender.send(CONTENT, OFFER).whole
    # The same post has it by now: nothing more to send.
    assert second.state(OFFER).whole


def test_knowing_a_hash_is_no_right_to_read(
    settings: CentreSettings, client: AppClient, sender: FileSender
) -> None:
    assert sender.send(CONTENT, OFFER).whole
    thief = another(settings, client, "AB", "thief")
    assert thief.read(OFFER.sha256).status_code == 404
    claim = a_file_offer(CONTENT, case_id="case-0900")
    assert not thief.state(claim).whole
    assert thief.read(OFFER.sha256).status_code == 404
    # Who has the file may say so by sending it.
    assert thief.send(CONTENT, claim).whole
    assert thief.read(OFFER.sha256).content == CONTENT


def test_a_case_of_two_posts_shares_its_files(
    settings: CentreSettings, client: AppClient, sender: FileSender
) -> None:
    assert sender.send(CONTENT, OFFER).whole
    second = another(settings, client, "AB", "second")
    assert second.read(OFFER.sha256).status_code == 404
    load_cases(settings, [a_case(scans=(), post="AB", version=2)], {})
    assert second.read(OFFER.sha256).content == CONTENT


def test_a_lost_folder_begins_again(settings: CentreSettings, sender: FileSender) -> None:
    sender.state(OFFER)
    sender.patch(OFFER.sha256, 0, CONTENT[:5000])
    (partial,) = partials(settings)
    os.truncate(partial, 100)
    answer = sender.patch(OFFER.sha256, 5000, CONTENT[5000:])
    assert (answer.status_code, reason(answer)) == (409, "stale-offset")
    assert sender.state(OFFER).offset == 0
    assert sender.send(CONTENT, OFFER).whole


def test_unrecorded_bytes_count_for_nothing(settings: CentreSettings, sender: FileSender) -> None:
    sender.state(OFFER)
    sender.patch(OFFER.sha256, 0, CONTENT[:5000])
    (partial,) = partials(settings)
    with partial.open("ab") as file:
        file.write(b"written, then killed" * 900)
    assert sender.state(OFFER).offset == 5000
    assert sender.send(CONTENT, OFFER, chunk=700).whole
    assert scan_path(settings.scans, OFFER.sha256).read_bytes() == CONTENT


def test_a_start_clears_what_no_upload_knows(settings: CentreSettings, sender: FileSender) -> None:
    sender.state(OFFER)
    sender.patch(OFFER.sha256, 0, CONTENT[:5000])
    (partial,) = partials(settings)
    orphan = partial.with_name("0" * len(partial.name))
    orphan.write_bytes(b"left by a crash")
    with served(settings) as again:
        assert partials(settings) == [partial]
        assert FileSender(again, sender.token, sender.device_id).state(OFFER).offset == 5000


def test_a_full_disk_is_told_and_the_rest_goes_on(
    sender: FileSender, client: AppClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    sender.state(OFFER)
    monkeypatch.setattr("inspector_app.central.uploads.write_chunk", full)
    answer = sender.patch(OFFER.sha256, 0, CONTENT[:10])
    assert (answer.status_code, reason(answer)) == (503, "centre-failed")
    assert client.request("GET", "/v1/health").status_code == 200
    monkeypatch.undo()
    assert sender.send(CONTENT, OFFER).whole


def test_tus_says_what_it_can(client: AppClient) -> None:
    headers = client.request("OPTIONS", "/v1/files").headers
    assert headers["Tus-Version"] == "1.0.0"
    assert headers["Tus-Extension"] == "checksum"
    assert headers["Tus-Max-Size"] == "2000000000"


def test_who_is_not_known_sends_nothing(client: AppClient) -> None:
    stranger = FileSender(client, "no token", "device-x")
    assert stranger.offer(OFFER).status_code == 401
    assert stranger.patch(OFFER.sha256, 0, b"x").status_code == 401
    assert stranger.head(OFFER.sha256).status_code == 401


def test_without_the_package_s3_is_refused_plainly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "boto3":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(StorageUnavailable, match="boto3"):
        S3Store("bucket")


@profile(max_examples=30, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 4000), min_size=1, max_size=12),
    lost=st.sets(st.integers(0, 11)),
    torn=st.dictionaries(st.integers(0, 11), st.integers(0, 3999)),
    stale=st.sets(st.integers(0, 11)),
)
def test_lost_replies_and_torn_writes_never_make_a_wrong_file(
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[int],
    lost: set[int],
    torn: dict[int, int],
    stale: set[int],
) -> None:
    """`lost`: replies that do not arrive; `torn`: bytes of a chunk that reach the disk before the
    process dies; `stale`: times when the station tries an offset it no longer has."""
    settings = CentreSettings(tmp_path_factory.mktemp("centre"), port=0)
    load_cases(settings, [a_case(scans=())], {})
    content = b"".join(bytes([n % 251]) * size for n, size in enumerate(sizes))
    offer = a_file_offer(content)
    with served(settings) as client:
        sender = FileSender(client, add_station(settings, "ZU", "one"), "device-one")
        believed = sender.state(offer).offset
        for n, size in enumerate(sizes * 2):
            if n in torn and n not in lost:
                for partial in partials(settings):
                    with partial.open("r+b") as file:
                        file.seek(believed)
                        file.write(b"\xff" * torn[n])
            chunk = content[believed : believed + size]
            if not chunk:
                break
            answer = sender.patch(offer.sha256, believed, chunk)
            if n in stale:
                assert sender.patch(offer.sha256, believed, chunk).status_code in (404, 409)
            if n not in lost and answer.status_code == 204:
                believed += len(chunk)
            else:
                believed = sender.state(offer).offset
        assert sender.send(content, offer).whole
    assert scan_path(settings.scans, offer.sha256).read_bytes() == content


def test_two_finish_at_once(
    settings: CentreSettings, client: AppClient, sender: FileSender
) -> None:
    """As two processes would, one after the other has moved the file away."""
    sender.state(OFFER)
    intake: FileIntake = FileIntake(
        client.app.state.engine,
        FolderStore(settings.scans),
        settings.uploads,
        quota_bytes=10**9,
    )
    who = Sender(device_id=sender.device_id, post="ZU")
    intake.take_chunk(who, OFFER.sha256, 0, CONTENT)
    (partial,) = partials(settings)
    partial.replace(settings.folder / "elsewhere")
    FolderStore(settings.scans).put(OFFER.sha256, settings.folder / "elsewhere")
    assert intake.finish(who, OFFER.sha256).whole
    assert intake.finish(who, OFFER.sha256).whole
    assert sha256_of(sender.read(OFFER.sha256).content) == OFFER.sha256


def test_rubbish_that_two_finish_at_once_proves_nothing(
    settings: CentreSettings,
    client: AppClient,
    sender: FileSender,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One begins again, and so removes what it had, while the other is about to read it."""
    assert sender.send(CONTENT, OFFER).whole
    curious = another(settings, client, "AB", "curious")
    there = a_file_offer(CONTENT, case_id="case-0900")
    # How long the file is, is no business of this post either.
    other_length = a_file_offer(CONTENT, case_id="case-0900", size_bytes=7)
    assert curious.offer(other_length).status_code in (200, 201)
    second = Sender(device_id="device-second", post="AB")
    engine, store = client.app.state.engine, FolderStore(settings.scans)
    intake = FileIntake(engine, store, settings.uploads, quota_bytes=10**9)
    intake.offer(second, there)
    intake.take_chunk(second, OFFER.sha256, 0, b"x" * len(CONTENT))
    hash_of = uploads._hash_of

    def beaten(path: Path) -> str | None:
        monkeypatch.undo()
        with pytest.raises(Refusal, match="should be"):
            intake.finish(second, OFFER.sha256)
        return hash_of(path)

    monkeypatch.setattr(uploads, "_hash_of", beaten)
    with pytest.raises(Refusal) as refusal:
        intake.finish(second, OFFER.sha256)
    assert refusal.value.reason == "wrong-hash"
    assert not uploads.may_read(engine, "AB", OFFER.sha256)
    assert intake.state(second, OFFER.sha256)[0].offset == 0


def test_two_processes_never_write_between_each_other(
    settings: CentreSettings, sender: FileSender
) -> None:
    """Each with its own engine, as over one PostgreSQL: of two chunks for the same place one is
    written, and the other is told where the file ends now."""
    sender.state(OFFER)
    who = Sender(device_id=sender.device_id, post="ZU")
    store = FolderStore(settings.scans)
    with opened(settings) as one, opened(settings) as two, ThreadPoolExecutor(2) as pool:
        intakes = [
            FileIntake(engine, store, settings.uploads, quota_bytes=10**9) for engine in (one, two)
        ]
        for offset in range(0, len(CONTENT), 1024):
            chunk = CONTENT[offset : offset + 1024]

            def take(intake: FileIntake, offset: int = offset, chunk: bytes = chunk) -> str:
                try:
                    intake.take_chunk(who, OFFER.sha256, offset, chunk)
                except Refusal as refusal:
                    return refusal.reason
                return "taken"

            assert sorted(pool.map(take, intakes)) == ["stale-offset", "taken"]
        whole = list(pool.map(lambda intake: intake.finish(who, OFFER.sha256).whole, intakes))
    assert whole == [True, True]
    assert scan_path(settings.scans, OFFER.sha256).read_bytes() == CONTENT


SCAN = "5c" * 32


def a_preview(content: bytes, **fields: str) -> FileOffer:
    return a_file_offer(content, kind=FileKind.PREVIEW, **{"preview_of": SCAN, **fields})


@pytest.fixture
def scanned(settings: CentreSettings, client: AppClient) -> None:
    """The centre knows of a scan of two posts' cases, and has not got it."""
    views = (View("side", (an_image(sha256=SCAN),)),)
    both = [("case-0412", "ZU"), ("case-0900", "AB")]
    cases = [a_case(case_id=one, post=post, scans=(a_scan(views=views),)) for one, post in both]
    load_cases(settings, [replace(one, version=one.version + 1) for one in cases], {})


def test_a_preview_is_found_by_its_scan_before_the_scan_is_here(
    settings: CentreSettings, client: AppClient, sender: FileSender, scanned: None
) -> None:
    assert "previews" in decode(client.request("GET", "/v1/hello").content, Hello).features
    assert reason(sender.preview_of(SCAN)) == "no-such-preview"
    sender.state(a_preview(CONTENT))
    assert reason(sender.preview_of(SCAN)) == "no-such-preview", "it is offered and not here"
    sender.send(CONTENT, a_preview(CONTENT))
    other = another(settings, client, "ZU", "supervisor")
    found = decode(other.preview_of(SCAN).content, ScanPreview)
    assert found == ScanPreview(sha256_of(CONTENT), len(CONTENT))
    assert other.read(found.sha256).content == CONTENT
    assert other.read(SCAN).status_code == 404


def test_a_preview_is_for_its_post_only(
    settings: CentreSettings, client: AppClient, sender: FileSender, scanned: None
) -> None:
    sender.send(CONTENT, a_preview(CONTENT))
    stranger = another(settings, client, "AB", "stranger")
    assert reason(stranger.preview_of(SCAN)) == "no-such-preview"
    assert client.request("GET", f"/v1/scans/{SCAN}/preview").status_code == 401


def test_the_newest_preview_of_a_scan_is_the_one(sender: FileSender, scanned: None) -> None:
    for content in (CONTENT, CONTENT[:-1]):
        sender.send(content, a_preview(content))
    found = decode(sender.preview_of(SCAN).content, ScanPreview)
    assert found.sha256 == sha256_of(CONTENT[:-1])


def test_a_preview_of_what_is_no_file(sender: FileSender) -> None:
    assert reason(sender.preview_of("AB" * 32)) == "malformed"
    assert reason(sender.preview_of("ab" * 32)) == "no-such-preview"


def test_a_preview_whose_file_is_gone_does_not_hide_an_older_one(
    settings: CentreSettings, sender: FileSender, scanned: None
) -> None:
    views = (View("side", (an_image(sha256=SCAN),)),)
    newer = [a_case(version=n, scans=(a_scan(views=views),)) for n in (3, 4, 5)]
    load_cases(settings, newer, {})
    for content in (CONTENT, CONTENT[:-1]):
        sender.send(content, a_preview(content))
    scan_path(settings.scans, sha256_of(CONTENT[:-1])).unlink()
    found = decode(sender.preview_of(SCAN).content, ScanPreview)
    assert found.sha256 == sha256_of(CONTENT)


def test_a_file_is_not_its_own_preview(sender: FileSender) -> None:
    offer = a_preview(CONTENT, preview_of=sha256_of(CONTENT))
    assert reason(sender.offer(offer)) == "malformed"
