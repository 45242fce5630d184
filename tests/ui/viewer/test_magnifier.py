"""The loupe: where it is, and that it shows the scan's own pixels."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.imaging.display import window_table
from inspector_app.imaging.enhance import Enhancement
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.magnifier import LEAST, MOST, Loupe, place_loupe
from inspector_app.ui.viewer.orientation import Orientation
from tests.helpers.viewer import Mouse, grab, made_up

ALT = Qt.KeyboardModifier.AltModifier
FRAME_PX = 3


@given(
    st.tuples(st.floats(0, 800), st.floats(0, 500)),
    st.floats(LEAST, MOST),
    st.floats(0.05, 40),
    st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)
def test_it_is_wholly_on_the_widget_and_never_over_the_spot(
    spot: tuple[float, float], factor: float, scale: float, ratio: float
) -> None:
    camera = Camera(6_000, 1_500, 800, 500, 1.2, scale=scale, x=3_000, y=700)
    loupe = place_loupe(camera, spot, factor, ratio)
    frame = loupe.frame
    assert frame.x >= 0
    assert frame.y >= 0
    assert frame.right <= 800 + 1
    assert frame.bottom <= 500 + 1
    inside = frame.x <= spot[0] <= frame.right and frame.y <= spot[1] <= frame.bottom
    assert not inside
    assert frame.x * ratio == pytest.approx(round(frame.x * ratio))
    # The spot is in the middle, but for less than the pixel it was snapped to.
    assert loupe.camera.to_widget(camera.to_scan(spot)) == pytest.approx(
        (frame.width / 2, frame.height / 2), abs=1.0
    )


def test_it_enlarges_what_is_small_over_one_to_one_and_what_is_large_over_the_picture() -> None:
    far = Camera(6_000, 1_500, 800, 500, scale=0.1, x=3_000, y=700)
    assert place_loupe(far, (400, 250), 3, 1.0).camera.scale == pytest.approx(3.0)
    assert place_loupe(far, (400, 250), 3, 2.0).camera.scale == pytest.approx(1.5)
    near = replace(far, scale=6.0)
    assert place_loupe(near, (400, 250), 3, 1.0).camera.scale == pytest.approx(18.0)


def shown_in(view: ScanView, loupe: Loupe) -> np.ndarray:
    frame = loupe.frame
    left, top, side = round(frame.x), round(frame.y), int(frame.width)
    return grab(view)[top : top + side, left : left + side, 0]


@pytest.mark.parametrize("orientation", [Orientation(), Orientation(0, mirrored=True)], ids=str)
def test_it_shows_the_pixels_of_the_scan_as_crisp_blocks(
    qtbot: QtBot, view: ScanView, orientation: Orientation
) -> None:
    view.clearFocus()
    view.set_orientation(orientation)
    view.view_actions.by_key["magnifier"].trigger()
    Mouse(view).move((200, 300))
    loupe = view.magnifier.loupe()
    assert loupe is not None
    shown = shown_in(view, loupe)
    table = window_table(view.display.state.window)
    # Without the frame, its ticks and the words on it.
    for y in range(30, 60):
        for x in range(30, 60):
            column, row = loupe.camera.to_scan((x + 0.5, y + 0.5))
            assert shown[y, x] == table[view.pixels.high[int(row), int(column)]]


def test_the_picture_around_it_is_left_alone(view: ScanView) -> None:
    view.clearFocus()
    Mouse(view).move((200, 300))
    before = grab(view)
    view.view_actions.by_key["magnifier"].trigger()
    loupe = view.magnifier.loupe()
    after = grab(view)
    changed = np.argwhere((before != after).any(axis=2))
    boxes = (loupe.frame, loupe.source)
    for y, x in changed:
        assert any(
            box.x - FRAME_PX <= x <= box.right + FRAME_PX
            and box.y - FRAME_PX <= y <= box.bottom + FRAME_PX
            for box in boxes
        )
    assert (before[300, 200] == after[300, 200]).all(), "the spot itself is not covered"
    view.view_actions.by_key["magnifier"].trigger()
    assert (grab(view) == before).all()


def test_a_key_takes_it_up_and_the_wheel_with_alt_makes_it_stronger(
    qtbot: QtBot, view: ScanView
) -> None:
    camera = view.camera
    qtbot.keyClick(view, "z")
    assert view.view_actions.by_key["magnifier"].isChecked()
    factor = view.magnifier.factor
    Mouse(view).wheel((300, 200), angle=(0, 120), modifiers=ALT)
    assert view.magnifier.factor == pytest.approx(factor * 1.25)
    # Some systems turn the wheel sideways with Alt.
    Mouse(view).wheel((300, 200), angle=(-240, 0), modifiers=ALT)
    assert view.magnifier.factor == pytest.approx(factor / 1.25)
    for angle, limit in ((12_000, MOST), (-12_000, LEAST)):
        for _ in range(5):
            Mouse(view).wheel((300, 200), angle=(0, angle), modifiers=ALT)
        assert view.magnifier.factor == limit
    assert view.camera == camera
    qtbot.keyClick(view, "z")
    assert view.magnifier.loupe() is None
    Mouse(view).wheel((300, 200), angle=(0, 120), modifiers=ALT)
    assert view.camera.scale > camera.scale


def test_without_a_mouse_it_looks_at_the_middle(view: ScanView) -> None:
    Mouse(view).move((50, 60))
    view.magnifier.toggle()
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    middle = view.frame().to_scan((320, 240))
    assert view.magnifier.loupe().camera.visible.centre == pytest.approx(middle, abs=1.0)


def test_local_contrast_comes_when_the_hand_is_still(qtbot: QtBot, view: ScanView) -> None:
    view.clearFocus()
    view.display.set_enhancement(Enhancement(local_contrast=2))
    view.magnifier.toggle()
    Mouse(view).move((200, 300))
    moving = shown_in(view, view.magnifier.loupe())
    view.display.set_enhancement(Enhancement())
    plain = shown_in(view, view.magnifier.loupe())
    assert (moving == plain).all()
    view.display.set_enhancement(Enhancement(local_contrast=2))

    def is_enhanced() -> bool:
        return bool((shown_in(view, view.magnifier.loupe()) != plain).any())

    qtbot.waitUntil(is_enhanced)


def test_there_is_none_beside_the_scan(view: ScanView) -> None:
    view.magnifier.toggle()
    corner = view.frame().to_widget((0, 0))
    Mouse(view).move((corner[0] - 8, corner[1] - 8))
    assert view.magnifier.loupe() is not None
    Mouse(view).move((corner[0] + 50, corner[1] - 90))
    assert view.magnifier.loupe() is None
    grab(view)


def test_it_does_not_keep_a_scan_that_is_gone(view: ScanView) -> None:
    view.magnifier.toggle()
    grab(view)
    # The pixels are what matters: they are a hundred times what holds them.
    gone = weakref.ref(view.source.pixels.high)
    view.show_pixels(made_up(300, 200))
    grab(view)
    gc.collect()
    assert gone() is None


def test_there_is_none_without_a_scan(view: ScanView) -> None:
    view.magnifier.toggle()
    view.show_empty()
    assert view.magnifier.loupe() is None
    grab(view)
