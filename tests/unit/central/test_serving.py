from __future__ import annotations

import signal
import sys
from pathlib import Path

import httpx
import pytest

from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
from tests.helpers.centre_process import RunningCentre, running_centre


def end_by(number: int, centre: RunningCentre) -> None:
    if sys.platform == "win32":  # there a signal cannot be sent, only the end be forced
        return
    centre.process.send_signal(number)
    assert centre.process.wait(30) == 0
    # A database that was closed has nothing left beside it.
    assert not centre.settings.database.with_name("centre.db-wal").exists()


def test_answers_until_told_to_end_and_ends_cleanly(tmp_path: Path) -> None:
    with (
        running_centre(tmp_path) as centre,
        httpx.Client(base_url=centre.url, trust_env=False) as client,
    ):
        assert client.get("/v1/health").status_code == 200
        end_by(signal.SIGTERM, centre)


def test_an_address_that_is_taken_is_an_error(tmp_path: Path) -> None:
    with running_centre(tmp_path / "one") as centre:
        port = int(centre.url.rpartition(":")[2])
        before = signal.getsignal(signal.SIGTERM)
        with pytest.raises(OSError, match="in use"):
            serve(CentreSettings(tmp_path / "two", port=port))
        assert signal.getsignal(signal.SIGTERM) is before
        end_by(signal.SIGINT, centre)
