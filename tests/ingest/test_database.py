"""The state database: up from empty, up again, never half, never down."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

import alerts.migrations
from ingest.clock import ManualClock
from ingest.database import MIGRATIONS, Database, newest
from ingest.errors import DatabaseUnusable
from ingest.place import Installation
from ingest.registry import Registry
from ingest.tables import METADATA, PLACE, SITE, TOKEN

_STEP = '''
"""A step of another package."""
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down}
branch_labels = {labels}
depends_on = None

def upgrade():
    {body}
'''


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database that is up to date."""
    made = Database(tmp_path / "state.sqlite3")
    made.upgrade()
    yield made
    made.close()


def _other_package(folder: Path, *bodies: str) -> Path:
    folder.mkdir(parents=True)
    down = None
    for number, body in enumerate(bodies, start=1):
        revision = f"other_{number}"
        labels = None if down else ("other",)
        step = _STEP.format(revision=revision, down=repr(down), labels=repr(labels), body=body)
        (folder / f"{revision}.py").write_text(step)
        down = revision
    return folder


def _tables(database: Database) -> set[str]:
    return set(sa.inspect(database.engine).get_table_names())


def test_an_empty_file_becomes_what_the_code_expects(database: Database) -> None:
    """After the migrations the tables, their columns, keys and indices are the ones the code declares."""
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_going_up_twice_changes_nothing(database: Database) -> None:
    """A database that is up to date stays as it is, with what is in it."""
    with database.begin() as connection:
        connection.execute(sa.insert(TOKEN).values(name="demo", hash="x", created_ms=1))
    database.upgrade()
    with database.read() as connection:
        assert connection.execute(sa.select(TOKEN.c.name)).scalars().all() == ["demo"]


def test_the_names_of_the_steps_tell_the_last_one() -> None:
    """What the names of the files say is the last step of each package is what Alembic says."""
    folders = (MIGRATIONS, Path(alerts.migrations.__path__[0]) / "versions")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS.parent))
    config.set_main_option("version_locations", ";".join(map(str, folders)))
    config.set_main_option("path_separator", ";")
    assert newest(folders) == tuple(sorted(ScriptDirectory.from_config(config).get_heads()))


def test_every_package_brings_its_own_steps(tmp_path: Path) -> None:
    """Two folders of migrations live in one database, and one of them may grow later."""
    table = 'op.create_table("{0}", sa.Column("id", sa.Integer(), primary_key=True))'
    other = _other_package(tmp_path / "one" / "versions", table.format("cow"))
    database = Database(tmp_path / "state.sqlite3", (MIGRATIONS, other))
    database.upgrade()
    assert {"site", "cow"} <= _tables(database)
    database.close()
    other = _other_package(tmp_path / "two" / "versions", table.format("cow"), table.format("calf"))
    database = Database(tmp_path / "state.sqlite3", (MIGRATIONS, other))
    database.upgrade()
    assert {"site", "cow", "calf"} <= _tables(database)
    database.close()


def test_all_steps_or_none(tmp_path: Path) -> None:
    """When a later step fails nothing of the earlier ones stays, in a new database and in an old one."""
    other = _other_package(
        tmp_path / "versions",
        'op.create_table("cow", sa.Column("id", sa.Integer(), primary_key=True))',
        'op.execute("INSERT INTO nowhere VALUES (1)")',
    )
    new = Database(tmp_path / "new.sqlite3", (MIGRATIONS, other))
    with pytest.raises(DatabaseUnusable, match="nowhere"):
        new.upgrade()
    assert _tables(new) == set()
    new.close()
    old = Database(tmp_path / "old.sqlite3")
    old.upgrade()
    before = _tables(old)
    old.close()
    old = Database(tmp_path / "old.sqlite3", (MIGRATIONS, other))
    with pytest.raises(DatabaseUnusable):
        old.upgrade()
    assert _tables(old) == before
    old.close()


def test_a_newer_database_is_refused(tmp_path: Path, database: Database) -> None:
    """A database with a step that this version does not know is refused by name and left alone."""
    with database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'ingest_9999'")
    with pytest.raises(DatabaseUnusable, match=r"'ingest_9999'.*knows up to ingest_\d+.*newer version"):
        Database(tmp_path / "state.sqlite3").upgrade()


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    """A file that is no database is refused with its path, and not changed."""
    path = tmp_path / "state.sqlite3"
    rubbish = b"not a database at all" * 100
    path.write_bytes(rubbish)
    database = Database(path)
    with pytest.raises(DatabaseUnusable, match=r"state\.sqlite3"):
        database.upgrade()
    database.close()
    assert path.read_bytes() == rubbish


def test_a_password_is_not_told(tmp_path: Path) -> None:
    """An error shows where the database is, and not the password that opens it."""
    with pytest.raises(DatabaseUnusable) as caught:
        Database(f"sqlite://ana:secret@{tmp_path}/state.sqlite3").upgrade()
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["cows://here", "sqlite://somewhere/else", "://"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    """An address that no database has is refused in words, not with a stack of calls."""
    with pytest.raises(DatabaseUnusable, match="cannot be used"):
        Database(url)


def test_a_transaction_is_whole_or_not_at_all(database: Database) -> None:
    """What was written before an error in the same transaction is not there."""

    def half() -> None:
        with database.begin() as connection:
            connection.execute(sa.insert(TOKEN).values(name="half", hash="", created_ms=1))
            raise LookupError

    with pytest.raises(LookupError):
        half()
    with database.read() as connection:
        assert connection.execute(sa.select(TOKEN)).all() == []


def test_what_contradicts_is_the_callers_business(database: Database) -> None:
    """A place without its site, or a second row of the same name, is an IntegrityError, and not taken."""
    with database.begin() as connection:
        connection.execute(sa.insert(SITE).values(id="s", name="S", time_zone="UTC"))
    for statement in (
        sa.insert(SITE).values(id="s", name="again", time_zone="UTC"),
        sa.insert(PLACE).values(id="p", site_id="nowhere", name="P", kind="truck", recipe="r"),
    ):
        with pytest.raises(sa.exc.IntegrityError), database.begin() as connection:
            connection.execute(statement)


def test_writers_wait_for_each_other(database: Database) -> None:
    """Threads that read and then write in one transaction never overwrite each other's work."""
    with database.begin() as connection:
        connection.execute(sa.insert(TOKEN).values(name="sum", hash="", created_ms=0))

    def count_up() -> None:
        for _ in range(25):
            with database.begin() as connection:
                seen = connection.execute(sa.select(TOKEN.c.created_ms)).scalar_one()
                connection.execute(sa.update(TOKEN).values(created_ms=seen + 1))

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        assert connection.execute(sa.select(TOKEN.c.created_ms)).scalar_one() == 100


def test_commits_are_synced(database: Database) -> None:
    """SQLite syncs every commit to the disk, keeps a write-ahead log and checks foreign keys."""
    with database.read() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("synchronous", "journal_mode", "foreign_keys")
        ]
    assert found == [2, "wal", 1]


def test_what_an_older_version_knew_of_devices_stays(tmp_path: Path) -> None:
    """Devices and installations of the first tables are there after the migration; a name was never an id."""
    older = Database(tmp_path / "state.sqlite3", (_only_until(tmp_path / "old" / "versions", "ingest_0002"),))
    older.upgrade()
    with older.begin() as connection:
        for statement in (
            "INSERT INTO site VALUES ('farm', 'Farm', 'Asia/Shanghai')",
            "INSERT INTO place VALUES ('room', 'farm', 'Room', 'cold_room', 'cold_room')",
            "INSERT INTO gateway VALUES ('gw', 'own_json', 1, 2)",
            "INSERT INTO device VALUES ('a', 'a', 'gw', 'own_json', '[\"co2_ppm\"]', 1, 2)",
            "INSERT INTO device VALUES ('b', 'Rear', 'gw', 'own_json', '[]', 1, 2)",
            "INSERT INTO installation VALUES (1, 'a', 'room', 'top', 0, NULL)",
        ):
            connection.exec_driver_sql(statement)
    older.close()
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    registry = Registry(database, ManualClock(0))
    assert [(one.id, one.name, one.title) for one in registry.devices()] == [
        ("a", "", "a"),
        ("b", "Rear", "Rear"),
    ]
    assert registry.device("a").quantities == ("co2_ppm",)
    assert registry.installations() == (Installation("a", "room", "top", 0),)
    database.close()


def _only_until(folder: Path, last: str) -> Path:
    """Return a folder with ingest's own migrations up to *last*."""
    folder.mkdir(parents=True)
    for file in MIGRATIONS.glob("ingest_*.py"):
        if file.name[: len(last)] <= last:
            shutil.copy(file, folder)
    return folder
