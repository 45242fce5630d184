"""Picture and marks as files, read back by other programs' means."""

from __future__ import annotations

import errno
import json

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.region import Box
from inspector_app.ui.case.case_page import CasePage
from inspector_app.ui.viewer.shape import Shape
from tests.helpers.builders import a_case, a_highlight
from tests.helpers.fake_ports import a_bench
from tests.helpers.viewer import Mouse, grab

CASE = a_case()
HIGHLIGHT = a_highlight(box=Box(200.0, 100.0, 60.0, 40.0))


@pytest.fixture
def shown(qtbot, runner):
    def show(bench, **options):
        page = CasePage(bench.ports, runner, **options)
        qtbot.addWidget(page)
        page.resize(1400, 850)
        page.show()
        page.open(CASE.case_id)
        qtbot.waitUntil(
            lambda: page.scan.view.pixels is not None and page.found_highlights is not None
        )
        return page

    return show


def choose(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def export(qtbot, page, key):
    page.scan.view.view_actions.by_key[key].trigger()
    qtbot.waitUntil(page.exports.notice.isVisible)


def test_the_picture_can_be_pasted_with_its_strip(qtbot, shown):
    page = shown(a_bench(CASE))
    page.scan.view.shows_focus = False
    qtbot.waitUntil(lambda: page.scan.view.is_sharp)
    on_screen = grab(page.scan.view)
    QGuiApplication.clipboard().clear()
    export(qtbot, page, "copy-picture")
    assert "pasted" in page.exports.notice.text()
    image = QGuiApplication.clipboard().image().convertToFormat(QImage.Format.Format_RGB32)
    raw = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    pasted = raw[:, :, 2::-1]
    height, width, _ = on_screen.shape
    assert image.width() == width
    assert image.height() > height + 40
    assert np.array_equal(pasted[:height], on_screen)
    assert pasted[height:].max() > 150


def test_the_values_under_the_mouse_are_copied_by_their_key(qtbot, shown):
    page = shown(a_bench(CASE))
    Mouse(page.scan.view).move((300.0, 200.0))
    readout = page.scan.view.readout_at((300.0, 200.0))
    page.scan.view.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.scan.view, Qt.Key.Key_C, both)
    copied = QGuiApplication.clipboard().text()
    assert f"Pixel {readout.column}, {readout.row}" in copied
    assert not page.exports.notice.isVisible()


def test_the_picture_is_what_is_on_screen_with_a_strip_below(qtbot, shown, monkeypatch, tmp_path):
    page = shown(a_bench(CASE, found=(HIGHLIGHT,)))
    page.scan.view.annotations.draw(Shape(AnnotationKind.RULER, ((100.0, 100.0), (400.0, 100.0))))
    page.scan.view.shows_focus = False
    qtbot.waitUntil(lambda: page.scan.view.is_sharp)
    # What is written below the scan afterwards takes room from it.
    on_screen = grab(page.scan.view)
    choose(monkeypatch, tmp_path / "picture.png")
    export(qtbot, page, "export-picture")
    with Image.open(tmp_path / "picture.png") as image:
        written = np.asarray(image.convert("RGB"))
        texts = dict(image.text)
    assert np.array_equal(written[: on_screen.shape[0]], on_screen)
    assert written.shape[0] > on_screen.shape[0] + 40
    assert texts["Case"] == CASE.case_id
    assert "b.bold" in texts["Written"]
    assert texts["Shown"] == page.scan.readout.display_text()
    assert texts["Simulated"] in ("yes", "no")
    assert str(tmp_path) in page.exports.notice.text()


def test_letters_beyond_latin_survive_in_the_picture(qtbot, shown, monkeypatch, tmp_path):
    page = shown(a_bench(CASE, person="Б.Болд"))
    choose(monkeypatch, tmp_path / "picture")
    export(qtbot, page, "export-picture")
    with Image.open(tmp_path / "picture.png") as image:
        assert "Б.Болд" in image.text["Written"]


def test_the_marks_are_written_for_other_programs(qtbot, shown, monkeypatch, tmp_path):
    bench = a_bench(CASE, found=(HIGHLIGHT,))
    page = shown(bench)
    page.scan.view.annotations.draw(Shape(AnnotationKind.RULER, ((100.0, 100.0), (400.0, 100.0))))
    qtbot.waitUntil(lambda: page.session.case.current_annotations != ())
    choose(monkeypatch, tmp_path / "marks.json")
    export(qtbot, page, "export-marks")
    document = json.loads((tmp_path / "marks.json").read_text(encoding="utf-8"))
    assert document["format"] == "inspector-marks-1"
    assert document["annotations"][0]["shape"] == "ruler"
    assert document["highlights"][0]["id"] == HIGHLIGHT.highlight_id
    assert document["model"] == bench.highlighter.model


def test_hidden_highlights_are_not_exported(qtbot, shown, monkeypatch, tmp_path):
    page = shown(a_bench(CASE, found=(HIGHLIGHT,)), highlights_hidden=True)
    choose(monkeypatch, tmp_path / "marks.json")
    export(qtbot, page, "export-marks")
    document = json.loads((tmp_path / "marks.json").read_text(encoding="utf-8"))
    assert document["highlights"] == []


def test_a_full_disk_is_told_and_leaves_the_old_file(qtbot, shown, monkeypatch, tmp_path):
    def no_room(path, chunks):
        raise OSError(errno.ENOSPC, "No space left on device")

    page = shown(a_bench(CASE, write_new_file=no_room))
    (tmp_path / "marks.json").write_text("old")
    choose(monkeypatch, tmp_path / "marks.json")
    export(qtbot, page, "export-marks")
    assert "no room" in page.exports.notice.text()
    assert (tmp_path / "marks.json").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["marks.json"]


def test_nothing_happens_when_no_file_is_chosen(qtbot, shown, monkeypatch):
    page = shown(a_bench(CASE))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    page.scan.view.view_actions.by_key["export-picture"].trigger()
    assert not page.exports.notice.isVisible()
