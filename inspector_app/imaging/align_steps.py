"""One picture of -ln T laid over another, and the steps that bring it closer (see `align`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Attenuation = NDArray[np.float32]

FEWEST_PIXELS = 400
"""With less overlap than that nothing can be said."""

_HUBER = 1.345


@dataclass(frozen=True, slots=True)
class Pair:
    """Two pictures of -ln T at one resolution; the expected scale is taken out of `moving`."""

    fixed: Attenuation
    moving: Attenuation


@dataclass(frozen=True, slots=True)
class Map:
    """From the unit square of the fixed picture into that of the moving one:
    ``u_moving = ax * u + bx``, ``v_moving = ay * v + by``. The same at every resolution."""

    ax: float
    bx: float
    ay: float
    by: float


def warp(pair: Pair, at: Map) -> tuple[Attenuation, NDArray[np.bool_]]:
    """The moving picture in the fixed one's frame, and where it has pixels."""
    height, width = pair.fixed.shape
    tall, long = pair.moving.shape
    across, down = at.ax * long / width, at.ay * tall / height
    inverse = np.array(
        [
            [across, 0.0, 0.5 * across + at.bx * long - 0.5],
            [0.0, down, 0.5 * down + at.by * tall - 0.5],
        ]
    )
    moved = cv2.warpAffine(
        pair.moving,
        inverse,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    u = at.ax * (np.arange(width) + 0.5) / width + at.bx
    v = at.ay * (np.arange(height) + 0.5) / height + at.by
    inside_u = (u > 1.5 / long) & (u < 1 - 1.5 / long)
    inside_v = (v > 1.5 / tall) & (v < 1 - 1.5 / tall)
    return cast("Attenuation", moved), inside_v[:, None] & inside_u[None, :]


def refine(pair: Pair, start: Map, steps: int) -> Map:
    """Gauss-Newton over the four numbers of the map and one offset of the air value."""
    height, width = pair.fixed.shape
    at = start
    u = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :]
    v = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None]
    for _ in range(steps):
        moved, inside = warp(pair, at)
        rows, columns = inside.any(axis=1), inside.any(axis=0)
        if int(rows.sum()) * int(columns.sum()) < FEWEST_PIXELS:
            return at
        part = np.ix_(rows, columns)
        piece = moved[part]
        # Gradients by u_moving and v_moving: per pixel of the fixed picture, times pixels per unit.
        by_u = cv2.Sobel(piece, cv2.CV_32F, 1, 0, ksize=1, scale=0.5) * (width / at.ax)
        by_v = cv2.Sobel(piece, cv2.CV_32F, 0, 1, ksize=1, scale=0.5) * (height / at.ay)
        step = _solve(by_u, by_v, u[:, columns], v[rows], piece - pair.fixed[part])
        if step is None:
            return at
        at = Map(at.ax + step[0], at.bx + step[1], at.ay + step[2], at.by + step[3])
        moved_px = max(
            width * (abs(step[0] + step[1]) + abs(step[1])),
            height * (abs(step[2] + step[3]) + abs(step[3])),
        )
        if moved_px < 0.005:
            break
    return at


def _solve(
    by_u: Attenuation, by_v: Attenuation, u: Attenuation, v: Attenuation, excess: Attenuation
) -> tuple[float, ...] | None:
    """The step that would take away `excess`, as changes of ax, bx, ay, by; None where the picture
    does not say."""
    offset = float(np.median(excess[::3, ::3]))
    left = excess - np.float32(offset)
    spread = 1.4826 * float(np.median(np.abs(left[::3, ::3]))) + 1e-3
    weight = np.minimum(1.0, np.float32(_HUBER * spread) / np.maximum(np.abs(left), 1e-6))
    # Columns far from the middle must not make the sums ill-conditioned.
    mid_u, mid_v = float(u.mean()), float(v.mean())
    slopes = (by_u * (u - mid_u), by_u, by_v * (v - mid_v), by_v, np.ones_like(by_u))
    matrix = np.empty((5, 5))
    wanted = np.empty(5)
    for i, one in enumerate(slopes):
        weighted = one * weight
        wanted[i] = -float(np.vdot(weighted, left))
        for j in range(i, 5):
            matrix[i, j] = matrix[j, i] = float(np.vdot(weighted, slopes[j]))
    matrix[np.diag_indices(5)] *= 1 + 1e-6
    try:
        change = np.linalg.solve(matrix, wanted)
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(change).all():
        return None
    # Never farther than a tenth of the picture: beyond that a slope says nothing.
    change[:4] = np.clip(change[:4], -0.1, 0.1)
    step_u, shift_u, step_v, shift_v = (float(one) for one in change[:4])
    return step_u, shift_u - step_u * mid_u, step_v, shift_v - step_v * mid_v
