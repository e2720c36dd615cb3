"""Where a bench keeps its readings: in the embedded store, or in an InfluxDB that it starts for itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.bench.part import HOST
from api.bench.servers import influxdb
from ingest.settings import StoreSettings

STORES = ("embedded", "influxdb")


@contextmanager
def kept_in(kind: str, folder: Path) -> Iterator[StoreSettings]:
    """Yield the settings of an empty store of *kind*; an InfluxDB runs as long as the section inside."""
    if kind == "embedded":
        yield StoreSettings()
        return
    server, port = influxdb(folder)
    with server.running():
        yield StoreSettings(kind="influxdb", url=f"http://{HOST}:{port}", database="bench")
