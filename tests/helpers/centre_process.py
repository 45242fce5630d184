"""A centre in a process of its own, on loopback."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector_app.central.settings import CentreSettings

_PROGRAM = """
import sys
from pathlib import Path
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
serve(CentreSettings(Path(sys.argv[1]), port=int(sys.argv[2]), tls=sys.argv[3] == "tls"))
"""


@dataclass(frozen=True)
class RunningCentre:
    settings: CentreSettings
    url: str
    process: subprocess.Popen[str]


@contextmanager
def running_centre(folder: Path, *, port: int = 0, tls: bool = False) -> Iterator[RunningCentre]:
    """A centre that answers by the time the block begins; it is ended after it."""
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(folder), str(port), "tls" if tls else ""],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("centre ready at "), line
        yield RunningCentre(CentreSettings(folder, tls=tls), line.split()[-1], process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
