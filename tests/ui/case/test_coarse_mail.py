"""A scan that decodes slowly: the case page shows what is there, and leaving stops the reading."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

from inspector_app.imaging.coarse import CoarsePixels, ReadingStopped
from inspector_app.ui.case.case_page import CasePage
from tests.helpers.builders import a_case
from tests.helpers.fake_ports import a_bench, grey_view

CASE = a_case()


class SlowReader:
    """A fake `read_view` that shows ever more rows until it may end or is told to stop."""

    def __init__(self):
        self.may_end = threading.Event()
        self.told = 0
        self.stopped = threading.Event()

    def __call__(self, high, low, *, coarse=None, should_stop=lambda: False):
        view = grey_view()
        for rows in range(1, 2000):
            if self.may_end.is_set():
                break
            if should_stop():
                self.stopped.set()
                raise ReadingStopped
            values = np.ascontiguousarray(view.high[::2, ::2][: min(rows, 20)])
            coarse(CoarsePixels(values, 2, view.width_px, view.height_px, rows / 2000))
            self.told += 1
            time.sleep(0.005)
        return view


@pytest.fixture
def slow(qtbot, runner):
    """A page that is reading a scan, and the reader."""
    reader = SlowReader()
    page = CasePage(a_bench(CASE, read_view=reader).ports, runner)
    qtbot.addWidget(page)
    page.show()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: "coarse" in page.scan.view.placeholder.text)
    yield page, reader
    reader.may_end.set()


def test_what_is_decoded_so_far_is_shown_and_then_the_scan(qtbot, slow):
    page, reader = slow
    before = page.scan.view.placeholder.text
    qtbot.waitUntil(lambda: page.scan.view.placeholder.text != before)
    assert page.scan.view.pixels is None
    reader.may_end.set()
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    qtbot.wait(80)
    assert page.scan.view.placeholder.isHidden()


def test_leaving_the_case_stops_the_reading(qtbot, slow):
    page, reader = slow
    page.leave()
    qtbot.waitUntil(reader.stopped.is_set)
    told = []
    page.session.view_coarse.connect(told.append)
    qtbot.wait(80)
    assert not told
    assert "coarse" not in page.scan.view.placeholder.text


def test_the_window_hears_of_it_a_few_times_a_second_and_no_more(qtbot, slow):
    page, reader = slow
    shown = []
    page.session.view_coarse.connect(shown.append)
    told = reader.told
    qtbot.waitUntil(lambda: reader.told > told + 40)
    assert 0 < len(shown) < 30
