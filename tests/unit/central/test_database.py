from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pyrage
import pytest
import sqlcipher3.dbapi2 as sqlite
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import OperationalError

from inspector_app.central import database
from inspector_app.central.batches import batch_of
from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened, writing
from inspector_app.central.devices import day_digests, device_state
from inspector_app.central.intake import Sender, take_batch
from inspector_app.central.keys import centre_keys
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.sequence import epoch_and_sequence
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station, identify
from inspector_app.central.tables import device, metadata
from inspector_app.domain.errors import StorageUnavailable
from inspector_app.domain.operation import Operation
from inspector_app.protocol.codec import encode
from inspector_app.protocol.messages import DayDigest
from tests.helpers.builders import AT, a_case, a_finding, an_annotation
from tests.helpers.device_log import DeviceLog
from tests.helpers.fake_store import FakeStation


def test_the_steps_lead_to_the_tables_the_program_uses(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def only_steps_up_to(
    last: str,
    folder: Path,
    settings: CentreSettings,
    patch: pytest.MonkeyPatch,
    fill: Sequence[tuple[str, Sequence[dict[str, object]]]] = (),
) -> None:
    """Make a database as an older program did, and put something into it."""
    older = folder / "older" / "migrations"
    shutil.copytree(Path(database.__file__).parent / "migrations", older)
    for script in (older / "versions").glob("[0-9]*.py"):
        if script.name[:4] > last:
            script.unlink()
    with patch.context() as context:
        context.setattr(database, "__file__", str(older.parent / "database.py"))
        context.setattr(database, "make_keys", lambda _: None)
        with opened(settings) as engine, writing(engine) as connection:
            for statement, rows in fill:
                connection.execute(text(statement), rows)


def test_a_database_of_the_first_centre_takes_in_annotations(
    settings: CentreSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_steps_up_to("0001", tmp_path, settings, monkeypatch)
    station = FakeStation()
    finding, annotation = a_finding(), an_annotation()
    load_cases(settings, [a_case(scans=())], {})
    with opened(settings) as engine:
        token = add_station(settings, "ZU", "")
        sender = identify(engine, f"Bearer {token}", station.device_id)
        operations = [station.save(finding), station.save(annotation)]
        receipts = take_batch(engine, sender, batch_of(operations)).receipts
    assert [one.sequence for one in receipts] == [2, 3]
    found = findings_at_centre(settings)
    assert (found.findings, found.annotations) == ((finding,), (annotation,))


def test_what_a_centre_of_protocol_1_took_in_gets_its_place_in_the_log(
    empty_settings: Callable[[Path], CentreSettings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = DeviceLog("device-1", signer=None)
    first, second, third = (log.save(a_finding()) for _ in range(3))
    foreign = DeviceLog("device-2", signer=None).save(a_finding())
    reused = replace(log.save(a_finding()), n=2)
    rows = [
        (first, "applied", ""),
        (second, "rejected", "unknown-case"),
        (foreign, "rejected", "wrong-device"),
        (reused, "rejected", "number-reused"),
        (third, "applied", ""),
    ]
    received = [
        {
            "op_id": one.op_id,
            "sha256": one.sha256,
            "status": status,
            "reason": reason,
            "content": written_by_protocol_1(one),
        }
        for one, status, reason in rows
    ]
    fill = [
        ("INSERT INTO station VALUES (4, 't', 'ZU', '', 'device-1', '2026-01-01')", [{}]),
        ("INSERT INTO device VALUES ('device-1', 'ZU', 3)", [{}]),
        (
            "INSERT INTO received_operation VALUES "
            "('device-1', :op_id, :sha256, :status, :reason, NULL, '2026-01-01', :content)",
            received,
        ),
    ]
    settings = empty_settings(tmp_path / "centre")
    only_steps_up_to("0002", tmp_path, settings, monkeypatch, fill)
    with opened(settings) as engine:
        sender = Sender("device-1", "ZU")
        state = device_state(engine, sender)
        assert (state.last_n, state.head_sha256) == (3, third.sha256)
        log_of_it = (first, second, third)
        lines = "".join(f"{one.sha256} {status}\n" for one, status, _ in rows if one in log_of_it)
        digest = hashlib.sha256(lines.encode())
        day = AT.date().isoformat()
        assert day_digests(engine, sender).days == (DayDigest(day, 3, digest.hexdigest()),)
        load_cases(settings, [a_case(scans=())], {})
        answers = take_batch(engine, sender, batch_of([first, second, third])).receipts
        assert [one.status.value for one in answers] == ["duplicate", "rejected", "duplicate"]
        with engine.connect() as connection:
            rows_of = connection.execute(select(device.c.station_id, device.c.public_key)).all()
    assert rows_of == [(4, "")]


def test_what_came_before_acts_were_kept_is_known_when_a_successor_sends_it(
    empty_settings: Callable[[Path], CentreSettings],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = DeviceLog("device-0", signer=None)
    kept, gone = log.save(a_finding()), log.save(a_finding())
    received = [
        {"device_id": one.device_id, "op_id": one.op_id, "sha256": one.sha256, "n": one.n}
        for one in (kept, gone)
    ]
    content = {"device_id": "device-0", "op_id": kept.op_id, "content": encode(kept).decode()}
    fill = [
        (
            "INSERT INTO received_operation (device_id, op_id, sha256, status, reason, "
            "received_at, n) VALUES (:device_id, :op_id, :sha256, 'applied', '', "
            "'2026-01-01 00:00:00.000000', :n)",
            received,
        ),
        (
            "INSERT INTO received_content "
            "VALUES (:device_id, :op_id, '2026-01-01 00:00:00.000000', :content)",
            [content],
        ),
    ]
    settings = empty_settings(tmp_path / "centre")
    only_steps_up_to("0007", tmp_path, settings, monkeypatch, fill)
    token, new = add_station(settings, "ZU", "lane 1"), DeviceLog("device-1", signer=None)
    again = [new.written_anew(one) for one in (kept, gone)]
    with opened(settings) as engine:
        sender = identify(engine, f"Bearer {token}", "device-1")
        with engine.begin() as connection:
            old = {"device_id": "device-0", "post": "ZU", "last_n": 2}
            connection.execute(device.insert().values(**old))
            connection.execute(
                device.update()
                .where(device.c.device_id == "device-1")
                .values(descends_from="device-0")
            )
        receipts = take_batch(engine, sender, batch_of(again)).receipts
    # What was taken off before can be told from nothing any more.
    assert [(one.status.value, one.reason) for one in receipts] == [
        ("duplicate", ""),
        ("rejected", "op-id-reused"),
    ]


def written_by_protocol_1(operation: Operation) -> str:
    fields = json.loads(encode(operation))
    del fields["signature"]
    return json.dumps(fields)


def test_the_keys_are_made_once(settings: CentreSettings) -> None:
    def keys() -> tuple[str, str]:
        with opened(settings) as engine, engine.connect() as connection:
            found = centre_keys(connection)
            assert found.sealing_identity.startswith("AGE-SECRET-KEY-")
            return found.signing_key, found.sealing_key

    first = keys()
    assert first == keys()
    assert all(first)
    sealed = pyrage.encrypt(b"secret", [pyrage.x25519.Recipient.from_str(first[1])])
    with opened(settings) as engine, engine.connect() as connection:
        identity = pyrage.x25519.Identity.from_str(centre_keys(connection).sealing_identity)
    assert pyrage.decrypt(sealed, [identity]) == b"secret"


def test_it_writes_so_that_a_power_cut_takes_nothing(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL


def test_opening_again_keeps_the_epoch(settings: CentreSettings) -> None:
    with opened(settings) as engine, engine.connect() as connection:
        first = epoch_and_sequence(connection)
    with opened(settings) as engine, engine.connect() as connection:
        assert epoch_and_sequence(connection) == first


def test_a_folder_with_odd_letters_will_do(tmp_path: Path) -> None:
    with opened(CentreSettings(tmp_path / "100% төв ~!")) as engine, engine.connect() as one:
        assert epoch_and_sequence(one)[1] == 0


def test_a_transaction_that_fails_leaves_nothing(settings: CentreSettings) -> None:
    with opened(settings) as engine:
        with pytest.raises(OperationalError, match="no such table"):
            _write_half(engine)
        with engine.connect() as connection:
            assert epoch_and_sequence(connection)[1] == 0


def test_an_sqlite_that_damages_files_is_refused(
    settings: CentreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "sqlite_version", "3.51.2")
    with pytest.raises(StorageUnavailable) as refusal:
        database.open_engine(settings)
    assert refusal.value.reason == "old-sqlite"


def test_a_folder_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageUnavailable) as refusal:
        database.open_engine(CentreSettings(tmp_path / "file" / "centre"))
    assert refusal.value.reason == "no-folder"


def _write_half(engine: Engine) -> None:
    with writing(engine) as connection:
        connection.execute(text("UPDATE centre SET last_sequence = 9"))
        connection.execute(text("UPDATE missing_table SET last_sequence = 9"))
