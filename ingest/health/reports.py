"""How many reports of each device came, and how many are missing, hour by hour for two days."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass, field

import sqlalchemy as sa

from ingest.clock import MS_PER_HOUR
from ingest.frame_counters import FrameCounters, LastFrame
from ingest.newest import MOST_DEVICES, put_newest
from ingest.report import Origin
from ingest.tables import REPORT_COUNT
from ingest.upsert import remove, upsert

HOURS = 48
_DAY_HOURS = 24
_MOST_PER_HOUR = (1 << 32) - 1
_WIDEST_COUNTER = 1 << 62
"""Whoever sends a larger number does not count; the database would not take it."""


@dataclass(frozen=True, slots=True)
class ReportCounts:
    """How many reports of the last day came, and how many are known to be missing."""

    received: int
    missing: int


def _zeros() -> array[int]:
    return array("I", (0,) * HOURS)


@dataclass(slots=True)
class Hours:
    """Counts per hour since the epoch; hour *h* stands at place ``h % HOURS``."""

    newest: int = 0
    received: array[int] = field(default_factory=_zeros)
    missing: array[int] = field(default_factory=_zeros)

    def count(self, hour: int, missing: int) -> None:
        """Count one report that came in *hour*, and by how much the count of missing ones changes.

        A report that was thought missing and came late is taken off the newest hour that misses one.
        """
        self.forget_before(hour)
        place = hour % HOURS
        self.received[place] = min(self.received[place] + 1, _MOST_PER_HOUR)
        if missing >= 0:
            self.missing[place] = min(self.missing[place] + missing, _MOST_PER_HOUR)
            return
        for ago in range(HOURS):
            if self.missing[(hour - ago) % HOURS] > 0:
                self.missing[(hour - ago) % HOURS] -= 1
                return

    def forget_before(self, hour: int) -> None:
        """Move on to *hour*: what is two days older makes room. A clock that was set back changes nothing."""
        if hour - self.newest >= HOURS:
            self.received, self.missing = _zeros(), _zeros()
        else:
            for between in range(self.newest + 1, hour + 1):
                self.received[between % HOURS] = self.missing[between % HOURS] = 0
        self.newest = max(self.newest, hour)

    def last_day(self, hour: int) -> ReportCounts:
        """Return what came, and what did not, in the 24 hours that end with *hour*."""
        known = [
            one % HOURS for one in range(hour - _DAY_HOURS + 1, hour + 1) if 0 <= self.newest - one < HOURS
        ]
        return ReportCounts(
            sum(self.received[place] for place in known), sum(self.missing[place] for place in known)
        )


class Reports:
    """The counts of every device that counts its reports, and what of them is not written down yet."""

    def __init__(self, connection: sa.Connection, frames: FrameCounters, most: int = MOST_DEVICES) -> None:
        self._frames = frames
        self._most = most
        self._hours: OrderedDict[str, Hours] = OrderedDict()
        self._changed: set[str] = set()
        for row in connection.execute(sa.select(REPORT_COUNT).order_by(REPORT_COUNT.c.newest_hour)):
            frames.put_back(row.device, LastFrame(row.session, row.counter, row.missing))
            received, missing = _unpacked(row.received_by_hour), _unpacked(row.missing_by_hour)
            self._put(row.device, Hours(row.newest_hour, received, missing))

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._changed)

    def note(self, origin: Origin, missing: int, at_ms: int) -> None:
        """Count a report, and by how much the count of missing ones changes with it."""
        if origin.counter is None:
            return
        hours = self._hours.get(origin.device)
        if hours is None:
            hours = Hours(at_ms // MS_PER_HOUR)
        hours.count(at_ms // MS_PER_HOUR, missing)
        self._put(origin.device, hours)
        self._changed.add(origin.device)

    def of(self, device: str, now_ms: int) -> ReportCounts | None:
        """Return the counts of the last day; None: the device does not count."""
        hours = self._hours.get(device)
        return None if hours is None else hours.last_day(now_ms // MS_PER_HOUR)

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed, and the number of each device's newest message."""
        gone = self._changed - self._hours.keys()
        remove(connection, REPORT_COUNT, [{"device": device} for device in gone])
        changed = (self._changed - gone) & self._frames.last.keys()
        upsert(connection, REPORT_COUNT, [self._row(device) for device in changed])

    def written(self) -> None:
        """Note that everything is written down."""
        self._changed.clear()

    def _put(self, device: str, hours: Hours) -> None:
        forgotten = put_newest(self._hours, device, hours, self._most)
        if forgotten is not None:
            self._changed.add(forgotten[0])

    def _row(self, device: str) -> dict[str, object]:
        hours, frame = self._hours[device], self._frames.last[device]
        return {
            "device": device,
            "session": frame.session,
            "counter": frame.counter % _WIDEST_COUNTER,
            "missing": frame.missing,
            "newest_hour": hours.newest,
            "received_by_hour": _packed(hours.received),
            "missing_by_hour": _packed(hours.missing),
        }


def _packed(counts: array[int]) -> bytes:
    return b"".join(count.to_bytes(4, "little") for count in counts)


def _unpacked(content: bytes) -> array[int]:
    return array("I", (int.from_bytes(content[at : at + 4], "little") for at in range(0, 4 * HOURS, 4)))
