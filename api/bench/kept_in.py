"""Where a bench keeps its readings: in the embedded store, or in an InfluxDB that it starts for itself."""

from __future__ import annotations

import json
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


def as_section(kept: StoreSettings) -> str:
    """Return *kept* as a configuration file says it.

    >>> print(as_section(StoreSettings(kind="influxdb", url="http://127.0.0.1:8086", database="bench")))
    [store]
    kind = "influxdb"
    url = "http://127.0.0.1:8086"
    database = "bench"
    """
    told = kept.model_dump(mode="json", exclude_unset=True)
    return "\n".join(["[store]", *(f"{name} = {json.dumps(value)}" for name, value in told.items())])
