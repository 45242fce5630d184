"""On PostgreSQL, `received_content` lies in one table for every month.

The tables are made ahead whenever the centre is opened. What comes for a month that has none goes
into the table ``received_content_rest`` and moves when the month gets its own: nothing that arrives
is ever refused because nobody made a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from inspector_app.central.acts import fill_acts

AHEAD = 12
"""So many months ahead. A process that runs for longer without a restart still loses nothing."""

_PARENT = "received_content"
_REST = f"{_PARENT}_rest"
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")

# Not before step 0007.
_HAS_PARENT = text(f"SELECT to_regclass('{_PARENT}') IS NOT NULL")
_ATTACHED = text(
    "SELECT child.relname FROM pg_inherits "
    "JOIN pg_class AS child ON child.oid = inhrelid "
    f"WHERE inhparent = '{_PARENT}'::regclass"
)


def make_months(connection: Connection, *, now: datetime, ahead: int = AHEAD) -> int:
    """Make the tables from this month on; how many were new. Nothing to do on SQLite. Needs a
    transaction that nobody else makes tables in at the same time."""
    if connection.dialect.name != "postgresql" or not connection.scalar(_HAS_PARENT):
        return 0
    there = attached_months(connection)
    missing = [one for one in _months_from(now, ahead + 1) if one not in there]
    for month in missing:
        _make(connection, month)
    return len(missing)


def attached_months(connection: Connection) -> tuple[str, ...]:
    """The months that have a table, as ``2026-11``, oldest first."""
    names = connection.execute(_ATTACHED).scalars()
    prefix = f"{_PARENT}_"
    months = (name.removeprefix(prefix).replace("_", "-") for name in names)
    return tuple(sorted(month for month in months if _MONTH.fullmatch(month)))


def detach_month(connection: Connection, month: str, *, now: datetime) -> str:
    """Take a month off and give the name of its table, which stays in the database until somebody
    has copied it away and drops it. What the centre recognises operations by stays where it is.

    Raises ValueError for a month that is not over, or has no table, and where it is not PostgreSQL.
    """
    if connection.dialect.name != "postgresql":
        raise ValueError("only a centre on PostgreSQL keeps its months apart")
    if month not in attached_months(connection):
        raise ValueError(f"there is no table for the month {month!r}")
    if month >= _month_of(now):
        raise ValueError(f"the month {month} is not over")
    name = _table_of(month)
    # Once it is off, nobody could tell any more what they said.
    fill_acts(connection, name)
    connection.execute(text(f"ALTER TABLE {_PARENT} DETACH PARTITION {name}"))
    return name


def _make(connection: Connection, month: str) -> None:
    name, start, end = _table_of(month), f"{month}-01", f"{_next(month)}-01"
    within = f"received_at >= '{start} 00:00+00' AND received_at < '{end} 00:00+00'"
    connection.execute(text(f"CREATE TABLE {name} (LIKE {_PARENT} INCLUDING ALL)"))
    # What came before the table did. PostgreSQL attaches no table whose rows lie elsewhere.
    connection.execute(
        text(
            f"WITH moved AS (DELETE FROM {_REST} WHERE {within} RETURNING *) "
            f"INSERT INTO {name} SELECT * FROM moved"
        )
    )
    connection.execute(
        text(
            f"ALTER TABLE {_PARENT} ATTACH PARTITION {name} "
            f"FOR VALUES FROM ('{start} 00:00+00') TO ('{end} 00:00+00')"
        )
    )


def _table_of(month: str) -> str:
    return f"{_PARENT}_{month.replace('-', '_')}"


def _month_of(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m}"


def _months_from(moment: datetime, count: int) -> Iterator[str]:
    month = _month_of(moment)
    for _ in range(count):
        yield month
        month = _next(month)


def _next(month: str) -> str:
    year, number = (int(part) for part in month.split("-"))
    return f"{year + number // 12}-{number % 12 + 1:02d}"
