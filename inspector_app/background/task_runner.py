"""Work off the GUI thread, answers on it.

Three lanes keep apart what must not wait for each other: the database has one thread, so that every
session is opened and closed inside one task; pixels and models have two; the conversation with the
centre has its own, so that a slow network never holds up a picture, and a second one for the next
conversation in case the first is stuck for good.
"""

from __future__ import annotations

import itertools
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from inspector_app.background.cancel import Cancel, Stopped

T = TypeVar("T")

PROGRESS_INTERVAL_S = 0.05
"""At most twenty progress calls a second: more cannot be seen and would crowd the GUI thread."""


class Lane(Enum):
    """Where work queues. The value is the number of threads."""

    DATABASE = ("database", 1)
    COMPUTE = ("compute", 2)
    LINK = ("link", 2)

    @property
    def threads(self) -> int:
        return self.value[1]


@dataclass(slots=True, eq=False)
class _Task:
    """The half of a request that a worker sees. It holds no QObject: whoever lets go of one last
    destroys it, and that must not be a worker, while Qt has events on their way to it."""

    number: int
    work: Callable[[], Any] | None
    cancel: Cancel
    answer: Any = None
    error: Exception | None = None


@dataclass(slots=True, eq=False)
class _Job:
    """The half that stays on the GUI thread."""

    task: _Task
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    owner: QObject
    slot: tuple[int, str] | None
    outlasts_close: bool = False
    future: Future[None] | None = None


@dataclass(slots=True, eq=False)
class _Progress:
    number: int
    lock: threading.Lock = field(default_factory=threading.Lock)
    sent_at: float = 0.0

    def is_due(self, share: float) -> bool:
        now = time.monotonic()
        with self.lock:
            if share < 1.0 and now - self.sent_at < PROGRESS_INTERVAL_S:
                return False
            self.sent_at = now
            return True


class TaskRunner(QObject):
    """Runs work in lanes and hands the answers back on the thread it was made on.

    Make it on the GUI thread and call it from there. An answer is dropped when a newer request with
    the same (owner, key) was made, when its Cancel was used, when its owner is gone, and after
    `close`.

    Signals:
        arrived: something lies in the letterbox; workers emit it, the GUI thread empties it. It
            carries nothing, so that no Python object travels through Qt's event queue.
    """

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = threading.get_ident()
        self._numbers = itertools.count(1)
        self._letterbox: deque[_Task | tuple[int, float]] = deque()
        self._open: dict[int, _Job] = {}
        self._reports: dict[int, tuple[Callable[[float], None], QObject]] = {}
        self._spent_reports: deque[int] = deque()
        self._newest: dict[tuple[int, str], _Job] = {}
        self._closed = False
        self._pools = {
            lane: ThreadPoolExecutor(lane.threads, thread_name_prefix=lane.value[0])
            for lane in Lane
        }
        # Queued even from the GUI thread itself: no answer ever arrives inside run().
        self.arrived.connect(self._take_letter, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], T],
        *,
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        owner: QObject,
        lane: Lane,
        key: str | None = None,
        cancel: Cancel | None = None,
        outlasts_close: bool = False,
    ) -> Cancel:
        """Do `work` in `lane`; call `done` with its answer, or `failed` with its exception.

        Args:
            work: takes nothing; should capture frozen values only.
            owner: whoever the answer is for; when it is destroyed the answer is dropped.
            key: a newer request with the same owner and key replaces this one: not started, it
                never starts; running, it is asked to stop and its answer is dropped.
            cancel: the token that `work` looks at, if it can stop early.
            outlasts_close: a short write that is done even if the runner is closed before its turn
                has come; only its answer is dropped then.

        Returns:
            The token: `cancel.ask_to_stop()` drops the request. After `close` nothing is started
            and the token is already used.

        Raises RuntimeError when called from another thread than the runner's own.
        """
        self._check_thread()
        token = cancel or Cancel()
        if self._closed:
            token.ask_to_stop()
            return token
        slot = None if key is None else (id(owner), key)
        task = _Task(next(self._numbers), work, token)
        job = _Job(task, done, failed, owner, slot, outlasts_close)
        if slot is not None:
            self._drop(self._newest.get(slot))
            self._newest[slot] = job
        self._open[task.number] = job
        job.future = self._pools[lane].submit(self._do, task)
        return token

    def progress_to(
        self, report: Callable[[float], None], *, owner: QObject
    ) -> Callable[[float], None]:
        """A callable for work to tell its share done (0 to 1): `report` is called on the GUI thread
        at most about twenty times a second; a share of 1 always arrives."""
        self._check_thread()
        while self._spent_reports:
            self._reports.pop(self._spent_reports.popleft(), None)
        progress = _Progress(next(self._numbers))
        self._reports[progress.number] = (report, owner)

        def tell(share: float) -> None:
            if progress.is_due(share):
                self._post((progress.number, share))

        # Noted and not dropped here: the last to hold `tell` may be a worker.
        weakref.finalize(tell, self._spent_reports.append, progress.number)
        return tell

    def cancel_all(self, owner: QObject) -> None:
        """Drop every request of `owner`."""
        self._check_thread()
        for job in list(self._open.values()):
            if job.owner is owner:
                self._drop(job)

    def pending_count(self) -> int:
        """Requests whose answers have not been handed out."""
        return len(self._open)

    def close(self, timeout_s: float = 5.0) -> bool:
        """Cancel what has not started, ask running work to stop and wait for it and for the writes
        that outlast the closing.

        Returns False if something still runs after `timeout_s`; its answer is dropped all the same.
        """
        self._check_thread()
        self._closed = True
        jobs = list(self._open.values())
        for job in jobs:
            if not job.outlasts_close:
                self._drop(job)
        for pool in self._pools.values():
            # What was dropped is cancelled already; what is left in the queue must be done.
            pool.shutdown(wait=False)
        # Cancelled futures are left out: nobody is left to tell wait() about them.
        started = [j.future for j in jobs if j.future is not None and not j.future.cancelled()]
        still_running = wait(started, timeout=timeout_s).not_done
        if not still_running:
            for pool in self._pools.values():
                pool.shutdown(wait=True)
        self._letterbox.clear()
        self._reports.clear()
        self._open.clear()
        self._newest.clear()
        return not still_running

    def _check_thread(self) -> None:
        if threading.get_ident() != self._home:
            raise RuntimeError("a TaskRunner is used from the thread it was made on")

    def _drop(self, job: _Job | None) -> None:
        if job is None:
            return
        job.task.cancel.ask_to_stop()
        if job.future is not None and job.future.cancel():
            self._forget(job)

    def _forget(self, job: _Job) -> None:
        self._open.pop(job.task.number, None)
        if job.slot is not None and self._newest.get(job.slot) is job:
            del self._newest[job.slot]

    def _do(self, task: _Task) -> None:
        """In the worker."""
        work, task.work = task.work, None
        try:
            if work is not None and not task.cancel.should_stop():
                task.answer = work()
        except Stopped:
            task.cancel.ask_to_stop()
        except Exception as error:  # noqa: BLE001 - every failure belongs to `failed`
            task.error = error
        except BaseException as error:  # noqa: BLE001 - a stray SystemExit must not vanish either
            task.error = RuntimeError(f"work ended with {error!r}")
        self._post(task)

    def _post(self, letter: _Task | tuple[int, float]) -> None:
        if self._closed:
            return
        self._letterbox.append(letter)
        # The runner may be destroyed by an interpreter that is going down.
        if shiboken6.isValid(self):
            self.arrived.emit()

    def _take_letter(self) -> None:
        """On the GUI thread: hand out one letter, so that a handler that raises stops no other."""
        if not self._letterbox:
            return
        letter = self._letterbox.popleft()
        if isinstance(letter, tuple):
            number, share = letter
            report, owner = self._reports.get(number, (None, None))
            if report is not None and shiboken6.isValid(owner):
                report(share)
            return
        job = self._open.get(letter.number)
        if job is None:
            return
        self._forget(job)
        if letter.cancel.should_stop() or not shiboken6.isValid(job.owner):
            return
        if letter.error is not None:
            job.failed(letter.error)
        else:
            job.done(letter.answer)
