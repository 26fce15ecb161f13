"""Notices that are to be sent, written with the entries that they tell of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("mark", "thing", "occasion", "post", "channel")


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "outbox",
        sa.Column("id", COUNTER, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("words", sa.JSON, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("link", "state", "batch")),
        sa.Column("tries", sa.BigInteger, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("not_before", sa.BigInteger, nullable=False),
        sa.Column("settled_at", sa.BigInteger),
        sa.UniqueConstraint("mark", name="uq_outbox_mark"),
    )
    op.create_index("ix_outbox_thing", "outbox", ["thing"])
    op.create_index("ix_outbox_state_channel", "outbox", ["state", "channel"])
