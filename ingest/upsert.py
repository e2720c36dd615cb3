"""Rows by their primary keys, there already or not, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert *rows*; one whose primary key is there already takes its place."""
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), list(rows))


def remove(connection: sa.Connection, table: sa.Table, keys: Sequence[Mapping[str, object]]) -> None:
    """Delete the rows whose columns are as in one of *keys*, which name the same columns each."""
    if not keys:
        return
    statement = sa.delete(table).where(*(table.c[name] == sa.bindparam(f"gone_{name}") for name in keys[0]))
    connection.execute(statement, [{f"gone_{name}": value for name, value in key.items()} for key in keys])
