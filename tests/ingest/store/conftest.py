"""The stores that the contract runs over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.store import Store
from ingest.store.influx.access import Access
from ingest.store.influx.store import InfluxStore
from tests.influxdb import InfluxDb
from tests.ingest.store.stores import STORES, Open


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Return each store in turn, empty."""
    made = STORES[request.param](request, tmp_path)
    yield made
    made.close()


@pytest.fixture
def access(influxdb: InfluxDb) -> Access:
    """Return the way to an empty database of the shared InfluxDB 1.6."""
    return influxdb.access()


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open stores in InfluxDB that are closed at the end."""
    stores: list[InfluxStore] = []

    def open_store(access: Access) -> InfluxStore:
        stores.append(InfluxStore(access))
        return stores[-1]

    yield open_store
    for store in stores:
        store.close()
