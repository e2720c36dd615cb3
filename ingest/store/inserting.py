"""How readings and the names of their series get into a DuckDB file."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np

from ingest.store.columns import Columns
from ingest.store.duckdb_file import one_number
from ingest.store.statements import INSERT, INSERT_MISSING


def insert_series(writer: duckdb.DuckDBPyConnection, unknown: Mapping[tuple[str, str], int]) -> None:
    """Write down the names of new series, with their numbers."""
    if unknown:
        names = {
            "id": np.fromiter(unknown.values(), np.int32, len(unknown)),
            "device": np.array([device for device, _ in unknown], dtype=object),
            "quantity": np.array([quantity for _, quantity in unknown], dtype=object),
        }
        writer.register("batch", names)
        writer.execute("INSERT INTO series SELECT id, device, quantity FROM batch")


def insert_newer(writer: duckdb.DuckDBPyConnection, columns: Columns) -> int:
    """Insert rows that are newer than all of their series; return how many there were."""
    if not len(columns):
        return 0
    writer.register("batch", columns.arrays())
    return one_number(writer.execute(INSERT))


def insert_missing(writer: duckdb.DuckDBPyConnection, run: Columns) -> int:
    """Insert those rows of *run* that are not there yet; return how many there were."""
    period = {"first_ms": int(run.observed_at_ms.min()), "last_ms": int(run.observed_at_ms.max())}
    writer.register("batch", run.arrays())
    return one_number(writer.execute(INSERT_MISSING, period))
