from __future__ import annotations

import math
from datetime import datetime

import pytest

from inspector_app.domain.viewing import KEY_LIMIT, TOOL_LIMIT
from tests.helpers.builders import a_viewing


def test_counts_of_tools():
    viewing = a_viewing(tools=(("invert", 2), ("magnifier", 1)))
    assert [viewing.count_of(key) for key in ("invert", "magnifier", "ruler")] == [2, 1, 0]
    assert a_viewing(tools=(), looked_s=0.0).count_of("invert") == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"looked_s": -0.1},
        {"looked_s": math.nan},
        {"looked_s": math.inf},
        {"tools": (("invert", 0),)},
        {"tools": (("", 1),)},
        {"tools": (("x" * (KEY_LIMIT + 1), 1),)},
        {"tools": (("invert", 1), ("invert", 2))},
        {"tools": tuple((f"tool-{i}", 1) for i in range(TOOL_LIMIT + 1))},
        {"started_at": datetime(2026, 11, 21)},  # noqa: DTZ001 - that is the mistake
    ],
)
def test_what_cannot_have_been(fields):
    with pytest.raises(ValueError, match=r"seconds|tool|moment"):
        a_viewing(**fields)
