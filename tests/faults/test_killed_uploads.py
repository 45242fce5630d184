"""A few uploads whose centre is killed on the way; `tests/faults/run.py` does a thousand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.helpers.upload_rig import POINTS, UploadRig

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL", allow_module_level=True)


def test_a_killed_centre_keeps_the_file_right(tmp_path: Path) -> None:
    with UploadRig(tmp_path) as rig:
        came = [rig.killed_upload(seed) for seed in range(len(POINTS))]
    assert {one.point for one in came} == set(POINTS)
    assert all(one.failures for one in came)
    assert not [one for one in came if one.wrong or one.lost]
    assert not [one for one in came if one.resent_bytes > one.largest_chunk]
