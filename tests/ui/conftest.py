"""One themed application and one runner for tests of windows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspector_app.background import TaskRunner


@pytest.fixture
def runner(qapp) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.close(), "something still ran at the end of the test"
