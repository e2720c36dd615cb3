"""Through which broker each device was heard last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ingest_0006"
down_revision = "ingest_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the broker, which nobody has noted yet."""
    op.add_column("device", sa.Column("broker", sa.Text(), nullable=False, server_default=""))
