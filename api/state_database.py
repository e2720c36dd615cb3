"""The state database of a data folder, with the tables of every package up to date."""

from __future__ import annotations

from pathlib import Path

import structlog

import alerts.migrations
from api.data_folder import DataFolder
from ingest.database import MIGRATIONS as INGEST_MIGRATIONS
from ingest.database import Database

_log = structlog.get_logger("state")
_ALERTS_MIGRATIONS = Path(alerts.migrations.__path__[0]) / "versions"


def state_of(file: Path) -> Database:
    """Return the state database in *file* as it is."""
    return Database(file, (INGEST_MIGRATIONS, _ALERTS_MIGRATIONS))


def open_state(folder: DataFolder) -> Database:
    """Open the state database of *folder* and bring its tables up to date; keep what was there before."""
    database = state_of(folder.state_database)
    try:
        if database.upgrade(keep=folder.before_upgrade):
            _log.info("the state database was brought up to date", as_it_was=str(folder.before_upgrade))
    except BaseException:
        database.close()
        raise
    return database
