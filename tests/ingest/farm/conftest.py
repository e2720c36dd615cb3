"""A farm that is told about by files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.books import Books, open_books
from ingest.clock import ManualClock
from ingest.database import Database
from tests.ingest.farm.applying import NOW_MS


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    """Return what is known of an empty farm."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield open_books(database, ManualClock(NOW_MS))
    database.close()
