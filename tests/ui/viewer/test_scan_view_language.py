"""The words change with the language, while the view is open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.ui.viewer import Minimap, ReadoutBar, ScanView, ViewerToolbar


class Shouting(QTranslator):
    """Translates everything into the same in capitals."""

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return text.upper()

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def shouting(qapp: QApplication) -> Iterator[Shouting]:
    translator = Shouting()
    yield translator
    qapp.removeTranslator(translator)


def test_every_word_follows_the_language(
    qtbot: QtBot, qapp: QApplication, view: ScanView, shouting: Shouting
) -> None:
    toolbar, minimap, bar = ViewerToolbar(view), Minimap(view), ReadoutBar(view)
    for widget in (toolbar, minimap, bar):
        qtbot.addWidget(widget)
    qapp.installTranslator(shouting)
    qtbot.waitUntil(lambda: view.accessibleName() == "SCAN")
    assert toolbar.windowTitle() == "SCAN TOOLS"
    assert minimap.accessibleName() == "OVERVIEW OF THE SCAN"
    assert "WINDOW" in bar.display_text()
    assert bar._labels["value"].text().startswith("VALUE")
    for action in toolbar.actions():
        assert action.text() == action.text().upper()
    view.show_empty()
    assert view.placeholder.text == "THE SCAN HAS NOT ARRIVED YET."
    qapp.removeTranslator(shouting)
    qtbot.waitUntil(lambda: view.placeholder.text == "The scan has not arrived yet.")
    assert view.view_actions.by_key["invert"].text() == "Invert"
