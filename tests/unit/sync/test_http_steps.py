"""The later steps of the conversation as requests, and what becomes of faults of TLS."""

from __future__ import annotations

import base64
import gzip
import hashlib
import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from inspector_app.domain.errors import CentreRefused, CentreUnreachable, InspectorError
from inspector_app.protocol.codec import decode, encode
from inspector_app.protocol.messages import (
    DayDigest,
    DayDigests,
    DeviceState,
    FileKind,
    FileOffer,
    FileState,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
    Successor,
)
from inspector_app.sync.http_answers import connection_fault
from inspector_app.sync.http_transport import HttpTransport
from inspector_app.sync.steps import (
    Answer,
    AskDevice,
    AskDigests,
    OfferFile,
    PushOperations,
    Request,
    SayHello,
    SendChunk,
    TellSuccessor,
)
from inspector_app.workflow.file_ports import Upload, UploadState
from tests.helpers.builders import AT, a_finding
from tests.helpers.fake_store import FakeStation

SHA256 = "ab" * 32
STATE = DeviceState("d", "ZU", "epoch", 3, "cd" * 32)
UPLOAD = Upload(
    upload_id=1,
    sha256=SHA256,
    size_bytes=50_000,
    kind=FileKind.PHOTO,
    case_id="case-0412",
    finding_id="f",
    preview_of="",
    file_name="photo.jpg",
    offset=0,
    state=UploadState.WAITING,
    reason="",
    since=AT,
)


def never() -> bool:
    return False


class Centre:
    """Answers what it was told to, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.answers: dict[str, httpx.Response | Callable[[], httpx.Response]] = {}
        self.device_id = "d"

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        answer = self.answers[f"{request.method} {request.url.path}"]
        return answer if isinstance(answer, httpx.Response) else answer()

    def says(self, what: str, message: object, status: int = 200) -> None:
        self.answers[what] = httpx.Response(status, content=encode(message))


@pytest.fixture
def centre() -> Centre:
    return Centre()


@pytest.fixture
def carry(centre: Centre) -> Iterator[Callable[[Request], Answer]]:
    with HttpTransport(
        "http://127.0.0.1",
        token="t",
        device_id=lambda: centre.device_id,
        through=httpx.MockTransport(centre),
    ) as transport:
        yield lambda step: transport.carry(step, should_stop=never)


def test_what_the_centre_has(centre: Centre, carry: Callable[[Request], Answer]) -> None:
    digests = DayDigests("d", "epoch", (DayDigest("2026-11-22", 3, SHA256),))
    centre.says("GET /v1/device", STATE)
    centre.says("GET /v1/device/digests", digests)
    assert carry(AskDevice()) == STATE
    centre.device_id = "d-2"
    assert carry(AskDigests()) == digests
    assert [one.headers["Device-Id"] for one in centre.asked] == ["d", "d-2"]
    assert {one.headers["Authorization"] for one in centre.asked} == {"Bearer t"}


def test_a_new_log_is_told_in_the_name_of_the_old_one(
    centre: Centre, carry: Callable[[Request], Answer]
) -> None:
    successor = Successor("d-2", "key", "signature")
    centre.device_id = "d-2"
    centre.says("POST /v1/device/successor", STATE)
    assert carry(TellSuccessor("d-1", successor)) == STATE
    (asked,) = centre.asked
    assert asked.headers["Device-Id"] == "d-1"
    assert decode(asked.content, Successor) == successor


def test_the_head_of_the_log_goes_along(centre: Centre, carry: Callable[[Request], Answer]) -> None:
    centre.says("POST /v1/operations", ReceiptBatch((), "epoch"))
    carry(PushOperations((), 1, 9, SHA256))
    assert decode(centre.asked[0].content, OperationBatch) == OperationBatch(1, (), 9, SHA256)


@pytest.mark.parametrize("features", [(), ("files",), ("files", "gzip")])
def test_a_batch_is_packed_for_a_centre_that_unpacks(
    centre: Centre, carry: Callable[[Request], Answer], features: tuple[str, ...]
) -> None:
    station = FakeStation()
    operations = tuple(station.save(a_finding()) for _ in range(30))
    centre.says("GET /v1/hello", Hello(1, 2, "epoch", AT, features))
    centre.says("POST /v1/operations", ReceiptBatch(()))
    carry(SayHello())
    carry(PushOperations(operations))
    carry(PushOperations(()))
    _, full, empty = centre.asked
    raw = full.content
    assert full.headers["Content-Length"] == str(len(raw))
    assert "Transfer-Encoding" not in full.headers
    if "gzip" in features:
        assert full.headers["Content-Encoding"] == "gzip"
        raw = gzip.decompress(raw)
        assert len(full.content) < len(raw) / 3
    else:
        assert "Content-Encoding" not in full.headers
    assert decode(raw, OperationBatch) == OperationBatch(2, operations)
    # Too short to be worth it.
    assert "Content-Encoding" not in empty.headers


def test_a_centre_that_no_longer_unpacks_is_believed(
    centre: Centre, carry: Callable[[Request], Answer]
) -> None:
    operations = tuple(FakeStation().save(a_finding()) for _ in range(3))
    centre.says("POST /v1/operations", ReceiptBatch(()))
    for features in (("gzip",), ()):
        centre.says("GET /v1/hello", Hello(1, 2, "epoch", AT, features))
        carry(SayHello())
        carry(PushOperations(operations))
    packed, plain = centre.asked[1], centre.asked[3]
    assert "Content-Encoding" in packed.headers
    assert "Content-Encoding" not in plain.headers


def test_a_file_is_offered(centre: Centre, carry: Callable[[Request], Answer]) -> None:
    offer = FileOffer(SHA256, 50_000, FileKind.PHOTO, "case-0412", "f")
    centre.says("POST /v1/files", FileState(SHA256, 700, whole=False))
    assert carry(OfferFile(UPLOAD, offer)) == FileState(SHA256, 700, whole=False)
    assert decode(centre.asked[0].content, FileOffer) == offer


@pytest.mark.parametrize("whole", [True, False])
def test_a_chunk_goes_as_tus_wants_it(
    centre: Centre, carry: Callable[[Request], Answer], whole: bool
) -> None:
    headers = {"Upload-Offset": "40700", "Upload-Whole": "1" if whole else "0"}
    centre.answers[f"PATCH /v1/files/{SHA256}"] = httpx.Response(204, headers=headers)
    content = bytes(range(200)) * 200
    assert carry(SendChunk(UPLOAD, 700, content)) == FileState(SHA256, 40_700, whole)
    (asked,) = centre.asked
    assert asked.content == content
    assert asked.headers["Tus-Resumable"] == "1.0.0"
    assert asked.headers["Upload-Offset"] == "700"
    assert asked.headers["Content-Length"] == "40000"
    assert asked.headers["Content-Type"] == "application/offset+octet-stream"
    algorithm, digest = asked.headers["Upload-Checksum"].split(" ")
    assert algorithm == "sha256"
    assert base64.b64decode(digest) == hashlib.sha256(content).digest()


@pytest.mark.parametrize(
    ("status", "reason"), [(409, "stale-offset"), (460, "wrong-checksum"), (413, "no-room")]
)
def test_a_chunk_that_is_refused(
    centre: Centre, carry: Callable[[Request], Answer], status: int, reason: str
) -> None:
    centre.says(f"PATCH /v1/files/{SHA256}", Problem(reason, ""), status)
    with pytest.raises(CentreRefused) as refusal:
        carry(SendChunk(UPLOAD, 0, b"abc"))
    assert refusal.value.reason == reason


@pytest.mark.parametrize("headers", [{}, {"Upload-Offset": "many"}])
def test_an_answer_to_a_chunk_that_is_none(
    centre: Centre, carry: Callable[[Request], Answer], headers: dict[str, str]
) -> None:
    centre.answers[f"PATCH /v1/files/{SHA256}"] = httpx.Response(204, headers=headers)
    with pytest.raises(CentreUnreachable) as error:
        carry(SendChunk(UPLOAD, 0, b"abc"))
    assert error.value.reason == "not-a-centre"


def tls_fault(reason: str) -> ssl.SSLError:
    fault = ssl.SSLError(1, f"[SSL: {reason}]")
    fault.reason = reason
    return fault


@pytest.mark.parametrize(
    ("fault", "kind", "reason"),
    [
        (ssl.SSLCertVerificationError(1, "unable"), CentreRefused, "centre-unproved"),
        (tls_fault("TLSV1_ALERT_UNKNOWN_CA"), CentreRefused, "unknown-certificate"),
        (tls_fault("TLSV13_ALERT_CERTIFICATE_REQUIRED"), CentreRefused, "unknown-certificate"),
        (tls_fault("SSLV3_ALERT_CERTIFICATE_EXPIRED"), CentreRefused, "certificate-ended"),
        (tls_fault("WRONG_VERSION_NUMBER"), CentreUnreachable, "not-a-centre"),
        (tls_fault("UNEXPECTED_EOF_WHILE_READING"), CentreUnreachable, "no-connection"),
        (ConnectionResetError("reset"), CentreUnreachable, "no-connection"),
    ],
)
def test_faults_of_a_connection_have_names(
    fault: Exception, kind: type[InspectorError], reason: str
) -> None:
    between = RuntimeError("from the library between")
    between.__cause__ = fault
    error = httpx.ConnectError("could not connect")
    error.__context__ = between
    named = connection_fault(error)
    assert type(named) is kind
    assert named.reason == reason
    assert connection_fault(httpx.ReadTimeout("slow")).reason == "timeout"
