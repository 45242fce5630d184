"""What the inside of a package looks like from the side: small maps of mean 1, stretched on it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from inspector_app.simulator.canvas import FloatMap, smooth_noise

_SIZE = 28
Pattern = Callable[[np.random.Generator], FloatMap]


def _even(values: np.ndarray) -> FloatMap:
    """Scale to mean 1; nothing negative."""
    positive = np.maximum(values, 0.02)
    scaled: FloatMap = (positive / positive.mean()).astype(np.float32)
    return scaled


def _grain(rng: np.random.Generator, sigma: float, cells: int = 7) -> FloatMap:
    return smooth_noise(rng, (_SIZE, _SIZE), (cells, cells), sigma)


def _chords(across: int, half_widths: np.ndarray) -> np.ndarray:
    """Upright round things side by side; `half_widths` (rows,) is 1 where they touch."""
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    u = 2 * (u - np.floor(u)) - 1
    return np.sqrt(np.maximum(half_widths[:, None] ** 2 - u[None, :] ** 2, 0))


def plain(rng: np.random.Generator) -> FloatMap:
    """Powder, meat, soap: hardly any structure."""
    return _even(_grain(rng, 0.04, int(rng.integers(3, 8))))


def lumpy(rng: np.random.Generator) -> FloatMap:
    """Frozen pieces thrown into a box."""
    return _even(_grain(rng, 0.22, int(rng.integers(5, 11))))


def bottles(rng: np.random.Generator) -> FloatMap:
    """Standing bottles: full bodies, thin necks, air over the necks."""
    z = 1 - (np.arange(_SIZE) + 0.5) / _SIZE
    shoulder, neck = float(rng.uniform(0.5, 0.66)), float(rng.uniform(0.28, 0.4))
    slope = np.clip((z - shoulder) / 0.16, 0, 1)
    half = np.where(z > 0.93, neck * 1.15, 1 - (1 - neck) * slope)
    body = _chords(int(rng.integers(3, 7)), half)
    empty_top = np.where(z > shoulder + float(rng.uniform(0.1, 0.25)), 0.45, 1.0)
    return _even(0.06 + body * empty_top[:, None])


def cans(rng: np.random.Generator) -> FloatMap:
    """Layers of cans with double rims."""
    layers = int(rng.integers(1, 4))
    z = (np.arange(_SIZE) + 0.5) / _SIZE * layers
    rim = np.abs(z - np.floor(z) - 0.5) > 0.5 - 0.045 * layers
    body = _chords(int(rng.integers(3, 7)), np.ones(_SIZE))
    return _even((0.12 + body) * np.where(rim, 1.25, 1.0)[:, None])


def spheres(rng: np.random.Generator) -> FloatMap:
    """Fruit in layers, each row set off from the one below, seen through several rows."""
    total = np.full((_SIZE, _SIZE), 0.25)
    ys, xs = np.mgrid[0:_SIZE, 0:_SIZE] + 0.5
    radius = float(rng.uniform(2.6, 4.2))
    for row in range(int(_SIZE / (1.7 * radius)) + 1):
        y = _SIZE - radius - row * 1.7 * radius
        for x in np.arange((row % 2) * radius + radius * 0.4, _SIZE + radius, 2 * radius):
            off = (xs - x - rng.normal(0, 0.3)) ** 2 + (ys - y - rng.normal(0, 0.3)) ** 2
            total += np.sqrt(np.maximum(radius * radius - off, 0)) / radius
    return _even(total)


def shoe_boxes(rng: np.random.Generator) -> FloatMap:
    """Boxes in a box, a pair of shoes in each: heel and toe."""
    across, down = int(rng.integers(2, 4)), int(rng.integers(3, 6))
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    v = (np.arange(_SIZE) + 0.5) / _SIZE * down
    u, v = u - np.floor(u), v - np.floor(v)
    edge = np.maximum((np.abs(u - 0.5) > 0.44)[None, :], (np.abs(v - 0.5) > 0.4)[:, None])
    sole = (v > 0.5)[:, None] * np.where(u < 0.3, 1.0, 0.5)[None, :]
    return _even(0.35 + 0.5 * edge + 0.9 * sole * _grain(rng, 0.2, 9))


def sheets(rng: np.random.Generator) -> FloatMap:
    """Books or reams: dense blocks with thin gaps between the piles."""
    across = int(rng.integers(1, 4))
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    u = u - np.floor(u)
    lines = smooth_noise(rng, (_SIZE, 2), (_SIZE, 2), 0.05)[:, :1]
    return _even(np.where(np.abs(u - 0.5) > 0.46, 0.55, 1.0)[None, :] * lines)


def devices(rng: np.random.Generator) -> FloatMap:
    """Appliances in foam: thin housings, a board, a few dense parts."""
    total = np.full((_SIZE, _SIZE), 0.35)
    across, down = int(rng.integers(1, 4)), int(rng.integers(1, 4))
    for i in range(across):
        for k in range(down):
            x0, x1 = int((i + 0.14) * _SIZE / across), int((i + 0.88) * _SIZE / across)
            y0, y1 = int((k + 0.14) * _SIZE / down), int((k + 0.88) * _SIZE / down)
            total[y0:y1, x0:x1] += 0.5
            total[y0:y1, [x0, max(x1 - 1, x0)]] += 0.8
            total[[y0, max(y1 - 1, y0)], x0:x1] += 0.8
            if i == 0 and k == 0:
                part = rng.uniform(0, 0.75, (int(rng.integers(1, 4)), 2))
            for u, v in part:
                y, x = int(y0 + v * (y1 - y0)), int(x0 + u * (x1 - x0))
                total[y : y + 3, x : x + 3] += 1.6
    return _even(total)


def toys(rng: np.random.Generator) -> FloatMap:
    """Hollow plastic things of odd shape in blister boxes."""
    total = 0.5 * _grain(rng, 0.3, 8)
    ys, xs = np.mgrid[0:_SIZE, 0:_SIZE] + 0.5
    for _ in range(int(rng.integers(5, 14))):
        x, y = rng.uniform(0, _SIZE, 2)
        a, b = rng.uniform(1.5, 6, 2)
        off = ((xs - x) / a) ** 2 + ((ys - y) / b) ** 2
        total += np.where(np.abs(off - 0.8) < 0.35, 0.8, 0.0)
    return _even(total)


def tiles(rng: np.random.Generator) -> FloatMap:
    """Tiles on edge: upright stripes, almost solid."""
    across = int(rng.integers(2, 6))
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    gap = np.where(np.abs(u - np.floor(u) - 0.5) > 0.47, 0.7, 1.0)
    return _even(gap[None, :] * _grain(rng, 0.015, 4))


def packets(rng: np.random.Generator) -> FloatMap:
    """Small equal boxes in ranks: medicines, cigarettes, tea."""
    across, down = int(rng.integers(4, 9)), int(rng.integers(4, 10))
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    v = (np.arange(_SIZE) + 0.5) / _SIZE * down
    grid = np.where(np.abs(u - np.floor(u) - 0.5) > 0.42, 0.8, 1.0)[None, :]
    grid = grid * np.where(np.abs(v - np.floor(v) - 0.5) > 0.42, 0.84, 1.0)[:, None]
    return _even(grid * _grain(rng, 0.06, 9))


def canisters(rng: np.random.Generator) -> FloatMap:
    """Jerrycans: full below, a handle with a hole on top."""
    across = int(rng.integers(1, 4))
    z = 1 - (np.arange(_SIZE) + 0.5) / _SIZE
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    u = u - np.floor(u)
    level = float(rng.uniform(0.7, 0.84))
    full = np.where(z < level, 1.0, 0.12)[:, None] * np.ones(_SIZE)[None, :]
    handle = ((z > 0.86) & (z < 0.97))[:, None] & ((u > 0.3) & (u < 0.75))[None, :]
    walls = (np.abs(u - 0.5) > 0.455)[None, :] * np.ones((_SIZE, 1))
    return _even(full * (1 - 0.55 * walls) + 0.3 * handle)


def cells(rng: np.random.Generator) -> FloatMap:
    """Starter batteries: plates of lead in cells, posts on top."""
    across = int(rng.integers(2, 5)) * 3
    z = 1 - (np.arange(_SIZE) + 0.5) / _SIZE
    u = (np.arange(_SIZE) + 0.5) / _SIZE * across
    wall = np.where(np.abs(u - np.floor(u) - 0.5) > 0.4, 0.35, 1.0)
    plates = np.where((z > 0.08) & (z < 0.72), 1.0, 0.12)[:, None] * wall[None, :]
    posts = ((z > 0.72) & (z < 0.95))[:, None] * (np.abs(u / across * 2 % 1 - 0.2) < 0.06)[None, :]
    return _even(plates + 0.9 * posts)


def tools(rng: np.random.Generator) -> FloatMap:
    """Iron things laid side by side: wrenches, hammers, drills."""
    total = np.full((_SIZE, _SIZE), 0.3)
    for _ in range(int(rng.integers(6, 16))):
        y, x = int(rng.integers(0, _SIZE - 3)), int(rng.integers(0, _SIZE - 10))
        long = int(rng.integers(6, 20))
        thick = int(rng.integers(1, 4))
        if rng.random() < 0.6:
            total[y : y + thick, x : x + long] += 0.8
            total[max(y - 1, 0) : y + thick + 1, x : x + 3] += 0.8
        else:
            total[y : y + long, x : x + thick] += 0.8
    return _even(total)


def folded(rng: np.random.Generator) -> FloatMap:
    """Folded cloth: soft layers, fuller in the middle."""
    layers = smooth_noise(rng, (_SIZE, _SIZE), (int(rng.integers(6, 14)), 3), 0.1)
    return _even(layers * _grain(rng, 0.05, 5))


PATTERNS: dict[str, Pattern] = {
    "plain": plain, "lumpy": lumpy, "bottles": bottles, "cans": cans, "spheres": spheres,
    "shoe-boxes": shoe_boxes, "sheets": sheets, "devices": devices, "toys": toys, "tiles": tiles,
    "packets": packets, "canisters": canisters, "cells": cells, "tools": tools, "folded": folded,
}  # fmt: skip
