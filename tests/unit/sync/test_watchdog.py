from __future__ import annotations

import random

import pytest

from inspector_app.sync.waits import LONGEST_WAIT_S
from inspector_app.sync.watchdog import GRACE_S, SILENCE_LIMIT_S, Order, Watchdog


class Clock:
    def __init__(self) -> None:
        self.now_s = 50.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watchdog(clock: Clock) -> Watchdog:
    watchdog = Watchdog(monotonic=clock, rng=random.Random(1))
    watchdog.note_start()
    return watchdog


def wait_until_start(watchdog: Watchdog, clock: Clock) -> float:
    began_s = clock.now_s
    while watchdog.look() is not Order.START:
        clock.now_s += 0.5
        assert clock.now_s - began_s < 2 * LONGEST_WAIT_S
    return clock.now_s - began_s


def test_a_conversation_that_makes_steps_is_left_alone(watchdog: Watchdog, clock: Clock) -> None:
    for _ in range(100):
        clock.now_s += LONGEST_WAIT_S
        watchdog.beat()
        assert watchdog.look() is Order.NOTHING


def test_a_silent_one_is_called_off_once_and_then_another_begins(
    watchdog: Watchdog, clock: Clock
) -> None:
    clock.now_s += SILENCE_LIMIT_S
    assert [watchdog.look() for _ in range(3)] == [Order.CALL_OFF, Order.NOTHING, Order.NOTHING]
    watchdog.note_end()
    assert wait_until_start(watchdog, clock) <= 2.5


def test_one_that_does_not_even_end_is_left_behind(watchdog: Watchdog, clock: Clock) -> None:
    clock.now_s += SILENCE_LIMIT_S
    assert watchdog.look() is Order.CALL_OFF
    clock.now_s += GRACE_S
    assert watchdog.look() is Order.NOTHING
    wait_until_start(watchdog, clock)
    watchdog.note_start()
    assert watchdog.look() is Order.NOTHING


def test_waits_grow_until_a_step_succeeds(watchdog: Watchdog, clock: Clock) -> None:
    waits = []
    for _ in range(20):
        watchdog.note_end()
        watchdog.note_end()  # said twice, it counts once
        waits.append(wait_until_start(watchdog, clock))
        watchdog.note_start()
        watchdog.beat()
    assert max(waits[:3]) <= 9
    assert max(waits) > 60
    assert max(waits) <= LONGEST_WAIT_S + 1
    assert watchdog.restarts == 20
    watchdog.note_success()
    watchdog.note_end()
    assert wait_until_start(watchdog, clock) <= 2.5
