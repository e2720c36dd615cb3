"""Links and replies that may be used once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0009"
down_revision = "alerts_0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table of what was used."""
    op.create_table(
        "spent",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
    )
