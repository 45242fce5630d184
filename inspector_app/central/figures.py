"""Figures of a centre for Prometheus. Needs the package prometheus-client (extra ``central``).

Every process counts for itself and is asked by itself, on its own port and not through the proxy:
so a process that is ill shows, and no folder has to be shared. What is read from the database is
the same at each.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import inf

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import Engine, QueuePool, func, select

from inspector_app.central.backup import last_backup
from inspector_app.central.cais.exchange_tables import cais_state
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.tables import conflict, station
from inspector_app.central.watching import RequestNotes

SOON = (timedelta(days=7), timedelta(days=30))
"""Certificates that end within these are counted. A station renews its own 30 days ahead, so one
that has fewer than 7 left has not been heard of for weeks."""

_BATCHES = "/v1/operations"
_FEED = "/v1/feed"
# Around the promise of 0.25 s.
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class _Gauges:
    sequence: Gauge
    conflicts: Gauge
    connections: Gauge
    cais: Gauge
    cais_oldest: Gauge
    certificates: Gauge
    free: Gauge
    backup: Gauge


class PrometheusFigures:
    """Counts requests, and reads the rest from the database when it is asked."""

    def __init__(self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "inspector_requests",
            "Requests by their answer",
            ("method", "route", "status"),
            registry=registry,
        )
        self._refused = Counter(
            "inspector_refused_requests", "Requests refused", ("reason",), registry=registry
        )
        self._operations = Counter(
            "inspector_operations",
            "Operations by the status of their receipt",
            ("status", "reason"),
            registry=registry,
        )
        self._batch_seconds = Histogram(
            "inspector_batch_seconds",
            "How long a batch of operations took to be answered",
            buckets=_SECONDS,
            registry=registry,
        )
        self._pages = Counter("inspector_feed_pages", "Pages of the feed sent", registry=registry)
        self._bytes_up = Counter("inspector_upload_bytes", "Bytes of files kept", registry=registry)
        self._gauges = _make_gauges(registry)

    def count(
        self, notes: RequestNotes, *, method: str, route: str, status: int, seconds: float
    ) -> None:
        """As in `watching.Figures`."""
        self._requests.labels(method, route, str(status)).inc()
        if notes.reason:
            self._refused.labels(notes.reason).inc()
        for (receipt, reason), number in notes.receipts.items():
            self._operations.labels(receipt, reason).inc(number)
        if route == _BATCHES and status == 200:
            self._batch_seconds.observe(seconds)
        elif route == _FEED and status == 200:
            self._pages.inc()
        elif notes.bytes_up:
            self._bytes_up.inc(notes.bytes_up)

    def text(self, engine: Engine, settings: CentreSettings) -> bytes:
        """Everything, as Prometheus reads it. Raises SQLAlchemy's errors and OSError."""
        self._read_database(engine)
        self._gauges.free.set(shutil.disk_usage(settings.folder).free)
        pool = engine.pool
        if isinstance(pool, QueuePool):
            self._gauges.connections.labels("in use").set(pool.checkedout())
            self._gauges.connections.labels("idle").set(pool.checkedin())
        return generate_latest(self._registry)

    def _read_database(self, engine: Engine) -> None:
        now = self._now()
        with engine.begin() as connection:
            self._gauges.sequence.set(epoch_and_sequence(connection)[1])
            backup = last_backup(connection)
            self._gauges.backup.set(inf if backup is None else (now - backup).total_seconds())
            count = select(func.count()).select_from(conflict)
            self._gauges.conflicts.set(connection.execute(count).scalar_one())
            ends = (
                connection.execute(
                    select(station.c.certificate_ends).where(
                        station.c.certificate_ends.is_not(None), station.c.revoked_at.is_(None)
                    )
                )
                .scalars()
                .all()
            )
        for within in SOON:
            number = sum(end - now <= within for end in ends)
            self._gauges.certificates.labels(str(within.days)).set(number)
        cais = cais_state(engine)
        for state in ("waiting", "unacknowledged", "refused", "backed_out"):
            self._gauges.cais.labels(state.replace("_", " ")).set(getattr(cais, state))
        oldest = cais.oldest_waiting
        self._gauges.cais_oldest.set(
            0 if oldest is None else max(0.0, (now - oldest).total_seconds())
        )


def _make_gauges(registry: CollectorRegistry) -> _Gauges:
    def gauge(name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"inspector_{name}", text, labels, registry=registry)

    return _Gauges(
        sequence=gauge("last_sequence", "The last number given; grows with all that is taken in"),
        conflicts=gauge("conflicts", "Conflicts kept for supervisors"),
        connections=gauge("database_connections", "Connections of this process", "state"),
        cais=gauge("cais_messages", "Results for CAIS and messages from there", "state"),
        cais_oldest=gauge("cais_oldest_waiting_seconds", "How long a result waits for CAIS"),
        certificates=gauge("certificates_ending", "Certificates at or near their end", "days"),
        free=gauge("free_bytes", "Free space where the centre keeps its files"),
        backup=gauge("backup_age_seconds", "Since the newest backup; +Inf where none is known"),
    )
