"""Moving about a case's scans: what is remembered for each, and lists that follow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt

from inspector_app.domain.region import Box
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.viewer.orientation import Orientation
from tests.helpers.builders import a_case, a_highlight, a_scan
from tests.helpers.fake_ports import a_bench

# The doors are on the right: there one begins to read.
NEAR_DOORS = a_highlight(highlight_id="near", box=Box(500.0, 100.0, 40.0, 40.0))
FAR_INSIDE = a_highlight(highlight_id="far", box=Box(60.0, 100.0, 40.0, 40.0))
(SIDE,) = a_scan().views
SCAN = a_scan(views=(SIDE, replace(SIDE, name="top")))
CASE = a_case(scans=(SCAN,))
TURNED = Orientation(1, mirrored=True)


@pytest.fixture
def shown(qtbot, runner):
    """A function that shows a case and waits until the model has looked."""

    def show_case(case):
        made = CasePage(a_bench(case, found=(FAR_INSIDE, NEAR_DOORS)).ports, runner)
        qtbot.addWidget(made)
        made.resize(1400, 850)
        made.show()
        made.open(case.case_id)
        qtbot.waitUntil(lambda: made.found_highlights is not None)
        return made

    return show_case


def show(qtbot, page, name):
    page.scan.show_view(SCAN.scan_id, name)
    qtbot.waitUntil(
        lambda: page.scan.view.pixels is not None and page.scan.view.view_name() == name
    )


def test_each_view_keeps_its_orientation_and_places_until_the_case_is_left(qtbot, shown):
    page = shown(CASE)
    view = page.scan.view
    view.set_orientation(TURNED)
    view.go_to(Box(300, 100, 20, 20))
    show(qtbot, page, "top")
    assert view.camera.orientation.is_upright
    assert not view.places.can_go_back
    show(qtbot, page, "side")
    assert view.camera.orientation == TURNED
    assert view.places.can_go_back
    page.leave()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: view.pixels is not None)
    assert view.camera.orientation.is_upright
    assert not view.places.can_go_back


def test_a_key_leads_from_highlight_to_highlight_and_the_list_follows(qtbot, shown):
    page = shown(a_case())
    view, rows = page.scan.view, page.highlights.list
    view.setFocus()
    qtbot.keyClick(view, "n")
    assert view.marks.selected == "near"
    assert view.camera.x == pytest.approx(520)
    assert rows.currentRow() == 1
    qtbot.keyClick(view, "n")
    assert (view.marks.selected, rows.currentRow()) == ("far", 0)
    assert not page.scan._hint_label.isVisible()
    qtbot.keyClick(view, "n")
    assert (view.marks.selected, rows.currentRow()) == ("near", 1)
    assert "first again" in page.scan._hint_label.text()
    assert page.scan._hint_label.isVisible()
    qtbot.keyClick(view, "n")
    assert not page.scan._hint_label.isVisible()


def test_a_polygons_backspace_is_not_taken_for_going_back(qtbot, shown):
    page = shown(a_case())
    view = page.scan.view
    view.go_to(Box(300, 100, 20, 20))
    there = view.camera
    view.setFocus()
    qtbot.keyClick(view, "p")
    for at in ((100, 100), (200, 100)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(*at))
    qtbot.keyClick(view, Qt.Key.Key_Backspace)
    assert view.camera == there
    assert len(view._hands.tool.points) == 1
