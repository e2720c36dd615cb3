"""Who changed whom to call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0011"
down_revision = "alerts_0010"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the history of duty."""
    op.create_table(
        "duty_change",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
