"""Type a few letters, press Enter: every act of the viewer and of the window by its name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Slot
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from inspector_app.ui import theme
from inspector_app.ui.case.command_search import Command, find_commands
from inspector_app.ui.parts import label

SIZE = QSize(640, 460)
_LIST_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class CommandPalette(QDialog):
    """Attributes:
    search: what is typed.
    list: what fits, name and keys; what cannot be run now is grey and says why below.
    """

    def __init__(self, commands: Callable[[], list[Command]], parent: QWidget) -> None:
        super().__init__(parent)
        self._commands = commands
        self._known: list[Command] = []
        self._shown: list[Command] = []
        self.search = QLineEdit()
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.note: QLabel = label("muted")
        self.note.setWordWrap(True)
        self.note.setMinimumHeight(2 * self.note.fontMetrics().lineSpacing())
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.note)
        self.setModal(True)
        self.search.installEventFilter(self)
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._show_note)
        self.list.itemClicked.connect(self.run)
        self._translate()

    def open_over(self, window: QWidget) -> None:
        """Ask for a command; the list is as things are now."""
        self._known = self._commands()
        self.search.clear()
        self._fill()
        size = SIZE.boundedTo(window.size() - QSize(40, 40))
        corner = window.mapToGlobal(QPoint((window.width() - size.width()) // 2, 60))
        self.resize(size)
        self.move(corner)
        self.open()
        self.search.setFocus()

    @Slot()
    def run(self) -> None:
        """Run the chosen one; where it cannot be run, say why and stay."""
        command = self._current()
        if command is None or not command.can_run:
            self._show_note()
            return
        # First the window has the focus again: an act may set it somewhere.
        self.accept()
        command.action.trigger()

    def _current(self) -> Command | None:
        item = self.list.currentItem()
        row = -1 if item is None else self.list.indexOfTopLevelItem(item)
        return self._shown[row] if 0 <= row < len(self._shown) else None

    @Slot()
    def _fill(self) -> None:
        self._shown = find_commands(self._known, self.search.text())
        self.list.clear()
        for command in self._shown:
            item = QTreeWidgetItem([command.name, ", ".join(command.keys)])
            item.setForeground(1, QColor(theme.MUTED))
            if not command.can_run:
                item.setForeground(0, QColor(theme.MUTED))
                item.setToolTip(0, command.reason)
            self.list.addTopLevelItem(item)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._show_note()

    @Slot()
    def _show_note(self) -> None:
        command = self._current()
        if command is None:
            self.note.setText("" if self._shown else self.tr("Nothing is called that."))
        elif command.can_run:
            self.note.setText(command.tip)
        else:
            reason = command.reason or self.tr("Not possible now.")
            self.note.setText(f"{command.tip}\n{reason}" if command.tip else reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What moves in the list goes to the list, while the letters go on being typed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _LIST_KEYS:
                self.list.keyPressEvent(event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.run()
                return True
        return super().eventFilter(watched, event)

    def _translate(self) -> None:
        self.setWindowTitle(self.tr("Commands"))
        self.search.setPlaceholderText(self.tr("What to do? A few letters or a key"))
        self.search.setAccessibleName(self.tr("What to do? A few letters or a key"))
        self.list.setAccessibleName(self.tr("Commands"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)
