from __future__ import annotations

import pytest
from sqlalchemy import Engine, text

from inspector_app.domain.errors import StorageUnavailable
from inspector_app.storage import StationDatabase
from inspector_app.storage.connections import reading
from tests.helpers.builders import a_case


def test_the_cursor_starts_empty_and_moves_with_the_cases(station: StationDatabase) -> None:
    assert station.feed.cursor() == ""
    assert station.feed.take([a_case(case_id="case-2"), a_case()], cursor="e:17") == 1
    assert station.feed.cursor() == "e:17"
    assert station.feed.take([], cursor="e:18") == 0
    assert station.feed.cursor() == "e:18"


def test_cases_and_cursor_come_together_or_not_at_all(
    station: StationDatabase, engine: Engine
) -> None:
    station.feed.take([], cursor="e:1")
    with reading(engine) as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    page = [a_case(case_id=f"case-{i}") for i in range(60)]
    with pytest.raises(StorageUnavailable) as caught:
        station.feed.take(page, cursor="e:2")
    assert caught.value.reason == "disk-full"
    assert station.feed.cursor() == "e:1"
    assert len(station.cases.queue()) == 1


def test_the_same_page_twice_does_no_harm(station: StationDatabase) -> None:
    page = [a_case(case_id="case-2", version=3)]
    assert station.feed.take(page, cursor="e:1") == 1
    assert station.feed.take(page, cursor="e:1") == 0
    assert len(station.cases.queue()) == 2
