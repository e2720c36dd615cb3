"""Back to what was there before an upgrade changed it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from api.data_folder import DataFolder
from api.errors import BackupUnusable
from ingest.database import Database
from ingest.folder_sync import sync_folder

_SIDES = ("-wal", "-shm")


def rollback(folder: DataFolder) -> Path:
    """Put the state database of *folder*, which is held, back as it was before the last upgrade.

    Return where what was there until now is kept. Raises BackupUnusable where no upgrade changed anything.
    """
    current, before, after = folder.state_database, folder.before_upgrade, folder.after_upgrade
    if not before.exists():
        raise BackupUnusable(
            f"{before} is not there: no upgrade has changed this folder; restore brings a backup back"
        )
    unfinished = after.with_name(f"{after.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(Database(current)) as database:
        database.snapshot(unfinished)
    unfinished.replace(after)
    for (
        side
    ) in _SIDES:  # they belong to the file that goes, and would be read as a part of the one that comes
        current.with_name(f"{current.name}{side}").unlink(missing_ok=True)
    before.replace(current)
    sync_folder(folder.path)
    return after
