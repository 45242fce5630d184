"""Over HTTP: cases for a post."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response

from inspector_app.central.answering import engine_of, message, sender_of
from inspector_app.central.cases import PAGE_LIMIT, read_feed


def add_case_routes(app: FastAPI) -> None:
    app.add_api_route("/v1/feed", _feed, methods=["GET"])


def _feed(request: Request, after: str = "", limit: int = PAGE_LIMIT) -> Response:
    sender = sender_of(request)
    return message(read_feed(engine_of(request), sender.post, after=after, limit=limit))
