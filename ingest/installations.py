"""Which device hung where, and with it its probes; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.place import Installation
from ingest.reading import device_of

ALWAYS_MS = 0
"""Since when a device hangs where somebody said it without saying since when."""

History = tuple[Installation, ...]


def with_probes(said: Sequence[Installation], devices: Iterable[str]) -> History:
    """Return what was said, and with it where the probes among *devices* hang of which nobody said it.

    Such a probe hangs where its device does. The answer is ordered by device and start.
    """
    own: defaultdict[str, list[Installation]] = defaultdict(list)
    for one in said:
        own[one.device_id].append(one)
    all_of_them = [*said, *_inherited(own, devices)] if own else []
    return tuple(sorted(all_of_them, key=lambda one: (one.device_id, one.start_ms)))


def _inherited(own: Mapping[str, Sequence[Installation]], devices: Iterable[str]) -> Iterator[Installation]:
    for device in devices:
        parent = device_of(device)
        if parent != device and device not in own:
            yield from (replace(one, device_id=device) for one in own.get(parent, ()))
