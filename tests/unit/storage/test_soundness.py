"""The check has to see what it is there for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, text

from inspector_app.storage import StationDatabase
from inspector_app.storage.connections import writing
from inspector_app.storage.soundness import chain_faults
from tests.helpers.builders import a_finding, a_verdict


@pytest.fixture
def filled(station: StationDatabase) -> StationDatabase:
    for record in (a_finding(), a_verdict(), a_finding()):
        station.records.save(record)
    return station


def test_a_sound_station(filled: StationDatabase) -> None:
    assert filled.find_faults() == ()


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("DELETE FROM outbox WHERE n = 2", "outbox row"),
        ("UPDATE outbox SET op_id = 'x' WHERE n = 2", "outbox row"),
        ("DELETE FROM finding_revision WHERE n = 3", "operation 3 and its revision"),
        ("UPDATE finding_revision SET body = '{}' WHERE n = 1", "operation 1 and its revision"),
        ("UPDATE operation SET author = 'x' WHERE n = 2", "operation 2: its hash"),
        ("UPDATE operation SET signature = 'x' WHERE n = 2", "operation 2: its signature"),
        ("UPDATE operation SET log_n = 9 WHERE n = 2", "operation 9 does not follow"),
    ],
)
def test_somebody_changed_rows_with_the_triggers_off(
    filled: StationDatabase, engine: Engine, statement: str, fault: str
) -> None:
    with writing(engine) as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in list(names):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text(statement))
    assert any(fault in line for line in filled.find_faults())


def test_a_link_is_missing(filled: StationDatabase) -> None:
    first, second, third = filled.outbox.unanswered(3)
    assert chain_faults((first, second, third)) == ()
    assert chain_faults((first, third)) == ("operation 3 does not follow operation 1",)
    assert chain_faults((second, third)) == ("the first operation is not number 1",)
    assert len(chain_faults((first, replace(second, n=5), third))) == 3
    assert chain_faults(()) == ()
