"""A conversation that ends or hangs is begun anew, and the window says how it stands."""

from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal

from inspector_app.bootstrap import link as link_module
from inspector_app.bootstrap.link import LinkKeeper
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.sync.waits import LONGEST_WAIT_S
from inspector_app.sync.watchdog import GRACE_S, SILENCE_LIMIT_S
from inspector_app.ui.status_bar import Link
from tests.helpers.builders import AT


class Window(QObject):
    sync_requested = Signal()
    language_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.links = []

    def refresh(self) -> None:
        pass

    def show_link(self, link, reason, scans_missing) -> None:
        self.links.append((link, reason))


class Talks:
    """Stands in for the conversation: does what the test says, once for each beginning."""

    def __init__(self, *acts) -> None:
        self.acts = list(acts)
        self.begun = 0

    def __call__(self, station, cancel, alarm, on_status, *, watchdog) -> None:
        self.begun += 1
        act = self.acts.pop(0) if self.acts else follow
        act(cancel, alarm, on_status, watchdog)


def follow(cancel, alarm, on_status, watchdog) -> None:
    on_status(LinkStatus(LinkState.IDLE, AT))
    while not cancel.should_stop():
        alarm.wait(0.05)


def fail(cancel, alarm, on_status, watchdog) -> None:
    raise ZeroDivisionError("a bug")


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def begin(qtbot, runner, clock, monkeypatch):
    made = []

    def start(*acts):
        talks = Talks(*acts)
        monkeypatch.setattr(link_module, "talk", talks)
        station = SimpleNamespace(settings=SimpleNamespace(centre_url="http://127.0.0.1"))
        window = Window()
        keeper = LinkKeeper(station, runner, window, monotonic=clock)
        keeper.start()
        keeper._look.stop()  # the test looks by itself
        made.append(keeper)
        return keeper, talks, window

    yield start
    for keeper in made:
        keeper.stop()
    qtbot.waitUntil(lambda: not runner.pending_count())


def test_one_that_ends_by_an_error_is_begun_again(qtbot, clock, begin):
    keeper, talks, window = begin(fail, fail)
    qtbot.waitUntil(lambda: window.links[-1][0] is Link.REFUSED)
    keeper.look()
    assert talks.begun == 1  # not at once
    for expected in (2, 3):
        clock.now_s += LONGEST_WAIT_S
        keeper.look()
        qtbot.waitUntil(lambda n=expected: talks.begun == n)
        qtbot.waitUntil(lambda: not keeper._watchdog._runs or talks.begun == 3)
    qtbot.waitUntil(lambda: window.links[-1] == (Link.IDLE, ""))


def test_one_that_makes_no_step_is_called_off_and_begun_again(qtbot, clock, begin):
    keeper, talks, window = begin(follow, follow)
    qtbot.waitUntil(lambda: window.links[-1][0] is Link.IDLE)
    clock.now_s += SILENCE_LIMIT_S - 1
    keeper.look()
    assert window.links[-1][0] is Link.IDLE
    clock.now_s += 1
    keeper.look()
    assert window.links[-1][0] is Link.OFFLINE
    assert "begun again by itself" in window.links[-1][1]
    qtbot.waitUntil(lambda: not keeper._watchdog._runs)
    clock.now_s += LONGEST_WAIT_S
    keeper.look()
    qtbot.waitUntil(lambda: talks.begun == 2)
    qtbot.waitUntil(lambda: window.links[-1][0] is Link.IDLE)


def test_one_that_never_ends_holds_up_nobody(qtbot, clock, begin):
    free = threading.Event()

    def hang(cancel, alarm, on_status, watchdog) -> None:
        free.wait(20)

    keeper, talks, window = begin(hang)
    qtbot.waitUntil(lambda: talks.begun == 1)
    clock.now_s += SILENCE_LIMIT_S
    keeper.look()
    clock.now_s += GRACE_S
    keeper.look()
    clock.now_s += LONGEST_WAIT_S
    keeper.look()
    qtbot.waitUntil(lambda: window.links[-1][0] is Link.IDLE)
    assert talks.begun == 2
    free.set()  # what comes to life later changes nothing
    clock.now_s += 1
    keeper.look()
    assert window.links[-1][0] is Link.IDLE


def test_trouble_beside_a_working_link_is_said(qtbot, begin):
    def unproved(cancel, alarm, on_status, watchdog) -> None:
        on_status(LinkStatus(LinkState.IDLE, AT, reason="centre-unproved"))
        follow(cancel, alarm, lambda _: None, watchdog)

    _, _, window = begin(unproved)
    qtbot.waitUntil(lambda: "cannot prove to be the centre" in window.links[-1][1])
    assert window.links[-1][0] is Link.IDLE


def test_a_station_without_a_centre_talks_to_nobody(runner, clock, monkeypatch):
    talks = Talks()
    monkeypatch.setattr(link_module, "talk", talks)
    window = Window()
    station = SimpleNamespace(settings=SimpleNamespace(centre_url=""))
    LinkKeeper(station, runner, window, monotonic=clock).start()
    assert window.links == [(Link.NONE, "")]
    assert talks.begun == 0


def test_the_reason_follows_the_language(qtbot, begin):
    def refuse(cancel, alarm, on_status, watchdog) -> None:
        on_status(LinkStatus(LinkState.OFFLINE, AT, "no-connection"))
        follow_quietly(cancel, alarm)

    _, _, window = begin(refuse)
    qtbot.waitUntil(lambda: window.links[-1][1] != "")
    shown = len(window.links)
    window.language_chosen.emit("mn")
    assert window.links[shown:] == [window.links[shown - 1]]


def follow_quietly(cancel, alarm) -> None:
    while not cancel.should_stop():
        alarm.wait(0.05)
