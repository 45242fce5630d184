"""Requests made up from the centre's own description of itself, right and wrong ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from inspector_app.central.application import make_app
from inspector_app.central.cases import load_cases
from inspector_app.central.settings import CentreSettings
from inspector_app.central.stations import add_station
from tests.helpers.builders import a_case

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DEVICE = "fuzzed-device"


@schemathesis.serializer("application/offset+octet-stream")
def _chunk(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else repr(value).encode("utf-8", "replace")


@contextmanager
def fuzzed_centre(centre: CentreSettings) -> Iterator[tuple[FastAPI, dict[str, str]]]:
    """A centre with a case, and what a station of it sends with every request."""
    load_cases(centre, [a_case(scans=())], {})
    token = add_station(centre, "ZU", "fuzzed")
    app = make_app(centre)
    try:
        yield app, {"Authorization": f"Bearer {token}", "Device-Id": DEVICE}
    finally:
        app.state.engine.dispose()


def operations_of(app: FastAPI) -> dict[str, Any]:
    """What can be asked, by ``METHOD path``."""
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app)
    found = {}
    for result in schema.get_all_operations():
        operation = result.ok()
        found[f"{operation.method.upper()} {operation.path}"] = operation
    return found


def fuzz(
    operation: Any, headers: dict[str, str], *, examples: int, number: int = 0
) -> Counter[int]:
    """Ask one thing in many ways; how often each status came. Raises what schemathesis raises for
    a server error, a status that is not described and an answer that does not fit."""
    statuses: Counter[int] = Counter()

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        mode = data.draw(st.sampled_from(list(GenerationMode)))
        case = data.draw(operation.as_strategy(generation_mode=mode))
        if data.draw(st.integers(0, 9)) < 9:
            ours = {name.lower() for name in headers}
            theirs = case.headers or {}
            kept = {name: value for name, value in theirs.items() if name.lower() not in ours}
            case.headers = kept | headers
        response = case.call()
        statuses[response.status_code] += 1
        case.validate_response(response, checks=CHECKS)

    ask()
    return statuses
