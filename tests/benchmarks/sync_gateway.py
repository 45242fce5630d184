"""How fast a centre over PostgreSQL takes operations in. Part of `sync`.

The floor is the same PostgreSQL, in the same run, given bare rows of the same size with a commit
each: what the database and the disk cost before the centre does anything.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, select, text

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.central.tables import centre, device, finding_revision, received_operation
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import encode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import DEVICE_HEADER, OperationBatch
from inspector_app.protocol.operations import make_operation
from inspector_app.protocol.signing import Signer, new_private_key
from tests.helpers.builders import a_case, a_finding
from tests.helpers.postgres import Postgres, running_postgres

POSTS = 39
ROOT = Path(__file__).parents[2]

_PROGRAM = """
import sys
from pathlib import Path
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
serve(CentreSettings(Path(sys.argv[1]), database_url=sys.argv[2], port=0))
"""


@contextmanager
def serving(settings: CentreSettings) -> Iterator[int]:
    """A centre process; its port."""
    command = [sys.executable, "-c", _PROGRAM, str(settings.folder), settings.database_url]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("centre ready at "), line
        yield int(line.rpartition(":")[2])
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


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
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 22)
        for request in self.requests:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
            await reader.readexactly(length)
            self.seconds.append(time.perf_counter() - began)
            self.statuses.append(int(head.split()[1]))
        writer.close()
        await writer.wait_closed()
        self.requests.clear()


def measure(port: int, senders: list[Sender]) -> dict[str, float]:
    """All senders at once, as after the centre was away."""

    async def all_at_once() -> None:
        await asyncio.gather(*(sender.send(port) for sender in senders))

    for sender in senders:
        sender.seconds.clear()
        sender.statuses.clear()
    began = time.perf_counter()
    asyncio.run(all_at_once())
    elapsed_s = time.perf_counter() - began
    seconds = sorted(one for sender in senders for one in sender.seconds)
    statuses = [one for sender in senders for one in sender.statuses]
    return {
        "requests_per_s": len(seconds) / elapsed_s,
        "median_ms": statistics.median(seconds) * 1000,
        "p99_ms": seconds[int(len(seconds) * 0.99)] * 1000,
        "not_200": sum(one != 200 for one in statuses),
        "server_errors": sum(one >= 500 for one in statuses),
        "elapsed_s": elapsed_s,
    }


def bare_inserts(url: str, *, writers: int, each: int, size: int) -> float:
    """Rows per second, each with a commit of its own, from so many connections."""
    engine = create_engine(url, pool_size=writers)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS bare (id BIGSERIAL, body TEXT)"))
    body = "x" * size

    def write() -> None:
        with engine.connect() as connection:
            for _ in range(each):
                connection.execute(text("INSERT INTO bare (body) VALUES (:body)"), {"body": body})
                connection.commit()

    threads = [threading.Thread(target=write) for _ in range(writers)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed_s = time.perf_counter() - began
    engine.dispose()
    return writers * each / elapsed_s


def fill_to(settings: CentreSettings, rows: int) -> None:
    """Bring both large tables to `rows` rows, by copies of one row of each."""
    with opened(settings) as engine, engine.begin() as connection:
        last = connection.execute(select(centre.c.last_sequence)).scalar_one()
        count = connection.execute(text("SELECT count(*) FROM received_operation")).scalar_one()
        more = rows - int(count)
        if more <= 0:
            return
        connection.execute(_copies(received_operation, last), {"more": more, "last": last})
        connection.execute(_copies(finding_revision, last), {"more": more, "last": last})
        connection.execute(
            centre.update().where(centre.c.id == 1).values(last_sequence=last + more)
        )
    analyse = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    with analyse.connect() as connection:
        connection.execute(text("ANALYZE"))
    analyse.dispose()


def _copies(table: Any, last: int) -> Any:
    """``INSERT ... SELECT`` of one row, with everything that must be unique made unique."""
    new = {
        "device_id": "'filler-' || (:last + g) % 1000",
        "op_id": "'op-' || (:last + g)",
        "n": "(:last + g)",
        "sequence": "(:last + g)",
        "aggregate_id": "'aggregate-' || (:last + g)",
        "revision_id": "'revision-' || (:last + g)",
    }
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(new.get(column.name, column.name) for column in table.columns)
    source = f"(SELECT * FROM {table.name} LIMIT 1) AS one"
    return text(
        f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {source}, "
        "generate_series(1, CAST(:more AS bigint)) AS g"
    )


def run(*, rows: int, requests: int, batches: int) -> dict[str, Any]:
    """All figures of the gateway. With `rows`, also what an operation costs in tables that grow
    tenfold up to that many rows."""
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder) / "pg") as postgres:
        settings = CentreSettings(Path(folder) / "centre", database_url=postgres.new_database())
        load_cases(settings, [a_case(scans=())], {})
        signer = Signer(new_private_key())
        senders = [Sender(settings, signer) for _ in range(POSTS)]
        with serving(settings) as port:
            figures = _measure_all(port, postgres, settings, senders, requests, batches)
            _give_keys(settings, senders, signer)
            for sender in senders:
                sender.prepare(max(1, requests // 2), 1)
            figures["signed_single"] = measure(port, senders)
            _check_all_applied(settings, senders)
            if rows:
                figures["growth"] = _grow(port, settings, senders, rows)
    return figures


def _measure_all(
    port: int,
    postgres: Postgres,
    settings: CentreSettings,
    senders: list[Sender],
    requests: int,
    batches: int,
) -> dict[str, Any]:
    for sender in senders:
        sender.prepare(2, 1)
    measure(port, senders)  # connections, statements and pages are there now
    for sender in senders:
        sender.prepare(requests, 1)
    single = measure(port, senders)
    for sender in senders:
        sender.prepare(batches, 100)
    batched = measure(port, senders)
    bare_url = postgres.new_database()
    return {
        "ops_per_s": round(single["requests_per_s"], 1),
        "p99_ms": round(single["p99_ms"], 1),
        "batched_ops_per_s": round(batched["requests_per_s"] * 100, 1),
        "bare_inserts_per_s": round(
            bare_inserts(bare_url, writers=8, each=max(50, requests * 4), size=1500), 1
        ),
        "bare_inserts_one_writer_per_s": round(
            bare_inserts(bare_url, writers=1, each=max(50, requests * 4), size=1500), 1
        ),
        "single": single,
        "batched": batched,
    }


def _check_all_applied(settings: CentreSettings, senders: list[Sender]) -> None:
    """A centre that refuses is quick."""
    sent = sum(sender.sent for sender in senders)
    with opened(settings) as engine, engine.begin() as connection:
        applied = connection.scalar(select(func.count()).select_from(finding_revision))
    assert applied == sent, f"{applied} of {sent} operations were applied"


def _give_keys(settings: CentreSettings, senders: list[Sender], signer: Signer) -> None:
    """From now on the centre checks their signatures."""
    ids = [sender.device_id for sender in senders]
    with opened(settings) as engine, engine.begin() as connection:
        connection.execute(
            device.update().where(device.c.device_id.in_(ids)).values(public_key=signer.public_key)
        )


def _grow(
    port: int, settings: CentreSettings, senders: list[Sender], rows: int
) -> list[dict[str, float]]:
    growth = []
    size = 10_000
    while size <= rows:
        began = time.perf_counter()
        fill_to(settings, size)
        filled_s = time.perf_counter() - began
        for sender in senders:
            sender.prepare(20, 1)
        figures = measure(port, senders)
        growth.append(
            {
                "rows": size,
                "ms_per_operation": round(1000 / figures["requests_per_s"], 3),
                "p99_ms": round(figures["p99_ms"], 1),
                "filled_s": round(filled_s, 1),
            }
        )
        size *= 10
    return growth
