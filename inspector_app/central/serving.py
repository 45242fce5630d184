"""Running the centre until it is told to end."""

from __future__ import annotations

import asyncio
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from inspector_app.central.application import make_app
from inspector_app.central.authority import Authority
from inspector_app.central.settings import CentreSettings

# Long enough for a chunk of a scan, short enough for somebody who waits for the window to close.
_GRACE_S = 5

# Longer than a station keeps one, so that never is a request sent into a closed connection; and
# longer than between two of its polls, so that a poll needs no new handshake.
_KEEP_S = 40

# To listen on; nobody knows a centre by these.
_EVERYWHERE = ("0.0.0.0", "::", "")


def serve(settings: CentreSettings) -> None:
    """Answer stations until SIGTERM or SIGINT, then finish what is being answered and return.

    Prints one line, ``centre ready at http://...`` or ``https://...``, once stations can connect.
    Raises OSError when the address cannot be had, and StorageUnavailable when the database or the
    certificate authority cannot.
    """
    with _listening_socket(settings) as listener:
        app = make_app(settings)
        config = uvicorn.Config(
            app,
            # uvloop where it is installed, else asyncio's own.
            loop="auto",
            # Named, because "auto" would take whatever else happens to be installed.
            http=_NamingProtocol,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=_GRACE_S,
            timeout_keep_alive=_KEEP_S,
            ssl_context_factory=_tls(app, settings),
        )
        before = _quieten_signals()
        try:
            _AnnouncingServer(config, _address(listener, settings)).run(sockets=[listener])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            app.state.engine.dispose()


class _NamingProtocol(H11Protocol):
    """Tells the application which certificate the other side has, which uvicorn keeps to itself."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        if tls is not None:
            der: bytes | None = tls.getpeercert(binary_form=True)
            # A new one: the other is shared by all connections.
            self.app_state = {**self.app_state, "peer_certificate": der}

    def shutdown(self) -> None:
        is_idle = self.cycle is None or self.cycle.response_complete
        super().shutdown()
        if is_idle and self.transport.get_extra_info("ssl_object") is not None:
            # Closing politely would wait for a station that has nothing to say.
            self.transport.abort()


def _tls(
    app: FastAPI, settings: CentreSettings
) -> Callable[[uvicorn.Config, Callable[[], ssl.SSLContext]], ssl.SSLContext] | None:
    authority: Authority | None = app.state.authority
    if authority is None:
        return None
    hosts = settings.names
    if settings.host not in _EVERYWHERE:
        hosts = (*hosts, settings.host)
    context = authority.server_context(hosts)
    return lambda _config, _default: context


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


def _address(listener: socket.socket, settings: CentreSettings) -> str:
    host, port = listener.getsockname()[:2]
    scheme = "https" if settings.tls else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


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
