"""Screens with 125, 150 and 200 %: the picture is sampled at the screen's own pixels, in a process
of its own for each, as Qt settles the ratio when it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[3]
RATIOS = [1.25, 1.5, 2.0]


@pytest.fixture(scope="module", params=RATIOS)
def painted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a view painted on a screen of that ratio."""
    out = tmp_path_factory.mktemp("fine-screen")
    run = subprocess.run(
        [sys.executable, "-m", "tests.helpers.fine_screen", str(out)],
        cwd=ROOT,
        env={**os.environ, "QT_SCALE_FACTOR": str(request.param), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    with np.load(out / "upright.npz") as told:
        assert float(told["ratio"]) == request.param
    return out


@pytest.mark.parametrize("name", ["upright", "turned"])
def test_at_one_to_one_every_screen_pixel_is_a_scan_pixel(painted: Path, name: str) -> None:
    with np.load(painted / f"{name}.npz") as told:
        shown, expected, ratio = told["shown"], told["expected"], float(told["ratio"])
        corner = told["corner"]
    assert shown.shape == (round(300 * ratio), round(400 * ratio))
    left, top = (round(value) for value in corner)
    np.testing.assert_allclose(corner, (left, top), atol=1e-6)
    height, width = expected.shape
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(shown.shape[1], left + width), min(shown.shape[0], top + height)
    assert x1 - x0 > 350
    assert y1 - y0 > 350
    np.testing.assert_array_equal(
        shown[y0:y1, x0:x1], expected[y0 - top : y1 - top, x0 - left : x1 - left]
    )


def test_marks_lie_where_they_belong_and_grow_with_the_screen(painted: Path) -> None:
    with np.load(painted / "marks.npz") as told:
        changed, ratio = told["changed"], float(told["ratio"])
        left, top, right, bottom = told["outline"] * ratio
    # Across the lower line of the mark, away from its tag: the light line with its dark halo.
    column = changed[:, round((left + right) / 2)]
    rows = np.flatnonzero(column[round((top + bottom) / 2) :]) + round((top + bottom) / 2)
    assert abs(rows.mean() + 0.5 - bottom) <= 1.0
    assert rows.size == pytest.approx(6 * ratio, abs=2.0)
    assert not changed[: round(top - 60 * ratio)].any()


def test_the_loupe_is_crisp_too(painted: Path) -> None:
    with np.load(painted / "loupe.npz") as told:
        shown, expected, scale = told["shown"], told["expected"], float(told["scale"])
        frame, first = told["frame"], told["first"][0]
    assert scale == pytest.approx(4.0)
    left, top = (round(value) for value in frame)
    np.testing.assert_allclose(frame, (left, top), atol=1e-6)
    for y in range(20):
        for x in range(20):
            column, row = first[0] + x / scale, first[1] + y / scale
            assert shown[top + 30 + y, left + 30 + x] == expected[int(row), int(column)]
