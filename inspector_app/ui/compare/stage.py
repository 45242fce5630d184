"""The scans of the compare page: beside each other and linked, or one over the other."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from inspector_app.background import TaskRunner
from inspector_app.imaging.overlay import LaidOver
from inspector_app.imaging.placement import Placement
from inspector_app.ui.compare.compare_session import Subject
from inspector_app.ui.compare.compare_texts import OTHER_COLOUR, THIS_COLOUR, Mode, this_label
from inspector_app.ui.compare.overlay_hands import OverlayHands
from inspector_app.ui.compare.overlay_layer import OverlayLayer
from inspector_app.ui.compare.view_cell import HEAD_PX, ViewCell
from inspector_app.ui.viewer import DisplayState, ScanView
from inspector_app.ui.viewer.view_link import ViewLink
from inspector_app.workflow.find_comparable import Comparable
from inspector_app.workflow.prepare_comparison import Prepared

MOST_OTHERS = 3


class Stage(QWidget):
    """Holds one scan view for this scan and up to three for others; views are made once and used
    again.

    Attributes:
        view: this scan.
        layer: the other scan over it.
        hands: mouse and keys of swipe and blink.
        link: couples the views that are beside each other.

    Signals:
        close_wanted: key of a scan that is to be taken away.
    """

    close_wanted = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._this = ViewCell(runner, THIS_COLOUR, can_close=False)
        self._cells: list[ViewCell] = []
        self._mode = Mode.BESIDE
        self._columns = 0
        self.view: ScanView = self._this.view
        self.layer = OverlayLayer(runner, self.view)
        self.hands = OverlayHands(self.view, self.layer)
        self.link = ViewLink(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._arrange()

    # What is shown

    def begin(self, subject: Subject, display: DisplayState | None) -> None:
        """Show this scan, alone; `display` as it was shown before."""
        self.clear()
        view = subject.view
        self.view.show_pixels(subject.pixels, view=view.name, geometry=view.geometry)
        if display is not None:
            self.view.display.set_state(display)
        self._this.show_caption(this_label(subject.scan))
        self.link.join(self.view)

    def clear(self) -> None:
        """Show nothing and hold no pixels."""
        self.hands.stop()
        self.link.clear()
        self.layer.clear()
        for cell in self._cells:
            self._empty(cell)
        self.view.show_empty()
        self._arrange()

    def show_loading(self, key: str, caption: str, share: float | None) -> None:
        """Another scan is on its way; it gets a place beside this one."""
        cell = self._cell(key) or self._free_cell()
        if cell.key != key:
            cell.key = key
            self._arrange()
        cell.show_caption(caption)
        cell.view.show_loading(share)

    def show_other(
        self, other: Comparable, caption: str, prepared: Prepared, placement: Placement
    ) -> None:
        """Show another scan beside this one and link it."""
        cell = self._cell(other.key)
        if cell is None:
            return
        cell.show_caption(caption)
        cell.view.attenuation = self.view.attenuation
        cell.view.show_pixels(prepared.pixels, view=other.view.name, geometry=other.view.geometry)
        is_same_side = prepared.alignment is not None
        self.link.join(cell.view, placement, links_y=is_same_side)
        self._arrange()

    def retitle_this(self, subject: Subject) -> None:
        """This scan's words in the language of now."""
        self._this.show_caption(this_label(subject.scan))

    def retitle(self, key: str, caption: str) -> None:
        """Other words for another scan."""
        cell = self._cell(key)
        if cell is not None:
            cell.show_caption(caption)

    def show_failure(self, key: str, message: str) -> None:
        """Another scan cannot be shown."""
        cell = self._cell(key)
        if cell is not None:
            self.link.part(cell.view)
            cell.view.show_unreadable(message)

    def place_other(self, key: str, placement: Placement) -> None:
        """Link another scan from another place: it was aligned, or no longer is."""
        cell = self._cell(key)
        if cell is not None:
            self.link.place(cell.view, placement)

    def remove_other(self, key: str) -> None:
        """Take another scan away."""
        cell = self._cell(key)
        if cell is not None:
            self.link.part(cell.view)
            self._empty(cell)
            self._arrange()

    def lay_over(self, laid: LaidOver, labels: tuple[str, str]) -> None:
        """Show another scan over this one in swipe, blink and difference."""
        self.layer.show_other(laid, labels)

    def set_mode(self, mode: Mode) -> None:
        """Beside each other or one over the other."""
        self._mode = mode
        self.layer.set_mode(mode)
        self.hands.stop()
        self._arrange()

    def view_of(self, key: str) -> ScanView | None:
        """The view that shows another scan."""
        cell = self._cell(key)
        return None if cell is None else cell.view

    def captions(self) -> list[str]:
        """The captions on screen, this scan's first."""
        return [cell.caption for cell in self._shown()]

    # Within

    def _cell(self, key: str) -> ViewCell | None:
        return next((cell for cell in self._cells if cell.key == key and key), None)

    def _free_cell(self) -> ViewCell:
        for cell in self._cells:
            if not cell.key:
                return cell
        cell = ViewCell(self._runner, OTHER_COLOUR, can_close=True, parent=self)
        cell.close_wanted.connect(self.close_wanted)
        self._cells.append(cell)
        return cell

    def _empty(self, cell: ViewCell) -> None:
        self.link.part(cell.view)
        cell.key = ""
        cell.view.show_empty()

    def _shown(self) -> list[ViewCell]:
        others = [cell for cell in self._cells if cell.key] if self._mode is Mode.BESIDE else []
        return [self._this, *others]

    def _arrange(self) -> None:
        shown = self._shown()
        columns = self._best_columns(len(shown))
        for cell in (self._this, *self._cells):
            self._grid.removeWidget(cell)
        for row in range(self._grid.rowCount()):
            self._grid.setRowStretch(row, 0)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        for number, cell in enumerate(shown):
            row, column = divmod(number, columns)
            self._grid.addWidget(cell, row, column)
            self._grid.setRowStretch(row, 1)
            self._grid.setColumnStretch(column, 1)
        for cell in (self._this, *self._cells):
            cell.setVisible(cell in shown)
        self._this.show_head(self._mode is Mode.BESIDE)
        self._columns = columns

    def _best_columns(self, count: int) -> int:
        """The number of columns that shows scans of this shape largest."""
        camera = self.view.camera
        across, down = camera.scan_width, camera.scan_height * camera.aspect

        def scale(columns: int) -> float:
            height = self.height() / math.ceil(count / columns) - HEAD_PX
            return min(self.width() / columns / across, height / down)

        return max(range(1, count + 1), key=scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._best_columns(len(self._shown())) != self._columns:
            self._arrange()
