"""Inserts that meet rows which are already there; SQLite and PostgreSQL spell them the same way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return an insert into *table* that leaves alone what is already there."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert *rows*, given in the order of the columns; the quickest way that each driver has."""
    statement = sa.insert(table)
    if connection.dialect.positional:
        connection.exec_driver_sql(str(statement.compile(dialect=connection.dialect)), list(rows))
    else:
        names = [column.name for column in table.columns]
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def upsert(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return an insert into *table* that replaces the row with the same primary key."""
    insert = _insert(connection, table)
    keys = [column.name for column in table.primary_key]
    others = {
        column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=others)


def _insert(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
