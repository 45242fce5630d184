"""The case page with a real viewer over fake ports: open, look, record, amend, decide."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from inspector_app.domain.errors import ScanUnreadable, StorageUnavailable
from inspector_app.domain.finding import Verdict
from inspector_app.domain.operation import Delivery
from inspector_app.domain.region import Box, Mark
from inspector_app.ui.case.case_page import CasePage
from inspector_app.workflow.ports import DeliveryStatus
from tests.helpers.builders import a_case, a_highlight, a_risk_assessment, a_risk_reason
from tests.helpers.fake_ports import a_bench

HIGHLIGHT = a_highlight(box=Box(200.0, 100.0, 60.0, 40.0))
CASE = a_case(
    risk=a_risk_assessment(
        reasons=(a_risk_reason(reason_id="R1"), a_risk_reason(reason_id="R2", goods_item=None))
    )
)


@pytest.fixture
def shown(qtbot, runner):
    """A function that shows a page over a bench and waits until it is ready."""

    def show(bench, *, wait_for_model=True, **options):
        page = CasePage(bench.ports, runner, **options)
        qtbot.addWidget(page)
        page.resize(1400, 850)
        page.show()
        page.open(CASE.case_id)
        qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
        if wait_for_model:
            qtbot.waitUntil(lambda: page.found_highlights is not None)
        return page

    return show


def choose_kind(page, code="dense-object"):
    box = page.editor._kind
    box.setCurrentIndex(box.findData(code))


def press(qtbot, panel):
    button = panel.findChild(QPushButton, "primary")
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def draw_rectangle(qtbot, page):
    view = page.scan.view
    view.view_actions.by_key["rectangle"].trigger()
    start, end = QPoint(300, 200), QPoint(420, 260)
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view, (start + end) / 2)
    qtbot.mouseMove(view, end)
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=end)


def test_opening_shows_papers_scan_and_highlights(shown):
    page = shown(a_bench(CASE, found=(HIGHLIGHT,)))
    assert "VAL-017" in page.reasons.list.row_texts()[0]
    assert "Ceramic floor tiles" in page.declaration.goods.row_texts()[0]
    assert "Alert" in page.highlights.list.row_texts()[0]
    assert "metres" not in page.highlights.list.row_texts()[0]
    assert page.scan.view.marks.box_of(HIGHLIGHT.highlight_id) == HIGHLIGHT.box


def test_a_drawn_rectangle_is_saved_with_everything_that_was_entered(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    qtbot.waitUntil(page.editor.isVisible)
    choose_kind(page)
    page.editor._reason.setCurrentIndex(page.editor._reason.findData("R2"))
    page.editor._item.setCurrentIndex(page.editor._item.findData(1))
    page.editor._remark.setPlainText("behind the tiles")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    (finding,) = bench.database.saved
    assert (finding.kind, finding.reason_id, finding.goods_item, finding.remark) == (
        "dense-object",
        "R2",
        1,
        "behind the tiles",
    )
    assert finding.mark.is_rectangle
    assert not page.editor.isVisible()
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    assert "Saved here" in page.findings.list.row_texts()[0]
    assert "Findings that refer to it: 1" in page.reasons.list.row_texts()[1]


def test_accepting_a_highlight_keeps_where_it_came_from(qtbot, shown):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    page = shown(bench)
    page.highlights.list.setCurrentRow(0)
    page.accept_highlight(HIGHLIGHT.highlight_id)
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    (finding,) = bench.database.saved
    assert finding.highlight_id == HIGHLIGHT.highlight_id
    assert finding.mark == Mark.of_box("side", HIGHLIGHT.box)
    qtbot.waitUntil(lambda: "Recorded as finding 1" in page.highlights.list.row_texts()[0])


def test_a_finding_without_a_kind_is_not_saved_and_says_why(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    press(qtbot, page.editor)
    assert bench.database.saved == []
    assert page.editor._problem.isVisible()
    assert page.editor.isVisible()


def test_a_full_disk_keeps_the_draft(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    bench.database.fails = StorageUnavailable("disk-full")
    draw_rectangle(qtbot, page)
    choose_kind(page)
    page.editor._remark.setPlainText("do not lose me")
    with qtbot.waitSignal(page.session.save_failed):
        press(qtbot, page.editor)
    assert "disk is full" in page.editor._problem.text()
    assert page.editor.draft.remark == "do not lose me"
    bench.database.fails = None
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    assert bench.database.saved[0].remark == "do not lose me"


def test_a_discarded_draft_comes_back_with_undo(qtbot, shown):
    page = shown(a_bench(CASE))
    draw_rectangle(qtbot, page)
    page.editor._remark.setPlainText("first thoughts")
    mark = page.editor.draft.mark
    page.editor.discard()
    assert page.scan.view.draft() is None
    qtbot.mouseClick(page.recorder.undo_discard, Qt.MouseButton.LeftButton)
    assert page.editor.draft.remark == "first thoughts"
    assert page.scan.view.draft() == mark


def test_a_draft_stays_with_its_case_until_it_is_opened_again(qtbot, shown):
    page = shown(a_bench(CASE))
    draw_rectangle(qtbot, page)
    page.editor._remark.setPlainText("half a thought")
    page.leave()
    assert page.recorder.has_unsaved()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert page.editor.draft.remark == "half a thought"
    assert page.scan.view.draft() == page.editor.draft.mark


def test_a_mark_drawn_while_saving_becomes_the_next_finding(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    go_on = threading.Event()
    save = bench.database.save

    def slow_save(record):
        go_on.wait(5)
        return save(record)

    bench.database.save = slow_save
    draw_rectangle(qtbot, page)
    choose_kind(page)
    first = page.editor.draft.mark
    press(qtbot, page.editor)
    page.scan.view.mark_drawn.emit(Mark.of_box("side", Box(10, 10, 20, 20)))
    go_on.set()
    qtbot.waitUntil(lambda: len(bench.database.saved) == 1 and not page.recorder.is_saving())
    assert bench.database.saved[0].mark == first
    assert page.editor.draft.mark == Mark.of_box("side", Box(10, 10, 20, 20))


def test_an_amendment_shows_the_later_version(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    page.findings.list.setCurrentRow(0)
    page.findings.amend_requested.emit(bench.database.saved[0].finding_id)
    page.editor._remark.setPlainText("seen from the other side too")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    qtbot.waitUntil(lambda: "version 2" in page.findings.list.row_texts()[0])
    assert len(bench.database.saved) == 2


def test_withdrawing_asks_and_keeps_the_record(qtbot, shown, monkeypatch):
    bench = a_bench(CASE)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    finding_id = bench.database.saved[0].finding_id
    answers = iter([QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes])
    monkeypatch.setattr(QMessageBox, "question", lambda *_: next(answers))
    page.findings.withdraw_requested.emit(finding_id)
    assert len(bench.database.saved) == 1
    page.findings.withdraw_requested.emit(finding_id)
    qtbot.waitUntil(lambda: page.findings.list.count() == 0)
    assert [f.withdrawn for f in bench.database.saved] == [False, True]


def test_a_verdict_is_given_once_it_is_complete(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.verdict.choose(Verdict.RESCAN)
    assert not page.verdict.findChild(QPushButton, "primary").isEnabled()
    page.verdict._reason.setText("truck moved")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.verdict)
    (verdict,) = bench.database.saved
    assert (verdict.verdict, verdict.reason) == (Verdict.RESCAN, "truck moved")
    qtbot.waitUntil(lambda: "Saved here" in page.verdict._current.text())


def test_the_centres_answer_is_shown_at_the_finding(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    revision = bench.database.saved[0].revision_id
    bench.database.delivery[revision] = DeliveryStatus(Delivery.REJECTED, "version-conflict")
    page.refresh()
    qtbot.waitUntil(lambda: "Rejected by the centre" in "".join(page.findings.list.row_texts()))
    assert "kept for the supervisor" in page.findings.list.row_texts()[0]


def test_a_broken_scan_leaves_the_case_usable(qtbot, runner):
    def broken(high, low):
        raise ScanUnreadable("truncated", "the end is missing")

    bench = a_bench(CASE, read_view=broken)
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.session.view_failed):
        page.open(CASE.case_id)
    assert "end of the scan file is missing" in page.scan.view.placeholder.text
    page.recorder.start_without_place()
    choose_kind(page, "other")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    assert bench.database.saved[0].mark is None


def test_a_scan_that_arrives_later_is_shown_by_itself(qtbot, runner):
    bench = a_bench(CASE)
    files, bench.database.files = bench.database.files, {}
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.session.view_failed):
        page.open(CASE.case_id)
    bench.database.files = files
    page.refresh()
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)


def test_highlights_hide_until_the_first_verdict_where_that_is_set(qtbot, shown):
    page = shown(a_bench(CASE, found=(HIGHLIGHT,)), highlights_hidden=True)
    assert page.highlights.list.count() == 0
    assert page.scan.view.marks.box_of(HIGHLIGHT.highlight_id) is None
    page.verdict.choose(Verdict.CLEAN)
    press(qtbot, page.verdict)
    qtbot.waitUntil(lambda: page.highlights.list.count() == 1)


def test_stored_highlights_are_shown_without_running_the_model(shown):
    bench = a_bench(CASE, found=())
    bench.highlights.kept[CASE.scans[0].scan_id] = (HIGHLIGHT,)
    page = shown(bench)
    assert page.found_highlights == (HIGHLIGHT,)
    assert bench.highlighter.runs == 0


def test_the_model_can_be_stopped_and_started_again(qtbot, shown):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    started, go_on = threading.Event(), threading.Event()

    def hold(should_stop):
        started.set()
        go_on.wait(5)

    bench.highlighter.before = hold
    page = shown(bench, wait_for_model=False)
    qtbot.waitUntil(started.is_set)
    page.highlights.stop_requested.emit()
    go_on.set()
    qtbot.wait(50)
    assert page.found_highlights is None
    bench.highlighter.before = None
    page.highlights.start_requested.emit()
    qtbot.waitUntil(lambda: page.found_highlights == (HIGHLIGHT,))


def test_no_marks_is_not_called_clean(shown):
    page = shown(a_bench(CASE, found=()))
    assert "does not mean the scan is clean" in page.highlights._note.text()


def test_what_belongs_together_lights_up_together(qtbot, shown):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    page = shown(bench)
    page.accept_highlight(HIGHLIGHT.highlight_id)
    choose_kind(page)
    page.editor._reason.setCurrentIndex(page.editor._reason.findData("R2"))
    page.editor._item.setCurrentIndex(page.editor._item.findData(1))
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    page.scan.view.finding_clicked.emit(bench.database.saved[0].finding_id)
    assert page.reasons.list.chosen_id() == "R2"
    assert page.declaration.goods.chosen_id() == "1"
    assert page.highlights.list.chosen_id() == HIGHLIGHT.highlight_id


def test_earlier_cases_of_the_same_trader_are_one_step_away(qtbot, runner):
    before = a_case(case_id="case-0300", assigned_at=CASE.assigned_at - timedelta(days=1))
    bench = a_bench(CASE, before)
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.show()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: page.history.list.count() == 1)
    assert "Same container" in page.history.list.row_texts()[0]
    page.history.case_wanted.emit("case-0300")
    qtbot.waitUntil(lambda: page.session.case is not None)
    qtbot.waitUntil(lambda: page.session.case.case.case_id == "case-0300")
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert page.history.list.count() == 0
    assert "Nothing earlier" in page.history._note.text()
