"""Back and forward through where one has been."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from inspector_app.domain.region import Box
from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.orientation import Orientation
from inspector_app.ui.viewer.places import MOST_PLACES, Place, PlaceHistory
from tests.helpers.viewer import Mouse, made_up

HERE = Camera(900, 400, 640, 480, scale=2.0, x=300, y=200)


def place(x: float, *, fitted: bool = False) -> Place:
    return Place(replace(HERE, x=x), fitted)


def test_a_history_forgets_what_lay_ahead() -> None:
    history = PlaceHistory()
    for x in (100, 200, 300):
        history.add(place(x))
    assert history.back() == place(200)
    assert history.back() == place(100)
    history.add(place(400))
    assert not history.can_go_forward
    assert history.back() == place(100)
    with pytest.raises(IndexError):
        history.back()
    assert history.forward() == place(400)
    with pytest.raises(IndexError):
        history.forward()


def test_a_step_too_small_to_see_is_no_new_place() -> None:
    history = PlaceHistory()
    for x in (100, 101, 102):
        history.add(place(x))
    assert not history.can_go_back
    history.add(Place(replace(HERE, x=100, orientation=Orientation(1)), is_fitted=False))
    assert history.can_go_back


def test_a_history_does_not_grow_for_ever() -> None:
    history = PlaceHistory()
    for x in range(3 * MOST_PLACES):
        history.add(place(x * 50))
    for _ in range(MOST_PLACES - 1):
        history.back()
    assert not history.can_go_back


def test_jumps_are_remembered_and_buttons_follow(qtbot: QtBot, view: ScanView) -> None:
    back, forward = (view.view_actions.by_key[key] for key in ("go-back", "go-forward"))
    fitted = view.camera
    assert not back.isEnabled()
    view.go_to(Box(700, 100, 40, 30))
    there = view.camera
    assert back.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert view.camera == fitted
    assert not back.isEnabled()
    assert forward.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert view.camera == there
    assert not forward.isEnabled()


def test_mouse_buttons_go_back_and_forward(view: ScanView) -> None:
    fitted = view.camera
    view.go_to(Box(700, 100, 40, 30))
    there = view.camera
    Mouse(view).drag((300, 200), (310, 200), Qt.MouseButton.BackButton)
    assert view.camera == fitted
    Mouse(view).click_with(Qt.MouseButton.ForwardButton)
    assert view.camera == there


def test_the_notches_of_a_wheel_are_one_place(qtbot: QtBot, view: ScanView) -> None:
    fitted = view.camera
    for _ in range(6):
        Mouse(view).wheel((400, 200), angle=(0, 120))
    assert not view.places.can_go_back, "it has not come to rest yet"
    with qtbot.waitSignal(view.places.changed):
        pass
    near = view.camera
    view.places.go_back()
    assert view.camera == fitted
    assert not view.places.can_go_back
    view.places.go_forward()
    assert view.camera == near


def test_going_back_at_once_can_be_taken_back(view: ScanView) -> None:
    Mouse(view).wheel((400, 200), angle=(0, 360))
    near = view.camera
    view.places.go_back()
    view.places.go_forward()
    assert view.camera == near


def test_a_fitted_place_fits_whatever_the_size_is_now(view: ScanView) -> None:
    view.go_to(Box(700, 100, 40, 30))
    view.resize(800, 300)
    view.places.go_back()
    assert view.is_fitted
    assert view.camera.scale == pytest.approx(view.camera.fit_scale)


def test_every_view_of_a_case_has_its_own_places_and_orientation(view: ScanView) -> None:
    view.places.forget()
    view.places.use("scan/side")
    view.show_pixels(made_up(500, 300))
    view.set_orientation(Orientation(1, mirrored=True))
    view.go_to(Box(100, 100, 10, 10))
    view.places.use("scan/top")
    view.show_pixels(made_up(600, 200))
    assert view.camera.orientation.is_upright
    assert not view.places.can_go_back
    view.places.use("scan/side")
    view.show_pixels(made_up(500, 300))
    assert view.camera.orientation == Orientation(1, mirrored=True)
    assert view.view_actions.by_key["mirror"].isChecked()
    assert view.places.can_go_back
    view.places.forget()
    view.places.use("scan/side")
    view.show_pixels(made_up(500, 300))
    assert view.camera.orientation.is_upright


def test_nothing_is_remembered_where_nothing_is_shown(view: ScanView) -> None:
    view.places.forget()
    view.show_empty()
    view.places.settle()
    view.places.go_back()
    assert not view.places.can_go_back
