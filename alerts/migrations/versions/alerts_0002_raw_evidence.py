"""Evidence keeps what the sensor said beside what a calibration made of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0002"
down_revision = "alerts_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the raw value; what is there was never corrected, or counts as if it had not been."""
    op.add_column("evidence", sa.Column("raw", sa.Float(), nullable=True))
