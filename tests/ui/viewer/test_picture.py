"""Every step of the display: what a pan leaves, what is turned, what is rough and becomes sharp."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from inspector_app.background import TaskRunner
from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Window, window_table
from inspector_app.imaging.enhance import Enhancement, enhance
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.palettes import Palette, palette_rgb
from inspector_app.imaging.physics import load_table
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.settings.shipped import resources_folder
from inspector_app.ui.viewer import Camera, DisplayState, ScanView
from inspector_app.ui.viewer import picture as picture_module
from inspector_app.ui.viewer import recipe as recipe_module
from inspector_app.ui.viewer.orientation import Orientation
from inspector_app.ui.viewer.picture import Picture
from inspector_app.ui.viewer.pixel_source import PixelSource
from tests.helpers.viewer import grab

WIDTH, HEIGHT = 420, 300
UPRIGHT = Orientation()
ORIENTATIONS = [Orientation(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


@lru_cache
def a_scan() -> ViewPixels:
    """Air, a slope of steel and something hidden in it; 700 x 500 at two energies."""
    rng = np.random.default_rng(5)
    share = np.ones((500, 700))
    share[80:430, 60:640] = np.exp(-np.linspace(0.2, 6, 580))
    share[200:260, 150:250] *= 0.6
    high = share * 50_000 + rng.normal(0, 60, share.shape)
    low = share**1.3 * 48_000 + rng.normal(0, 60, share.shape)
    high, low = (np.clip(values, 0, 65_535).astype(np.uint16) for values in (high, low))
    return ViewPixels(high, low, 16)


@pytest.fixture
def source(qtbot: QtBot, runner: TaskRunner) -> PixelSource:
    table = load_table(resources_folder() / "physics" / "attenuation.json")
    return PixelSource(a_scan(), runner, attenuation=table)


@pytest.fixture
def state() -> DisplayState:
    return DisplayState(Energy.HIGH, Window.between(0, 52_000), 65_535)


def a_camera(scale: float = 0.8, orientation: Orientation = UPRIGHT) -> Camera:
    camera = Camera(700, 500, WIDTH, HEIGHT, 1.0, scale, 350.0, 250.0, orientation=orientation)
    return camera.snapped(1.0)


def painted(
    picture: Picture, source: PixelSource, camera: Camera, state: DisplayState
) -> np.ndarray:
    """uint32 (height, width), what was painted; 0 beside the scan."""
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    picture.paint(painter, source, camera, state, 1.0)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint32).reshape(HEIGHT, WIDTH).copy()


def settle(qtbot: QtBot, source: PixelSource, camera: Camera, state: DisplayState) -> None:
    """Until everything is known of the scan that this display needs."""
    painted(Picture(), source, camera, state)
    qtbot.waitUntil(lambda: not source.facts.is_missing(state))


STATES = {
    "mean of both energies": {"combined": True},
    "minimum": {"pyramid": PyramidKind.MINIMUM},
    "edges": {"enhancement": Enhancement(edges=2)},
    "denoise": {"enhancement": Enhancement(denoise=2)},
    "local contrast": {"enhancement": Enhancement(local_contrast=2)},
    "all of them": {"enhancement": Enhancement(2, 1, 2), "combined": True},
    "palette": {"palette": Palette.HOT},
    "blind": {"marks_blind": True},
    "blind and edges": {"marks_blind": True, "enhancement": Enhancement(edges=1)},
    "material": {"material": MaterialMode.COLOUR},
    "metal": {"material": MaterialMode.METAL_ONLY, "enhancement": Enhancement(edges=1)},
}


@pytest.mark.parametrize(
    ("name", "scale"), [*((name, 0.8) for name in STATES), ("all of them", 1.0), ("material", 3.3)]
)
def test_what_a_pan_leaves_is_what_a_fresh_picture_shows(
    qtbot: QtBot, source: PixelSource, state: DisplayState, name: str, scale: float
) -> None:
    state = replace(state, **STATES[name])
    camera = a_camera(scale)
    settle(qtbot, source, camera, state)
    picture = Picture()
    painted(picture, source, camera, state)
    for dx, dy in ((31, 0), (-7, 44), (-150, -90), (500, 400)):
        camera = camera.panned(dx, dy).snapped(1.0)
        moved = painted(picture, source, camera, state)
        fresh = painted(Picture(), source, camera, state)
        np.testing.assert_array_equal(moved, fresh)


@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=str)
@pytest.mark.parametrize("changes", [{}, STATES["all of them"], STATES["material"]])
def test_a_turned_picture_is_the_upright_one_turned(
    qtbot: QtBot,
    source: PixelSource,
    state: DisplayState,
    orientation: Orientation,
    changes: dict,
) -> None:
    state = replace(state, **changes)
    whole = replace(a_camera(0.4), view_width=WIDTH, view_height=HEIGHT)
    settle(qtbot, source, whole, state)
    upright = painted(Picture(), source, whole, state)
    turned = painted(Picture(), source, replace(whole, orientation=orientation).snapped(1.0), state)
    assert (upright > 0).sum() == (turned > 0).sum() == 280 * 200

    def picture_of(image: np.ndarray) -> np.ndarray:
        rows, columns = np.nonzero(image)
        return image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]

    np.testing.assert_array_equal(orientation.turn(picture_of(upright)), picture_of(turned))


@pytest.mark.parametrize("orientation", ORIENTATIONS[1:], ids=str)
def test_a_turned_picture_can_be_panned(
    source: PixelSource, state: DisplayState, orientation: Orientation
) -> None:
    state = replace(state, enhancement=Enhancement(1, 1, 1))
    camera = a_camera(1.3, orientation)
    picture = Picture()
    painted(picture, source, camera, state)
    for dx, dy in ((31, 0), (-7, 44), (-90, -60)):
        camera = camera.panned(dx, dy).snapped(1.0)
        moved = painted(picture, source, camera, state)
        np.testing.assert_array_equal(moved, painted(Picture(), source, camera, state))


def test_the_point_under_a_widget_point_is_what_is_painted_there(
    source: PixelSource, state: DisplayState
) -> None:
    table = window_table(state.window)
    for orientation in ORIENTATIONS:
        camera = a_camera(2.0, orientation)
        shown = painted(Picture(), source, camera, state) & 0xFF
        for at in ((10, 20), (211, 153), (400, 290)):
            x, y = camera.to_scan((at[0] + 0.5, at[1] + 0.5))
            assert shown[at[1], at[0]] == table[source.pixels.high[int(y), int(x)]]


def test_the_mean_of_both_energies(source: PixelSource, state: DisplayState) -> None:
    shown = painted(Picture(), source, a_camera(1.0), replace(state, combined=True)) & 0xFF
    both = source.pixels.high.astype(np.uint32) + source.pixels.low
    expected = window_table(state.window)[(both + 1) // 2]
    np.testing.assert_array_equal(shown, expected[100 : 100 + HEIGHT, 140 : 140 + WIDTH])


def test_a_palette_colours_the_greys_of_the_window(
    source: PixelSource, state: DisplayState
) -> None:
    window = replace(state.window, gamma=2.2, invert=True)
    state = replace(state, window=window, palette=Palette.VIRIDIS)
    shown = painted(Picture(), source, a_camera(1.0), state)
    rgb = palette_rgb(Palette.VIRIDIS)[window_table(window)[source.pixels.high]]
    rgb = rgb[100 : 100 + HEIGHT, 140 : 140 + WIDTH].astype(np.uint32)
    np.testing.assert_array_equal(
        shown, 0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]
    )


def test_what_is_enhanced_is_the_whole_scan(source: PixelSource, state: DisplayState) -> None:
    enhancement = Enhancement(2, 1, 1)
    state = replace(state, enhancement=enhancement)
    shown = painted(Picture(), source, a_camera(1.0), state) & 0xFF
    values = enhance(source.pixels.high, enhancement, origin=(0, 0), window=state.window)
    expected = window_table(state.window)[values]
    np.testing.assert_array_equal(shown, expected[100 : 100 + HEIGHT, 140 : 140 + WIDTH])


def test_material_colour_starts_grey_and_is_coloured_when_ready(
    qtbot: QtBot, source: PixelSource, state: DisplayState
) -> None:
    picture, camera = Picture(), a_camera()
    grey = painted(picture, source, camera, state)
    state = replace(state, material=MaterialMode.COLOUR)
    with qtbot.waitSignal(source.sharpened):
        np.testing.assert_array_equal(painted(picture, source, camera, state), grey)
        assert source.facts.is_missing(state)
    coloured = painted(picture, source, camera, state)
    red, blue = coloured >> 16 & 0xFF, coloured & 0xFF
    assert (red != blue).any()
    wider = replace(state, window=Window.between(0, 90_000))
    assert (painted(picture, source, camera, wider) != coloured).any()


def test_what_the_beam_did_not_pass_is_hatched(
    qtbot: QtBot, source: PixelSource, state: DisplayState
) -> None:
    camera = a_camera(1.0)
    state = replace(state, marks_blind=True)
    settle(qtbot, source, camera, state)
    limit = source.facts.blind_limit(state)
    assert limit is not None
    changed = painted(Picture(), source, camera, state) != painted(
        Picture(), source, camera, replace(state, marks_blind=False)
    )
    blind = source.pixels.high[100 : 100 + HEIGHT, 140 : 140 + WIDTH] <= limit
    assert not changed[~blind].any()
    assert not blind.any() or changed[blind].any()


@pytest.mark.parametrize(
    ("changes", "orientation"),
    [
        ({}, Orientation()),
        ({}, Orientation(1, mirrored=True)),
        (STATES["minimum"], Orientation()),
        (STATES["all of them"], Orientation(2)),
        (STATES["blind and edges"], Orientation()),
        (STATES["material"], Orientation()),
        (STATES["material"], Orientation(3)),
    ],
)
def test_a_rough_picture_is_like_the_sharp_one_and_becomes_it(
    qtbot: QtBot,
    source: PixelSource,
    state: DisplayState,
    changes: dict,
    orientation: Orientation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = replace(state, **changes)
    camera = a_camera(0.7, orientation)
    settle(qtbot, source, camera, state)
    sharp = painted(Picture(), source, camera, state)
    monkeypatch.setattr(picture_module, "AT_ONCE_MS", 0.25)
    picture = Picture(is_refined=True)
    rough = painted(picture, source, camera, state)
    assert picture.is_rough
    assert ((rough > 0) == (sharp > 0)).all(), "no part of the scan is left out"
    smooth = [cv2.blur((image & 0xFF).astype(np.float32), (31, 31)) for image in (rough, sharp)]
    assert np.abs(smooth[0] - smooth[1]).mean() < 12
    refinement = picture.refinement()
    assert refinement is not None
    moved = camera.panned(4, -3).snapped(1.0)
    painted(picture, source, moved, state)
    bands = [work() for work in refinement.shares()]
    monkeypatch.setattr(picture_module, "AT_ONCE_MS", 1000.0)
    assert picture.refine(refinement, bands)
    assert not picture.is_rough
    np.testing.assert_array_equal(
        painted(picture, source, moved, state), painted(Picture(), source, moved, state)
    )


@pytest.mark.parametrize("orientation", ORIENTATIONS, ids=str)
def test_a_rough_picture_lies_where_the_sharp_one_will(
    source: PixelSource,
    state: DisplayState,
    orientation: Orientation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # At 400 % a block of the rough picture is one pixel of the scan: both look the same.
    monkeypatch.setattr(picture_module, "AT_ONCE_MS", 0.0)
    monkeypatch.setattr(recipe_module, "_QUICK_PIXELS", 0)
    picture = Picture(is_refined=True)
    for dx, dy in ((0, 0), (1, 0), (3, -5), (40, 30)):
        camera = a_camera(4.0, orientation).panned(dx, dy).snapped(1.0)
        rough = painted(picture, source, camera, state)
        assert picture.is_rough
        np.testing.assert_array_equal(rough, painted(Picture(), source, camera, state))


def test_a_refinement_for_another_picture_is_left_alone(
    source: PixelSource, state: DisplayState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_module, "AT_ONCE_MS", 0.0)
    monkeypatch.setattr(picture_module, "WHILE_ZOOMING_MS", 0.0)
    picture = Picture(is_refined=True)
    painted(picture, source, a_camera(0.7), state)
    refinement = picture.refinement()
    assert refinement is not None
    painted(picture, source, a_camera(0.9), state)
    assert not picture.refine(refinement, [work() for work in refinement.shares()])
    assert picture.is_rough


def test_the_view_becomes_sharp_by_itself_after_zooming(
    qtbot: QtBot, view: ScanView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_module, "WHILE_ZOOMING_MS", 0.0)
    view.clearFocus()
    view.set_camera(replace(view.camera, scale=0.9))
    grab(view)
    view.set_camera(replace(view.camera, scale=0.95))
    grab(view)
    assert not view.is_sharp
    qtbot.waitUntil(lambda: view.is_sharp)
    refined = grab(view)
    view._scan._picture.forget()
    np.testing.assert_array_equal(refined, grab(view))


@pytest.mark.parametrize("scale", [0.13, 0.31, 0.57, 0.83, 0.97])
def test_a_thin_wire_is_there_while_zooming_too(
    qtbot: QtBot, runner: TaskRunner, state: DisplayState, scale: float
) -> None:
    high = np.full((600, 3_000), 40_000, np.uint16)
    high[:, 1_501] = 36_000
    source = PixelSource(ViewPixels(high, None, 16), runner)
    state = replace(state, energy=Energy.SINGLE, pyramid=PyramidKind.MINIMUM)
    camera = Camera(3_000, 600, WIDTH, HEIGHT, 1.0, scale, 1_500.0, 300.0).snapped(1.0)
    with qtbot.waitSignal(source.sharpened, raising=scale < 0.5, timeout=500 if scale < 0.5 else 1):
        painted(Picture(), source, camera, state)
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    picture = Picture(is_refined=True)
    for hurried in (replace(camera, scale=scale * 1.01), camera):
        shown = painted(picture, source, hurried.snapped(1.0), state)
    row = shown[HEIGHT // 2] & 0xFF
    assert row[row > 0].min() == window_table(state.window)[36_000]
