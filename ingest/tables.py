"""The tables of the state database that ingest owns; migrations create them, nothing else does.

Instants are whole milliseconds since the epoch (``_ms``). A period's ``end_ms`` is null while it lasts.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

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
    Column("name", Text, nullable=False, server_default=""),
    Column("time_zone", Text, nullable=False, server_default=""),
)
"""``time_zone`` is that of the local times that it writes; empty: the farm's."""

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
    Column("model", Text, nullable=False, server_default=""),
    Column("reported_name", Text, nullable=False, server_default=""),
    Column("broker", Text, nullable=False, server_default=""),
)
"""``name`` is empty until people give one; ``gateway_id`` until somebody was heard; ``quantities`` is a
JSON list of canonical names; ``broker`` is through which it was heard last."""

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

DEVICE_FAULT = Table(
    "device_fault",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("quantity", Text, primary_key=True),
    Column("reason", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("first_ms", BigInteger, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
    Column("times", BigInteger, nullable=False),
)
"""Why a device has no value of a quantity, until it has one again."""

REPORT_COUNT = Table(
    "report_count",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("session", Text, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("missing", BigInteger, nullable=False),
    Column("newest_hour", BigInteger, nullable=False),
    Column("received_by_hour", LargeBinary, nullable=False),
    Column("missing_by_hour", LargeBinary, nullable=False),
)
"""The number of a device's newest message, and how many came and how many did not, hour by hour."""

UNPLACED_FIELD = Table(
    "unplaced_field",
    METADATA,
    Column("device", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("model", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("last_ms", BigInteger, nullable=False),
)

GATEWAY_CLOCK = Table(
    "gateway_clock",
    METADATA,
    Column("gateway", Text, primary_key=True),
    Column("offset_ms", BigInteger, nullable=False),
    Column("is_wrong", Boolean, nullable=False),
    Column("checked_ms", BigInteger, nullable=False),
)
"""``offset_ms`` is what has to be added to the gateway's times."""

CLOCK_ERROR = Table(
    "clock_error",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("error_ms", BigInteger, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("right_since_ms", BigInteger, nullable=True),
)
"""What was told last of the clock of a gateway or a device that is wrong, or was some hours ago."""

CALIBRATION = Table(
    "calibration",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("device_id", Text, ForeignKey("device.id"), nullable=False),
    Column("quantity", Text, nullable=False),
    Column("correction", Double, nullable=False),
    Column("certificate", Text, nullable=False),
    Column("due_on", Text, nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=True),
    Column("created_ms", BigInteger, nullable=False),
    Index("ix_calibration_device_id_quantity_start_ms", "device_id", "quantity", "start_ms", unique=True),
)
"""``due_on`` is a date such as ``2027-06-01``; empty: nobody said."""

DUE_CORRECTION = Table(
    "due_correction",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("consumer", Text, nullable=False),
    Column("device_id", Text, nullable=False),
    Column("quantity", Text, nullable=False),
    Column("start_ms", BigInteger, nullable=False),
    Column("end_ms", BigInteger, nullable=True),
    sqlite_autoincrement=True,
)
"""For which times the readings that *consumer* has taken must be made anew from their raw values."""

FIELD_MEANING = Table(
    "field_meaning",
    METADATA,
    Column("model", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("quantity", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("channel", Text, nullable=False),
)
"""What people say that a field means; an empty ``quantity``: it is to be left alone."""

GATEWAY_ACCOUNT = Table(
    "gateway_account",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("publish", Text, nullable=False),
    Column("subscribe", Text, nullable=False),
    Column("created_ms", BigInteger, nullable=False),
)
"""Who may log in at the broker; ``publish`` and ``subscribe`` are JSON lists of topic filters."""
