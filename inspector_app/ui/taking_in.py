"""Taking cases in from a folder, with progress in the line at the bottom; it can be stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QProgressBar, QPushButton, QStatusBar

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.workflow.ports import Ports
from inspector_app.workflow.preview_scans import preview_cases
from inspector_app.workflow.take_in_cases import TakenIn, take_in_folder

MESSAGE_MS = 10_000

log = logging.getLogger(__name__)


class TakingIn(QObject):
    """Signals:
    ended: cases may have come in.
    failed: Exception; nothing was taken in.
    """

    ended = Signal()
    failed = Signal(object)

    def __init__(self, ports: Ports, runner: TaskRunner, status: QStatusBar) -> None:
        super().__init__(status)
        self._ports = ports
        self._runner = runner
        self._status = status
        self._running: Cancel | None = None
        self.progress = QProgressBar()
        self.progress.setMaximumWidth(180)
        self._stop = QPushButton()
        self._stop.clicked.connect(self.stop)
        status.addWidget(self.progress)
        status.addWidget(self._stop)
        status.installEventFilter(self)
        self._show_progress(False)
        self._retranslate()

    def start(self, folder: Path) -> None:
        """Take a folder in, unless another is being taken in."""
        if self._running is not None:
            return
        cancel = Cancel()
        self._running = cancel
        self.progress.setValue(0)
        self._show_progress(True)
        work: Callable[[], TakenIn] = partial(
            take_in_folder,
            self._ports,
            folder,
            progress=self._runner.progress_to(self._show_share, owner=self),
            should_stop=cancel.should_stop,
        )
        # Copying scans takes minutes; on the database's lane every save would wait for it.
        self._runner.run(
            work, done=self._take_end, failed=self._take_failure, owner=self, lane=Lane.COMPUTE
        )

    def stop(self) -> None:
        """Ask it to stop; it says by itself what came of it."""
        if self._running is not None:
            self._running.ask_to_stop()

    def _show_share(self, share: float) -> None:
        self.progress.setValue(round(share * 100))

    def _take_end(self, taken: TakenIn) -> None:
        stopped = self._running is not None and self._running.should_stop()
        self._running = None
        self._show_progress(False)
        text = self.tr("Taken in: {cases} new cases, {files} scan files").format(
            cases=taken.cases, files=taken.files
        )
        if stopped and not taken.cases:
            text = self.tr("Stopped: no case was taken in")
        self._status.showMessage(text, MESSAGE_MS)
        self.ended.emit()
        if taken.case_ids:
            self._make_previews(taken.case_ids)

    def _make_previews(self, case_ids: tuple[str, ...]) -> None:
        cancel = Cancel()
        self._runner.run(
            partial(preview_cases, self._ports, case_ids, cancel.should_stop),
            done=self._end_previews,
            failed=self._fail_previews,
            owner=self,
            lane=Lane.COMPUTE,
            key="previews",
            cancel=cancel,
        )

    def _end_previews(self, made: int) -> None:
        log.info("%d previews were made", made)

    def _fail_previews(self, error: Exception) -> None:
        # The scans themselves go up all the same.
        log.error("no previews were made", exc_info=error)

    def _take_failure(self, error: Exception) -> None:
        self._running = None
        self._show_progress(False)
        self.failed.emit(error)

    def _show_progress(self, visible: bool) -> None:
        self.progress.setVisible(visible)
        self._stop.setVisible(visible)

    def _retranslate(self) -> None:
        self._stop.setText(self.tr("Stop"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        return super().eventFilter(watched, event)
