from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from inspector_app.detection import HighlightingStopped, LoadedModel, load_model
from inspector_app.detection.score_map import OVERLAP, STRIP, score_map
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import models_folder, resources_folder
from inspector_app.simulator import ScannerProfile
from tests.helpers.sim_scans import DUAL_NINE_SIX, SINGLE_SIX, a_scan


@pytest.fixture(scope="module")
def model() -> LoadedModel:
    return load_model(models_folder(), resources_folder())


def last_map(pixels: ViewPixels, model: LoadedModel, strip: int) -> NDArray[np.float32]:
    *_, (scores, done) = score_map(pixels, model, lambda _: None, lambda: False, strip)
    assert done == scores.shape[1]
    return scores.copy()


@pytest.mark.parametrize("profile", [DUAL_NINE_SIX, SINGLE_SIX])
def test_strips_score_as_the_whole_view_does(profile: ScannerProfile, model: LoadedModel) -> None:
    pixels = a_scan(8, profile, cargo="cartons", inserted=("brick-stack",), shrink=0.5).pixels
    whole = last_map(pixels, model, 1 << 20)
    assert whole.max() > 0.01
    for strip in (96, 256):
        np.testing.assert_allclose(last_map(pixels, model, strip), whole, atol=2e-5)


def test_odd_sizes_are_covered_to_the_last_pixel(model: LoadedModel) -> None:
    rng = np.random.default_rng(1)
    for height, width in ((37, 1), (1, 61), (65, 131)):
        pixels = ViewPixels(rng.integers(0, 65535, (height, width), np.uint16), None, 16)
        scores = last_map(pixels, model, STRIP)
        assert scores.shape == (-(-height // 8), -(-width // 8))
        assert np.isfinite(scores).all()


class RecordingSession:
    """Answers zeros and remembers how large its inputs were."""

    def __init__(self) -> None:
        self.widths: list[int] = []

    def run(self, _outputs: None, inputs: dict[str, NDArray[np.float32]]) -> list[Any]:
        height, width = inputs["features"].shape[2:]
        self.widths.append(width)
        return [np.zeros((1, 1, height // 4, width // 4), np.float32)]


def test_memory_does_not_grow_with_the_length_of_a_scan(model: LoadedModel) -> None:
    session = RecordingSession()
    pixels = ViewPixels(np.full((64, 20_000), 60_000, np.uint16), None, 16)
    last_map(pixels, replace(model, session=session), STRIP)
    assert max(session.widths) <= STRIP + 2 * OVERLAP
    assert len(session.widths) > 10


def test_stopping_takes_effect_between_strips(model: LoadedModel) -> None:
    session = RecordingSession()
    pixels = ViewPixels(np.full((64, 20_000), 60_000, np.uint16), None, 16)
    shares: list[float] = []
    with pytest.raises(HighlightingStopped):
        for _ in score_map(
            pixels, replace(model, session=session), shares.append, lambda: len(shares) >= 3
        ):
            pass
    assert len(session.widths) == 3


def test_progress_rises_to_one(model: LoadedModel) -> None:
    shares: list[float] = []
    pixels = ViewPixels(np.full((64, 9_000), 60_000, np.uint16), None, 16)
    model = replace(model, session=RecordingSession())
    for _ in score_map(pixels, model, shares.append, lambda: False):
        pass
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
