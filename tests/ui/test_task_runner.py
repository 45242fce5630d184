"""Answers come back on the GUI thread, newest request wins, nothing is left running."""

from __future__ import annotations

import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from inspector_app.background import Cancel, Lane, Stopped, TaskRunner


class Listener(QObject):
    """Remembers what it was told, and on which thread."""

    told = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.errors: list[Exception] = []
        self.shares: list[float] = []
        self.threads: set[int] = set()
        self.count = 0

    def done(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.add(threading.get_ident())

    def failed(self, error: Exception) -> None:
        self.errors.append(error)
        self.threads.add(threading.get_ident())

    def progressed(self, share: float) -> None:
        self.shares.append(share)
        self.threads.add(threading.get_ident())

    def hear(self, _on: bool) -> None:
        self.count += 1


@pytest.fixture
def runner(qapp: object) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.close(timeout_s=5)


@pytest.fixture
def listener(qapp: object) -> Listener:
    return Listener()


def start(runner: TaskRunner, listener: Listener, work, **more) -> Cancel:
    more.setdefault("lane", Lane.COMPUTE)
    return runner.run(work, done=listener.done, failed=listener.failed, owner=listener, **more)


def test_work_runs_elsewhere_and_the_answer_comes_home(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    start(runner, listener, threading.get_ident)
    assert listener.answers == []
    qtbot.waitUntil(lambda: len(listener.answers) == 1)
    assert listener.answers[0] != threading.get_ident()
    assert listener.threads == {threading.get_ident()}
    assert runner.pending_count() == 0


def test_an_answer_never_arrives_inside_run(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    start(runner, listener, lambda: 1)
    time.sleep(0.05)
    assert listener.answers == []
    qtbot.waitUntil(lambda: listener.answers == [1])


@pytest.mark.parametrize("raised", [ValueError("broken"), SystemExit(3), KeyboardInterrupt()])
def test_every_failure_reaches_failed(
    qtbot: QtBot, runner: TaskRunner, listener: Listener, raised: BaseException
) -> None:
    def work() -> None:
        raise raised

    start(runner, listener, work)
    qtbot.waitUntil(lambda: len(listener.errors) == 1)
    assert listener.answers == []
    if isinstance(raised, Exception):
        assert listener.errors == [raised]
    else:
        assert type(raised).__name__ in str(listener.errors[0])
    assert listener.threads == {threading.get_ident()}


def test_the_newest_request_wins(qtbot: QtBot, runner: TaskRunner, listener: Listener) -> None:
    gate = threading.Event()
    started = threading.Event()
    ran: list[int] = []

    def first() -> int:
        started.set()
        gate.wait(5)
        return 1

    def later(number: int) -> int:
        ran.append(number)
        return number

    old = start(runner, listener, first, lane=Lane.DATABASE, key="view")
    assert started.wait(5)
    for number in (2, 3, 4):
        start(runner, listener, lambda n=number: later(n), lane=Lane.DATABASE, key="view")
    assert old.should_stop()
    gate.set()
    qtbot.waitUntil(lambda: listener.answers == [4])
    assert ran == [4], "replaced before they started, so they never ran"
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert listener.answers == [4]


def test_other_owners_and_keys_are_left_alone(qtbot: QtBot, runner: TaskRunner) -> None:
    one, two = Listener(), Listener()
    start(runner, one, lambda: "a", key="x")
    start(runner, one, lambda: "b", key="y")
    start(runner, two, lambda: "c", key="x")
    start(runner, two, lambda: "d")
    start(runner, two, lambda: "e")
    qtbot.waitUntil(lambda: len(one.answers) == 2 and len(two.answers) == 3)
    assert sorted(map(str, one.answers)) == ["a", "b"]
    assert sorted(map(str, two.answers)) == ["c", "d", "e"]


def test_a_finished_but_undelivered_answer_is_dropped_when_replaced(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    start(runner, listener, lambda: "old", key="k")
    time.sleep(0.05)
    start(runner, listener, lambda: "new", key="k")
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert listener.answers == ["new"]


def test_an_owner_that_is_gone_gets_nothing(qtbot: QtBot, runner: TaskRunner) -> None:
    import shiboken6

    gate, gone, other = threading.Event(), Listener(), Listener()
    start(runner, gone, lambda: gate.wait(5))
    shiboken6.delete(gone)
    gate.set()
    start(runner, other, lambda: "here")
    qtbot.waitUntil(lambda: runner.pending_count() == 0 and other.answers == ["here"])
    assert gone.answers == []
    assert gone.errors == []


def test_lanes_do_not_wait_for_each_other(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    gate = threading.Event()
    start(runner, listener, lambda: gate.wait(5), lane=Lane.LINK)
    start(runner, listener, lambda: "database", lane=Lane.DATABASE)
    start(runner, listener, lambda: "compute", lane=Lane.COMPUTE)
    qtbot.waitUntil(lambda: len(listener.answers) == 2)
    assert set(listener.answers) == {"database", "compute"}
    gate.set()
    qtbot.waitUntil(lambda: len(listener.answers) == 3)


def test_the_database_lane_has_one_thread(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    for _ in range(6):
        start(runner, listener, threading.get_ident, lane=Lane.DATABASE)
    qtbot.waitUntil(lambda: len(listener.answers) == 6)
    assert len(set(listener.answers)) == 1


def test_asked_to_stop_means_no_answer_at_all(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    cancel, started = Cancel(), threading.Event()

    def work() -> None:
        started.set()
        while True:
            cancel.raise_if_asked()
            time.sleep(0.005)

    start(runner, listener, work, cancel=cancel)
    assert started.wait(5)
    cancel.ask_to_stop()
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert listener.answers == []
    assert listener.errors == []
    with pytest.raises(Stopped):
        cancel.raise_if_asked()


def test_progress_is_told_at_home_seldom_and_to_the_end(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    progress = runner.progress_to(listener.progressed, owner=listener)

    def work() -> str:
        for step in range(1, 2001):
            progress(step / 2000)
        return "done"

    start(runner, listener, work)
    qtbot.waitUntil(lambda: listener.answers == ["done"])
    assert listener.shares[-1] == 1.0
    assert len(listener.shares) < 200
    assert listener.shares == sorted(listener.shares)
    assert listener.threads == {threading.get_ident()}


def test_close_waits_for_running_work_and_cancels_the_rest(qapp: object) -> None:
    runner, listener = TaskRunner(), Listener()
    cancel, started, ended = Cancel(), threading.Event(), threading.Event()
    ran: list[int] = []

    def work() -> None:
        started.set()
        while not cancel.should_stop():
            time.sleep(0.005)
        ended.set()

    start(runner, listener, work, lane=Lane.DATABASE, cancel=cancel)
    start(runner, listener, lambda: ran.append(1), lane=Lane.DATABASE)
    assert started.wait(5)
    assert runner.close(timeout_s=5)
    assert ended.is_set()
    assert ran == []
    late = start(runner, listener, lambda: ran.append(2))
    assert late.should_stop()
    assert ran == []
    assert runner.close(timeout_s=1), "closing twice does no harm"


def test_a_write_that_outlasts_the_closing_is_done(qapp: object) -> None:
    runner = TaskRunner()
    owner = QObject()
    held, go_on = threading.Event(), threading.Event()
    done: list[str] = []
    answers: list[object] = []

    def hold() -> None:
        held.set()
        go_on.wait(5)

    def ask(work: Callable[[], object], *, outlasts_close: bool = False) -> None:
        runner.run(
            work,
            done=answers.append,
            failed=answers.append,
            owner=owner,
            lane=Lane.DATABASE,
            outlasts_close=outlasts_close,
        )

    ask(hold)
    ask(lambda: done.append("dropped"))
    ask(lambda: done.append("written"), outlasts_close=True)
    assert held.wait(5)
    threading.Timer(0.05, go_on.set).start()
    assert runner.close()
    assert done == ["written"]
    assert not answers


def test_close_says_when_work_would_not_stop(qapp: object) -> None:
    runner, listener = TaskRunner(), Listener()
    gate, started = threading.Event(), threading.Event()

    def deaf() -> None:
        started.set()
        gate.wait(10)

    start(runner, listener, deaf)
    assert started.wait(5)
    assert not runner.close(timeout_s=0.05)
    gate.set()


def test_it_is_used_from_its_own_thread_only(
    qtbot: QtBot, runner: TaskRunner, listener: Listener
) -> None:
    start(runner, listener, lambda: start(runner, listener, lambda: None))
    qtbot.waitUntil(lambda: len(listener.errors) == 1)
    assert isinstance(listener.errors[0], RuntimeError)


def test_cancel_all_drops_the_requests_of_one_owner(qtbot: QtBot, runner: TaskRunner) -> None:
    gate, one, two = threading.Event(), Listener(), Listener()
    for listener in (one, two):
        start(runner, listener, lambda: gate.wait(5))
    runner.cancel_all(one)
    gate.set()
    qtbot.waitUntil(lambda: two.answers == [True])
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert one.answers == []


def test_a_handler_that_raises_stops_no_other(qtbot: QtBot, runner: TaskRunner) -> None:
    listener = Listener()

    def broken(_answer: object) -> None:
        raise ValueError("a broken handler")

    with qtbot.captureExceptions() as caught:
        runner.run(
            lambda: 1, done=broken, failed=listener.failed, owner=listener, lane=Lane.DATABASE
        )
        start(runner, listener, lambda: 2, lane=Lane.DATABASE)
        qtbot.waitUntil(lambda: listener.answers == [2])
    assert [str(entry[1]) for entry in caught] == ["a broken handler"]


def test_signals_keep_their_references_to_true(listener: Listener) -> None:
    """PySide6 6.12.0 loses one reference to True with every emission and ends the process."""
    listener.told.connect(listener.hear)
    before = sys.getrefcount(True)
    for _ in range(2000):
        listener.told.emit(True)
    assert listener.count == 2000
    assert abs(sys.getrefcount(True) - before) < 100


def test_no_worker_is_ever_the_last_to_hold_an_owner(qtbot, runner):
    """A QObject destroyed in a worker, with events on their way to it, is a crash."""
    destroyed_in = []

    class Owner(QObject):
        def take(self, _answer):
            pass

    begun, go_on = threading.Event(), threading.Event()

    def work():
        begun.set()
        go_on.wait(5)

    owner = Owner()
    # The finalizer runs in the thread that drops the last reference.
    weakref.finalize(owner, lambda: destroyed_in.append(threading.current_thread()))
    runner.run(work, done=owner.take, failed=owner.take, owner=owner, lane=Lane.COMPUTE)
    report = runner.progress_to(owner.take, owner=owner)
    assert begun.wait(5)
    runner.cancel_all(owner)
    del owner
    go_on.set()
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    report(1.0)
    del report
    runner.progress_to(lambda _share: None, owner=runner)
    qtbot.waitUntil(lambda: bool(destroyed_in))
    assert destroyed_in == [threading.main_thread()]
