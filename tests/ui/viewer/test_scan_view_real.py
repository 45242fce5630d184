"""Real scans of trucks, where they are on this machine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inspector_app.imaging.display import window_table
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView
from tests.helpers.viewer import grab


@pytest.mark.parametrize("name", ["truck-001", "reefer-003"])
def test_a_real_scan_is_painted_as_its_values_say(
    view: ScanView, shared_data: Path, name: str
) -> None:
    with Image.open(shared_data / "real-cargo" / f"{name}.jpg") as image:
        values = np.asarray(image.convert("L")).astype(np.uint16)
    view.show_pixels(ViewPixels(values, None, 8))
    view.clearFocus()
    camera = view.camera.at_one_to_one(1.0)
    view.set_camera(replace(camera, x=800.0, y=400.0))
    left, top = 800 - 320, 400 - 240
    expected = window_table(view.display.state.window)[values]
    np.testing.assert_array_equal(grab(view)[:, :, 1], expected[top : top + 480, left : left + 640])
    for at in ((5.0, 7.0), (320.0, 240.0), (639.0, 479.0)):
        readout = view.readout_at(at)
        assert (readout.column, readout.row) == (left + int(at[0]), top + int(at[1]))
        assert readout.value == values[readout.row, readout.column]
