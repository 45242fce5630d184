"""The main job, end to end, in the real program: the demo played through without a screen."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

SCREENS = [
    "1-queue",
    "2-case",
    "3-highlights",
    "4-finding",
    "4-window",
    "5-saved-here",
    "6-applied",
    "7-mongolian-case",
    "8-mongolian-queue",
]


def play(out, *options):
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    return subprocess.run(
        [sys.executable, "-m", "inspector_app", "demo", "--headless", "--out", str(out), *options],
        env=environment,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def check(out, played):
    assert played.returncode == 0, played.stderr[-3000:]
    summary = json.loads((out / "summary.json").read_text())
    # Two findings and a verdict where the model points at something, else one and a verdict.
    findings = 2 if summary["highlights"] else 1
    assert summary["findings"] == findings
    assert summary["applied"] == findings + 1
    assert summary["case_id"]
    assert summary["scan"]
    assert all(seconds >= 0 for seconds in summary["seconds"].values())
    for name in SCREENS:
        image = QImage(str(out / f"{name}.png"))
        assert image.width() >= 1200, name
    return summary


@pytest.mark.timeout(120)
def test_the_demo_plays_the_job_through(tmp_path):
    summary = check(tmp_path, play(tmp_path))
    assert summary["cases"] >= 12
    assert summary["simulated"] is True


@pytest.mark.timeout(120)
def test_the_demo_plays_the_job_through_on_a_real_scan(tmp_path, shared_data):
    summary = check(tmp_path, play(tmp_path, "--real", "--scan", "truck-003.jpg"))
    assert summary["scan"] == "truck-003.jpg"
    assert summary["simulated"] is False
