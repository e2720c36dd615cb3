"""What InfluxDB answers to a query, as columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import cast

import msgspec
import numpy as np
import numpy.typing as npt

from ingest.store.influx.line_protocol import CORRECTION, RAW
from ingest.store.influx.meaning import Refusal
from ingest.store.thinning import Instants, Values

Cell = int | float | str | bool | None

Rows = npt.NDArray[np.float64]
"""Rows of an answer; the first column is when [ms]."""

_OF_A_QUERY = 400


class Table(msgspec.Struct, frozen=True):
    """Rows of one statement and one combination of tags; a long one comes in several."""

    columns: list[str]
    values: list[list[Cell]] = []
    tags: dict[str, str | None] = {}
    statement: int = 0

    def tag(self, name: str) -> str:
        """Return the value of a tag; empty where the points have none."""
        return self.tags.get(name) or ""

    def column(self, index: int) -> npt.NDArray[np.float64]:
        """Return a column of numbers; NaN where there is none."""
        return np.array([row[index] for row in self.values], dtype=np.float64)

    def times(self) -> Instants:
        """Return the first column, which is when [ms]."""
        return np.array([row[0] for row in self.values], dtype=np.int64)

    def versions(self) -> Instants:
        """Return for every row how often it was corrected."""
        if CORRECTION not in self.columns:
            return np.zeros(len(self.values), dtype=np.int64)
        index = self.columns.index(CORRECTION)
        return np.array([int(row[index] or 0) for row in self.values], dtype=np.int64)


Ask = Callable[[Iterable[str]], Iterator[Table]]
"""Asks several statements in one request."""


class _Result(msgspec.Struct, frozen=True):
    statement_id: int = 0
    series: list[Table] = []
    error: str = ""


class _Document(msgspec.Struct, frozen=True):
    results: list[_Result] = []
    error: str = ""


_DECODER = msgspec.json.Decoder(_Document)


def tables(lines: Iterable[bytes]) -> Iterator[Table]:
    """Yield the tables of an answer as they come. Raises Refusal for what the server could not do."""
    for line in lines:
        try:
            document = _DECODER.decode(line)
        except msgspec.MsgspecError as error:
            raise Refusal(_OF_A_QUERY, f"not an answer of InfluxDB: {line[:80]!r}") from error
        if document.error:
            raise Refusal(_OF_A_QUERY, document.error)
        for result in document.results:
            if result.error:
                raise Refusal(_OF_A_QUERY, result.error)
            for table in result.series:
                yield msgspec.structs.replace(table, statement=result.statement_id)


def points(found: Iterable[Table]) -> tuple[Instants, Values]:
    """Return times and values, ascending, of each time the last version.

    A raw value, where there is a column of them, goes before the one that was made of it.
    """
    at: list[Instants] = [np.empty(0, dtype=np.int64)]
    value: list[Values] = [np.empty(0)]
    version: list[Instants] = [np.empty(0, dtype=np.int64)]
    for table in found:
        times, values, versions = told_by(table)
        at.append(times)
        value.append(values)
        version.append(versions)
    return last_versions(np.concatenate(at), np.concatenate(value), np.concatenate(version))


def told_by(table: Table) -> tuple[Instants, Values, Instants]:
    """Return times, values and how often each was corrected; a raw value goes before what was made of it."""
    values = table.column(1)
    for index, name in enumerate(table.columns):
        if name.endswith(RAW):
            raw = table.column(index)
            values = np.where(np.isnan(raw), values, raw)
    is_value = ~np.isnan(values)
    return table.times()[is_value], values[is_value], table.versions()[is_value]


def last_versions(at: Instants, value: Values, version: Instants) -> tuple[Instants, Values]:
    """Return times and values in order of time, of each time the last version."""
    order = np.lexsort((version, at))
    at, value = at[order], value[order]
    is_last = np.ones(len(at), dtype=np.bool_)
    np.not_equal(at[1:], at[:-1], out=is_last[:-1])
    return at[is_last], value[is_last]


def by_statement(found: Iterable[Table], statements: int) -> list[Rows]:
    """Return what each of *statements* was answered, all of it numbers; NaN where there is none."""
    told = [list[Rows]() for _ in range(statements)]
    for table in found:
        told[table.statement].append(np.array(table.values, dtype=np.float64))
    return [np.concatenate(rows) if rows else np.empty((0, 0)) for rows in told]


def points_of(*answers: Rows) -> tuple[Instants, Values]:
    """Return times and values in order of time, each once: one value of a bucket may be both its extremes."""
    rows = np.concatenate([rows.reshape(-1, 2) for rows in answers])
    at, kept = np.unique(rows[:, 0].astype(np.int64), return_index=True)
    return at, rows[kept, 1]


def whole(cell: Cell, otherwise: int) -> int:
    """Return a cell as a whole number; *otherwise* where it is empty."""
    return otherwise if cell is None else int(cell)


def number(cell: Cell) -> float | None:
    """Return a cell as a number, or None."""
    return None if cell is None else float(cast("float", cell))
