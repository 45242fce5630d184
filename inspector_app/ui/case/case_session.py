"""The work behind the case page: every act goes to a lane and comes back as a signal."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, SignalInstance

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.domain.errors import ScanUnreadable
from inspector_app.domain.finding import Finding, ScanVerdict, Verdict
from inspector_app.domain.highlight import Highlight
from inspector_app.domain.scan import NO_SCAN, Scan, View
from inspector_app.imaging.view_pixels import ViewPixels
from inspector_app.ui.case.coarse_mail import CoarseMail
from inspector_app.workflow.give_verdict import give_verdict
from inspector_app.workflow.highlight_scan import (
    LookedAt,
    keep_highlights,
    look_at_scan,
    stored_highlights,
)
from inspector_app.workflow.load_view import load_preview, load_view
from inspector_app.workflow.look_up_history import EarlierCase, look_up_history
from inspector_app.workflow.open_case import OpenedCase, open_case, reread_case
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.record_finding import (
    FindingDraft,
    amend_finding,
    record_finding,
    withdraw_finding,
)

T = TypeVar("T")

log = logging.getLogger(__name__)


class CaseSession(QObject):
    """One open case. Signals come on the GUI thread; payloads are frozen.

    Signals:
        opened: OpenedCase, after opening.
        failed: Exception, when the case could not be opened.
        history_found: tuple of EarlierCase, after opening.
        changed: OpenedCase, after something was saved or the centre answered.
        finding_saved: Finding.
        save_failed: Exception; nothing was saved.
        withdrawn: the Finding as withdrawn.
        withdraw_failed: Exception; nothing was saved.
        verdict_saved: ScanVerdict.
        verdict_failed: Exception; nothing was saved.
        view_coarse: CoarsePixels, what of the current view is decoded so far.
        view_loaded: ViewPixels of the current view.
        view_failed: Exception; the case stays usable.
        preview_loaded: array of grey values, a small picture of the current view, whose scan is
            not here yet.
        looking: float, share of the scan the model has looked at.
        highlights_found: tuple of Highlight.
        highlights_failed: Exception.
        highlights_kept: what the model made of the scan is stored.
    """

    opened = Signal(object)
    failed = Signal(object)
    history_found = Signal(object)
    changed = Signal(object)
    finding_saved = Signal(object)
    save_failed = Signal(object)
    withdrawn = Signal(object)
    withdraw_failed = Signal(object)
    verdict_saved = Signal(object)
    verdict_failed = Signal(object)
    view_coarse = Signal(object)
    view_loaded = Signal(object)
    view_failed = Signal(object)
    preview_loaded = Signal(object)
    looking = Signal(float)
    highlights_found = Signal(object)
    highlights_failed = Signal(object)
    highlights_kept = Signal()

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._case: OpenedCase | None = None
        self._scan: Scan | None = None
        self._view: View | None = None
        self._pixels: ViewPixels | None = None
        self._model_run: Cancel | None = None
        # Questions about the case or view on screen; their answers are of no use to the next one.
        self._asked: list[Cancel] = []
        self._may_reload = False

    @property
    def case(self) -> OpenedCase | None:
        return self._case

    @property
    def scan(self) -> Scan | None:
        return self._scan

    @property
    def view(self) -> View | None:
        return self._view

    @property
    def scan_id(self) -> str | None:
        """Under which scan things are recorded: the one on screen, `NO_SCAN` for a case that has
        none, None while there is no case."""
        if self._scan is not None:
            return self._scan.scan_id
        if self._case is None or self._case.case.scans:
            return None
        return NO_SCAN

    def open(self, case_id: str) -> None:
        """Open a case; what was running for the one before stops."""
        self.close()
        work = partial(open_case, self._ports, case_id)
        self._asked.append(self._run(work, self._take_opened, self.failed.emit, "open"))

    def close(self) -> None:
        """Forget the case. Saves that were asked for still happen."""
        self._stop_asking()
        self._case = self._scan = self._view = self._pixels = None
        self._may_reload = False

    def refresh(self) -> None:
        """Read again what was recorded: the centre may have answered."""
        if self._case is not None:
            work = partial(reread_case, self._ports, self._case.case)
            self._run(work, self._take_changed, self._log, "refresh")

    def show_view(self, scan: Scan, view: View) -> None:
        """Load the pixels of a view, then its highlights."""
        self._stop_asking()
        self._scan, self._view, self._pixels = scan, view, None
        self._may_reload = False
        cancel = Cancel()
        mail = CoarseMail(self._runner, cancel, owner=self, show=self.view_coarse.emit)
        loading = self._runner.run(
            partial(
                load_view,
                self._ports,
                view,
                coarse=mail.put,
                should_stop=cancel.should_stop,
            ),
            done=self._take_pixels,
            failed=self._take_view_failure,
            owner=self,
            lane=Lane.COMPUTE,
            key="view",
            cancel=cancel,
        )
        self._asked.append(loading)

    def reload_view(self) -> None:
        """Try again to load the view if its file was not here: it may have arrived.

        A view that is being read is left alone: asked again with each answer of the centre, it
        would never be shown.
        """
        if self._scan is not None and self._view is not None and self._may_reload:
            self.show_view(self._scan, self._view)

    def look_again(self) -> None:
        """Have the model look at the current scan, whatever is stored."""
        if self._pixels is None or self._view is None or self._scan is None:
            return
        self.stop_looking()
        cancel = Cancel()
        self._model_run = cancel
        self.looking.emit(0.0)
        self._runner.run(
            partial(
                look_at_scan,
                self._ports,
                self._scan,
                read={self._view.name: self._pixels},
                progress=self._runner.progress_to(partial(self._tell_looking, cancel), owner=self),
                should_stop=cancel.should_stop,
            ),
            done=self._take_found,
            failed=partial(self._fail, self.highlights_failed),
            owner=self,
            lane=Lane.COMPUTE,
            key="highlights",
            cancel=cancel,
        )

    def stop_looking(self) -> None:
        """Ask the model to stop; no highlights come from this run."""
        if self._model_run is not None:
            self._model_run.ask_to_stop()
            self._model_run = None

    def save(self, draft: FindingDraft, amended: Finding | None) -> None:
        """Record a new finding, or amend one."""
        if self._case is None:
            return
        case = self._case.case
        if amended is None:
            work = partial(record_finding, self._ports, case, draft)
        else:
            work = partial(amend_finding, self._ports, case, amended, draft)
        # No key: a save is never replaced by a later one.
        self._run(work, self._take_saved, partial(self._fail, self.save_failed), None)

    def withdraw(self, finding: Finding) -> None:
        """Take a finding back."""
        work = partial(withdraw_finding, self._ports, finding)
        self._run(work, self._take_withdrawn, partial(self._fail, self.withdraw_failed), None)

    def give_verdict(self, verdict: Verdict, reason: str) -> None:
        scan_id = self.scan_id
        if self._case is None or scan_id is None:
            return
        work = partial(give_verdict, self._ports, self._case.case, scan_id, verdict, reason=reason)
        self._run(work, self._take_verdict, partial(self._fail, self.verdict_failed), None)

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        key: str | None,
    ) -> Cancel:
        return self._runner.run(
            work, done=done, failed=failed, owner=self, lane=Lane.DATABASE, key=key
        )

    def _stop_asking(self) -> None:
        """Drop the answers that were asked for the case or view on screen; never a save."""
        self.stop_looking()
        for asked in self._asked:
            asked.ask_to_stop()
        self._asked.clear()

    def _tell_looking(self, run: Cancel, share: float) -> None:
        # A share told before the run was stopped may still lie in the letterbox.
        if self._model_run is run:
            self.looking.emit(share)

    def _fail(self, failure: SignalInstance, error: Exception) -> None:
        self._log(error)
        failure.emit(error)

    def _take_opened(self, case: OpenedCase) -> None:
        self._case = case
        self.opened.emit(case)
        work = partial(look_up_history, self._ports, case.case)
        self._run(work, partial(self._take_history, case.case.case_id), self._log, "history")

    def _take_history(self, case_id: str, earlier: tuple[EarlierCase, ...]) -> None:
        if self._case is not None and self._case.case.case_id == case_id:
            self.history_found.emit(earlier)

    def _take_changed(self, case: OpenedCase) -> None:
        # Most answers of the centre concern other cases; nothing on screen has to move for them.
        known = self._case
        if known is not None and known.case.case_id == case.case.case_id and known != case:
            self._case = case
            self.changed.emit(case)

    def _take_saved(self, finding: Finding) -> None:
        self.finding_saved.emit(finding)
        self.refresh()

    def _take_withdrawn(self, finding: Finding) -> None:
        self.withdrawn.emit(finding)
        self.refresh()

    def _take_verdict(self, verdict: ScanVerdict) -> None:
        self.verdict_saved.emit(verdict)
        self.refresh()

    def _take_pixels(self, pixels: ViewPixels) -> None:
        self._pixels = pixels
        self.view_loaded.emit(pixels)
        if self._scan is not None:
            work = partial(stored_highlights, self._ports, self._scan.scan_id)
            self._asked.append(self._run(work, self._take_stored, self._look_instead, "stored"))

    def _take_view_failure(self, error: Exception) -> None:
        self._may_reload = isinstance(error, ScanUnreadable) and error.reason == "not-here"
        if not self._may_reload:
            self._log(error)
        self.view_failed.emit(error)
        if self._may_reload and self._view is not None:
            work = partial(load_preview, self._ports, self._view)
            self._asked.append(self._run(work, self._take_preview, self._log, "preview"))

    def _take_preview(self, preview: NDArray[np.uint8] | None) -> None:
        if preview is not None:
            self.preview_loaded.emit(preview)

    def _take_stored(self, stored: tuple[Highlight, ...] | None) -> None:
        if stored is None:
            self.look_again()
        else:
            self.highlights_found.emit(stored)

    def _look_instead(self, error: Exception) -> None:
        self._log(error)
        self.look_again()

    def _take_found(self, found: LookedAt | None) -> None:
        self._model_run = None
        if found is None or self._scan is None or self._case is None:
            return
        self.highlights_found.emit(found.highlights)
        if not found.complete:
            return
        work = partial(
            keep_highlights,
            self._ports,
            scan_id=self._scan.scan_id,
            case_id=self._case.case.case_id,
            highlights=found.highlights,
        )
        self._run(work, self._tell_kept, self._log, None)

    def _tell_kept(self, _: object) -> None:
        self.highlights_kept.emit()

    def _log(self, error: Exception) -> None:
        log.error("work behind the case page failed", exc_info=error)
