"""The model looks at waiting cases while nobody has one open."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from inspector_app.domain.case import CaseState
from inspector_app.domain.errors import ModelRefused
from inspector_app.ui.queue.lookout import Lookout
from tests.helpers.builders import a_case, a_highlight
from tests.helpers.fake_ports import a_bench

FIRST, SECOND = a_case(case_id="case-1"), a_case(case_id="case-2")


@pytest.fixture
def bench():
    return a_bench(FIRST, SECOND, found=(a_highlight(),))


@pytest.fixture
def lookout(bench, runner):
    return Lookout(bench.ports, runner)


def kept(bench):
    return sorted(bench.highlights.kept)


def test_waiting_cases_are_looked_at_one_after_the_other(qtbot, bench, lookout):
    lookout.consider(bench.database.queue())
    qtbot.waitUntil(lambda: kept(bench) == ["scan-1", "scan-2"])
    assert bench.highlighter.runs == 2


def test_what_was_looked_at_judged_or_is_not_here_is_left_alone(qtbot, bench, lookout, runner):
    seen, judged = bench.database.queue()
    lookout.consider(
        (
            replace(seen, highlights=0),
            replace(judged, state=CaseState.VERDICT_GIVEN),
            replace(seen, scans_here=False),
        )
    )
    assert runner.pending_count() == 0
    assert kept(bench) == []


def test_it_rests_while_a_case_is_open_and_goes_on_afterwards(qtbot, bench, lookout):
    started, go_on = threading.Event(), threading.Event()

    def hold(should_stop):
        started.set()
        go_on.wait(5)

    bench.highlighter.before = hold
    lookout.consider(bench.database.queue())
    qtbot.waitUntil(started.is_set)
    lookout.rest()
    go_on.set()
    qtbot.wait(50)
    assert kept(bench) == []
    bench.highlighter.before = None
    lookout.resume()
    qtbot.waitUntil(lambda: kept(bench) == ["scan-1", "scan-2"])


def test_a_case_that_cannot_be_looked_at_does_not_hold_up_the_others(qtbot, bench, lookout):
    tries = []

    def refuse_once(should_stop):
        tries.append(1)
        if len(tries) == 1:
            raise ModelRefused("not-runnable", "broken")

    bench.highlighter.before = refuse_once
    lookout.consider(bench.database.queue())
    qtbot.waitUntil(lambda: kept(bench) == ["scan-2"])
    lookout.consider(bench.database.queue())
    qtbot.wait(50)
    assert len(tries) <= 3, "the broken one is not tried for ever"


def test_without_a_model_nothing_is_tried(bench, runner):
    lookout = Lookout(replace(bench.ports, highlighter=None), runner)
    lookout.consider(bench.database.queue())
    assert runner.pending_count() == 0
