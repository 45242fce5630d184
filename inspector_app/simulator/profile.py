"""The scanner that is imitated: beams, pitch, dose, faults, and how its files look."""

from __future__ import annotations

from dataclasses import dataclass

from inspector_app.imaging.physics import NINE_MV, SIX_MV

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """A family of scanners; every scan draws its own numbers from the ranges.

    Attributes:
        name: stored with each simulated scan.
        beams: one or two names of `physics.BEAMS`, the high one first.
        height_px: detector rows.
        mm_per_px_y: detector pitch at the near wall, mm.
        mm_per_px_x: pulse pitch along the vehicle, mm.
        quanta: detected quanta per pixel and pulse in air.
        electronic_quanta: electronic noise, in quanta.
        blur_px: standard deviation of the point spread.
        row_gain: residual gain error of a detector row, relative.
        pulse_gain: residual error of a pulse's dose, relative.
        dead_row_chance: chance of one dead detector row per scan.
        bits: bits per stored pixel; 8 means an export with a grey curve, 16 raw transmission.
        air_level: share of full scale that air is stored at.
    """

    name: str
    beams: tuple[str, ...]
    height_px: int
    mm_per_px_y: Range
    mm_per_px_x: Range
    quanta: Range
    electronic_quanta: Range
    blur_px: Range
    row_gain: Range
    pulse_gain: Range
    dead_row_chance: float
    bits: int
    air_level: Range


DUAL_NINE_SIX = ScannerProfile(
    name="simulated 9/6 MV dual energy",
    beams=(NINE_MV, SIX_MV),
    height_px=800,
    mm_per_px_y=(4.4, 5.2),
    mm_per_px_x=(4.6, 5.6),
    quanta=(3e4, 2e5),
    electronic_quanta=(0.5, 4.0),
    blur_px=(0.45, 0.9),
    row_gain=(0.0005, 0.003),
    pulse_gain=(0.0005, 0.003),
    dead_row_chance=0.08,
    bits=16,
    air_level=(0.90, 0.97),
)

SINGLE_SIX = ScannerProfile(
    name="simulated 6 MV single energy",
    beams=(SIX_MV,),
    height_px=800,
    mm_per_px_y=(4.0, 4.6),
    mm_per_px_x=(5.0, 9.0),
    quanta=(2e4, 2e5),
    electronic_quanta=(0.5, 6.0),
    blur_px=(0.5, 1.0),
    row_gain=(0.0005, 0.004),
    pulse_gain=(0.0005, 0.004),
    dead_row_chance=0.12,
    bits=8,
    air_level=(0.94, 1.0),
)
