"""Python's cycle collector, kept on the GUI thread.

The collector runs in whatever thread happens to allocate when its turn comes. In a worker it would
destroy widgets and other Qt objects that died in a reference cycle, off the thread they belong to
and with events still on their way to them: a crash, seldom and anywhere. So while windows are open
the collector is off, and a timer does its work on the GUI thread.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

INTERVAL_MS = 1000


class GuiGarbage(QObject):
    """Collects on the thread it was made on until `stop`. Make it once the windows are built."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._was_on = gc.isenabled()
        gc.disable()
        # What is there by now stays for as long as the program runs: looking through all of it
        # would hold a picture up for tens of milliseconds each time.
        gc.collect()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Do what Python would have done by now, the oldest generation that is due."""
        due = [n for n, count in enumerate(gc.get_count()) if count > self._thresholds[n]]
        if due and self._thresholds[0]:
            gc.collect(max(due))

    def stop(self) -> None:
        """Leave it as it was before. Twice does no harm."""
        if self._timer.isActive():
            self._timer.stop()
            gc.unfreeze()
            if self._was_on:
                gc.enable()
