"""Watching the centre: what becomes of every request, as a line of the log and as figures.

Whoever answers a request writes into its notes what only it knows; when the answer is on its way,
the notes become one line and some counts. Neither ever has tokens, codes or bodies.
"""

from __future__ import annotations

import itertools
import logging
import re
import secrets
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from inspector_app.domain.operation import Receipt

REQUEST_ID_HEADER = "Request-Id"
"""On every answer; on a request too, where a proxy has given it one."""

_KEY = "inspector.notes"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Not drawn by lot for every request: to ask the system for chance lets go of the interpreter, and
# under load the event loop would stand in line for it again.
_PROCESS = secrets.token_hex(6)
_COUNTER = itertools.count(1)
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class RequestNotes:
    """What is known of one request.

    Attributes:
        route: the path as it was declared, of a plain route; the others are known by themselves.
        station: its device, once it has proved itself.
        reason: why the request was refused.
        receipts: how many operations got which status, and why.
        bytes_up: how much of a file it brought.
    """

    request_id: str
    route: str = ""
    station: str = ""
    reason: str = ""
    receipts: Counter[tuple[str, str]] = field(default_factory=Counter)
    bytes_up: int = 0

    def answered(self, receipts: Iterable[Receipt]) -> None:
        """These receipts are about to be sent."""
        self.receipts.update((one.status.value, one.reason) for one in receipts)


class Figures(Protocol):
    """Where requests are counted."""

    def count(
        self, notes: RequestNotes, *, method: str, route: str, status: int, seconds: float
    ) -> None:
        """A request was answered. `route` is the path as it was declared."""


def notes_of(request: Request) -> RequestNotes:
    """The notes of a request that is being answered."""
    notes: RequestNotes | None = request.scope.get(_KEY)
    if notes is None:
        notes = request.scope[_KEY] = RequestNotes(_new_request_id())
    return notes


class Watch:
    """ASGI middleware, around everything else."""

    def __init__(self, app: ASGIApp, figures: Figures | None) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        notes = scope[_KEY] = RequestNotes(_request_id(scope))
        started = time.perf_counter()
        # Unless something else is sent: what the application sends after an error.
        status = 500

        async def note_and_send(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = notes.request_id
            await send(message)

        try:
            await self._app(scope, receive, note_and_send)
        finally:
            self._note(scope, notes, status, time.perf_counter() - started)

    def _note(self, scope: Scope, notes: RequestNotes, status: int, seconds: float) -> None:
        # As declared and never as asked: a path that somebody made up must not become a label.
        route = notes.route or getattr(scope.get("route"), "path", "")
        if self._figures is not None:
            self._figures.count(
                notes, method=scope["method"], route=route, status=status, seconds=seconds
            )
        if _log.isEnabledFor(logging.INFO):
            facts = {
                "request": notes.request_id,
                "method": scope["method"],
                "route": route,
                "status": status,
                "seconds": round(seconds, 4),
                "station": notes.station,
                "reason": notes.reason,
                "operations": notes.receipts.total(),
            }
            _log.info("answered", extra={"facts": facts})


def _new_request_id() -> str:
    return f"{_PROCESS}-{next(_COUNTER):x}"


def _request_id(scope: Scope) -> str:
    wanted = REQUEST_ID_HEADER.lower().encode()
    for name, value in scope["headers"]:
        if name == wanted:
            given: str = value.decode("latin-1")
            # It goes into the log: nothing but what an id is made of.
            return given if _REQUEST_ID.fullmatch(given) else _new_request_id()
    return _new_request_id()
