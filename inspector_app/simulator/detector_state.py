"""What one pass of a scanner was like, and which of its faults are switched on."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from inspector_app.simulator import exact_math
from inspector_app.simulator.profile import Range, ScannerProfile


@dataclass(frozen=True, slots=True)
class DetectorEffects:
    """Parts of the detector chain; each can be left out, for tests and for teaching.

    Each effect draws from a random stream of its own, so leaving one out changes nothing that the
    others do.

    Attributes:
        point_spread: blur by focal spot, crystal and motion.
        scatter_haze: a little of everything reaches every detector.
        lag: afterglow of the crystals, which darkens nothing but smears along the columns.
        pulse_dose: doses differ from pulse to pulse; a reference detector corrects most of it.
        dual_pulse_imbalance: high and low pulses differ apart from each other.
        shot_noise: X-ray quanta are counted, each weighed by its energy.
        electronic_noise: of amplifiers and converters.
        row_gain: residual gain error of each detector row.
        row_offset: error of each detector row's dark level, which shows where little light is.
        modules: steps between modules of 16 or 32 rows, and their dark edges.
        boom_wobble: the boom sways: slow changes of intensity, stronger at the top.
        speed_jitter: columns slowly stretched and compressed.
        energy_offset: high and low pulses are taken at different places.
        bad_detectors: rows that are dead, hot or weak.
        black_columns: pulses that did not fire.
        truncation: recording that began late or ended early.
        saturation: now and then the air is brighter than what can be stored.
        quantisation: values become whole numbers.
        jpeg: an 8-bit export loses what JPEG loses.
    """

    point_spread: bool = True
    scatter_haze: bool = True
    lag: bool = True
    pulse_dose: bool = True
    dual_pulse_imbalance: bool = True
    shot_noise: bool = True
    electronic_noise: bool = True
    row_gain: bool = True
    row_offset: bool = True
    modules: bool = True
    boom_wobble: bool = True
    speed_jitter: bool = True
    energy_offset: bool = True
    bad_detectors: bool = True
    black_columns: bool = True
    truncation: bool = True
    saturation: bool = True
    quantisation: bool = True
    jpeg: bool = True

    @classmethod
    def none(cls) -> DetectorEffects:
        """A perfect detector."""
        return cls(**{field.name: False for field in fields(cls)})

    def without(self, *names: str) -> DetectorEffects:
        """The same with some effects off. Raises TypeError for a name that is not one."""
        return replace(self, **dict.fromkeys(names, False))

    @classmethod
    def only(cls, *names: str) -> DetectorEffects:
        """A perfect detector but for these. Raises TypeError for a name that is not one."""
        return replace(cls.none(), **dict.fromkeys(names, True))


@dataclass(frozen=True, slots=True)
class DetectorState:
    """What one pass of the scanner was like; drawn once per scan from the profile's ranges.

    The fields after `air_level` may be left out and are then without effect.

    Attributes:
        quanta: detected quanta per pixel and pulse in air.
        electronic_quanta: standard deviation of the electronic noise, in quanta.
        blur_px: standard deviation of the point spread.
        row_gain: standard deviation of the rows' residual gains, relative.
        pulse_gain: the same of the pulses' doses after their correction.
        air_level: share of full scale at which air is stored; above 1 it saturates.
        raw_pulse_jitter: standard deviation of the pulses' doses before correction: fewer quanta
            mean more noise even where the mean is corrected.
        module_rows: rows per detector module.
        module_step: standard deviation of the modules' residual gains, relative.
        module_gap: share of its light that the first row of each module lacks.
        wobble: standard deviation of the slow intensity changes in the top row, relative.
        speed_jitter: standard deviation of the column pitch, relative.
        energy_offset_px: how many columns later the low beam sees what the high beam saw.
        lag: share of the light that comes too late.
        haze: share of scattered light.
        dead_rows, hot_rows, weak_rows: how many there are of each.
        black_columns: how many pulses did not fire.
        truncated: share of the columns that are missing.
        row_offset: standard deviation of the rows' dark levels, relative to air.
    """

    quanta: float
    electronic_quanta: float
    blur_px: float
    row_gain: float
    pulse_gain: float
    air_level: float
    raw_pulse_jitter: float = 0.0
    module_rows: int = 16
    module_step: float = 0.0
    module_gap: float = 0.0
    wobble: float = 0.0
    speed_jitter: float = 0.0
    energy_offset_px: float = 0.0
    lag: float = 0.0
    haze: float = 0.0
    dead_rows: int = 0
    hot_rows: int = 0
    weak_rows: int = 0
    black_columns: int = 0
    truncated: float = 0.0
    row_offset: float = 0.0

    def effective(self, effects: DetectorEffects) -> DetectorState:
        """The state with the fields of the effects that are off set to no effect.

        Noise has no such value and is switched where it is made.
        """
        off: dict[str, float] = {}
        for effect, names in _FIELDS_OF.items():
            if not getattr(effects, effect):
                off |= dict.fromkeys(names, 0)
        if not effects.saturation:
            off["air_level"] = min(self.air_level, _UNSATURATED)
        return replace(self, **off)  # type: ignore[arg-type]


_FIELDS_OF = {
    "point_spread": ("blur_px",),
    "scatter_haze": ("haze",),
    "lag": ("lag",),
    "pulse_dose": ("pulse_gain", "raw_pulse_jitter"),
    "row_gain": ("row_gain",),
    "row_offset": ("row_offset",),
    "modules": ("module_step", "module_gap"),
    "boom_wobble": ("wobble",),
    "speed_jitter": ("speed_jitter",),
    "energy_offset": ("energy_offset_px",),
    "bad_detectors": ("dead_rows", "hot_rows", "weak_rows"),
    "black_columns": ("black_columns",),
    "truncation": ("truncated",),
}
_UNSATURATED = 0.95


def draw_state(profile: ScannerProfile, rng: np.random.Generator) -> DetectorState:
    """Draw one scanner state."""

    def between(limits: Range) -> float:
        return float(rng.uniform(*limits))

    def happens(chance: float) -> bool:
        return bool(rng.random() < chance)

    low, high = exact_math.log(profile.quanta)
    quanta = float(exact_math.exp(rng.uniform(low, high)))
    electronic, blur = between(profile.electronic_quanta), between(profile.blur_px)
    row_gain, pulse_gain = between(profile.row_gain), between(profile.pulse_gain)
    air_level = between(profile.air_level)
    saturated = between(profile.saturated_air_level)
    bad = str(rng.choice(("dead", "hot", "weak"))) if happens(profile.dead_row_chance) else ""
    bad_count = 1 + int(happens(0.25))
    missing = int(rng.integers(1, 5))
    truncated = between(profile.truncated_share)
    return DetectorState(
        quanta=quanta,
        electronic_quanta=electronic,
        blur_px=blur,
        row_gain=row_gain,
        pulse_gain=pulse_gain,
        air_level=saturated if happens(profile.saturation_chance) else air_level,
        raw_pulse_jitter=between(profile.raw_pulse_jitter),
        module_rows=int(rng.choice(profile.module_rows)),
        module_step=between(profile.module_step),
        module_gap=between(profile.module_gap),
        wobble=between(profile.wobble),
        speed_jitter=between(profile.speed_jitter),
        energy_offset_px=between(profile.energy_offset_px),
        lag=between(profile.lag),
        haze=between(profile.haze),
        dead_rows=bad_count if bad == "dead" else 0,
        hot_rows=bad_count if bad == "hot" else 0,
        weak_rows=bad_count if bad == "weak" else 0,
        black_columns=missing if happens(profile.black_column_chance) else 0,
        truncated=truncated if happens(profile.truncation_chance) else 0.0,
        row_offset=between(profile.row_offset),
    )
