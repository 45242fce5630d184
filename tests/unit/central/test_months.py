from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, insert, select, text

from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases
from inspector_app.central.database import open_engine, writing
from inspector_app.central.intake import Sender, take_batch
from inspector_app.central.months import AHEAD, attached_months, detach_month, make_months
from inspector_app.central.rules import act_hash
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import device, received_content, received_operation
from inspector_app.protocol.operations import sealed
from tests.helpers.builders import a_case, a_finding
from tests.helpers.device_log import DeviceLog
from tests.helpers.postgres import Postgres

NOW = datetime.now(UTC)
THIS_MONTH = f"{NOW:%Y-%m}"


@pytest.fixture
def engine(postgres: Postgres, tmp_path: Path) -> Iterator[Engine]:
    settings = CentreSettings(tmp_path / "centre", database_url=postgres.new_database())
    load_cases(settings, [a_case(scans=())], {})
    engine = open_engine(settings)
    identify(engine, f"Bearer {add_station(settings, 'ZU', '')}", "device-1")
    yield engine
    engine.dispose()


def places(connection: Connection) -> list[str]:
    """Which table each row lies in."""
    rows = connection.execute(text("SELECT tableoid::regclass::text FROM received_content"))
    return sorted(rows.scalars())


def put_back(engine: Engine, received_at: datetime) -> None:
    """As if everything had come at another time."""
    with writing(engine) as connection:
        connection.execute(received_operation.update().values(received_at=received_at))
        connection.execute(received_content.update().values(received_at=received_at))


def test_every_month_has_its_table(engine: Engine) -> None:
    log = DeviceLog("device-1", signer=None)
    take_batch(engine, Sender("device-1", "ZU"), batch_of([log.save(a_finding())]))
    with engine.begin() as connection:
        months = attached_months(connection)
        assert places(connection) == [f"received_content_{THIS_MONTH.replace('-', '_')}"]
    assert (months[0], len(months)) == (THIS_MONTH, AHEAD + 1)
    assert months == tuple(sorted(set(months)))
    with writing(engine) as connection:
        assert make_months(connection, now=NOW) == 0


def test_what_came_before_its_table_moves_there(engine: Engine) -> None:
    log = DeviceLog("device-1", signer=None)
    take_batch(engine, Sender("device-1", "ZU"), batch_of([log.save(a_finding())]))
    put_back(engine, datetime(2031, 12, 31, 23, 59, tzinfo=UTC))
    with writing(engine) as connection:
        assert places(connection) == ["received_content_rest"]
        assert make_months(connection, now=datetime(2031, 12, 2, tzinfo=UTC), ahead=1) == 2
        assert places(connection) == ["received_content_2031_12"]
        assert attached_months(connection)[-2:] == ("2031-12", "2032-01")


def test_a_month_that_is_taken_off_is_known_all_the_same(engine: Engine) -> None:
    log, sender = DeviceLog("device-1", signer=None), Sender("device-1", "ZU")
    operations = [log.save(a_finding()) for _ in range(3)]
    first = take_batch(engine, sender, batch_of(operations)).receipts
    with writing(engine) as connection:
        make_months(connection, now=datetime(2025, 3, 5, tzinfo=UTC), ahead=0)
    put_back(engine, datetime(2025, 3, 31, 12, tzinfo=UTC))
    with writing(engine) as connection:
        assert detach_month(connection, "2025-03", now=NOW) == "received_content_2025_03"
        assert places(connection) == []
        kept = connection.scalar(text("SELECT count(*) FROM received_content_2025_03"))
        assert kept == 3
    again = take_batch(engine, sender, batch_of(operations)).receipts
    assert [one.status.value for one in again] == ["duplicate"] * 3
    assert [one.sequence for one in again] == [one.sequence for one in first]


def test_a_successor_is_known_by_what_is_in_a_month_that_is_taken_off(engine: Engine) -> None:
    log = DeviceLog("device-1", signer=None)
    applied, refused = log.save(a_finding()), log.save(a_finding(case_id="unknown"))
    first = take_batch(engine, Sender("device-1", "ZU"), batch_of([applied, refused])).receipts
    with writing(engine) as connection:
        make_months(connection, now=datetime(2025, 3, 5, tzinfo=UTC), ahead=0)
    put_back(engine, datetime(2025, 3, 31, 12, tzinfo=UTC))
    new = DeviceLog("device-2")
    with writing(engine) as connection:
        detach_month(connection, "2025-03", now=NOW)
        row = {"device_id": "device-2", "post": "ZU", "last_n": 0, "descends_from": "device-1"}
        connection.execute(insert(device).values(**row))
    again = [new.written_anew(one) for one in (applied, refused)]
    other = sealed(replace(new.written_anew(applied), body=again[1].body), new.signer)
    answers = take_batch(engine, Sender("device-2", "ZU"), batch_of(again)).receipts
    assert [(one.status.value, one.reason) for one in answers] == [
        ("duplicate", ""),
        ("rejected", "unknown-case"),
    ]
    assert answers[0].sequence == first[0].sequence
    # Still nothing else may go by that id.
    (reused,) = take_batch(engine, Sender("device-2", "ZU"), batch_of([other])).receipts
    assert (reused.status.value, reused.reason) == ("rejected", "op-id-reused")


def test_what_came_before_acts_were_kept_gets_its_own_when_its_month_is_taken_off(
    engine: Engine,
) -> None:
    log = DeviceLog("device-1", signer=None)
    operations = [log.save(a_finding()) for _ in range(3)]
    take_batch(engine, Sender("device-1", "ZU"), batch_of(operations))
    with writing(engine) as connection:
        make_months(connection, now=datetime(2025, 3, 5, tzinfo=UTC), ahead=0)
    put_back(engine, datetime(2025, 3, 31, 12, tzinfo=UTC))
    with writing(engine) as connection:
        connection.execute(received_operation.update().values(act_sha256=""))
        detach_month(connection, "2025-03", now=NOW)
        found = connection.execute(
            select(received_operation.c.op_id, received_operation.c.act_sha256)
        )
        assert {row.op_id: row.act_sha256 for row in found} == {
            one.op_id: act_hash(one) for one in operations
        }


def test_no_month_that_is_not_over_is_taken_off(engine: Engine) -> None:
    with writing(engine) as connection:
        for month, why in ((THIS_MONTH, "not over"), ("1999-01", "no table"), ("x'; --", "no")):
            with pytest.raises(ValueError, match=why):
                detach_month(connection, month, now=NOW)


def test_a_file_has_no_months(settings: CentreSettings) -> None:
    engine = open_engine(settings)
    try:
        with writing(engine) as connection:
            with pytest.raises(ValueError, match="only a centre on PostgreSQL"):
                detach_month(connection, "2025-03", now=NOW)
            moment = NOW - timedelta(days=900)
            key = {"device_id": "d", "op_id": "o", "received_at": moment, "content": "{}"}
            connection.execute(insert(received_content).values(**key))
            assert connection.scalar(select(received_content.c.received_at)) == moment
    finally:
        engine.dispose()
