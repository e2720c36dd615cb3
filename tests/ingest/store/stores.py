"""Every store that there is, by name, and how an empty one is made."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.store import Store
from ingest.store.embedded import EmbeddedStore
from ingest.store.influx.access import Access
from ingest.store.influx.store import InfluxStore
from ingest.store.memory import MemoryStore
from tests.influx_stand_in import StandIn
from tests.influxdb import InfluxDb, given_access, is_given

Make = Callable[[pytest.FixtureRequest, Path], Store]
Open = Callable[[Access], InfluxStore]


def _stood_in(generation: int) -> Make:
    def make(request: pytest.FixtureRequest, _folder: Path) -> Store:
        server = StandIn(generation, _real(request))
        server.start()
        request.addfinalizer(server.stop)
        return InfluxStore(server.access())

    return make


def _real(request: pytest.FixtureRequest) -> InfluxDb:
    server: InfluxDb = request.getfixturevalue("influxdb")
    return server


STORES: dict[str, Make] = {
    "memory": lambda _request, _folder: MemoryStore(),
    "embedded": lambda _request, folder: EmbeddedStore(folder / "store.duckdb"),
    "embedded, always sorting": lambda _request, folder: EmbeddedStore(
        folder / "store.duckdb", settle_rows=1
    ),
    "InfluxDB 1.6": lambda request, _folder: InfluxStore(_real(request).access()),
    "InfluxDB 1.6, in slices": lambda request, _folder: InfluxStore(
        dataclasses.replace(_real(request).access(), slice_hours=24 * 365)
    ),
    "InfluxDB 1.6, as 3 Core needs it": lambda request, _folder: InfluxStore(
        dataclasses.replace(_real(request).access(), append_only=True, slice_hours=24 * 90)
    ),
    "a stand-in for InfluxDB 2": _stood_in(2),
    "a stand-in for InfluxDB 3 Core": _stood_in(3),
}
if is_given():
    STORES["InfluxDB that was given"] = lambda _request, _folder: InfluxStore(given_access())
