"""Other viewers in an environment of their own, made for one run and thrown away."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import PySide6

SCRIPT = Path(__file__).with_name("viewer_peers.py")
NEEDS = {
    "plain_pixmap": ["opencv-python-headless"],
    "pyqtgraph": ["pyqtgraph"],
    "napari": ["napari"],
}
LONGEST_S = 900


def measure_peers(scans: dict[str, Path]) -> dict[str, Any]:
    """Figures per viewer, or ``{"not_measured": reason}``.

    Args:
        scans: the two files, lying in one folder.
    """
    folder = next(iter(scans.values())).parent
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        python = room / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
        # The same Qt as ours: what differs is the viewer.
        common = [f"PySide6-Essentials=={PySide6.__version__}", "numpy"]
        reason = _run([sys.executable, "-m", "venv", str(room)]) or _install(python, common)
        results = {}
        for which, needs in NEEDS.items():
            failed = reason or _install(python, needs)
            results[which] = (
                {"not_measured": failed} if failed else _measure(python, which, folder, room)
            )
        return results


def _install(python: Path, packages: list[str]) -> str:
    return _run([str(python), "-m", "pip", "install", "--quiet", *packages])


def _measure(python: Path, which: str, folder: Path, room: Path) -> dict[str, Any]:
    out = room / f"{which}.json"
    command = [str(python), str(SCRIPT), which, str(folder), str(out)]
    environment = dict(os.environ)
    environment.pop("PYTHONPATH", None)
    offscreen = environment.get("QT_QPA_PLATFORM") == "offscreen"
    if which == "napari" and offscreen and shutil.which("xvfb-run"):
        # It draws with OpenGL, which the offscreen platform does not have.
        command = ["xvfb-run", "-a", "-s", "-screen 0 3900x2400x24", *command]
        environment["QT_QPA_PLATFORM"] = "xcb"
    reason = _run(command, environment)
    if reason:
        return {"not_measured": reason}
    figures: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return figures


def _run(command: list[str], environment: dict[str, str] | None = None) -> str:
    """Why it failed, "" if it did not."""
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"{Path(command[0]).name}: {error.__class__.__name__}"
    if done.returncode == 0:
        return ""
    last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
    return f"exit status {done.returncode}: {last}"
