"""People, what they are granted, devices, sessions, and the tries to sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables, and the one row of the counter."""
    _people()
    _devices()
    _passing()
    changes = op.create_table(
        "changes",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )
    op.bulk_insert(changes, [{"name": "people", "count": 0}])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("secret", sa.LargeBinary),
        sa.Column("next_secret", sa.LargeBinary),
        sa.Column("step", sa.BigInteger, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger),
        sa.Column("disabled", sa.Boolean, nullable=False),
    )
    names = ("account", "role", "part")
    op.create_table("grants", *(sa.Column(name, sa.Text, primary_key=True) for name in names))


def _devices() -> None:
    op.create_table(
        "devices",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("addresses", sa.JSON, nullable=False),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("seen_at", sa.BigInteger),
        sa.UniqueConstraint("token", name="uq_devices_token"),
    )


def _passing() -> None:
    op.create_table(
        "sessions",
        sa.Column("token", sa.Text, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("account", "kind", "address", "agent")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("created_at", "used_at", "until")),
    )
    op.create_index("ix_sessions_account", "sessions", ["account"])
    op.create_table(
        "attempts",
        sa.Column("id", COUNTER, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("mark", "address", "kind")),
        sa.Column("tried_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_attempts_tried_at", "attempts", ["tried_at"])
    op.create_index("ix_attempts_mark_tried_at", "attempts", ["mark", "tried_at"])
