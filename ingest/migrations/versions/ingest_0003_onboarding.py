"""What devices and gateways call themselves, how they are, and what people say of their values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ingest_0003"
down_revision = "ingest_0002"
branch_labels = None
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add names, models and zones; create the tables of health, calibrations and meanings."""
    for table, column in (
        ("device", "model"),
        ("device", "reported_name"),
        ("gateway", "name"),
        ("gateway", "time_zone"),
    ):
        op.add_column(table, sa.Column(column, sa.Text(), nullable=False, server_default=""))
    op.execute("UPDATE device SET name = '' WHERE name = id")  # nobody had given it a name
    _create_health()
    _create_what_people_say()


def _create_health() -> None:
    op.create_table(
        "device_fault",
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("quantity", sa.Text(), primary_key=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "report_count",
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("missing", sa.BigInteger(), nullable=False),
        sa.Column("newest_hour", sa.BigInteger(), nullable=False),
        sa.Column("received_by_hour", sa.LargeBinary(), nullable=False),
        sa.Column("missing_by_hour", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "unplaced_field",
        sa.Column("device", sa.Text(), primary_key=True),
        sa.Column("field", sa.Text(), primary_key=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "gateway_clock",
        sa.Column("gateway", sa.Text(), primary_key=True),
        sa.Column("offset_ms", sa.BigInteger(), nullable=False),
        sa.Column("is_wrong", sa.Boolean(), nullable=False),
        sa.Column("checked_ms", sa.BigInteger(), nullable=False),
    )


def _create_what_people_say() -> None:
    op.create_table(
        "calibration",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("device_id", sa.Text(), sa.ForeignKey("device.id"), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("correction", sa.Double(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
    )
    columns = ["device_id", "quantity", "start_ms"]
    op.create_index("ix_calibration_device_id_quantity_start_ms", "calibration", columns, unique=True)
    op.create_table(
        "field_meaning",
        sa.Column("model", sa.Text(), primary_key=True),
        sa.Column("field", sa.Text(), primary_key=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
    )
