"""What the program logs is found in the data folder afterwards, crash or not, console or not."""

from __future__ import annotations

import faulthandler
import logging
import subprocess
import sys
from pathlib import Path

import pytest

from inspector_app.settings.data_folder import DataFolder
from inspector_app.settings.log_files import (
    CRASH_NAME,
    LOG_BYTES,
    LOG_NAME,
    OLDER_LOGS,
    prepare_streams,
    start_logging,
)

log = logging.getLogger("inspector_app.test")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def run_program(lines: str, folder: DataFolder) -> subprocess.CompletedProcess[str]:
    program = (
        "import faulthandler, logging, sys\nfrom pathlib import Path\n"
        "from inspector_app.settings.data_folder import DataFolder\n"
        "from inspector_app.settings.log_files import prepare_streams, start_logging\n"
        f"folder = DataFolder(Path({str(folder.path)!r}))\n{lines}"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60
    )


def test_lines_carry_time_level_and_room(folder: DataFolder) -> None:
    with start_logging(folder, on_console=False):
        log.info("захиалга %s", "дууссан")

    (line,) = (folder.logs / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert line.endswith("Z INFO inspector_app.test захиалга дууссан")


def test_closing_takes_everything_back(folder: DataFolder) -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, sys.excepthook, faulthandler.is_enabled())

    files = start_logging(folder)
    files.close()
    files.close()

    assert (list(root.handlers), root.level, sys.excepthook, faulthandler.is_enabled()) == before


def test_a_full_log_moves_aside_and_old_ones_go(folder: DataFolder) -> None:
    with start_logging(folder, on_console=False):
        for _ in range(OLDER_LOGS + 3):
            log.info("x" * (LOG_BYTES - 200))

    logs = sorted(folder.logs.glob(f"{LOG_NAME}*"))
    assert len(logs) == OLDER_LOGS + 1
    assert all(path.stat().st_size <= LOG_BYTES for path in logs)


def test_a_log_another_process_holds_is_written_on(
    folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows, where a file that is open cannot be renamed."""

    def refuse(self: Path, target: object) -> Path:
        raise PermissionError("the file is in use")

    monkeypatch.setattr(Path, "replace", refuse)
    with start_logging(folder, on_console=False):
        for number in range(3):
            log.info("%d %s", number, "x" * (LOG_BYTES - 200))

    lines = (folder.logs / LOG_NAME).read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3


def test_requests_do_not_fill_the_log(folder: DataFolder) -> None:
    with start_logging(folder, on_console=False):
        logging.getLogger("httpx").info("HTTP Request: GET /v1/feed")
        logging.getLogger("httpx").warning("worth knowing")

    text = (folder.logs / LOG_NAME).read_text(encoding="utf-8")
    assert "worth knowing" in text
    assert "/v1/feed" not in text


def test_a_folder_that_cannot_be_written_to_does_not_stop_the_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")

    with start_logging(DataFolder(tmp_path / "data")) as files:
        assert files.path is None
        assert files.problem
        log.warning("still heard")

    assert "still heard" in capsys.readouterr().err


def test_an_error_that_nobody_caught_is_in_the_log_with_its_trace(folder: DataFolder) -> None:
    done = run_program("start_logging(folder)\nraise ValueError('the reason')\n", folder)

    text = (folder.logs / LOG_NAME).read_text(encoding="utf-8")
    assert done.returncode == 1
    assert "an error that nobody caught" in text
    assert "ValueError: the reason" in text
    assert "ValueError: the reason" in done.stderr


def test_a_fault_leaves_a_trace_in_the_crash_file(folder: DataFolder) -> None:
    done = run_program("start_logging(folder)\nfaulthandler._sigsegv()\n", folder)

    assert done.returncode not in {0, 1}
    trace = (folder.logs / CRASH_NAME).read_text(encoding="utf-8")
    assert "most recent call first" in trace


def test_a_windowed_program_without_streams_logs_and_goes_on(folder: DataFolder) -> None:
    lines = (
        "sys.stdout = sys.stderr = None\n"
        "with start_logging(folder):\n"
        "    logging.getLogger('inspector_app.test').warning('no console here')\n"
        "prepare_streams()\n"
        "sys.stderr.write('into the void')\n"
        "print('so does this')\n"
    )
    done = run_program(lines, folder)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "no console here" in (folder.logs / LOG_NAME).read_text(encoding="utf-8")


def test_a_letter_the_console_does_not_know_is_written_as_its_number(folder: DataFolder) -> None:
    """As on Windows, where the console may know the letters of western Europe only."""
    lines = (
        "sys.stdout.reconfigure(encoding='cp1252', errors='strict')\n"
        "prepare_streams()\n"
        "print('Ө.png')\n"
    )
    done = run_program(lines, folder)

    assert (done.returncode, done.stdout) == (0, "\\u04e8.png\n")


def test_streams_that_exist_stay() -> None:
    before = (sys.stdout, sys.stderr)

    prepare_streams()

    assert (sys.stdout, sys.stderr) == before
