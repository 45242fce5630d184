"""What is on screen and what is read out are the file's values, wherever one is."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pytestqt.qtbot import QtBot

from inspector_app.domain.scan import Geometry
from inspector_app.imaging.display import Window, window_table
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.readout import distance_mm
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.orientation import Orientation
from tests.helpers.radiographs import read_radiograph
from tests.helpers.viewer import grab

WIDTH, HEIGHT = 900, 400
TURNS = [Orientation(turns, mirrored) for turns in range(4) for mirrored in (False, True)]


def one_of_a_kind() -> NDArray[np.uint16]:
    """A scan in which no two pixels near each other have the same value."""
    rng = np.random.default_rng(4)
    return rng.permutation(WIDTH * HEIGHT).reshape(HEIGHT, WIDTH).astype(np.uint16)


def cameras(view: ScanView, count: int, *, least: float, most: float) -> list[Camera]:
    """Places and scales by chance, between two scales."""
    rng = np.random.default_rng(9)
    return [
        replace(
            view.camera,
            scale=math.exp(rng.uniform(math.log(least), math.log(most))),
            x=rng.uniform(0, WIDTH),
            y=rng.uniform(0, HEIGHT),
        )
        for _ in range(count)
    ]


def independent_place(camera: Camera, at: tuple[float, float]) -> tuple[int, int]:
    """Column and row under a widget point of an upright picture, by hand."""
    x = camera.x + (at[0] - camera.view_width / 2) / camera.scale
    y = camera.y + (at[1] - camera.view_height / 2) / (camera.scale * camera.aspect)
    return math.floor(x), math.floor(y)


@pytest.mark.parametrize("geometry", [Geometry(), Geometry(5.0, 3.7)], ids=["square", "5 x 3.7"])
def test_the_readout_is_the_files_value_wherever_one_is(view: ScanView, geometry: Geometry) -> None:
    values = one_of_a_kind()
    view.show_pixels(ViewPixels(values, None, 16), geometry=geometry)
    rng = np.random.default_rng(2)
    on_scan = 0
    for camera in cameras(view, 60, least=0.3, most=40):
        view.set_camera(camera)
        for at in zip(rng.uniform(0, 640, 25), rng.uniform(0, 480, 25), strict=True):
            column, row = independent_place(view.frame(), at)
            readout = view.readout_at(at)
            if 0 <= column < WIDTH and 0 <= row < HEIGHT:
                on_scan += 1
                assert readout is not None
                assert (readout.column, readout.row) == (column, row)
                assert readout.value == int(values[row, column])
            else:
                assert readout is None
    assert on_scan > 500


@pytest.mark.parametrize("orientation", TURNS, ids=str)
def test_what_is_painted_is_what_is_read_out(view: ScanView, orientation: Orientation) -> None:
    """From 200 % on every screen pixel shows one scan pixel, and the readout names that one."""
    values = one_of_a_kind()
    view.show_pixels(ViewPixels(values, None, 16))
    view.display.set_window(Window(32_768.0, 65_536.0))
    view.set_orientation(orientation)
    table = window_table(view.display.state.window)
    rng = np.random.default_rng(3)
    for camera in cameras(view, 6, least=2.0, most=30.0):
        view.set_camera(camera)
        view.clearFocus()
        picture = grab(view)
        checked = 0
        for x, y in zip(rng.integers(0, 640, 200), rng.integers(0, 480, 200), strict=True):
            middle = (x + 0.5, y + 0.5)
            readout = view.readout_at(middle)
            if readout is None or _is_near_an_edge(view.frame().to_scan(middle)):
                continue
            checked += 1
            assert picture[y, x, 0] == table[readout.value]
            assert readout.value == values[readout.row, readout.column]
        assert checked > 20


def _is_near_an_edge(point: tuple[float, float]) -> bool:
    # In the middle of a screen pixel that two scan pixels share, a rounding decides.
    return any(abs(number - round(number)) < 1e-6 for number in point)


@pytest.mark.parametrize("name", ["RG1_UNCR", "RG3_UNCR"])
def test_one_to_one_is_the_table_and_nothing_else(
    view: ScanView, shared_data: Path, name: str
) -> None:
    values, bits = read_radiograph(shared_data / "radiographs-16bit" / f"{name}.dcm")
    view.show_pixels(ViewPixels(values, None, bits))
    view.set_camera(replace(view.camera.at_one_to_one(1.0), x=800.0, y=600.0))
    view.clearFocus()
    piece = values[600 - 240 : 600 + 240, 800 - 320 : 800 + 320]
    for window in (
        view.display.state.window,
        Window(float(np.median(piece)), 1.0),
        Window((1 << bits) / 2, float(1 << bits)),
        Window(float(piece.min()), 37.0),
    ):
        view.display.set_window(window)
        expected = window_table(view.display.state.window)[piece]
        for channel in range(3):
            np.testing.assert_array_equal(grab(view)[:, :, channel], expected)


BACKGROUND, CONTRAST = 40_000, 0.10
LONG, HIGH = 3_000, 1_100


def wire(kind: str) -> tuple[NDArray[np.uint16], list[tuple[int, int]]]:
    """A scan that is one grey but for a wire one pixel wide, and the wire's pixels."""
    values = np.full((HIGH, LONG), BACKGROUND, np.uint16)
    if kind == "across":
        pixels = [(column, 613) for column in range(300, 2700)]
    elif kind == "down":
        pixels = [(1571, row) for row in range(100, 1000)]
    else:
        pixels = [(700 + 2 * row + step, row) for row in range(100, 1000) for step in (0, 1)]
    for column, row in pixels:
        values[row, column] = round(BACKGROUND * (1 - CONTRAST))
    return values, pixels


def fall_of_grey(view: ScanView, qtbot: QtBot, pixels: list[tuple[int, int]]) -> float:
    """By how many greys the wire is darker than its surroundings, where it shows least."""
    view.grab()
    qtbot.waitUntil(lambda: view.is_sharp)
    view.clearFocus()
    picture = grab(view)[:, :, 0].astype(int)
    frame = view.frame()
    falls = []
    for place in pixels[:: max(1, len(pixels) // 400)]:
        x, y = frame.to_widget((place[0] + 0.5, place[1] + 0.5))
        if 2 <= x < 638 and 2 <= y < 478:
            around = picture[int(y) - 1 : int(y) + 2, int(x) - 1 : int(x) + 2]
            falls.append(255 - around.min())
    assert len(falls) > 10
    return float(min(falls))


@pytest.mark.parametrize("geometry", [Geometry(), Geometry(5.0, 3.7)], ids=["square", "5 x 3.7"])
@pytest.mark.parametrize("kind", ["across", "down", "slanting"])
def test_a_thin_wire_is_seen_at_every_zoom(
    view: ScanView, qtbot: QtBot, kind: str, geometry: Geometry
) -> None:
    values, pixels = wire(kind)
    view.show_pixels(ViewPixels(values, None, 16), geometry=geometry)
    view.display.set_state(replace(view.display.state, pyramid=PyramidKind.MINIMUM))
    view.display.set_window(Window.between(0, BACKGROUND))
    fitted = view.camera
    column, row = pixels[len(pixels) // 3]
    for scale in np.geomspace(fitted.fit_scale, 1.0 / min(1.0, fitted.aspect), 13):
        view.set_camera(replace(fitted, scale=float(scale), x=float(column), y=float(row)))
        assert fall_of_grey(view, qtbot, pixels) >= 255 * CONTRAST / 2, f"lost at {scale:.3f}"


def test_the_mean_loses_the_wire_that_the_minimum_keeps(view: ScanView, qtbot: QtBot) -> None:
    """Or the test above would prove nothing."""
    values, pixels = wire("across")
    view.show_pixels(ViewPixels(values, None, 16))
    view.display.set_state(replace(view.display.state, pyramid=PyramidKind.MEAN))
    view.display.set_window(Window.between(0, BACKGROUND))
    assert fall_of_grey(view, qtbot, pixels) < 255 * CONTRAST / 2


@pytest.mark.parametrize("orientation", TURNS, ids=str)
def test_lengths_are_right_within_half_a_pixel(view: ScanView, orientation: Orientation) -> None:
    """Two places that were clicked, in whole screen pixels from 200 % on."""
    geometry = Geometry(5.0, 3.7)
    view.show_pixels(ViewPixels(one_of_a_kind(), None, 16), geometry=geometry)
    view.set_orientation(orientation)
    for camera in cameras(view, 30, least=3.0, most=30.0):
        view.set_camera(camera)
        frame = view.frame()
        ends = [(camera.x - 7.25, camera.y - 3.5), (camera.x + 6.5, camera.y + 4.75)]
        clicked = [tuple(float(round(n)) for n in frame.to_widget(end)) for end in ends]
        exact = math.hypot((6.5 + 7.25) * 5.0, (4.75 + 3.5) * 3.7)
        measured = distance_mm(*(frame.to_scan(at) for at in clicked), geometry)
        assert measured is not None
        assert abs(measured - exact) < 5.0 / 2
