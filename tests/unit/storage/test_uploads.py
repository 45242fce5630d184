"""Files on their way to the centre, as rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from inspector_app.domain.errors import FindingRefused, StorageUnavailable
from inspector_app.protocol.messages import FileKind
from inspector_app.storage import StationDatabase
from inspector_app.workflow.file_ports import UploadState
from tests.helpers.builders import AT, a_case, a_photo, an_image

LATER = AT + timedelta(minutes=5)
IMAGES = a_case().scans[0].views[0].images


def kinds(station: StationDatabase) -> list[FileKind]:
    return [one.kind for one in station.uploads.waiting()]


def test_a_case_from_a_folder_brings_its_scans_and_one_from_the_centre_does_not(
    station: StationDatabase,
) -> None:
    assert [one.sha256 for one in station.uploads.waiting()] == [one.sha256 for one in IMAGES]
    station.cases.keep([a_case()])
    station.feed.take([a_case(case_id="case-0900")], cursor="e:1")
    assert len(station.uploads.waiting()) == 2
    assert station.uploads.of_case("case-0900") == ()


def test_a_photo_and_its_upload_are_one_transaction(
    station: StationDatabase, engine: Engine
) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER no_room BEFORE INSERT ON upload "
                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    with pytest.raises(Exception, match="full"):
        station.records.save(a_photo())
    assert station.records.photos("case-0412") == ()
    assert station.outbox.unanswered(10) == ()


def test_photos_go_before_scans_and_previews_before_photos(station: StationDatabase) -> None:
    photo = a_photo()
    station.records.save(photo)
    assert station.records.photos("case-0412") == (photo,)
    preview = an_image(file_name="preview.jpg", size_bytes=150_000)
    assert station.uploads.lacking_previews("case-0412") == {one.sha256 for one in IMAGES}
    for _ in range(2):
        station.uploads.keep_preview(IMAGES[0], preview, case_id="case-0412", at=AT)
    assert station.uploads.lacking_previews("case-0412") == {IMAGES[1].sha256}
    assert kinds(station) == [FileKind.PREVIEW, FileKind.PHOTO, FileKind.SCAN, FileKind.SCAN]
    (of_photo,) = [one for one in station.uploads.waiting() if one.kind is FileKind.PHOTO]
    assert (of_photo.finding_id, of_photo.file_name) == (photo.finding_id, photo.file_name)


def test_a_later_version_of_a_photo_sends_nothing_again(station: StationDatabase) -> None:
    photo = a_photo()
    station.records.save(photo)
    later = a_photo(photo_id=photo.photo_id, version=2, replaces=photo.revision_id, withdrawn=True)
    station.records.save(later)
    assert kinds(station).count(FileKind.PHOTO) == 1
    with pytest.raises(FindingRefused, match="does not follow"):
        station.records.save(a_photo(photo_id=photo.photo_id, version=2, replaces="other"))
    assert station.find_faults() == ()


def test_the_same_photo_of_two_findings_is_offered_for_both(station: StationDatabase) -> None:
    station.records.save(a_photo())
    station.records.save(a_photo(finding_id="another"))
    assert kinds(station).count(FileKind.PHOTO) == 2


def test_how_far_a_file_has_come(station: StationDatabase) -> None:
    first, second = station.uploads.waiting()
    station.uploads.note(first.upload_id, offset=10, state=UploadState.SENDING, at=AT)
    station.uploads.note(first.upload_id, offset=20, state=UploadState.SENDING, at=LATER)
    (sending, _) = station.uploads.waiting()
    assert (sending.offset, sending.state, sending.since) == (20, UploadState.SENDING, AT)
    station.uploads.note(first.upload_id, offset=30, state=UploadState.SAFE, at=LATER)
    station.uploads.note(first.upload_id, offset=0, state=UploadState.WAITING, at=LATER)
    assert [one.upload_id for one in station.uploads.waiting()] == [second.upload_id]
    refused = UploadState.REFUSED
    station.uploads.note(second.upload_id, offset=0, state=refused, reason="too-large", at=LATER)
    assert station.uploads.waiting() == ()
    summary = station.uploads.summary()
    assert (summary.files, summary.safe, summary.refused, summary.bytes_left) == (2, 1, 1, 0)


def test_the_list_begins_with_what_is_not_safe(station: StationDatabase) -> None:
    first, _ = station.uploads.waiting()
    station.uploads.note(first.upload_id, offset=9, state=UploadState.SAFE, at=LATER)
    station.records.save(a_photo())
    listing = station.uploads.list_uploads(10)
    kept = [(one.kind, one.state) for one in listing.uploads]
    assert kept == [
        (FileKind.PHOTO, UploadState.WAITING),
        (FileKind.SCAN, UploadState.WAITING),
        (FileKind.SCAN, UploadState.SAFE),
    ]
    assert station.uploads.list_uploads(1).more == 2
    only = station.uploads.list_uploads(9, only=(UploadState.SAFE,))
    assert [one.upload_id for one in only.uploads] == [first.upload_id]


def test_after_a_restore_of_the_centre_everything_is_offered_again(
    station: StationDatabase,
) -> None:
    for one in station.uploads.waiting():
        station.uploads.note(one.upload_id, offset=9, state=UploadState.SAFE, at=AT)
    station.uploads.offer_again(at=LATER)
    assert {(one.offset, one.since) for one in station.uploads.waiting()} == {(0, LATER)}


def test_files_of_the_store_are_read_in_pieces(station: StationDatabase) -> None:
    kept = station.scans.take_content(b"0123456789", "preview.jpg")
    assert (kept.size_bytes, kept.file_name) == (10, "preview.jpg")
    assert station.scans.read(kept.sha256, 3, 4) == b"3456"
    assert station.scans.read(kept.sha256, 10, 4) == b""
    assert station.scans.read("0" * 64, 0, 4) is None
    assert station.scans.take_content(b"0123456789", "again").sha256 == kept.sha256
    station.close()
    with pytest.raises((RuntimeError, StorageUnavailable)):
        station.uploads.waiting()
