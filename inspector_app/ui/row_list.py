"""A list whose rows are short paragraphs, selectable by keyboard, as high as their text."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QWidget

from inspector_app.ui import theme

ROW_MARGIN_PX = 9


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `lines` are plain text and are shown below the bold `title`; `aside` stands at the
    end of the title line in `colour`."""

    row_id: str
    title: str
    lines: tuple[str, ...] = ()
    aside: str = ""
    colour: str = theme.MUTED
    tip: str = ""

    def html(self) -> str:
        aside = f' <span style="color:{self.colour}">{escape(self.aside)}</span>'
        body = "".join(f"<br>{escape(line)}" for line in self.lines)
        return f"<b>{escape(self.title)}</b>{aside if self.aside else ''}{body}"


class RowList(QListWidget):
    """Signals:
    row_chosen: id of the row a person selected; not sent when the program selects.
    row_opened: id of the row that was double-clicked or on which Enter was pressed.
    height_changed: the height in px at which no row has to scroll.
    """

    row_chosen = Signal(str)
    row_opened = Signal(str)
    height_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._tell_chosen)
        self.itemClicked.connect(self._tell_chosen)
        self.itemActivated.connect(self._tell_opened)

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Replace all rows; the selected one stays selected if it is still there."""
        chosen, scrolled = self.chosen_id(), self.verticalScrollBar().value()
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QListWidgetItem(self)
            item.setData(Qt.ItemDataRole.UserRole, row.row_id)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, ". ".join((row.title, row.aside, *row.lines))
            )
            item.setToolTip(row.tip)
            label = QLabel(row.html())
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setWordWrap(True)
            label.setMargin(ROW_MARGIN_PX)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self.setItemWidget(item, label)
        self.blockSignals(False)
        self._fit_heights()
        self.select(chosen)
        # Rows are shown anew whenever the centre answers; the reader must not lose the place.
        self.doItemsLayout()
        self.verticalScrollBar().setValue(scrolled)

    def select(self, row_id: str | None) -> None:
        """Select a row without telling anyone; none for an id that is not there."""
        self.blockSignals(True)
        self.setCurrentRow(-1)
        self.clearSelection()
        for index in range(self.count()):
            item = self.item(index)
            if row_id is not None and item.data(Qt.ItemDataRole.UserRole) == row_id:
                self.setCurrentItem(item)
                self.scrollToItem(item)
        self.blockSignals(False)

    def chosen_id(self) -> str | None:
        item = self.currentItem()
        return None if item is None else str(item.data(Qt.ItemDataRole.UserRole))

    def row_texts(self) -> list[str]:
        """What each row says, for screen readers and tests."""
        return [
            str(self.item(index).data(Qt.ItemDataRole.AccessibleTextRole))
            for index in range(self.count())
        ]

    def _content_height_px(self) -> int:
        rows = sum(self.item(index).sizeHint().height() for index in range(self.count()))
        return rows + 2 * self.frameWidth() + 2

    def _fit_heights(self) -> None:
        width = self.viewport().width()
        for index in range(self.count()):
            item = self.item(index)
            label = self.itemWidget(item)
            if isinstance(label, QLabel):
                item.setSizeHint(QSize(width, label.heightForWidth(width)))
        self.height_changed.emit(self._content_height_px())

    def _tell_chosen(self, *_: object) -> None:
        chosen = self.chosen_id()
        if chosen is not None:
            self.row_chosen.emit(chosen)

    def _tell_opened(self, item: QListWidgetItem) -> None:
        self.row_opened.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heights()
