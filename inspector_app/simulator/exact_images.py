"""Resizing, shifting and blurring of maps, the same on every machine.

OpenCV's float filters sum in another order on other processors. These are slower and plainer: only
additions and multiplications of whole arrays, one numpy call each. Conventions are OpenCV's (pixel
centres at halves, edges repeated where not said otherwise).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from inspector_app.simulator import exact_math

FloatMap = NDArray[np.float32]
_CUBIC = -0.75
# So many rows of a wide scan, with a few copies, stay in the processor's cache.
_ROWS_AT_ONCE = 16
_COLUMNS_AT_ONCE = 1024


def resize_linear(image: FloatMap, width: int, height: int) -> FloatMap:
    """Bilinear, as ``cv2.resize(image, (width, height))``; shape (height, width)."""
    across = _mix_columns(image, *_linear_taps(image.shape[1], width))
    return _mix_rows(across, *_linear_taps(image.shape[0], height))


def rows_of_linear_resize(
    image: FloatMap, height: int, rows_at_once: int
) -> Iterator[tuple[int, int, FloatMap]]:
    """`image` resized to `height` rows, bilinear, in pieces: first row, number of rows, values."""
    index, weights = _linear_taps(image.shape[0], height)
    for top in range(0, height, rows_at_once):
        span = slice(top, min(top + rows_at_once, height))
        yield top, span.stop - top, _mix_rows(image, index[:, span], weights[:, span])


def resize_cubic(image: FloatMap, width: int, height: int) -> FloatMap:
    """Bicubic, as ``cv2.resize`` with ``INTER_CUBIC``; shape (height, width)."""
    across = _mix_columns(image, *_cubic_taps(image.shape[1], width))
    return _mix_rows(across, *_cubic_taps(image.shape[0], height))


def resize_area(image: FloatMap, width: int, height: int) -> FloatMap:
    """Means over areas, for shrinking, as ``cv2.resize`` with ``INTER_AREA``."""
    across = np.empty((len(image), width))
    for top in range(0, len(image), _ROWS_AT_ONCE):
        rows = image[top : top + _ROWS_AT_ONCE].astype(np.float64)
        across[top : top + _ROWS_AT_ONCE] = _mean_spans(rows, width)
    return _mean_spans(across.T, height).T.astype(np.float32)


def sample(image: FloatMap, rows: NDArray[np.floating], columns: NDArray[np.floating]) -> FloatMap:
    """Bilinear values at the given places, 0 outside; for turning and warping small maps."""
    height, width = image.shape
    padded = np.zeros((height + 2, width + 2), np.float32)
    padded[1:-1, 1:-1] = image
    y = np.clip(np.asarray(rows, np.float64) + 1, 0, height + 1)
    x = np.clip(np.asarray(columns, np.float64) + 1, 0, width + 1)
    top, left = np.floor(y).astype(np.intp), np.floor(x).astype(np.intp)
    top, left = np.minimum(top, height), np.minimum(left, width)
    down, right = (y - top).astype(np.float32), (x - left).astype(np.float32)
    above = padded[top, left] * (1 - right) + padded[top, left + 1] * right
    below = padded[top + 1, left] * (1 - right) + padded[top + 1, left + 1] * right
    return (above * (1 - down) + below * down).astype(np.float32, copy=False)


def shift_columns(
    image: FloatMap,
    shift_px: NDArray[np.floating],
    out: FloatMap | None = None,
    least: float = -np.inf,
) -> FloatMap:
    """Each column moved up by its own `shift_px`, (W,), bilinear; 0 comes in from outside.

    Args:
        out: where to; may be `image` itself.
        least: what is smaller is raised to this, at most 0.
    """
    width = image.shape[1]
    whole = np.floor(np.asarray(shift_px, np.float64))
    part = (shift_px - whole).astype(np.float32)
    moved = np.zeros(image.shape, np.float32) if out is None else out
    edges = (np.flatnonzero(np.diff(whole)) + 1).tolist()
    # Neighbouring columns move by nearly the same, so whole runs of them are copied at once.
    for first, last in zip([0, *edges], [*edges, width], strict=True):
        for left in range(first, last, _COLUMNS_AT_ONCE):
            run = slice(left, min(left + _COLUMNS_AT_ONCE, last))
            filled = np.flatnonzero(image[:, run].any(axis=1))
            # Rows that were never written to are not even in memory yet, and stay out of it.
            if len(filled):
                rows = slice(int(filled[0]), int(filled[-1]) + 1)
                target = _move_up(image[:, run], moved[:, run], rows, int(whole[first]), part[run])
                if least > -np.inf:
                    np.maximum(target, np.float32(least), out=target)
    return moved


def _move_up(
    image: FloatMap, moved: FloatMap, rows: slice, whole: int, part: NDArray[np.float32]
) -> FloatMap:
    """Move what is in `rows` up by `whole` and a broken number of rows; the rest is empty.

    Returns the rows of `moved` that it came to.
    """
    source = image[rows].copy()
    if np.may_share_memory(image, moved):
        image[rows] = 0
    for below, weight in ((0, 1 - part), (1, part)):
        first = rows.start - whole - below
        top, bottom = max(first, 0), min(first + len(source), len(moved))
        if bottom > top:
            moved[top:bottom] += source[top - first : bottom - first] * weight
    return moved[max(rows.start - whole - 1, 0) : max(rows.stop - whole, 0)]


def blur(image: FloatMap, sigma_x: float, sigma_y: float) -> FloatMap:
    """Gaussian blur with repeated edges; a sigma of 0 leaves that direction alone."""
    return _blur_rows(_blur_columns(image, sigma_x), sigma_y)


def gaussian_taps(sigma: float) -> tuple[np.float32, ...]:
    """Half a Gaussian kernel from its middle on; the whole sums to 1."""
    reach = max(1, int(np.ceil(3.5 * sigma)))
    k = np.arange(reach + 1)
    taps = exact_math.exp(-(k * k) / (2 * sigma * sigma))
    total = taps[0]
    for tap in taps[1:]:
        total = total + 2 * tap
    return tuple(np.float32(tap) for tap in taps / total)


def _blur_rows(image: FloatMap, sigma: float) -> FloatMap:
    if sigma <= 0:
        return image
    taps = gaussian_taps(sigma)
    reach, height = len(taps) - 1, len(image)
    padded = np.pad(image, ((reach, reach), (0, 0)), mode="edge")
    out = np.empty(image.shape, np.float32)
    for top in range(0, height, _ROWS_AT_ONCE):
        rows = min(_ROWS_AT_ONCE, height - top)
        part = padded[top : top + rows + 2 * reach]
        moved = [part[k : k + rows] for k in range(2 * reach + 1)]
        _convolve(out[top : top + rows], moved, taps)
    return out


def _blur_columns(image: FloatMap, sigma: float) -> FloatMap:
    if sigma <= 0:
        return image
    taps = gaussian_taps(sigma)
    reach, (height, width) = len(taps) - 1, image.shape
    out = np.empty(image.shape, np.float32)
    for top in range(0, height, _ROWS_AT_ONCE):
        part = np.pad(image[top : top + _ROWS_AT_ONCE], ((0, 0), (reach, reach)), mode="edge")
        moved = [part[:, k : k + width] for k in range(2 * reach + 1)]
        _convolve(out[top : top + _ROWS_AT_ONCE], moved, taps)
    return out


def _convolve(out: FloatMap, moved: Sequence[FloatMap], taps: tuple[np.float32, ...]) -> None:
    """Weighted sum of the copies in `moved`, which are shifted by -reach to reach."""
    reach = len(taps) - 1
    pair = np.empty_like(out)
    np.multiply(moved[reach], taps[0], out=out)
    for k in range(1, reach + 1):
        np.add(moved[reach - k], moved[reach + k], out=pair)
        np.multiply(pair, taps[k], out=pair)
        np.add(out, pair, out=out)


Taps = tuple[NDArray[np.intp], FloatMap]
"""Indices and weights, both of shape (taps, n)."""


def _linear_taps(size: int, wanted: int) -> Taps:
    at = (np.arange(wanted) + 0.5) * (size / wanted) - 0.5
    first = np.floor(at)
    part = (at - first).astype(np.float32)
    index = np.stack([first, first + 1]).astype(np.intp)
    return np.clip(index, 0, size - 1), np.stack([1 - part, part])


def _cubic_taps(size: int, wanted: int) -> Taps:
    at = (np.arange(wanted) + 0.5) * (size / wanted) - 0.5
    first = np.floor(at)
    index, weights = [], []
    for k in range(-1, 3):
        away = np.abs(at - first - k)
        near = ((_CUBIC + 2) * away - (_CUBIC + 3)) * away * away + 1
        far = ((_CUBIC * away - 5 * _CUBIC) * away + 8 * _CUBIC) * away - 4 * _CUBIC
        index.append(first + k)
        weights.append(np.where(away <= 1, near, far))
    clipped = np.clip(np.stack(index).astype(np.intp), 0, size - 1)
    return clipped, np.stack(weights).astype(np.float32)


def _mix_columns(image: FloatMap, index: NDArray[np.intp], weights: FloatMap) -> FloatMap:
    mixed: FloatMap = np.take(image, index[0], axis=1) * weights[0]
    for i, w in zip(index[1:], weights[1:], strict=True):
        mixed += np.take(image, i, axis=1) * w
    return mixed.astype(np.float32, copy=False)


def _mix_rows(image: FloatMap, index: NDArray[np.intp], weights: FloatMap) -> FloatMap:
    mixed: FloatMap = np.take(image, index[0], axis=0) * weights[0][:, None]
    for i, w in zip(index[1:], weights[1:], strict=True):
        mixed += np.take(image, i, axis=0) * w[:, None]
    return mixed.astype(np.float32, copy=False)


def _mean_spans(values: NDArray[np.float64], wanted: int) -> NDArray[np.float64]:
    """Means over `wanted` equal spans of each row, shares of columns included."""
    size = values.shape[1]
    sums = np.zeros((len(values), size + 1))
    np.cumsum(values, axis=1, out=sums[:, 1:])
    at = np.arange(wanted + 1) * (size / wanted)
    first = np.minimum(np.floor(at).astype(np.intp), size - 1)
    part = at - first
    edges = sums[:, first] * (1 - part) + sums[:, first + 1] * part
    means: NDArray[np.float64] = (edges[:, 1:] - edges[:, :-1]) / (size / wanted)
    return means
