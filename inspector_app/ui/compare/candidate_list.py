"""The list of scans to compare with: why each is offered, when, what goods, what verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from inspector_app.domain.scan import Scan
from inspector_app.ui import theme
from inspector_app.ui.compare.compare_texts import goods_text, other_label, why_text, with_simulated
from inspector_app.ui.parts import label
from inspector_app.ui.row_list import Row, RowList
from inspector_app.ui.texts import verdict_text
from inspector_app.workflow.find_comparable import Comparable


class CandidateList(QWidget):
    """Signals:
    chosen: key of the scan to compare with from now on.
    added: key of a scan to show beside the others.
    """

    chosen = Signal(str)
    added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._candidates: tuple[Comparable, ...] | None = None
        self._this: Scan | None = None
        self._shown: frozenset[str] = frozenset()
        self._active: str | None = None
        self._language = "en"
        self._problem = ""
        self.rows = RowList()
        self._title = label("section")
        self._empty = label("muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add_button = QPushButton()
        self.add_button.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 4, 8)
        layout.addWidget(self._title)
        layout.addWidget(self.rows, 1)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.add_button)
        self.rows.row_chosen.connect(self._choose)
        self.rows.row_opened.connect(self.added)
        self.add_button.clicked.connect(self._add)
        self.show_searching()

    def show_searching(self) -> None:
        """The library is being looked through."""
        self._candidates, self._problem = None, ""
        self._show()

    def show_problem(self, text: str) -> None:
        """The library could not be read."""
        self._candidates, self._problem = (), text
        self._show()

    def show_candidates(self, found: Sequence[Comparable], this: Scan, language: str) -> None:
        """Offer these."""
        self._candidates, self._this, self._language = tuple(found), this, language
        self._problem = ""
        self._show()

    def show_shown(self, keys: Collection[str], active: str | None) -> None:
        """Which of them are on screen, and which is compared with."""
        self._shown, self._active = frozenset(keys), active
        self._show()
        self.rows.select(active)
        self._allow_adding()

    def use_language(self, language: str) -> None:
        """Goods in this language."""
        self._language = language
        self._show()

    def text(self) -> str:
        """What is said in place of a list, for tests."""
        return self._empty.text() if not self._empty.isHidden() else ""

    def _choose(self, key: str) -> None:
        self._allow_adding()
        self.chosen.emit(key)

    def _add(self) -> None:
        key = self.rows.chosen_id()
        if key is not None:
            self.added.emit(key)

    def _allow_adding(self) -> None:
        self.add_button.setEnabled(bool(self._candidates) and self.rows.chosen_id() is not None)

    def _show(self) -> None:
        found = self._candidates or ()
        self.rows.show_rows(tuple(self._row(one) for one in found))
        self.rows.setVisible(bool(found))
        self.add_button.setVisible(bool(found))
        self._empty.setVisible(not found)
        self._empty.setText(self._empty_text())
        self._title.setText(self.tr("Compare with"))
        self.add_button.setText(self.tr("Show beside as well"))
        self.add_button.setToolTip(
            self.tr("Up to three other scans beside this one (Enter in the list)")
        )
        self.rows.setAccessibleName(self.tr("Scans to compare with"))

    def _empty_text(self) -> str:
        if self._candidates is None:
            return self.tr("Looking through the cases of this post …")
        if self._problem:
            return self._problem
        return self.tr(
            "Nothing to compare with yet. This post has kept no other scan of this container or "
            "vehicle, no empty one of this length and none of such goods. Only cases that are "
            "kept at this station are looked through."
        )

    def _row(self, one: Comparable) -> Row:
        assert self._this is not None
        verdict = self.tr("no verdict yet") if one.verdict is None else verdict_text(one.verdict)
        lines = [other_label(one, self._this), goods_text(one, self._language)]
        verdict = self.tr("Verdict: {verdict}").format(verdict=verdict)
        lines.append(with_simulated(verdict, one.scan))
        aside, colour = "", theme.MUTED
        if not one.is_here:
            aside, colour = self.tr("file not here"), theme.WARNING
        elif one.key == self._active:
            aside, colour = self.tr("compared with"), theme.ACCENT
        elif one.key in self._shown:
            aside, colour = self.tr("shown"), theme.ACCENT
        return Row(one.key, why_text(one.why), tuple(lines), aside, colour)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(260, 400)
