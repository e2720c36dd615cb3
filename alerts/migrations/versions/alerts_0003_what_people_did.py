"""How long a snooze lasts, and photos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0003"
down_revision = "alerts_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the end of a snooze to the history, photos, and an index of what lasts."""
    op.add_column("event", sa.Column("until_ms", sa.BigInteger(), nullable=True))
    op.create_table(
        "photo",
        sa.Column("id", sa.BigInteger(), sa.ForeignKey("event.id"), primary_key=True, autoincrement=False),
        sa.Column("alert_id", sa.Text(), sa.ForeignKey("alert.id"), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    lasts = sa.column("ended_at_ms").is_(None)
    op.create_index("ix_alert_lasting", "alert", ["id"], sqlite_where=lasts, postgresql_where=lasts)
    op.create_index("ix_photo_alert_id", "photo", ["alert_id"])
