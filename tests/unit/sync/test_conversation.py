from __future__ import annotations

from collections.abc import Callable

import pytest

from inspector_app.domain.operation import Delivery
from inspector_app.protocol.link import LinkState, LinkStatus
from inspector_app.sync.conversation import converse
from inspector_app.sync.steps import Answer, PushOperations, Request
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_centre import FakeCentre, FakeLine, Fault
from tests.helpers.fake_store import FakeStation
from tests.helpers.sync_rig import Rig


@pytest.fixture
def rig() -> Rig:
    centre = FakeCentre()
    centre.give(a_case(scans=()), {})
    return Rig(FakeStation(), FakeLine(centre))


class Turns:
    """Stops after so many waits; passes time instead of sleeping."""

    def __init__(self, rig: Rig, waits: int, woken: Callable[[int], bool] = lambda _: False):
        self._rig = rig
        self.left = waits
        self.longest_s = 0.0
        self._woken = woken

    def wait(self, seconds: float) -> bool:
        self.left -= 1
        self.longest_s = max(self.longest_s, seconds)
        self._rig.clocks.pass_s(seconds)
        return self._woken(self.left)

    def should_stop(self) -> bool:
        return self.left <= 0


def talk(rig: Rig, turns: Turns, line: object = None) -> list[LinkStatus]:
    shown: list[LinkStatus] = []
    converse(
        rig.core,
        line or rig.line,  # type: ignore[arg-type]
        should_stop=turns.should_stop,
        on_status=shown.append,
        wait=turns.wait,
    )
    return shown


def test_talks_until_told_to_stop_and_never_naps_long(rig: Rig) -> None:
    rig.station.save(a_finding())
    turns = Turns(rig, waits=80)
    shown = talk(rig, turns)
    assert [shown[0].state, shown[-1].state] == [LinkState.OFFLINE, LinkState.IDLE]
    assert shown[-1].last_contact is not None
    assert turns.longest_s <= 0.5
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_wake_up_sends_what_was_saved_meanwhile(rig: Rig) -> None:
    def woken(left: int) -> bool:
        if left == 5:
            rig.station.save(a_finding())
            return True
        return False

    talk(rig, Turns(rig, waits=8, woken=woken))
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


class _Stumbling:
    """Fails with a bug on the first pushes."""

    def __init__(self, line: FakeLine, times: int) -> None:
        self._line = line
        self._times = times

    def carry(self, step: Request, *, should_stop: Callable[[], bool]) -> Answer:
        if isinstance(step, PushOperations) and self._times:
            self._times -= 1
            raise ZeroDivisionError("a bug")
        return self._line.carry(step)


def test_an_unexpected_error_does_not_end_it(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    rig.station.save(a_finding())
    shown = talk(rig, Turns(rig, waits=400), _Stumbling(rig.line, times=3))
    assert any(one.reason == "failed-here" for one in shown)
    assert caplog.text.count("stumbled\n") == 3
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


def test_a_window_that_fails_does_not_end_it(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    def broken(_: LinkStatus) -> None:
        raise RuntimeError("the window is gone")

    rig.station.save(a_finding())
    turns = Turns(rig, waits=20)
    converse(rig.core, rig.line, should_stop=turns.should_stop, on_status=broken, wait=turns.wait)
    assert "the window is gone" in caplog.text
    assert set(rig.station.delivery.values()) == {Delivery.APPLIED}


class _Pulse:
    def __init__(self) -> None:
        self.beats = 0
        self.successes = 0

    def beat(self) -> None:
        self.beats += 1

    def note_success(self) -> None:
        self.successes += 1


def test_every_step_is_told_and_waits_are_not(rig: Rig) -> None:
    pulse, turns = _Pulse(), Turns(rig, waits=9)
    converse(
        rig.core,
        rig.line,
        should_stop=turns.should_stop,
        on_status=lambda _: None,
        wait=turns.wait,
        pulse=pulse,
    )
    assert pulse.successes == pulse.beats == len(rig.line.carried)


def test_a_step_that_fails_is_told_too(rig: Rig) -> None:
    rig.line.fault = lambda: Fault.LOSE_REQUEST
    pulse, turns = _Pulse(), Turns(rig, waits=9)
    converse(
        rig.core,
        rig.line,
        should_stop=turns.should_stop,
        on_status=lambda _: None,
        wait=turns.wait,
        pulse=pulse,
    )
    assert pulse.successes == 0
    assert pulse.beats == 2 * len(rig.line.carried) > 0
