"""A proxy in front of a centre that makes the line as bad as one asks for.

It passes TCP on byte by byte and knows nothing of what is said. The machine's kernel has no netem,
so delay and loss are made here: a lost packet is one that comes, with all behind it, two round
trips later, which is what a retransmission after a timeout costs; it takes its place on the line
twice. The congestion window of TCP is not modelled: at 64 kbit/s the line is the narrower one.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum

PACKET = 1460
# What lies in buffers on the way, beside what the line itself holds.
_BUFFER_PACKETS = 16


class Mishap(StrEnum):
    """What happens to one connection.

    REFUSED: closed at once. BLACKHOLE: accepted, and nothing ever comes. CUT: reset after some
    bytes. HALF_OPEN: after some bytes one direction goes silent and stays open. SLICED: a few bytes
    at a time. LIMITED: the answer ends early, in good order, as if it were whole.
    """

    NONE = "none"
    REFUSED = "refused"
    BLACKHOLE = "blackhole"
    CUT = "cut"
    HALF_OPEN = "half-open"
    SLICED = "sliced"
    LIMITED = "limited"


@dataclass
class Line:
    """What the line is like. May be changed while it is used; new connections follow.

    Attributes:
        round_trip_s: there and back.
        bytes_per_s: in each direction, over all connections; 0 is without limit.
        loss: share of packets that have to be sent again.
        badness: share of connections that meet a mishap.
        within_bytes: a mishap that comes after some bytes comes within so many.
        patience_s: how long a silent connection is held before it is dropped.
        cuts_up: byte counts, over all connections, at which the way up is cut.
    """

    round_trip_s: float = 0.0
    bytes_per_s: float = 0.0
    loss: float = 0.0
    badness: float = 0.0
    within_bytes: int = 4000
    patience_s: float = 1.0
    cuts_up: list[int] = field(default_factory=list)


@dataclass
class Carried:
    """Bytes that programs gave to the line, and what became of the connections."""

    up: int = 0
    down: int = 0
    connections: int = 0
    mishaps: dict[Mishap, int] = field(default_factory=dict)


@dataclass
class _Way:
    """One direction of the line, which all connections share."""

    free_at: float = 0.0


class ChaosProxy:
    """Listens on loopback; use `chaos_proxy`."""

    def __init__(self, target: tuple[str, int], line: Line, seed: int) -> None:
        self.line = line
        self.carried = Carried()
        self.port = 0
        self._target = target
        self._dice = random.Random(seed)
        self._up, self._down = _Way(), _Way()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def run(self, started: threading.Event, ended: asyncio.Event) -> None:
        """Serve until `ended`."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        await ended.wait()
        server.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.carried.connections += 1
        mishap = self._choose()
        self.carried.mishaps[mishap] = self.carried.mishaps.get(mishap, 0) + 1
        try:
            # Cancelled only when the proxy ends; asyncio would complain about it in the log.
            with suppress(OSError, TimeoutError, asyncio.CancelledError):
                await self._carry(reader, writer, mishap)
        finally:
            _reset(writer)

    def _choose(self) -> Mishap:
        if self._dice.random() >= self.line.badness:
            return Mishap.NONE
        return self._dice.choice(list(Mishap)[1:])

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mishap: Mishap
    ) -> None:
        if mishap is Mishap.REFUSED:
            return
        if mishap is Mishap.BLACKHOLE:
            await asyncio.sleep(self.line.patience_s)
            return
        await asyncio.sleep(self.line.round_trip_s)  # the handshake
        far_reader, far_writer = await asyncio.open_connection(*self._target)
        turns = self._dice.random() < 0.5
        limit = self._dice.randint(0, self.line.within_bytes)
        try:
            ways = (
                _Pump(self, reader, far_writer, self._up, mishap if turns else Mishap.NONE, limit),
                _Pump(self, far_reader, writer, self._down, _other(mishap, turns), limit),
            )
            tasks = [asyncio.ensure_future(way.run()) for way in ways]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                if mishap is Mishap.HALF_OPEN:
                    await asyncio.wait(tasks, timeout=self.line.patience_s)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            _reset(far_writer)

    def count(self, way: _Way, size: int) -> bool:
        """Note bytes that were given to the line; whether it is cut just there."""
        if way is self._down:
            self.carried.down += size
            return False
        self.carried.up += size
        if self.line.cuts_up and self.carried.up >= self.line.cuts_up[0]:
            self.line.cuts_up.pop(0)
            return True
        return False

    def is_lost(self) -> bool:
        return self._dice.random() < self.line.loss


class _Pump:
    """Carries one direction of one connection."""

    def __init__(
        self,
        proxy: ChaosProxy,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        way: _Way,
        mishap: Mishap,
        limit: int,
    ) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writer = writer
        self._way = way
        self._mishap = mishap
        self._left = limit
        line = proxy.line
        on_the_line = int(line.bytes_per_s * line.round_trip_s / PACKET)
        self._queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(
            _BUFFER_PACKETS + on_the_line
        )

    async def run(self) -> None:
        """Until one side ends, or a mishap comes."""
        sending = asyncio.ensure_future(self._send())
        try:
            last = 0.0
            size = 7 if self._mishap is Mishap.SLICED else PACKET
            while packet := await self._reader.read(size):
                passed = packet
                if self._mishap in (Mishap.CUT, Mishap.HALF_OPEN, Mishap.LIMITED):
                    passed = packet[: max(0, self._left)]
                    self._left -= len(packet)
                last = max(last, self._arrival(len(passed)))
                await self._queue.put((last, passed))
                if self._proxy.count(self._way, len(packet)):
                    return
                if len(passed) < len(packet):
                    await self._meet_mishap()
                    return
            await self._queue.put((last, b""))
            await sending
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _meet_mishap(self) -> None:
        if self._mishap is Mishap.HALF_OPEN:
            await asyncio.sleep(self._proxy.line.patience_s)
        elif self._mishap is Mishap.LIMITED:
            await self._queue.put((0.0, b""))
            await asyncio.sleep(0.05)

    def _arrival(self, size: int) -> float:
        """When a packet that is given to the line now is at its end."""
        line, now = self._proxy.line, asyncio.get_running_loop().time()
        on_line_s = size / line.bytes_per_s if line.bytes_per_s else 0.0
        lost = self._proxy.is_lost()
        self._way.free_at = max(self._way.free_at, now) + on_line_s * (2 if lost else 1)
        late_s = 2 * line.round_trip_s if lost else 0.0
        return self._way.free_at + line.round_trip_s / 2 + late_s

    async def _send(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, packet = await self._queue.get()
            wait_s = due - loop.time()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            if not packet:
                with suppress(OSError):
                    self._writer.write_eof()
                return
            self._writer.write(packet)
            await self._writer.drain()


def _other(mishap: Mishap, turns: bool) -> Mishap:
    """Slices go both ways; everything else happens in one direction."""
    return mishap if not turns or mishap is Mishap.SLICED else Mishap.NONE


def _reset(writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, RuntimeError):
        writer.transport.abort()


@contextmanager
def chaos_proxy(
    port: int, line: Line, *, host: str = "127.0.0.1", seed: int = 0
) -> Iterator[ChaosProxy]:
    """A proxy in front of `port`, in a thread of its own."""
    proxy = ChaosProxy((host, port), line, seed)
    started = threading.Event()
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        ended = asyncio.Event()
        loops.append((asyncio.get_running_loop(), ended))
        await proxy.run(started, ended)

    thread = threading.Thread(target=lambda: asyncio.run(main()), name="chaos-proxy")
    thread.start()
    if not started.wait(10):
        raise RuntimeError("the proxy did not start")
    try:
        yield proxy
    finally:
        loop, ended = loops[0]
        loop.call_soon_threadsafe(ended.set)
        thread.join(10)
