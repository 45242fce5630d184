"""What lies under the cursor, and what is being shown, in words and numbers."""

from __future__ import annotations

import math
import weakref

from PySide6.QtCore import QEvent, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from inspector_app.domain.scan import Energy
from inspector_app.imaging.cursor_probe import LEAST_BITS, CursorProbe, SteelEquivalent
from inspector_app.imaging.display import Curve, Window
from inspector_app.imaging.enhance import Enhancement
from inspector_app.imaging.material import RegionMaterial
from inspector_app.imaging.material_colour import MaterialMode
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.imaging.readout import Readout
from inspector_app.ui.viewer.camera import Camera
from inspector_app.ui.viewer.cursor_words import DASH, UnderCursor, cursor_texts
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.display_words import display_words, orientation_words
from inspector_app.ui.viewer.pixel_source import PixelSource
from inspector_app.ui.viewer.scan_view import ScanView

MATERIAL_PAUSE_MS = 25
"""The material is worked out once the mouse has moved this long, not for every place it passes."""

_PLACES = {
    "place": (0, 0, 1),
    "value": (0, 1, 1),
    "transmission": (0, 2, 1),
    "length": (1, 0, 1),
    "doors": (1, 1, 1),
    "floor": (1, 2, 1),
    "steel": (2, 0, 1),
    "material": (2, 1, 2),
}

SMALLER = 0.9
MOST_LINES = 4

_EVERYTHING = DisplayState(
    Energy.HIGH,
    Window(45_000, 41_000, invert=True, curve=Curve.SQUARE_ROOT, gamma=1.1),
    65_535,
    PyramidKind.MINIMUM,
    Enhancement(2, 2, 2),
    material=MaterialMode.COLOUR,
    marks_blind=True,
    combined=True,
)


class ReadoutBar(QWidget):
    """Below the scan view: values under the cursor, and in words what is being shown."""

    def __init__(self, view: ScanView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._under = UnderCursor()
        self._last = UnderCursor()
        self._last_source: weakref.ref[PixelSource] | None = None
        self._probe: CursorProbe | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(MATERIAL_PAUSE_MS)
        self._labels = {name: QLabel(self) for name in _PLACES}
        layout = QGridLayout(self)
        layout.setContentsMargins(10, 3, 8, 3)
        layout.setHorizontalSpacing(14)
        layout.setVerticalSpacing(1)
        for name, (row, column, span) in _PLACES.items():
            self._labels[name].setTextFormat(Qt.TextFormat.PlainText)
            # Columns of one width: nothing trembles as the mouse moves, and nothing pushes.
            self._labels[name].setSizePolicy(
                QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
            )
            layout.addWidget(self._labels[name], row, column, 1, span)
            layout.setColumnStretch(column, 1)
        self._display = QLabel(self)
        self._display.setObjectName("muted")
        self._display.setTextFormat(Qt.TextFormat.PlainText)
        self._display.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._display.setWordWrap(True)
        self._display.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        # A long description must not push the window wider, nor the picture up and down.
        self._display.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        font = self._display.font()
        font.setPointSizeF(font.pointSizeF() * SMALLER)
        self._display.setFont(font)
        layout.addWidget(self._display, 3, 0, 1, 3)
        self._pause.timeout.connect(self._show_material)
        view.cursor_moved.connect(self.show_readout)
        view.display_changed.connect(self._show_display)
        view.view_changed.connect(self._show_display)
        self._translate()

    def display_text(self) -> str:
        """What is being shown, in words, for captions and exports too."""
        if self._view.source is None:
            return ""
        camera, doors = self._view.camera, self._view.scan_geometry.doors
        parts = [self._zoom_text(camera), *display_words(self._view.display.state)]
        return " · ".join(parts + orientation_words(camera.orientation, doors))

    def copy_values(self) -> None:
        """Put the values under the mouse, or where it was last over this scan, on the clipboard:
        a line for each thing that is known, and what is shown as the last."""
        if self._last_source is None or self._last_source() is not self._view.source:
            return
        texts = cursor_texts(self._last)
        known = [text for text in texts.values() if DASH not in text]
        if known:
            QGuiApplication.clipboard().setText("\n".join([*known, self.display_text()]))

    @Slot(object)
    def show_readout(self, readout: Readout | None) -> None:
        """Show the values under the cursor, dashes for None."""
        self._under = UnderCursor(readout, self._values(readout), self._steel(readout))
        if readout is not None and self._view.source is not None:
            self._last = self._under
            self._last_source = weakref.ref(self._view.source)
        if readout is not None and self._tells_material() and not self._pause.isActive():
            self._pause.start()
        self._show_texts()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)

    # What is under the cursor

    def _values(self, readout: Readout | None) -> tuple[int, ...]:
        pixels = self._view.pixels
        if readout is None or pixels is None:
            return ()
        energies = (pixels.high,) if pixels.low is None else (pixels.high, pixels.low)
        return tuple(int(one[readout.row, readout.column]) for one in energies)

    def _steel(self, readout: Readout | None) -> SteelEquivalent | None:
        pixels, probe = self._view.pixels, self._ready_probe()
        if readout is None or pixels is None or probe is None or pixels.bits < LEAST_BITS:
            return None
        high = Energy.SINGLE if pixels.low is None else Energy.HIGH
        air = self._view.display.air(high)
        value = int(pixels.high[readout.row, readout.column])
        return None if not air else probe.steel_equivalent(value / air)

    def _tells_material(self) -> bool:
        pixels = self._view.pixels
        return pixels is not None and pixels.low is not None and pixels.bits >= LEAST_BITS

    def _material(self, readout: Readout) -> RegionMaterial | None:
        pixels, probe = self._view.pixels, self._ready_probe()
        if pixels is None or pixels.low is None or probe is None:
            return None
        high, low = self._view.display.air(Energy.HIGH), self._view.display.air(Energy.LOW)
        if not high or not low:
            return None
        return probe.material(pixels.high, pixels.low, (high, low), readout.column, readout.row)

    def _ready_probe(self) -> CursorProbe | None:
        if self._probe is None and self._view.attenuation is not None:
            self._probe = CursorProbe(self._view.attenuation)
        return self._probe

    @Slot()
    def _show_material(self) -> None:
        under = self._under
        if under.readout is not None and self._tells_material():
            material = self._material(under.readout)
            self._under = UnderCursor(under.readout, under.values, under.steel, material)
            self._last = self._under
            self._show_texts()

    # Words

    def _show_texts(self) -> None:
        for name, text in cursor_texts(self._under).items():
            self._labels[name].setText(text)

    def _zoom_text(self, camera: Camera) -> str:
        share = camera.scale * self._view.devicePixelRatioF()
        return self.tr("{0} %").format(f"{share * 100:.0f}")

    def _show_reasons(self) -> None:
        """Why thickness and material are not told, as tool tips."""
        pixels = self._view.pixels
        steel = material = ""
        if pixels is not None and self._view.attenuation is None:
            steel = material = self.tr("The table of the beams is missing from this program.")
        elif pixels is not None and pixels.bits < LEAST_BITS:
            steel = material = self.tr(
                "This file has {0} bits: its values were stretched for the eye and measure nothing."
            ).format(pixels.bits)
        elif pixels is not None and pixels.low is None:
            material = self.tr("Materials are told from two energies; this scan has one.")
        self._labels["steel"].setToolTip(steel)
        self._labels["material"].setToolTip(material)

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Values under the cursor"))
        self._show_texts()
        self._show_display()
        self._keep_room()

    def _keep_room(self) -> None:
        """As many lines as the longest description takes at this width, whatever is on now: the
        picture above must not jump."""
        metrics = self._display.fontMetrics()
        longest = metrics.horizontalAdvance(" · ".join(["8888 %", *display_words(_EVERYTHING)]))
        lines = math.ceil(longest * 1.05 / max(self.width() - 20, 1))
        self._display.setFixedHeight(metrics.lineSpacing() * min(lines, MOST_LINES) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    @Slot()
    def _show_display(self) -> None:
        text = self.display_text()
        self._display.setText(text)
        self._display.setToolTip(text)
        self._show_reasons()
