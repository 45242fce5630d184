"""`inspector-app self-test` as a person runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_this_checkout_passes_its_own_self_test(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "inspector_app", "self-test", "--data-dir", str(tmp_path / "data")],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=110,
    )

    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines[-1] == "self-test passed"
    assert all(line.startswith("ok: ") for line in lines[:-1]), done.stdout
    assert len(lines) == 10
    assert list((tmp_path / "data").iterdir()) == []
