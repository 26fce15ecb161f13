"""The first tables: the chain of entries, confirmations, accounts, and what is mutable beside them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _chain()
    _accounts()
    _beside()


def _chain() -> None:
    op.create_table(
        "heads",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.Column("algorithm", sa.Text, nullable=False),
        sa.Column("ledger", sa.Text, nullable=False),
        sa.Column("key_check", sa.Text, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("known_at", sa.BigInteger, nullable=False),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("happened_at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
        sa.UniqueConstraint("stream", "key", "kind", "version", "digest", name="uq_entries_said"),
    )
    op.create_table(
        "bodies",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("body", sa.Text),
    )
    op.create_table(
        "confirmed",
        sa.Column("stream", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("happened_at", sa.BigInteger, nullable=False),
        sa.Column("known_at", sa.BigInteger, nullable=False),
    )


def _counts() -> list[sa.Column[int]]:
    names = ("applied", "duplicate", "superseded", "quarantined", "seq")
    return [sa.Column(name, sa.BigInteger, nullable=False) for name in names]


def _accounts() -> None:
    op.create_table("accounts", sa.Column("stream", sa.Text, primary_key=True), *_counts())
    op.create_table(
        "cycles",
        sa.Column("id", COUNTER, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        *_counts(),
    )


def _beside() -> None:
    moments = ("since", "tried_at", "good_at", "fresh_at", "retry_at", "as_of")
    op.create_table(
        "feed_state",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in moments),
        sa.Column("every", sa.Double, nullable=False),
        sa.Column("cursor", sa.JSON),
        sa.Column("notes", sa.JSON, nullable=False),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", COUNTER, primary_key=True),
        sa.Column("stream", sa.Text, nullable=False),
        sa.Column("stood", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("raw", sa.Text, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("first_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("stream", "fingerprint", name="uq_quarantine_same"),
    )
    op.create_index("ix_quarantine_last_at", "quarantine", ["last_at"])
    op.create_table(
        "leases",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("until", sa.BigInteger, nullable=False),
    )
