"""How fast a centre over PostgreSQL takes operations in. Part of `sync`.

The floor is the same PostgreSQL, in the same run, given bare rows of the same size with a commit
each: what the database and the disk cost before the centre does anything. The senders share the
machine with the centre and the database, so that each of these figures is of less than two cores.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, func, select, text

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import device, finding_revision
from inspector_app.protocol.signing import Signer, new_private_key
from tests.benchmarks.sync_fleet import reconnect
from tests.benchmarks.sync_growth import Gateway, grow
from tests.benchmarks.sync_senders import Sender, measure, measure_paced
from tests.helpers.builders import a_case
from tests.helpers.postgres import Postgres, running_postgres

PACE_PER_S = 300.0
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


@contextmanager
def rig() -> Iterator[tuple[Postgres, CentreSettings, list[Sender]]]:
    """A PostgreSQL, a centre's database in it with a case, and the posts. Their keys are known to
    the centre, which checks every signature."""
    with tempfile.TemporaryDirectory() as folder, running_postgres(Path(folder) / "pg") as postgres:
        settings = CentreSettings(Path(folder) / "centre", database_url=postgres.new_database())
        load_cases(settings, [a_case(scans=())], {})
        signer = Signer(new_private_key())
        senders = [Sender(settings, signer) for _ in range(POSTS)]
        with serving(settings) as port:
            _prepare(senders, 2)
            measure([port], senders)  # now the centre knows the devices
        _give_keys(settings, senders, signer)
        yield postgres, settings, senders


def run(*, requests: int, batches: int, backlog: int) -> dict[str, Any]:
    """Throughput of one gateway and of two, at a pace, and with posts that come back at once."""
    with rig() as (postgres, settings, senders), serving(settings) as port:
        figures = _measure_one(port, postgres, senders, requests, batches)
        with serving(settings) as second:
            figures |= _measure_two(port, second, senders, requests)
        _check_all_applied(settings, senders)
        figures |= reconnect(settings, port, posts=POSTS, backlog=backlog)
    return figures


def run_growth(*, rows: int, requests: int) -> dict[str, Any]:
    """What an operation costs in tables that grow tenfold, from ten thousand rows to `rows`."""
    with ExitStack() as open_ones:
        growing, small = (_gateway(open_ones) for _ in range(2))
        return grow(growing, small, rows=rows, requests=requests)


def _gateway(open_ones: ExitStack) -> Gateway:
    _, settings, senders = open_ones.enter_context(rig())
    return Gateway(open_ones.enter_context(serving(settings)), settings, senders)


def _prepare(senders: list[Sender], requests: int, size: int = 1) -> None:
    for sender in senders:
        sender.prepare(requests, size)


def _measure_one(
    port: int, postgres: Postgres, senders: list[Sender], requests: int, batches: int
) -> dict[str, Any]:
    _prepare(senders, max(2, requests // 6))
    measure([port], senders)  # connections, statements and pages are there now
    _prepare(senders, requests)
    single = measure([port], senders)
    _prepare(senders, requests)
    paced = measure_paced(port, senders, per_s=PACE_PER_S)
    _prepare(senders, batches, 100)
    batched = measure([port], senders)
    each = max(50, requests * 4)
    bare_url = postgres.new_database()
    many = bare_inserts(bare_url, writers=8, each=each, size=1500)
    one = bare_inserts(bare_url, writers=1, each=each, size=1500)
    ops_per_s, batched_per_s = single["requests_per_s"], batched["requests_per_s"] * 100
    return {
        "ops_per_s": round(ops_per_s, 1),
        "p99_ms": round(single["p99_ms"], 1),
        "p99_ms_at_300_per_s": round(paced["p99_ms"], 1),
        "batched_ops_per_s": round(batched_per_s, 1),
        "bare_inserts_per_s": round(many, 1),
        "bare_inserts_one_writer_per_s": round(one, 1),
        "share_of_bare_inserts": round(ops_per_s / many, 3),
        "share_of_bare_inserts_one_writer": round(ops_per_s / one, 3),
        "batched_share_of_bare_inserts": round(batched_per_s / many, 3),
        "single": single,
        "paced": paced,
        "batched": batched,
    }


def _measure_two(first: int, second: int, senders: list[Sender], requests: int) -> dict[str, Any]:
    """One gateway and two in turn, so that a busy moment of the machine meets both."""
    measured: dict[int, list[float]] = {1: [], 2: []}
    each = max(2, requests // 2)
    _prepare(senders, 2)
    measure([second, second], senders)
    for gateways in (1, 2, 2, 1):
        _prepare(senders, each)
        found = measure([first, second][:gateways], senders)
        assert not found["not_200"], "a gateway refused"
        measured[gateways].append(found["requests_per_s"])
    one, two = (sum(rates) / len(rates) for rates in measured.values())
    return {
        "two_gateways_ops_per_s": round(two, 1),
        "two_gateways_gain": round(two / one, 3),
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
