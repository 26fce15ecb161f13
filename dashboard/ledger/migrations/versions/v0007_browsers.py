"""Which browsers an account is known in is counted anew when its password changes or it is shut."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the count to every account."""
    op.add_column("people", sa.Column("browsers", sa.BigInteger, nullable=False, server_default="0"))
