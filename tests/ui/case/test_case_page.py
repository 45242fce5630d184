"""The case page with a real viewer over fake ports: open, look, record, amend, decide."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inspector_app.domain.errors import ScanUnreadable, StorageUnavailable
from inspector_app.domain.finding import Verdict
from inspector_app.domain.operation import Delivery
from inspector_app.domain.region import Box, Mark
from inspector_app.domain.scan import NO_SCAN
from inspector_app.protocol.codec import encode
from inspector_app.ui.case.case_page import CasePage
from inspector_app.workflow.ports import DeliveryStatus
from tests.helpers.builders import (
    a_case,
    a_declaration,
    a_finding,
    a_highlight,
    a_risk_assessment,
    a_risk_reason,
    a_scan,
)
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
    answers = iter([False, True])
    monkeypatch.setattr(page.recorder, "_may_withdraw", lambda: next(answers))
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


def test_a_conflict_shows_both_versions_of_a_finding(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.recorder.start_without_place()
    choose_kind(page, "other")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    ours = bench.database.saved[0]
    theirs = replace(ours, author="d.dorj", remark="12 cartons", revision_id="theirs")
    bench.database.delivery[ours.revision_id] = DeliveryStatus(
        Delivery.CONFLICT, theirs=encode(theirs).decode()
    )
    page.refresh()
    qtbot.waitUntil(lambda: "12 cartons (d.dorj" in "".join(page.findings.list.row_texts()))
    text = page.findings.list.row_texts()[0]
    assert "Conflict, for the supervisor" in text
    assert "The centre keeps both" in text
    assert ours.author in text


def test_a_conflict_shows_the_other_verdict(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.verdict._buttons[Verdict.CLEAN].click()
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.verdict)
    ours = bench.database.saved[0]
    theirs = replace(ours, verdict=Verdict.SUSPICIOUS, author="<d.dorj>")
    bench.database.delivery[ours.revision_id] = DeliveryStatus(
        Delivery.CONFLICT, theirs=encode(theirs).decode()
    )
    page.refresh()
    qtbot.waitUntil(lambda: "At the centre: Suspicious" in page.verdict._current.text())
    assert "&lt;d.dorj&gt;" in page.verdict._current.text()


def test_a_broken_scan_leaves_the_case_usable(qtbot, runner):
    def broken(high, low, **_):
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


def a_preview_file(folder, size=(320, 96)):
    path = folder / "preview.jpg"
    Image.new("L", size, 120).save(path)
    return path


def without_scan(bench, preview):
    """The files of the case, taken away; `preview` is here instead."""
    files, bench.database.files = bench.database.files, {}
    for image in CASE.scans[0].views[0].images:
        bench.database.previews[image.sha256] = preview
    return files


def test_a_preview_stands_in_until_the_scan_arrives(qtbot, runner, tmp_path):
    bench = a_bench(CASE)
    files = without_scan(bench, a_preview_file(tmp_path))
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.resize(1400, 850)
    page.show()
    with qtbot.waitSignal(page.session.preview_loaded):
        page.open(CASE.case_id)
    placeholder = page.scan.view.placeholder
    qtbot.waitUntil(lambda: placeholder.shows_preview)
    assert "Preview only" in placeholder.text
    assert page.scan.view.pixels is None
    middle = page.scan.view.grab().toImage().pixelColor(page.scan.view.rect().center())
    assert abs(middle.red() - 120) < 4
    # An answer of the centre about something else takes nothing away.
    with qtbot.waitSignal(page.session.view_failed):
        page.refresh()
    assert placeholder.shows_preview
    bench.database.files = files
    page.refresh()
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert placeholder.text == ""


def test_a_scan_that_has_not_arrived_cannot_be_called_clean(qtbot, runner, tmp_path):
    bench = a_bench(CASE)
    files = without_scan(bench, a_preview_file(tmp_path))
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.show()
    with qtbot.waitSignal(page.session.preview_loaded):
        page.open(CASE.case_id)
    buttons = page.verdict._buttons
    assert [verdict for verdict, one in buttons.items() if not one.isEnabled()] == [Verdict.CLEAN]
    assert "is not here" in page.verdict._explanation.text()
    page.verdict.choose(Verdict.CLEAN)
    assert not page.verdict.findChild(QPushButton, "primary").isEnabled()
    qtbot.mouseClick(buttons[Verdict.DIFFICULT], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.verdict)
    bench.database.files = files
    page.refresh()
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert buttons[Verdict.CLEAN].isEnabled()


def test_a_preview_that_cannot_be_read_is_not_shown(qtbot, runner, tmp_path, caplog):
    bench = a_bench(CASE)
    path = tmp_path / "preview.jpg"
    path.write_bytes(b"no picture")
    without_scan(bench, path)
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: "cannot be shown" in caplog.text)
    assert page.scan.view.placeholder.text == "The scan has not arrived yet."


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
    assert "0.2 false marks" in page.highlights._note.text()


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


TWO_SCANS = a_case(scans=(a_scan(scan_id="scan-a"), a_scan(scan_id="scan-b")))
OTHER = a_case(case_id="case-0413")
WITHOUT_SCAN = a_case(case_id="case-0414", scans=())


class Gate:
    """Holds a call of a fake port until it is opened."""

    def __init__(self, call):
        self._call = call
        self._open = threading.Event()
        self.reached = threading.Event()

    def __call__(self, *args, **options):
        self.reached.set()
        self._open.wait(5)
        return self._call(*args, **options)

    def open(self):
        self._open.set()


def show_scan(qtbot, page, scan_id):
    with qtbot.waitSignal(page.session.view_loaded):
        page.scan.show_view(scan_id, "side")


def test_a_draft_drawn_anew_on_another_scan_is_saved_on_that_scan(qtbot, shown):
    bench = a_bench(TWO_SCANS, found=(HIGHLIGHT,))
    page = shown(bench)
    page.accept_highlight(HIGHLIGHT.highlight_id)
    show_scan(qtbot, page, "scan-b")
    assert page.scan.view.draft() is None, "the outline belongs to the other scan"
    mark = Mark.of_box("side", Box(10, 10, 20, 20))
    page.scan.view.mark_drawn.emit(mark)
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    (finding,) = bench.database.saved
    assert (finding.scan_id, finding.mark, finding.highlight_id) == ("scan-b", mark, None)


def test_a_draft_that_stays_on_its_scan_is_saved_there_from_another_view(qtbot, shown):
    bench = a_bench(TWO_SCANS, found=(HIGHLIGHT,))
    page = shown(bench)
    page.accept_highlight(HIGHLIGHT.highlight_id)
    show_scan(qtbot, page, "scan-b")
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    (finding,) = bench.database.saved
    assert (finding.scan_id, finding.highlight_id) == ("scan-a", HIGHLIGHT.highlight_id)


def test_choosing_a_finding_leads_to_its_own_scan(qtbot, shown):
    bench = a_bench(TWO_SCANS)
    finding = a_finding(scan_id="scan-b", mark=Mark.of_box("side", Box(100, 100, 60, 40)))
    bench.database.save(finding)
    page = shown(bench)
    assert page.scan.view.marks.box_of(finding.finding_id) is None
    assert "scan 2" in page.findings.list.row_texts()[0]
    with qtbot.waitSignal(page.session.view_loaded):
        page.findings.list.setCurrentRow(0)
    assert page.session.scan.scan_id == "scan-b"
    assert page.scan.view.marks.box_of(finding.finding_id) == Box(100, 100, 60, 40)


def test_stored_highlights_of_one_scan_never_show_under_another(qtbot, shown):
    bench = a_bench(TWO_SCANS, found=())
    bench.highlights.kept["scan-a"] = (HIGHLIGHT,)
    page = shown(bench, wait_for_model=False)
    bench.highlights.get = asked = Gate(bench.highlights.get)
    show_scan(qtbot, page, "scan-a")
    qtbot.waitUntil(asked.reached.is_set)
    told = []
    page.session.highlights_found.connect(told.append)
    page.scan.show_view("scan-b", "side")
    asked.open()
    qtbot.waitUntil(lambda: page.found_highlights is not None)
    assert told == [()]


def test_a_draft_left_while_it_was_being_saved_does_not_come_back(qtbot, shown):
    bench = a_bench(CASE, OTHER)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    bench.database.save = saving = Gate(bench.database.save)
    press(qtbot, page.editor)
    page.open(OTHER.case_id)
    saving.open()
    qtbot.waitUntil(lambda: page.session.case is not None)
    assert len(bench.database.saved) == 1
    assert not page.recorder.is_saving()
    assert not page.recorder.has_unsaved()
    page.open(CASE.case_id)
    qtbot.waitUntil(lambda: page.findings.list.count() == 1)
    assert page.editor.draft is None


def test_a_draft_left_while_its_save_failed_comes_back(qtbot, shown):
    bench = a_bench(CASE, OTHER)
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    bench.database.fails = StorageUnavailable("disk-full")
    bench.database.save = saving = Gate(bench.database.save)
    press(qtbot, page.editor)
    page.open(OTHER.case_id)
    with qtbot.waitSignal(page.record_failed):
        saving.open()
    assert page.recorder.has_unsaved()
    page.open(CASE.case_id)
    qtbot.waitUntil(page.editor.isVisible)
    assert page.editor.draft.kind == "dense-object"


def test_a_withdrawal_that_comes_late_leaves_the_draft_alone(qtbot, shown, monkeypatch):
    bench = a_bench(CASE)
    bench.database.save(a_finding())
    page = shown(bench)
    monkeypatch.setattr(page.recorder, "_may_withdraw", lambda: True)
    bench.database.save = saving = Gate(bench.database.save)
    page.findings.withdraw_requested.emit(bench.database.saved[0].finding_id)
    draw_rectangle(qtbot, page)
    page.editor._remark.setPlainText("already writing")
    with qtbot.waitSignal(page.session.withdrawn):
        saving.open()
    assert page.editor.draft.remark == "already writing"
    assert page.scan.view.draft() == page.editor.draft.mark


def test_a_draft_that_another_takes_the_place_of_can_be_brought_back(qtbot, shown):
    page = shown(a_bench(CASE, found=(HIGHLIGHT,)))
    draw_rectangle(qtbot, page)
    page.editor._remark.setPlainText("half written")
    page.accept_highlight(HIGHLIGHT.highlight_id)
    assert page.editor.draft.remark == ""
    assert page.recorder.undo_discard.isVisible()
    qtbot.mouseClick(page.recorder.undo_discard, Qt.MouseButton.LeftButton)
    assert page.editor.draft.remark == "half written"
    assert page.scan.view.draft() == page.editor.draft.mark


def test_a_highlight_accepted_while_saving_waits_its_turn(qtbot, shown):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    page = shown(bench)
    draw_rectangle(qtbot, page)
    choose_kind(page)
    bench.database.save = saving = Gate(bench.database.save)
    press(qtbot, page.editor)
    page.accept_highlight(HIGHLIGHT.highlight_id)
    with qtbot.waitSignal(page.record_saved):
        saving.open()
    assert bench.database.saved[0].highlight_id is None
    assert page.editor.draft.highlight_id == HIGHLIGHT.highlight_id


def test_an_accepted_highlight_is_not_accepted_again(qtbot, shown):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    bench.database.save(a_finding(highlight_id=HIGHLIGHT.highlight_id))
    page = shown(bench)
    page.highlights.list.setCurrentRow(0)
    page.highlights.list.row_opened.emit(HIGHLIGHT.highlight_id)
    assert page.editor.draft is None


def test_a_case_without_a_scan_shows_nothing_of_the_case_before(qtbot, shown):
    bench = a_bench(CASE, WITHOUT_SCAN, found=(HIGHLIGHT,))
    page = shown(bench)
    page.verdict.choose(Verdict.CLEAN)
    page.open(WITHOUT_SCAN.case_id)
    qtbot.waitUntil(lambda: page.session.case is not None)
    assert page.highlights.list.count() == 0
    assert "no scan" in page.scan.view.placeholder.text
    assert page.verdict._saved is None


def test_a_case_without_a_scan_can_be_called_not_scanned_and_nothing_else(qtbot, shown):
    bench = a_bench(CASE, WITHOUT_SCAN)
    page = shown(bench)
    page.open(WITHOUT_SCAN.case_id)
    qtbot.waitUntil(lambda: page.session.case is not None)
    possible = [v for v, button in page.verdict._buttons.items() if button.isEnabled()]
    assert possible == [Verdict.NOT_SCANNED]
    page.verdict.verdict_given.emit(Verdict.CLEAN, "")
    qtbot.waitUntil(lambda: "not scanned" in page.verdict._problem.text())
    assert not page.recorder.is_saving(), "the window would wait for it for ever"
    page.verdict.choose(Verdict.NOT_SCANNED)
    page.verdict._reason.setText("scanner is broken")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.verdict)
    assert (bench.database.saved[0].scan_id, bench.database.saved[0].verdict) == (
        NO_SCAN,
        Verdict.NOT_SCANNED,
    )
    qtbot.waitUntil(lambda: "Not scanned" in page.verdict._current.text())
    page.recorder.start_without_place()
    choose_kind(page, "other")
    with qtbot.waitSignal(page.record_saved):
        press(qtbot, page.editor)
    assert bench.database.saved[1].scan_id == NO_SCAN


# The offscreen platform has no windows to put in front of each other.
@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_a_floated_panel_does_not_stay_over_the_queue(qtbot, shown):
    page = shown(a_bench(CASE))
    dock = page.frame._verdict
    dock.setFloating(True)
    qtbot.waitUntil(dock.isVisible)
    page.hide()
    qtbot.waitUntil(lambda: not dock.isVisible())
    page.show()
    qtbot.waitUntil(dock.isVisible)
    dock.setFloating(False)


def test_leaving_before_the_case_is_open_opens_nothing(qtbot, runner):
    bench = a_bench(CASE)
    page = CasePage(bench.ports, runner)
    qtbot.addWidget(page)
    bench.database.get = getting = Gate(bench.database.get)
    page.open(CASE.case_id)
    qtbot.waitUntil(getting.reached.is_set)
    page.leave()
    getting.open()
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert page.session.case is None


def test_answers_of_the_centre_do_not_start_the_reading_of_a_scan_again(qtbot, runner):
    bench = a_bench(CASE)
    reading = Gate(bench.ports.read_view)
    calls = []

    def read_view(high, low, **_):
        calls.append(high)
        return reading(high, low)

    page = CasePage(a_bench(CASE, read_view=read_view).ports, runner)
    qtbot.addWidget(page)
    page.open(CASE.case_id)
    qtbot.waitUntil(reading.reached.is_set)
    for _ in range(5):
        page.refresh()
    reading.open()
    qtbot.waitUntil(lambda: page.scan.view.pixels is not None)
    assert len(calls) == 1


def test_progress_that_comes_after_stop_changes_nothing(qtbot, shown):
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
    qtbot.waitUntil(lambda: page.session._runner.pending_count() == 0)
    qtbot.wait(20)
    assert "stopped" in page.highlights._note.text()


def test_escape_gives_up_the_polygon_and_the_tool_before_the_draft(qtbot, shown):
    page = shown(a_bench(CASE))
    draw_rectangle(qtbot, page)
    view = page.scan.view
    view.setFocus()
    view.view_actions.by_key["polygon"].trigger()
    for place in (QPoint(100, 100), QPoint(160, 100)):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    for _ in ("the polygon", "the tool"):
        QTest.keyClick(view, Qt.Key.Key_Escape)
        assert page.editor.draft is not None
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert page.editor.draft is None


def test_words_of_the_centre_are_never_taken_for_html(qtbot, shown):
    name = "<img src=x> <b>& Sons</b>"
    party = a_declaration().parties[0]
    case = a_case(declaration=a_declaration(parties=(replace(party, name=name),)))
    page = shown(a_bench(case))
    assert "&lt;img src=x&gt; &lt;b&gt;&amp; Sons" in page.declaration._header.text()


def test_a_verdict_being_saved_cannot_be_given_twice(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    bench.database.save = saving = Gate(bench.database.save)
    page.verdict.choose(Verdict.CLEAN)
    press(qtbot, page.verdict)
    page.verdict.show_verdict(None, None)
    assert not page.verdict.findChild(QPushButton, "primary").isEnabled()
    with qtbot.waitSignal(page.record_saved):
        saving.open()


def test_a_goods_item_lights_up_the_reason_that_concerns_it(shown):
    page = shown(a_bench(CASE))
    page.declaration.goods.setCurrentRow(0)
    assert page.reasons.list.chosen_id() == "R1"


def test_rows_shown_anew_keep_the_readers_place(qtbot, shown):
    reasons = tuple(a_risk_reason(reason_id=f"R{n}") for n in range(30))
    page = shown(a_bench(a_case(risk=a_risk_assessment(reasons=reasons))))
    bar = page.reasons.list.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = bar.value()
    assert before > 0
    page._show_recorded(page.session.case)
    assert bar.value() == before


def test_a_verdict_is_given_with_keys_alone(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    page.activateWindow()
    qtbot.waitActive(page).__enter__()
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(page.scan.view, Qt.Key.Key_4, control)
    qtbot.waitUntil(page.verdict._reason.hasFocus)
    qtbot.keyClicks(page.verdict._reason, "truck moved")
    with qtbot.waitSignal(page.record_saved):
        qtbot.keyClick(page.verdict._reason, Qt.Key.Key_G, control)
    assert bench.database.saved[0].verdict is Verdict.RESCAN


def test_the_scan_has_the_keys_when_a_case_opens_and_after_a_save(qtbot, shown):
    bench = a_bench(CASE)
    page = shown(bench)
    qtbot.waitUntil(page.scan.view.hasFocus)
    page.recorder.start_without_place()
    assert page.editor._kind.hasFocus()
    choose_kind(page)
    with qtbot.waitSignal(page.record_saved):
        qtbot.keyClick(page.editor._remark, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert page.scan.view.hasFocus()
