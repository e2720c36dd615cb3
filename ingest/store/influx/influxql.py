"""The queries, in InfluxQL; pure. Names and texts of strangers are quoted here and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.store.influx.line_protocol import CORRECTION, DEVICE, FLAGS, RAW, RECEIVED, tag_of

FIRST_MS = -9_223_372_036_000
LAST_MS = 9_223_372_036_000
"""InfluxDB's times are nanoseconds in 64 bits: from 1677 to 2262."""

Span = tuple[int, int]
"""[start, end) [ms, UTC]."""

MOST_NAMED = 200
"""A query that names more devices than this is slower than one that looks at all of them."""


def name(text: str) -> str:
    r"""Return *text* as a name.

    >>> print(name('air "1"'))
    "air \"1\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def string(text: str) -> str:
    r"""Return *text* as a string.

    >>> print(string("bay 'a'"))
    'bay \'a\''
    """
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n") + "'"


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked of one *measurement*; where it is *append_only*, with the corrections.

    It lies in *database*, where that is another than the one of which the request is.
    """

    measurement: str
    append_only: bool
    database: str = ""

    def field_keys(self) -> str:
        """Ask for the names of all fields."""
        return f"SHOW FIELD KEYS {self._from}"

    def newest(self, quantity: str, period: str) -> str:
        """Ask for the newest reading of *quantity* of every device, complete, within *period*."""
        beside = ", ".join(name(quantity + part) for part in (RECEIVED, FLAGS, RAW))
        groups = f"{DEVICE}, {CORRECTION}" if self.append_only else DEVICE
        return f"SELECT LAST({name(quantity)}), {beside} {self._from}{_where(period)} GROUP BY {groups}"

    def stored(self, quantities: Sequence[str], devices: Sequence[str], period: str) -> str:
        """Ask for the values of *quantities* and *devices* in *period*; then when received, then raw ones."""
        columns = ", ".join(name(quantity + part) for part in ("", RECEIVED, RAW) for quantity in quantities)
        who = _is_any_of(devices) if len(devices) <= MOST_NAMED else ""
        return f"SELECT {columns} {self._from}{_where(period, who)} GROUP BY {DEVICE}"

    def number(self, quantities: Sequence[str], period: str) -> str:
        """Ask how many readings there are of each of *quantities* in *period*, and of which version.

        To 3 Core a tag that nothing was written with yet is not empty, but equal to nothing.
        """
        columns = ", ".join(f"COUNT({name(quantity)})" for quantity in quantities)
        groups = f" GROUP BY {CORRECTION}" if self.append_only else ""
        return f"SELECT {columns} {self._from}{_where(period)}{groups}"

    def last(self, device: str, quantity: str, period: str) -> str:
        """Ask for the last value in *period*."""
        return f"SELECT LAST({name(quantity)}) {self._from}{_where(period, _is_device(device))}"

    def points(self, device: str, quantity: str, period: str, limit: int | None = None) -> str:
        """Ask for the first *limit* values in *period*, in order of time; None: for all of them."""
        return self._rows(device, quantity, period, ("",), limit)

    def readings(self, device: str, quantity: str, period: str, limit: int) -> str:
        """Ask for the first *limit* readings in *period*, complete and in order of time."""
        parts = ("", RECEIVED, FLAGS, RAW)
        return self._rows(device, quantity, period, parts, None if self.append_only else limit)

    def _rows(
        self, device: str, quantity: str, period: str, parts: Sequence[str], limit: int | None = None
    ) -> str:
        columns = ", ".join([name(quantity + part) for part in parts] + [CORRECTION] * self.append_only)
        most = "" if limit is None else f" LIMIT {limit}"
        return f"SELECT {columns} {self._from}{_where(period, _is_device(device))}{most}"

    def everybody(self, quantity: str, period: str, devices: Sequence[str] = (), *, raw: bool = False) -> str:
        """Ask for every value of *quantity* in *period*, device by device; only of *devices* where any.

        With *raw* for the raw ones beside them.
        """
        parts = ("", RAW) if raw else ("",)
        columns = ", ".join([name(quantity + part) for part in parts] + [CORRECTION] * self.append_only)
        return f"SELECT {columns} {self._from}{_where(period, _is_any_of(devices))} GROUP BY {DEVICE}"

    def oldest(self, quantity: str) -> str:
        """Ask for the first reading of *quantity* of anybody."""
        return f"SELECT FIRST({name(quantity)}) {self._from}"

    def columns(self, device: str, fields: Sequence[str], period: str) -> str:
        """Ask for *fields* of *device* in *period*, in order of time."""
        columns = ", ".join(name(field) for field in fields)
        return f"SELECT {columns} {self._from}{_where(period, _is_device(device))}"

    def columns_of_all(self, devices: Sequence[str], fields: Sequence[str], period: str) -> str:
        """Ask for *fields* of each of *devices* in *period*, device by device."""
        columns = ", ".join(name(field) for field in fields)
        return f"SELECT {columns} {self._from}{_where(period, _is_any_of(devices))} GROUP BY {DEVICE}"

    def span(self) -> str:
        """Ask from when to when everything is summed up."""
        return f"SELECT start_ms, end_ms {self._from}"

    def extremes(self, device: str, quantity: str, period: str, width_ms: int) -> list[str]:
        """Ask for the first lowest and the first highest value of every bucket, each at its own time."""
        where = _where(period, _is_device(device))
        return [
            f"SELECT {ask}({name(quantity)}, 1) {self._from}{where} GROUP BY time({width_ms}ms)"
            for ask in ("BOTTOM", "TOP")
        ]

    @property
    def _from(self) -> str:
        where = f"{name(self.database)}.." if self.database else ""
        return f"FROM {where}{name(self.measurement)}"


def within(start_ms: int, end_ms: int) -> str:
    """Return the condition for [start_ms, end_ms)."""
    return f"time >= {max(start_ms, FIRST_MS)}ms AND time < {min(end_ms, LAST_MS)}ms"


def _is_device(device: str) -> str:
    return f"{DEVICE} = {string(tag_of(device))}"


def _is_any_of(devices: Sequence[str]) -> str:
    return " OR ".join(_is_device(device) for device in devices)


def _where(*conditions: str) -> str:
    conditions = tuple(f"({condition})" for condition in conditions if condition)
    return " WHERE " + " AND ".join(conditions) if conditions else ""
