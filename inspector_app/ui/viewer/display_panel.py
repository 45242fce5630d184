"""Everything about the display in one place, beside the picture while one works."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from inspector_app.domain.scan import Energy
from inspector_app.imaging.display import Curve
from inspector_app.imaging.enhance import STRONGEST
from inspector_app.imaging.material_colour import MaterialMode, legend
from inspector_app.imaging.pyramid import PyramidKind
from inspector_app.ui import theme
from inspector_app.ui.parts import scrolled
from inspector_app.ui.viewer.display_control import GAMMA_STEP
from inspector_app.ui.viewer.display_state import DisplayState
from inspector_app.ui.viewer.display_words import palette_text, strength_text
from inspector_app.ui.viewer.panel_parts import Segments, Swatches
from inspector_app.ui.viewer.preset_editor import PresetEditor
from inspector_app.ui.viewer.scan_view import ScanView
from inspector_app.ui.viewer.window_editor import WindowEditor

GAMMA_STEPS = 16
LEGEND_WIDTH, LEGEND_HEIGHT = 96, 10
GAP_PX = 4
FRAME_PX = 6

_ENERGIES = (
    (Energy.HIGH, False),
    (Energy.LOW, False),
    (Energy.HIGH, True),
)
_STRENGTHS = range(STRONGEST + 1)
_STYLE = f"""
#display-panel, #display-panel-inside {{ background: {theme.PANEL}; }}
#display-panel {{ border: 1px solid {theme.ACCENT}; border-radius: 4px; }}
#display-panel QPushButton {{ padding: 3px 6px; border-radius: 2px; }}
#display-panel QCheckBox {{ spacing: 6px; }}
#display-panel QCheckBox::indicator {{ width: 13px; height: 13px; border: 1px solid {theme.MUTED};
    border-radius: 2px; background: {theme.FIELD}; }}
#display-panel QCheckBox::indicator:checked {{ background: {theme.ACCENT}; }}
#display-panel QCheckBox:focus {{ color: {theme.ACCENT}; }}
"""


class DisplayPanel(QFrame):
    """Lies over the scan view and stays while one works; Escape puts it away."""

    def __init__(self, view: ScanView, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view
        self._display = view.display
        self.setObjectName("display-panel")
        self.setStyleSheet(_STYLE)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._host = self._button = parent
        parent.installEventFilter(self)
        self._titles: dict[str, QLabel] = {}
        self._inside = QWidget()
        self._area = scrolled(self._inside)
        self.energy = Segments(_ENERGIES)
        self.window_ends = WindowEditor(view)
        self.curve = Segments(list(Curve))
        self.gamma = QSlider(Qt.Orientation.Horizontal)
        self.gamma.setRange(-GAMMA_STEPS, GAMMA_STEPS)
        self._gamma_value = QLabel()
        self.strengths = {
            what: Segments(list(_STRENGTHS)) for what in ("edges", "denoise", "local_contrast")
        }
        self.palette_choice = Swatches()
        self.material = Segments(list(MaterialMode))
        self._legend = QLabel()
        self._legend_ends = (QLabel(), QLabel())
        self.inverted = QCheckBox()
        self.minimum = QCheckBox()
        self.blind = QCheckBox()
        self.presets = PresetEditor(view)
        self._reset = QPushButton()
        self._original = QPushButton()
        self._original.setCheckable(True)
        self._close = QPushButton()
        self._lay_out()
        self._connect()
        self._translate()
        self.hide()

    def show_below(self, button: QWidget) -> None:
        """Show it below its button, whole if there is room."""
        self._button = button
        self._show_state(self._display.state)
        self.show()
        self.raise_()
        self._place()
        self.energy.button((Energy.HIGH, False)).setFocus(Qt.FocusReason.PopupFocusReason)

    def _place(self) -> None:
        room = self._host.rect()
        left = self._host.mapFromGlobal(self._button.mapToGlobal(QPoint(0, 0))).x()
        self._grid.activate()
        wanted = self._inside.sizeHint() + QSize(FRAME_PX, FRAME_PX)
        height = min(wanted.height(), room.height() - 2 * GAP_PX)
        bar = self._area.verticalScrollBar().sizeHint().width() if height < wanted.height() else 0
        width = min(wanted.width() + bar, room.width())
        self.setGeometry(min(max(left, 0), room.width() - width), GAP_PX, width, height)

    def put_away(self) -> None:
        """Hide it; the scan has the keys again."""
        self.hide()
        self._view.setFocus()

    # Building

    def _lay_out(self) -> None:
        inside = self._inside
        inside.setObjectName("display-panel-inside")
        self._grid = grid = QGridLayout(inside)
        grid.setContentsMargins(10, 8, 10, 8)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        gamma = QHBoxLayout()
        gamma.addWidget(self.gamma, 1)
        gamma.addWidget(self._gamma_value)
        rows: tuple[tuple[str, QWidget | QHBoxLayout], ...] = (
            ("energy", self.energy),
            ("window", self.window_ends),
            ("curve", self.curve),
            ("gamma", gamma),
            *self.strengths.items(),
            ("palette", self.palette_choice),
            ("material", self.material),
            ("legend", self._legend_row()),
        )
        for row, (title, control) in enumerate(rows):
            self._titles[title] = QLabel()
            grid.addWidget(self._titles[title], row, 0)
            if isinstance(control, QWidget):
                grid.addWidget(control, row, 1)
            else:
                grid.addLayout(control, row, 1)
        grid.addLayout(self._checks_row(), len(rows), 0, 1, 2)
        grid.addWidget(self.presets, len(rows) + 1, 0, 1, 2)
        grid.addLayout(self._ends_row(), len(rows) + 2, 0, 1, 2)
        grid.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._area)

    def _legend_row(self) -> QHBoxLayout:
        colours = np.ascontiguousarray(np.repeat(legend(LEGEND_WIDTH)[None], LEGEND_HEIGHT, axis=0))
        image = QImage(
            colours.data,
            LEGEND_WIDTH,
            LEGEND_HEIGHT,
            3 * LEGEND_WIDTH,
            QImage.Format.Format_RGB888,
        )
        self._legend.setPixmap(QPixmap.fromImage(image.copy()))
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._legend_ends[0])
        row.addWidget(self._legend)
        row.addWidget(self._legend_ends[1])
        row.addStretch(1)
        return row

    def _checks_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        for box in (self.inverted, self.minimum, self.blind):
            row.addWidget(box)
        row.addStretch(1)
        return row

    def _ends_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self._original)
        row.addWidget(self._reset)
        row.addStretch(1)
        row.addWidget(self._close)
        return row

    def _connect(self) -> None:
        display = self._display
        self.energy.chosen.connect(self._choose_energy)
        self.curve.chosen.connect(display.set_curve)
        self.gamma.valueChanged.connect(self._slide_gamma)
        self.strengths["edges"].chosen.connect(self._choose_edges)
        self.strengths["denoise"].chosen.connect(self._choose_denoise)
        self.strengths["local_contrast"].chosen.connect(self._choose_local_contrast)
        self.palette_choice.chosen.connect(display.set_palette)
        self.material.chosen.connect(display.set_material)
        self.inverted.clicked.connect(display.toggle_inverted)
        self.minimum.clicked.connect(display.toggle_pyramid)
        self.blind.clicked.connect(display.toggle_blind)
        by_key = self._view.view_actions.by_key
        self._original.clicked.connect(by_key["original"].trigger)
        self._reset.clicked.connect(by_key["reset"].trigger)
        self._close.clicked.connect(self.put_away)
        self._view.display_changed.connect(self._show_state)

    # Choosing

    @Slot(object)
    def _choose_energy(self, value: tuple[Energy, bool]) -> None:
        self._display.set_energy(value[0], combined=value[1])

    @Slot(int)
    def _slide_gamma(self, steps: int) -> None:
        self._display.set_gamma(round(GAMMA_STEP**steps, 6))

    @Slot(object)
    def _choose_edges(self, strength: int) -> None:
        self._set_strength("edges", strength)

    @Slot(object)
    def _choose_denoise(self, strength: int) -> None:
        self._set_strength("denoise", strength)

    @Slot(object)
    def _choose_local_contrast(self, strength: int) -> None:
        self._set_strength("local_contrast", strength)

    def _set_strength(self, what: str, strength: int) -> None:
        now = self._display.state.enhancement
        self._display.set_enhancement(replace(now, **{what: strength}))

    # Showing

    @Slot(object)
    def _show_state(self, state: DisplayState) -> None:
        self.energy.show_value((state.energy, state.combined))
        self.window_ends.show_state(state)
        self.curve.show_value(state.window.curve)
        self.gamma.blockSignals(True)
        self.gamma.setValue(round(np.log(state.window.gamma) / np.log(GAMMA_STEP)))
        self.gamma.blockSignals(False)
        self._gamma_value.setText(f"{state.window.gamma:.2f}")
        for what, control in self.strengths.items():
            control.show_value(getattr(state.enhancement, what))
        self.palette_choice.show_value(state.palette)
        self.material.show_value(state.material)
        self.inverted.setChecked(state.inverted)
        self.minimum.setChecked(state.pyramid is PyramidKind.MINIMUM)
        self.blind.setChecked(state.marks_blind)
        self._original.setChecked(state.is_original)
        two = self._display.has_two_energies
        reason = "" if two else self.tr("This scan has one energy only; materials need two.")
        for one in (self.energy, self.material):
            one.setEnabled(two)
            one.setToolTip(reason)
        self.palette_choice.setEnabled(state.material is MaterialMode.OFF)
        self.setEnabled(self._view.pixels is not None)

    def _translate(self) -> None:
        self.setAccessibleName(self.tr("Display panel"))
        words = {
            "energy": self.tr("Energy"),
            "window": self.tr("Window"),
            "curve": self.tr("Curve"),
            "gamma": self.tr("Gamma"),
            "edges": self.tr("Edges"),
            "denoise": self.tr("Remove noise"),
            "local_contrast": self.tr("Local contrast"),
            "palette": self.tr("Colours"),
            "material": self.tr("Material"),
        }
        for key, title in self._titles.items():
            title.setText(words.get(key, ""))
        energies = (self.tr("High"), self.tr("Low"), self.tr("Both"))
        self.energy.name(words["energy"], dict(zip(_ENERGIES, energies, strict=True)).__getitem__)
        curves = {
            Curve.LINEAR: self.tr("Linear"),
            Curve.LOG: self.tr("Logarithm"),
            Curve.SQUARE_ROOT: self.tr("Square root"),
        }
        self.curve.name(words["curve"], curves.__getitem__)
        for what, control in self.strengths.items():
            control.name(words[what], strength_text)
        self.palette_choice.name(words["palette"], palette_text)
        modes = {
            MaterialMode.OFF: self.tr("Off"),
            MaterialMode.COLOUR: self.tr("Colour"),
            MaterialMode.ORGANIC_ONLY: self.tr("Organic"),
            MaterialMode.METAL_ONLY: self.tr("Metal"),
        }
        self.material.name(words["material"], modes.__getitem__)
        self.gamma.setAccessibleName(words["gamma"])
        self._legend.setAccessibleName(self.tr("Colours of materials"))
        self._legend_ends[0].setText(self.tr("organic"))
        self._legend_ends[1].setText(self.tr("heavy metal; grey: cannot be told"))
        self.inverted.setText(self.tr("Inverted"))
        self.minimum.setText(self.tr("Thin dense"))
        self.blind.setText(self.tr("Blind zones"))
        self._original.setText(self.tr("Original (O)"))
        self._reset.setText(self.tr("Reset (R)"))
        self._close.setText(self.tr("Close (Esc)"))

    # Events: what happens on the panel is none of the scan's business.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
