"""Evidence, watches, spells, alerts, the outbox; lots, their stays and journeys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "alerts_0001"
down_revision = None
branch_labels = ("alerts",)
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the first tables."""
    _create_evidence()
    _create_alerts()
    _create_events()
    _create_outbox()
    _create_goods()


def _create_evidence() -> None:
    op.create_table(
        "series",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
    )
    op.create_index("ix_series_device_quantity", "series", ["device", "quantity"], unique=True)
    op.create_table(
        "evidence",
        sa.Column("series_id", sa.BigInteger(), primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), primary_key=True),
        sa.Column("value", sa.Float(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "watch",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "checkpoint",
        sa.Column("watch_id", sa.BigInteger(), primary_key=True),
        sa.Column("slot", sa.BigInteger(), primary_key=True),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sqlite_with_rowid=False,
    )


def _create_alerts() -> None:
    op.create_table(
        "spell",
        sa.Column("watch_id", sa.BigInteger(), primary_key=True),
        sa.Column("started_at_ms", sa.BigInteger(), primary_key=True),
        sa.Column("cause", sa.Text(), primary_key=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("raised", sa.Boolean(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("known_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_spell_place_id_started_at_ms", "spell", ["place_id", "started_at_ms"])
    op.create_index("ix_spell_place_id_ended_at_ms", "spell", ["place_id", "ended_at_ms"])
    op.create_table(
        "alert",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("ended_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_alert_place_id_cause_started_at_ms", "alert", ["place_id", "cause", "started_at_ms"])
    op.create_index("ix_alert_state_started_at_ms", "alert", ["state", "started_at_ms"])
    op.create_index("ix_alert_started_at_ms", "alert", ["started_at_ms"])


def _create_events() -> None:
    op.create_table(
        "event",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("alert_id", sa.Text(), sa.ForeignKey("alert.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("untold", sa.Boolean(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_event_alert_id", "event", ["alert_id"])
    untold = sa.text("untold")
    op.create_index("ix_event_untold", "event", ["id"], sqlite_where=untold, postgresql_where=untold)


def _create_outbox() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("key", sa.Text(), nullable=False, unique=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "channel",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("done_up_to", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("key", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), primary_key=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=True),
        sa.Column("retry_at_ms", sa.BigInteger(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
    )
    op.create_table(
        "cursor",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
    )


def _create_goods() -> None:
    op.create_table(
        "journey",
        sa.Column("lot_id", sa.Text(), primary_key=True),
        sa.Column("start_ms", sa.BigInteger(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "lot",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "stay",
        sa.Column("lot_id", sa.Text(), sa.ForeignKey("lot.id"), primary_key=True),
        sa.Column("start_ms", sa.BigInteger(), primary_key=True),
        sa.Column("place_id", sa.Text(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
    )
    op.create_table(
        "shipment",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
    )
