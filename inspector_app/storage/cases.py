"""The cases this post was given, and how far the inspector is with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, case, func, select, update
from sqlalchemy.dialects.sqlite import insert

from inspector_app.domain.case import Case, CaseState
from inspector_app.domain.scan import EnergyImage
from inspector_app.protocol.codec import decode_case, encode_case
from inspector_app.storage import tables
from inspector_app.storage.connections import reading, writing
from inspector_app.storage.scan_store import ScanFolder
from inspector_app.storage.uploads import put_scans
from inspector_app.workflow.ports import QueueEntry


def take_in(connection: Connection, cases: Sequence[Case]) -> int:
    """Write cases inside the caller's transaction; how many were new or newer.

    What was recorded about a case, and who opened it, stays as it is. An older version than the
    one here changes nothing: the feed and a folder can bring the same case in any order.
    """
    table = tables.cases
    changed = 0
    for given in cases:
        row = {
            "version": given.version,
            "assigned_at": given.assigned_at,
            "body": encode_case(given),
        }
        statement = insert(table).values(case_id=given.case_id, **row)
        changed += connection.execute(
            statement.on_conflict_do_update(
                index_elements=[table.c.case_id],
                set_=row,
                where=statement.excluded.version > table.c.version,
            )
        ).rowcount
    return changed


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the database knows of all cases, read with one query each."""

    findings: Mapping[str, int]
    judged_scans: Mapping[str, frozenset[str]]
    highlights: Mapping[str, int]


class StationCases:
    """`workflow.ports.Cases` over the station's database."""

    def __init__(self, engine: Engine, scans: ScanFolder) -> None:
        self._engine = engine
        self._scans = scans

    def queue(self) -> tuple[QueueEntry, ...]:
        """All cases, the one that has waited longest first. Raises StorageUnavailable."""
        table = tables.cases
        with reading(self._engine) as connection:
            rows = connection.execute(select(table.c.body, table.c.opened_at)).all()
            recorded = _Recorded(
                findings=_count_findings(connection),
                judged_scans=_judged_scans(connection),
                highlights=_count_highlights(connection),
            )
        entries = [
            self._entry(decode_case(body), recorded, opened=opened_at is not None)
            for body, opened_at in rows
        ]
        return tuple(sorted(entries, key=lambda e: (e.case.assigned_at, e.case.case_id)))

    def get(self, case_id: str) -> Case:
        """One case. Raises KeyError when there is none, StorageUnavailable."""
        table = tables.cases
        with reading(self._engine) as connection:
            body = connection.scalar(select(table.c.body).where(table.c.case_id == case_id))
        if body is None:
            raise KeyError(case_id)
        return decode_case(body)

    def keep(self, cases: Sequence[Case]) -> int:
        """Take in cases in one transaction; how many were new or newer. The centre may not have
        their scan files, so they go up. Raises StorageUnavailable."""
        with writing(self._engine) as connection:
            changed = take_in(connection, cases)
            put_scans(connection, cases)
            return changed

    def note_opened(self, case_id: str, *, person: str, at: datetime) -> None:
        """Remember that somebody opened it; only the first time counts.
        Raises StorageUnavailable."""
        table = tables.cases
        with writing(self._engine) as connection:
            connection.execute(
                update(table)
                .where(table.c.case_id == case_id, table.c.opened_at.is_(None))
                .values(opened_at=at, opened_by=person)
            )

    def _entry(self, case: Case, recorded: _Recorded, *, opened: bool) -> QueueEntry:
        findings = recorded.findings.get(case.case_id, 0)
        judged = recorded.judged_scans.get(case.case_id, frozenset())
        return QueueEntry(
            case=case,
            state=_state(case, judged, touched=opened or findings > 0),
            findings=findings,
            highlights=_highlights(case, recorded.highlights),
            scans_here=not self._scans.missing(_images(case)),
        )


def _state(case: Case, judged: frozenset[str], *, touched: bool) -> CaseState:
    if judged and all(scan.scan_id in judged for scan in case.scans):
        return CaseState.VERDICT_GIVEN
    return CaseState.OPENED if touched or judged else CaseState.WAITING


def _highlights(case: Case, counts: Mapping[str, int]) -> int | None:
    if not case.scans or any(scan.scan_id not in counts for scan in case.scans):
        return None
    return sum(counts[scan.scan_id] for scan in case.scans)


def _images(case: Case) -> list[EnergyImage]:
    return [image for scan in case.scans for view in scan.views for image in view.images]


def _count_findings(connection: Connection) -> dict[str, int]:
    """Findings in force by case: all first versions, less those withdrawn by their newest one.

    Both questions are answered in index order; asking for the newest version of every finding took
    ten times as long.
    """
    table = tables.finding_revisions
    later = table.alias("later")
    has_later = (
        select(later.c.n)
        .where(later.c.finding_id == table.c.finding_id, later.c.version == table.c.version + 1)
        .exists()
    )
    first_versions = select(
        table.c.case_id, func.sum(case((table.c.version == 1, 1), else_=0))
    ).group_by(table.c.case_id)
    withdrawn = (
        select(table.c.case_id, func.count())
        .where(table.c.withdrawn.is_(True), ~has_later)
        .group_by(table.c.case_id)
    )
    counts: dict[str, int] = dict(connection.execute(first_versions).all())
    for case_id, count in connection.execute(withdrawn):
        counts[case_id] -= count
    return counts


def _judged_scans(connection: Connection) -> dict[str, frozenset[str]]:
    """Ids of the scans that have a verdict, by case."""
    table = tables.verdict_revisions
    judged: defaultdict[str, set[str]] = defaultdict(set)
    for case_id, scan_id in connection.execute(select(table.c.case_id, table.c.scan_id).distinct()):
        judged[case_id].add(scan_id)
    return {case_id: frozenset(scans) for case_id, scans in judged.items()}


def _count_highlights(connection: Connection) -> dict[str, int]:
    """How many highlights the model that ran last made, by scan id."""
    table = tables.scan_highlights
    newest = select(table.c.model).order_by(table.c.id.desc()).limit(1).scalar_subquery()
    query = select(table.c.scan_id, table.c.count).where(table.c.model == newest)
    return dict(connection.execute(query).all())
