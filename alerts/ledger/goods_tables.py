"""The tables of the state database that are about goods: lots, where they stayed, and what became of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Table, Text

from alerts.ledger.tables import METADATA

LOT = Table(
    "lot",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

STAY = Table(
    "stay",
    METADATA,
    Column("lot_id", Text, ForeignKey("lot.id"), primary_key=True),
    Column("start_ms", BigInteger, primary_key=True),
    Column("place_id", Text, nullable=False),
    Column("end_ms", BigInteger, nullable=True),
    Column("box_id", Text, nullable=True),
)

COMPANION = Table(
    "companion",
    METADATA,
    Column("lot_id", Text, ForeignKey("lot.id"), primary_key=True),
    Column("device_id", Text, primary_key=True),
    Column("start_ms", BigInteger, primary_key=True),
    Column("end_ms", BigInteger, nullable=True),
)
"""Devices that travel with a lot."""

SHIPMENT = Table(
    "shipment",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

JOURNEY = Table(
    "journey",
    METADATA,
    Column("lot_id", Text, primary_key=True),
    Column("start_ms", BigInteger, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""What became of a lot in each place that it passed."""

HERD = Table(
    "herd",
    METADATA,
    Column("id", BigInteger, primary_key=True),
    Column("slot", BigInteger, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""What lots that fare alike have in common; what each has of its own is in its journey."""
