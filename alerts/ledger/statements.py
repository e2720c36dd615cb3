"""Inserts that meet rows which are already there; SQLite and PostgreSQL spell them the same way."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from ingest.upsert import insert_into


class Share(NamedTuple):
    """One of several shares, counted from 0, of what is too much to be done at once."""

    number: int
    of: int

    def has(self, numbers: sa.Column[int]) -> sa.ColumnElement[bool]:
        """Return the condition that a row, by its number, belongs to it."""
        return numbers % self.of == self.number


WHOLE = Share(0, 1)


def insert_new(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return an insert into *table* that leaves alone what is already there."""
    return _insert_new(connection.dialect.name, table)


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert *rows*, given in the order of the columns; the quickest way that each driver has."""
    _execute_rows(connection, _plain(table), table, rows)


def upsert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert *rows*, given in the order of the columns, each instead of the one with its primary key."""
    _execute_rows(connection, upsert(connection, table), table, rows)


def upsert(connection: sa.Connection, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return an insert into *table* that replaces the row with the same primary key."""
    return _upsert(connection.dialect.name, table)


@lru_cache(maxsize=64)
def _insert_new(dialect_name: str, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    return insert_into(dialect_name, table).on_conflict_do_nothing()


@lru_cache(maxsize=64)
def _upsert(dialect_name: str, table: sa.Table) -> Any:  # noqa: ANN401 - two dialects, one shape
    """Return what is worth making once: a statement that goes with every batch of readings."""
    insert = insert_into(dialect_name, table)
    keys = [column.name for column in table.primary_key]
    others = {
        column.name: insert.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return insert.on_conflict_do_update(index_elements=keys, set_=others)


@lru_cache(maxsize=64)
def _plain(table: sa.Table) -> sa.Insert:
    return sa.insert(table)


def _execute_rows(
    connection: sa.Connection,
    statement: Any,  # noqa: ANN401 - two dialects, one shape
    table: sa.Table,
    rows: Sequence[tuple[Any, ...]],
) -> None:
    if connection.dialect.positional:
        connection.exec_driver_sql(_compiled(statement, connection.dialect), list(rows))
    else:
        names = [column.name for column in table.columns]
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


@lru_cache(maxsize=64)
def _compiled(statement: Any, dialect: sa.Dialect) -> str:  # noqa: ANN401 - two dialects, one shape
    return str(statement.compile(dialect=dialect))
