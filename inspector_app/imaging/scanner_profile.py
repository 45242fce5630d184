"""What kind of scanner a picture comes from: beams, pitch, dose, faults. Data files, one each.

A profile describes a family of machines by ranges. The simulator draws one machine's numbers from
them; `table_of` gives the attenuation table that belongs to its beams, corrected by the three
numbers per beam if the machine was calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from inspector_app.imaging.physics import (
    TABLE_FILE,
    AttenuationTable,
    Factors,
    corrected,
    load_table,
)
from inspector_app.settings.shipped import resources_folder

FOLDER = "scanners"
Range = tuple[float, float]
_LEAST_VEHICLE_MM = 2000.0
_RANGES = (
    "mm_per_px_y", "mm_per_px_x", "quanta", "electronic_quanta", "blur_px", "row_gain",
    "pulse_gain", "air_level", "source_distance_mm", "raw_pulse_jitter", "module_step",
    "module_gap", "wobble", "speed_jitter", "energy_offset_px", "lag", "haze",
    "saturated_air_level", "truncated_share", "row_offset",
)  # fmt: skip
_CHANCES = ("dead_row_chance", "saturation_chance", "black_column_chance", "truncation_chance")


@dataclass(frozen=True, slots=True)
class ScannerProfile:
    """A family of scanners; every scan draws its own numbers from the ranges.

    Attributes:
        key: name of the data file, as given on the command line.
        name: stored with each simulated scan.
        beams: one or two beams of the table, the high one first.
        height_px: detector rows.
        mm_per_px_y: detector pitch at the near wall, mm.
        mm_per_px_x: pulse pitch along the vehicle, mm.
        quanta: detected quanta per pixel and pulse in air.
        electronic_quanta: electronic noise, in quanta.
        blur_px: standard deviation of the point spread.
        row_gain: residual gain error of a detector row, relative.
        row_offset: error of a detector row's dark level, relative to air.
        pulse_gain: residual error of a pulse's dose, relative.
        dead_row_chance: chance of one or two dead, hot or weak detector rows per scan.
        bits: bits per stored pixel; 8 means an export with a grey curve, 16 raw transmission.
        air_level: share of full scale that air is stored at.
        source_distance_mm: from the source to the near wall of what is scanned.
        views: names of the views, one or two.
        raw_pulse_jitter: differences of the pulses' doses before their correction, relative.
        module_rows: rows per detector module, one of these.
        module_step: residual gain error of a module, relative.
        module_gap: share of its light that the first row of a module lacks.
        wobble: slow intensity changes by a swaying boom, relative, at the top.
        speed_jitter: variation of the column pitch by uneven speed, relative.
        energy_offset_px: columns between what the high and the low beam see.
        lag: share of the light that comes too late by afterglow.
        haze: share of scattered light.
        saturation_chance: chance that air is brighter than can be stored, and then
        saturated_air_level: the share of full scale that it would need.
        black_column_chance: chance of one to four pulses that did not fire.
        truncation_chance: chance of a scan that begins late or ends early, and then
        truncated_share: the share of columns that it lacks.
        table: attenuation table, a file of ``resources``.
        factors: beam name to its factors of photoelectric, Compton and pair part; a beam that is
            not named is not corrected.
    """

    key: str
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
    source_distance_mm: Range
    views: tuple[str, ...] = ("side",)
    raw_pulse_jitter: Range = (0.01, 0.03)
    module_rows: tuple[int, ...] = (16, 32)
    module_step: Range = (0.0005, 0.002)
    module_gap: Range = (0.0, 0.005)
    wobble: Range = (0.0, 0.006)
    speed_jitter: Range = (0.01, 0.03)
    energy_offset_px: Range = (0.0, 0.0)
    lag: Range = (0.0, 0.003)
    haze: Range = (0.0, 0.0015)
    saturation_chance: float = 0.04
    saturated_air_level: Range = (1.0, 1.08)
    black_column_chance: float = 0.05
    truncation_chance: float = 0.03
    truncated_share: Range = (0.04, 0.2)
    row_offset: Range = (0.0, 0.00002)
    table: str = TABLE_FILE
    factors: Mapping[str, Factors] = field(default_factory=dict, hash=False)

    @property
    def sees_vehicles(self) -> bool:
        """Whether a vehicle fits into the beam; a baggage machine's is about half a metre high."""
        return self.height_px * max(self.mm_per_px_y) > _LEAST_VEHICLE_MM

    def __post_init__(self) -> None:
        if len(self.beams) not in (1, 2) or not self.views:
            raise ValueError("a scanner has one or two beams and at least one view")
        if not 8 <= self.bits <= 16 or self.height_px < 1:
            raise ValueError("a scanner stores 8 to 16 bits and has detector rows")
        if not self.module_rows or min(self.module_rows) < 1:
            raise ValueError("detector modules have at least one row")
        for name in _RANGES:
            low, high = getattr(self, name)
            if not 0 <= low <= high:
                raise ValueError(f"{name} must be two numbers from 0 on, the smaller first")
        for name in _CHANCES:
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1")
        if max(self.speed_jitter[1], self.truncated_share[1], self.lag[1], self.haze[1]) > 0.5:
            raise ValueError("jitter, lag, haze and missing columns are shares of at most a half")


def read_profile(path: Path) -> ScannerProfile:
    """Read one profile.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not a profile; the message names the file and what is wrong.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        values = {name: _as_tuples(value) for name, value in raw.items() if name != "about"}
        factors = {beam: tuple(three) for beam, three in raw.get("factors", {}).items()}
        # An unknown field is a TypeError of the constructor, and told as such.
        return ScannerProfile(**{**values, "key": path.stem, "factors": factors})
    except (TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"{path.name} is not a scanner profile: {error}") from error


def _as_tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def profile_keys(resources: Path | None = None) -> tuple[str, ...]:
    """Keys of all shipped profiles."""
    folder = (resources or resources_folder()) / FOLDER
    return tuple(sorted(path.stem for path in folder.glob("*.json")))


@lru_cache(maxsize=16)
def scanner_profile(key: str) -> ScannerProfile:
    """A shipped profile by its key.

    Raises:
        KeyError: there is none of that name.
    """
    if key not in profile_keys():
        raise KeyError(key)
    return read_profile(resources_folder() / FOLDER / f"{key}.json")


def table_of(profile: ScannerProfile, resources: Path | None = None) -> AttenuationTable:
    """The attenuation table of a scanner's beams, with its correction.

    Raises:
        OSError, ValueError, KeyError: the table is missing, or does not have the beams.
    """
    table = load_table((resources or resources_folder()) / profile.table)
    for beam in profile.beams:
        if beam not in table.weights:
            raise KeyError(beam)
    return corrected(table, profile.factors) if profile.factors else table
