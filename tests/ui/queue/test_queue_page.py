"""The queue: what it shows, finds and opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from inspector_app.domain.case import CaseState
from inspector_app.ui.queue.queue_model import Column
from inspector_app.ui.queue.queue_page import QueuePage
from inspector_app.workflow.ports import QueueEntry
from tests.helpers.builders import AT, a_case, a_declaration, a_goods_item


def an_entry(case_id="case-1", minutes_ago=10, state=CaseState.WAITING, **declared):
    case = a_case(
        case_id=case_id,
        assigned_at=AT - timedelta(minutes=minutes_ago),
        declaration=a_declaration(**declared),
    )
    return QueueEntry(case, state, findings=0, highlights=None, scans_here=True)


@pytest.fixture
def page(qtbot):
    made = QueuePage(now=lambda: AT, language="en")
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.show()
    return made


def cell(page, row, column):
    return page.table.model().index(row, column).data()


def test_the_longest_waiting_case_comes_first_with_its_clock(page, qtmodeltester):
    page.show_entries((an_entry("case-1", 10), an_entry("case-2", 70), an_entry("case-3", 50)))
    assert [cell(page, row, Column.CLOCK) for row in range(3)] == [
        "over by 10 min",
        "10 min left",
        "50 min left",
    ]
    qtmodeltester.check(page.model)


@pytest.mark.parametrize(
    "words", ["CSQU3054383", "110120260004127", "tiles", "хавтан", "барилга ХХК", "ceramic ZZ99"]
)
def test_search_finds_numbers_traders_and_goods_in_both_languages(page, words):
    other = an_entry(
        "case-2",
        number="9",
        goods=(a_goods_item(description="Rice", description_mn="Будаа"),),
        containers=(),
        parties=(),
    )
    page.show_entries((an_entry(), other))
    page._search.setText(words)
    rows = page.table.model().rowCount()
    assert rows == (0 if "ZZ99" in words else 1)
    assert page._pages.currentIndex() == (1 if rows == 0 else 0)


def test_cases_with_a_verdict_can_be_left_out(page):
    done = replace(an_entry("case-2"), state=CaseState.VERDICT_GIVEN)
    page.show_entries((an_entry(), done))
    page._which.setCurrentIndex(1)
    assert page.table.model().rowCount() == 1


def test_enter_opens_the_selected_case(qtbot, page):
    page.show_entries((an_entry("case-1", 10), an_entry("case-2", 70)))
    page.table.setFocus()
    with qtbot.waitSignal(page.case_chosen) as chosen:
        page.table.activated.emit(page.table.model().index(0, 0))
    assert chosen.args == ["case-2"]


def test_the_selection_survives_a_refresh(page):
    first, second = an_entry("case-1", 10), an_entry("case-2", 70)
    page.show_entries((first, second))
    page.table.selectRow(1)
    page.show_entries((first, second, an_entry("case-3", 90)))
    assert page._selected_case() == "case-1"


def test_an_empty_queue_says_what_to_do(page):
    page.show_entries(())
    assert "Take in from a folder" in page._empty.text()
    assert page._empty.isVisible()


def test_a_case_whose_model_has_not_looked_shows_no_number(page):
    entry = an_entry()
    page.show_entries((entry, replace(an_entry("case-2", 70), highlights=0)))
    assert cell(page, 0, Column.HIGHLIGHTS) == "0"
    assert cell(page, 1, Column.HIGHLIGHTS) == "—"


def test_sorting_by_findings_is_by_number(page):
    entries = [replace(an_entry(f"case-{n}", n), findings=n) for n in (2, 10, 1)]
    page.show_entries(tuple(entries))
    page.table.sortByColumn(Column.FINDINGS, Qt.SortOrder.AscendingOrder)
    assert [cell(page, row, Column.FINDINGS) for row in range(3)] == ["1", "2", "10"]


def test_news_about_the_same_cases_do_not_disturb_a_double_click(qtbot, page):
    first, second = an_entry("case-1", 10), an_entry("case-2", 70)
    page.show_entries((first, second))
    with qtbot.assertNotEmitted(page.model.modelReset):
        page.show_entries((first, replace(second, findings=3)))
        page.show_entries((first, replace(second, findings=3)))
    assert cell(page, 0, Column.FINDINGS) == "3"
    with qtbot.waitSignal(page.model.modelReset):
        page.show_entries((first, second, an_entry("case-3", 90)))


def test_the_list_takes_the_focus_when_the_first_cases_arrive(qtbot, page):
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.show_entries(())
    page.show_entries((an_entry(),))
    assert page.table.hasFocus()


def test_a_double_click_opens_a_case_once(qtbot, page):
    page.show_entries((an_entry("case-1", 10),))
    chosen = []
    page.case_chosen.connect(chosen.append)
    place = page.table.visualRect(page.table.model().index(0, Column.PLATE)).center()
    for press in (qtbot.mouseClick, qtbot.mouseDClick):
        press(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == ["case-1"]


def test_a_queue_read_again_without_news_moves_nothing(page):
    page.show_entries((an_entry("case-1"), an_entry("case-2")))
    moved = []
    page.model.dataChanged.connect(lambda *_: moved.append("row"))
    page.model.modelReset.connect(lambda: moved.append("all"))
    page.model.show_entries((an_entry("case-1"), an_entry("case-2")))
    assert moved == []
    news = (an_entry("case-1", state=CaseState.OPENED), an_entry("case-2"))
    page.model.show_entries(news)
    assert moved


def test_the_number_of_highlights_stays_hidden_until_the_verdict_where_that_is_set(qtbot):
    page = QueuePage(now=lambda: AT, language="en", highlights_hidden=True)
    qtbot.addWidget(page)
    waiting = replace(an_entry("case-1", 70), highlights=3)
    judged = replace(an_entry("case-2", 10), highlights=3, state=CaseState.VERDICT_GIVEN)
    page.show_entries((waiting, judged))
    assert [cell(page, row, Column.HIGHLIGHTS) for row in range(2)] == ["—", "3"]
