"""The centre's HTTP face as an OpenAPI 3.1 document, for whoever writes another station or tests
this centre. The schemas come from the messages themselves; which answers there are stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec

from inspector_app.central.batches import OLDEST_PROTOCOL
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.messages import (
    BATCH_LIMIT,
    DEVICE_HEADER,
    ConflictPage,
    DayDigests,
    DeviceState,
    Enrolled,
    Enrolment,
    FeedPage,
    FileOffer,
    FileState,
    Health,
    Hello,
    OperationBatch,
    Problem,
    ReceiptBatch,
    Renewal,
    ScanPreview,
    Successor,
)

_JSON = "application/json"
_BYTES = "application/octet-stream"
_CHUNK = "application/offset+octet-stream"
_REF = "#/components/schemas/{name}"

_KIND = "^[a-z][a-z0-9-]{0,39}$"
_SHA256 = {"pattern": "^[0-9a-f]{64}$"}
# What the types of the messages do not say and the centre asks for.
_NARROWER: dict[str, dict[str, dict[str, Any]]] = {
    "OperationBatch": {
        "protocol": {"minimum": OLDEST_PROTOCOL, "maximum": PROTOCOL_VERSION},
        "operations": {"maxItems": BATCH_LIMIT},
    },
    "Operation": {"op_id": {"pattern": r"^[\x21-\x7e]{1,64}$"}, "sha256": _SHA256},
    "FileOffer": {
        "sha256": _SHA256,
        "size_bytes": {"minimum": 1},
        "case_id": {"minLength": 1, "maxLength": 64},
        "finding_id": {"maxLength": 64},
    },
}

# What any route answers to a station that does not prove itself rightly.
_UNPROVED = (400, 401, 403, 409)
# The database or the disk does not do what it should.
_FAILED = 503
# A body that is too long, or packed in a way that nobody knows.
_BODY = (413, 415)

_WHY = {
    400: "It cannot be read.",
    401: "Nobody whom the centre knows.",
    403: "Somebody who must not.",
    404: "There is no such thing, or not for this post.",
    409: "It does not fit what the centre has.",
    412: "Another version of tus.",
    413: "Too long.",
    415: "Of a kind that the centre does not take.",
    416: "Nothing lies in that range.",
    426: "A protocol that the centre does not speak.",
    429: "Too many tries.",
    460: "The checksum is wrong.",
    503: "The centre cannot do it just now; ask again later.",
}


@dataclass(frozen=True, slots=True)
class _Route:
    """One route.

    Attributes:
        answers: by status; a message, or the type of what is sent instead.
        refusals: statuses with a Problem.
        takes: message in the request, or the type of what is in it.
        proved: whether a station has to prove itself.
        query: names of parameters, and whether each is a number.
        tus: whether it wants the header of tus.
    """

    method: str
    path: str
    summary: str
    answers: dict[int, type | str]
    refusals: tuple[int, ...] = ()
    takes: type | str | None = None
    proved: bool = True
    query: tuple[tuple[str, bool], ...] = ()
    tus: bool = False


_ROUTES = (
    _Route("get", "/v1/hello", "What this centre is", {200: Hello}, proved=False),
    _Route("get", "/v1/health", "Whether it can do its work", {200: Health}, proved=False),
    _Route(
        "get",
        "/v1/metrics",
        "Figures for Prometheus, for this machine or with a secret",
        {200: "text/plain"},
        (403, 404),
        proved=False,
    ),
    _Route("get", "/v1/openapi.json", "This document", {200: _JSON}, proved=False),
    _Route(
        "get",
        "/v1/authority",
        "The certificate to pin",
        {200: "application/x-pem-file"},
        (404,),
        proved=False,
    ),
    _Route(
        "post",
        "/v1/enrol",
        "A station comes in with a one-time code",
        {200: Enrolled},
        (400, 403, 409, *_BODY, 429),
        takes=Enrolment,
        proved=False,
    ),
    _Route(
        "post",
        "/v1/renew",
        "A new certificate before the old one ends",
        {200: Enrolled},
        (400, 401, 403, 409, *_BODY),
        takes=Renewal,
        proved=False,
    ),
    _Route(
        "get",
        "/v1/feed",
        "Cases of the station's post, behind a cursor",
        {200: FeedPage},
        query=(("after", False), ("limit", True)),
    ),
    _Route(
        "get",
        "/v1/scans/{sha256}",
        "The bytes of a file; Range is honoured",
        {200: _BYTES, 206: _BYTES},
        (404, 416),
    ),
    _Route(
        "get",
        "/v1/scans/{sha256}/preview",
        "Which file is the preview of a scan",
        {200: ScanPreview},
        (404,),
    ),
    _Route(
        "post",
        "/v1/operations",
        "Operations in, receipts out",
        {200: ReceiptBatch},
        (*_BODY, 426),
        takes=OperationBatch,
    ),
    _Route(
        "get",
        "/v1/conflicts",
        "Conflicts at the station's post, behind a number",
        {200: ConflictPage},
        query=(("after", True), ("limit", True)),
    ),
    _Route(
        "get",
        "/v1/device",
        "What the centre has of the station's log",
        {200: DeviceState},
        (404,),
        query=(("log", False),),
    ),
    _Route(
        "get",
        "/v1/device/digests",
        "The same, day by day",
        {200: DayDigests},
        (404,),
        query=(("log", False), ("since", False)),
    ),
    _Route(
        "post",
        "/v1/device/successor",
        "The station begins a new log",
        {200: DeviceState},
        (404, *_BODY),
        takes=Successor,
    ),
    _Route(
        "post",
        "/v1/files",
        "The station has a file",
        {200: FileState},
        (404, *_BODY, 460),
        takes=FileOffer,
    ),
    _Route("options", "/v1/files", "What of tus this is", {204: ""}, proved=False),
    _Route(
        "head", "/v1/files/{sha256}", "How far a file has come", {200: ""}, (404, 412), tus=True
    ),
    _Route(
        "patch",
        "/v1/files/{sha256}",
        "The next chunk of a file",
        {204: ""},
        (404, 412, *_BODY, 460),
        takes=_CHUNK,
        tus=True,
    ),
)


def description_bytes() -> bytes:
    """The document as JSON."""
    return _written()


def describe() -> dict[str, Any]:
    """The document."""
    messages: list[type] = [Problem]
    for route in _ROUTES:
        messages += [one for one in route.answers.values() if isinstance(one, type)]
        if isinstance(route.takes, type):
            messages.append(route.takes)
    _, schemas = msgspec.json.schema_components(messages, ref_template=_REF)
    for name, properties in _NARROWER.items():
        for field, more in properties.items():
            schemas[name]["properties"][field].update(more)
    # A newer program may send kinds that this one does not know; they are kept whole.
    kinds = schemas["OperationKind"]
    kinds.update({"type": "string", "pattern": _KIND, "examples": kinds.pop("enum")})
    paths: dict[str, dict[str, Any]] = {}
    for route in _ROUTES:
        paths.setdefault(route.path, {})[route.method] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Red-channel centre", "version": str(PROTOCOL_VERSION)},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "certificate": {"type": "mutualTLS"},
            },
        },
    }


@cache
def _written() -> bytes:
    return msgspec.json.encode(describe())


def _operation(route: _Route) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": f"{route.method}{route.path.replace('/', '-')}".replace("{sha256}", "one"),
        "summary": route.summary,
        "responses": _responses(route),
    }
    if parameters := _parameters(route):
        described["parameters"] = parameters
    if route.takes is not None:
        described["requestBody"] = {"required": True, "content": _content(route.takes)}
    if route.proved:
        described["security"] = [{"token": []}, {"certificate": []}]
    return described


def _responses(route: _Route) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status, answer in route.answers.items():
        responses[str(status)] = {"description": "Done."}
        if answer:
            responses[str(status)]["content"] = _content(answer)
    refusals = {*route.refusals, _FAILED, *(_UNPROVED if route.proved else ())}
    for status in sorted(refusals):
        responses[str(status)] = {"description": _WHY[status]}
        if route.method != "head":
            responses[str(status)]["content"] = _content(Problem)
    return responses


def _content(kind: type | str) -> dict[str, Any]:
    if isinstance(kind, type):
        return {_JSON: {"schema": {"$ref": _REF.format(name=kind.__name__)}}}
    if kind == _JSON:
        return {_JSON: {"schema": {"type": "object"}}}
    # Without a schema: in OpenAPI 3.1 that is a body of bytes.
    return {kind: {}}


def _parameters(route: _Route) -> list[dict[str, Any]]:
    text, number = {"type": "string"}, {"type": "integer"}
    parameters = []
    if "{sha256}" in route.path:
        parameters.append(_parameter("sha256", "path", text | _SHA256))
    for name, is_number in route.query:
        parameters.append(_parameter(name, "query", number if is_number else text, required=False))
    if route.proved:
        device_id = {"type": "string", "pattern": r"^[\x21-\x7e]{1,64}$"}
        parameters.append(_parameter(DEVICE_HEADER, "header", device_id))
    if route.path.startswith("/v1/scans"):
        parameters.append(_parameter("Range", "header", text, required=False))
    if route.tus:
        parameters.append(_parameter("Tus-Resumable", "header", {"const": "1.0.0"}))
    if route.takes == _CHUNK:
        offset = {"type": "string", "pattern": "^[0-9]{1,18}$"}
        parameters.append(_parameter("Upload-Offset", "header", offset))
        parameters.append(_parameter("Upload-Checksum", "header", text))
    return parameters


def _parameter(
    name: str, place: str, schema: dict[str, Any], *, required: bool = True
) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": schema}
