"""What gateways announce and later messages cannot be read without."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ingest_0002"
down_revision = "ingest_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of announced facts."""
    op.create_table(
        "announcement",
        sa.Column("scope", sa.Text(), primary_key=True),
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("facts", sa.Text(), nullable=False),
    )
