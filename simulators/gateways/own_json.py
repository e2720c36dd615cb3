"""Coldframe's own JSON: topic ``coldframe/v1/{gateway}/{device}``, one object or a list of objects.

Each object carries ``observed_at`` in RFC 3339 and any number of quantities by their canonical names.
After an outage a gateway sends what it kept as lists.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import rfc3339
from simulators.sensors import Sampled


@dataclass(frozen=True, slots=True)
class OwnJsonGateway(Encoder):
    """A gateway that speaks Coldframe's own format.

    Attributes:
        id: the gateway's name in its topics.
        start_ms: when the story starts [ms since the epoch].
        group: readings in one message when it back-fills.
    """

    id: str
    start_ms: int
    group: int = 60

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return the one message that carries *batch*."""
        if not batch:
            return ()
        objects = [
            {"observed_at": rfc3339(self.start_ms, sampled.observed_s)} | dict(sampled.values)
            for sampled in batch
        ]
        content = objects[0] if len(objects) == 1 else objects
        topic = f"coldframe/v1/{self.id}/{batch[0].device}"
        return (Publication(at_s, topic, json.dumps(content, separators=(",", ":")).encode()),)
