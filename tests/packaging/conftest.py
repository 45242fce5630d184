"""What the packaging tests share: a place elsewhere and an environment that knows no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def bare_environment() -> dict[str, str]:
    """Our environment without anything that would lead back to the checkout or its Python."""
    return {
        name: value
        for name, value in os.environ.items()
        if "PYTHON" not in name and name not in {"VIRTUAL_ENV", "QT_QPA_PLATFORM"}
    }


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder far from the checkout, with a stored scan in it."""
    folder = tmp_path / "өөр газар"
    folder.mkdir()
    stored = ROOT / "resources" / "self_test" / "simulated-high.png"
    shutil.copyfile(stored, folder / "scan.png")
    return folder


@pytest.fixture
def run(bare_environment: dict[str, str], elsewhere: Path) -> Run:
    """Runs a command elsewhere and returns what it wrote and how it ended."""

    def start(command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(part) for part in command],
            cwd=elsewhere,
            env=bare_environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    return start


def expect_passed_self_test(done: subprocess.CompletedProcess[str]) -> None:
    """Every check is there and passed."""
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout
    assert lines[-1] == "self-test passed", done.stdout
    passed = {line.removeprefix("ok: ").split(" (")[0] for line in lines if line.startswith("ok: ")}
    assert passed == {
        "system libraries",
        "data folder",
        "window",
        "translations",
        "code tables",
        "station database",
        "scan decoding",
        "model",
        "central system",
    }


@pytest.fixture(scope="session")
def expect_self_test() -> Callable[[subprocess.CompletedProcess[str]], None]:
    return expect_passed_self_test
