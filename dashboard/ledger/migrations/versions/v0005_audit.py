"""The audit, with a chain of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXTS = ("actor", "roles", "address", "action", "object", "outcome", "before", "after")
HEAD = """
INSERT INTO heads (name, seq, chain, algorithm, ledger, key_check)
SELECT 'audit', 0, :genesis, algorithm, ledger, key_check FROM heads
WHERE name = 'entries' AND NOT EXISTS (SELECT 1 FROM heads WHERE name = 'audit')
"""


def upgrade() -> None:
    """Create the table, and the head of its chain where the ledger has been born already."""
    op.create_table(
        "audit",
        sa.Column("seq", COUNTER, primary_key=True, autoincrement=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in TEXTS),
        sa.Column("times", sa.BigInteger, nullable=False),
        sa.Column("chain", sa.Text, nullable=False),
    )
    op.create_index("ix_audit_recorded_at", "audit", ["recorded_at"])
    op.get_bind().execute(sa.text(HEAD), {"genesis": "0" * 64})
