"""Why devices have no value of a quantity: from the first time on, until a good value comes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.assess import FIRST_CREDIBLE_MS, Objection
from ingest.health.notebook import Notebook
from ingest.reading import Reason, Sample
from ingest.tables import DEVICE_FAULT

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

    @property
    def name(self) -> str:
        """Return what it is noted under."""
        return self.quantity

    def columns(self) -> Mapping[str, object]:
        """Return what is written of it."""
        return {
            "quantity": self.quantity,
            "reason": self.reason.value,
            "detail": self.detail,
            "first_ms": self.first_ms,
            "last_ms": self.last_ms,
            "times": self.times,
        }


class Faults(Notebook[Fault]):
    """The faults of every device."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(DEVICE_FAULT, "quantity", _MOST_PER_DEVICE)
        for row in connection.execute(sa.select(DEVICE_FAULT).order_by(DEVICE_FAULT.c.last_ms)):
            fault = Fault(row.quantity, Reason(row.reason), row.detail, row.first_ms, row.last_ms, row.times)
            self.load(row.device, fault)

    def note(self, sample: Sample, objection: Objection, received_at_ms: int) -> None:
        """Note that *sample* did not become a reading."""
        at_ms = received_at_ms
        if sample.observed_at_ms is not None and sample.observed_at_ms >= FIRST_CREDIBLE_MS:
            at_ms = min(sample.observed_at_ms, received_at_ms)
        fault = self.find(sample.device, sample.quantity)
        if fault is None:
            fault = Fault(sample.quantity, objection.reason, objection.detail, at_ms, at_ms, 1)
        else:
            fault.reason, fault.detail = objection
            fault.first_ms, fault.last_ms = min(fault.first_ms, at_ms), max(fault.last_ms, at_ms)
            fault.times += 1
        self.put(sample.device, fault)

    def clear(self, device: str, quantities: Collection[str]) -> None:
        """Forget the faults of *quantities*: the device has good values of them again."""
        for fault in self.of(device):
            if fault.quantity in quantities:
                self.drop(device, fault.quantity)
