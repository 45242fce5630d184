from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from inspector_app.simulator import detector, exact_images
from inspector_app.simulator.detector import DetectorEffects, DetectorState
from inspector_app.simulator.detector_state import draw_state
from inspector_app.simulator.grey_export import GreyCurve, as_jpeg, from_jpeg, grey_levels
from tests.helpers.sim_scans import DUAL_NINE_SIX

STATE = DetectorState(
    quanta=1e4, electronic_quanta=0.0, blur_px=0.5, row_gain=0.0, pulse_gain=0.0, air_level=0.9
)
# Every fault, larger than usual, so that its size can be measured.
FAULTY = DetectorState(
    quanta=1e4, electronic_quanta=30.0, blur_px=0.8, row_gain=0.01, pulse_gain=0.01, air_level=1.1,
    raw_pulse_jitter=0.05, module_rows=16, module_step=0.02, module_gap=0.1, wobble=0.03,
    speed_jitter=0.03, energy_offset_px=0.75, lag=0.1, haze=0.05, dead_rows=1, hot_rows=1,
    weak_rows=1, black_columns=2, truncated=0.1,
    row_offset=0.001,
)  # fmt: skip
SHAPE = (192, 640)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def flat(level: float = 1.0, shape: tuple[int, int] = SHAPE) -> np.ndarray:
    return np.full(shape, level, np.float32)


def edge() -> np.ndarray:
    image = flat()
    image[:, 320:] = 0.1
    return image


def seen_by(*names: str, clear: np.ndarray | None = None, state: DetectorState = FAULTY):
    """Both beams measured with only these effects."""
    image = flat() if clear is None else clear
    return detector.measure([image, image], state, rng(), DetectorEffects.only(*names))


def test_a_perfect_detector_changes_nothing() -> None:
    for image in seen_by(clear=edge()):
        np.testing.assert_array_equal(image, edge())


# Each changes the measured picture by itself, and what it changes by itself it changes among the
# others: nothing else is drawn anew when it is switched off.
IN_THE_PICTURE = (
    "point_spread", "scatter_haze", "lag", "pulse_dose", "shot_noise", "electronic_noise",
    "row_gain", "row_offset", "modules", "boom_wobble", "bad_detectors", "black_columns",
)  # fmt: skip
OUTSIDE_OF_IT = (
    "dual_pulse_imbalance", "speed_jitter", "energy_offset", "truncation", "saturation",
    "quantisation", "jpeg",
)  # fmt: skip


def test_all_effects_are_tested() -> None:
    names = {field.name for field in fields(DetectorEffects)}
    assert names == {*IN_THE_PICTURE, *OUTSIDE_OF_IT}


@pytest.mark.parametrize("name", IN_THE_PICTURE)
def test_each_effect_does_something_alone(name: str) -> None:
    assert not np.array_equal(seen_by(name, clear=edge())[0], edge())


@pytest.mark.parametrize("name", IN_THE_PICTURE)
def test_switching_one_off_leaves_the_others_alone(name: str) -> None:
    """Without noise the rest is the product of what each of the others does alone."""
    others = [other for other in IN_THE_PICTURE if other not in (name, "shot_noise")]
    others = [other for other in others if other != "electronic_noise"]
    by_hand = edge()
    state = FAULTY.effective(DetectorEffects.only(*others))
    by_hand = detector.spread(by_hand, state)
    (gains,) = detector.draw_gains(SHAPE, 1, FAULTY, rng().spawn(3)[0])
    if "row_gain" in others or "modules" in others:
        (own,) = detector.draw_gains(SHAPE, 1, state, rng().spawn(3)[0])
        if "row_gain" in others and "modules" in others:
            np.testing.assert_array_equal(own.rows, gains.rows)
        by_hand = by_hand * own.rows[:, None]
    if "boom_wobble" in others:
        by_hand = by_hand * (1 + gains.sway_share[:, None] * gains.sway)
    if "pulse_dose" in others:
        by_hand = by_hand * gains.pulses
    if "row_offset" in others:
        by_hand = by_hand + gains.offset[:, None]
    whole = detector.measure([edge()], FAULTY, rng(), DetectorEffects.only(*others))[0]
    spoilt = (whole == 0) | (whole == 1)
    weak = np.abs(whole - by_hand) > 1e-4
    touched_rows = weak.mean(axis=1) > 0.5
    touched_columns = weak.mean(axis=0) > 0.5
    rest = ~touched_rows[:, None] & ~touched_columns[None, :] & ~spoilt
    np.testing.assert_allclose(whole[rest], by_hand[rest], rtol=1e-5)
    assert touched_rows.sum() == (3 if "bad_detectors" in others else 0)
    assert touched_columns.sum() <= (2 if "black_columns" in others else 0)


def test_the_noise_of_one_effect_is_not_drawn_anew_by_another() -> None:
    noise = seen_by("shot_noise")[0] - 1
    both = seen_by("shot_noise", "electronic_noise")[0] - 1
    assert np.corrcoef(noise.ravel(), both.ravel())[0, 1] > 0.9
    with_rows = seen_by("shot_noise", "bad_detectors")[0] - 1
    same = (with_rows == noise).all(axis=1)
    assert (~same).sum() == 3


# -- the size of each ----------------------------------------------------------------------------


def test_the_point_spread_is_as_wide_as_it_says() -> None:
    line = np.zeros(SHAPE, np.float32)
    line[100, 300] = 1
    spot = seen_by("point_spread", clear=line)[0].astype(float)
    x = np.arange(SHAPE[1]) - 300
    assert spot.sum() == pytest.approx(1, abs=1e-5)
    assert np.sqrt((spot.sum(axis=0) * x**2).sum()) == pytest.approx(0.8, rel=0.03)


def test_haze_is_a_share_of_what_is_around() -> None:
    seen = seen_by("scatter_haze", clear=flat(0.5))[0]
    np.testing.assert_allclose(seen, 0.5 * 1.05, rtol=1e-4)
    dark = flat()
    dark[64:128, 200:400] = 0
    shadow = seen_by("scatter_haze", clear=dark)[0]
    assert 0 < shadow[96, 300] < shadow[66, 202] < 0.05


def test_lag_smears_to_later_columns_and_keeps_the_light() -> None:
    seen = seen_by("lag", clear=edge())[0][5].astype(float) - 0.1
    assert seen[320] == pytest.approx(0.9 * 0.1, rel=0.01)
    assert seen[319] == pytest.approx(0.9, rel=1e-5)
    assert seen[321] == pytest.approx(0.9 * 0.1 * 15 / 31, rel=0.01)
    np.testing.assert_allclose(seen_by("lag", clear=flat(0.3))[0], 0.3, rtol=1e-5)


def test_pulses_differ_as_much_as_they_say() -> None:
    high = seen_by("pulse_dose")[0]
    assert (high == high[0]).all()
    assert high[0].std() == pytest.approx(0.01, rel=0.1)
    dose = [detector.draw_gains(SHAPE, 1, FAULTY, rng(s))[0].dose.std() for s in range(5)]
    assert np.mean(dose) == pytest.approx(0.05, rel=0.05)


def test_a_weak_pulse_is_noisier_though_its_mean_is_corrected() -> None:
    state = replace(STATE, raw_pulse_jitter=0.3)
    clear = flat(shape=(4000, 60))
    effects = DetectorEffects.only("pulse_dose", "shot_noise")
    seen = detector.measure([clear], state, rng(), effects)[0]
    dose = detector.draw_gains(clear.shape, 1, state, rng().spawn(3)[0])[0].dose
    expected = np.sqrt(1.4 / 1e4 / dose)
    np.testing.assert_allclose(seen.std(axis=0), expected, rtol=0.08)
    np.testing.assert_allclose(seen.mean(axis=0), 1, atol=0.002)


def test_high_and_low_pulses_differ_apart_only_with_imbalance() -> None:
    high, low = seen_by("pulse_dose")
    np.testing.assert_array_equal(high, low)
    apart_high, apart_low = seen_by("pulse_dose", "dual_pulse_imbalance")
    np.testing.assert_array_equal(apart_high, high)
    assert abs(np.corrcoef(apart_high[0], apart_low[0])[0, 1]) < 0.2
    assert apart_low[0].std() == pytest.approx(0.01, rel=0.1)


@pytest.mark.parametrize("level", [1.0, 0.1, 0.01, 0.001])
def test_shot_noise_has_the_moments_of_counted_and_weighed_quanta(level: float) -> None:
    shape = (500, 1000)
    state = replace(STATE, quanta=3e4)
    effects = DetectorEffects.only("shot_noise")
    seen = detector.measure([flat(level, shape)], state, rng(), effects)[0].astype(float)
    quanta = level * 3e4
    # The same by adding up the weights of a Poisson number of quanta.
    counts = rng(2).poisson(quanta, 200_000)
    true = rng(3).standard_gamma(2.5 * np.maximum(counts, 1e-9)) / 2.5
    noise = seen * 3e4
    assert noise.mean() == pytest.approx(quanta, rel=0.003)
    assert noise.var() == pytest.approx(1.4 * quanta, rel=0.02)
    assert true.var() == pytest.approx(1.4 * quanta, rel=0.02)

    def third(values: np.ndarray) -> float:
        return float((((values - values.mean()) / values.std()) ** 3).mean())

    assert third(noise) == pytest.approx(third(true), abs=0.03)


def test_electronic_noise_does_not_depend_on_light() -> None:
    for level in (1.0, 0.0):
        seen = seen_by("electronic_noise", clear=flat(level))[0].astype(float)
        assert (seen * 1e4).std() == pytest.approx(30, rel=0.02)
    both = seen_by("electronic_noise", "shot_noise", clear=flat(0.05))[0].astype(float)
    assert (both * 1e4).std() == pytest.approx(np.sqrt(30**2 + 1.4 * 500), rel=0.02)


def test_row_gains_make_horizontal_stripes_alike_in_both_beams() -> None:
    high, low = seen_by("row_gain", clear=flat(shape=(3000, 40)))
    assert (high == high[:, :1]).all()
    assert high[:, 0].std() == pytest.approx(0.01, rel=0.05)
    assert np.corrcoef(high[:, 0], low[:, 0])[0, 1] == pytest.approx(0.64, abs=0.05)


def test_row_offsets_are_the_same_with_and_without_light_in_every_column_and_beam() -> None:
    dark, bright = (flat(level, shape=(3000, 40)) for level in (0.0, 0.5))
    high, low = seen_by("row_offset", clear=dark)
    assert (high == high[:, :1]).all()
    assert high[:, 0].std() == pytest.approx(0.001, rel=0.05)
    np.testing.assert_array_equal(high, low)
    np.testing.assert_allclose(seen_by("row_offset", clear=bright)[0] - 0.5, high, atol=1e-7)


def test_modules_differ_by_steps_and_have_dark_edges() -> None:
    column = seen_by("modules", clear=flat(shape=(3200, 8)))[0][:, 0].reshape(-1, 16)
    steps = column[:, 5]
    np.testing.assert_array_equal(column[:, 1:], np.repeat(column[:, 1:2], 15, axis=1))
    np.testing.assert_allclose(column[:, 0], 0.9 * steps, rtol=1e-5)
    assert steps.std() == pytest.approx(0.02, rel=0.15)
    wide = replace(FAULTY, module_rows=32)
    column = seen_by("modules", state=wide)[0][:, 0]
    assert np.flatnonzero(np.diff(column))[:4].tolist() == [0, 31, 32, 63]


def test_the_boom_sways_slowly_and_most_at_the_top() -> None:
    sizes = []
    for seed in range(8):
        clear = flat(shape=(100, 3000))
        effects = DetectorEffects.only("boom_wobble")
        seen = detector.measure([clear], FAULTY, rng(seed), effects)[0]
        sizes.append((seen[0].std(), seen[-1].std()))
        assert np.abs(np.diff(seen[0])).max() < 0.2 * 0.03 * 2
    top, bottom = np.mean(sizes, axis=0)
    assert top == pytest.approx(0.03, rel=0.1)
    assert bottom == pytest.approx(0.15 * top, rel=0.1)


def test_bad_rows_are_bad_at_both_energies() -> None:
    high, low = seen_by("bad_detectors", clear=flat(0.5))
    changed = np.flatnonzero((high != 0.5).any(axis=1))
    np.testing.assert_array_equal(changed, np.flatnonzero((low != 0.5).any(axis=1)))
    assert sorted(round(float(high[row, 0]), 3) for row in changed) == [0, 0.6, 1]


def test_black_columns_are_black() -> None:
    state = replace(FAULTY, black_columns=4)
    high, low = seen_by("black_columns", state=state)
    black = {int(x) for image in (high, low) for x in np.flatnonzero((image == 0).all(axis=0))}
    assert 1 <= len(black) <= 4
    rest = [x for x in range(SHAPE[1]) if x not in black]
    assert (high[:, rest] == 1).all()


def test_saturated_air_is_flat() -> None:
    measured = flat(0.98) + np.linspace(-0.05, 0.05, SHAPE[1], dtype=np.float32)
    on = detector.store_16_bit(measured, FAULTY)
    off = detector.store_16_bit(measured, FAULTY, detector.ALL_EFFECTS.without("saturation"))
    assert (on == 65535).mean() > 0.9
    assert off.max() < 65535


def test_levels_are_whole_only_when_quantised() -> None:
    measured = rng().random(SHAPE, np.float32)
    whole = detector.levels(measured, STATE)
    broken = detector.levels(measured, STATE, DetectorEffects.none())
    np.testing.assert_array_equal(whole, np.rint(broken))
    assert not np.array_equal(whole, broken)
    np.testing.assert_array_equal(detector.store_16_bit(measured, STATE), whole)


def test_16_bit_storage_clips_at_both_ends() -> None:
    stored = detector.store_16_bit(np.array([[-0.1, 0.5, 1.0, 2.0]], np.float32), STATE)
    assert stored.dtype == np.uint16
    assert stored.tolist() == [[0, 29491, 58982, 65535]]


# -- states --------------------------------------------------------------------------------------


def test_a_state_lies_within_the_profile() -> None:
    states = [draw_state(DUAL_NINE_SIX, rng(seed)) for seed in range(300)]
    for name in ("quanta", "blur_px", "row_gain", "pulse_gain", "electronic_quanta", "lag", "haze",
                 "module_step", "module_gap", "wobble", "speed_jitter", "energy_offset_px",
                 "raw_pulse_jitter"):  # fmt: skip
        low, high = getattr(DUAL_NINE_SIX, name)
        values = np.array([getattr(state, name) for state in states])
        assert low * 0.999 <= values.min() <= values.max() <= high * 1.001
        assert values.max() - values.min() > 0.5 * (high - low)
    assert {state.module_rows for state in states} == {16, 32}
    bad = np.mean([state.dead_rows + state.hot_rows + state.weak_rows > 0 for state in states])
    assert bad == pytest.approx(DUAL_NINE_SIX.dead_row_chance, abs=0.05)
    assert 0 < np.mean([state.truncated > 0 for state in states]) < 0.09
    assert 0 < np.mean([state.black_columns > 0 for state in states]) < 0.12
    assert 0 < np.mean([state.air_level > 1 for state in states]) < 0.11


def test_effects_are_named_right() -> None:
    with pytest.raises(TypeError):
        DetectorEffects.only("sparkle")
    assert DetectorEffects().without("lag") == replace(DetectorEffects(), lag=False)
    assert FAULTY.effective(DetectorEffects()) == FAULTY


# -- one beam by itself, as the evaluation uses it -----------------------------------------------


def test_noise_follows_the_dose() -> None:
    for level in (1.0, 0.1):
        measured = detector.record(flat(level, (200, 200)), STATE, rng())
        assert measured.mean() == pytest.approx(level, rel=0.01)
        assert measured.std() == pytest.approx(np.sqrt(1.4 * level / 1e4), rel=0.08)


def test_a_recorded_beam_has_no_dead_rows() -> None:
    quiet = replace(FAULTY, electronic_quanta=0.0, quanta=1e9)
    seen = detector.record(flat(), quiet, rng())
    assert seen.min() > 0.7


def test_a_dead_row_is_dead_at_both_energies() -> None:
    images = [flat(0.6, (50, 20)) for _ in range(2)]
    detector.spoil_rows(images, 1.0, rng(5))
    rows = [np.flatnonzero((image != np.float32(0.6)).any(axis=1)).tolist() for image in images]
    assert rows[0] == rows[1]
    assert len(rows[0]) == 1


# -- the 8-bit export ----------------------------------------------------------------------------


def test_8_bit_storage_follows_its_curve() -> None:
    curve = GreyCurve(black=0.1, white=0.9, gamma=1.0, jpeg_quality=100)
    assert np.abs(detector.store_8_bit(flat(0.5, (32, 32)), curve).astype(int) - 128).max() <= 2
    assert detector.store_8_bit(flat(0.05, (32, 32)), curve).max() <= 2
    assert detector.store_8_bit(flat(1.5, (32, 32)), curve).min() >= 253


def test_the_file_holds_the_pixels() -> None:
    curve = GreyCurve(0.0, 1.0, 0.7, 85)
    soft = exact_images.blur(rng().random((64, 96), np.float32), 2, 2)
    grey = grey_levels(soft, curve)
    np.testing.assert_allclose(grey, 255 * soft**0.7, atol=0.51)
    opened = from_jpeg(as_jpeg(grey, 85))
    assert 0 < np.abs(opened.astype(int) - grey).max() < 40
    np.testing.assert_array_equal(opened, detector.store_8_bit(soft, curve))
