"""What the acts and the conversation need of the files that go up to the centre.

As in `workflow.ports`: called off the GUI thread, and all may raise StorageUnavailable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.messages import FileKind


class UploadState(StrEnum):
    """How far a file has come. SAFE is the centre's word: it has the whole file and its hash was
    right. REFUSED: the centre will never take it; `Upload.reason` says why."""

    WAITING = "waiting"
    SENDING = "sending"
    SAFE = "safe"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Upload:
    """One file on its way to the centre.

    Attributes:
        upload_id: counts up at this station.
        sha256: of the whole file, which lies in the scan store.
        finding_id: of a photo, the finding it shows; empty otherwise.
        preview_of: of a preview, the hash of the scan file it shows; empty otherwise.
        file_name: what a person knows it by.
        offset: how many bytes the centre said it has.
        reason: why it rests or was refused, a stable key; empty otherwise.
        since: when it came into this state; the station's clock.
    """

    upload_id: int
    sha256: str
    size_bytes: int
    kind: FileKind
    case_id: str
    finding_id: str
    preview_of: str
    file_name: str
    offset: int
    state: UploadState
    reason: str
    since: datetime


@dataclass(frozen=True, slots=True)
class UploadListing:
    """The files that are not safe yet first, in the order in which they go; then the safe ones,
    newest first. `more` is how many there are behind them."""

    uploads: tuple[Upload, ...]
    more: int


@dataclass(frozen=True, slots=True)
class UploadSummary:
    """How many files there are, how many of them are safe at the centre, and what is refused."""

    files: int
    safe: int
    refused: int
    bytes_left: int


class Uploads(Protocol):
    """Files on their way to the centre. They are put here together with the record or the case
    they belong to, in one transaction."""

    def waiting(self) -> tuple[Upload, ...]:
        """What is neither safe nor refused, in the order in which it should go: previews, photos,
        scans, the oldest first."""

    def note(
        self, upload_id: int, *, offset: int, state: UploadState, reason: str = "", at: datetime
    ) -> None:
        """How far it has come. A file that is safe stays so."""

    def offer_again(self, *, at: datetime) -> None:
        """The centre may have lost files: all are offered once more, the safe ones too."""

    def keep_preview(
        self, scan: EnergyImage, preview: EnergyImage, *, case_id: str, at: datetime
    ) -> None:
        """Let a preview of `scan` go up; the file is in the scan store. A second one of the same
        scan changes nothing."""

    def lacking_previews(self, case_id: str) -> frozenset[str]:
        """Hashes of the scan files of a case that go up from here and have no preview yet."""

    def of_case(self, case_id: str) -> tuple[Upload, ...]:
        """All files of a case, in the order in which they were put here."""

    def list_uploads(
        self, limit: int, *, only: Sequence[UploadState] = tuple(UploadState)
    ) -> UploadListing:
        """The first `limit` files in one of the states `only`."""

    def summary(self) -> UploadSummary: ...
