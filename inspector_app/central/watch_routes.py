"""Over HTTP: for whoever watches the centre. Health for everybody, figures for few."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response

from inspector_app.central.answering import engine_of, message
from inspector_app.central.object_store import ObjectStore
from inspector_app.central.readiness import Readiness
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings

if TYPE_CHECKING:
    from inspector_app.central.figures import PrometheusFigures

# A proxy sets one of these. Behind one on the same machine everybody comes from loopback.
_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")
_TEXT = "text/plain; version=0.0.4; charset=utf-8"


def make_figures() -> PrometheusFigures | None:
    """Where requests are counted; None where the package for it is not installed."""
    try:
        from inspector_app.central.figures import PrometheusFigures  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "prometheus_client":
            raise
        return None
    return PrometheusFigures()


def add_watch_routes(
    app: FastAPI,
    settings: CentreSettings,
    store: ObjectStore,
    figures: PrometheusFigures | None,
) -> None:
    def health(request: Request) -> Response:
        return message(Readiness(engine_of(request), store, settings).check())

    def metrics(request: Request) -> Response:
        if figures is None:
            raise Refusal(404, "no-metrics", "prometheus-client is not installed here")
        if not _may_see(request, settings):
            raise Refusal(403, "metrics-private", "figures are not for everybody")
        return Response(figures.text(engine_of(request), settings), media_type=_TEXT)

    app.add_api_route("/v1/health", health, methods=["GET"])
    app.add_api_route("/v1/metrics", metrics, methods=["GET"])


def _may_see(request: Request, settings: CentreSettings) -> bool:
    if settings.metrics_secret:
        given = request.headers.get("Authorization", "").encode()
        return hmac.compare_digest(given, f"Bearer {settings.metrics_secret}".encode())
    # A proxy in front of TLS passes it through as it is and sets nothing at all.
    if settings.tls or request.client is None:
        return False
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
