"""Parts of the display panel: a choice of few in one row, and swatches of palettes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon, QImage, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QWidget

from inspector_app.imaging.palettes import Palette, palette_rgb

SWATCH = QSize(40, 14)


class Segments(QWidget):
    """A choice of few, all of them in sight, in one row. Arrow keys go from one to the next.

    Signals:
        chosen: the value a person chose.
    """

    chosen = Signal(object)

    def __init__(self, values: Sequence[object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = list(values)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for index in range(len(self._values)):
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            self._group.addButton(button, index)
            layout.addWidget(button, 1)
        self._group.idClicked.connect(self._choose)

    def show_value(self, value: object) -> None:
        """Show which one holds now."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)

    def name(self, title: str, text: Callable[[Any], str]) -> None:
        """Words for all of them: `title` is what is chosen, `text` names a value."""
        self.setAccessibleName(title)
        for value, button in zip(self._values, self._group.buttons(), strict=True):
            words = text(value)
            if button.icon().isNull():
                button.setText(words)
            button.setAccessibleName(f"{title}: {words}")
            button.setToolTip(words)

    def button(self, value: object) -> QAbstractButton:
        """The button of a value."""
        return self._group.button(self._values.index(value))

    def _choose(self, index: int) -> None:
        self.chosen.emit(self._values[index])


class Swatches(Segments):
    """Palettes as small strips of their colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(list(Palette), parent)
        for palette in Palette:
            button = self.button(palette)
            button.setIcon(QIcon(swatch(palette)))
            button.setIconSize(SWATCH)


def swatch(palette: Palette) -> QPixmap:
    """The colours of a palette from the dark end to the bright one."""
    row = palette_rgb(palette)[np.linspace(0, 255, SWATCH.width()).astype(int)]
    strip = np.ascontiguousarray(np.repeat(row[None], SWATCH.height(), axis=0))
    height, width, _ = strip.shape
    image = QImage(strip.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.copy())
