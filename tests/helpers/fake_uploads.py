"""Files on their way to the centre, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from inspector_app.domain.photo import Photo
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.messages import FileKind
from inspector_app.workflow.file_ports import Upload, UploadListing, UploadState, UploadSummary
from tests.helpers.builders import AT

_ORDER = (FileKind.PREVIEW, FileKind.PHOTO, FileKind.SCAN)
_OPEN = (UploadState.WAITING, UploadState.SENDING)


@dataclass
class FakeUploads:
    """`workflow.file_ports.Uploads` as a list."""

    rows: list[Upload] = field(default_factory=list)

    def put(
        self,
        kind: FileKind,
        sha256: str,
        size_bytes: int,
        *,
        case_id: str = "case-0412",
        finding_id: str = "",
        preview_of: str = "",
        file_name: str = "",
    ) -> Upload:
        upload = Upload(
            upload_id=len(self.rows) + 1,
            sha256=sha256,
            size_bytes=size_bytes,
            kind=kind,
            case_id=case_id,
            finding_id=finding_id,
            preview_of=preview_of,
            file_name=file_name or f"{sha256[:8]}.bin",
            offset=0,
            state=UploadState.WAITING,
            reason="",
            since=AT,
        )
        self.rows.append(upload)
        return upload

    def put_photo(self, photo: Photo) -> Upload:
        return self.put(
            FileKind.PHOTO,
            photo.sha256,
            photo.size_bytes,
            case_id=photo.case_id,
            finding_id=photo.finding_id,
            file_name=photo.file_name,
        )

    def waiting(self) -> tuple[Upload, ...]:
        open_ones = [one for one in self.rows if one.state in _OPEN]
        return tuple(sorted(open_ones, key=lambda one: (_ORDER.index(one.kind), one.upload_id)))

    def note(
        self, upload_id: int, *, offset: int, state: UploadState, reason: str = "", at: datetime
    ) -> None:
        row = self.rows[upload_id - 1]
        if row.state is not UploadState.SAFE:
            since = row.since if row.state is state else at
            self.rows[upload_id - 1] = replace(
                row, offset=offset, state=state, reason=reason, since=since
            )

    def offer_again(self, *, at: datetime) -> None:
        self.rows = [
            replace(one, offset=0, state=UploadState.WAITING, reason="", since=at)
            for one in self.rows
        ]

    def keep_preview(
        self, scan: EnergyImage, preview: EnergyImage, *, case_id: str, at: datetime
    ) -> None:
        if any(one.preview_of == scan.sha256 and one.case_id == case_id for one in self.rows):
            return
        self.put(
            FileKind.PREVIEW,
            preview.sha256,
            preview.size_bytes,
            case_id=case_id,
            preview_of=scan.sha256,
            file_name=preview.file_name,
        )

    def lacking_previews(self, case_id: str) -> frozenset[str]:
        mine = [one for one in self.rows if one.case_id == case_id]
        shown = {one.preview_of for one in mine}
        return frozenset(one.sha256 for one in mine if one.kind is FileKind.SCAN) - shown

    def of_case(self, case_id: str) -> tuple[Upload, ...]:
        return tuple(one for one in self.rows if one.case_id == case_id)

    def list_uploads(
        self, limit: int, *, only: Sequence[UploadState] = tuple(UploadState)
    ) -> UploadListing:
        safe = [one for one in reversed(self.rows) if one.state is UploadState.SAFE]
        refused = [one for one in self.rows if one.state is UploadState.REFUSED]
        listed = [one for one in (*self.waiting(), *refused, *safe) if one.state in only]
        return UploadListing(tuple(listed[:limit]), max(0, len(listed) - limit))

    def summary(self) -> UploadSummary:
        states = [one.state for one in self.rows]
        left = sum(one.size_bytes - one.offset for one in self.waiting())
        return UploadSummary(
            len(states), states.count(UploadState.SAFE), states.count(UploadState.REFUSED), left
        )
