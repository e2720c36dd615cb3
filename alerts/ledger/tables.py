"""The tables of the state database that alerts owns; migrations create them, nothing else does.

Instants are whole milliseconds since the epoch (``_ms``). What is only ever read whole is kept as JSON
or MessagePack in one column; what is searched for has a column of its own.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
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

SERIES = Table(
    "series",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("device", Text, nullable=False),
    Column("quantity", Text, nullable=False),
    Index("ix_series_device_quantity", "device", "quantity", unique=True),
)

EVIDENCE = Table(
    "evidence",
    METADATA,
    Column("series_id", BigInteger, primary_key=True),
    Column("at_ms", BigInteger, primary_key=True),
    Column("value", Float, nullable=False),
    Column("raw", Float, nullable=True),
    sqlite_with_rowid=False,
)
"""What was observed in the last weeks: enough to fold any watch again when a reading comes late, or when
people say that its sensor was calibrated otherwise. ``raw`` is null where the sensor said *value*."""

WATCH = Table(
    "watch",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("place_id", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("end_ms", BigInteger, nullable=True),
)

CHECKPOINT = Table(
    "checkpoint",
    METADATA,
    Column("watch_id", BigInteger, primary_key=True),
    Column("slot", BigInteger, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""A watch's state with everything up to ``at_ms`` in it."""

SPELL = Table(
    "spell",
    METADATA,
    Column("watch_id", BigInteger, primary_key=True),
    Column("started_at_ms", BigInteger, primary_key=True),
    Column("cause", Text, primary_key=True),
    Column("place_id", Text, nullable=False),
    Column("raised", Boolean, nullable=False),
    Column("ended_at_ms", BigInteger, nullable=True),
    Column("known_at_ms", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_spell_place_id_started_at_ms", "place_id", "started_at_ms"),
    Index("ix_spell_place_id_ended_at_ms", "place_id", "ended_at_ms"),
)
"""What detectors found; ``known_at_ms`` is the observation that the finding was last changed by."""

ALERT = Table(
    "alert",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("place_id", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at_ms", BigInteger, nullable=False),
    Column("ended_at_ms", BigInteger, nullable=True),
    Column("body", LargeBinary, nullable=False),
    Index("ix_alert_place_id_cause_started_at_ms", "place_id", "cause", "started_at_ms"),
    Index("ix_alert_state_started_at_ms", "state", "started_at_ms"),
    Index("ix_alert_started_at_ms", "started_at_ms"),
)

Index("ix_alert_lasting", ALERT.c.id, sqlite_where=ALERT.c.ended_at_ms.is_(None))
"""Asked for with every batch of readings. On PostgreSQL it is as partial as here, by its migration; to say so
here would load PostgreSQL's dialect everywhere."""

EVENT = Table(
    "event",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("alert_id", Text, ForeignKey("alert.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("severity", Integer, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("untold", Boolean, nullable=False),
    Column("until_ms", BigInteger, nullable=True),
    Index("ix_event_alert_id", "alert_id"),
    sqlite_autoincrement=True,
)
"""``untold``: people are to be told of it, and no notice has been written yet."""

Index("ix_event_untold", EVENT.c.id, sqlite_where=EVENT.c.untold)
"""Likewise."""

PHOTO = Table(
    "photo",
    METADATA,
    Column("id", BigInteger, ForeignKey("event.id"), primary_key=True, autoincrement=False),
    Column("alert_id", Text, ForeignKey("alert.id"), nullable=False),
    Column("media_type", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("ix_photo_alert_id", "alert_id"),
)
"""What people photographed; numbered as the line of history that says so."""

SILENCE = Table(
    "silence",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("end_ms", BigInteger, nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""``settled``: it is over, and what it covered has been looked at since."""

NOTICE = Table(
    "notice",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("recipient", Text, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)
"""``recipient``: the id of the person that it is for; empty: for the channels that belong to nobody."""

CHANNEL = Table(
    "channel",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("done_up_to", BigInteger, nullable=False),
)
"""Every notice up to number ``done_up_to`` is done for this channel."""

DELIVERY = Table(
    "delivery",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("done", Boolean, nullable=False),
    Column("at_ms", BigInteger, nullable=True),
    Column("retry_at_ms", BigInteger, nullable=True),
    Column("detail", Text, nullable=False),
)
"""What became of a notice on a channel; no row: nobody has tried."""

LADDER = Table(
    "ladder",
    METADATA,
    Column("alert_id", Text, ForeignKey("alert.id"), primary_key=True),
    Column("climbing", Boolean, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""How far the calls about an alert have got; ``climbing``: people may have to be called still."""

DUTY = Table(
    "duty",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)
"""People and steps in one row, with the addresses of their channels and the secrets in them."""

DUTY_CHANGE = Table(
    "duty_change",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    sqlite_autoincrement=True,
)
"""Who changed whom to call, and what, in words that hold no address; for good."""

SPENT = Table(
    "spent",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("at_ms", BigInteger, nullable=False),
)
"""What may be used once and was, until it would have expired anyway."""

CURSOR = Table(
    "cursor",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("seq", BigInteger, nullable=False),
)

OWN_RULE = Table(
    "own_rule",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("kind", Text, nullable=False, server_default="place"),
    Column("subject_id", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("value", Float, nullable=True),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Index("ix_own_rule_subject", "kind", "subject_id"),
)
"""Numbers that places, products and lots have of their own, as they were set; the newest of a path counts."""

PRODUCT_CHANGE = Table(
    "product_change",
    METADATA,
    Column("id", _ROW_ID, primary_key=True),
    Column("product_id", Text, nullable=False),
    Column("at_ms", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("body", LargeBinary, nullable=True),
    Index("ix_product_change_product_id", "product_id", "id"),
    sqlite_autoincrement=True,
)
"""What people said about products, for good; the newest word counts. No body: they took theirs back."""
