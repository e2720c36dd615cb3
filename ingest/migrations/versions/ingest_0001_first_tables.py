"""Sites, places, gateways, devices and installations; the quarantine; tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "ingest_0001"
down_revision = None
branch_labels = ("ingest",)
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the first tables."""
    _create_farm()
    _create_devices()
    _create_quarantine()
    op.create_table(
        "token",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_ms", sa.BigInteger(), nullable=False),
    )


def _create_farm() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("site_id", sa.Text(), sa.ForeignKey("site.id"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
    )


def _create_devices() -> None:
    op.create_table(
        "gateway",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "device",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("gateway_id", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("quantities", sa.Text(), nullable=False),
        sa.Column("first_seen_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_ms", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "installation",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("device_id", sa.Text(), sa.ForeignKey("device.id"), nullable=False),
        sa.Column("place_id", sa.Text(), sa.ForeignKey("place.id"), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
    )
    op.create_index(
        "ix_installation_device_id_start_ms", "installation", ["device_id", "start_ms"], unique=True
    )


def _create_quarantine() -> None:
    op.create_table(
        "quarantine",
        sa.Column("id", _ROW_ID, primary_key=True),
        sa.Column("received_at_ms", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "quarantine_forgotten",
        sa.Column("reason", sa.Text(), primary_key=True),
        sa.Column("entries", sa.BigInteger(), nullable=False),
    )
