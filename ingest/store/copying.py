"""The embedded store's file as a whole: copied while it is in use, and read from end to end."""

from __future__ import annotations

from pathlib import Path

from ingest.store.duckdb_file import ROW_GROUP_ROWS
from ingest.store.embedded import EmbeddedStore

_READ_ALL = """SELECT count(*), sum(hash(series, observed_at_ms, value, received_at_ms, flags, raw_value))
    FROM (FROM settled UNION ALL FROM fresh)
"""

_READ_HOURS = "SELECT sum(hash(COLUMNS(*))) FROM hourly"


def snapshot(store: EmbeddedStore, path: Path) -> None:
    """Write one consistent picture of everything into the new file *path*, while readings come in."""
    file = str(path).replace("'", "''")
    with store.reading() as cursor:
        cursor.execute(f"ATTACH '{file}' AS snapshot (ROW_GROUP_SIZE {ROW_GROUP_ROWS})")
        try:
            cursor.execute("COPY FROM DATABASE store TO snapshot")
        finally:
            cursor.execute("DETACH snapshot")


def read_all(store: EmbeddedStore) -> int:
    """Read everything, so that whatever is damaged is met; return how many readings there are.

    Raises StoreError where something cannot be read.
    """
    with store.reading() as cursor:
        cursor.execute(_READ_HOURS).fetchone()
        found = cursor.execute(_READ_ALL).fetchone()
    return int(found[0]) if found else 0
