"""The middle of the case page: which view is shown, the tools, the scan, the readout."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from inspector_app.background import TaskRunner
from inspector_app.domain.case import Case
from inspector_app.domain.scan import Energy, Scan, View
from inspector_app.imaging.coarse import CoarsePixels
from inspector_app.ui.parts import label, plain_tip
from inspector_app.ui.viewer import Hint, Minimap, ReadoutBar, ScanView, ViewerToolbar
from inspector_app.ui.viewer.measure_panel import MeasurePanel


class ScanColumn(QWidget):
    """Attributes:
        view: the scan itself.

    Signals:
        view_chosen: the Scan and the View a person wants to see.
    """

    view_chosen = Signal(object, object)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._case: Case | None = None
        self._choices: list[tuple[Scan, View]] = []
        self._shown: tuple[Scan, View] | None = None
        self.view = ScanView(runner)
        self.toolbar = ViewerToolbar(self.view)
        self.minimap = Minimap(self.view)
        self.minimap.setFixedSize(216, 76)
        self.readout = ReadoutBar(self.view)
        self.measures = MeasurePanel(self.view)
        self._which = QComboBox()
        self._caption = label("muted")
        self._simulated = label("notice")
        self._hint_label = label("muted")
        for text in (self._caption, self._hint_label):
            # A long caption must not push the window wider.
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._lay_out()
        self._which.activated.connect(self._choose)
        self.view.hint_given.connect(self._show_hint)
        self.view.mark_drawn.connect(self._clear_hint)
        self.view.highlight_clicked.connect(self._clear_hint)
        self.view.finding_clicked.connect(self._clear_hint)
        self._retranslate()

    def show_case(self, case: Case) -> None:
        """Offer the views of a case; the first is asked for."""
        self._case = case
        self._choices = [(scan, view) for scan in case.scans for view in scan.views]
        self._shown = None
        self._which.setCurrentIndex(0)
        self._clear_hint()
        self.view.places.forget()
        self._fill()
        if self._choices:
            self.view.show_loading()
            self._choose(0)
        else:
            self._show_caption()

    def add_below(self, line: QWidget) -> None:
        """Put a line of somebody else's below the scan."""
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(layout.indexOf(self.view) + 1, line)

    def show_view(self, scan_id: str, name: str) -> None:
        """Show another view, as choosing it in the list does."""
        for index, (scan, view) in enumerate(self._choices):
            if (scan.scan_id, view.name) == (scan_id, name):
                self._which.setCurrentIndex(index)
                self._choose(index)

    def add_to_head(self, widget: QWidget) -> None:
        """Put something at the right end of the line over the tools."""
        self._head.addWidget(widget)

    def show_coarse(self, coarse: CoarsePixels) -> None:
        """The view that was chosen is being decoded, and this much of it can be seen."""
        if self._shown is not None:
            self.view.show_coarse(coarse, geometry=self._shown[1].geometry)

    def _choose(self, index: int) -> None:
        self._shown = scan, view = self._choices[index]
        self.view.places.use(f"{scan.scan_id}/{view.name}")
        self._show_caption()
        self.view.show_loading()
        self.view_chosen.emit(*self._shown)

    def _fill(self) -> None:
        current = self._which.currentIndex()
        self._which.clear()
        for number, (scan, view) in enumerate(self._choices, start=1):
            self._which.addItem(
                self.tr("Scan {number}: {view}, {scanner}").format(
                    number=number, view=self._view_text(view.name), scanner=scan.scanner
                )
            )
        if 0 <= current < len(self._choices):
            self._which.setCurrentIndex(current)
        self._which.setVisible(len(self._choices) > 1)

    def _view_text(self, name: str) -> str:
        return {"side": self.tr("side view"), "top": self.tr("top view")}.get(name, name)

    def _show_caption(self) -> None:
        if self._shown is None:
            self._caption.clear()
            self._simulated.hide()
            if self._case is not None:
                self.view.show_unreadable(self.tr("This case has no scan."))
            return
        scan, view = self._shown
        two = {Energy.HIGH, Energy.LOW} <= {image.energy for image in view.images}
        self._caption.setText(
            self.tr("{view} · {scanner} · {time} · {energies}").format(
                view=self._view_text(view.name),
                scanner=scan.scanner,
                time=scan.taken_at.astimezone().strftime("%Y-%m-%d %H:%M"),
                energies=self.tr("two energies") if two else self.tr("one energy"),
            )
        )
        self._caption.setToolTip(plain_tip([self._caption.text()]))
        self._simulated.setVisible(scan.simulated)

    def _show_hint(self, hint: Hint) -> None:
        texts = {
            Hint.TOO_SMALL: self.tr("Too small to be a mark: draw at least 3 pixels."),
            Hint.NEEDS_THREE_POINTS: self.tr("A polygon needs at least three corners."),
            Hint.NOTHING_STANDS_OUT: self.tr("Nothing dense stands out here; the mark stays."),
            Hint.NO_DRAFT: self.tr("Draw a mark first."),
            Hint.FIRST_MARK_AGAIN: self.tr("That was the last mark; here is the first again."),
            Hint.TOOL_STAYS: self.tr("The tool stays in hand until Esc or another tool."),
            Hint.LAST_MARK_AGAIN: self.tr("That was the first mark; here is the last again."),
        }
        self._hint_label.setText(texts.get(hint, ""))
        self._hint_label.show()

    def _clear_hint(self, *_: object) -> None:
        # An empty label would still take its share of the line from the caption.
        self._hint_label.hide()

    def _lay_out(self) -> None:
        self._head = top = QHBoxLayout()
        top.setContentsMargins(8, 4, 8, 4)
        top.setSpacing(10)
        top.addWidget(self._which)
        top.addWidget(self._simulated)
        top.addWidget(self._caption, 3)
        top.addWidget(self._hint_label, 2)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(0, 0, 0, 0)
        bottom.setSpacing(0)
        bottom.addWidget(self.minimap)
        bottom.addWidget(self.readout, 1, Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.measures)
        layout.addLayout(bottom)

    def _retranslate(self) -> None:
        self._simulated.setText(self.tr("SIMULATED"))
        self._which.setAccessibleName(self.tr("Which view is shown"))
        self._fill()
        self._show_caption()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
