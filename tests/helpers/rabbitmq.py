"""A RabbitMQ of one's own, started from the system's package, with its data in a folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pika
from pika.exceptions import AMQPError

_SERVER = "/usr/lib/rabbitmq/bin/rabbitmq-server"
_READY_S = 60.0


def missing_reason() -> str:
    """Why there is no RabbitMQ here, empty when there is one."""
    if not os.path.exists(_SERVER) or shutil.which("erl") is None:  # noqa: PTH110
        return "no AMQP broker for tests: the package rabbitmq-server is not installed"
    return ""


@dataclass
class RabbitMq:
    """A running server. `stop` and `start` may be called in turn; its queues survive."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def start(self) -> None:
        environment = {
            **os.environ,
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"test{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(_free_port()),
            "ERL_EPMD_PORT": str(_free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_PID_FILE": str(self.folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        with (self.folder / "output").open("ab") as output:
            self.process = subprocess.Popen(
                [_SERVER], env=environment, stdout=output, stderr=output, start_new_session=True
            )
        deadline = time.monotonic() + _READY_S
        while time.monotonic() < deadline:
            with suppress(AMQPError, OSError):
                pika.BlockingConnection(pika.URLParameters(self.url)).close()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.2)
        said = (self.folder / "output").read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"RabbitMQ did not start: {said}")

    def stop(self) -> None:
        """Without ceremony: what it confirmed must have been written by then."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        # The port mapper is a daemon of its own and outlives the group.
        for entry in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError, ProcessLookupError):
                if f"HOME={self.folder}\0".encode() in entry.read_bytes():
                    os.kill(int(entry.parent.name), signal.SIGKILL)


@contextmanager
def running_rabbitmq(folder: Path) -> Iterator[RabbitMq]:
    """A server for the length of a block."""
    folder.mkdir(parents=True)
    (folder / "plugins").write_text("[].\n")
    server = RabbitMq(folder, _free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
