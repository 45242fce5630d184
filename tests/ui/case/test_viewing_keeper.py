"""The viewing log of a case: what is written, when, and what is said of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.viewing import ViewingRecord
from inspector_app.ui.case.case_page import CasePage
from tests.helpers.builders import a_case, a_scan
from tests.helpers.fake_ports import AT, a_bench

CASE = a_case(scans=(a_scan(), a_scan(scan_id="second")))


class Clock:
    def __init__(self):
        self.now = 10.0

    def __call__(self):
        return self.now


@pytest.fixture
def page(qtbot, runner):
    """A page with CASE open, its scan in front of somebody, on a clock of our own."""

    def show(bench):
        made = CasePage(bench.ports, runner)
        qtbot.addWidget(made)
        made.viewings.log._clock = Clock()
        made.viewings.log._timer.setInterval(10_000_000)
        made.show()
        made.activateWindow()
        qtbot.waitUntil(made.isActiveWindow)
        made.open(CASE.case_id)
        qtbot.waitUntil(lambda: made.scan.view.pixels is not None)
        return made

    return show


def look(page, seconds):
    for _ in range(seconds):
        page.viewings.log._clock.now += 1.0
        page.viewings.log.tick()


def test_leaving_a_case_writes_one_line(qtbot, page):
    bench = a_bench(CASE)
    shown = page(bench)
    look(shown, 25)
    shown.scan.view.view_actions.by_key["invert"].trigger()
    shown.leave()
    qtbot.waitUntil(lambda: len(bench.viewings.logged) == 1)
    (record,) = bench.viewings.logged
    assert record == ViewingRecord(
        viewing_id=record.viewing_id,
        case_id=CASE.case_id,
        scan_id=CASE.scans[0].scan_id,
        view="side",
        person="b.bold",
        started_at=AT,
        looked_s=25.0,
        tools=(("invert", 1),),
    )


def test_another_scan_has_a_line_of_its_own(qtbot, page):
    bench = a_bench(CASE)
    shown = page(bench)
    look(shown, 12)
    with qtbot.waitSignal(shown.session.view_loaded):
        shown.scan.show_view("second", "side")
    look(shown, 7)
    shown.leave()
    qtbot.waitUntil(lambda: len(bench.viewings.logged) == 2)
    seen = [(one.scan_id, round(one.looked_s)) for one in bench.viewings.logged]
    assert seen == [(CASE.scans[0].scan_id, 12), ("second", 7)]


def test_a_long_look_is_written_every_minute(qtbot, page):
    bench = a_bench(CASE)
    shown = page(bench)
    for _ in range(3):
        look(shown, 50)
        shown.viewings.log._moved_at = shown.viewings.log._clock.now
    qtbot.waitUntil(lambda: len(bench.viewings.logged) == 2)
    shown.leave()
    qtbot.waitUntil(lambda: len(bench.viewings.logged) == 3)
    assert sum(one.looked_s for one in bench.viewings.logged) == pytest.approx(150, abs=1)
    assert len({one.viewing_id for one in bench.viewings.logged}) == 3


def test_a_glance_is_not_worth_a_line(qtbot, page, runner):
    bench = a_bench(CASE)
    shown = page(bench)
    shown.leave()
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert not bench.viewings.logged


def test_the_verdict_says_how_long_all_times_together(qtbot, page):
    bench = a_bench(CASE)
    earlier = ViewingRecord("v0", CASE.case_id, CASE.scans[0].scan_id, "side", "x", AT, 60.0)
    bench.viewings.keep(earlier)
    bench.viewings.keep(replace(earlier, viewing_id="v1", scan_id="second", looked_s=500.0))
    shown = page(bench)
    qtbot.waitUntil(lambda: shown.verdict._current.toolTip() == "Looked at: 1 min 0 s")
    look(shown, 20)
    assert shown.verdict._current.toolTip() == "Looked at: 1 min 20 s"
    with qtbot.waitSignal(shown.session.view_loaded):
        shown.scan.show_view("second", "side")
    assert shown.verdict._current.toolTip() == "Looked at: 8 min 20 s"


def test_opening_the_case_again_counts_nothing_twice(qtbot, page):
    bench = a_bench(CASE)
    shown = page(bench)
    look(shown, 30)
    shown.open(CASE.case_id)
    qtbot.waitUntil(lambda: shown.verdict._current.toolTip() == "Looked at: 30 s")
    look(shown, 5)
    assert shown.verdict._current.toolTip() == "Looked at: 35 s"


def test_a_log_that_cannot_be_written_disturbs_nobody(qtbot, page, runner, caplog):
    bench = a_bench(CASE)

    def refuse(_record):
        raise StorageUnavailable("disk-full")

    bench.viewings.keep = refuse
    shown = page(bench)
    look(shown, 10)
    shown.leave()
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert "the viewing log could not be used" in caplog.text
    shown.open(CASE.case_id)
    qtbot.waitUntil(lambda: shown.scan.view.pixels is not None)
