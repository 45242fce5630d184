"""Qt objects in reference cycles die on the GUI thread."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from inspector_app.background import GuiGarbage, Lane, TaskRunner


@pytest.fixture
def garbage(qapp: object) -> Iterator[GuiGarbage]:
    gc.enable()
    made = GuiGarbage()
    yield made
    made.stop()
    gc.disable()


class Knot(QObject):
    """Refers to itself, so only the collector finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def allocate_a_lot() -> list[object]:
    """Enough for several collections, if the collector were on."""
    return [[number] for number in range(200_000)]


def test_a_knot_dies_on_the_gui_thread_though_a_worker_allocates(
    qtbot: QtBot, garbage: GuiGarbage
) -> None:
    died_in: list[threading.Thread] = []
    runner = TaskRunner()
    knot = Knot()
    weakref.finalize(knot, lambda: died_in.append(threading.current_thread()))
    del knot
    runner.run(
        allocate_a_lot, done=lambda _answer: None, failed=print, owner=garbage, lane=Lane.COMPUTE
    )
    qtbot.waitUntil(lambda: runner.pending_count() == 0)
    assert died_in == []
    kept = allocate_a_lot()
    garbage.collect()
    assert len(kept) == 200_000
    assert died_in == [threading.main_thread()]
    assert runner.close()


def test_it_is_left_as_it_was(garbage: GuiGarbage) -> None:
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0
    garbage.stop()
