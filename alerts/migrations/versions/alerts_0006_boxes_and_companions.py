"""Boxes that lots travel in, and devices that travel with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0006"
down_revision = "alerts_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the box of a stay, and the devices that travel with a lot."""
    op.add_column("stay", sa.Column("box_id", sa.Text(), nullable=True))
    op.create_table(
        "companion",
        sa.Column("lot_id", sa.Text(), sa.ForeignKey("lot.id"), primary_key=True),
        sa.Column("device_id", sa.Text(), primary_key=True),
        sa.Column("start_ms", sa.BigInteger(), primary_key=True),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
    )
