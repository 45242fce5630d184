"""A photograph of what was found: the record of it. The picture itself is a file, known by its
hash. Append-only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from inspector_app.domain.errors import FindingRefused
from inspector_app.domain.finding import REMARK_LIMIT

PHOTO_LIMIT_BYTES = 20_000_000
"""Largest file of one photo."""

MEDIA_TYPES = ("image/jpeg", "image/png")
"""What a photo can be, as media types of RFC 6838."""

FILE_NAME_LIMIT = 255

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Photo:
    """One version of a photo of a finding.

    The picture never changes: a later version only takes it back or says something else about it.

    Attributes:
        photo_id: the same for all versions.
        revision_id: unique for this version.
        version: 1 for the first; an amendment is one higher.
        scan_id: that of the finding; `NO_SCAN` for a case that has no scan.
        finding_id: the finding it shows.
        sha256: of the whole file, byte for byte as the camera wrote it, lower-case hex.
        file_name: what the file was called where it came from; no folder.
        media_type: one of `MEDIA_TYPES`.
        recorded_at: the station's clock, aware, UTC.
        replaces: revision id of the version this one amends, None for the first.
        withdrawn: the author takes it back; the earlier versions and the file stay.
    """

    photo_id: str
    revision_id: str
    version: int
    case_id: str
    scan_id: str
    finding_id: str
    sha256: str
    size_bytes: int
    file_name: str
    media_type: str
    author: str
    recorded_at: datetime
    remark: str = ""
    replaces: str | None = None
    withdrawn: bool = False

    def __post_init__(self) -> None:
        if (self.version == 1) != (self.replaces is None):
            raise FindingRefused(
                "version",
                "the first version replaces nothing; every later one names what it replaces",
            )
        if len(self.remark) > REMARK_LIMIT:
            raise FindingRefused(
                "remark-too-long", f"a remark has at most {REMARK_LIMIT} characters"
            )
        if not self.finding_id:
            raise FindingRefused("no-finding", "a photo belongs to a finding")
        if _SHA256.fullmatch(self.sha256) is None:
            raise FindingRefused("bad-hash", f"{self.sha256!r} is not a SHA-256 in lower-case hex")
        if self.size_bytes < 1:
            raise FindingRefused("photo-empty", "a photo has at least one byte")
        if self.size_bytes > PHOTO_LIMIT_BYTES:
            raise FindingRefused(
                "photo-too-large", f"a photo has at most {PHOTO_LIMIT_BYTES} bytes"
            )
        if self.media_type not in MEDIA_TYPES:
            raise FindingRefused("not-a-photo", f"{self.media_type!r} is not a JPEG or PNG")
        if not 1 <= len(self.file_name) <= FILE_NAME_LIMIT or "/" in self.file_name:
            raise FindingRefused("bad-file-name", "a photo's file name has 1 to 255 characters")
