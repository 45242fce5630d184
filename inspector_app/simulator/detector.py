"""From transmission to stored pixels: blur, dose, noise, detector faults, quantisation, export."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from inspector_app.imaging.view_pixels import Pixels
from inspector_app.simulator.canvas import FloatMap
from inspector_app.simulator.profile import Range, ScannerProfile

# Energy-integrating detectors weigh quanta by energy, which raises the variance (Swank factor).
_SWANK = 1.4


@dataclass(frozen=True, slots=True)
class DetectorState:
    """What one pass of the scanner was like; drawn once per scan from the profile's ranges."""

    quanta: float
    electronic_quanta: float
    blur_px: float
    row_gain: float
    pulse_gain: float
    air_level: float


@dataclass(frozen=True, slots=True)
class GreyCurve:
    """An 8-bit export: ``255 clip((T - black) / (white - black)) ** gamma``, then JPEG."""

    black: float
    white: float
    gamma: float
    jpeg_quality: int


def draw_state(profile: ScannerProfile, rng: np.random.Generator) -> DetectorState:
    """Draw one scanner state."""

    def between(limits: Range) -> float:
        return float(rng.uniform(*limits))

    return DetectorState(
        quanta=float(np.exp(rng.uniform(*np.log(profile.quanta)))),
        electronic_quanta=between(profile.electronic_quanta),
        blur_px=between(profile.blur_px),
        row_gain=between(profile.row_gain),
        pulse_gain=between(profile.pulse_gain),
        air_level=between(profile.air_level),
    )


def draw_grey_curve(rng: np.random.Generator) -> GreyCurve:
    """Most exports are near linear with a small black offset, as the scans we have seen."""
    gamma = 1.0 if rng.random() < 0.5 else float(rng.uniform(0.55, 1.3))
    black = float(rng.choice([0.0, rng.uniform(0, 0.05)]))
    return GreyCurve(black, float(rng.uniform(0.96, 1.02)), gamma, int(rng.integers(75, 97)))


def record(transmission: FloatMap, state: DetectorState, rng: np.random.Generator) -> FloatMap:
    """Measured transmission at one energy: blur, gains, noise. May lie below 0 or above 1."""
    height, width = transmission.shape
    seen = cv2.GaussianBlur(transmission, (0, 0), state.blur_px)
    # A little of everything scatters into every detector.
    small = cv2.resize(
        transmission, (max(width // 16, 1), max(height // 16, 1)), interpolation=cv2.INTER_AREA
    )
    haze = cv2.resize(cv2.GaussianBlur(small, (0, 0), 1.5), (width, height))
    seen = seen + np.float32(rng.uniform(0.0, 0.0015)) * haze
    gain = (
        1 + rng.normal(0, state.row_gain, (height, 1)) + rng.normal(0, state.pulse_gain, (1, width))
    )
    signal = seen * gain.astype(np.float32)
    variance = np.maximum(signal, 0) * (_SWANK / state.quanta)
    variance += np.float32((state.electronic_quanta / state.quanta) ** 2)
    noise = rng.standard_normal(signal.shape, np.float32)
    noisy: FloatMap = signal + noise * np.sqrt(variance)
    return noisy


def spoil_rows(images: list[FloatMap], chance: float, rng: np.random.Generator) -> None:
    """Now and then one detector row is dead or stuck, in all energies alike."""
    if rng.random() < chance:
        row = int(rng.integers(images[0].shape[0]))
        level = float(rng.choice([0.0, 0.35, 1.0]))
        for image in images:
            image[row] = level if level != 0.35 else image[row] * 0.8 + 0.2


def store_16_bit(measured: FloatMap, state: DetectorState) -> Pixels:
    """Raw transmission as uint16, air at the profile's share of full scale."""
    scaled = np.round(measured * np.float32(state.air_level * 65535))
    stored: NDArray[np.uint16] = np.clip(scaled, 0, 65535).astype(np.uint16)
    return stored


def store_8_bit(measured: FloatMap, curve: GreyCurve) -> Pixels:
    """A grey export with JPEG losses, values 0 to 255 in uint16."""
    share = np.clip((measured - curve.black) / (curve.white - curve.black), 0, 1)
    if curve.gamma != 1.0:
        share = share ** np.float32(curve.gamma)
    grey = np.round(share * 255).astype(np.uint8)
    done, packed = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, curve.jpeg_quality])
    if not done:
        raise ValueError("JPEG export failed")
    opened = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    if opened is None:
        raise ValueError("JPEG export cannot be read back")
    return opened.astype(np.uint16)
