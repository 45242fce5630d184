"""Getting the pixels of one view."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import Energy, EnergyImage, View
from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.imaging.preview import read_preview
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.ports import Ports

_log = logging.getLogger(__name__)


def load_view(
    ports: Ports,
    view: View,
    *,
    coarse: Callable[[CoarsePixels], None] | None = None,
    should_stop: Callable[[], bool] = lambda: False,
) -> ViewPixels:
    """Read a view from the scan store. The store checked the files' hashes when it took them in;
    they are not read a second time for that.

    Args:
        coarse: told what of a large compressed file is decoded so far.
        should_stop: True gives the reading up.

    Raises:
        ScanUnreadable: ``not-here`` while a file has not arrived, ``no-image`` when the view names
            none, and whatever the reader finds wrong with the file.
        ReadingStopped: `should_stop` said so.
    """
    images = {image.energy: image for image in view.images}
    high = images.get(Energy.HIGH) or images.get(Energy.SINGLE)
    if high is None:
        raise ScanUnreadable("no-image", f"view {view.name} names no high or single energy image")
    low = images.get(Energy.LOW)
    # One file may hold both energies as two pages; the reader finds the second by itself.
    low_path = None if low is None or low.sha256 == high.sha256 else _path(ports, low)
    return ports.read_view(_path(ports, high), low_path, coarse=coarse, should_stop=should_stop)


def load_preview(ports: Ports, view: View) -> NDArray[np.uint8] | None:
    """The small grey picture of a view whose files have not arrived, rows by columns; None where
    there is none yet. Raises OSError."""
    for image in view.images:
        path = ports.scans.preview(image.sha256)
        if path is None:
            continue
        try:
            return read_preview(path.read_bytes())
        except ValueError as error:
            _log.warning("the preview of %s cannot be shown: %s", image.file_name, error)
    return None


def _path(ports: Ports, image: EnergyImage) -> Path:
    path = ports.scans.path(image.sha256)
    if path is None:
        raise ScanUnreadable("not-here", f"{image.file_name} has not arrived at this station yet")
    return path
