"""The case page: joins the panels, the scan and the session behind them."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from inspector_app.background import TaskRunner
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.finding import Verdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.scan import Scan, View
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.case.annotations import AnnotationKeeper
from inspector_app.ui.case.case_frame import CaseFrame
from inspector_app.ui.case.case_head import CaseHead
from inspector_app.ui.case.case_marks import finding_marks, highlight_marks, place_highlights
from inspector_app.ui.case.case_session import CaseSession
from inspector_app.ui.case.chooser import Chooser
from inspector_app.ui.case.declaration_panel import DeclarationPanel
from inspector_app.ui.case.detached_scan import DetachedScan
from inspector_app.ui.case.exporting import ScanExports
from inspector_app.ui.case.finding_editor import FindingEditor
from inspector_app.ui.case.findings_panel import FindingsPanel
from inspector_app.ui.case.highlights_panel import HighlightsPanel
from inspector_app.ui.case.history_panel import HistoryPanel
from inspector_app.ui.case.photos import PhotoKeeper
from inspector_app.ui.case.preset_keeper import PresetKeeper
from inspector_app.ui.case.previewing import PreviewMaker
from inspector_app.ui.case.reasons_panel import ReasonsPanel
from inspector_app.ui.case.recorder import Recorder
from inspector_app.ui.case.scan_column import ScanColumn
from inspector_app.ui.case.verdict_panel import VerdictPanel
from inspector_app.ui.case.viewing_keeper import ViewingKeeper
from inspector_app.ui.error_texts import error_text
from inspector_app.workflow.look_up_history import EarlierCase
from inspector_app.workflow.open_case import OpenedCase
from inspector_app.workflow.ports import Ports

_UNSEEN = tuple(one for one in Verdict if one is not Verdict.CLEAN)


class CasePage(QWidget):
    """Signals:
    back_requested: the person wants to see the queue.
    record_saved: a finding or verdict is on the disk.
    record_failed: Exception; a finding or verdict could not be saved.
    highlights_kept: the model has looked at a scan, so the queue can show a number.
    case_failed: Exception; the case could not be opened.
    """

    back_requested = Signal()
    record_saved = Signal()
    record_failed = Signal(object)
    highlights_kept = Signal()
    case_failed = Signal(object)

    def __init__(
        self,
        ports: Ports,
        runner: TaskRunner,
        *,
        highlights_hidden: bool = False,
        language: str = "en",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._highlights_hidden = highlights_hidden
        self._language = language
        self._found: tuple[Highlight, ...] | None = None
        self.session = CaseSession(ports, runner, self)
        self.reasons = ReasonsPanel(ports.codes)
        self.declaration = DeclarationPanel(ports.codes)
        self.history = HistoryPanel()
        self._earlier: tuple[EarlierCase, ...] = ()
        self.scan = ScanColumn(runner)
        self.scan.view.attenuation = ports.attenuation
        self._presets = PresetKeeper(self.scan.view.display.presets, ports, runner, self)
        self.highlights = HighlightsPanel()
        self.findings = FindingsPanel(ports.codes)
        self.editor = FindingEditor(ports.codes)
        self.verdict = VerdictPanel()
        self.recorder = Recorder(
            self.session,
            view=self.scan.view,
            findings=self.findings,
            editor=self.editor,
            verdict=self.verdict,
        )
        self.chooser = Chooser(
            self.session,
            view=self.scan.view,
            reasons=self.reasons,
            declaration=self.declaration,
            highlights=self.highlights,
            findings=self.findings,
        )
        self.viewings = ViewingKeeper(self.session, self.scan, self.verdict, ports, runner)
        self._head = CaseHead(ports.now, self.recorder.notice, self.recorder.undo_discard)
        self._lay_out()
        self._connect()
        self._keep_what_is_drawn(ports, runner)

    @property
    def found_highlights(self) -> tuple[Highlight, ...] | None:
        """What the model pointed at, None until it has looked."""
        return self._found

    # What the window tells the page.

    def open(self, case_id: str) -> None:
        """Show a case; its scan and highlights come as soon as they can."""
        self.leave()
        self._show_history(())
        self.session.open(case_id)

    def leave(self) -> None:
        """The case is left; a draft stays with it until it is opened again."""
        self.viewings.leave_case()
        self.recorder.leave_case()
        self.session.close()
        self._show_found(None)
        self.highlights.show_nothing()
        self.verdict.clear()
        self._head.show_case(None)
        self.scan.view.show_empty()
        # Until the next case is here, nothing may be read as its papers.
        self.frame.hide()

    def refresh(self) -> None:
        """Something was saved or came from the centre."""
        self.session.refresh()
        self.session.reload_view()

    def use_language(self, language: str) -> None:
        """Show codes, reasons and goods in this language."""
        self._language = language
        case = self.session.case
        if case is not None:
            self._show_recorded(case)
            self.editor.use_case(case.case, language)
            self.declaration.show_declaration(case.case.declaration, language)
            self.history.show_history(self._earlier, language)

    def accept_highlight(self, highlight_id: str) -> None:
        """Start a finding at the place of a highlight."""
        highlight = self.chooser.highlight(highlight_id)
        if highlight is not None:
            self.chooser.choose_highlight(highlight_id)
            self.recorder.start_from_highlight(highlight)

    # Building.

    def _lay_out(self) -> None:
        self.frame = CaseFrame(
            reasons=self.reasons,
            declaration=self.declaration,
            history=self.history,
            scan=self.scan,
            highlights=self.highlights,
            findings=self.findings,
            editor=self.editor,
            verdict=self.verdict,
        )
        self.detached = DetachedScan(self, self.frame, self.scan)
        # Hidden while a case is opened, it keeps its place, so that nothing jumps.
        policy = self.frame.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.frame.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        layout.addWidget(self.frame, 1)

    def _connect(self) -> None:
        session = self.session
        session.opened.connect(self._show_case)
        session.failed.connect(self.case_failed)
        session.history_found.connect(self._show_history)
        session.changed.connect(self._show_recorded)
        session.view_coarse.connect(self.scan.show_coarse)
        session.view_loaded.connect(self._show_pixels)
        session.view_failed.connect(self._show_view_failure)
        session.preview_loaded.connect(self._show_preview)
        session.looking.connect(self._show_looking)
        session.highlights_found.connect(self._show_found)
        session.highlights_failed.connect(self._show_highlight_failure)
        session.highlights_kept.connect(self.highlights_kept)
        self.history.case_wanted.connect(self.open)
        self.scan.view_chosen.connect(self._change_view)
        self.highlights.highlight_accepted.connect(self.accept_highlight)
        self.highlights.stop_requested.connect(self._stop_looking)
        self.highlights.start_requested.connect(session.look_again)
        self.findings.amend_requested.connect(self.recorder.start_amendment)
        self.findings.withdraw_requested.connect(self.recorder.ask_withdraw)
        self.findings.add_requested.connect(self.recorder.start_without_place)
        self.recorder.record_saved.connect(self.record_saved)
        self.recorder.record_failed.connect(self.record_failed)
        self.chooser.view_wanted.connect(self.scan.show_view)
        self._head.back_requested.connect(self.back_requested)

    def _keep_what_is_drawn(self, ports: Ports, runner: TaskRunner) -> None:
        # After the page's own slots: the pixels are on the scan before what is drawn on them.
        self.annotations = AnnotationKeeper(self.session, self.scan.view, ports, runner)
        self.annotations.saved.connect(self.record_saved)
        self.annotations.failed.connect(self.record_failed)
        self.photos = PhotoKeeper(self.session, self.findings, ports, runner, self)
        self.photos.saved.connect(self.record_saved)
        self.photos.failed.connect(self.record_failed)
        self._previews = PreviewMaker(self.session, ports, runner)
        self.exports = ScanExports(
            self.session, self.scan, ports, runner, lambda: self.found_highlights
        )
        for notice in (self.annotations.notice, self.exports.notice):
            self.scan.add_below(notice)

    # Showing.

    def _show_case(self, case: OpenedCase) -> None:
        self.frame.show()
        declaration = case.case.declaration
        self._head.show_case(case.case)
        self.declaration.show_declaration(declaration, self._language)
        self.editor.use_case(case.case, self._language)
        self.scan.show_case(case.case)
        self._show_recorded(case)
        self.scan.view.setFocus()
        self.recorder.resume_case(case.case.case_id)

    def _show_history(self, earlier: tuple[EarlierCase, ...]) -> None:
        self._earlier = earlier
        self.history.show_history(earlier, self._language)

    def _change_view(self, scan: Scan, view: View) -> None:
        before = self.session.scan
        if before is None or before.scan_id != scan.scan_id:
            self._show_found(None)
            self.highlights.show_nothing()
            self.verdict.clear()
        self.session.show_view(scan, view)
        if self.session.case is not None:
            self._show_recorded(self.session.case)

    def _show_recorded(self, case: OpenedCase) -> None:
        findings = case.current_findings
        answers = Counter(f.reason_id for f in findings if f.reason_id is not None)
        self.reasons.show_risk(case.case.risk, answers, self._language)
        self.findings.show_case(case, self._language)
        scan_id = self.session.scan_id
        saved = None if scan_id is None else case.verdict_on(scan_id)
        status = None if saved is None else case.deliveries.get(saved.revision_id)
        self.verdict.show_verdict(saved, status)
        self._offer_verdicts(case, scan_id)
        self._show_found(self._found)

    def _offer_verdicts(self, case: OpenedCase, scan_id: str | None) -> None:
        """As `workflow.give_verdict` takes them."""
        if not case.case.scans:
            self.verdict.offer((Verdict.NOT_SCANNED,))
        elif scan_id in case.awaited:
            self.verdict.offer(_UNSEEN, is_awaited=True)
        else:
            self.verdict.offer(tuple(Verdict))

    def _show_pixels(self, pixels: ViewPixels) -> None:
        view = self.session.view
        if view is None:
            return
        self.scan.view.show_pixels(pixels, view=view.name, geometry=view.geometry)
        self._show_found(self._found)
        self.recorder.show_outline()
        self.chooser.view_shown()

    def _show_view_failure(self, error: Exception) -> None:
        self.highlights.show_nothing()
        if isinstance(error, ScanUnreadable) and error.reason == "not-here":
            self.scan.view.show_empty(preview_stays=True)
        else:
            self.scan.view.show_unreadable(error_text(error))

    def _show_preview(self, preview: NDArray[np.uint8]) -> None:
        view = self.session.view
        if view is not None:
            self.scan.view.show_preview(preview, geometry=view.geometry)

    def _show_looking(self, share: float) -> None:
        if self._found is None:
            self.highlights.show_looking(share)

    def _show_highlight_failure(self, error: Exception) -> None:
        self.highlights.show_problem(error_text(error))

    def _stop_looking(self) -> None:
        self.session.stop_looking()
        self.highlights.show_stopped()

    def _show_found(self, found: tuple[Highlight, ...] | None) -> None:
        """Show highlights in the list and on the scan, unless they must stay hidden."""
        self._found = found
        case, scan, view = self.session.case, self.session.scan, self.session.view
        if case is None or scan is None or view is None:
            self.chooser.use_highlights(())
            return
        hidden = self._highlights_hidden and case.verdict_on(scan.scan_id) is None
        shown = () if found is None or hidden else found
        self.chooser.use_highlights(shown)
        placed = place_highlights(shown, case.current_findings)
        if found is not None and hidden:
            self.highlights.show_hidden()
        elif found is not None:
            geometries = {one.name: one.geometry for one in scan.views}
            highlighter, pixels = self._ports.highlighter, self.scan.view.pixels
            energies = 1 if pixels is None or pixels.low is None else 2
            self.highlights.show_highlights(
                placed,
                geometries,
                model="" if highlighter is None else highlighter.model,
                false_marks=(
                    None
                    if highlighter is None
                    else highlighter.false_marks_per_scan(energies=energies)
                ),
            )
        self.scan.view.show_highlights(highlight_marks(placed, view.name))
        self.scan.view.show_findings(
            finding_marks(case, scan.scan_id, view.name, self._ports.codes, self._language)
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Not a shortcut: a polygon or a drag in hand must get Escape first.
        if event.key() == Qt.Key.Key_Escape:
            self.editor.discard()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.recorder.retranslate()
        super().changeEvent(event)
