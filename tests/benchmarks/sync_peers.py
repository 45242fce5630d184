"""The same findings and the same file over the same line, by other means: plain HTTP PUT, and rsync
to a daemon where rsync is installed. Part of `sync`.

Neither encrypts or proves anything, as the station does, and nobody answers for what arrived: what
they carry is the least that can be carried in that way.
"""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from inspector_app.protocol.codec import encode
from tests.benchmarks.sync_files import CUTS, fast_line, random_file
from tests.benchmarks.sync_line import thin_line
from tests.helpers.builders import a_finding
from tests.helpers.chaos_proxy import chaos_proxy

NO_RSYNC = "skipped: rsync is not installed here"

_TRIES = 1000


def put_findings(count: int) -> dict[str, Any]:
    """Each finding as one PUT, one after another over a kept connection."""
    bodies = [encode(a_finding()) for _ in range(count)]
    with _sink() as (port, arrived), chaos_proxy(port, thin_line(), seed=1) as proxy:
        began = time.monotonic()
        with httpx.Client(base_url=proxy.url, trust_env=False, timeout=60) as client:
            for number, body in enumerate(bodies):
                client.put(f"/{number}", content=body).raise_for_status()
        elapsed_s = time.monotonic() - began
        carried = proxy.carried.up + proxy.carried.down
        assert arrived == [len(one) for one in bodies], "not all of them arrived"
    return {
        "peer_put_1000_findings_s": round(elapsed_s * 1000 / count, 1),
        "peer_put_bytes_per_finding": round(carried / count, 1),
        "findings": count,
    }


def put_file(size: int, *, speed: float) -> dict[str, Any]:
    """One PUT that begins again after each cut. The cuts come at bytes that the line has carried,
    so that the eleventh try ends."""
    content = random_file(size)
    with _sink() as (port, arrived), chaos_proxy(port, fast_line(size, speed), seed=1) as proxy:
        tries = 0
        while not arrived:
            tries += 1
            assert tries <= _TRIES, "it never arrives"
            with suppress(httpx.HTTPError):
                httpx.put(proxy.url, content=content, trust_env=False, timeout=30)
        assert arrived == [size]
        assert not proxy.line.cuts_up
        return {
            "peer_resent_share_50mb": round((proxy.carried.up - size) / size, 4),
            "tries": tries,
            "time_factor": speed,
        }


def rsync_findings(count: int) -> dict[str, Any]:
    """All findings, a file each, by one ``rsync --archive`` to a daemon."""
    program = shutil.which("rsync")
    if program is None:
        return {"peer_rsync_findings": NO_RSYNC}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "findings"
        source.mkdir()
        for number in range(count):
            (source / f"{number}.json").write_bytes(encode(a_finding()))
        with (
            _rsync_daemon(program, Path(folder)) as (port, there),
            chaos_proxy(port, thin_line(), seed=1) as proxy,
        ):
            began = time.monotonic()
            address = f"rsync://127.0.0.1:{proxy.port}/there/"
            subprocess.run([program, "--archive", f"{source}/", address], check=True)
            elapsed_s = time.monotonic() - began
            carried = proxy.carried.up + proxy.carried.down
            assert len(list(there.glob("*.json"))) == count, "not all of them arrived"
    return {
        "peer_rsync_1000_findings_s": round(elapsed_s * 1000 / count, 1),
        "peer_rsync_bytes_per_finding": round(carried / count, 1),
        "findings": count,
    }


def rsync_file(size: int, *, speed: float) -> dict[str, Any]:
    """``rsync --partial --append``, begun again after each cut."""
    program = shutil.which("rsync")
    if program is None:
        return {"peer_rsync_file": NO_RSYNC}
    content = random_file(size)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "scan.bin"
        source.write_bytes(content)
        with (
            _rsync_daemon(program, Path(folder)) as (port, there),
            chaos_proxy(port, fast_line(size, speed), seed=1) as proxy,
        ):
            address = f"rsync://127.0.0.1:{proxy.port}/there/"
            command = [program, "--partial", "--append", "--timeout=30", str(source), address]
            for tries in range(1, _TRIES):  # noqa: B007 - used behind the loop
                done = subprocess.run(command, capture_output=True, check=False)
                if done.returncode == 0:
                    break
            up = proxy.carried.up
            assert (there / source.name).read_bytes() == content, "another file arrived"
            assert not proxy.line.cuts_up, f"not all {CUTS} cuts came"
    return {
        "peer_rsync_resent_share_50mb": round((up - size) / size, 4),
        "tries": tries,
        "time_factor": speed,
    }


@contextmanager
def _sink() -> Iterator[tuple[int, list[int]]]:
    """A web server that takes whatever is put there; its port, and the sizes of what came whole."""
    arrived: list[int] = []

    class Sink(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_PUT(self) -> None:
            size = left = int(self.headers["Content-Length"])
            while left and (piece := self.rfile.read(min(left, 65536))):
                left -= len(piece)
            if left:
                self.close_connection = True
                return
            arrived.append(size)
            self.send_response(204)
            self.end_headers()

        def handle(self) -> None:
            with suppress(OSError):  # the cut
                super().handle()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, arrived
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def _rsync_daemon(program: str, folder: Path) -> Iterator[tuple[int, Path]]:
    """A daemon on loopback; its port and where it writes."""
    there, config = folder / "there", folder / "rsyncd.conf"
    there.mkdir()
    owner = f"uid = {os.getuid()}\ngid = {os.getgid()}\n"
    config.write_text(
        f"use chroot = no\n{owner}[there]\npath = {there}\nread only = no\n", encoding="utf-8"
    )
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    command = [program, "--daemon", "--no-detach", f"--config={config}", f"--port={port}"]
    process = subprocess.Popen([*command, "--address=127.0.0.1", f"--log-file={folder}/log"])
    try:
        _wait_for_port(port)
        yield port, there
    finally:
        process.terminate()
        process.wait(20)


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
