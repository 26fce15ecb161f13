"""A sealed copy of each record set aside, and deliveries found by stream and time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the index."""
    op.add_column("quarantine", sa.Column("sealed", sa.LargeBinary))
    op.create_index("ix_cycles_stream_recorded_at", "cycles", ["stream", "recorded_at"])
