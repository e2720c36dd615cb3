"""A backup: one consistent picture of journal, state database and store, taken while all of them work.

The order makes it whole. First the journal, then the state, then the store: what the journal has let go of by
the first moment is in the store by the last one, and no alert is further than the readings behind it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from api.at_rest.archive import VERSION, Manifest, item_of, write
from api.errors import BackupUnusable
from ingest.assembly import JOURNAL_FILE, STATE_FILE, STORE_FILE, Ingest
from ingest.clock import Clock
from ingest.database import Database
from ingest.journal.sqlite import SqliteJournal
from ingest.store.copying import snapshot
from ingest.store.embedded import EmbeddedStore

COLDFRAME = "0.1.0"
"""The version of Coldframe; a test holds it to that of the package."""


class BackupDesk:
    """Takes backups. May be called from any thread.

    Args:
        ingest: journal and store, open.
        database: the state database.
        clock: tells when.
    """

    def __init__(self, ingest: Ingest, database: Database, clock: Clock) -> None:
        self._ingest = ingest
        self._database = database
        self._clock = clock

    def make(self, target: Path) -> Manifest:
        """Write a backup to the new file *target* and return what is in it; raises BackupUnusable."""
        if not target.is_absolute():
            raise BackupUnusable(f"{target} does not begin at the root: the service may run elsewhere")
        if not target.parent.is_dir():
            raise BackupUnusable(f"{target.parent} is no folder")
        journal, store = self._ingest.journal, self._ingest.store
        if not isinstance(journal, SqliteJournal):
            raise BackupUnusable("the journal is not in a file of ours; back it up by its own tools")
        with tempfile.TemporaryDirectory(prefix=".coldframe-backup-", dir=target.parent) as room:
            folder = Path(room)
            journal.snapshot(folder / JOURNAL_FILE)
            self._database.snapshot(folder / STATE_FILE)
            kept = isinstance(store, EmbeddedStore)
            if isinstance(store, EmbeddedStore):
                snapshot(store, folder / STORE_FILE)
            manifest = Manifest(
                version=VERSION,
                coldframe=COLDFRAME,
                created_at_ms=self._clock.now_ms(),
                store="embedded" if kept else "elsewhere",
                readings=store.count() if kept else 0,
                items=tuple(item_of(path) for path in sorted(folder.iterdir())),
            )
            write(target, manifest, folder)
        return manifest
