"""Posts that send operations to a gateway as fast as it answers, or at a pace. Part of `sync`."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import encode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import DEVICE_HEADER, OperationBatch
from inspector_app.protocol.operations import make_operation
from inspector_app.protocol.signing import Signer
from tests.helpers.builders import a_finding


class Sender:
    """One post that has made its requests before the clock starts: the machine is shared with the
    centre, and what the sender does meanwhile would count against it."""

    def __init__(self, settings: CentreSettings, signer: Signer) -> None:
        self._signer = signer
        self.device_id = new_id()
        self.token = add_station(settings, "ZU", self.device_id)
        self._n, self._last = 0, ""
        self.requests: list[bytes] = []
        self.seconds: list[float] = []
        self.statuses: list[int] = []

    def prepare(self, batches: int, size: int) -> None:
        """Requests with so many new findings each."""
        for _ in range(batches):
            operations = []
            for _ in range(size):
                self._n += 1
                made = make_operation(
                    a_finding(),
                    op_id=new_id(),
                    device_id=self.device_id,
                    n=self._n,
                    previous_sha256=self._last,
                    signer=self._signer,
                )
                self._last = made.sha256
                operations.append(made)
            batch = OperationBatch(PROTOCOL_VERSION, tuple(operations), self._n, self._last)
            self.requests.append(self._request(encode(batch)))

    def _request(self, body: bytes) -> bytes:
        head = (
            "POST /v1/operations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {self.token}\r\n{DEVICE_HEADER}: {self.device_id}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body

    @property
    def sent(self) -> int:
        """How many operations it has made."""
        return self._n

    async def send(self, port: int) -> None:
        """All prepared requests, one after another over one connection."""
        await self._send(port, None)

    async def send_paced(self, port: int, due_s: Sequence[float]) -> None:
        """Each at its own moment, so many seconds from now, or when the one before is answered if
        that is later. What is measured runs from the moment at which it was due: a gateway that
        stands still also makes those late that could not be sent meanwhile."""
        await self._send(port, due_s)

    async def _send(self, port: int, due_s: Sequence[float] | None) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        start = time.perf_counter()
        for number, request in enumerate(self.requests):
            began = time.perf_counter()
            if due_s is not None:
                began = start + due_s[number]
                await asyncio.sleep(max(0.0, began - time.perf_counter()))
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            self.seconds.append(time.perf_counter() - began)
            self.statuses.append(int(head.split()[1]))
        writer.close()
        await writer.wait_closed()
        self.requests.clear()


def measure(ports: Sequence[int], senders: list[Sender]) -> dict[str, float]:
    """All senders at once, as after the centre was away, each with a next request as soon as it has
    an answer. With several gateways each has its share of the senders."""
    return _measured(
        senders,
        [sender.send(ports[number % len(ports)]) for number, sender in enumerate(senders)],
    )


def measure_paced(
    port: int, senders: list[Sender], *, per_s: float, seed: int = 1
) -> dict[str, float]:
    """Requests that come by chance (Poisson), together `per_s` of them in a second, whether or not
    earlier ones are answered; a post still waits for its own."""
    dice = random.Random(seed)
    work = []
    for sender in senders:
        at, due_s = 0.0, []
        for _ in sender.requests:
            at += dice.expovariate(per_s / len(senders))
            due_s.append(at)
        work.append(sender.send_paced(port, due_s))
    return _measured(senders, work)


def _measured(senders: list[Sender], work: Sequence[Coroutine[Any, Any, None]]) -> dict[str, float]:
    async def all_at_once() -> None:
        await asyncio.gather(*work)

    for sender in senders:
        sender.seconds.clear()
        sender.statuses.clear()
    began = time.perf_counter()
    asyncio.run(all_at_once())
    elapsed_s = time.perf_counter() - began
    seconds = sorted(one for sender in senders for one in sender.seconds)
    statuses = [one for sender in senders for one in sender.statuses]
    return {
        "requests": len(seconds),
        "requests_per_s": len(seconds) / elapsed_s,
        "median_ms": statistics.median(seconds) * 1000,
        "p99_ms": seconds[int(len(seconds) * 0.99)] * 1000,
        "not_200": sum(one != 200 for one in statuses),
        "server_errors": sum(one >= 500 for one in statuses),
        "elapsed_s": elapsed_s,
    }
