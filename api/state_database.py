"""The state database of a data folder, with the tables of every package up to date."""

from __future__ import annotations

from pathlib import Path

import alerts.migrations
from api.data_folder import DataFolder
from ingest.database import MIGRATIONS as INGEST_MIGRATIONS
from ingest.database import Database

_ALERTS_MIGRATIONS = Path(alerts.migrations.__path__[0]) / "versions"


def state_of(file: Path) -> Database:
    """Return the state database in *file* as it is."""
    return Database(file, (INGEST_MIGRATIONS, _ALERTS_MIGRATIONS))


def open_state(folder: DataFolder) -> Database:
    """Open the state database of *folder* and bring its tables up to date."""
    database = state_of(folder.state_database)
    try:
        database.upgrade()
    except BaseException:
        database.close()
        raise
    return database
