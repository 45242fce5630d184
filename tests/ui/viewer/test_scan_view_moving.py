"""Zoom, pan and what is painted."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from inspector_app.background import TaskRunner
from inspector_app.domain.region import Box
from inspector_app.imaging.display import window_table
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.viewer import Minimap, ScanView
from tests.helpers.viewer import GEOMETRY, Mouse, grab, made_up

AT = (412.0, 231.0)


def under(view: ScanView, at: tuple[float, float] = AT) -> tuple[float, float]:
    return view.camera.to_scan(at)


@pytest.mark.parametrize("angle", [120, -120, 15, 360])
def test_the_wheel_zooms_to_the_cursor(view: ScanView, angle: int) -> None:
    mouse = Mouse(view)
    view.set_camera(view.camera.zoomed(3, AT))
    before, scale = under(view), view.camera.scale
    mouse.wheel(AT, angle=(0, angle))
    assert under(view) == pytest.approx(before, abs=1e-6)
    assert view.camera.scale / scale == pytest.approx(1.2 ** (angle / 120))


def test_a_touch_pad_that_tells_only_pixels_zooms_too(view: ScanView) -> None:
    scale = view.camera.scale
    Mouse(view).wheel(AT, pixel=(0, 20))
    assert view.camera.scale > scale


@pytest.mark.parametrize(
    ("angle", "modifiers"),
    [
        ((0, -120), Qt.KeyboardModifier.ShiftModifier),
        ((-120, 0), Qt.KeyboardModifier.NoModifier),
    ],
)
def test_shift_and_sideways_swipes_pan(
    view: ScanView, angle: tuple[int, int], modifiers: Qt.KeyboardModifier
) -> None:
    view.set_camera(view.camera.zoomed(4, AT))
    before = view.camera
    Mouse(view).wheel(AT, angle=angle, modifiers=modifiers)
    assert view.camera.x > before.x
    assert (view.camera.y, view.camera.scale) == (before.y, before.scale)


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton])
def test_dragging_takes_the_picture_along(view: ScanView, button: Qt.MouseButton) -> None:
    view.set_camera(view.camera.zoomed(4, AT))
    held = under(view, (300, 200))
    Mouse(view).drag((300, 200), (350, 260), button)
    assert under(view, (350, 260)) == pytest.approx(held, abs=1e-6)


def test_space_pans_while_another_tool_is_in_hand(qtbot: QtBot, view: ScanView) -> None:
    view.view_actions.by_key["rectangle"].trigger()
    view.set_camera(view.camera.zoomed(4, AT))
    held = under(view, (300, 200))
    qtbot.keyPress(view, Qt.Key.Key_Space)
    with qtbot.assertNotEmitted(view.mark_drawn):
        Mouse(view).drag((300, 200), (350, 260))
    qtbot.keyRelease(view, Qt.Key.Key_Space)
    assert under(view, (350, 260)) == pytest.approx(held, abs=1e-6)


def test_keys_move_about(qtbot: QtBot, view: ScanView) -> None:
    fitted = view.camera
    qtbot.keyClick(view, "+")
    assert view.camera.scale > fitted.scale
    x = view.camera.x
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.camera.x > x
    qtbot.keyClick(view, "f")
    assert view.camera == fitted
    qtbot.keyClick(view, "1")
    assert view.camera.scale == pytest.approx(1.0 / view.devicePixelRatioF())
    qtbot.keyClick(view, "h")
    assert view.camera.scale_y * 400 == pytest.approx(480, rel=0.05)
    qtbot.keyClick(view, "-")
    assert view.camera.scale_y * 400 < 480 * 0.9


def test_a_fitted_scan_stays_fitted_and_a_place_stays_a_place(view: ScanView) -> None:
    view.resize(800, 300)
    assert view.camera.scale == pytest.approx(view.camera.fit_scale)
    view.set_camera(view.camera.zoomed(5, AT))
    there = view.camera
    view.resize(640, 480)
    assert (view.camera.x, view.camera.y, view.camera.scale) == (there.x, there.y, there.scale)


def test_pixels_are_drawn_in_true_proportions_until_told_otherwise(
    qtbot: QtBot, view: ScanView
) -> None:
    view.show_pixels(made_up(), geometry=GEOMETRY)
    assert view.camera.aspect == pytest.approx(0.8)
    qtbot.keyClick(view, "s")
    assert view.camera.aspect == 1.0
    assert not view.view_actions.by_key["proportions"].isChecked()


def test_one_to_one_shows_exactly_what_the_table_says(view: ScanView) -> None:
    """Painted pixels against a numpy look-up of the raw values."""
    view.clearFocus()
    view.set_camera(replace(view.camera.at_one_to_one(1.0), x=400.0, y=200.0))
    expected = window_table(view.display.state.window)[view.pixels.high]
    shown = grab(view)
    left, top = (round(v) for v in view.frame().to_widget((0, 0)))
    assert left == -80
    np.testing.assert_array_equal(shown[top : top + 400, :, 0], expected[:, 80:720])
    np.testing.assert_array_equal(shown[:, :, 0][top:-top], shown[:, :, 2][top:-top])


def test_panning_paints_what_a_fresh_picture_would(view: ScanView) -> None:
    view.clearFocus()
    view.set_camera(view.camera.zoomed(2.5, AT))
    grab(view)
    for dx, dy in ((37, -21), (-90, 13), (4, 200), (-1, 0)):
        view.set_camera(view.camera.panned(dx, dy))
        moved = grab(view)
        view._scan._picture.forget()
        fresh = grab(view)
        np.testing.assert_array_equal(moved, fresh)


def test_at_400_percent_pixels_are_crisp(view: ScanView) -> None:
    view.clearFocus()
    view.set_camera(replace(view.camera, scale=4.0, x=300.0, y=200.0))
    shown = grab(view)[:, :, 0]
    left, top = (round(v) for v in view.frame().to_widget((0, 0)))
    x0, y0 = -left // 4 + 1, -top // 4 + 1
    block = shown[top + y0 * 4 : top + y0 * 4 + 40, left + x0 * 4 : left + x0 * 4 + 40]
    expected = window_table(view.display.state.window)[view.pixels.high]
    tile = expected[y0 : y0 + 10, x0 : x0 + 10]
    np.testing.assert_array_equal(block, np.repeat(np.repeat(tile, 4, 0), 4, 1))


def test_a_scan_wider_than_qt_can_draw_is_painted_whole(
    qtbot: QtBot, runner: TaskRunner, view: ScanView
) -> None:
    high = np.full((300, 40_000), 50_000, np.uint16)
    high[:, 20_000:] = 1_000
    with qtbot.waitSignal(view.sharpened):
        view.show_pixels(ViewPixels(high, None, 16))
        rough = grab(view)[:, :, 0]
    view.display.toggle_original()
    for shown in (rough, grab(view)[:, :, 0]):
        row = shown[240]
        assert row[20] > 180
        assert row[300] > 180
        assert row[340] < 20
        assert row[620] < 20
    assert view.is_sharp


def test_a_rough_picture_is_there_before_the_sharp_one(qtbot: QtBot, view: ScanView) -> None:
    scan = made_up(8_000, 1_000)
    view.show_pixels(scan)
    rough = grab(view)[:, :, 0]
    assert not view.is_sharp
    middle = rough[rough.shape[0] // 2]
    assert middle[40] < middle[320] < middle[600]
    qtbot.waitUntil(lambda: view.is_sharp)
    sharp = grab(view)[:, :, 0]
    assert (sharp != rough).any()
    assert np.abs(sharp.astype(int) - rough).mean() < 6


def test_what_is_made_for_a_scan_that_is_gone_is_dropped(qtbot: QtBot, view: ScanView) -> None:
    with qtbot.assertNotEmitted(view.sharpened, wait=300):
        view.show_pixels(made_up(8_000, 1_000))
        grab(view)
        view.show_pixels(made_up(300, 200))
        grab(view)
    assert view.pixels.width_px == 300
    assert view.is_sharp, "shown larger than it is, it needs no smaller copy"


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_on_a_fine_screen_one_scan_pixel_is_one_screen_pixel(view: ScanView, ratio: float) -> None:
    """Painted on an image with that device pixel ratio, as Qt does on such a screen."""
    from PySide6.QtGui import QPainter

    width, height = 600, 420
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    camera = view.camera.resized(width / ratio, height / ratio).at_one_to_one(ratio)
    camera = camera.snapped(ratio)
    painter = QPainter(image)
    view._scan.paint(painter, camera, view.display.state, ratio)
    painter.end()
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(height, width, 4)[:, :, 0]
    left, top = (round(v * ratio) for v in camera.to_widget((0, 0)))
    expected = window_table(view.display.state.window)[view.pixels.high]
    top, skipped = max(top, 0), max(-top, 0)
    np.testing.assert_array_equal(
        raw[top : top + 380], expected[skipped : skipped + 380, -left : -left + width]
    )


def test_going_to_a_place_shows_it(view: ScanView) -> None:
    view.go_to(Box(700, 100, 40, 30))
    seen = view.camera.visible
    assert seen.x < 700
    assert seen.right > 740
    assert view.camera.x == pytest.approx(720)


def test_the_minimap_frames_what_is_seen_and_leads_there(qtbot: QtBot, view: ScanView) -> None:
    minimap = Minimap(view)
    qtbot.addWidget(minimap)
    minimap.resize(320, 140)
    minimap.show()
    view.set_camera(view.camera.zoomed(6, AT))
    at = minimap.overview().to_widget((800, 300))
    Mouse(minimap).click(at)
    assert (view.camera.x, view.camera.y) == pytest.approx((800, 300), abs=1e-6)
    frame = minimap.frame_rect()
    assert frame.center().x() == pytest.approx(at[0])
    assert frame.width() / 320 == pytest.approx(view.camera.visible.width / 900, rel=0.05)
    shown = grab(minimap)[:, :, 0]
    assert shown[70, 20] < shown[70, 100] < shown[70, 200]
