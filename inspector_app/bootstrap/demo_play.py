"""Plays an inspector's job through the real windows, without anybody at the screen.

The script is a generator: it does something and yields the condition to wait for. A timer asks for
the condition, so the event loop runs freely in between, as it does for a person.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from inspector_app.bootstrap.demo_centre import DemoCentre
from inspector_app.bootstrap.window import Desk
from inspector_app.central.reading import findings_at_centre
from inspector_app.domain.finding import Verdict
from inspector_app.domain.operation import Delivery
from inspector_app.protocol.link import LinkState
from inspector_app.ui.main_window import MainWindow

log = logging.getLogger(__name__)

POLL_MS = 20
STEP_TIMEOUT_S = 60.0
SETTLE_S = 0.4

Script = Generator["Wait", None, None]


@dataclass(frozen=True, slots=True)
class Wait:
    """Go on when `until` is true."""

    step: str
    until: Callable[[], bool]


class DemoPlay(QObject):
    """Signals:
    ended: exit status, 0 when every step happened and the centre has what was recorded.
    """

    ended = Signal(int)

    def __init__(
        self, desk: Desk, centre: DemoCentre, out: Path, *, case_id: str, cases: int
    ) -> None:
        super().__init__()
        self._desk = desk
        self._centre = centre
        self._out = out
        self._case_id = case_id
        self._cases = cases
        self._seconds: dict[str, float] = {}
        self._highlights = 0
        self._script = self._play()
        self._waiting: Wait | None = None
        self._since = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._go_on)

    def start(self) -> None:
        self._timer.start()

    @property
    def _window(self) -> MainWindow:
        return self._desk.window

    def _go_on(self) -> None:
        try:
            if self._waiting is not None:
                if not self._waiting.until():
                    self._give_up_if_late(self._waiting)
                    return
                self._note_time(self._waiting.step)
            self._waiting = next(self._script)
            self._since = time.monotonic()
        except StopIteration:
            self._end(0)
        except Exception:
            log.exception("the demo could not be played")
            self._end(1)

    def _note_time(self, step: str) -> None:
        if step != "settled":
            self._seconds[step] = round(time.monotonic() - self._since, 3)

    def _give_up_if_late(self, wait: Wait) -> None:
        if time.monotonic() - self._since > STEP_TIMEOUT_S:
            self._shoot("stuck")
            raise TimeoutError(f"{wait.step} did not happen in {STEP_TIMEOUT_S:.0f} s")

    def _end(self, status: int) -> None:
        self._timer.stop()
        self.ended.emit(status)

    # The job.

    def _play(self) -> Script:
        page = self._window.case_page
        queue = self._window.queue_page
        self._window.resize(1600, 950)
        yield Wait("queue filled", lambda: queue.model.rowCount() >= self._cases)
        yield Wait("scan here", self._scan_is_here)
        yield from self._settle()
        self._shoot("1-queue")
        self._window.open_case(self._case_id)
        yield Wait("case opened", lambda: page.session.case is not None)
        yield Wait("scan shown", lambda: page.scan.view.is_sharp)
        yield from self._settle()
        self._shoot("2-case")
        if self._desk.station.ports.highlighter is None:
            raise RuntimeError("this installation has no usable model")
        yield Wait("highlights found", lambda: page.found_highlights is not None)
        self._highlights = len(page.found_highlights or ())
        yield from self._settle()
        self._shoot("3-highlights")
        yield from self._change_window()
        self._centre.stop()
        self._window.sync_requested.emit()
        yield Wait("link down", self._link_is(LinkState.OFFLINE))
        yield from self._accept_highlight()
        yield from self._draw_finding()
        yield from self._give_verdict()
        yield from self._settle()
        self._shoot("5-saved-here")
        self._centre.start()
        yield Wait("link up", self._link_comes_back)
        recorded = 2 + (1 if self._highlights else 0)
        yield Wait("applied", lambda: self._count(Delivery.APPLIED) >= recorded)
        yield Wait("shown as applied", self._all_shown_as_applied)
        yield from self._settle()
        self._shoot("6-applied")
        yield from self._switch_language()
        self._summarise()

    def _change_window(self) -> Script:
        view = self._window.case_page.scan.view
        before = view.display.state
        middle = view.rect().center()
        self._drag(view, middle, middle + QPoint(-160, 60), Qt.MouseButton.RightButton)
        yield Wait("window changed", lambda: view.display.state != before)
        self._shoot("4-window")
        view.display.reset()

    def _accept_highlight(self) -> Script:
        """Record the strongest highlight as a finding, if there is one."""
        page = self._window.case_page
        if not self._highlights:
            return
        strongest = (page.found_highlights or ())[0]
        page.highlights.list.setCurrentRow(0)
        page.accept_highlight(strongest.highlight_id)
        yield Wait("editor open", page.editor.isVisible)
        self._fill_in("dense-object", "Dense object between the packages")
        saved = self._count(None)
        self._press_primary(page.editor)
        yield Wait("highlight recorded", lambda: self._is_saved(saved))

    def _draw_finding(self) -> Script:
        page = self._window.case_page
        view = page.scan.view
        view.fit()
        rectangle = view.view_actions.by_key["rectangle"]
        button = page.scan.toolbar.widgetForAction(rectangle)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        middle = view.rect().center()
        self._drag(view, middle, middle + QPoint(140, 70), Qt.MouseButton.LeftButton)
        yield Wait("rectangle drawn", page.editor.isVisible)
        self._fill_in("other-quantity", "Fewer rows than declared")
        yield from self._settle()
        self._shoot("4-finding")
        saved = self._count(None)
        self._press_primary(page.editor)
        yield Wait("finding saved here", lambda: self._is_saved(saved))

    def _give_verdict(self) -> Script:
        page = self._window.case_page
        page.verdict.choose(Verdict.SUSPICIOUS)
        saved = self._count(None)
        self._press_primary(page.verdict)
        yield Wait("verdict saved here", lambda: self._count(None) > saved)
        view = page.scan.view
        view.fit()
        yield Wait("shown as waiting", lambda: self._window.status.summary.waiting >= 1)

    def _switch_language(self) -> Script:
        self._window.choose_language("mn")
        yield from self._settle()
        self._shoot("7-mongolian-case")
        self._window.show_queue_page()
        yield Wait("queue shown", self._window.queue_page.isVisible)
        yield from self._settle()
        self._shoot("8-mongolian-queue")

    def _settle(self) -> Script:
        """Let layouts and database answers arrive before a picture is taken."""
        until = time.monotonic() + SETTLE_S
        yield Wait("settled", lambda: time.monotonic() >= until)

    def _fill_in(self, kind: str, remark: str) -> None:
        editor = self._window.case_page.editor
        for box in editor.findChildren(QComboBox):
            index = box.findData(kind)
            if index >= 0:
                box.setCurrentIndex(index)
            elif box.count() > 1 and isinstance(box.itemData(1), str):
                box.setCurrentIndex(1)
        text = editor.findChild(QPlainTextEdit)
        if isinstance(text, QPlainTextEdit):
            text.setPlainText(remark)

    # Looking and doing.

    def _scan_is_here(self) -> bool:
        case = self._desk.station.ports.cases.get(self._case_id)
        images = [i for scan in case.scans for view in scan.views for i in view.images]
        return not self._desk.station.ports.scans.missing(images)

    def _link_is(self, state: LinkState) -> Callable[[], bool]:
        def check() -> bool:
            status = self._desk.link.status
            return status is not None and status.state is state

        return check

    def _link_comes_back(self) -> bool:
        # As a person would: press "sync now" until the centre is up again.
        self._window.sync_requested.emit()
        return self._link_is(LinkState.IDLE)() or self._link_is(LinkState.TALKING)()

    def _count(self, delivery: Delivery | None) -> int:
        """Records of the case that are in this state of delivery; all for None."""
        deliveries = self._desk.station.ports.records.deliveries(self._case_id)
        return sum(delivery in (None, status.delivery) for status in deliveries.values())

    def _is_saved(self, before: int) -> bool:
        return self._count(None) > before and not self._window.case_page.editor.isVisible()

    def _all_shown_as_applied(self) -> bool:
        case = self._window.case_page.session.case
        if case is None or not case.deliveries:
            return False
        summary = self._window.status.summary
        shown = all(s.delivery is Delivery.APPLIED for s in case.deliveries.values())
        return shown and summary.waiting == 0 and summary.sent == 0

    def _drag(self, widget: QWidget, start: QPoint, end: QPoint, button: Qt.MouseButton) -> None:
        QTest.mousePress(widget, button, pos=start)
        for step in range(1, 9):
            QTest.mouseMove(widget, start + (end - start) * step / 8)
        QTest.mouseRelease(widget, button, pos=end)

    def _press_primary(self, panel: QWidget) -> None:
        button = panel.findChild(QPushButton, "primary")
        if not isinstance(button, QPushButton) or not button.isEnabled():
            raise RuntimeError(f"{type(panel).__name__} cannot be saved")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def _shoot(self, name: str) -> None:
        self._window.grab().save(str(self._out / f"{name}.png"))

    def _summarise(self) -> None:
        case = self._desk.station.ports.cases.get(self._case_id)
        at_centre = findings_at_centre(self._centre.settings)
        findings = [f for f in at_centre.findings if f.case_id == self._case_id]
        verdicts = [v for v in at_centre.verdicts if v.case_id == self._case_id]
        recorded = self._count(None)
        applied = len(findings) + len(verdicts)
        if applied != recorded or at_centre.rejected:
            raise RuntimeError(f"{recorded} recorded here, {applied} applied at the centre")
        summary = {
            "case_id": self._case_id,
            "scan": case.scans[0].views[0].images[0].file_name,
            "simulated": case.scans[0].simulated,
            "cases": self._window.queue_page.model.rowCount(),
            "highlights": self._highlights,
            "findings": len(self._desk.station.ports.records.findings(self._case_id)),
            "verdicts": len(verdicts),
            "applied": applied,
            "seconds": self._seconds,
        }
        text = json.dumps(summary, ensure_ascii=False, indent=1)
        (self._out / "summary.json").write_text(text + "\n", encoding="utf-8")
