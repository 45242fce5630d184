"""Made-up trucks, and further passes of the same truck: shifted, stretched, mirrored, noisy."""

from __future__ import annotations

import cv2
import numpy as np

from inspector_app.imaging.placement import Placement, resample

AIR = 60_000


def a_truck(seed=1, width=1400, height=420):
    """Boxes of many sizes, wheels and a frame on air: structure at all places, no repetition."""
    rng = np.random.default_rng(seed)
    alpha = np.zeros((height, width), np.float32)
    cv2.rectangle(alpha, (150, 60), (width - 150, height - 90), 0.4, 4)
    for _ in range(60):
        x, y = int(rng.integers(160, width - 260)), int(rng.integers(70, height - 190))
        w, h = int(rng.integers(10, 110)), int(rng.integers(10, 100))
        alpha[y : y + h, x : x + w] += np.float32(rng.uniform(0.1, 0.7))
    for x in sorted(rng.integers(60, width - 60, 5)):
        cv2.circle(alpha, (int(x), height - 50), 32, 1.8, -1)
    alpha = cv2.GaussianBlur(alpha, (0, 0), 1.0)
    return (AIR * np.exp(-alpha)).astype(np.uint16)


def a_pass(pixels, placement, *, noise=0.0, size=None, seed=0):
    """What the moving scan must have been if `placement` lays it over `pixels`."""
    height, width = pixels.shape
    width, height = size or (width, height)
    inverse = Placement(
        1 / placement.scale_x,
        -placement.shift_x / placement.scale_x,
        1 / placement.scale_y,
        -placement.shift_y / placement.scale_y,
    )
    moving = resample(pixels, inverse, width, height, outside=int(np.percentile(pixels, 99)))
    rng = np.random.default_rng(seed)
    noisy = moving * (1 + noise * rng.standard_normal(moving.shape))
    return np.clip(noisy, 0, 65_535).astype(np.uint16)
