"""Writing unsent work into a file, with progress; it can be stopped."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label
from inspector_app.workflow.export_unsent import Exported, export_unsent
from inspector_app.workflow.ports import Ports

log = logging.getLogger(__name__)


class Exporting(QWidget):
    """A row that is only there while something is written and to say what came of it.

    Signals:
        ended: it was written, stopped or failed; the row says which.
    """

    ended = Signal()

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._running: Cancel | None = None
        self._say: Callable[[], str] = str
        self._progress = QProgressBar()
        self._progress.setMaximumWidth(240)
        self._stop = QPushButton()
        self._stop.clicked.connect(self.stop)
        self._outcome = label("muted")
        self._problem = label("problem")
        for text in (self._outcome, self._problem):
            text.setWordWrap(True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._progress)
        layout.addWidget(self._stop)
        layout.addWidget(self._outcome, 1)
        layout.addWidget(self._problem, 1)
        self._retranslate()
        self.hide()

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def text(self) -> str:
        """What came of the last export, for tests."""
        return self._say()

    def start(self, path: Path) -> None:
        """Write unsent work to `path`, unless another export is running."""
        if self._running is not None:
            return
        cancel = Cancel()
        self._running = cancel
        self._progress.setValue(0)
        self._show(str, failed=False)
        work: Callable[[], Exported | None] = partial(
            export_unsent,
            self._ports.outbox,
            self._ports.write_new_file,
            path,
            progress=self._runner.progress_to(self._show_share, owner=self),
            should_stop=cancel.should_stop,
        )
        # A slow USB stick must not hold up a save on the database's lane. The token stays here: the
        # runner would drop the answer of work that was stopped.
        self._runner.run(
            work, done=self._take_end, failed=self._take_failure, owner=self, lane=Lane.COMPUTE
        )

    def stop(self) -> None:
        """Ask it to stop; it says by itself what came of it."""
        if self._running is not None:
            self._running.ask_to_stop()

    def _show_share(self, share: float) -> None:
        self._progress.setValue(round(share * 100))

    def _take_end(self, exported: Exported | None) -> None:
        self._running = None
        if exported is None:
            self._show(lambda: self.tr("Stopped: no file was written."), failed=False)
        else:
            self._show(partial(self._exported_text, exported), failed=bool(exported.damaged))
        self.ended.emit()

    def _exported_text(self, exported: Exported) -> str:
        count = exported.header.count
        text = self.tr(
            "Written to {path}: {count} records. They stay here too and are still sent."
        ).format(path=exported.path, count=count)
        if exported.damaged:
            text += " " + self.tr(
                "{damaged} of them are damaged in this station's database. Tell the technician."
            ).format(damaged=len(exported.damaged))
        return text

    def _take_failure(self, error: Exception) -> None:
        log.error("unsent work was not exported: %s", error, exc_info=error)
        self._running = None
        self._show(partial(error_text, error), failed=True)
        self.ended.emit()

    def _show(self, say: Callable[[], str], *, failed: bool) -> None:
        self._say = say
        running = self.is_running
        self._progress.setVisible(running)
        self._stop.setVisible(running)
        self._outcome.setVisible(not running and not failed)
        self._problem.setVisible(not running and failed)
        self._retranslate()
        self.show()

    def _retranslate(self) -> None:
        self._stop.setText(self.tr("Stop"))
        self._progress.setAccessibleName(self.tr("Share of unsent work that is written"))
        self._outcome.setText(self._say())
        self._problem.setText(self._say())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
