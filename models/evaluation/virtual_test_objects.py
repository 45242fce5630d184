"""Virtual test objects after IEC 62523 and ANSI/IEEE N42.46, seen by the simulated scanners.

The standards let people look at pictures; here "seen" is a rule, the same for all scanners: an
object is seen where the mean of a matched region differs from its surroundings by at least five
standard errors (A. Rose's criterion), in at least 9 of 10 drawn scanner states. The shapes:

* penetration: a lead block of 100 x 100 mm that absorbs everything, behind steel; the thickest
  steel (steps of 5 mm) behind which it is seen.
* contrast: a steel sheet of 50 x 50 mm (20 mm for a tube) before half the steel that the scanner
  penetrates; the thinnest sheet that is seen, in percent of the steel behind.
* resolution: bars of steel, 20 mm deep (1 mm for a tube), as wide as the gaps between them, across
  the rows and across the pulses; the narrowest whose modulation is at least 10 % of that of wide
  bars in both directions. The pixel pitch alone limits it to two pixels a line pair; the width of
  one line is given.
* wire: a straight copper wire of 500 mm in the open at 30 degrees; the thinnest that is seen along
  its length.

The wire is seen by eye along its length, so its matched region is its whole shadow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging import physics
from inspector_app.imaging.scanner_profile import ScannerProfile, table_of
from inspector_app.simulator import detector

Array = NDArray[np.float32]

STATES = 10
SEEN_IN = 9
ROSE = 5.0
STEEL_G_CM3, COPPER_G_CM3, LEAD_G_CM3 = 7.87, 8.96, 11.35
BLOCK_MM, SHEET_MM = 100.0, 50.0
FINE = 8
"""Bars and wires are drawn this many times finer than pixels, then averaged."""


class Bench:
    """One scanner family with drawn states, before which test objects are put."""

    def __init__(self, profile: ScannerProfile, seed: int) -> None:
        self.profile = profile
        self.table = table_of(profile)
        self.mm_y = float(np.mean(profile.mm_per_px_y))
        self.mm_x = float(np.mean(profile.mm_per_px_x))
        self.is_tube = profile.beams[0].endswith("kV-high")
        self._seeds = [np.random.SeedSequence((seed, state)) for state in range(STATES)]

    def transmission(self, areal: dict[str, Array]) -> Array:
        """Noise-free transmission of the high beam."""
        return physics.transmissions(self.table, areal, (self.profile.beams[0],))[0]

    def measured(self, clear: Array, state: int) -> Array:
        """Stored values of one drawn scanner state, as a share of full scale."""
        rng = np.random.default_rng(self._seeds[state])
        drawn = detector.draw_state(self.profile, rng)
        seen = detector.record(clear, drawn, rng)
        if self.profile.bits == 8:
            # Linear: grey curves are a choice of who exports, not of the scanner.
            return np.round(np.clip(seen, 0, 1) * 255) / 255
        return detector.store_16_bit(seen, drawn).astype(np.float32) / (65535 * drawn.air_level)

    def share_seen(self, clear: Array, inside: NDArray[np.bool_], ring: NDArray[np.bool_]) -> float:
        """In how many of the states the region differs from its ring by `ROSE` standard errors."""
        seen = 0
        for state in range(STATES):
            values = self.measured(clear, state)
            here, around = values[inside], values[ring]
            error = np.sqrt(here.var() / here.size + around.var() / around.size)
            # Row and pulse gains do not average out over a region: take them from strips of it.
            rows = np.array([values[y][ring[y]].mean() for y in np.flatnonzero(ring.any(axis=1))])
            error = max(float(error), float(rows.std() / np.sqrt(len(rows))), 1e-12)
            seen += abs(float(here.mean() - around.mean())) >= ROSE * error
        return seen / STATES


def block(bench: Bench, side_mm: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Masks of a block and of the ring around it; the blurred rim belongs to neither."""
    half_y = max(2, round(side_mm / bench.mm_y / 2))
    half_x = max(2, round(side_mm / bench.mm_x / 2))
    height, width = 6 * half_y, 6 * half_x
    inside = np.zeros((height, width), bool)
    inside[2 * half_y : 4 * half_y, 2 * half_x : 4 * half_x] = True
    core = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    ring = ~cv2.dilate(inside.astype(np.uint8), np.ones((7, 7), np.uint8)).astype(bool)
    return np.stack([inside, core]), ring


def penetration_mm(bench: Bench) -> float:
    """The thickest steel, mm, behind which the lead block is seen."""
    masks, ring = block(bench, BLOCK_MM if not bench.is_tube else 20.0)

    def is_seen(steel_mm: float) -> bool:
        steel = np.full(ring.shape, steel_mm / 10 * STEEL_G_CM3, np.float32)
        lead = masks[0].astype(np.float32) * 30 * LEAD_G_CM3
        clear = bench.transmission({"iron": steel, "lead": lead})
        return bench.share_seen(clear, masks[1], ring) >= SEEN_IN / STATES

    return largest(is_seen, 5.0 if not bench.is_tube else 1.0, 800.0 if not bench.is_tube else 80.0)


def contrast_percent(bench: Bench, behind_mm: float) -> float:
    """The thinnest steel sheet that is seen before so much steel, percent of the steel."""
    masks, ring = block(bench, SHEET_MM if not bench.is_tube else 20.0)

    def is_seen(percent: float) -> bool:
        steel = np.full(ring.shape, behind_mm, np.float32)
        steel[masks[0]] *= 1 + percent / 100
        clear = bench.transmission({"iron": steel / 10 * np.float32(STEEL_G_CM3)})
        return bench.share_seen(clear, masks[1], ring) >= SEEN_IN / STATES

    return smallest(is_seen, 0.1, 20.0)


def resolution_mm(bench: Bench) -> float:
    """Width of the narrowest bars, mm, that keep a tenth of their modulation both ways."""
    depth_cm = 0.1 if bench.is_tube else 2.0
    rng = np.random.default_rng(1)
    blur = float(np.mean(bench.profile.blur_px))

    def modulation(width_mm: float, mm_per_px: float) -> float:
        pixels = 256
        at = (np.arange(pixels * FINE) + 0.5) / FINE * mm_per_px
        # Where the bars begin within a pixel matters near the limit: the mean of many beginnings.
        found = []
        for start in rng.uniform(0, 2 * width_mm, 8):
            bars = (((at + start) // width_mm) % 2).astype(np.float32)
            areal = (bars * depth_cm * STEEL_G_CM3)[None, :]
            fine = bench.transmission({"iron": areal})[0]
            line = fine.reshape(pixels, FINE).mean(axis=1)[None, :].repeat(3, axis=0)
            seen = cv2.GaussianBlur(line, (0, 0), blur)[1, 20:-20]
            middles_mm = (np.arange(20, pixels - 20) + 0.5) * mm_per_px
            phase = np.exp(1j * np.pi * middles_mm / width_mm)
            found.append(2 * abs(np.mean((seen - seen.mean()) * phase)))
        return float(np.mean(found))

    def is_resolved(width_mm: float) -> bool:
        for mm_per_px in (bench.mm_y, bench.mm_x):
            if 2 * width_mm < 2 * mm_per_px:
                return False
            if modulation(width_mm, mm_per_px) < 0.1 * modulation(20 * mm_per_px, mm_per_px):
                return False
        return True

    return smallest(is_resolved, 0.1, 20.0)


def wire_mm(bench: Bench) -> float:
    """Diameter of the thinnest copper wire in the open, mm, that is seen along its length."""
    length_mm = 100.0 if bench.is_tube else 500.0
    height = int(length_mm / bench.mm_y) + 20
    width = int(length_mm / bench.mm_x) + 20
    y, x = np.mgrid[0 : height * FINE, 0 : width * FINE].astype(np.float32)
    y, x = (y + 0.5) / FINE * bench.mm_y, (x + 0.5) / FINE * bench.mm_x
    angle = np.deg2rad(30)
    middle_y, middle_x = height * bench.mm_y / 2, width * bench.mm_x / 2
    across = (x - middle_x) * np.sin(angle) - (y - middle_y) * np.cos(angle)
    along = (x - middle_x) * np.cos(angle) + (y - middle_y) * np.sin(angle)
    on_length = np.abs(along) < length_mm / 2

    def mean_pixels(values: Array) -> Array:
        return values.reshape(height, FINE, width, FINE).mean(axis=(1, 3))

    reach = max(bench.mm_x, bench.mm_y)
    shadow = mean_pixels(((np.abs(across) < reach / 2) & on_length).astype(np.float32)) > 0.25
    away = np.abs(across) / reach
    ring = mean_pixels(((away > 4) & (away < 12) & on_length).astype(np.float32)) > 0.9

    def is_seen(diameter_mm: float) -> bool:
        chord = 2 * np.sqrt(np.clip((diameter_mm / 2) ** 2 - across**2, 0, None)) * on_length
        copper = (chord / 10 * COPPER_G_CM3).astype(np.float32)
        # A wire thinner than a fine pixel would be missed or doubled: keep its cross-section.
        total = np.pi * (diameter_mm / 2) ** 2 * length_mm / 10 * COPPER_G_CM3
        drawn = copper.sum() * bench.mm_x * bench.mm_y / FINE**2
        if drawn > 0:
            copper *= np.float32(total / drawn)
        clear = mean_pixels(bench.transmission({"copper": copper}))
        return bench.share_seen(clear, shadow, ring) >= SEEN_IN / STATES

    return smallest(is_seen, 0.1, 10.0)


def largest(is_seen: Callable[[float], bool], step: float, limit: float) -> float:
    """The largest multiple of `step` for which `is_seen`, by bisection; 0 for none."""
    low, high = 0, int(limit / step) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if is_seen(middle * step) else (low, middle)
    return low * step


def smallest(is_seen: Callable[[float], bool], step: float, limit: float) -> float:
    """The smallest multiple of `step` for which `is_seen`, by bisection; infinity for none."""
    low, high = 0, int(limit / step) + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_seen(middle * step) else (middle, high)
    return high * step if high * step <= limit else float("inf")


def measure(profile: ScannerProfile, seed: int = 46) -> dict[str, Any]:
    """All figures of one scanner family."""
    bench = Bench(profile, seed)
    penetrated = penetration_mm(bench)
    return {
        "penetration_mm_steel": round(penetrated, 1),
        "contrast_percent": round(contrast_percent(bench, penetrated / 2), 2),
        "resolution_mm": round(resolution_mm(bench), 2),
        "wire_mm": round(wire_mm(bench), 2),
        "pixel_mm": [round(bench.mm_x, 2), round(bench.mm_y, 2)],
    }
