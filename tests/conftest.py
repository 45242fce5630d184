"""Fixtures and guards for all tests.

Qt draws offscreen, onnxruntime is loaded before Qt as in the program itself, and a test that leaves
a thread, a window or a child process behind fails by name instead of taking the whole run down.
"""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import onnxruntime  # noqa: F401 - before Qt, as in inspector_app/bootstrap/window.py
import psutil
import pytest

from inspector_app.bootstrap.system_libraries import explain, missing_libraries
from inspector_app.settings.shipped import shared_data_folder

if missing := missing_libraries(for_display=False):
    # Said here, because pytest-qt loads Qt next and would only name the first of them.
    pytest.exit(explain(missing), returncode=3)


def pytest_configure() -> None:
    """As in the program with its windows open (`background.GuiGarbage`): a collection in a worker
    would destroy Qt objects there."""
    gc.disable()


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    yield
    gc.collect(1)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real scans and declarations; the test is skipped where they are not on this machine."""
    folder = shared_data_folder()
    if folder is None:
        pytest.skip(
            "no ../shared/data beside this checkout: real scans are not part of the project"
        )
    return folder


@pytest.fixture(autouse=True)
def _no_leaked_thread() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 3
    while True:
        leaked = [t for t in threading.enumerate() if t not in before and t.is_alive()]
        # Threads that Python or a server library keeps for reuse end with their owner, not here.
        leaked = [t for t in leaked if not t.name.startswith(("AnyIO worker", "asyncio_"))]
        if not leaked or time.monotonic() > deadline:
            break
        time.sleep(0.01)
    assert not leaked, f"threads left running: {[t.name for t in leaked]}; close what started them"


@pytest.fixture(autouse=True)
def _no_leaked_process() -> Iterator[None]:
    me = psutil.Process()
    before = {child.pid for child in me.children(recursive=True)}
    yield
    leaked = [
        child
        for child in me.children(recursive=True)
        if child.pid not in before and child.status() != psutil.STATUS_ZOMBIE
    ]
    if leaked:
        _gone, leaked = psutil.wait_procs(leaked, timeout=3)
    names = [child.name() for child in leaked]
    for child in leaked:
        child.kill()
    assert not names, f"child processes left running: {names}"


@pytest.fixture(autouse=True)
def _no_leaked_window(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtWidgets import QApplication

    gc.collect()
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    names = [f"{type(w).__name__} {w.objectName()}" for w in shown]
    for widget in shown:
        widget.close()
    assert not names, f"windows left open: {names}; add them to qtbot"
