"""A station whose process lives in a network namespace of its own, on a cable that can be pulled.

The cable is a pair of veth devices; pulling it is the kernel's own ``link set down``, so that TCP
meets what it meets on a real line. Needs Linux and the right to make namespaces; `why_not` says
what is lacking. Everything carries the number of the process that made it, and what one that was
killed left behind goes when the next one starts.
"""

from __future__ import annotations

import ctypes
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

_PREFIX = "faults-"
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of sched.h
_THIN = ("tbf", "rate", "256kbit", "burst", "4kb", "latency", "400ms")


@dataclass(frozen=True)
class Cable:
    """Attributes:
    namespace: where the station lives.
    device: this end of the cable.
    address: of this end, where the centre listens.
    """

    namespace: str
    device: str
    address: str

    def pull(self) -> None:
        run_ip("link", "set", self.device, "down")

    def plug(self) -> None:
        run_ip("link", "set", self.device, "up")

    def make_thin(self, is_thin: bool) -> None:
        """Let 256 kbit/s through towards the station, or as much as there is."""
        _run("tc", "qdisc", "del", "dev", self.device, "root")
        if is_thin:
            _run("tc", "qdisc", "add", "dev", self.device, "root", *_THIN)

    def wiggle(self, dice: random.Random, times: int) -> None:
        """Pull and plug it a few times, while others use it; in the end it is in."""
        for _ in range(times):
            time.sleep(dice.uniform(0.02, 0.4))
            self.pull()
            time.sleep(dice.uniform(0.02, 0.8))
            self.plug()


def why_not() -> str:
    """Empty where namespaces can be made and entered, else why not."""
    if not sys.platform.startswith("linux"):
        return "network namespaces need Linux"
    remove_left()
    name = f"{_PREFIX}{os.getpid()}-probe"
    refused = run_ip("netns", "add", name) or run_ip("-n", name, "link", "set", "lo", "up")
    run_ip("netns", "del", name)
    return f"network namespaces are not permitted here: {refused}" if refused else ""


def remove_left() -> None:
    """Remove what processes that are no more have left. A cable goes with its namespace."""
    folder = Path("/run/netns")
    for place in folder.glob(f"{_PREFIX}*") if folder.is_dir() else ():
        owner = place.name.removeprefix(_PREFIX).partition("-")[0]
        if not owner.isdigit() or not psutil.pid_exists(int(owner)):
            run_ip("netns", "del", place.name)


@contextmanager
def cable() -> Iterator[Cable]:
    """A namespace with a cable into it, for the length of a block. Raises OSError."""
    number = os.getpid()
    made = Cable(f"{_PREFIX}{number}", f"flt{number}", f"198.18.{number % 250}.1")
    far = f"{made.device}b"
    there = ("-n", made.namespace)
    steps = (
        ("netns", "add", made.namespace),
        ("link", "add", made.device, "type", "veth", "peer", "name", far),
        ("link", "set", far, "netns", made.namespace),
        ("addr", "add", f"{made.address}/30", "dev", made.device),
        ("link", "set", made.device, "up"),
        (*there, "addr", "add", f"198.18.{number % 250}.2/30", "dev", far),
        (*there, "link", "set", far, "up"),
        (*there, "link", "set", "lo", "up"),
    )
    try:
        for step in steps:
            refused = run_ip(*step)
            if refused:
                raise OSError(f"ip {' '.join(step)}: {refused}")
        yield made
    finally:
        # A pair of devices goes with either end; a process in the namespace would keep it alive.
        run_ip("link", "del", made.device)
        run_ip("netns", "del", made.namespace)


def enter(namespace: str) -> None:
    """Move this process there. Raises OSError."""
    library = ctypes.CDLL(None, use_errno=True)
    descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    try:
        if library.setns(descriptor, _NEW_NETWORK):
            raise OSError(ctypes.get_errno(), "setns")
    finally:
        os.close(descriptor)


def run_ip(*words: str) -> str:
    """Empty when ``ip`` did it, else what it said."""
    return _run("ip", *words)


def _run(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        return str(error)
    return "" if done.returncode == 0 else done.stderr.strip() or "refused"
