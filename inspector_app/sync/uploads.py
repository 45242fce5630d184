"""Which files go up next, chunk by chunk, and which must rest for a while.

The centre's word decides where a file goes on: it is asked (`OfferFile`) when the program starts,
after every failure and after every stale offset, so that a lost reply costs at most one chunk.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from inspector_app.domain.errors import CentreRefused, InspectorError
from inspector_app.protocol.messages import CHUNK_LIMIT_BYTES, FileKind, FileOffer, FileState
from inspector_app.sync.steps import OfferFile, SendChunk
from inspector_app.workflow.file_ports import Upload, UploadState
from inspector_app.workflow.file_ports import Uploads as UploadRows
from inspector_app.workflow.ports import ScanStore

FEATURE = "files"
"""What a centre that takes files says in its hello."""

TRIES = 3
"""How often a file is sent again from its beginning because the centre found its hash wrong."""

# A chunk is what a finding has to wait for, and what a cut line loses.
_CHUNK_S = 4.0
_SMALLEST_CHUNK = 16 * 1024
_FIRST_CHUNK = 64 * 1024

# The case may reach the centre soon; the rest is for a person to put right.
_SHORT_REST_S = 300.0
_LONG_REST_S = 3600.0

# Asking again settles these at once.
_OUT_OF_STEP = frozenset({"stale-offset", "wrong-checksum", "no-such-upload"})
# What will never be taken, however often it is offered.
_NEVER = frozenset({"too-large", "malformed", "other-size"})
_RESTS_S = {
    "unknown-case": _SHORT_REST_S,
    "no-room": _LONG_REST_S,
    "centre-failed": _SHORT_REST_S,
}

_SHA256 = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


class Uploads:
    """One file at a time, in the order in which the rows give them. For one thread."""

    def __init__(
        self,
        rows: UploadRows,
        scans: ScanStore,
        *,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
    ) -> None:
        self._rows = rows
        self._scans = scans
        self._now = now
        self._monotonic = monotonic
        self._waiting: list[Upload] | None = None
        self._offset: int | None = None
        self._current = 0
        self._resting: dict[int, float] = {}
        self._wrong: dict[int, int] = {}
        self._taken_there = False
        self._chunk = _FIRST_CHUNK
        self._asked_at = 0.0

    def use_centre(self, features: tuple[str, ...], *, restored: bool) -> None:
        """What the centre can do; one that takes no files is offered none. A centre that was
        restored from a backup may have lost what it called safe. Raises StorageUnavailable."""
        self._taken_there = FEATURE in features
        self._offset = None
        if restored and self._taken_there:
            self._rows.offer_again(at=self._now())
            self._waiting = None
            self._resting.clear()

    def look_again(self) -> None:
        """There may be new files."""
        self._waiting = None

    def next_step(self, *, scans: bool) -> OfferFile | SendChunk | None:
        """What to do now, None when there is nothing to send just now. Scans come after everything
        else: with `scans` False it is only about previews and photos. Raises StorageUnavailable."""
        if not self._taken_there:
            return None
        now = self._monotonic()
        self._resting = {key: until for key, until in self._resting.items() if until > now}
        for upload in tuple(self._known_waiting()):
            if upload.upload_id in self._resting:
                continue
            if upload.kind is FileKind.SCAN and not scans:
                return None
            step = self._step(upload)
            if step is not None:
                self._asked_at = now
                return step
        return None

    def taken(self, step: OfferFile | SendChunk, answer: FileState) -> None:
        """The centre's answer. Raises StorageUnavailable."""
        upload = step.upload
        if isinstance(step, SendChunk):
            self._adapt(len(step.content))
        if answer.whole:
            self._wrong.pop(upload.upload_id, None)
            self._settle(upload, UploadState.SAFE, upload.size_bytes)
            return
        offset = max(0, min(answer.offset, upload.size_bytes))
        if offset == upload.size_bytes:
            # All is there and nobody says that it is right: the centre is still looking.
            self._rest(upload, _SHORT_REST_S / 10)
        self._current, self._offset = upload.upload_id, offset
        self._note(upload, UploadState.SENDING, offset)

    def failed(self, step: OfferFile | SendChunk, error: InspectorError) -> bool:
        """The step could not be done. Whether that concerned this file only, so that everything
        else can go on. Raises StorageUnavailable."""
        upload, reason = step.upload, error.reason
        # Whatever it was, what the centre has is asked again before more is sent.
        self._offset = None
        if isinstance(step, SendChunk):
            self._chunk = max(_SMALLEST_CHUNK, len(step.content) // 2)
        if reason == "centre-failed":
            self._rest(upload, _SHORT_REST_S, reason)
            return True
        if not isinstance(error, CentreRefused):
            return False
        if reason in _OUT_OF_STEP:
            # Once is chance; twice in a row would go on for ever.
            self._count_wrong(upload, reason, rest_s=_SHORT_REST_S)
        elif reason == "wrong-hash":
            self._note(upload, UploadState.SENDING, 0)
            self._count_wrong(upload, reason, rest_s=_LONG_REST_S)
        elif reason in _NEVER:
            self._settle(upload, UploadState.REFUSED, 0, reason)
        elif reason in _RESTS_S:
            self._rest(upload, _RESTS_S[reason], reason)
        elif reason == "no-such-thing":
            # An older centre after all.
            self._taken_there = False
        else:
            return False
        return True

    def _step(self, upload: Upload) -> OfferFile | SendChunk | None:
        if _SHA256.fullmatch(upload.sha256) is None:
            self._settle(upload, UploadState.REFUSED, 0, "malformed")
            return None
        offset = self._offset if self._current == upload.upload_id else None
        if offset is None or offset >= upload.size_bytes:
            return OfferFile(upload, _offer(upload))
        length = min(self._chunk, upload.size_bytes - offset)
        content = self._scans.read(upload.sha256, offset, length)
        if not content:
            self._rest(upload, _LONG_REST_S, "not-here")
            return None
        return SendChunk(upload, offset, content)

    def _known_waiting(self) -> list[Upload]:
        if self._waiting is None:
            self._waiting = list(self._rows.waiting())
        return self._waiting

    def _note(self, upload: Upload, state: UploadState, offset: int, reason: str = "") -> None:
        self._rows.note(upload.upload_id, offset=offset, state=state, reason=reason, at=self._now())
        noted = replace(upload, state=state, offset=offset, reason=reason)
        self._waiting = [
            noted if one.upload_id == upload.upload_id else one for one in self._known_waiting()
        ]

    def _settle(self, upload: Upload, state: UploadState, offset: int, reason: str = "") -> None:
        self._note(upload, state, offset, reason)
        self._waiting = [one for one in self._known_waiting() if one.upload_id != upload.upload_id]
        self._offset = None

    def _rest(self, upload: Upload, rest_s: float, reason: str = "") -> None:
        self._resting[upload.upload_id] = self._monotonic() + rest_s
        self._offset = None
        if reason:
            _log.info("file %s rests: %s", upload.sha256, reason)
            self._note(upload, UploadState.WAITING, upload.offset, reason)

    def _count_wrong(self, upload: Upload, reason: str, *, rest_s: float) -> None:
        wrong = self._wrong.get(upload.upload_id, 0) + 1
        _log.warning("file %s: %s, %d of %d", upload.sha256, reason, wrong, TRIES)
        self._wrong[upload.upload_id] = wrong
        if wrong >= TRIES:
            self._wrong.pop(upload.upload_id)
            self._rest(upload, rest_s, reason)

    def _adapt(self, sent: int) -> None:
        elapsed_s = max(self._monotonic() - self._asked_at, 0.001)
        fitting = int(sent / elapsed_s * _CHUNK_S)
        self._chunk = max(_SMALLEST_CHUNK, min(CHUNK_LIMIT_BYTES, fitting))


def _offer(upload: Upload) -> FileOffer:
    return FileOffer(
        upload.sha256,
        upload.size_bytes,
        upload.kind,
        upload.case_id,
        upload.finding_id,
        upload.preview_of,
    )
