"""Times for readings that came without one: each gets its own, a millisecond apart.

Several that arrive together are several readings; with one time for all, one would stay.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

import msgspec

from ingest.clock import MS_PER_MINUTE
from ingest.newest import MOST_DEVICES, put_newest
from ingest.reading import SUPPLIED_TIME, Reading

_LONGEST_LEAD_MS = 10 * MS_PER_MINUTE
"""How far supplied times may run ahead of the clock in a burst; more means that the clock was set back."""


class SuppliedTimes:
    """The newest time that was supplied to each device and quantity.

    Args:
        before_ms: the newest that was supplied before the start, to whomever [ms]; 0: none.
        most: how many are told apart. Whatever is forgotten counts for all that are not known, as
            *before_ms* does: no time is given twice, however many names somebody makes up.
    """

    def __init__(self, before_ms: int, most: int = MOST_DEVICES) -> None:
        self._before_ms = before_ms
        self._most = most
        self._last_ms: OrderedDict[tuple[str, str], int] = OrderedDict()

    def __len__(self) -> int:
        return len(self._last_ms)

    def apart(self, readings: Iterable[Reading]) -> list[Reading]:
        """Return *readings*, each whose time had to be supplied with a time of its own."""
        return [self._apart(reading) if reading.flags & SUPPLIED_TIME else reading for reading in readings]

    def _apart(self, reading: Reading) -> Reading:
        key = (reading.device, reading.quantity)
        last_ms = self._last_ms.get(key, self._before_ms)
        at_ms = reading.observed_at_ms
        if at_ms <= last_ms <= at_ms + _LONGEST_LEAD_MS:
            at_ms = last_ms + 1
        forgotten = put_newest(self._last_ms, key, at_ms, self._most)
        if forgotten is not None:
            self._before_ms = max(self._before_ms, forgotten[1])
        return msgspec.structs.replace(reading, observed_at_ms=at_ms)
