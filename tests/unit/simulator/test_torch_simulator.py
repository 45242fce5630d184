"""The torch path agrees with the numpy chain. Skipped where torch is not installed."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from inspector_app.imaging import physics
from inspector_app.imaging.exact_physics import STEP_G_CM2, transmissions_exact
from inspector_app.simulator import detector
from inspector_app.simulator.detector import DetectorEffects, DetectorState
from inspector_app.simulator.passage import draw_passage
from tests.helpers.sim_scans import attenuation_table

torch = pytest.importorskip(
    "torch", reason="torch is not installed; the app does not need it (models/training)"
)

SHAPE = (96, 200)
STATES = [
    DetectorState(
        2e4, 3.0, 0.7, 0.002, 0.003, 0.95, raw_pulse_jitter=0.02, module_rows=16,
        module_step=0.002, module_gap=0.004, wobble=0.005, speed_jitter=0.02,
        energy_offset_px=0.6, lag=0.003, haze=0.0015, hot_rows=1, black_columns=2,
    ),
    DetectorState(
        1e5, 1.0, 0.95, 0.001, 0.001, 0.92, raw_pulse_jitter=0.01, module_rows=32,
        module_step=0.001, wobble=0.002, lag=0.001, haze=0.0005, weak_rows=1,
    ),
]  # fmt: skip
QUIET = DetectorEffects().without("shot_noise", "electronic_noise")


def _module():
    path = Path(__file__).resolve().parents[3] / "models" / "training" / "torch_simulator.py"
    spec = importlib.util.spec_from_file_location("torch_simulator", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["torch_simulator"] = module
    spec.loader.exec_module(module)
    return module


chain = _module()


def some_maps(seed: int) -> dict[str, physics.FloatMap]:
    rng = np.random.default_rng(seed)
    maps = {
        name: np.kron(rng.random((12, 25)), np.ones((8, 8))) * depth
        for name, depth in (("iron", 200), ("cellulose", 60), ("lead", 30))
    }
    return {n: (np.rint(a / STEP_G_CM2) * STEP_G_CM2).astype(np.float32) for n, a in maps.items()}


def both_chains(effects: DetectorEffects):
    """Measured by numpy and by torch, two scans of two beams each."""
    table, with_numpy, drawn, passages = attenuation_table(), [], [], []
    scenes = [some_maps(1), some_maps(2)]
    for seed, (maps, state) in enumerate(zip(scenes, STATES, strict=True)):
        clear = transmissions_exact(table, maps, physics.BEAMS)
        used = state.effective(effects)
        passage = draw_passage(SHAPE[1], 2, used, np.random.default_rng(seed))
        clear = [passage.image(image, beam) for beam, image in enumerate(clear)]
        rng = np.random.default_rng(10 + seed)
        with_numpy.append(detector.measure(clear, state, rng, effects))
        passages.append(passage)
        drawn.append(chain.draw(SHAPE, 2, state, np.random.default_rng(10 + seed), effects))
    areal = torch.as_tensor(np.stack([np.stack(list(maps.values())) for maps in scenes]))
    tensors = chain.TorchPhysics(table, list(scenes[0]), physics.BEAMS)
    clear = chain.follow(tensors.transmissions(areal), passages)
    generator = torch.Generator().manual_seed(1)
    return with_numpy, chain.measure(clear, drawn, effects, generator), drawn


def test_without_noise_both_agree() -> None:
    with_numpy, with_torch, drawn = both_chains(QUIET)
    assert with_torch.shape == (2, 2, *SHAPE)
    for n, state in enumerate(STATES):
        for beam in range(2):
            ours, theirs = with_torch[n, beam].numpy(), with_numpy[n][beam]
            np.testing.assert_array_equal(ours == 0, theirs == 0)
            lit = theirs > 0
            np.testing.assert_allclose(-np.log(ours[lit]), -np.log(theirs[lit]), atol=1e-4)
            levels = chain.stored_levels(with_torch, drawn)[n, beam].numpy()
            assert np.abs(levels - detector.store_16_bit(theirs, state)).max() <= 1
    assert float(with_torch[1].min()) < 1e-3


def test_a_correction_of_one_beam_is_used() -> None:
    table = physics.corrected(attenuation_table(), {"6MV": (1.05, 0.97, 1.02)})
    maps = some_maps(3)
    tensors = chain.TorchPhysics(table, list(maps), physics.BEAMS)
    areal = torch.as_tensor(np.stack(list(maps.values())))[None]
    found = tensors.transmissions(areal)[0].numpy()
    for ours, theirs in zip(found, transmissions_exact(table, maps, physics.BEAMS), strict=True):
        np.testing.assert_allclose(-np.log(ours), -np.log(theirs), atol=1e-4)


def test_the_noise_is_as_strong() -> None:
    with_numpy, with_torch, _ = both_chains(DetectorEffects())
    quiet_numpy, quiet_torch, _ = both_chains(QUIET)
    for n in range(2):
        for beam in range(2):
            ours = (with_torch[n, beam] - quiet_torch[n, beam]).numpy()
            theirs = with_numpy[n][beam] - quiet_numpy[n][beam]
            assert ours.std() == pytest.approx(theirs.std(), rel=0.05)
            assert abs(ours.mean()) < 0.1 * ours.std()
