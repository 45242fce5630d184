"""Plain figures of an 8-bit scan, and how far apart two sets of scans lie in each."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from likeness_scans import Grey, Scan
from numpy.typing import NDArray

Array = NDArray[np.float64]

# Grey levels; air is drawn near white and what lets no rays through near black.
_AIR, _BLACK = 235, 4
_GREY_EDGES = (0, 4, 32, 64, 96, 128, 160, 192, 224, 250, 256)
_NOISE_BANDS = ((4, 40), (40, 120), (120, 200), (200, 250))
_EDGE_STEP = 40.0
_WINDOW = 256
_BANDS = {"coarse": (3, 20), "fine": (20, 60), "finest": (60, 120)}
_LEAST_BLOCKS = 20

MEANING = {
    "width_px": "width of the picture",
    "height_px": "height of the picture",
    "box_aspect": "width over height of the container's outline, pixels",
    "box_height_share": "height of the outline over that of the picture",
    "air_share": f"share of pixels of {_AIR} and more",
    "black_share": f"share of pixels below {_BLACK}",
    "black_columns_share": "share of columns that are black from top to bottom",
    "air_level": "commonest grey of 200 and more",
    "white_share": "share of pixels of exactly 255",
    "row_stripes_air": "rms difference of a row's mean from its neighbours', air, greys",
    "row_stripes_box": "the same inside the box",
    "column_bands_air": "rms difference of a column's mean from its neighbours', air, greys",
    "column_bands_box": "the same inside the box",
    "spectrum_slope_coarse": "slope of log power over log frequency, periods of 85 to 13 px",
    "spectrum_slope_fine": "the same, 13 to 4.3 px",
    "spectrum_slope_finest": "the same, 4.3 to 2.1 px",
    "edge_density": f"share of the box's pixels with a step above {_EDGE_STEP:g} over two pixels",
    "steepest_step": "99.5th percentile of the steps to the next column, box",
    "overshoot": "how far a steep step's feet overshoot, share of the step (sharpening)",
    "blockiness": "mean step across the borders of 8-px blocks over that within blocks, less 1",
    **{
        f"noise_{a}_{b}": f"noise of the calmer quarter of 8-px blocks with means of {a} to {b}"
        for a, b in _NOISE_BANDS
    },
    **{
        f"grey_{a}_{b}": f"share of the box's pixels of {a} to {b - 1}"
        for a, b in pairwise(_GREY_EDGES)
    },
}  # fmt: skip


def figures_of(scan: Scan) -> dict[str, float]:
    """Figures of one scan by the names of `MEANING`; nan or absent where one cannot be taken."""
    grey = scan.grey
    histogram = np.bincount(grey.ravel(), minlength=256)
    found = {
        "width_px": float(grey.shape[1]),
        "height_px": float(grey.shape[0]),
        "air_share": float(np.mean(grey >= _AIR)),
        "black_share": float(np.mean(grey < _BLACK)),
        "black_columns_share": float(np.mean(np.percentile(grey[::4], 95, axis=0) < 8)),
        "air_level": 200.0 + float(histogram[200:].argmax()),
        "white_share": float(np.mean(grey == 255)),
        "row_stripes_air": _stripes(grey, grey >= _AIR),
        "column_bands_air": _stripes(grey.T, grey.T >= _AIR),
        "blockiness": _blockiness(grey),
        **_noise(grey),
    }
    if scan.box is not None:
        x, y, width, height = scan.box
        found["box_height_share"] = height / grey.shape[0]
        found |= _figures_of_box(grey[y : y + height, x : x + width])
    return found


def _figures_of_box(box: Grey) -> dict[str, float]:
    shares = np.histogram(box, _GREY_EDGES)[0] / box.size
    return {
        "box_aspect": box.shape[1] / box.shape[0],
        "row_stripes_box": _stripes(box, box >= _BLACK),
        "column_bands_box": _stripes(box.T, box.T >= _BLACK),
        **_slopes(box),
        **_edges(box),
        **{
            f"grey_{a}_{b}": float(share)
            for (a, b), share in zip(pairwise(_GREY_EDGES), shares, strict=True)
        },
    }


def _stripes(grey: Grey, use: NDArray[np.bool_]) -> float:
    """rms over rows of the mean second difference down the columns, steps above 12 left out.

    What stands in the picture rarely runs exactly along a row over its whole width; where it
    does, real and simulated scans have it alike. The middle 90 % of the rows count.
    """
    values = grey.astype(np.float32)
    bend = values[1:-1] - (values[:-2] + values[2:]) / 2
    calm = use[1:-1] & use[:-2] & use[2:] & (np.abs(bend) < 12)
    count = calm.sum(axis=1)
    rows = np.where(calm, bend, 0).sum(axis=1)[count > 64] / count[count > 64]
    if len(rows) < 16:
        return float("nan")
    inner = np.sort(np.abs(rows))[: int(0.9 * len(rows))]
    return float(np.sqrt(np.mean(inner**2)) / np.sqrt(1.5))


def radial_power(tile: Grey) -> Array:
    """Mean power by whole frequency (periods per tile) of a square tile, mean 0, Hann window."""
    side = tile.shape[0]
    hann = np.hanning(side)
    values = (tile.astype(float) - tile.mean()) * np.outer(hann, hann)
    power = np.abs(np.fft.fft2(values)) ** 2
    at = np.fft.fftfreq(side, 1 / side)
    radius = np.rint(np.hypot(at[:, None], at[None, :])).astype(int)
    total = np.bincount(radius.ravel(), power.ravel())
    means: Array = total / np.bincount(radius.ravel())
    return means


def _slopes(box: Grey) -> dict[str, float]:
    powers = [
        radial_power(box[top : top + _WINDOW, left : left + _WINDOW])
        for top in range(0, box.shape[0] - _WINDOW + 1, _WINDOW // 2)
        for left in range(0, box.shape[1] - _WINDOW + 1, _WINDOW)
    ]
    if not powers:
        return {f"spectrum_slope_{name}": float("nan") for name in _BANDS}
    mean = np.mean(powers, axis=0) + 1e-3
    found = {}
    for name, (low, high) in _BANDS.items():
        at = np.arange(low, high)
        found[f"spectrum_slope_{name}"] = float(np.polyfit(np.log(at), np.log(mean[at]), 1)[0])
    return found


def _edges(box: Grey) -> dict[str, float]:
    values = box.astype(np.float32)
    wide_x = np.abs(values[2:-2, 3:-1] - values[2:-2, 1:-3])
    wide_y = np.abs(values[3:-1, 2:-2] - values[1:-3, 2:-2])
    step = np.abs(np.diff(values, axis=1))
    return {
        "edge_density": float(np.mean(np.maximum(wide_x, wide_y) > _EDGE_STEP)),
        "steepest_step": float(np.percentile(step, 99.5)),
        "overshoot": _overshoot(values),
    }


def _overshoot(values: NDArray[np.float32]) -> float:
    """Median, over steep steps along the rows, of how much the feet bend back, by the step."""
    left, right = values[:, 4:-7], values[:, 7:-4]
    step = right - left
    sign = np.sign(step)
    # The feet directly beside the step against the level three pixels further out.
    beyond = ((values[:, 3:-8] - values[:, :-11]) * -sign) + (
        values[:, 8:-3] - values[:, 11:]
    ) * sign
    steep = (np.abs(step) > 60) & (values[:, 11:].clip(8, 245) == values[:, 11:])
    steep &= values[:, :-11].clip(8, 245) == values[:, :-11]
    if int(steep.sum()) < 200:
        return float("nan")
    return float(np.median((beyond / np.maximum(np.abs(step), 1))[steep]))


def _blockiness(grey: Grey) -> float:
    ratios = []
    for values in (grey.astype(np.float32), grey.T.astype(np.float32)):
        step = np.minimum(np.abs(np.diff(values, axis=1)), 16).mean(axis=0)
        at = np.arange(len(step)) % 8
        ratios.append(float(step[at == 7].mean() / max(step[at != 7].mean(), 1e-6)) - 1)
    return float(np.mean(ratios))


def _noise(grey: Grey) -> dict[str, float]:
    height, width = (side // 8 * 8 for side in grey.shape)
    values = grey[:height, :width].astype(np.float32)
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    rough = cv2.filter2D(values, -1, kernel)
    blocks = (height // 8, 8, width // 8, 8)
    means = values.reshape(blocks).mean(axis=(1, 3))
    noise = np.sqrt((rough.reshape(blocks) ** 2).mean(axis=(1, 3)))
    found = {}
    for a, b in _NOISE_BANDS:
        inside = noise[(means >= a) & (means < b)]
        enough = len(inside) >= _LEAST_BLOCKS
        found[f"noise_{a}_{b}"] = float(np.percentile(inside, 25)) if enough else float("nan")
    return found


def compare(real: list[dict[str, float]], simulated: list[dict[str, float]]) -> dict[str, Any]:
    """Per figure: median and 10 to 90 % range of both sides, and the Kolmogorov-Smirnov distance.

    0 means that both sides have the same distribution, 1 that they do not overlap.
    """
    found: dict[str, Any] = {}
    for name, meaning in MEANING.items():
        sides = {}
        for side, rows in (("real", real), ("simulated", simulated)):
            values = np.array([row.get(name, np.nan) for row in rows])
            sides[side] = values[np.isfinite(values)]
        if min(len(values) for values in sides.values()) < 5:
            continue
        found[name] = {"meaning": meaning, "ks_distance": _distance(*sides.values())}
        for side, values in sides.items():
            low, middle, high = np.percentile(values, [10, 50, 90])
            found[name][side] = {"median": float(middle), "p10": float(low), "p90": float(high),
                                 "scans": len(values)}  # fmt: skip
    return found


def _distance(first: Array, second: Array) -> float:
    at = np.concatenate([first, second])
    shares = [np.searchsorted(np.sort(x), at, side="right") / len(x) for x in (first, second)]
    return float(np.abs(shares[0] - shares[1]).max())
