"""Pain 13, an upgrade loses data: one that does not do is taken back by one command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from alerts.assembly import MIGRATIONS as ALERTS_MIGRATIONS
from api.commands.backups import rollback
from api.data_folder import DataFolder
from api.errors import BackupUnusable, DataFolderUnusable
from api.state_database import open_state
from ingest.database import MIGRATIONS, Database
from ingest.errors import DatabaseUnusable

_ROOT = Path(__file__).parents[3]
_OPEN = """
import sys
from pathlib import Path
from api.data_folder import DataFolder
from api.state_database import open_state
print(open_state(DataFolder(Path(sys.argv[1]))).is_up_to_date(), "alembic" in sys.modules)
"""

OLDER = ("alerts_0005", "ingest_0004")


def _older(folder: Path, scripts: Path) -> Database:
    """Return the state database of *folder* as an older version of Coldframe has it."""
    homes = []
    for source, last in zip((ALERTS_MIGRATIONS, MIGRATIONS), OLDER, strict=True):
        home = scripts / last / "versions"
        home.mkdir(parents=True, exist_ok=True)
        for file in source.glob("*_0*.py"):
            if file.name[: len(last)] <= last:
                shutil.copy(file, home)
        homes.append(home)
    return Database(DataFolder(folder).state_database, homes)


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> DataFolder:
    folder = DataFolder(tmp_path / "data")
    folder.path.mkdir()
    with closing(_older(folder.path, tmp_path)) as older:
        older.upgrade()
        with older.begin() as connection:
            connection.exec_driver_sql("INSERT INTO site VALUES ('farm', 'Farm', 'Asia/Shanghai')")
    return folder


def _sites(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.text("SELECT id FROM site ORDER BY id")).scalars())


def test_the_older_version_finds_what_it_left(folder: DataFolder, tmp_path: Path) -> None:
    """After a rollback the older version runs on its own tables; what was entered since is kept aside."""
    with closing(open_state(folder)) as newer, newer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO site VALUES ('new', 'New', 'UTC')")
    said: list[str] = []
    assert rollback(folder.path, said.append) == 0
    with closing(_older(folder.path, tmp_path)) as older:
        assert older.missing_steps() == 0
        assert older.revisions() == OLDER
        assert _sites(older) == ["farm"]
    assert str(folder.after_upgrade) in "\n".join(said)
    with closing(Database(folder.after_upgrade, (MIGRATIONS, ALERTS_MIGRATIONS))) as kept:
        assert _sites(kept) == ["farm", "new"]
    with closing(open_state(folder)) as again:
        assert _sites(again) == ["farm"]


def test_where_no_upgrade_changed_anything_there_is_nothing_to_take_back(tmp_path: Path) -> None:
    """A new folder keeps no copy of nothing, and a start without a change keeps none."""
    folder = DataFolder(tmp_path)
    for _ in range(2):
        open_state(folder).close()
    assert not folder.before_upgrade.exists()
    with pytest.raises(BackupUnusable, match="no upgrade has changed"):
        rollback(tmp_path, print)


def test_what_makes_the_tables_does_not_stay_in_memory(tmp_path: Path) -> None:
    """A service that begins with a new folder does without Alembic from then on, as one that goes on."""
    told = subprocess.run(
        [sys.executable, "-c", _OPEN, tmp_path], check=True, capture_output=True, text=True, cwd=_ROOT
    )
    assert told.stdout.split() == ["True", "False"]


def test_nothing_is_changed_where_no_copy_can_be_kept(folder: DataFolder, tmp_path: Path) -> None:
    """An upgrade that could not be taken back does not happen."""
    (folder.path / "state.sqlite3.before-upgrade.unfinished").mkdir()
    with pytest.raises(DatabaseUnusable, match="no copy of it can be kept"):
        open_state(folder)
    with closing(_older(folder.path, tmp_path)) as older:
        assert older.missing_steps() == 0


def test_a_running_service_is_left_alone(folder: DataFolder) -> None:
    """A folder that is in use cannot be rolled back."""
    folder.open(simulated=None)
    with closing(folder), pytest.raises(DataFolderUnusable, match="in use"):
        rollback(folder.path, print)
