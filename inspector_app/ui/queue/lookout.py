"""Has the model look at cases while they wait, so that the queue can say how many highlights there
are and a case opens with them."""

from __future__ import annotations

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal

from inspector_app.background import Cancel, Lane, TaskRunner
from inspector_app.domain.case import Case, CaseState
from inspector_app.workflow.highlight_scan import LookedAt, keep_answers, look_at_case
from inspector_app.workflow.ports import Ports, QueueEntry

log = logging.getLogger(__name__)

Answers = tuple[tuple[str, LookedAt], ...]


class Lookout(QObject):
    """Looks at one waiting case at a time, the longest waiting first.

    It rests while a case is open: the scan on screen needs the processor more.

    Signals:
        looked: the highlights of another case are stored.
    """

    looked = Signal()

    def __init__(self, ports: Ports, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports = ports
        self._runner = runner
        self._resting = False
        self._waiting: tuple[Case, ...] = ()
        self._running: Cancel | None = None
        # Cases that could not be looked at; asking again would fail again.
        self._given_up: set[str] = set()

    def consider(self, entries: tuple[QueueEntry, ...]) -> None:
        """Take up the cases of the queue that the model has not looked at and that nobody has
        judged."""
        self._waiting = tuple(
            entry.case
            for entry in entries
            if entry.highlights is None
            and entry.scans_here
            and entry.case.scans
            and entry.state is not CaseState.VERDICT_GIVEN
        )
        self._go_on()

    def rest(self) -> None:
        """Stop; a case was opened."""
        self._resting = True
        if self._running is not None:
            self._running.ask_to_stop()
            self._running = None

    def resume(self) -> None:
        """Go on; the queue is on screen again."""
        self._resting = False
        self._go_on()

    def _go_on(self) -> None:
        if self._resting or self._running is not None or self._ports.highlighter is None:
            return
        case = next((c for c in self._waiting if c.case_id not in self._given_up), None)
        if case is None:
            return
        cancel = Cancel()
        self._running = cancel
        self._runner.run(
            partial(look_at_case, self._ports, case, should_stop=cancel.should_stop),
            done=partial(self._keep, case),
            failed=partial(self._give_up, case),
            owner=self,
            lane=Lane.COMPUTE,
            cancel=cancel,
        )

    def _keep(self, case: Case, answers: Answers | None) -> None:
        if answers is None:
            self._running = None
            return
        self._runner.run(
            partial(keep_answers, self._ports, case, answers),
            done=partial(self._kept, case),
            failed=partial(self._give_up, case),
            owner=self,
            lane=Lane.DATABASE,
        )

    def _kept(self, case: Case, complete: bool) -> None:
        self._running = None
        self._waiting = tuple(c for c in self._waiting if c.case_id != case.case_id)
        if not complete:
            self._given_up.add(case.case_id)
        self.looked.emit()
        self._go_on()

    def _give_up(self, case: Case, error: Exception) -> None:
        log.warning("case %s was not looked at: %s", case.case_id, error)
        self._running = None
        self._given_up.add(case.case_id)
        self._go_on()
