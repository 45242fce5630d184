"""Running the centre until it is told to end."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from inspector_app.central.application import make_app
from inspector_app.central.settings import CentreSettings

# Long enough for a chunk of a scan, short enough for somebody who waits for the window to close.
_GRACE_S = 5


def serve(settings: CentreSettings) -> None:
    """Answer stations until SIGTERM or SIGINT, then finish what is being answered and return.

    Prints one line, ``centre ready at http://...``, once stations can connect. Raises OSError when
    the address cannot be had, and StorageUnavailable when the database cannot.
    """
    with _listening_socket(settings) as listener:
        app = make_app(settings)
        # Named, because "auto" would take whatever else happens to be installed.
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_GRACE_S,
        )
        before = _quieten_signals()
        try:
            _AnnouncingServer(config, _address(listener)).run(sockets=[listener])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            app.state.engine.dispose()


class _AnnouncingServer(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            sys.stdout.write(f"centre ready at {self._address}\n")
            sys.stdout.flush()


def _listening_socket(settings: CentreSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where REUSEADDR means "steal"
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


_SignalAction = Callable[[int, FrameType | None], object] | int | None


def _quieten_signals() -> dict[int, _SignalAction]:
    """uvicorn ends on these signals and then sends them once more, to the handler it found. With
    the usual handlers that would kill the process before the database is closed."""

    def pass_over(number: int, frame: FrameType | None) -> None:
        """Nothing: uvicorn has already ended."""

    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGBREAK"):
        numbers.append(signal.SIGBREAK)
    return {number: signal.signal(number, pass_over) for number in numbers}
