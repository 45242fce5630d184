"""Choosing: what belongs together lights up together.

That is a highlight, a risk reason, a goods item and a finding.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from inspector_app.domain.finding import Finding
from inspector_app.domain.highlight import Highlight
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.declaration_panel import DeclarationPanel
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.highlights_panel import HighlightsPanel
from inspector_app.ui.case.reasons_panel import ReasonsPanel
from inspector_app.ui.viewer import ScanView


class Chooser(QObject):
    """Keeps the selection of all panels and of the scan in step."""

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
        view.highlight_clicked.connect(self.choose_highlight)
        view.finding_clicked.connect(self.choose_finding)
        view.background_clicked.connect(self.choose_nothing)
        highlights.highlight_chosen.connect(self._go_to_highlight)
        findings.finding_chosen.connect(self._go_to_finding)
        reasons.reason_chosen.connect(self._choose_reason)

    def use_highlights(self, shown: tuple[Highlight, ...]) -> None:
        """The highlights that can be chosen."""
        self._shown = shown

    def highlight(self, highlight_id: str) -> Highlight | None:
        return next((h for h in self._shown if h.highlight_id == highlight_id), None)

    def choose_highlight(self, highlight_id: str) -> None:
        """Light up a highlight and the finding it was accepted as."""
        self._highlights.select(highlight_id)
        self._view.set_selected(highlight_id)
        accepted = [f for f in self._current() if f.highlight_id == highlight_id]
        self._findings.select(accepted[0].finding_id if accepted else None)

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
        self._view.set_selected(None)

    def _go_to_highlight(self, highlight_id: str) -> None:
        self.choose_highlight(highlight_id)
        highlight = self.highlight(highlight_id)
        if highlight is not None:
            self._view.go_to(highlight.box)

    def _go_to_finding(self, finding_id: str) -> None:
        self.choose_finding(finding_id)
        finding = self._finding(finding_id)
        if finding is not None and finding.mark is not None:
            self._view.go_to(finding.mark.box)

    def _choose_reason(self, reason_id: str) -> None:
        case = self._session.case
        if case is None:
            return
        reason = next(r for r in case.case.risk.reasons if r.reason_id == reason_id)
        self._declaration.select_item(reason.goods_item)
        answering = [f for f in case.current_findings if f.reason_id == reason_id]
        chosen = answering[0].finding_id if answering else None
        self._findings.select(chosen)
        self._view.set_selected(chosen)

    def _current(self) -> tuple[Finding, ...]:
        case = self._session.case
        return () if case is None else case.current_findings

    def _finding(self, finding_id: str) -> Finding | None:
        return next((f for f in self._current() if f.finding_id == finding_id), None)
