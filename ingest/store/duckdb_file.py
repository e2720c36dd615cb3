"""The file that the embedded store keeps: its tables, and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import StoreUnusable

_VERSION = 4

NOT_NOW = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
    duckdb.FatalException,
)
"""What may pass by itself; everything else is for an operator."""

_AT_ONCE = 1_000

_MOST_THREADS = 4
"""More do not make a chart faster, and each needs memory of its own."""

ROW_GROUP_ROWS = 30_720
"""DuckDB reads or skips this many rows at a time. Its usual 122,880 makes it read many sensors for the
sake of one; a third of this makes it spend its time on skipping."""

_VIEW = """
CREATE OR REPLACE VIEW reading AS
    SELECT device, quantity, epoch_ms(observed_at_ms) AS observed_at, value,
        epoch_ms(received_at_ms) AS received_at, flags, coalesce(raw_value, value) AS raw_value
    FROM (FROM settled UNION ALL FROM fresh) AS stored JOIN series ON series.id = stored.series;
"""

_HOURLY_OF_3 = """
CREATE TABLE hourly (
    series INTEGER NOT NULL,
    start_ms BIGINT NOT NULL,
    low DOUBLE NOT NULL,
    low_at_ms BIGINT NOT NULL,
    high DOUBLE NOT NULL,
    high_at_ms BIGINT NOT NULL,
    mean DOUBLE NOT NULL,
    readings BIGINT NOT NULL
);
"""

_LIFE_RATE = "ALTER TABLE hourly ADD COLUMN life_rate DOUBLE;"
"""Null where it is not known."""

_CREATE = (
    """
BEGIN TRANSACTION;
CREATE TABLE coldframe (version INTEGER NOT NULL);
INSERT INTO coldframe VALUES (4);
CREATE TABLE series (id INTEGER NOT NULL, device VARCHAR NOT NULL, quantity VARCHAR NOT NULL);
CREATE TABLE fresh (
    series INTEGER NOT NULL,
    observed_at_ms BIGINT NOT NULL,
    value DOUBLE NOT NULL,
    received_at_ms BIGINT NOT NULL,
    flags INTEGER NOT NULL,
    raw_value DOUBLE
);
CREATE TABLE settled AS FROM fresh;
"""
    + _HOURLY_OF_3
    + _LIFE_RATE
    + _VIEW
    + "COMMIT;"
)
"""``raw_value`` is null where no calibration has made another value of it."""

_FROM_1_TO_2 = (
    """
BEGIN TRANSACTION;
ALTER TABLE fresh ADD COLUMN raw_value DOUBLE;
ALTER TABLE settled ADD COLUMN raw_value DOUBLE;
UPDATE coldframe SET version = 2;
"""
    + _VIEW
    + "COMMIT;"
)
"""Layout 1 knew no calibrations."""

_FROM_2_TO_3 = "BEGIN TRANSACTION;" + _HOURLY_OF_3 + "UPDATE coldframe SET version = 3; COMMIT;"  # noqa: S608 - our own texts
"""Layout 2 forgot nothing, and had no hours summed up."""

_FROM_3_TO_4 = f"BEGIN TRANSACTION;{_LIFE_RATE}UPDATE coldframe SET version = 4; COMMIT;"  # noqa: S608 - likewise
"""Layout 3 kept no rates of life; those of its hours are not known any more."""


def open_file(path: Path, memory_limit_mb: int) -> duckdb.DuckDBPyConnection:
    """Open the store at *path*, for this process alone; make it where there is none."""
    try:
        connection = duckdb.connect(":memory:", config=_config(path, memory_limit_mb))
        try:
            file = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{file}' AS store (ROW_GROUP_SIZE {ROW_GROUP_ROWS})")
            connection.execute("USE store")
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    except duckdb.Error as error:
        raise StoreUnusable(f"the store {path} cannot be opened: {_explain(error)}") from error
    return connection


def new_connection(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return another connection to the store that *connection* has open, for another thread."""
    cursor = connection.cursor()
    cursor.execute("USE store")
    return cursor


def give_back(connection: duckdb.DuckDBPyConnection, memory_limit_mb: int) -> None:
    """Let DuckDB give back memory that it keeps for later: it does so when it is told its limit."""
    connection.execute(f"SET memory_limit = '{memory_limit_mb}MB'")


def _config(path: Path, memory_limit_mb: int) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "memory_limit": f"{memory_limit_mb}MB",
        "threads": min(_MOST_THREADS, os.cpu_count() or 1),
        "temp_directory": f"{path}.tmp",
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }


def _prepare(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store'"
        ).fetchall()
    }
    if not tables:
        connection.execute(_CREATE)
    elif "coldframe" not in tables:
        raise StoreUnusable(f"the store {path} is a DuckDB file of something else; move it away")
    for older, upgrade in ((1, _FROM_1_TO_2), (2, _FROM_2_TO_3), (3, _FROM_3_TO_4)):
        if connection.execute("SELECT version FROM coldframe").fetchall() == [(older,)]:
            connection.execute(upgrade)
    versions = connection.execute("SELECT version FROM coldframe").fetchall()
    if versions != [(_VERSION,)]:
        raise StoreUnusable(
            f"the store {path} has layout {versions[0][0]}, and this version of Coldframe reads layout "
            f"{_VERSION}: run the version that wrote it, or move the file away"
        )


def _explain(error: duckdb.Error) -> str:
    text = str(error)
    if "lock" in text.lower():
        return "another process is using it; stop that one first, or give this one its own data folder"
    return text


def rows_of(result: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of *result*, a part at a time: all at once they take more than what is made of them."""
    while part := result.fetchmany(_AT_ONCE):
        yield from part


def one_number(result: duckdb.DuckDBPyConnection) -> int:
    """Return the number that *result* holds."""
    row = result.fetchone()
    if row is None:
        raise StoreUnusable("the store answered nothing where a number was asked for")
    return int(row[0])
