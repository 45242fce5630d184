"""Attaching a photo to a finding, and taking it back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from inspector_app.domain.errors import FindingRefused, ScanUnreadable
from inspector_app.domain.finding import Finding
from inspector_app.domain.photo import PHOTO_LIMIT_BYTES, Photo
from inspector_app.imaging.photo_picture import media_type_of
from inspector_app.workflow.ports import Ports

_SIGNATURE_BYTES = 8


def attach_photo(ports: Ports, finding: Finding, source: Path) -> Photo:
    """Copy a photo into the scan store, byte for byte with all the camera wrote into it, then
    record it. When this returns, the stick it came from can be pulled, and a power cut loses
    nothing.

    Raises FindingRefused (``photo-unreadable``, ``photo-empty``, ``photo-too-large``,
    ``not-a-photo``, ``already-withdrawn``, ``already-attached``), StorageUnavailable.
    """
    if finding.withdrawn:
        raise FindingRefused("already-withdrawn", "the finding was withdrawn")
    _check_size(source)
    try:
        taken = ports.scans.take_file(source)
    except ScanUnreadable as error:
        raise FindingRefused("photo-unreadable", error.detail) from error
    start = ports.scans.read(taken.sha256, 0, _SIGNATURE_BYTES) or b""
    media_type = media_type_of(start)
    if media_type is None:
        raise FindingRefused("not-a-photo", f"{source.name} is neither JPEG nor PNG")
    if any(
        one.sha256 == taken.sha256
        for one in current_photos(ports.records.photos(finding.case_id))
        if one.finding_id == finding.finding_id
    ):
        raise FindingRefused("already-attached", f"{source.name} is attached already")
    photo = Photo(
        photo_id=ports.new_id(),
        revision_id=ports.new_id(),
        version=1,
        case_id=finding.case_id,
        scan_id=finding.scan_id,
        finding_id=finding.finding_id,
        sha256=taken.sha256,
        size_bytes=taken.size_bytes,
        file_name=source.name[-255:],
        media_type=media_type,
        author=ports.person,
        recorded_at=ports.now(),
    )
    ports.records.save(photo)
    return photo


def withdraw_photo(ports: Ports, earlier: Photo) -> Photo:
    """Take a photo back. It stays in the record as withdrawn, and its file stays. Raises
    FindingRefused when it already was, StorageUnavailable."""
    if earlier.withdrawn:
        raise FindingRefused("already-withdrawn", "this photo was withdrawn before")
    withdrawn = replace(
        earlier,
        revision_id=ports.new_id(),
        version=earlier.version + 1,
        replaces=earlier.revision_id,
        author=ports.person,
        recorded_at=ports.now(),
        withdrawn=True,
    )
    ports.records.save(withdrawn)
    return withdrawn


def current_photos(photos: tuple[Photo, ...]) -> tuple[Photo, ...]:
    """The newest version of each photo that was not withdrawn, in the order first recorded."""
    newest: dict[str, Photo] = {}
    for photo in photos:
        known = newest.get(photo.photo_id)
        if known is None or photo.version > known.version:
            newest[photo.photo_id] = photo
    return tuple(one for one in newest.values() if not one.withdrawn)


def _check_size(source: Path) -> None:
    try:
        size_bytes = source.stat().st_size
    except OSError as error:
        raise FindingRefused("photo-unreadable", f"{source}: {error}") from error
    if size_bytes > PHOTO_LIMIT_BYTES:
        detail = f"a photo has at most {PHOTO_LIMIT_BYTES} bytes"
        raise FindingRefused("photo-too-large", detail)
    if not size_bytes:
        raise FindingRefused("photo-empty", f"{source.name} is empty")
