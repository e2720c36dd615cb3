"""The state database of a data folder, with the tables of every package up to date."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import closing
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
        if not database.is_up_to_date():
            database.close()
            if threading.active_count() == 1:
                _apart(lambda: _upgrade(folder))
            _upgrade(folder)
    except BaseException:
        database.close()
        raise
    return database


def _upgrade(folder: DataFolder) -> None:
    with closing(state_of(folder.state_database)) as database:
        if database.upgrade(keep=folder.before_upgrade):
            _log.info("the state database was brought up to date", as_it_was=str(folder.before_upgrade))


def _apart(do: Callable[[], None]) -> None:
    """Do something in a process of its own, which takes away what it loads: of Alembic 8 MB.

    Whether that succeeded is not told: what could not be done apart is done, or fails, here. Only for a
    process with one thread; what others hold while it is split in two nobody ever lets go of in the new one.
    """
    child = os.fork()
    if child == 0:
        try:
            do()
        finally:
            os._exit(0)  # nothing of ours is closed or written twice
    os.waitpid(child, 0)
