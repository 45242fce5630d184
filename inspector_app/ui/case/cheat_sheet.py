"""Every key on one sheet, to be read at a glance and searched."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QTextBrowser, QVBoxLayout, QWidget

from inspector_app.ui import theme
from inspector_app.ui.case.case_keys import KeyGroup, KeyLine

COLUMNS = 3
TITLE_LINES = 2
"""A title takes as much room as this many lines of keys."""


class CheatSheet(QDialog):
    """Not modal: it can stay open beside the window while one tries the keys."""

    def __init__(self, groups: Callable[[], tuple[KeyGroup, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.sheet = QTextBrowser()
        self.sheet.setOpenLinks(False)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.sheet, 1)
        self.search.textChanged.connect(self._fill)
        self._translate()

    def open_over(self, window: QWidget) -> None:
        """Show the keys as they are now, as large as the window allows."""
        self._fill()
        self.resize(QSize(1240, 720).boundedTo(window.size() - QSize(60, 60)))
        self.show()
        self.activateWindow()
        self.search.setFocus()
        self.search.selectAll()

    @Slot()
    def _fill(self) -> None:
        wanted = self.search.text().casefold().split()
        groups = [found for group in self._groups() if (found := _matching(group, wanted)).lines]
        if not groups:
            self.sheet.setHtml(f"<p>{escape(self.tr('No key has to do with that.'))}</p>")
            return
        columns = "".join(
            f"<td width='{100 // COLUMNS}%' valign='top'>{''.join(map(_group_html, column))}</td>"
            for column in _in_columns(groups)
        )
        self.sheet.setHtml(f"<table width='100%' cellspacing='8'><tr>{columns}</tr></table>")

    def _translate(self) -> None:
        self.setWindowTitle(self.tr("Keys"))
        self.search.setPlaceholderText(self.tr("Search by word or key"))
        self.search.setAccessibleName(self.tr("Search by word or key"))
        self.sheet.setAccessibleName(self.tr("Keys"))
        if self.isVisible():
            self._fill()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # Enter in the search would press a button that there is not.
            event.accept()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._translate()
        super().changeEvent(event)


def _matching(group: KeyGroup, wanted: list[str]) -> KeyGroup:
    """The lines that hold all the words; all of them where the title does."""
    if not wanted or all(word in group.title.casefold() for word in wanted):
        return group
    return KeyGroup(group.title, tuple(line for line in group.lines if _holds(line, wanted)))


def _holds(line: KeyLine, wanted: list[str]) -> bool:
    text = " ".join((*line.keys, line.text, line.tip)).casefold()
    return all(word in text for word in wanted)


def _in_columns(groups: list[KeyGroup]) -> list[list[KeyGroup]]:
    """Groups in their order, in columns of about the same height; a long group goes on in the next
    column."""
    lines = sum(len(group.lines) + TITLE_LINES for group in groups)
    height = max(12, -(-lines // COLUMNS))
    columns: list[list[KeyGroup]] = [[]]
    filled = 0
    for group in groups:
        rest = group.lines
        while rest:
            room = height - filled - TITLE_LINES
            if room < 3 and len(columns) < COLUMNS:
                columns.append([])
                filled, room = 0, height - TITLE_LINES
            take = len(rest) if len(columns) == COLUMNS else max(room, 3)
            columns[-1].append(KeyGroup(group.title, rest[:take]))
            filled += len(rest[:take]) + TITLE_LINES
            rest = rest[take:]
    return columns


def _group_html(group: KeyGroup) -> str:
    rows = "".join(
        f"<tr><td width='38%' style='padding:1px 6px 1px 0'>{_keys_html(line.keys)}</td>"
        f"<td style='padding:1px 0'>{escape(line.text)}</td></tr>"
        for line in group.lines
    )
    return (
        f"<p style='color:{theme.ACCENT}; font-weight:bold; margin:8px 0 2px 0'>"
        f"{escape(group.title)}</p><table width='100%' cellspacing='0'>{rows}</table>"
    )


def _keys_html(keys: tuple[str, ...]) -> str:
    caps = (
        f"<span style='background-color:{theme.LINE}; color:{theme.TEXT}'>"
        f"&nbsp;{escape(key).replace(' ', '&nbsp;')}&nbsp;</span>"
        for key in keys
    )
    return " ".join(caps)
