"""Writes down how this program's protocol goes over the wire: once, when a protocol is finished."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from fastapi import FastAPI

from inspector_app.domain.operation import Operation, OperationKind
from inspector_app.domain.review import Decision, ReviewDecision
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.codec import encode, encode_case
from inspector_app.protocol.messages import OperationBatch
from inspector_app.protocol.operations import sealed
from inspector_app.protocol.signing import Signer
from tests.helpers.builders import AT, a_case, a_finding, a_photo, a_verdict, an_annotation
from tests.helpers.device_log import DeviceLog, a_signer
from tests.helpers.recorded import (
    EPOCH,
    FOLDER,
    NEXT_STATION_KEY,
    STATION,
    STATION_KEY,
    Exchange,
    recorded_centre,
    write_exchange,
    write_json,
)


class Recorder:
    def __init__(self, folder: Path, app: FastAPI, token: str) -> None:
        self._folder, self._app, self._token = folder, app, token
        self._count = 0

    def record(
        self,
        name: str,
        method: str,
        path: str,
        body: str = "",
        *,
        headers: dict[str, str] | None = None,
        authorized: bool = True,
    ) -> None:
        self._count += 1
        asked = Exchange(
            f"{self._count:02d}-{name}", method, path, headers or {}, authorized, body, 0, ""
        )
        answer = asked.ask(self._app, self._token)
        write_exchange(
            self._folder,
            replace(asked, status=answer.status_code, answer=answer.content.decode()),
        )

    def send(self, name: str, log: DeviceLog, *operations: Operation) -> None:
        batch = OperationBatch(
            PROTOCOL_VERSION, operations, head_n=len(log.operations), head_sha256=log.head
        )
        headers = {} if log.device_id == STATION else {"Device-Id": log.device_id}
        self.record(name, "POST", "/v1/operations", encode(batch).decode(), headers=headers)


def main() -> None:
    folder = FOLDER / str(PROTOCOL_VERSION)
    log = DeviceLog(STATION, Signer(STATION_KEY))
    cases = [a_case(scans=()), a_case(case_id="case-2", scans=())]
    assert log.signer is not None
    write_json(
        folder / "setting.json",
        {
            "protocol": PROTOCOL_VERSION,
            "post": "ZU",
            "epoch": EPOCH,
            "cases": [encode_case(one) for one in cases],
            "scan": "not pixels, but bytes of a scan file\n",
            "public_key": log.signer.public_key,
        },
    )
    with (
        tempfile.TemporaryDirectory() as scratch,
        recorded_centre(Path(scratch), PROTOCOL_VERSION) as (app, token),
    ):
        _record_all(Recorder(folder, app, token), log)


def _record_all(recorder: Recorder, log: DeviceLog) -> None:
    recorder.record("hello", "GET", "/v1/hello", authorized=False)
    recorder.record("health", "GET", "/v1/health", authorized=False)
    recorder.record("device-new", "GET", "/v1/device")
    recorder.record("feed", "GET", "/v1/feed?after=&limit=50")
    finding, verdict = a_finding(remark="Ачааны ард хоосон зай"), a_verdict()
    review = ReviewDecision(
        review_id="review-1",
        revision_id="review-1-1",
        version=1,
        case_id=verdict.case_id,
        scan_id=verdict.scan_id,
        verdict_id=verdict.verdict_id,
        verdict_revision_id=verdict.revision_id,
        decision=Decision.DISAGREE,
        author="s.saran",
        recorded_at=AT + timedelta(minutes=9),
        reason="Давхар хана үлдсэн",
    )
    photo = a_photo(finding_id=finding.finding_id)
    records = (finding, verdict, an_annotation(text="энд"), review, photo)
    operations = [log.save(one) for one in records]
    recorder.send("operations-applied", log, *operations)
    recorder.send("operations-again", log, *operations[:2])
    conflict = log.save(replace(finding, revision_id="another-first", remark="Өөр"))
    unknown = log.save(a_finding(case_id="case-of-nobody"))
    newer = sealed(replace(log.save(a_finding()), kind=OperationKind("seal-checked")), log.signer)
    log.operations[-1] = newer
    large = replace(log.save(a_finding()), body="")
    recorder.send("operations-conflict-and-refused", log, conflict, unknown, newer, large)
    recorder.send("operations-conflict-again", log, conflict)
    last = log.save(a_finding())
    forged = sealed(last, a_signer())
    recorder.send("operations-not-proved", log, replace(last, signature=""), forged)
    recorder.send("operations-gap", log, log.save(a_finding()))
    recorder.record("device", "GET", "/v1/device")
    recorder.record("digests", "GET", "/v1/device/digests")
    recorder.record("conflicts", "GET", "/v1/conflicts?after=0")
    new = DeviceLog("recorded-station-2", Signer(NEXT_STATION_KEY))
    successor = encode(new.successor_of(STATION, log.signer)).decode()
    recorder.record("successor", "POST", "/v1/device/successor", successor)
    recorder.record("successor-again", "POST", "/v1/device/successor", successor)
    recorder.record("old-device-is-refused", "GET", "/v1/device")
    again = [new.written_anew(one) for one in (operations[0], conflict, last)]
    recorder.send("operations-of-the-successor", new, *again)


if __name__ == "__main__":
    main()
