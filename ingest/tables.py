"""The tables of the state database that ingest owns; migrations create them, nothing else does.

Instants are whole milliseconds since the epoch (``_ms``). A period's ``end_ms`` is null while it lasts.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text

_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only in a column that is called INTEGER."""

METADATA = MetaData()

SITE = Table(
    "site",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("time_zone", Text, nullable=False),
)

PLACE = Table(
    "place",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("site_id", Text, ForeignKey("site.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("recipe", Text, nullable=False),
)

GATEWAY = Table(
    "gateway",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("format", Text, nullable=False),
    Column("first_seen_ms", BigInteger, nullable=False),
    Column("last_seen_ms", BigInteger, nullable=False),
)

DEVICE = Table(
    "device",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("gateway_id", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("quantities", Text, nullable=False),
    Column("first_seen_ms", BigInteger, nullable=False),
    Column("last_seen_ms", BigInteger, nullable=False),
)
"""``gateway_id`` is empty until somebody was heard; ``quantities`` is a JSON list of canonical names."""

INSTALLATION = Table(
    "installation",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("device_id", Text, ForeignKey("device.id"), nullable=False),
    Column("place_id", Text, ForeignKey("place.id"), nullable=False),
    Column("position", Text, nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=True),
    Index("ix_installation_device_id_start_ms", "device_id", "start_ms", unique=True),
)

QUARANTINE = Table(
    "quarantine",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("received_at_ms", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

QUARANTINE_FORGOTTEN = Table(
    "quarantine_forgotten",
    METADATA,
    Column("reason", Text, primary_key=True),
    Column("entries", BigInteger, nullable=False),
)
"""How many entries of each reason had to make room for newer ones."""

TOKEN = Table(
    "token",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("hash", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
"""What may command the service; only a hash of each token is kept."""

ANNOUNCEMENT = Table(
    "announcement",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("facts", Text, nullable=False),
)
"""What gateways announce; ``facts`` is a JSON object."""
