"""Products and lots have numbers of their own too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0010"
down_revision = "alerts_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of every own rule what it is of; up to now, all were of places."""
    op.drop_index("ix_own_rule_place_id", "own_rule")
    with op.batch_alter_table("own_rule") as table:
        table.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="place"))
        table.alter_column("place_id", new_column_name="subject_id")
    op.create_index("ix_own_rule_subject", "own_rule", ["kind", "subject_id"])
