"""What the tests of several packages share."""

from __future__ import annotations

from hypothesis import settings

from dashboard.logging import logged
from tests.postgres_fixture import postgres_schema, postgres_server, postgres_url

__all__ = ["postgres_schema", "postgres_server", "postgres_url"]

settings.register_profile("untimed", deadline=None)  # no test judges how fast a machine is
settings.load_profile("untimed")

logged("console")  # as a program does: a traceback tells lines, never values
