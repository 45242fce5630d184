"""How long, and how much memory, the largest scan takes that the app must cope with."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

from inspector_app.detection import find_highlights, load_model  # noqa: E402
from inspector_app.imaging.view_pixels import ViewPixels  # noqa: E402
from inspector_app.settings.shipped import models_folder, resources_folder  # noqa: E402

HEIGHT_PX, WIDTH_PX = 2_500, 20_000


def measure_large_scan() -> dict[str, Any]:
    """Two energies of 20,000 x 2,500 pixels; call it in a fresh process."""
    rng = np.random.default_rng(1)
    block = rng.integers(20_000, 60_000, (HEIGHT_PX, 500), np.uint16)
    image = np.tile(block, (1, WIDTH_PX // 500))
    pixels = ViewPixels(image, image.copy(), 16)
    model = load_model(models_folder(), resources_folder())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first: list[float] = []
    wall, processor = time.monotonic(), time.process_time()

    def note_first(_share: float) -> None:
        first.append(time.monotonic() - wall)

    find_highlights(
        pixels, view="side", model=model, progress=note_first, should_stop=lambda: False
    )
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "width_px": WIDTH_PX,
        "height_px": HEIGHT_PX,
        "energies": 2,
        "wall_seconds": round(time.monotonic() - wall, 2),
        "cpu_seconds": round(time.process_time() - processor, 2),
        "first_strip_seconds": round(first[0], 2),
        "memory_beside_the_pixels_mb": round((after - before) / 1024),
    }
