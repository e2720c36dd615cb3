"""The state database: what Coldframe knows besides readings (places, lots, alerts, quarantine, tokens).

SQLAlchemy Core on SQLite by default, on PostgreSQL where several processes share it. Its tables are made
and changed by Alembic migrations only; every package brings its own folder of them as its own branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError

from ingest.errors import DatabaseUnusable
from ingest.folder_sync import sync_folder

if TYPE_CHECKING:
    from ingest.table_steps import Steps

MIGRATIONS = Path(__file__).parent / "migrations" / "versions"
"""The migrations of ingest's own tables."""

_BUSY_TIMEOUT_MS = 30_000
"""Longer than the longest write of ours: shorter turns a slow disk into errors, longer hides a lock-up."""

_VERSION = sa.table("alembic_version", sa.column("version_num"))
"""Where Alembic writes down how far it has come."""

_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


class Database:
    """One state database.

    Args:
        path_or_url: a file for SQLite, or an SQLAlchemy URL.
        migrations: folders of Alembic scripts, ingest's own first.
    """

    def __init__(self, path_or_url: str | Path, migrations: Sequence[Path] = (MIGRATIONS,)) -> None:
        self._migrations = tuple(migrations)
        try:
            self.url = _url(path_or_url)
            self.engine = sa.create_engine(self.url)
        except (ArgumentError, ModuleNotFoundError) as error:
            raise DatabaseUnusable(f"the state database cannot be used: {error}") from error
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a transaction that may write; it commits at the end of the block, or rolls back on an error.

        On SQLite it takes the write lock at once, so that what was read in it cannot have changed when
        it writes. Raises DatabaseUnusable where the disk is full, the file cannot be read, and the like.
        """
        with self._speaking(), self.engine.connect() as connection:
            connection = connection.execution_options(coldframe_writes=True)  # noqa: PLW2901 - same connection
            with connection.begin():
                yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a transaction that only reads: one consistent picture, no lock that others wait for."""
        with self._speaking(), self.engine.connect() as connection:
            yield connection

    def upgrade(self, keep: Path | None = None) -> bool:
        """Bring the tables up to date, all steps or none; tell whether an older version had made them.

        Where one had, a copy of everything as it was goes to the file *keep* first.
        Raises DatabaseUnusable where the file cannot be used, or was written by a newer version.
        """
        if self.is_up_to_date():
            return False
        before = self.revisions()
        steps = self._steps()
        with self.read() as connection:
            is_older = bool(before) and steps.missing(connection) > 0
        if is_older and keep is not None:
            self._keep(keep)
        try:
            with self.begin() as connection:
                steps.run(connection)
        except DBAPIError as error:
            raise DatabaseUnusable(
                f"the state database {self._shown} cannot be used: {error.orig}"
            ) from error
        return is_older

    def is_up_to_date(self) -> bool:
        """Tell whether every package's migrations have all been made."""
        return self.revisions() == newest(self._migrations)

    def revisions(self) -> tuple[str, ...]:
        """Return how far each package's migrations have come; none where the file is new."""
        with self.read() as connection:
            if not sa.inspect(connection).has_table(_VERSION.name):
                return ()
            return tuple(sorted(connection.execute(sa.select(_VERSION.c.version_num)).scalars()))

    def missing_steps(self) -> int:
        """Return how many migrations the file is behind this version; DatabaseUnusable: it is ahead."""
        with self.read() as connection:
            return self._steps().missing(connection)

    def _steps(self) -> Steps:
        from ingest.table_steps import Steps  # noqa: PLC0415 - Alembic, 8 MB that a database up to date can spare

        return Steps(self._migrations, self._shown)

    def snapshot(self, path: Path) -> None:
        """Write one consistent picture of everything into a new SQLite file, while others write.

        Raises DatabaseUnusable where it is no SQLite file: PostgreSQL is backed up by its own tools.
        """
        self._want_file("backed up by PostgreSQL's own tools, such as pg_dump")
        with self._speaking(), closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM INTO ?", (str(path),))

    def problems(self) -> tuple[str, ...]:
        """Return a sentence for everything in the file that contradicts itself; empty: all is well."""
        self._want_file("checked by PostgreSQL's own tools")
        with self.read() as connection:
            lines = [str(line) for line in connection.exec_driver_sql("PRAGMA integrity_check(5)").scalars()]
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(5)
        return (
            *(line for line in lines if line != "ok"),
            *(f"a row of {table} names a {parent} that is not there" for table, _, parent, _ in loose),
        )

    def _keep(self, target: Path) -> None:
        unfinished = target.with_name(f"{target.name}.unfinished")
        try:
            unfinished.unlink(missing_ok=True)
            self.snapshot(unfinished)
            unfinished.replace(target)
            sync_folder(target.parent)
        except (OSError, DatabaseUnusable) as error:
            raise DatabaseUnusable(
                f"this version has to change the state database {self._shown}, and no copy of it can be kept "
                f"in {target} ({error}): nothing was changed; make room, or change the folder's rights"
            ) from error

    def _want_file(self, instead: str) -> None:
        if self.engine.dialect.name != "sqlite":
            raise DatabaseUnusable(f"the state database {self._shown} is no file; it is {instead}")

    def close(self) -> None:
        """Close every connection that is not in use."""
        self.engine.dispose()

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError:
            raise  # the caller's business: it wrote what contradicts what is there
        except DBAPIError as error:
            raise DatabaseUnusable(
                f"the state database {self._shown} cannot be used: {error.orig}"
            ) from error

    @property
    def _shown(self) -> str:
        return self.url.render_as_string(hide_password=True)


def newest(migrations: Sequence[Path]) -> tuple[str, ...]:
    """Return the last revision in each folder, by the names of its files: ``ingest_0007_clock_errors.py``."""
    last = (max(file.stem for file in folder.glob("*_[0-9]*.py")) for folder in migrations)
    return tuple(sorted("_".join(name.split("_")[:2]) for name in last))


def _url(path_or_url: str | Path) -> sa.URL:
    if isinstance(path_or_url, str) and "://" in path_or_url:
        return sa.make_url(path_or_url)
    return sa.URL.create("sqlite", database=str(path_or_url))


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:  # noqa: ANN401 - any DB-API connection
    dbapi_connection.isolation_level = None  # the driver begins no transactions of its own
    cursor = dbapi_connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("coldframe_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
