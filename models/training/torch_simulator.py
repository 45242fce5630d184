"""The simulator's forward chain as torch tensors, for training that simulates on the fly.

Areal densities -> transmissions of all beams -> passage, point spread, haze, lag, gains, noise,
faults -> stored levels, for a batch of scenes at once, on the processor or on a GPU. The small
random numbers of a scan (its scanner's state, gains of rows and pulses, faults) are drawn with
numpy by the same functions as in `inspector_app.simulator`; only the noise of the pixels comes from
torch. Without noise both chains agree to 1e-4 in ``-ln T``; they are not equal to the last bit, and
torch's are not equal from machine to machine.

    python models/training/torch_simulator.py            speed against the numpy chain

Needs torch, which the app itself does not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from inspector_app.imaging import physics  # noqa: E402
from inspector_app.imaging.exact_physics import transmissions_exact  # noqa: E402
from inspector_app.imaging.scanner_profile import scanner_profile, table_of  # noqa: E402
from inspector_app.simulator import detector, exact_images  # noqa: E402
from inspector_app.simulator.detector import Faults, Gains  # noqa: E402
from inspector_app.simulator.detector_state import DetectorEffects, DetectorState  # noqa: E402
from inspector_app.simulator.passage import Passage  # noqa: E402

FULL_SCALE = 65535.0
_NUMBERS_AT_ONCE = {"cpu": 1 << 21, "cuda": 1 << 28}
_DEEPEST = 41.5


@dataclass(frozen=True, slots=True)
class Drawn:
    """The small random numbers of one scan, drawn with numpy.

    Attributes:
        state: the scanner's, with the effects that are off already set to no effect.
        gains: one for each beam.
        faults: detectors and pulses that do not work.
    """

    state: DetectorState
    gains: Sequence[Gains]
    faults: Faults


def draw(
    shape: tuple[int, int],
    beams: int,
    state: DetectorState,
    rng: np.random.Generator,
    effects: DetectorEffects = detector.ALL_EFFECTS,
) -> Drawn:
    """Draw as `detector.measure` does from the same generator."""
    state = state.effective(effects)
    gains_rng, _, faults_rng = rng.spawn(3)
    gains = detector.draw_gains(shape, beams, state, gains_rng, effects)
    return Drawn(state, gains, detector.draw_faults(shape, beams, state, faults_rng))


class TorchPhysics:
    """The spectrum and the attenuation of some materials as tensors on one device."""

    def __init__(
        self,
        table: physics.AttenuationTable,
        materials: Sequence[str],
        beams: Sequence[str],
        device: torch.device | str = "cpu",
    ) -> None:
        """`materials` and `beams` name what the second axis of maps and of results stands for."""
        self.device = torch.device(device)
        mu = [np.stack([table.mu_cm2_g(name, beam) for name in materials]) for beam in beams]
        weights = [table.weights[beam] for beam in beams]
        shared = all(np.array_equal(mu[0], other) for other in mu[1:])
        # Beams without corrections of their own share their exponentials.
        groups = [(mu[0], np.stack(weights))] if shared else [
            (m, w[None]) for m, w in zip(mu, weights, strict=True)
        ]  # fmt: skip
        self._groups = [(self._tensor(m.T), self._tensor(w)) for m, w in groups]

    def _tensor(self, values: NDArray[np.floating]) -> Tensor:
        return torch.as_tensor(np.ascontiguousarray(values, np.float32), device=self.device)

    def transmissions(self, areal_g_cm2: Tensor) -> Tensor:
        """Transmission; areal density (N, materials, H, W) float32 -> (N, beams, H, W)."""
        count, materials, height, width = areal_g_cm2.shape
        flat = areal_g_cm2.transpose(0, 1).reshape(materials, -1)
        bins = self._groups[0][0].shape[0]
        step = max(1, _NUMBERS_AT_ONCE.get(self.device.type, 1 << 21) // bins)
        parts = []
        for first in range(0, flat.shape[1], step):
            block = flat[:, first : first + step]
            seen = []
            for mu, weights in self._groups:
                depth = (mu @ block).clamp_(max=_DEEPEST)
                seen.append(weights @ depth.neg_().exp_())
            parts.append(torch.cat(seen))
        found = torch.cat(parts, dim=1)
        return found.reshape(-1, count, height, width).transpose(0, 1).contiguous()


def follow(clear: Tensor, passages: Sequence[Passage]) -> Tensor:
    """Columns as each beam saw them; (N, beams, H, W), all passages of one width."""
    at = np.stack([np.stack(passage.columns) for passage in passages])
    first = np.minimum(np.floor(at), max(clear.shape[3] - 2, 0)).astype(np.int64)
    part = torch.as_tensor((at - first).astype(np.float32), device=clear.device)[:, :, None]
    shape = (-1, -1, clear.shape[2], -1)
    left = torch.as_tensor(first, device=clear.device)[:, :, None].expand(*shape)
    right = (left + 1).clamp_(max=clear.shape[3] - 1)
    return clear.gather(3, left) * (1 - part) + clear.gather(3, right) * part


def spread(clear: Tensor, drawn: Sequence[Drawn]) -> Tensor:
    """Point spread, scatter haze and lag; (N, beams, H, W)."""
    seen = _blur(clear, [one.state.blur_px for one in drawn])
    if any(one.state.haze > 0 for one in drawn):
        shares = torch.tensor([one.state.haze for one in drawn], device=clear.device)
        seen = seen + shares[:, None, None, None] * _haze(clear)
    if any(one.state.lag > 0 for one in drawn):
        taps = detector.LAG_TAPS
        kernels = np.zeros((len(drawn), taps + 1), np.float32)
        for kernel, one in zip(kernels, drawn, strict=True):
            kernel[taps] = 1 - one.state.lag
            kernel[:taps] = detector.lag_weights(one.state.lag)[::-1]
        seen = _convolve(seen, kernels, (taps, 0, 0, 0), across=True)
    return seen


def _blur(clear: Tensor, sigmas: Sequence[float]) -> Tensor:
    if not any(sigmas):
        return clear
    halves = [exact_images.gaussian_taps(s) if s > 0 else (np.float32(1),) for s in sigmas]
    reach = max(len(half) for half in halves) - 1
    kernels = np.zeros((len(sigmas), 2 * reach + 1), np.float32)
    for kernel, half in zip(kernels, halves, strict=True):
        for k, tap in enumerate(half):
            kernel[reach - k] = kernel[reach + k] = tap
    wide = _convolve(clear, kernels, (reach, reach, 0, 0), across=True)
    return _convolve(wide, kernels, (0, 0, reach, reach), across=False)


def _convolve(
    images: Tensor, kernels: NDArray[np.float32], pad: tuple[int, int, int, int], *, across: bool
) -> Tensor:
    """Each scan with its own one-dimensional kernel (N, taps); edges are repeated."""
    count, beams, height, width = images.shape
    weight = torch.as_tensor(kernels, device=images.device).repeat_interleave(beams, 0)
    weight = weight[:, None, None, :] if across else weight[:, None, :, None]
    one = functional.pad(images.reshape(1, count * beams, height, width), pad, mode="replicate")
    return functional.conv2d(one, weight, groups=count * beams).reshape(images.shape)


def _haze(clear: Tensor) -> Tensor:
    down, across = (_haze_of_axis(size, clear.device) for size in clear.shape[2:])
    small = down[0] @ clear @ across[0].T
    return down[1] @ small @ across[1].T


def _haze_of_axis(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Matrices along one axis: into blurred cells (cells, size), and out of them (size, cells)."""
    cells = max(size // detector.HAZE_CELL_PX, 1)
    into = exact_images.resize_area(np.eye(size, dtype=np.float32), size, cells)
    into = exact_images.blur(into, 0.0, detector.HAZE_REACH_CELLS)
    out = exact_images.resize_linear(np.eye(cells, dtype=np.float32), cells, size)
    return torch.as_tensor(into, device=device), torch.as_tensor(out, device=device)


def measure(
    clear: Tensor,
    drawn: Sequence[Drawn],
    effects: DetectorEffects = detector.ALL_EFFECTS,
    generator: torch.Generator | None = None,
) -> Tensor:
    """What the detectors measure, relative to air, as `detector.measure`; (N, beams, H, W)."""
    signal = spread(clear, drawn)
    signal = signal * _stacked(drawn, "rows", clear)[..., None]
    share, sway = _stacked(drawn, "sway_share", clear), _stacked(drawn, "sway", clear)
    signal = (
        signal
        * (1 + share[..., None] * sway[..., None, :])
        * _stacked(drawn, "pulses", clear)[..., None, :]
    )
    if effects.shot_noise or effects.electronic_noise:
        quanta = torch.tensor([one.state.quanta for one in drawn], device=clear.device)
        to_quanta = quanta[:, None, None, None] * _stacked(drawn, "dose", clear)[..., None, :]
        signal = _count(signal * to_quanta, drawn, effects, generator) / to_quanta
    signal = signal + _stacked(drawn, "offset", clear)[..., None]
    for image, one in zip(signal, drawn, strict=True):
        _spoil(image, one.faults)
    return signal


def _stacked(drawn: Sequence[Drawn], name: str, like: Tensor) -> Tensor:
    """One field of all gains, (N, beams, H or W)."""
    values = np.stack([np.stack([getattr(gains, name) for gains in one.gains]) for one in drawn])
    return torch.as_tensor(values, device=like.device)


def _count(
    quanta: Tensor,
    drawn: Sequence[Drawn],
    effects: DetectorEffects,
    generator: torch.Generator | None,
) -> Tensor:
    used = [one.state.electronic_quanta * effects.electronic_noise for one in drawn]
    electronic = torch.tensor(used, device=quanta.device)[:, None, None, None]
    normal = torch.empty_like(quanta).normal_(generator=generator)
    if not effects.shot_noise:
        return quanta + electronic * normal
    light = quanta.clamp(min=0)
    variance = light * detector.SWANK + (electronic * electronic + 1e-9)
    skewed = (normal * normal - 1) * (light / variance) * detector.SKEW
    return quanta + variance.sqrt() * normal + skewed


def _spoil(image: Tensor, faults: Faults) -> None:
    for row, level in faults.rows:
        image[:, row] = detector.weakened(image[:, row]) if level is None else level
    for column, beams in faults.columns:
        for beam in beams:
            image[beam, :, column] = 0


def stored_levels(
    measured: Tensor,
    drawn: Sequence[Drawn],
    effects: DetectorEffects = detector.ALL_EFFECTS,
) -> Tensor:
    """Stored values from 0 to 65535 as floats; whole numbers unless `effects` says not so."""
    air = torch.tensor([one.state.air_level for one in drawn], device=measured.device)
    scaled = measured * (air * FULL_SCALE)[:, None, None, None]
    return (scaled.round() if effects.quantisation else scaled).clamp(0, FULL_SCALE)


def compare_speed(device: str, height: int, width: int, repeats: int) -> dict[str, float]:
    """Seconds per scan of both chains on invented maps of four materials."""
    profile = scanner_profile("dual-9-6")
    table = table_of(profile)
    rng = np.random.default_rng(1)
    names = ("iron", "cellulose", "aluminium", "water")
    areal = rng.random((4, height, width), np.float32) * np.float32([[[30]], [[60]], [[5]], [[9]]])
    state = detector.draw_state(profile, rng)
    started = time.perf_counter()
    for _ in range(repeats):
        clear = transmissions_exact(table, dict(zip(names, areal, strict=True)), profile.beams)
        detector.measure(clear, state, np.random.default_rng(2))
    with_numpy = (time.perf_counter() - started) / repeats
    tensors = TorchPhysics(table, names, profile.beams, device)
    maps = torch.as_tensor(areal, device=device)[None]

    def simulate() -> None:
        drawn = [draw((height, width), 2, state, np.random.default_rng(2))]
        stored_levels(measure(tensors.transmissions(maps), drawn), drawn)
        if device == "cuda":
            torch.cuda.synchronize()

    simulate()
    started = time.perf_counter()
    for _ in range(repeats):
        simulate()
    with_torch = (time.perf_counter() - started) / repeats
    return {"numpy_s": round(with_numpy, 3), "torch_s": round(with_torch, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--size", type=int, nargs=2, default=(800, 2500), metavar=("H", "W"))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures = {
        "device": options.device,
        "threads": torch.get_num_threads(),
        "size": list(options.size),
        **compare_speed(options.device, *options.size, options.repeats),
    }
    print(json.dumps(figures))
    if options.json is not None:
        options.json.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
