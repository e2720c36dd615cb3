"""Why devices have no value of a quantity: from the first time on, until a good value comes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.assess import FIRST_CREDIBLE_MS, Objection
from ingest.reading import Reason, Sample
from ingest.tables import DEVICE_FAULT
from ingest.upsert import upsert

_MOST_PER_DEVICE = 32
"""There are not many more quantities; a device that sends ever new names tells nothing with them."""


@dataclass(slots=True)
class Fault:
    """Why there is no value of *quantity*.

    Attributes:
        quantity: canonical quantity name, or the field's own name where it is not known.
        reason: what kind of problem.
        detail: what was seen, in words.
        first_ms: when it was first heard of since the last good value [ms, UTC].
        last_ms: when the device last said so: by its clock where that can be true [ms, UTC].
        times: how often since the first time.
    """

    quantity: str
    reason: Reason
    detail: str
    first_ms: int
    last_ms: int
    times: int


class Faults:
    """The faults of every device, and what of them is not written down yet."""

    def __init__(self, connection: sa.Connection) -> None:
        self._of: dict[str, dict[str, Fault]] = {}
        self._changed: set[tuple[str, str]] = set()
        for row in connection.execute(sa.select(DEVICE_FAULT)):
            fault = Fault(row.quantity, Reason(row.reason), row.detail, row.first_ms, row.last_ms, row.times)
            self._of.setdefault(row.device, {})[row.quantity] = fault

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._changed)

    def note(self, sample: Sample, objection: Objection, received_at_ms: int) -> None:
        """Note that *sample* did not become a reading."""
        at_ms = received_at_ms
        if sample.observed_at_ms is not None and sample.observed_at_ms >= FIRST_CREDIBLE_MS:
            at_ms = min(sample.observed_at_ms, received_at_ms)
        faults = self._of.setdefault(sample.device, {})
        fault = faults.get(sample.quantity)
        if fault is None:
            if len(faults) >= _MOST_PER_DEVICE:
                oldest = min(faults.values(), key=lambda one: one.last_ms).quantity
                del faults[oldest]
                self._changed.add((sample.device, oldest))
            faults[sample.quantity] = Fault(
                sample.quantity, objection.reason, objection.detail, at_ms, at_ms, 1
            )
        else:
            fault.reason, fault.detail = objection
            fault.first_ms, fault.last_ms = min(fault.first_ms, at_ms), max(fault.last_ms, at_ms)
            fault.times += 1
        self._changed.add((sample.device, sample.quantity))

    def clear(self, device: str, quantities: Collection[str]) -> None:
        """Forget the faults of *quantities*: the device has good values of them again."""
        faults = self._of.get(device)
        if not faults:
            return
        for quantity in [one for one in faults if one in quantities]:
            del faults[quantity]
            self._changed.add((device, quantity))

    def of(self, device: str) -> tuple[Fault, ...]:
        """Return the faults of *device*, by quantity."""
        faults = self._of.get(device)
        return tuple(faults[name] for name in sorted(faults)) if faults else ()

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        gone = [key for key in self._changed if key[1] not in self._of.get(key[0], {})]
        for device, quantity in gone:
            key = (DEVICE_FAULT.c.device == device) & (DEVICE_FAULT.c.quantity == quantity)
            connection.execute(sa.delete(DEVICE_FAULT).where(key))
        kept = self._changed.difference(gone)
        upsert(connection, DEVICE_FAULT, [self._row(device, quantity) for device, quantity in kept])

    def written(self) -> None:
        """Note that everything is written down."""
        self._changed.clear()

    def _row(self, device: str, quantity: str) -> dict[str, object]:
        fault = self._of[device][quantity]
        return {
            "device": device,
            "quantity": quantity,
            "reason": fault.reason.value,
            "detail": fault.detail,
            "first_ms": fault.first_ms,
            "last_ms": fault.last_ms,
            "times": fault.times,
        }
