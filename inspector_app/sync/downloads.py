"""Which energy images and previews are still to be fetched, and which must rest for a while."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable

from inspector_app.domain.scan import EnergyImage
from inspector_app.sync.previews import Previews
from inspector_app.sync.steps import FetchScan, FindPreview
from inspector_app.workflow.ports import Cases, ScanStore

TRIES = 3
"""How often a file is fetched again from its beginning because its hash was wrong."""

# A file that was wrong three times may be put right at the centre; one that has not arrived there
# will be looked for again soon.
_DAMAGED_REST_S = 3600.0
_ABSENT_REST_S = 300.0

# A chunk is what a finding has to wait for, so it is as long as the line carries in this time.
_CHUNK_S = 4.0
_SMALLEST_CHUNK = 64 * 1024
_FIRST_CHUNK = 256 * 1024
_LARGEST_CHUNK = 4 * 1024 * 1024

_SHA256 = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


class Downloads:
    """Fetches one file at a time, in the order of the queue, chunk by chunk."""

    def __init__(self, cases: Cases, scans: ScanStore, monotonic: Callable[[], float]) -> None:
        self._cases = cases
        self._scans = scans
        self._monotonic = monotonic
        self._missing: list[EnergyImage] | None = None
        self._wrong: dict[str, int] = {}
        self._resting: dict[str, tuple[float, str]] = {}
        self._chunk = _FIRST_CHUNK
        self._asked_at = 0.0
        self._asked_last = False
        self.previews = Previews(scans, monotonic)

    @property
    def missing(self) -> int:
        """How many files are not here, as far as was last looked."""
        return len(self._missing or ())

    @property
    def reason(self) -> str:
        """Why one of them rests (``scan-damaged``, ``no-such-scan``), empty while none does."""
        return next((reason for _, reason in self._resting.values()), "")

    def look_again(self) -> None:
        """The cases may have changed."""
        self._missing = None

    def next_fetch(self) -> FindPreview | FetchScan | None:
        """The next thing to ask for, previews first; None when there is nothing just now. Raises
        StorageUnavailable."""
        # In turn: many questions on a slow line must not keep the scans from coming.
        if self._asked_last:
            step = self._next_chunk() or self._next_question()
        else:
            step = self._next_question() or self._next_chunk()
        self._asked_last = isinstance(step, FindPreview)
        return step

    def _next_question(self) -> FindPreview | None:
        return self.previews.next_question(self._known_missing())

    def _next_chunk(self) -> FetchScan | None:
        now = self._monotonic()
        self._resting = {k: v for k, v in self._resting.items() if v[0] > now}
        for image in self._wanted():
            if image.sha256 in self._resting:
                continue
            if not _can_be_fetched(image):
                self._resting[image.sha256] = (now + _DAMAGED_REST_S, "scan-damaged")
                continue
            offset = self._scans.partial_size(image.sha256)
            if offset >= image.size_bytes:
                # The program ended between the last chunk and the check.
                self._check(image)
                offset = 0
                if image.sha256 in self._resting or image not in self._wanted():
                    continue
            self._asked_at = now
            return FetchScan(image, offset, min(self._chunk, image.size_bytes - offset))
        return None

    def take(self, step: FetchScan, chunk: bytes) -> None:
        """Keep a chunk. Raises StorageUnavailable."""
        chunk = chunk[: step.length]
        self._adapt(len(chunk))
        self._scans.append(step.image.sha256, step.offset, chunk)
        if step.offset + len(chunk) >= step.image.size_bytes:
            self._check(step.image)

    def note_absent(self, image: EnergyImage) -> None:
        """The centre does not have it for us."""
        if self.previews.knows(image.sha256):
            self.previews.give_up(image.sha256)
            return
        self._resting[image.sha256] = (self._monotonic() + _ABSENT_REST_S, "no-such-scan")

    def note_other_length(self, image: EnergyImage) -> None:
        """The centre's file is shorter than the case says: what is here is not it."""
        self._check(image)

    def _wanted(self) -> tuple[EnergyImage, ...]:
        missing = self._known_missing()
        return (*self.previews.wanted(missing), *missing)

    def _known_missing(self) -> list[EnergyImage]:
        if self._missing is None:
            images = [
                image
                for entry in self._cases.queue()
                if not entry.scans_here
                for scan in entry.case.scans
                for view in scan.views
                for image in view.images
            ]
            self._missing = list(self._scans.missing(images))
        return self._missing

    def _check(self, image: EnergyImage) -> None:
        if self._scans.commit(image):
            self._wrong.pop(image.sha256, None)
            self.previews.arrived(image.sha256)
            self._missing = [one for one in self._known_missing() if one.sha256 != image.sha256]
            return
        wrong = self._wrong.get(image.sha256, 0) + 1
        _log.warning("scan %s arrived damaged, %d of %d", image.sha256, wrong, TRIES)
        if wrong < TRIES:
            self._wrong[image.sha256] = wrong
            return
        self._wrong.pop(image.sha256, None)
        if self.previews.knows(image.sha256):
            self.previews.give_up(image.sha256)
            return
        self._resting[image.sha256] = (self._monotonic() + _DAMAGED_REST_S, "scan-damaged")

    def _adapt(self, arrived: int) -> None:
        elapsed_s = max(self._monotonic() - self._asked_at, 0.001)
        fitting = int(arrived / elapsed_s * _CHUNK_S)
        self._chunk = max(_SMALLEST_CHUNK, min(_LARGEST_CHUNK, fitting))


def _can_be_fetched(image: EnergyImage) -> bool:
    """Whether a case names something that could be a file: one bad case must not stop the rest."""
    return image.size_bytes > 0 and _SHA256.fullmatch(image.sha256) is not None
