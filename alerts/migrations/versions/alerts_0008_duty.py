"""Who is called, how far the calls have got, and whom a notice is for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0008"
down_revision = "alerts_0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of duty, and give notices a recipient."""
    op.add_column("notice", sa.Column("recipient", sa.Text(), nullable=False, server_default=""))
    op.create_table(
        "ladder",
        sa.Column("alert_id", sa.Text(), sa.ForeignKey("alert.id"), primary_key=True),
        sa.Column("climbing", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
