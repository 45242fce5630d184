"""Where wheels, touch-pads and pinches lead."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QNativeGestureEvent,
    QPointingDevice,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from inspector_app.ui.viewer import ScanView
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.wheel import wheel_camera

AT = (412.0, 231.0)
HERE = Camera(900, 400, 640, 480).fitted().zoomed(4, AT)
NO_PHASE = Qt.ScrollPhase.NoScrollPhase
NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def touch_pad(qapp: QApplication) -> QPointingDevice:
    return QPointingDevice(
        "pad",
        77,
        QInputDevice.DeviceType.TouchPad,
        QPointingDevice.PointerType.Finger,
        QInputDevice.Capability.Position | QInputDevice.Capability.PixelScroll,
        2,
        3,
    )


def turned(
    *,
    angle: tuple[int, int] = (0, 0),
    pixel: tuple[int, int] = (0, 0),
    modifiers: Qt.KeyboardModifier = NO_KEY,
    phase: Qt.ScrollPhase = NO_PHASE,
    device: QPointingDevice | None = None,
) -> QWheelEvent:
    more = () if device is None else (Qt.MouseEventSource.MouseEventNotSynthesized, device)
    return QWheelEvent(
        QPointF(*AT),
        QPointF(*AT),
        QPoint(*pixel),
        QPoint(*angle),
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
        *more,
    )


@pytest.mark.parametrize("modifiers", [NO_KEY, CTRL])
@pytest.mark.parametrize("angle", [120, -120, 15, -7])
def test_a_wheel_zooms_to_the_cursor(modifiers: Qt.KeyboardModifier, angle: int) -> None:
    there = wheel_camera(HERE, turned(angle=(0, angle), modifiers=modifiers))
    assert there.scale / HERE.scale == pytest.approx(1.2 ** (angle / 120))
    assert there.to_scan(AT) == pytest.approx(HERE.to_scan(AT))


def test_a_wheel_that_runs_free_does_not_lose_the_place() -> None:
    there = wheel_camera(HERE, turned(angle=(0, 120 * 60)))
    assert there.scale / HERE.scale == pytest.approx(1.2**5)


def test_shift_and_a_tilted_wheel_go_sideways() -> None:
    for event in (turned(angle=(0, -60), modifiers=SHIFT), turned(angle=(-60, 0))):
        there = wheel_camera(HERE, event)
        assert there == HERE.panned(-40, 0)


def test_two_fingers_on_a_touch_pad_move_the_picture(touch_pad: QPointingDevice) -> None:
    exact = turned(pixel=(13, -7), angle=(26, -14), device=touch_pad)
    assert wheel_camera(HERE, exact) == HERE.panned(13, -7)
    coarse = turned(angle=(0, -60), device=touch_pad)
    assert wheel_camera(HERE, coarse) == HERE.panned(0, -40)
    # Some systems do not say what the device is, but only touch-pads have phases with pixels.
    phased = turned(pixel=(13, -7), angle=(26, -14), phase=Qt.ScrollPhase.ScrollUpdate)
    assert wheel_camera(HERE, phased) == HERE.panned(13, -7)


def test_with_ctrl_two_fingers_zoom(touch_pad: QPointingDevice) -> None:
    """A pinch comes like this on Windows."""
    there = wheel_camera(HERE, turned(angle=(0, 24), modifiers=CTRL, device=touch_pad))
    assert there.scale / HERE.scale == pytest.approx(1.2**0.2)


def test_what_coasts_on_stops_at_the_end_of_the_scan(touch_pad: QPointingDevice) -> None:
    camera = HERE
    for _ in range(200):
        camera = wheel_camera(
            camera,
            turned(pixel=(90, 60), phase=Qt.ScrollPhase.ScrollMomentum, device=touch_pad),
        )
    seen = camera.visible
    assert (seen.x, seen.y) == pytest.approx((0, 0), abs=1e-6)
    assert camera.scale == HERE.scale


def test_what_coasts_on_does_not_zoom(touch_pad: QPointingDevice) -> None:
    event = turned(
        angle=(0, 120),
        modifiers=CTRL,
        phase=Qt.ScrollPhase.ScrollMomentum,
        device=touch_pad,
    )
    assert wheel_camera(HERE, event) == HERE


def gesture(
    kind: Qt.NativeGestureType,
    device: QPointingDevice,
    *,
    value: float = 0.0,
    delta: tuple[float, float] = (0.0, 0.0),
) -> QNativeGestureEvent:
    at = QPointF(*AT)
    return QNativeGestureEvent(kind, device, 2, at, at, at, value, QPointF(*delta))


def test_a_pinch_zooms_to_its_middle(view: ScanView, touch_pad: QPointingDevice) -> None:
    view.set_camera(view.camera.zoomed(4, AT))
    before, scale = view.camera.to_scan(AT), view.camera.scale
    kind = Qt.NativeGestureType.ZoomNativeGesture
    QApplication.sendEvent(view, gesture(kind, touch_pad, value=0.25))
    assert view.camera.scale / scale == pytest.approx(1.25)
    assert view.camera.to_scan(AT) == pytest.approx(before)
    QApplication.sendEvent(view, gesture(kind, touch_pad, value=-3.0))
    assert view.camera.scale > 0


def test_a_native_pan_moves_the_picture(view: ScanView, touch_pad: QPointingDevice) -> None:
    view.set_camera(view.camera.zoomed(4, AT))
    before = view.camera
    kind = Qt.NativeGestureType.PanNativeGesture
    QApplication.sendEvent(view, gesture(kind, touch_pad, delta=(12.0, -5.0)))
    assert view.camera == before.panned(12, -5)
    kind = Qt.NativeGestureType.RotateNativeGesture
    QApplication.sendEvent(view, gesture(kind, touch_pad, value=30.0))
    assert view.camera == before.panned(12, -5)
