"""Previews of scans that are still to be fetched: which of them the centre has, and when to ask.

A preview is a file like any other, with a hash of its own. It is fetched before the scans, so that
a supervisor on a thin line has something to look at while the scan itself takes an hour.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from inspector_app.domain.scan import Energy, EnergyImage
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES, ScanPreview
from inspector_app.sync.steps import FindPreview
from inspector_app.workflow.ports import ScanStore

FEATURE = "previews"
"""What a centre that knows previews has among its features."""

# The station that has the scan may send one any minute.
_ASK_AGAIN_S = 300.0

_SHA256 = re.compile(r"[0-9a-f]{64}")


class Previews:
    """Asks for one preview at a time, and knows which are on their way."""

    def __init__(self, scans: ScanStore, monotonic: Callable[[], float]) -> None:
        self._scans = scans
        self._monotonic = monotonic
        self._known_there = False
        # Both by the hash of the scan file.
        self._found: dict[str, EnergyImage] = {}
        self._ask_at_s: dict[str, float] = {}

    def use_centre(self, features: Sequence[str]) -> None:
        """What the centre can do."""
        self._known_there = FEATURE in features

    def next_question(self, missing: Sequence[EnergyImage]) -> FindPreview | None:
        """About the first of these scan files that has no preview here and may have one there."""
        if not self._known_there:
            return None
        now_s = self._monotonic()
        for image in missing:
            if image.sha256 in self._found or self._ask_at_s.get(image.sha256, 0.0) > now_s:
                continue
            if not _is_worth_asking(image) or self._scans.preview(image.sha256) is not None:
                self._ask_at_s[image.sha256] = math.inf
                continue
            return FindPreview(image)
        return None

    def take(self, step: FindPreview, answer: ScanPreview) -> None:
        """The centre has one. Raises StorageUnavailable."""
        is_sound = 0 < answer.size_bytes <= PREVIEW_LIMIT_BYTES
        # The scan's own hash would throw away what is here of the scan.
        is_sound = is_sound and answer.sha256 != step.image.sha256
        if not is_sound or _SHA256.fullmatch(answer.sha256) is None:
            self.note_none(step.image.sha256)
            return
        file_name = f"{step.image.file_name}-preview.jpg"
        image = EnergyImage(Energy.SINGLE, answer.sha256, answer.size_bytes, file_name)
        self._found[step.image.sha256] = image
        if self._scans.path(answer.sha256) is not None:
            self.arrived(answer.sha256)

    def note_none(self, scan_sha256: str) -> None:
        """The centre has none, or none that can be had now: ask later."""
        self._found.pop(scan_sha256, None)
        self._ask_at_s[scan_sha256] = self._monotonic() + _ASK_AGAIN_S

    def wanted(self, missing: Sequence[EnergyImage]) -> tuple[EnergyImage, ...]:
        """Previews to be fetched, of those of these scan files that are still not here."""
        if not self._found:
            return ()
        found = (self._found.get(image.sha256) for image in missing)
        return tuple(one for one in found if one is not None)

    def knows(self, sha256: str) -> bool:
        """Whether this is the file of a preview that was asked for."""
        return any(one.sha256 == sha256 for one in self._found.values())

    def arrived(self, sha256: str) -> None:
        """The file of a preview is in the scan store. Raises StorageUnavailable."""
        for scan_sha256, image in tuple(self._found.items()):
            if image.sha256 == sha256:
                # Should noting it fail, it is asked for later and not at once.
                self.note_none(scan_sha256)
                self._scans.keep_preview(scan_sha256, sha256)
                self._ask_at_s[scan_sha256] = math.inf

    def give_up(self, sha256: str) -> None:
        """The file of a preview cannot be had: ask for another one later."""
        for scan_sha256, image in tuple(self._found.items()):
            if image.sha256 == sha256:
                self.note_none(scan_sha256)


def _is_worth_asking(image: EnergyImage) -> bool:
    """Stations make a preview of the high energy only; a small file is as soon here itself."""
    return (
        image.energy is not Energy.LOW
        and image.size_bytes > PREVIEW_LIMIT_BYTES
        and _SHA256.fullmatch(image.sha256) is not None
    )
