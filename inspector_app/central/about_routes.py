"""Over HTTP: what the centre says of itself to anybody. Its health: `watch_routes`."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from sqlalchemy import select

from inspector_app.central.answering import engine_of, message
from inspector_app.central.batches import OLDEST_PROTOCOL
from inspector_app.central.keys import signer_of
from inspector_app.central.openapi import description_bytes
from inspector_app.central.request_bodies import GZIP
from inspector_app.central.tables import centre
from inspector_app.protocol import PROTOCOL_VERSION
from inspector_app.protocol.messages import Hello

FEATURES = (GZIP, "signatures", "conflicts", "device-state", "enrolment", "files", "previews")
"""What this centre can do beyond its protocol number."""


def add_about_routes(app: FastAPI) -> None:
    app.add_api_route("/v1/hello", _hello, methods=["GET"])
    app.add_api_route("/v1/openapi.json", _description, methods=["GET"])


def _hello(request: Request) -> Response:
    with engine_of(request).begin() as connection:
        row = connection.execute(select(centre)).one()
    return message(
        Hello(
            OLDEST_PROTOCOL,
            PROTOCOL_VERSION,
            row.epoch,
            datetime.now(UTC),
            FEATURES,
            signer_of(row.signing_key).public_key,
        )
    )


def _description() -> Response:
    return Response(description_bytes(), media_type="application/json")
