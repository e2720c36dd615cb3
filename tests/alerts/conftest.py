"""What the tests of the alert engine stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.clock import ManualClock
from ingest.database import Database
from ingest.registry import Registry
from tests.alerts.rig import FARM, MIGRATIONS, START_MS, Rig


@pytest.fixture(scope="session", name="farm_template")
def _farm_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a state database with the farm in it, to be copied."""
    path = tmp_path_factory.mktemp("farm") / "template.sqlite3"
    database = Database(path, MIGRATIONS)
    database.upgrade()
    Registry(database, ManualClock(START_MS)).provision(FARM)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(name="rig")
def _rig(tmp_path: Path, farm_template: Path) -> Iterator[Rig]:
    """Give an engine for the farm of ``rig.py``."""
    with closing(Rig(tmp_path, farm_template)) as rig:
        yield rig


@pytest.fixture(name="farm_again")
def _farm_again(tmp_path: Path, farm_template: Path) -> Iterator[Rig]:
    """Give a second engine for the same farm, to compare with the first."""
    folder = tmp_path / "again"
    folder.mkdir()
    with closing(Rig(folder, farm_template)) as rig:
        yield rig
