"""What was saved is at the centre exactly once after the station was killed.

``python tests/faults/kill_station.py --runs 50`` does it as often as one likes.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.kill_station import kill_repeatedly


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_doubled_when_the_station_is_killed(tmp_path: Path) -> None:
    figures = kill_repeatedly(tmp_path, runs=3, chance=random.Random())
    assert figures.runs == 3
    assert figures.reported >= 3
    assert (figures.lost, figures.duplicated, figures.rejected) == (0, 0, 0)
