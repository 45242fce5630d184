"""Saving: one transaction, one chain, nothing overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from inspector_app.domain.annotation import AnnotationKind
from inspector_app.domain.errors import FindingRefused, StorageUnavailable
from inspector_app.domain.finding import Finding, Verdict
from inspector_app.domain.operation import Delivery, OperationKind
from inspector_app.domain.region import Mark, MarkShape
from inspector_app.protocol.codec import decode_record
from inspector_app.protocol.operations import is_intact
from inspector_app.settings.data_folder import DataFolder
from inspector_app.storage import StationDatabase, connections, open_station
from inspector_app.storage.connections import connect, reading, writing
from tests.helpers.builders import AT, a_case, a_finding, a_verdict, an_annotation


def amendment(finding, **fields):
    changes = {
        "revision_id": f"{finding.revision_id}+",
        "version": finding.version + 1,
        "replaces": finding.revision_id,
        **fields,
    }
    return replace(finding, **changes)


def test_a_saved_finding_comes_back_whole(station: StationDatabase) -> None:
    finding = a_finding(reason_id="reason-1", highlight_id="highlight-1")
    station.records.save(finding)
    assert station.records.findings("case-0412") == (finding,)
    assert station.records.verdicts("case-0412") == ()
    assert station.records.findings("case-other") == ()


def test_all_versions_in_the_order_of_saving(station: StationDatabase) -> None:
    first, other = a_finding(), a_finding()
    second = amendment(first, remark="looked again")
    for record in (first, other, second):
        station.records.save(record)
    assert station.records.findings("case-0412") == (first, other, second)


def test_verdicts_have_versions_too(station: StationDatabase) -> None:
    first = a_verdict()
    second = amendment(first, verdict=Verdict.RESCAN, reason="blurred")
    station.records.save(first)
    station.records.save(second)
    assert station.records.verdicts("case-0412") == (first, second)


def test_annotations_have_versions_too(station: StationDatabase) -> None:
    first = an_annotation()
    other = an_annotation(kind=AnnotationKind.TEXT, points=((5.0, 6.0),))
    second = amendment(first, points=((1.0, 2.0), (3.0, 4.0)))
    third = amendment(second, withdrawn=True)
    for record in (first, other, second, third):
        station.records.save(record)
    assert station.records.annotations("case-0412") == (first, other, second, third)
    assert station.records.annotations("case-other") == ()
    assert station.records.findings("case-0412") == ()
    with pytest.raises(FindingRefused) as caught:
        station.records.save(amendment(second, revision_id="late"))
    assert caught.value.reason == "changed-meanwhile"


def test_an_annotation_goes_out_like_a_finding(station: StationDatabase) -> None:
    annotation = an_annotation()
    operation = station.records.save(annotation)
    assert operation.kind is OperationKind.ANNOTATION_RECORDED
    assert station.outbox.unanswered(9) == (operation,)
    assert station.outbox.list_operations(9).entries[0].kind is operation.kind
    deliveries = station.records.deliveries("case-0412")
    assert deliveries[annotation.revision_id].delivery is Delivery.WAITING
    assert station.find_faults() == ()


def test_annotations_are_not_counted_as_findings(station: StationDatabase) -> None:
    station.records.save(an_annotation())
    (entry,) = station.cases.queue()
    assert entry.findings == 0


def test_an_annotation_without_its_operation_is_a_fault(
    station: StationDatabase, engine: Engine
) -> None:
    station.records.save(an_annotation())
    with writing(engine) as connection:
        connection.execute(text("DROP TRIGGER annotation_revision_no_delete"))
        connection.execute(text("DELETE FROM annotation_revision"))
    assert station.find_faults() != ()


def test_an_ellipse_comes_back_as_one(station: StationDatabase) -> None:
    mark = Mark("side", ((1.0, 2.0), (30.0, 40.0)), MarkShape.ELLIPSE)
    finding = a_finding(mark=mark)
    station.records.save(finding)
    assert station.records.findings("case-0412") == (finding,)


def test_the_operation_carries_the_record(station: StationDatabase) -> None:
    finding = a_finding()
    operation = station.records.save(finding)
    assert operation.kind is OperationKind.FINDING_RECORDED
    assert operation.device_id == station.device_id
    assert operation.aggregate_id == finding.finding_id
    assert operation.base_version == 0
    assert decode_record(operation.kind, operation.body) == finding
    assert is_intact(operation)


def test_operations_form_a_chain_without_gaps(station: StationDatabase) -> None:
    saved = [station.records.save(record) for record in (a_finding(), a_verdict(), a_finding())]
    assert [operation.n for operation in saved] == [1, 2, 3]
    assert [operation.previous_sha256 for operation in saved] == [
        "",
        saved[0].sha256,
        saved[1].sha256,
    ]


def test_a_clock_of_another_zone_does_not_break_the_hash(station: StationDatabase) -> None:
    in_ulaanbaatar = datetime(2026, 11, 21, 16, 15, 30, 120_000, timezone(timedelta(hours=8)))
    station.records.save(a_finding(recorded_at=in_ulaanbaatar))
    (operation,) = station.outbox.unanswered(1)
    assert is_intact(operation)
    assert operation.recorded_at == in_ulaanbaatar.astimezone(UTC)


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_version_that_does_not_follow_the_newest(station: StationDatabase, version: int) -> None:
    first = a_finding()
    second = amendment(first)
    station.records.save(first)
    station.records.save(second)
    late = replace(
        first, revision_id="late", version=version, replaces=None if version == 1 else "x"
    )
    with pytest.raises(FindingRefused) as caught:
        station.records.save(late)
    assert caught.value.reason == "changed-meanwhile"
    assert station.records.findings("case-0412") == (first, second)
    assert station.outbox.summary().waiting == 2


def test_an_amendment_that_names_another_version(station: StationDatabase) -> None:
    first = a_finding()
    station.records.save(first)
    with pytest.raises(FindingRefused) as caught:
        station.records.save(amendment(first, replaces="somebody-elses"))
    assert caught.value.reason == "changed-meanwhile"


def test_an_amendment_of_what_is_not_here(station: StationDatabase) -> None:
    with pytest.raises(FindingRefused) as caught:
        station.records.save(amendment(a_verdict()))
    assert caught.value.reason == "changed-meanwhile"


def test_deliveries_of_a_new_record(station: StationDatabase) -> None:
    finding, verdict = a_finding(), a_verdict()
    station.records.save(finding)
    station.records.save(verdict)
    deliveries = station.records.deliveries("case-0412")
    assert set(deliveries) == {finding.revision_id, verdict.revision_id}
    assert {status.delivery for status in deliveries.values()} == {Delivery.WAITING}
    assert deliveries[finding.revision_id].since == AT
    assert station.records.deliveries("case-other") == {}


@pytest.mark.parametrize(
    "table", ["operation", "finding_revision", "verdict_revision", "annotation_revision"]
)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET body = '{{}}'",
        "DELETE FROM {}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
    ],
)
def test_what_was_recorded_cannot_be_changed_with_sql(
    station: StationDatabase, engine: Engine, table: str, statement: str
) -> None:
    station.records.save(a_finding())
    station.records.save(a_verdict())
    station.records.save(an_annotation())
    with (
        pytest.raises(IntegrityError, match=r"append-only|next link"),
        writing(engine) as connection,
    ):
        connection.execute(text(statement.format(table)))
    assert station.find_faults() == ()


@pytest.mark.parametrize(
    ("n", "log_n", "previous"), [(3, 2, None), (2, 3, None), (2, 2, "f" * 64), (1, 2, None)]
)
def test_an_operation_out_of_order_cannot_be_inserted(
    station: StationDatabase, engine: Engine, n: int, log_n: int, previous: str | None
) -> None:
    sha256 = station.records.save(a_finding()).sha256
    with pytest.raises(IntegrityError, match="next link"), writing(engine) as connection:
        connection.execute(
            text(
                "INSERT INTO operation SELECT :n, 'o', 'r', device_id, kind, case_id, "
                "aggregate_id, base_version, body, author, recorded_at, :previous, 'f', "
                ":log_n, '' FROM operation"
            ),
            {"n": n, "log_n": log_n, "previous": previous or sha256},
        )


def test_a_finding_on_an_unknown_case_is_a_bug(station: StationDatabase) -> None:
    with pytest.raises(IntegrityError):
        station.records.save(a_finding(case_id="case-none"))
    assert station.find_faults() == ()
    assert station.records.save(a_finding()).n == 1


def test_a_full_database_leaves_everything_as_before(
    station: StationDatabase, engine: Engine
) -> None:
    kept = a_finding()
    station.records.save(kept)
    with reading(engine) as connection:
        pages = connection.scalar(text("PRAGMA page_count"))
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    refused: list[Finding] = []
    reasons: set[str] = set()
    while len(refused) < 3:
        finding = a_finding(remark="x" * 2000)
        try:
            station.records.save(finding)
        except StorageUnavailable as error:
            refused.append(finding)
            reasons.add(error.reason)
    assert reasons == {"disk-full"}
    saved = len(station.records.findings("case-0412"))
    assert station.outbox.summary().waiting == saved
    assert station.find_faults() == ()

    with reading(engine) as connection:
        connection.execute(text("PRAGMA max_page_count = 1000000"))
    assert station.records.save(refused[0]).n == saved + 1
    assert station.records.findings("case-0412")[-1] == refused[0]
    assert station.find_faults() == ()


def test_a_database_that_may_only_be_read(station: StationDatabase, engine: Engine) -> None:
    with reading(engine) as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    with pytest.raises(StorageUnavailable) as caught:
        station.records.save(a_finding())
    assert caught.value.reason == "read-only"
    assert station.records.findings("case-0412") == ()


def test_somebody_else_holds_the_lock(folder: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    with open_station(folder) as station:
        station.cases.keep([a_case()])
        other = connect(folder.database, folder.database_key.read_text().strip())
        other.execute("BEGIN IMMEDIATE")
        try:
            assert station.records.findings("case-0412") == ()  # reading goes on
            with pytest.raises(StorageUnavailable) as caught:
                station.records.save(a_finding())
        finally:
            other.close()
        assert caught.value.reason == "locked"
        assert station.records.save(a_finding()).n == 1
