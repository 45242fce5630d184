from __future__ import annotations

from inspector_app.storage import StationDatabase
from tests.helpers.builders import a_highlight


def test_highlights_come_back_as_they_were(station: StationDatabase) -> None:
    highlights = (a_highlight(), a_highlight(highlight_id="highlight-2", contrast=-0.1))
    assert station.highlights.get("scan-0412", model="m 1") is None
    station.highlights.keep("scan-0412", "case-0412", model="m 1", highlights=highlights)
    assert station.highlights.get("scan-0412", model="m 1") == highlights


def test_none_found_is_not_the_same_as_not_looked(station: StationDatabase) -> None:
    station.highlights.keep("scan-0412", "case-0412", model="m 1", highlights=[])
    assert station.highlights.get("scan-0412", model="m 1") == ()
    assert station.highlights.get("scan-0412", model="m 2") is None
    assert station.highlights.get("scan-other", model="m 1") is None


def test_a_second_run_of_the_same_model_takes_the_place_of_the_first(
    station: StationDatabase,
) -> None:
    for count in (3, 1):
        station.highlights.keep(
            "scan-0412", "case-0412", model="m 1", highlights=[a_highlight()] * count
        )
    assert station.highlights.get("scan-0412", model="m 1") == (a_highlight(),)
