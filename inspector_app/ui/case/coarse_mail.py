"""Carries rough pictures from the lane that reads a scan to the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from inspector_app.background import Cancel, TaskRunner
from inspector_app.imaging.coarse import CoarsePixels

_NOT_ALL = 0.999


class CoarseMail:
    """One reading of a view. Only the newest picture counts; one that nobody took is replaced.

    `put` is called on the lane, `show` on the GUI thread.
    """

    def __init__(
        self,
        runner: TaskRunner,
        cancel: Cancel,
        *,
        owner: QObject,
        show: Callable[[CoarsePixels], None],
    ) -> None:
        self._newest: CoarsePixels | None = None
        self._cancel = cancel
        self._show = show
        self._tell = runner.progress_to(self._take, owner=owner)

    def put(self, coarse: CoarsePixels) -> None:
        """Have this one shown soon."""
        self._newest = coarse
        # A share of 1 would get past the runner's limit on progress calls every time.
        self._tell(min(coarse.share, _NOT_ALL))

    def _take(self, _share: float) -> None:
        coarse, self._newest = self._newest, None
        # It may have lain in the letterbox while the person went on to another view.
        if coarse is not None and not self._cancel.should_stop():
            self._show(coarse)
