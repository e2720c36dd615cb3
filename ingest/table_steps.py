"""The steps by which the tables of the state database came to be, run by Alembic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from ingest.errors import DatabaseUnusable


class Steps:
    """The migrations in *migrations*, of which a database may lack some; *shown* names it in errors."""

    def __init__(self, migrations: Sequence[Path], shown: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(migrations[0].parent).replace("%", "%%"))
        self._script = ScriptDirectory.from_config(config)
        self._script.version_locations = [str(folder) for folder in migrations]
        self._shown = shown

    def missing(self, connection: sa.Connection) -> int:
        """Return how many the database is behind; raises DatabaseUnusable where it is ahead."""
        self._refuse_newer(connection)
        heads: Any = MigrationContext.configure(connection).get_current_heads()
        return len(self._up_from(heads))

    def run(self, connection: sa.Connection) -> None:
        """Take all that are missing; raises DatabaseUnusable where the database is ahead."""
        self._refuse_newer(connection)

        def steps(revision: Any, _context: MigrationContext) -> Any:  # noqa: ANN401 - Alembic's own types
            return self._up_from(revision)

        with EnvironmentContext(Config(), self._script, fn=steps, destination_rev="heads") as environment:
            environment.configure(connection=connection, transactional_ddl=True)
            environment.run_migrations()

    def _up_from(self, revision: Any) -> Any:  # noqa: ANN401 - Alembic's own types
        return self._script._upgrade_revs("heads", revision)  # noqa: SLF001 - what alembic.command.upgrade calls

    def _refuse_newer(self, connection: sa.Connection) -> None:
        for revision in MigrationContext.configure(connection).get_current_heads():
            try:
                self._script.get_revision(revision)
            except CommandError as error:
                known = ", ".join(self._script.get_heads()) or "none"
                raise DatabaseUnusable(
                    f"the state database {self._shown} is at revision {revision!r}, which this version of "
                    f"Coldframe does not know (it knows up to {known}): it was written by a newer version; "
                    "run that one, or use another data folder"
                ) from error
