"""What the tests of several packages share."""

from __future__ import annotations

from tests.postgres_fixture import postgres_schema, postgres_server, postgres_url

__all__ = ["postgres_schema", "postgres_server", "postgres_url"]
