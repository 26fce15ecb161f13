"""What the tests of several packages share."""

from __future__ import annotations

from hypothesis import settings

from dashboard.logging import logged
from tests.postgres_fixture import postgres_schema, postgres_server, postgres_url

__all__ = ["postgres_schema", "postgres_server", "postgres_url"]

# No test judges how fast a machine is, and the same code gets the same answer twice: laws are tried on
# the same examples every day, and on new ones where somebody searches (`--hypothesis-profile=searching`).
settings.register_profile("searching", deadline=None)
settings.register_profile("everyday", deadline=None, derandomize=True)
settings.load_profile("everyday")

logged("console")  # as a program does: a traceback tells lines, never values
