"""Annotations of a case: saved at once, amended, taken back, kept on screen when they cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.viewer.marks import AnnotationState
from inspector_app.ui.viewer.shape import Shape
from tests.helpers.builders import a_case, an_annotation
from tests.helpers.fake_ports import a_bench

CASE = a_case()
OTHER = a_case(case_id="C-OTHER")
RULER = Shape(AnnotationKind.RULER, ((100.0, 100.0), (400.0, 100.0)))
LOWER = Shape(AnnotationKind.RULER, ((100.0, 150.0), (400.0, 150.0)))


@pytest.fixture
def shown(qtbot, runner):
    """A function that shows a page over a bench and waits for the scan."""

    def show(bench):
        page = CasePage(bench.ports, runner)
        qtbot.addWidget(page)
        page.resize(1400, 850)
        page.show()
        reopen(qtbot, page, CASE)
        return page

    return show


def reopen(qtbot, page, case):
    page.open(case.case_id)
    qtbot.waitUntil(
        lambda: (
            page.scan.view.pixels is not None
            and page.session.case is not None
            and page.session.case.case.case_id == case.case_id
            and page.found_highlights is not None
        )
    )


def settled(qtbot, page):
    qtbot.waitUntil(lambda: not page.annotations.has_unsaved())


def states(page):
    return [mark.state for mark in page.scan.view.annotations.marks]


def test_what_is_drawn_is_saved_at_once_with_author_and_time(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    with qtbot.waitSignal(page.record_saved):
        page.scan.view.annotations.draw(RULER)
    (saved,) = bench.database.saved
    assert (saved.kind, saved.points, saved.author) == (RULER.kind, RULER.points, "b.bold")
    assert (saved.case_id, saved.view) == (CASE.case_id, "side")
    settled(qtbot, page)
    assert states(page) == [AnnotationState.SAVED]
    at = page.scan.view.frame().to_widget((200.0, 100.0))
    assert "b.bold" in page.scan.view.tip_at(at)


def test_a_change_is_a_later_version(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    key = page.scan.view.annotations.draw(RULER)
    settled(qtbot, page)
    page.scan.view.annotations.amend(key, LOWER)
    settled(qtbot, page)
    first, second = bench.database.saved
    assert (second.version, second.replaces) == (2, first.revision_id)
    assert second.points == LOWER.points


def test_quick_changes_end_as_what_is_on_the_scan(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    board = page.scan.view.annotations
    board.draw(RULER)
    for _ in range(30):
        board.nudge(1, 0)
    settled(qtbot, page)
    assert bench.database.saved[-1].points == ((130.0, 100.0), (430.0, 100.0))
    # Not one version for each key press.
    assert len(bench.database.saved) < 15


def test_deleting_withdraws_and_undo_brings_it_back(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.scan.view.annotations.draw(RULER)
    settled(qtbot, page)
    page.scan.view.view_actions.by_key["delete"].trigger()
    settled(qtbot, page)
    assert bench.database.saved[-1].withdrawn
    assert not page.scan.view.annotations.marks
    page.scan.view.view_actions.by_key["undo"].trigger()
    settled(qtbot, page)
    assert not bench.database.saved[-1].withdrawn
    assert bench.database.saved[-1].annotation_id == bench.database.saved[0].annotation_id
    assert states(page) == [AnnotationState.SAVED]


def test_a_full_disk_keeps_it_on_the_scan_with_the_reason_and_a_retry(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    bench.database.fails = StorageUnavailable("disk-full")
    with qtbot.waitSignal(page.record_failed):
        page.scan.view.annotations.draw(RULER)
    assert states(page) == [AnnotationState.NOT_SAVED]
    assert page.annotations.notice.isVisible()
    assert page.annotations.notice.text()
    assert page.annotations.has_unsaved()
    bench.database.fails = None
    page.annotations.notice.again.click()
    settled(qtbot, page)
    assert states(page) == [AnnotationState.SAVED]
    assert not page.annotations.notice.isVisible()
    assert len(bench.database.saved) == 1


def test_what_cannot_be_taken_back_is_still_there(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.scan.view.annotations.draw(RULER)
    settled(qtbot, page)
    bench.database.fails = StorageUnavailable("disk-full")
    with qtbot.waitSignal(page.record_failed):
        page.scan.view.annotations.remove_chosen()
    assert states(page) == [AnnotationState.NOT_SAVED]
    bench.database.fails = None
    page.annotations.try_again()
    settled(qtbot, page)
    assert bench.database.saved[-1].withdrawn
    assert not page.scan.view.annotations.marks


def test_what_was_not_saved_comes_back_with_its_case(qtbot, shown):
    bench = a_bench(CASE, OTHER)
    page = shown(bench)
    bench.database.fails = StorageUnavailable("disk-full")
    with qtbot.waitSignal(page.record_failed):
        page.scan.view.annotations.draw(RULER)
    bench.database.fails = None
    reopen(qtbot, page, OTHER)
    assert not page.scan.view.annotations.marks
    assert page.annotations.has_unsaved()
    reopen(qtbot, page, CASE)
    assert states(page) == [AnnotationState.NOT_SAVED]
    page.annotations.try_again()
    settled(qtbot, page)
    assert bench.database.saved[0].case_id == CASE.case_id


def test_saved_ones_are_there_when_the_case_is_opened_again(qtbot, shown):
    bench = a_bench(CASE, OTHER)
    scan_id = CASE.scans[0].scan_id
    stored = an_annotation(case_id=CASE.case_id, scan_id=scan_id, view="side")
    bench.database.saved.append(stored)
    page = shown(bench)
    assert [mark.key for mark in page.scan.view.annotations.marks] == [stored.annotation_id]
    page.scan.view.annotations.draw(LOWER)
    settled(qtbot, page)
    reopen(qtbot, page, OTHER)
    reopen(qtbot, page, CASE)
    assert len(page.scan.view.annotations.marks) == 2


def test_withdrawn_ones_and_those_of_other_views_are_not_shown(qtbot, shown):
    bench = a_bench(CASE)
    scan_id = CASE.scans[0].scan_id
    first = an_annotation(case_id=CASE.case_id, scan_id=scan_id, view="side")
    gone = replace(first, revision_id="r-2", version=2, replaces=first.revision_id, withdrawn=True)
    elsewhere = an_annotation(
        annotation_id="top", revision_id="r-3", case_id=CASE.case_id, scan_id=scan_id, view="top"
    )
    bench.database.saved += [first, gone, elsewhere]
    page = shown(bench)
    assert not page.scan.view.annotations.marks


def test_words_being_written_are_saved_when_the_case_is_left(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.scan.view.drawing.write((200.0, 100.0))
    qtbot.keyClicks(page.scan.view.drawing.editor, "seal is new")
    page.leave()
    settled(qtbot, page)
    (saved,) = bench.database.saved
    assert (saved.text, saved.case_id) == ("seal is new", CASE.case_id)


def test_a_late_answer_draws_nothing_on_another_case(qtbot, shown):
    bench = a_bench(CASE, OTHER)
    page = shown(bench)
    page.scan.view.annotations.draw(RULER)
    reopen(qtbot, page, OTHER)
    settled(qtbot, page)
    assert not page.scan.view.annotations.marks


def test_escape_lets_go_of_an_annotation_before_it_discards_a_draft(qtbot, shown):
    page = shown(a_bench(CASE))
    page.findings.add_requested.emit()
    qtbot.waitUntil(page.editor.isVisible)
    page.scan.view.setFocus()
    page.scan.view.annotations.draw(RULER)
    qtbot.keyClick(page.scan.view, Qt.Key.Key_Escape)
    assert page.scan.view.annotations.chosen is None
    assert page.editor.isVisible()
