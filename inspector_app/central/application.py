"""The centre's HTTP face, put together. What it answers is in the modules named ``*_routes``."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from inspector_app.central.about_routes import add_about_routes
from inspector_app.central.answering import Lookups, problem, sender_of
from inspector_app.central.case_routes import add_case_routes
from inspector_app.central.database import open_engine
from inspector_app.central.device_routes import add_device_routes
from inspector_app.central.file_routes import FileRoutes
from inspector_app.central.identity_routes import add_identity_routes
from inspector_app.central.object_store import open_object_store
from inspector_app.central.operation_routes import add_operation_routes
from inspector_app.central.refusals import Refusal
from inspector_app.central.settings import CentreSettings
from inspector_app.central.uploads import FileIntake
from inspector_app.central.watch_routes import add_watch_routes, make_figures
from inspector_app.central.watching import REQUEST_ID_HEADER, Watch, notes_of

_log = logging.getLogger(__name__)


def make_app(settings: CentreSettings) -> FastAPI:
    """The centre as an ASGI application. Opens the database now and closes it when it ends; where
    nothing runs its lifespan, call ``app.state.engine.dispose()``."""
    engine = open_engine(settings)
    store = open_object_store(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        store.close()
        engine.dispose()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    # Receipts and cases on a thin line. A station asks for the bytes of a scan as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    figures = make_figures()
    app.add_middleware(Watch, figures=figures)
    app.state.engine = engine
    app.state.lookups = Lookups(engine)
    app.state.store = store
    add_about_routes(app)
    add_watch_routes(app, settings, store, figures)
    add_identity_routes(app, settings)
    add_case_routes(app)
    add_operation_routes(app, engine)
    add_device_routes(app)
    intake = FileIntake(
        engine,
        store,
        settings.uploads,
        quota_bytes=settings.file_quota_bytes,
        reserve_bytes=settings.file_reserve_bytes,
    )
    intake.clear_orphans()
    FileRoutes(engine, store, intake, sender_of).add_to(app)
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _http_refused)
    app.add_exception_handler(RequestValidationError, _not_valid)
    app.add_exception_handler(SQLAlchemyError, _database_failed)
    app.add_exception_handler(Exception, _failed)
    return app


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    notes_of(request).reason = error.reason
    return problem(error.status, error.reason, error.detail)


def _http_refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, "no-such-thing", str(error.detail))


def _not_valid(request: Request, error: Exception) -> Response:
    notes_of(request).reason = "malformed"
    return problem(400, "malformed", f"a parameter has a value of the wrong kind: {error}")


def _database_failed(request: Request, error: Exception) -> Response:
    notes = notes_of(request)
    notes.reason = "centre-failed"
    about = {"request": notes.request_id}
    _log.error("the database cannot be used", exc_info=error, extra={"facts": about})
    return problem(503, "centre-failed", "the centre cannot use its database just now")


def _failed(request: Request, error: Exception) -> Response:
    # This one is answered outside of all middleware.
    request_id = notes_of(request).request_id
    _log.error("the centre stumbled", exc_info=error, extra={"facts": {"request": request_id}})
    answer = problem(500, "centre-failed", f"the centre stumbled: {type(error).__name__}")
    answer.headers[REQUEST_ID_HEADER] = request_id
    return answer
