"""``backup``, ``restore``, ``rollback`` and ``check --data``: data at rest, kept, brought back, verified."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from api.at_rest.archive import Manifest
from api.at_rest.backup import BackupDesk
from api.at_rest.inspection import inspected
from api.at_rest.restore import restore as restored
from api.at_rest.rollback import rollback as rolled_back
from api.commands.beside import RunningService, beside
from api.commands.say import Say
from api.data_folder import DataFolder
from api.settings import Settings
from ingest.assembly import build_ingest
from ingest.clock import SystemClock, to_datetime
from ingest.counters import Counters

_WRONG = 2


def backup(settings: Settings, target: Path, say: Say) -> int:
    """Write a backup of the service to *target*, whether it runs or not."""
    target = target.absolute()
    with beside(settings.data) as service:
        if isinstance(service, RunningService):
            told = service.post("backups", body={"path": str(target)})
            readings, store, size = int(told["readings"]), str(told["store"]), int(told["size_bytes"])
        else:
            clock = SystemClock()
            with closing(build_ingest(settings, clock, service, Counters())) as ingest:
                manifest = BackupDesk(ingest, service, clock).make(target)
            readings, store, size = manifest.readings, manifest.store, _size(manifest)
    kept = f"{readings:,} readings" if store == "embedded" else "without readings, which are kept elsewhere"
    say(f"{target}: {kept}, {size / 1e6:,.1f} MB")
    return 0


def restore(source: Path, folder: Path, say: Say) -> int:
    """Make a data folder of a backup."""
    manifest = restored(source, folder)
    when = to_datetime(manifest.created_at_ms)
    say(f"{folder}: as it was at {when:%Y-%m-%d %H:%M:%S} UTC, with {manifest.readings:,} readings")
    return 0


def rollback(folder: Path, say: Say) -> int:
    """Put back what an upgrade changed."""
    held = DataFolder(folder)
    held.open(simulated=None, may_be_new=False)
    with closing(held):
        kept = rolled_back(held)
    say(f"{folder}: as it was before the upgrade; start the version that ran then (this one upgrades again)")
    say(f"       what was entered since is kept in {kept}; readings since then stay stored")
    return 0


def check_data(settings: Settings, say: Say) -> int:
    """Read and verify everything in the data folder, and say what is not well and what can be done."""
    folder = DataFolder(settings.data)
    folder.open(simulated=None, may_be_new=False)
    wrong = 0
    with closing(folder):
        for found in inspected(settings.data, settings.journal.max_bytes):
            wrong += bool(found.remedy)
            say(f"{'wrong' if found.remedy else 'good '}  {found.part}: {found.text}")
            if found.remedy:
                say(f"       -> {found.remedy}")
    return _WRONG if wrong else 0


def _size(manifest: Manifest) -> int:
    return sum(item.size_bytes for item in manifest.items)
