"""Rows by their primary keys, there already or not, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite


def insert_into(dialect_name: str, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return an insert into *table* that can be told what to do about a row which is there already."""
    if dialect_name == "postgresql":
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 2 MB that SQLite can spare

        return postgresql.insert(table)
    return sqlite.insert(table)


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert *rows*; one whose primary key is there already takes its place."""
    if not rows:
        return
    statement = insert_into(connection.dialect.name, table)
    key = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in key}
    connection.execute(statement.on_conflict_do_update(index_elements=key, set_=changed), list(rows))


def remove(connection: sa.Connection, table: sa.Table, keys: Sequence[Mapping[str, object]]) -> None:
    """Delete the rows whose columns are as in one of *keys*, which name the same columns each."""
    if not keys:
        return
    statement = sa.delete(table).where(*(table.c[name] == sa.bindparam(f"gone_{name}") for name in keys[0]))
    connection.execute(statement, [{f"gone_{name}": value for name, value in key.items()} for key in keys])
