"""Previews of scans that go up from this station. For the compute lane."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import PurePath

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import Energy, EnergyImage, View
from inspector_app.imaging.coarse import ReadingStopped
from inspector_app.imaging.preview import make_preview
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.protocol.messages import PREVIEW_LIMIT_BYTES
from inspector_app.workflow.load_view import load_view
from inspector_app.workflow.ports import Ports

_log = logging.getLogger(__name__)


def preview_view(ports: Ports, case_id: str, view: View, pixels: ViewPixels) -> bool:
    """Make the preview of a view that was read, and let it go up; False where its scan does not go
    up from here or has one already. Raises StorageUnavailable."""
    image = _shown_image(view)
    if image is None or image.sha256 not in ports.uploads.lacking_previews(case_id):
        return False
    content = make_preview(pixels, limit_bytes=PREVIEW_LIMIT_BYTES)
    name = f"{PurePath(image.file_name).stem}-preview.jpg"
    kept = ports.scans.take_content(content, name)
    ports.uploads.keep_preview(image, kept, case_id=case_id, at=ports.now())
    return True


def preview_cases(ports: Ports, case_ids: Sequence[str], should_stop: Callable[[], bool]) -> int:
    """Make the previews that these cases lack; how many. A scan that cannot be read has none.
    Raises StorageUnavailable."""
    made = 0
    for case_id in case_ids:
        lacking = ports.uploads.lacking_previews(case_id)
        if not lacking:
            continue
        for scan in ports.cases.get(case_id).scans:
            for view in scan.views:
                image = _shown_image(view)
                if should_stop():
                    return made
                if image is None or image.sha256 not in lacking:
                    continue
                try:
                    pixels = load_view(ports, view, should_stop=should_stop)
                except ReadingStopped:
                    return made
                except ScanUnreadable as error:
                    _log.warning("no preview of %s: %s", image.file_name, error.detail)
                    continue
                made += preview_view(ports, case_id, view, pixels)
    return made


def _shown_image(view: View) -> EnergyImage | None:
    images = {image.energy: image for image in view.images}
    return images.get(Energy.HIGH) or images.get(Energy.SINGLE)
