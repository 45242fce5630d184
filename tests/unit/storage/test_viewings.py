from __future__ import annotations

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, open_station
from inspector_app.storage.connections import writing
from tests.helpers.builders import a_case, a_viewing


def test_viewings_come_back_by_case_in_the_order_of_logging(station: StationDatabase) -> None:
    station.cases.keep([a_case(case_id="case-2")])
    first, elsewhere, second = a_viewing(), a_viewing(case_id="case-2"), a_viewing(tools=())
    for viewing in (first, elsewhere, second):
        station.viewings.keep(viewing)
    assert station.viewings.viewings_of("case-0412") == (first, second)
    assert station.viewings.viewings_of("case-2") == (elsewhere,)
    assert station.viewings.viewings_of("case-none") == ()


def test_they_outlive_the_program_and_are_never_sent(folder: DataFolder) -> None:
    viewing = a_viewing()
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        station.viewings.keep(viewing)
    with open_station(folder) as station:
        assert station.viewings.viewings_of("case-0412") == (viewing,)
        assert station.outbox.unanswered(10) == ()
        assert station.find_faults() == ()


def test_the_same_viewing_again_changes_nothing(station: StationDatabase) -> None:
    viewing = a_viewing()
    station.viewings.keep(viewing)
    station.viewings.keep(a_viewing(viewing_id=viewing.viewing_id, looked_s=99.0))
    assert station.viewings.viewings_of("case-0412") == (viewing,)


def test_a_viewing_of_an_unknown_case_is_a_bug(station: StationDatabase) -> None:
    with pytest.raises(IntegrityError):
        station.viewings.keep(a_viewing(case_id="case-none"))


@pytest.mark.parametrize("statement", ["UPDATE viewing SET body = '{}'", "DELETE FROM viewing"])
def test_the_log_cannot_be_changed_with_sql(
    station: StationDatabase, engine: Engine, statement: str
) -> None:
    station.viewings.keep(a_viewing())
    with pytest.raises(IntegrityError, match="append-only"), writing(engine) as connection:
        connection.execute(text(statement))
