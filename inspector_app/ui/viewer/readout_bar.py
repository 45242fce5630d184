"""What lies under the cursor, and what is being shown, in words and numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.readout import Readout
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.scan_view import ScanView

DASH = "–"


class ReadoutBar(QWidget):
    """Below the scan view: values under the cursor, and in words what is being shown."""

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._readout: Readout | None = None
        self._labels = {
            name: QLabel(self)
            for name in ("place", "value", "transmission", "length", "doors", "floor")
        }
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 4, 8, 4)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(2)
        for position, label in enumerate(self._labels.values()):
            label.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(label, position // 3, position % 3)
        layout.setColumnStretch(3, 1)
        self._display = QLabel(self)
        self._display.setObjectName("muted")
        self._display.setTextFormat(Qt.TextFormat.PlainText)
        self._display.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # A long description must not push the window wider.
        self._display.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        layout.addWidget(self._display, 2, 0, 1, 4)
        view.cursor_moved.connect(self.show_readout)
        view.display_changed.connect(self._show_display)
        view.view_changed.connect(self._show_display)
        self._translate()

    def display_text(self) -> str:
        """What is being shown, in words, for captions and exports too."""
        state = self._view.display.state
        if self._view.source is None:
            return ""
        parts = [
            self._zoom_text(self._view.camera),
            self._energy_text(state.energy),
            self._window_text(state),
            self._curve_text(state.window.curve),
        ]
        if state.inverted:
            parts.append(self.tr("inverted"))
        parts.append(
            self.tr("mean")
            if state.pyramid is PyramidKind.MEAN
            else self.tr("minimum: thin dense things stay visible")
        )
        if state.is_original:
            parts.append(self.tr("original"))
        return " · ".join(part for part in parts if part)

    @Slot(object)
    def show_readout(self, readout: Readout | None) -> None:
        """Show the values under the cursor, dashes for None."""
        self._readout = readout
        for name, text in self._texts(readout).items():
            self._labels[name].setText(text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    def _texts(self, readout: Readout | None) -> dict[str, str]:
        value = place = transmission = length = doors = floor = DASH
        if readout is not None:
            place = f"{readout.column}, {readout.row}"
            value = f"{readout.value}"
            if readout.transmission is not None:
                transmission = f"{readout.transmission:.1%}"
            if readout.right_mm is not None and readout.down_mm is not None:
                length = f"{readout.right_mm:.0f}, {readout.down_mm:.0f}"
            if readout.from_doors_m is not None:
                doors = f"{readout.from_doors_m:.2f}"
            if readout.above_floor_m is not None:
                floor = f"{readout.above_floor_m:.2f}"
        return {
            "place": self.tr("Pixel {0}").format(place),
            "value": self.tr("Value {0}").format(value),
            "transmission": self.tr("Transmission {0}").format(transmission),
            "length": self.tr("{0} mm").format(length),
            "doors": self.tr("{0} m from the doors").format(doors),
            "floor": self.tr("{0} m above the floor").format(floor),
        }

    def _zoom_text(self, camera: Camera) -> str:
        share = camera.scale * self._view.devicePixelRatioF()
        return self.tr("{0} %").format(f"{share * 100:.0f}")

    def _energy_text(self, energy: Energy) -> str:
        return {
            Energy.HIGH: self.tr("high energy"),
            Energy.LOW: self.tr("low energy"),
            Energy.SINGLE: self.tr("one energy"),
        }[energy]

    def _window_text(self, state: DisplayState) -> str:
        return self.tr("window {0} to {1} of {2}").format(
            round(state.window.black), round(state.window.white), state.white
        )

    def _curve_text(self, curve: Curve) -> str:
        return {
            Curve.LINEAR: self.tr("linear"),
            Curve.LOG: self.tr("logarithm"),
            Curve.SQUARE_ROOT: self.tr("square root"),
        }[curve]

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Values under the cursor"))
        self.show_readout(self._readout)
        self._show_display()
        # Wide enough for the longest numbers, so that nothing trembles as the mouse moves.
        widest = Readout(88888, 8888, 88888, 8.888, 88888.0, 8888.0, 88.88, 8.88)
        for name, text in self._texts(widest).items():
            label = self._labels[name]
            label.setMinimumWidth(label.fontMetrics().horizontalAdvance(text) + 2)

    @Slot()
    def _show_display(self) -> None:
        text = self.display_text()
        self._display.setText(text)
        self._display.setToolTip(text)
