"""Runs the migrations on the connection that the opening ledger hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

import dashboard.ledger.people  # noqa: F401 – its tables stand in METADATA
from dashboard.ledger.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
