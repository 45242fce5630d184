"""A few uploads with kills on the way; `tests/faults/run.py` does a thousand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.helpers.upload_rig import PLANS, UploadRig

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL", allow_module_level=True)


@pytest.mark.timeout(300)
def test_whoever_is_killed_the_file_stays_right(tmp_path: Path) -> None:
    with UploadRig(tmp_path) as rig:
        came = [rig.killed_upload(seed) for seed in range(len(PLANS))]
    assert {one.plan for one in came} == set(PLANS)
    for one in came:
        wanted = {"centre": one.plan.centre, "station": one.plan.station}
        assert set(one.kills) == {who for who, place in wanted.items() if place}
    assert [one for one in came if not one.is_well] == []
