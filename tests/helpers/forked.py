"""Processes that are forked from one that has loaded everything: one starts in a tenth of a second
and not in four."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, resource_tracker
from typing import Any

# Ports that the system gives to nobody by itself: a centre has to find its own again after a kill.
_PORTS = range(20_000, 32_000)
_SLICE_S = 0.01


@contextmanager
def forking(*modules: str) -> Iterator[Any]:
    """A context of multiprocessing; `modules` hold what its processes run. Where one is killed, its
    parent is told by its `sentinel`."""
    context = multiprocessing.get_context("forkserver")
    helpers: tuple[Any, ...] = (forkserver._forkserver, resource_tracker._resource_tracker)
    context.set_forkserver_preload(["tests.helpers.warmed", *modules])
    # What they run is in modules of their own: nothing needs the main one, which may be pytest's.
    main = sys.modules["__main__"]
    kept = {name: main.__dict__.pop(name, None) for name in ("__file__", "__spec__")}
    main.__spec__ = None
    try:
        yield context
    finally:
        main.__dict__.update({name: value for name, value in kept.items() if value is not None})
        for helper in helpers:
            helper._stop()


def end_with_parent() -> None:
    """Let this process die when the one that started it is no more, however that ended."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()


def kill(process: Any) -> None:
    """End it with SIGKILL, if it has not ended yet, and forget it."""
    process.kill()
    process.join(10)
    process.close()


def free_port() -> int:
    """One on which nothing listens, and which no program is given by chance."""
    while True:
        port = random.choice(_PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port


def answers(process: Any, port: int, *, host: str = "127.0.0.1", limit_s: float = 20) -> bool:
    """Whether a server can be reached before it dies, or the time is over."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline and process.is_alive():
        with suppress(OSError), socket.create_connection((host, port), 1):
            return True
        time.sleep(_SLICE_S)
    return False
