"""The queue, and cases that arrive in any order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from inspector_app.domain.case import Case, CaseState
from inspector_app.storage import StationDatabase
from tests.helpers.builders import AT, a_case, a_finding, a_highlight, a_scan, a_verdict


def entry(station: StationDatabase):
    (only,) = station.cases.queue()
    return only


def test_a_case_comes_back_as_it_was_given(station: StationDatabase) -> None:
    assert station.cases.get("case-0412") == a_case()


def test_an_unknown_case(station: StationDatabase) -> None:
    with pytest.raises(KeyError):
        station.cases.get("case-none")


def test_the_case_that_waited_longest_comes_first(station: StationDatabase) -> None:
    station.cases.keep(
        [
            a_case(case_id="case-late", assigned_at=AT + timedelta(minutes=5)),
            a_case(case_id="case-early", assigned_at=AT - timedelta(hours=2)),
        ]
    )
    ids = [line.case.case_id for line in station.cases.queue()]
    assert ids == ["case-early", "case-0412", "case-late"]


def newer(case: Case) -> Case:
    declaration = replace(case.declaration, version=case.version + 1)
    return replace(case, version=case.version + 1, declaration=declaration)


def test_a_newer_version_replaces_the_case_and_nothing_that_was_recorded(
    station: StationDatabase,
) -> None:
    finding = a_finding()
    station.records.save(finding)
    station.cases.note_opened("case-0412", person="b.bold", at=AT)
    assert station.cases.keep([newer(a_case())]) == 1
    assert station.cases.get("case-0412") == newer(a_case())
    assert station.records.findings("case-0412") == (finding,)
    assert entry(station).state is CaseState.OPENED


def test_an_older_version_never_comes_back(station: StationDatabase) -> None:
    station.cases.keep([newer(a_case())])
    assert station.cases.keep([a_case()]) == 0
    assert station.cases.get("case-0412").version == 2


def test_only_new_and_newer_cases_are_counted(station: StationDatabase) -> None:
    fresh = a_case(case_id="case-2")
    assert station.cases.keep([a_case(), fresh, fresh, newer(fresh)]) == 2
    assert station.cases.keep([]) == 0


def test_one_impossible_case_keeps_all_of_them_out(station: StationDatabase) -> None:
    class Unwritable:
        case_id, version, assigned_at = "case-bad", 1, AT

    with pytest.raises(Exception, match=r"Unwritable|type"):
        station.cases.keep([a_case(case_id="case-2"), Unwritable()])  # type: ignore[list-item]
    assert [line.case.case_id for line in station.cases.queue()] == ["case-0412"]


def test_states(station: StationDatabase) -> None:
    two = a_case(case_id="case-2", scans=(a_scan(scan_id="a"), a_scan(scan_id="b")))
    station.cases.keep([two])

    def state() -> CaseState:
        return {line.case.case_id: line.state for line in station.cases.queue()}["case-2"]

    assert state() is CaseState.WAITING
    station.cases.note_opened("case-2", person="b.bold", at=AT)
    assert state() is CaseState.OPENED
    station.records.save(a_verdict(case_id="case-2", scan_id="a"))
    assert state() is CaseState.OPENED
    station.records.save(a_verdict(case_id="case-2", scan_id="b"))
    assert state() is CaseState.VERDICT_GIVEN


def test_a_new_scan_makes_the_case_unfinished_again(station: StationDatabase) -> None:
    station.records.save(a_verdict())
    assert entry(station).state is CaseState.VERDICT_GIVEN
    rescanned = replace(newer(a_case()), scans=(*a_case().scans, a_scan(scan_id="scan-again")))
    station.cases.keep([rescanned])
    assert entry(station).state is CaseState.OPENED


def test_a_case_without_scans_waits(station: StationDatabase) -> None:
    station.cases.keep([replace(newer(a_case()), scans=())])
    assert entry(station).state is CaseState.WAITING
    assert entry(station).highlights is None
    assert entry(station).scans_here


def test_only_the_first_opening_counts(station: StationDatabase, engine: Engine) -> None:
    station.cases.note_opened("case-0412", person="b.bold", at=AT)
    station.cases.note_opened("case-0412", person="s.saran", at=AT + timedelta(minutes=1))
    with engine.connect() as connection:
        row = connection.exec_driver_sql('SELECT opened_by, opened_at FROM "case"').one()
    assert tuple(row) == ("b.bold", AT.isoformat())


def test_findings_in_force_are_counted(station: StationDatabase) -> None:
    first, second = a_finding(), a_finding()
    amended = replace(first, revision_id="r2", version=2, replaces=first.revision_id)
    for record in (first, second, amended):
        station.records.save(record)
    assert entry(station).findings == 2
    station.records.save(
        replace(amended, revision_id="r3", version=3, replaces="r2", withdrawn=True)
    )
    assert entry(station).findings == 1
    station.records.save(
        replace(amended, revision_id="r4", version=4, replaces="r3", withdrawn=False)
    )
    assert entry(station).findings == 2


def test_highlights_are_counted_once_all_scans_were_looked_at(station: StationDatabase) -> None:
    case = a_case(case_id="case-2", scans=(a_scan(scan_id="a"), a_scan(scan_id="b")))
    station.cases.keep([case])

    def count() -> int | None:
        return {line.case.case_id: line.highlights for line in station.cases.queue()}["case-2"]

    def keep(scan_id: str, model: str, number: int) -> None:
        station.highlights.keep(
            scan_id, "case-2", model=model, highlights=[a_highlight() for _ in range(number)]
        )

    assert count() is None
    keep("a", "one", 3)
    assert count() is None
    keep("b", "one", 0)
    assert count() == 3
    keep("a", "two", 1)
    assert count() is None
    keep("b", "two", 1)
    assert count() == 2


def test_the_queue_says_whether_the_scans_are_here(
    station: StationDatabase, tmp_path: Path
) -> None:
    (tmp_path / "high.png").write_bytes(b"high")
    (tmp_path / "low.png").write_bytes(b"low")
    high = station.scans.take_file(tmp_path / "high.png")
    scan = a_scan()
    low = replace(high, sha256="0" * 64)
    here = replace(scan, views=(replace(scan.views[0], images=(high,)),))
    half = replace(scan, views=(replace(scan.views[0], images=(high, low)),))
    station.cases.keep([a_case(version=2, scans=(half,))])
    assert not entry(station).scans_here
    station.cases.keep([a_case(version=3, scans=(here,))])
    assert entry(station).scans_here


def test_the_queue_asks_the_same_number_of_questions_for_any_length(
    station: StationDatabase, engine: Engine
) -> None:
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    station.cases.queue()
    for_one = len(asked)
    station.cases.keep([a_case(case_id=f"case-{i}") for i in range(40)])
    asked.clear()
    assert len(station.cases.queue()) == 41
    assert len(asked) == for_one
