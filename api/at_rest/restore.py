"""Restoring a backup: into an empty folder, verified before it is used, whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

from api.at_rest.archive import Manifest, read
from api.at_rest.inspection import inspected
from api.errors import BackupUnusable
from ingest.folder_sync import sync_folder


def restore(source: Path, folder: Path) -> Manifest:
    """Make the data folder *folder* of the backup *source* and return what was in it.

    Raises BackupUnusable where the folder holds something, or the backup is not whole; then nothing is left.
    """
    if not source.is_file():
        raise BackupUnusable(f"there is no file {source}")
    if folder.exists() and any(folder.iterdir()):
        raise BackupUnusable(f"{folder} is not empty; a backup is restored into a folder of its own")
    unfinished = folder.with_name(f"{folder.name}.restoring")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        manifest = read(source, unfinished)
        _refuse_what_is_not_well(source, unfinished)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
        sync_folder(folder.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def _refuse_what_is_not_well(source: Path, folder: Path) -> None:
    wrong = [f"{one.part}: {one.text}" for one in inspected(folder, 0) if one.remedy]
    if wrong:
        raise BackupUnusable(f"{source} holds what is not well: {'; '.join(wrong)}")
