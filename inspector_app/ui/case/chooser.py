"""Choosing: what belongs together lights up together.

That is a highlight, a risk reason, a goods item and a finding.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from inspector_app.domain.finding import Finding
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.region import Box
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.declaration_panel import DeclarationPanel
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.highlights_panel import HighlightsPanel
from inspector_app.ui.case.reasons_panel import ReasonsPanel
from inspector_app.ui.viewer import ScanView


class Chooser(QObject):
    """Keeps the selection of all panels and of the scan in step.

    Signals:
        view_wanted: id of the scan and name of the view on which the chosen place lies.
    """

    view_wanted = Signal(str, str)

    def __init__(
        self,
        session: CaseSession,
        *,
        view: ScanView,
        reasons: ReasonsPanel,
        declaration: DeclarationPanel,
        highlights: HighlightsPanel,
        findings: FindingsPanel,
    ) -> None:
        super().__init__(session)
        self._session = session
        self._view = view
        self._reasons = reasons
        self._declaration = declaration
        self._highlights = highlights
        self._findings = findings
        self._shown: tuple[Highlight, ...] = ()
        # Where to go once its view is on screen: scan, view, place.
        self._place: tuple[str, str, Box] | None = None
        view.highlight_clicked.connect(self.choose_highlight)
        view.finding_clicked.connect(self.choose_finding)
        view.background_clicked.connect(self.choose_nothing)
        highlights.highlight_chosen.connect(self._go_to_highlight)
        findings.finding_chosen.connect(self._go_to_finding)
        reasons.reason_chosen.connect(self._choose_reason)
        declaration.goods_item_chosen.connect(self._choose_goods_item)

    def use_highlights(self, shown: tuple[Highlight, ...]) -> None:
        """The highlights that can be chosen."""
        self._shown = shown

    def highlight(self, highlight_id: str) -> Highlight | None:
        return next((h for h in self._shown if h.highlight_id == highlight_id), None)

    def choose_highlight(self, highlight_id: str) -> None:
        """Light up a highlight and the finding it was accepted as."""
        self._highlights.select(highlight_id)
        self._view.set_selected(highlight_id)
        accepted = next((f for f in self._current() if f.highlight_id == highlight_id), None)
        self._findings.select(None if accepted is None else accepted.finding_id)
        self._reasons.list.select(None if accepted is None else accepted.reason_id)
        self._declaration.select_item(None if accepted is None else accepted.goods_item)

    def view_shown(self) -> None:
        """Another view is on screen; go to the place it was shown for."""
        place, self._place = self._place, None
        if place is not None and place[:2] == self._on_screen():
            self._view.go_to(place[2])

    def choose_finding(self, finding_id: str) -> None:
        """Light up a finding with its reason, its goods item and its highlight."""
        self._findings.select(finding_id)
        self._view.set_selected(finding_id)
        finding = self._finding(finding_id)
        if finding is not None:
            self._highlights.select(finding.highlight_id)
            self._reasons.list.select(finding.reason_id)
            self._declaration.select_item(finding.goods_item)

    def choose_nothing(self) -> None:
        self._findings.select(None)
        self._highlights.select(None)
        self._reasons.list.select(None)
        self._declaration.select_item(None)
        self._view.set_selected(None)

    def _go_to_highlight(self, highlight_id: str) -> None:
        self.choose_highlight(highlight_id)
        highlight = self.highlight(highlight_id)
        if highlight is not None:
            scan_id, _ = self._on_screen()
            self._go_to(scan_id, highlight.view, highlight.box)

    def _go_to_finding(self, finding_id: str) -> None:
        self.choose_finding(finding_id)
        finding = self._finding(finding_id)
        if finding is not None and finding.mark is not None:
            self._go_to(finding.scan_id, finding.mark.view, finding.mark.box)

    def _go_to(self, scan_id: str, view: str, box: Box) -> None:
        if (scan_id, view) == self._on_screen():
            self._view.go_to(box)
        else:
            self._place = (scan_id, view, box)
            self.view_wanted.emit(scan_id, view)

    def _on_screen(self) -> tuple[str, str]:
        scan, view = self._session.scan, self._session.view
        return "" if scan is None else scan.scan_id, "" if view is None else view.name

    def _choose_reason(self, reason_id: str) -> None:
        case = self._session.case
        if case is None:
            return
        reason = next(r for r in case.case.risk.reasons if r.reason_id == reason_id)
        self._declaration.select_item(reason.goods_item)
        self._light_up([f for f in case.current_findings if f.reason_id == reason_id])

    def _choose_goods_item(self, number: int) -> None:
        case = self._session.case
        if case is None:
            return
        reasons = [r.reason_id for r in case.case.risk.reasons if r.goods_item == number]
        self._reasons.list.select(reasons[0] if reasons else None)
        self._light_up([f for f in case.current_findings if f.goods_item == number])

    def _light_up(self, findings: list[Finding]) -> None:
        chosen = findings[0] if findings else None
        self._findings.select(None if chosen is None else chosen.finding_id)
        self._highlights.select(None if chosen is None else chosen.highlight_id)
        self._view.set_selected(None if chosen is None else chosen.finding_id)

    def _current(self) -> tuple[Finding, ...]:
        case = self._session.case
        return () if case is None else case.current_findings

    def _finding(self, finding_id: str) -> Finding | None:
        return next((f for f in self._current() if f.finding_id == finding_id), None)
