"""The demo's central system: a process of its own on this machine, to be stopped and started."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
from pathlib import Path

from inspector_app.bootstrap.central_commands import load_case_folder
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.workflow.ports import CaseOnDisk

log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 10.0


def own_command() -> list[str]:
    """How this very program is started, from a checkout, a wheel or frozen."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, "-m", "inspector_app"]


class DemoCentre:
    """A centre on loopback with the demo's cases. `start` and `stop` may be called in turn."""

    def __init__(self, folder: Path, cases: tuple[CaseOnDisk, ...], *, post: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        settings = CentreSettings(folder=folder)
        load_case_folder(settings, cases)
        self.settings = settings
        self.token = add_station(settings, post, "demo station")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start answering; does nothing when it already does. Returns before it is ready."""
        if self.is_running:
            return
        command = [
            *own_command(),
            "central",
            "serve",
            "--port",
            str(self._port),
            "--data-dir",
            str(self._folder),
        ]
        with (self._folder / "centre.log").open("ab") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def stop(self) -> None:
        """Stop answering, as a cut link would look from here."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            log.warning("the demo centre did not end by itself")
            process.kill()
            process.wait()


def free_port() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
