from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI
from starlette.routing import Route

from inspector_app.central.openapi import describe
from inspector_app.central.settings import CentreSettings
from tests.helpers.api_fuzz import fuzz, fuzzed_centre, operations_of
from tests.helpers.recorded import exchanges

DOCUMENT = describe()
ROUTES = [f"{method.upper()} {path}" for path, all_ in DOCUMENT["paths"].items() for method in all_]


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FastAPI, dict[str, str]]]:
    settings = CentreSettings(tmp_path_factory.mktemp("fuzzed") / "centre", port=0)
    with fuzzed_centre(settings) as pair:
        yield pair


@pytest.fixture(scope="module")
def operations(centre: tuple[FastAPI, dict[str, str]]) -> dict[str, Any]:
    return operations_of(centre[0])


def declared(path: str, method: str, status: int) -> dict[str, Any]:
    """What the document says about one answer."""
    for pattern, methods in DOCUMENT["paths"].items():
        is_one = "{" in pattern and path.startswith(pattern.partition("{")[0])
        if (pattern == path or is_one) and method.lower() in methods:
            answer: dict[str, Any] = methods[method.lower()]["responses"][str(status)]
            return answer
    raise AssertionError(f"{method} {path} is not described")


def test_every_route_is_described_and_no_other(centre: tuple[FastAPI, dict[str, str]]) -> None:
    real = {
        f"{method} {route.path}"
        for route in centre[0].routes
        if isinstance(route, Route)
        for method in route.methods or ()
    }
    assert real == set(ROUTES)


def test_it_is_served_as_it_is(centre: tuple[FastAPI, dict[str, str]]) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(centre[0])
        async with httpx.AsyncClient(transport=transport, base_url="http://centre") as client:
            return await client.get("/v1/openapi.json")

    answer = asyncio.run(ask())
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == json.loads(json.dumps(DOCUMENT))


@pytest.mark.parametrize("protocol", [1, 2])
def test_answers_that_went_over_the_wire_fit(protocol: int) -> None:
    looked_at = 0
    for one in exchanges(protocol):
        answer = declared(one.path.partition("?")[0], one.method, one.status)
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is not None:
            whole = {**schema, "components": DOCUMENT["components"]}
            jsonschema_rs.validate(whole, json.loads(one.answer))
            looked_at += 1
    assert looked_at >= 5


def test_an_answer_that_does_not_fit_is_noticed() -> None:
    schema = declared("/v1/hello", "GET", 200)["content"]["application/json"]["schema"]
    with pytest.raises(jsonschema_rs.ValidationError):
        jsonschema_rs.validate(
            {**schema, "components": DOCUMENT["components"]}, {"oldest_protocol": "1"}
        )


# What serves the document itself is left out by schemathesis.
@pytest.mark.parametrize("route", [one for one in ROUTES if "openapi" not in one])
def test_no_request_made_up_brings_the_centre_down(
    route: str, centre: tuple[FastAPI, dict[str, str]], operations: dict[str, Any]
) -> None:
    statuses = fuzz(operations[route], centre[1], examples=8)
    assert statuses.total() >= 8
