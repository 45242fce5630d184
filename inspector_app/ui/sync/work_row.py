"""Long work that a person started: how far it is, a button to stop it, and what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.ui.error_texts import error_text
from inspector_app.ui.parts import label

log = logging.getLogger(__name__)

Progress = Callable[[float], None]
Stop = Callable[[], bool]


class WorkRow(QWidget):
    """A row that is only there while something is done and to say what came of it.

    Signals:
        ended: it was done, stopped or failed; the row says which.
    """

    ended = Signal()

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._running: Cancel | None = None
        self._say: Callable[[], str] = str
        self._doing: Callable[[], str] = str
        self._what = label("muted")
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
        layout.setSpacing(10)
        for widget in (self._what, self._progress, self._stop):
            layout.addWidget(widget)
        layout.addWidget(self._outcome, 1)
        layout.addWidget(self._problem, 1)
        self.retranslate()
        self.hide()

    @property
    def is_running(self) -> bool:
        return self._running is not None

    def text(self) -> str:
        """What came of it the last time, for tests."""
        return self._say()

    def stop(self) -> None:
        """Ask it to stop; it says by itself what came of it."""
        if self._running is not None:
            self._running.ask_to_stop()

    def clear(self) -> None:
        """What came of it the last time is no longer of interest."""
        if self._running is None:
            self.hide()

    def begin(
        self,
        work: Callable[[Progress, Stop], object],
        outcome: Callable[[object], tuple[Callable[[], str], bool]],
        *,
        doing: Callable[[], str],
    ) -> None:
        """Do `work` unless something is being done. `outcome` makes of its answer what to say, and
        whether that is bad news; `doing` says what is being done."""
        if self._running is not None:
            return
        cancel = Cancel()
        self._running = cancel
        self._doing = doing
        self._progress.setValue(0)
        self._show(str, bad=False)
        report = self._runner.progress_to(self._show_share, owner=self)
        # A slow USB stick must not hold up a save on the database's lane. The token stays here: the
        # runner would drop the answer of work that was stopped.
        self._runner.run(
            partial(work, report, cancel.should_stop),
            done=partial(self._take_end, outcome),
            failed=self._take_failure,
            owner=self,
            lane=Lane.COMPUTE,
        )

    def _show_share(self, share: float) -> None:
        self._progress.setValue(round(share * 100))

    def _take_end(
        self, outcome: Callable[[object], tuple[Callable[[], str], bool]], answer: object
    ) -> None:
        self._running = None
        say, bad = outcome(answer)
        self._show(say, bad=bad)
        self.ended.emit()

    def _take_failure(self, error: Exception) -> None:
        log.error("shown to the person: %s", error, exc_info=error)
        self._running = None
        self._show(partial(error_text, error), bad=True)
        self.ended.emit()

    def _show(self, say: Callable[[], str], *, bad: bool) -> None:
        self._say = say
        running = self.is_running
        for widget in (self._what, self._progress, self._stop):
            widget.setVisible(running)
        self._outcome.setVisible(not running and not bad)
        self._problem.setVisible(not running and bad)
        self.retranslate()
        self.show()

    def retranslate(self) -> None:
        """Say everything again in the language of now."""
        self._stop.setText(self.tr("Stop"))
        self._what.setText(self._doing())
        self._progress.setAccessibleName(self._doing())
        self._outcome.setText(self._say())
        self._problem.setText(self._say())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
