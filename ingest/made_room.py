"""Devices that had to make room for others: counted, logged, and shown to the operator, now and then."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import structlog

from ingest.counters import Counters
from ingest.errors import DatabaseUnusable
from ingest.newest import MOST_GATEWAYS, put_newest
from ingest.place import Device
from ingest.reading import Reason, Rejection
from ingest.turned_away import is_told

_LONGEST = 80


class MadeRoom:
    """Tells of devices that nobody has spoken of and that were forgotten. The caller locks.

    Args:
        counters: ``forgotten_devices`` are counted.
        now_ms: what time it is.
        quarantine: keeps rejections for the operator.
    """

    def __init__(
        self, counters: Counters, now_ms: Callable[[], int], quarantine: Callable[[Sequence[Rejection]], None]
    ) -> None:
        self._counters = counters
        self._now_ms = now_ms
        self._quarantine = quarantine
        self._times: OrderedDict[str, int] = OrderedDict()
        self._log = structlog.get_logger("registry")

    def tell(self, forgotten: Iterable[Device]) -> None:
        """Tell of the first, the tenth, the hundredth … of each gateway since the start; count the others."""
        told = [rejection for device in forgotten if (rejection := self._count(device)) is not None]
        if not told:
            return
        try:
            self._quarantine(told)
        except DatabaseUnusable as error:
            self._log.warning("forgotten devices are not in quarantine", detail=str(error))

    def _count(self, device: Device) -> Rejection | None:
        gateway = device.gateway_id
        times = self._times.get(gateway, 0) + 1
        put_newest(self._times, gateway, times, MOST_GATEWAYS)
        self._counters.add("forgotten_devices")
        if not is_told(times):
            return None
        self._log.warning("too many devices without a place", gateway=gateway, forgotten=times)
        detail = (
            f"the gateway {gateway[:_LONGEST]!r} tells of more devices without a place than are kept: "
            f"{device.id[:_LONGEST]!r} was heard longest ago and is forgotten; {times:,} since the start"
        )
        return Rejection(Reason.TOO_MANY_DEVICES, detail, "", b"", self._now_ms(), device.id)
