from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from inspector_app.domain.region import Box
from inspector_app.domain.scan import DoorSide
from inspector_app.simulator import simulate_scan
from inspector_app.simulator.detector import DetectorEffects, DetectorState
from inspector_app.simulator.passage import draw_passage, even_passage
from tests.helpers.sim_scans import DUAL_NINE_SIX, attenuation_table

WIDTH = 2400
STEADY = DetectorState(1e5, 1.0, 0.7, 0.001, 0.001, 0.95)


def passed(state: DetectorState, seed: int = 1, keep: tuple[Box, ...] = ()):
    return draw_passage(WIDTH, 2, state, np.random.default_rng(seed), keep)


def test_a_steady_passage_changes_nothing() -> None:
    image = np.random.default_rng(0).random((5, WIDTH), np.float32)
    passage = passed(STEADY)
    for beam in range(2):
        assert passage.image(image, beam) is image
    assert passage.box(Box(10, 5, 30, 20)) == Box(10, 5, 30, 20)
    assert even_passage(WIDTH, 2).place(77.25) == 77.25


@pytest.mark.parametrize("jitter", [0.01, 0.03])
def test_the_pitch_varies_slowly_by_what_it_says(jitter: float) -> None:
    spreads = []
    for seed in range(10):
        (along, _) = passed(replace(STEADY, speed_jitter=jitter), seed).columns
        pitch = np.diff(along)
        assert pitch.min() > 0
        spreads.append(pitch.std())
        assert np.abs(np.diff(pitch)).max() < 0.15 * jitter
        assert along[0] == 0
        assert along[-1] == pytest.approx(WIDTH - 1)
    assert np.mean(spreads) == pytest.approx(jitter, rel=0.1)


def test_a_stretched_scan_shows_the_same_vehicle() -> None:
    drawn = np.zeros((3, WIDTH), np.float32)
    drawn[:, 1000:1040] = 1
    passage = passed(replace(STEADY, speed_jitter=0.03))
    seen = passage.image(drawn, 0)
    box = passage.box(Box(1000, 0, 40, 3))
    middles = np.arange(seen.shape[1]) + 0.5
    assert float((middles * seen[0]).sum() / seen[0].sum()) == pytest.approx(box.centre[0], abs=0.1)
    assert float(seen[0].sum()) == pytest.approx(box.width, abs=0.1)


def test_the_low_beam_sees_what_comes_later() -> None:
    ramp = np.tile(np.arange(WIDTH, dtype=np.float32), (4, 1))
    passage = passed(replace(STEADY, energy_offset_px=0.75))
    np.testing.assert_array_equal(passage.image(ramp, 0), ramp)
    np.testing.assert_allclose(passage.image(ramp, 1)[:, :-1] - ramp[:, :-1], 0.75, atol=1e-3)


def test_a_truncated_scan_lacks_one_end_but_keeps_what_it_must() -> None:
    state = replace(STEADY, truncated=0.2)
    ends = set()
    for seed in range(12):
        (along, _) = passed(state, seed).columns
        assert len(along) == pytest.approx(0.8 * WIDTH, abs=2)
        ends.add((along[0] > 0, along[-1] < WIDTH - 1))
        keep = Box(60, 0, 2300, 5)
        kept = passed(state, seed, (keep,))
        assert kept.columns[0][0] <= 60
        assert kept.columns[0][-1] >= 2359
    assert ends == {(True, False), (False, True)}


def test_the_truth_of_a_scan_moves_with_its_pixels() -> None:
    """What an object changes in a jerky scan lies where the truth says."""
    jerky = replace(DUAL_NINE_SIX, speed_jitter=(0.2, 0.2))
    only = DetectorEffects.only("speed_jitter", "quantisation")
    moved = []
    for seed in (1, 2):
        with_it, without = (
            simulate_scan(
                seed, jerky, attenuation_table(), carrier="container-40", cargo="empty",
                inserted=kinds, shrink=0.25, effects=only,
            )
            for kinds in (("brick-stack",), ())
        )  # fmt: skip
        (truth,) = with_it.truth
        changed = with_it.pixels.high != without.pixels.high
        columns = np.flatnonzero(changed.any(axis=0))
        assert columns[0] == pytest.approx(truth.box.x, abs=1)
        assert columns[-1] + 1 == pytest.approx(truth.box.right, abs=1)
        assert changed[truth.mask_in(*changed.shape)].all()
        even = simulate_scan(
            seed, jerky, attenuation_table(), carrier="container-40", cargo="empty",
            inserted=("brick-stack",), shrink=0.25, effects=DetectorEffects.none(),
        )  # fmt: skip
        moved.append(abs(even.truth[0].box.x - truth.box.x))
    assert max(moved) > 2


def test_the_container_of_a_cut_scan_stays_in_the_picture() -> None:
    cut = replace(DUAL_NINE_SIX, truncation_chance=1.0, truncated_share=(0.4, 0.4))
    doors = set()
    for seed in range(6):
        scan = simulate_scan(
            seed, cut, attenuation_table(), carrier="container-40", cargo="empty", shrink=0.1
        )
        box = scan.geometry.container
        assert box is not None
        assert box.x >= 0
        assert box.right <= scan.pixels.width_px
        doors.add(scan.geometry.doors)
    assert DoorSide.UNKNOWN in doors
    assert len(doors) > 1
