"""Outbox and inbox towards CAIS, in the centre's own database.

The outbox is filled from what the centre applied, in the order of its sequence numbers and up to a
mark that moves in the same transaction. So taking in operations knows nothing of CAIS, and no
result can be forgotten: numbers become visible in order and without gaps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, func, insert, literal, select, union_all, update

from inspector_app.central.cais.broker import Message
from inspector_app.central.cais.result_out import Result, write_result
from inspector_app.central.cases import keep_cases
from inspector_app.central.database import writing
from inspector_app.central.tables import (
    cais_inbox,
    cais_mark,
    cais_outbox,
    case_version,
    finding_revision,
    verdict_revision,
)
from inspector_app.domain.case import Case
from inspector_app.domain.finding import Finding, ScanVerdict
from inspector_app.protocol.codec import decode, decode_case, encode

AT_ONCE = 200
"""Most results prepared in one transaction."""

SEND_AGAIN_AFTER = timedelta(minutes=10)
"""How long CAIS has to acknowledge a result before it is sent once more, under the same id."""

_REASON_LIMIT = 200


@dataclass(frozen=True, slots=True)
class CaisState:
    """How the conversation with CAIS goes, for whoever watches the centre."""

    waiting: int
    unacknowledged: int
    refused: int
    backed_out: int
    oldest_waiting: datetime | None


def prepare_results(engine: Engine, *, now: datetime) -> int:
    """Put what was applied since the last time into the outbox; how many results that made.

    A result is made for every version of a verdict, and for every version of a finding that comes
    after a verdict. Only for cases that came from CAIS.
    """
    with writing(engine) as connection:
        mark = connection.execute(
            select(cais_mark.c.sequence).where(cais_mark.c.id == 1).with_for_update()
        ).scalar_one()
        rows = _applied_since(connection, mark)
        results = [made for row in rows if (made := _result(connection, *row, now)) is not None]
        if results:
            connection.execute(insert(cais_outbox), results)
        if rows:
            connection.execute(update(cais_mark).values(sequence=rows[-1][0]))
    return len(results)


def results_to_send(engine: Engine, limit: int, *, now: datetime) -> list[Message]:
    """The oldest results whose time has come: never sent, or sent and not acknowledged."""
    table = cais_outbox
    query = (
        select(table.c.message_id, table.c.body)
        .where(table.c.state.in_(("waiting", "sent")), table.c.next_at <= now)
        .order_by(table.c.sequence)
        .limit(limit)
    )
    with engine.begin() as connection:
        return [Message(row.message_id, row.body.encode()) for row in connection.execute(query)]


def note_result_sent(engine: Engine, message_id: str, *, again_at: datetime) -> None:
    """The broker has it. Unless CAIS acknowledges it until then, it is sent again."""
    with writing(engine) as connection:
        connection.execute(
            update(cais_outbox)
            .where(
                cais_outbox.c.message_id == message_id,
                cais_outbox.c.state.in_(("waiting", "sent")),
            )
            .values(state="sent", attempts=cais_outbox.c.attempts + 1, next_at=again_at)
        )


def take_answer(
    engine: Engine, message: Message, *, about: str, refused: str, now: datetime
) -> bool:
    """CAIS's word on a result: acknowledged, or `refused` with a reason. False when it came before.

    An answer about something that is not in the outbox is kept in the inbox all the same.
    """
    with writing(engine) as connection:
        if not _first_time(connection, message, state="answer", case_id=None, now=now):
            return False
        connection.execute(
            update(cais_outbox)
            .where(cais_outbox.c.message_id == about, cais_outbox.c.state != "acknowledged")
            .values(
                state="refused" if refused else "acknowledged",
                reason=refused[:_REASON_LIMIT],
                settled_at=now,
            )
        )
    return True


def take_declaration(engine: Engine, message: Message, case: Case, *, now: datetime) -> bool:
    """Take in a case from CAIS; False when this message, or a later version, came before.

    A new version of a declaration makes a new version of its case, which keeps the scans it has.
    """
    with writing(engine) as connection:
        known = _newest(connection, case.case_id)
        old = known is not None and known.declaration.version >= case.declaration.version
        state = "superseded" if old else "taken"
        if not _first_time(connection, message, state=state, case_id=case.case_id, now=now) or old:
            return False
        keep_cases(connection, [case if known is None else _next_version(case, known)])
    return True


def note_failure(engine: Engine, message: Message, reason: str, *, now: datetime) -> int:
    """A message that could not be taken in; how often it was tried."""
    with writing(engine) as connection:
        known = connection.execute(
            select(cais_inbox.c.attempts).where(cais_inbox.c.message_id == message.message_id)
        ).scalar_one_or_none()
        if known is None:
            _write(connection, message, state="failing", case_id=None, now=now, reason=reason)
            return 1
        connection.execute(
            update(cais_inbox)
            .where(cais_inbox.c.message_id == message.message_id, cais_inbox.c.state == "failing")
            .values(attempts=known + 1, reason=reason[:_REASON_LIMIT])
        )
        return int(known) + 1


def note_backed_out(engine: Engine, message_id: str) -> None:
    """It lies in the backout queue now; a person looks at it there."""
    with writing(engine) as connection:
        connection.execute(
            update(cais_inbox)
            .where(cais_inbox.c.message_id == message_id)
            .values(state="backed-out")
        )


def cais_state(engine: Engine) -> CaisState:
    """Counts over both tables."""
    with engine.begin() as connection:
        counted = select(cais_outbox.c.state, func.count()).group_by(cais_outbox.c.state)
        outbox: dict[str, int] = dict(connection.execute(counted).all())
        backed_out = connection.execute(
            select(func.count()).select_from(cais_inbox).where(cais_inbox.c.state == "backed-out")
        ).scalar_one()
        oldest = connection.execute(
            select(cais_outbox.c.next_at)
            .where(cais_outbox.c.state == "waiting")
            .order_by(cais_outbox.c.sequence)
            .limit(1)
        ).scalar_one_or_none()
    return CaisState(
        outbox.get("waiting", 0),
        outbox.get("sent", 0),
        outbox.get("refused", 0),
        int(backed_out),
        oldest,
    )


def send_again(engine: Engine, message_id: str, *, now: datetime) -> bool:
    """Let a refused result go once more, after somebody put right what was wrong. False when it is
    not a refused one."""
    with writing(engine) as connection:
        changed = connection.execute(
            update(cais_outbox)
            .where(cais_outbox.c.message_id == message_id, cais_outbox.c.state == "refused")
            .values(state="waiting", reason="", next_at=now, settled_at=None)
        )
        return changed.rowcount > 0


def _applied_since(connection: Connection, mark: int) -> Sequence[tuple[int, str, str, datetime]]:
    """Sequence, message id, case and time of findings and verdicts, in the order of sequence."""
    halves = [
        select(
            table.c.sequence,
            literal(table.name).label("kind"),
            table.c.aggregate_id,
            table.c.version,
            table.c.revision_id,
            table.c.case_id,
            table.c.recorded_at,
        )
        .where(table.c.sequence > mark)
        .order_by(table.c.sequence)
        .limit(AT_ONCE)
        .subquery()
        for table in (verdict_revision, finding_revision)
    ]
    both = union_all(*(select(half) for half in halves)).subquery()
    query = select(both).order_by(both.c.sequence).limit(AT_ONCE)
    return [
        (row.sequence, _message_id(*row[1:5]), row.case_id, row.recorded_at)
        for row in connection.execute(query)
    ]


def _message_id(kind: str, aggregate_id: str, version: int, revision_id: str) -> str:
    """The same for the same version at any time, after a restore as well, and never another's: a
    station could give two findings one revision id."""
    named = encode([kind, aggregate_id, version, revision_id])
    return "result-" + hashlib.sha256(named).hexdigest()[:40]


def _result(
    connection: Connection,
    sequence: int,
    message_id: str,
    case_id: str,
    recorded_at: datetime,
    now: datetime,
) -> dict[str, object] | None:
    if not _came_from_cais(connection, case_id):
        return None
    verdict = connection.execute(
        select(verdict_revision.c.body)
        .where(verdict_revision.c.case_id == case_id, verdict_revision.c.sequence <= sequence)
        .order_by(verdict_revision.c.sequence.desc())
        .limit(1)
    ).scalar_one_or_none()
    case = _newest(connection, case_id)
    if verdict is None or case is None:
        return None
    body = write_result(
        Result(
            message_id,
            case,
            decode(verdict, ScanVerdict),
            _findings(connection, case_id, sequence),
            recorded_at,
        )
    )
    return {
        "message_id": message_id,
        "sequence": sequence,
        "case_id": case_id,
        "body": body.decode(),
        "state": "waiting",
        "reason": "",
        "attempts": 0,
        "next_at": now,
        "settled_at": None,
    }


def _findings(connection: Connection, case_id: str, sequence: int) -> list[Finding]:
    """The newest versions of a case's findings at that moment, without those taken back."""
    rows = connection.execute(
        select(finding_revision.c.body)
        .where(finding_revision.c.case_id == case_id, finding_revision.c.sequence <= sequence)
        .order_by(finding_revision.c.sequence)
    ).scalars()
    newest: dict[str, Finding] = {}
    for body in rows:
        finding = decode(body, Finding)
        newest[finding.finding_id] = finding
    return [finding for finding in newest.values() if not finding.withdrawn]


def _came_from_cais(connection: Connection, case_id: str) -> bool:
    return (
        connection.execute(
            select(cais_inbox.c.message_id).where(cais_inbox.c.case_id == case_id).limit(1)
        ).one_or_none()
        is not None
    )


def _newest(connection: Connection, case_id: str) -> Case | None:
    body = connection.execute(
        select(case_version.c.body)
        .where(case_version.c.case_id == case_id)
        .order_by(case_version.c.version.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if body is None else decode_case(body)


def _next_version(case: Case, known: Case) -> Case:
    return replace(case, version=known.version + 1, scans=known.scans)


def _first_time(
    connection: Connection, message: Message, *, state: str, case_id: str | None, now: datetime
) -> bool:
    """Write the message into the inbox; False when it is there already, and settled."""
    known = connection.execute(
        select(cais_inbox.c.state).where(cais_inbox.c.message_id == message.message_id)
    ).scalar_one_or_none()
    if known is None:
        _write(connection, message, state=state, case_id=case_id, now=now, reason="")
        return True
    if known not in ("failing", "backed-out"):
        return False
    # What failed before, because of a full disk say, and goes through now.
    connection.execute(
        update(cais_inbox)
        .where(cais_inbox.c.message_id == message.message_id)
        .values(state=state, reason="", case_id=case_id)
    )
    return True


def _write(
    connection: Connection,
    message: Message,
    *,
    state: str,
    case_id: str | None,
    now: datetime,
    reason: str,
) -> None:
    connection.execute(
        insert(cais_inbox).values(
            message_id=message.message_id,
            state=state,
            reason=reason[:_REASON_LIMIT],
            attempts=1,
            case_id=case_id,
            received_at=now,
            # PostgreSQL has no NUL in text, and a damaged message may have any byte.
            content=message.body.decode("utf-8", errors="replace").replace("\0", "\ufffd"),
        )
    )
