"""Two processes of one centre over one PostgreSQL and one folder, as behind a proxy: a station's
next request may go to the other one at any moment."""

from __future__ import annotations

import base64
import hashlib
import random
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from inspector_app.central.cases import load_cases
from inspector_app.central.database import opened
from inspector_app.central.reading import findings_at_centre
from inspector_app.central.scan_files import scan_path
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from inspector_app.domain.operation import ReceiptStatus
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.ids import new_id
from inspector_app.protocol.messages import (
    FileKind,
    FileOffer,
    FileState,
    Hello,
    OperationBatch,
    ReceiptBatch,
)
from inspector_app.protocol.signing import is_signed, receipt_message
from tests.helpers.builders import a_case, a_finding
from tests.helpers.device_log import DeviceLog
from tests.helpers.postgres import Postgres

STATIONS = 4
BATCHES = 5
IN_A_BATCH = 6
CHUNK = 50_000

_PROGRAM = """
import sys
from pathlib import Path
from inspector_app.central.serving import serve
from inspector_app.central.settings import CentreSettings
serve(CentreSettings(Path(sys.argv[1]), database_url=sys.argv[2], port=0))
"""


@contextmanager
def serving(settings: CentreSettings) -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(settings.folder), settings.database_url],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line.startswith("centre ready at "), line
        yield line.split()[-1]
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


@pytest.fixture(scope="module")
def centre(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> CentreSettings:
    folder = tmp_path_factory.mktemp("two") / "centre"
    settings = CentreSettings(folder, database_url=postgres.new_database(), port=0)
    load_cases(settings, [a_case(scans=())], {})
    return settings


@pytest.fixture(scope="module")
def urls(centre: CentreSettings) -> Iterator[list[str]]:
    with opened(centre):
        pass  # the tables, before two make them at once
    with ExitStack() as stack:
        yield [stack.enter_context(serving(centre)) for _ in range(2)]


class Post:
    """A station that asks either process by lot."""

    def __init__(self, settings: CentreSettings, urls: list[str], number: int) -> None:
        self.log = DeviceLog(new_id(), signer=None)
        token = add_station(settings, "ZU", "")
        headers = {"Authorization": f"Bearer {token}", "Device-Id": self.log.device_id}
        self._clients = [httpx.Client(base_url=url, headers=headers, timeout=30) for url in urls]
        self._lot = random.Random(number)

    def ask(self, method: str, path: str, **more: object) -> httpx.Response:
        return self._lot.choice(self._clients).request(method, path, **more)

    def ask_both(self, pool: ThreadPoolExecutor, method: str, path: str, **more: object) -> list:
        return list(pool.map(lambda one: one.request(method, path, **more), self._clients))

    def close(self) -> None:
        for client in self._clients:
            client.close()


@pytest.fixture
def posts(centre: CentreSettings, urls: list[str]) -> Iterator[list[Post]]:
    made = [Post(centre, urls, number) for number in range(STATIONS)]
    yield made
    for one in made:
        one.close()


def receipts_of(answer: httpx.Response) -> ReceiptBatch:
    assert answer.status_code == 200, answer.text
    return decode(answer.content, ReceiptBatch)


def test_stations_that_change_between_them_lose_nothing(
    centre: CentreSettings, posts: list[Post]
) -> None:
    hellos = {decode(posts[0].ask("GET", "/v1/hello").content, Hello).signing_key for _ in "1234"}
    assert len(hellos) == 1  # both sign with the same key
    contested = a_finding()  # every station claims the same first version

    def work(post: Post) -> list[tuple[int | None, ReceiptStatus]]:
        post.log.save(contested)
        for _ in range(BATCHES * IN_A_BATCH):
            post.log.save(a_finding())
        answers = []
        for start in range(0, len(post.log.operations), IN_A_BATCH):
            part = tuple(post.log.operations[start : start + IN_A_BATCH])
            batch = encode(OperationBatch(2, part))
            # The first answer is lost: it is sent again, perhaps to the other, in the middle of
            # what the first does with it.
            with ThreadPoolExecutor(2) as pool:
                both = post.ask_both(pool, "POST", "/v1/operations", content=batch)
            given = [receipts_of(one) for one in both]
            assert [one.sequence for one in given[0].receipts] == [
                one.sequence for one in given[1].receipts
            ]
            for operation, receipt in zip(part, given[0].receipts, strict=True):
                message = receipt_message(receipt, sha256=operation.sha256, epoch=given[0].epoch)
                assert is_signed(message, receipt.signature, public_key=min(hellos))
            firsts = zip(*(one.receipts for one in given), strict=True)
            answers += [
                (one.sequence, min(one.status, other.status, key=_rank)) for one, other in firsts
            ]
        return answers

    with ThreadPoolExecutor(STATIONS) as pool:
        answers = [one for several in pool.map(work, posts) for one in several]
    statuses = [status for _, status in answers]
    assert statuses.count(ReceiptStatus.CONFLICT) == STATIONS - 1
    assert statuses.count(ReceiptStatus.APPLIED) == len(statuses) - (STATIONS - 1)
    # No gap and nothing twice, after the one case.
    assert sorted(sequence for sequence, _ in answers) == list(range(2, len(answers) + 2))
    found = findings_at_centre(centre)
    assert len(found.findings) == STATIONS * BATCHES * IN_A_BATCH + 1
    assert len(found.conflicts) == STATIONS - 1
    assert found.audited == ()


def _rank(status: ReceiptStatus) -> int:
    return status is ReceiptStatus.DUPLICATE


def test_an_upload_goes_on_at_the_other(centre: CentreSettings, posts: list[Post]) -> None:
    content = random.Random(5).randbytes(9 * CHUNK + 17)
    sha256 = hashlib.sha256(content).hexdigest()
    post = posts[0]
    offer = encode(FileOffer(sha256, len(content), FileKind.SCAN, "case-0412"))
    state = decode(post.ask("POST", "/v1/files", content=offer).content, FileState)
    offset = state.offset
    with ThreadPoolExecutor(2) as pool:
        while offset < len(content):
            chunk = content[offset : offset + CHUNK]
            checksum = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
            headers = {
                "Tus-Resumable": "1.0.0",
                "Content-Type": "application/offset+octet-stream",
                "Upload-Offset": str(offset),
                "Upload-Checksum": f"sha256 {checksum}",
            }
            # To both at once: one writes it and the other sees that it came too late.
            both = post.ask_both(
                pool, "PATCH", f"/v1/files/{sha256}", headers=headers, content=chunk
            )
            is_last = offset + len(chunk) == len(content)
            # After the last there is nothing on its way any more.
            late = (409, 404) if is_last else (409,)
            statuses = sorted(one.status_code for one in both)
            assert statuses[0] == 204
            assert statuses[1] in late
            head = post.ask("HEAD", f"/v1/files/{sha256}", headers={"Tus-Resumable": "1.0.0"})
            assert int(head.headers["Upload-Offset"]) == offset + len(chunk)
            offset += len(chunk)
    assert head.headers["Upload-Whole"] == "1"
    assert scan_path(centre.scans, sha256).read_bytes() == content
    assert post.ask("GET", f"/v1/scans/{sha256}").content == content
