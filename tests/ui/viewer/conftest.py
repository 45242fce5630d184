"""A scan view with a small made-up scan on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from inspector_app.background import TaskRunner
from inspector_app.ui.viewer import ScanView
from tests.helpers.viewer import made_up


@pytest.fixture
def runner(qapp: QApplication) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.close()


@pytest.fixture
def view(qtbot: QtBot, runner: TaskRunner) -> ScanView:
    """640 x 480 on screen, with a scan of 900 x 400 pixels and square pixels."""
    made = ScanView(runner)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.shows_scale_bar = made.shows_container = False
    made.show()
    qtbot.waitExposed(made)
    made.show_pixels(made_up())
    return made
