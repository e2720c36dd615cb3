"""What was told of clocks that are wrong, so that it is told after a restart that they are right again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ingest_0007"
down_revision = "ingest_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of clock errors."""
    op.create_table(
        "clock_error",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("error_ms", sa.BigInteger(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("right_since_ms", sa.BigInteger(), nullable=True),
    )
