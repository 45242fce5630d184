"""What an operation costs in a database of ten thousand to ten million operations. Part of `sync`.

All tables grow that an operation looks into or writes to: its answer, its content (spread over the
tables of twelve months), the revision, the cases and the devices. Ids are as long and as ordered as
real ones, so that the indexes are; only the bodies are short, since nothing looks into them.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, select, text

from inspector_app.central.database import opened, writing
from inspector_app.central.months import make_months
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import (
    case_version,
    centre,
    device,
    finding_revision,
    received_content,
    received_operation,
)
from tests.benchmarks.sync_senders import Sender, measure

SMALLEST = 10_000
DEVICES = 1000

_MONTHS = 12
_FINDINGS_OF_A_CASE = 10
_REPEATS = 3
# One transaction, so that a million rows do not wait for their end in one piece.
_AT_ONCE = 250_000
_WAL_WHILE_FILLING = "8GB"


@dataclass(frozen=True)
class Gateway:
    """One centre process, its database and the posts that send to it."""

    port: int
    settings: CentreSettings
    senders: list[Sender]


def grow(growing: Gateway, small: Gateway, *, rows: int, requests: int) -> dict[str, Any]:
    """Milliseconds per operation at each size. Before each, the tables are vacuumed and analysed
    and the pages written down, so that no operation pays for the filling.

    Minutes lie between two sizes, and the machine is not the same after them. So each is compared
    with a database that stays at the smallest size, three times in turn; the ratio is the median of
    these three.
    """
    fill_to(small.settings, SMALLEST)
    settle(small.settings)
    growth: list[dict[str, float]] = []
    size = SMALLEST
    while size <= rows:
        began = time.perf_counter()
        fill_to(growing.settings, size)
        filled_s = time.perf_counter() - began
        settle(growing.settings)
        _measure(small, requests)
        _measure(growing, requests)
        pairs = [(_measure(small, requests), _measure(growing, requests)) for _ in range(_REPEATS)]
        growth.append(
            {
                "rows": size,
                "ms_per_operation": _median(1000 / one["requests_per_s"] for _, one in pairs),
                "ms_in_the_smallest": _median(1000 / one["requests_per_s"] for one, _ in pairs),
                "ratio": _median(
                    one["requests_per_s"] / other["requests_per_s"] for one, other in pairs
                ),
                "p99_ms": _median(one["p99_ms"] for _, one in pairs),
                "filled_s": round(filled_s, 1),
                "database_mb": round(_size_mb(growing.settings), 1),
            }
        )
        print("growth", growth[-1], flush=True)
        size *= 10
    return {
        "ms_per_operation_growth_ratio": growth[-1]["ratio"],
        "growth_rows": growth[-1]["rows"],
        "growth": growth,
    }


def _median(values: Iterable[float]) -> float:
    return round(statistics.median(values), 3)


def _measure(gateway: Gateway, requests: int) -> dict[str, float]:
    for sender in gateway.senders:
        sender.prepare(requests, 1)
    found = measure([gateway.port], gateway.senders)
    assert not found["not_200"], "the centre refused"
    return found


def fill_to(settings: CentreSettings, rows: int) -> None:
    """Bring all tables to `rows` operations. Two of them are written at a time, for two cores."""
    with opened(settings) as engine:
        with writing(engine) as connection:
            year_ago = datetime.now(UTC) - timedelta(days=30 * (_MONTHS - 1))
            make_months(connection, now=year_ago, ahead=_MONTHS - 1)
            last = int(connection.execute(select(centre.c.last_sequence)).scalar_one())
            there = int(connection.execute(text(_COUNT)).scalar_one())
        more = rows - there
        if more <= 0:
            return
        _set_wal(engine, _WAL_WHILE_FILLING)
        cases = more // _FINDINGS_OF_A_CASE
        jobs = (
            [(received_operation, more)],
            [(finding_revision, more)],
            [(received_content, more), (case_version, cases), (device, DEVICES)],
        )
        failures: list[BaseException] = []
        threads = [
            threading.Thread(target=_fill, args=(engine, job, last, failures)) for job in jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        with writing(engine) as connection:
            connection.execute(
                centre.update().where(centre.c.id == 1).values(last_sequence=last + more)
            )


def settle(settings: CentreSettings) -> None:
    """Everything is written down and nothing is left for the database to tidy up meanwhile."""
    engine = create_engine(settings.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("VACUUM (ANALYZE)"))
        connection.execute(text("CHECKPOINT"))
    _set_wal(engine, None)
    engine.dispose()


_COUNT = "SELECT count(*) FROM received_operation"


def _fill(
    engine: Engine, job: list[tuple[Table, int]], last: int, failures: list[BaseException]
) -> None:
    try:
        for table, more in job:
            for begin in range(0, more, _AT_ONCE):
                with writing(engine) as connection:
                    connection.execute(text("SET LOCAL synchronous_commit = off"))
                    _copy(connection, table, last, begin, min(more, begin + _AT_ONCE), more)
    except BaseException as error:  # noqa: BLE001 - raised by who waits for it
        failures.append(error)


def _copy(connection: Connection, table: Table, last: int, begin: int, end: int, more: int) -> None:
    """``INSERT ... SELECT`` of one row, with everything that must be unique made unique and all
    moments spread over the months. A device that is there already stays."""
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(_NEW.get(column.name, column.name) for column in table.columns)
    if table is device:
        values = values.replace(_NEW["device_id"], _device("i"))
    source = f"(SELECT * FROM {table.name} LIMIT 1) AS one"
    connection.execute(
        text(
            f"INSERT INTO {table.name} ({names}) SELECT {values} "
            f"FROM (SELECT i, :last + i AS g FROM generate_series("
            "CAST(:begin AS bigint), CAST(:end AS bigint)) AS i) AS numbers, "
            f"{source} ON CONFLICT DO NOTHING"
        ),
        {"last": last, "begin": begin + 1, "end": end}
        | ({"more": more} if "received_at" in table.columns else {}),
    )


def _device(number: str) -> str:
    return f"'0199aaaa-0000-7000-8000-' || lpad(({number} % {DEVICES})::text, 12, '0')"


def _ordered_id(kind: str) -> str:
    """As long as a UUIDv7 and, like it, later ones behind earlier ones."""
    return f"'0199bbbb-{kind}-7' || lpad(g::text, 24, '0')"


# What a copy has in place of the row's own value, by column.
_NEW = {
    "device_id": _device("g"),
    "op_id": _ordered_id("0001"),
    "aggregate_id": _ordered_id("0002"),
    "revision_id": _ordered_id("0003"),
    "case_id": f"'case-' || lpad((g / {_FINDINGS_OF_A_CASE})::text, 12, '0')",
    "n": "g",
    "sequence": "g",
    "post": "'filler'",
    "last_n": "1000000000",
    # The part of the twelve months that is certainly over, and never tomorrow.
    "received_at": f"now() - (:more - i) * (interval '{30 * (_MONTHS - 1)} days' / :more)",
    "content": "'{}'",
    "body": "'{}'",
}


def _set_wal(engine: Engine, size: str | None) -> None:
    """How much the database writes before it must write down its pages; None is its own setting."""
    value = f"SET max_wal_size = '{size}'" if size else "RESET max_wal_size"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"ALTER SYSTEM {value}"))
        connection.execute(text("SELECT pg_reload_conf()"))


def _size_mb(settings: CentreSettings) -> float:
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    return float(size) / 1e6
