"""Which device hung where: how its history changes with what people say of it; pure.

A history is the installations of one device in the order of time; no two of them overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.place import Installation
from ingest.reading import device_of

ALWAYS_MS = 0
"""Since when a device hangs where somebody said it without saying since when."""

History = tuple[Installation, ...]


def after_move(history: Sequence[Installation], made: Installation) -> History:
    """Return the history of a device once *made* was said.

    Without an end it lasts until the next move that is known; what was said about its time before gives
    way, what lies before and after stays.
    """
    later = [one.start_ms for one in history if one.start_ms > made.start_ms]
    end_ms = min(later, default=None) if made.end_ms is None else made.end_ms
    kept = [piece for one in history for piece in _without(one, made.start_ms, end_ms)]
    return tuple(sorted([*kept, replace(made, end_ms=end_ms)], key=lambda one: one.start_ms))


def after_leaving(history: Sequence[Installation], instant_ms: int) -> History:
    """Return the history of a device that was taken away at *instant_ms*, until its next known move."""
    kept = []
    for one in history:
        if one.start_ms < instant_ms and one.covers(instant_ms):
            kept.append(replace(one, end_ms=instant_ms))
        elif one.start_ms != instant_ms:
            kept.append(one)
    return tuple(kept)


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


def _without(one: Installation, start_ms: int, end_ms: int | None) -> Iterator[Installation]:
    """Yield what is left of *one* outside [start_ms, end_ms)."""
    if one.start_ms < start_ms:
        is_cut = one.end_ms is None or one.end_ms > start_ms
        yield replace(one, end_ms=start_ms) if is_cut else one
    if end_ms is not None and (one.end_ms is None or one.end_ms > end_ms):
        yield replace(one, start_ms=max(one.start_ms, end_ms))
