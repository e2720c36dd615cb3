"""What lots that fare alike have in common, once for all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0012"
down_revision = "alerts_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of herds; lots that are by themselves so far come together as they go on."""
    op.create_table(
        "herd",
        sa.Column("id", sa.BigInteger(), primary_key=True),
        sa.Column("slot", sa.BigInteger(), primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )
