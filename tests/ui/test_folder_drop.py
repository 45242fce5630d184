"""A folder dropped on the window is taken in; nothing else is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from inspector_app.ui.folder_drop import FolderDrop


@pytest.fixture
def place(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    drop = FolderDrop(window)
    taken = []
    drop.dropped.connect(taken.append)
    return window, taken


def drag(window, data):
    actions, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), actions, data, left, none)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), actions, data, left, none))
    return enter.isAccepted()


def of_urls(*urls):
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_a_folder_is_taken(place, tmp_path):
    window, taken = place
    assert drag(window, of_urls(QUrl.fromLocalFile(str(tmp_path))))
    assert taken == [tmp_path]


def test_anything_else_is_not(place, tmp_path):
    window, taken = place
    file = tmp_path / "case.json"
    file.write_text("{}")
    words = QMimeData()
    words.setText(str(tmp_path))
    here = QUrl.fromLocalFile(str(tmp_path))
    for data in (
        of_urls(QUrl.fromLocalFile(str(file))),
        of_urls(QUrl.fromLocalFile(str(tmp_path / "gone"))),
        of_urls(here, here),
        of_urls(QUrl("https://example.org/folder")),
        words,
    ):
        assert not drag(window, data)
    assert taken == []
