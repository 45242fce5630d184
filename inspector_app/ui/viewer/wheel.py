"""Where wheels, touch-pads and pinches lead. Camera in, camera out.

A wheel zooms to the cursor. A touch-pad's two fingers move the picture, as they do everywhere else,
where Qt can tell that it is one; Windows shows its touch-pads as wheels with fine notches and a
pinch as a wheel with Ctrl, and then the same rules fit.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QWheelEvent

from inspector_app.domain.region import Point
from inspector_app.ui.viewer.camera import Camera

ZOOM_PER_NOTCH = 1.2
NOTCH = 120.0
PIXELS_PER_NOTCH = 40.0
PAN_PER_NOTCH_PX = 80.0

MOST_NOTCHES = 5.0
"""A wheel that runs free tells dozens of notches at once; more than this loses the place."""

SMALLEST_PINCH = 0.2


def wheel_camera(camera: Camera, event: QWheelEvent) -> Camera:
    """Where a turn of the wheel leads: zoom to the cursor, sideways with Shift or a tilted wheel;
    on a touch-pad any way."""
    modifiers = event.modifiers()
    zooms = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
    coasts = event.phase() == Qt.ScrollPhase.ScrollMomentum
    if is_touch_pad(event) and not zooms:
        dx, dy = pan_px(event)
        if modifiers & Qt.KeyboardModifier.ShiftModifier and dx == 0:
            dx, dy = dy, 0.0
        return camera.coasted(dx, dy) if coasts else camera.panned(dx, dy)
    if coasts:
        # The fingers have left the pad: what is still coming in would zoom on by itself.
        return camera
    x, y = notches(event)
    if not zooms and (modifiers & Qt.KeyboardModifier.ShiftModifier or abs(x) > abs(y)):
        return camera.panned((x if abs(x) > abs(y) else y) * PAN_PER_NOTCH_PX, 0)
    turned = y if y else x
    return camera.zoomed(ZOOM_PER_NOTCH**turned, (event.position().x(), event.position().y()))


def gesture_camera(camera: Camera, event: QNativeGestureEvent) -> Camera | None:
    """Where a gesture on a touch-pad leads; None for those that mean nothing here."""
    at = event.position().x(), event.position().y()
    kind = event.gestureType()
    if kind == Qt.NativeGestureType.ZoomNativeGesture:
        return camera.zoomed(max(1.0 + event.value(), SMALLEST_PINCH), at)
    if kind == Qt.NativeGestureType.PanNativeGesture:
        return camera.panned(event.delta().x(), event.delta().y())
    return None


def is_touch_pad(event: QWheelEvent) -> bool:
    """Whether fingers on a pad have sent this, as far as Qt can tell."""
    device = event.device()
    if device is not None and device.type() == QInputDevice.DeviceType.TouchPad:
        return True
    has_phase = event.phase() != Qt.ScrollPhase.NoScrollPhase
    return has_phase and not event.pixelDelta().isNull()


def pan_px(event: QWheelEvent) -> Point:
    """How far two fingers have moved the picture, in widget pixels."""
    pixel = event.pixelDelta()
    if not pixel.isNull():
        return float(pixel.x()), float(pixel.y())
    x, y = notches(event)
    return x * PAN_PER_NOTCH_PX, y * PAN_PER_NOTCH_PX


def notches(event: QWheelEvent) -> Point:
    """How far the wheel was turned, across and down, in notches of 15 degrees and their parts."""
    # Wheels and most touch-pads tell angles, finer than a notch where they can; some only pixels.
    angle, pixel = event.angleDelta(), event.pixelDelta()
    if not angle.isNull():
        x, y = angle.x() / NOTCH, angle.y() / NOTCH
    else:
        x, y = pixel.x() / PIXELS_PER_NOTCH, pixel.y() / PIXELS_PER_NOTCH
    return _limited(x), _limited(y)


def _limited(count: float) -> float:
    return min(max(count, -MOST_NOTCHES), MOST_NOTCHES)
