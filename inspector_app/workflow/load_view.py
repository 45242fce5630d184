"""Getting the pixels of one view."""

from __future__ import annotations

from pathlib import Path

from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.scan import Energy, EnergyImage, View
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.workflow.ports import Ports


def load_view(ports: Ports, view: View) -> ViewPixels:
    """Read a view from the scan store.

    Raises ScanUnreadable: ``not-here`` while a file has not arrived, ``no-image`` when the view
    names
    none, and whatever the reader finds wrong with the file.
    """
    images = {image.energy: image for image in view.images}
    high = images.get(Energy.HIGH) or images.get(Energy.SINGLE)
    if high is None:
        raise ScanUnreadable("no-image", f"view {view.name} names no high or single energy image")
    low = images.get(Energy.LOW)
    if low is None or low.sha256 == high.sha256:
        # One file may hold both energies as two pages; the reader finds the second by itself.
        return ports.read_view(_path(ports, high), None)
    return ports.read_view(_path(ports, high), _path(ports, low))


def _path(ports: Ports, image: EnergyImage) -> Path:
    path = ports.scans.path(image.sha256)
    if path is None:
        raise ScanUnreadable("not-here", f"{image.file_name} has not arrived at this station yet")
    return path
