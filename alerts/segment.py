"""Segments: a lot's stay, cut where the devices that speak for the goods change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from alerts.lot import Companion, Stay
from alerts.overlap import overlap
from ingest.place import Installation
from ingest.quantity import AIR, PRODUCT


class Segment(msgspec.Struct, frozen=True):
    """A stay, or the part of one, in which the same devices speak for the goods.

    Attributes:
        lot_id, place_id: who stays where.
        start_ms, end_ms: from when to when; ``end_ms`` None: still.
        sources: (device, quantity) pairs, of which the worst counts; empty: nobody sees it.
    """

    lot_id: str
    place_id: str
    start_ms: int
    end_ms: int | None
    sources: tuple[tuple[str, str], ...]

    def stay(self) -> Stay:
        """Return this segment as a stay of its own."""
        return Stay(self.lot_id, self.place_id, self.start_ms, self.end_ms)


def segments_of(
    stay: Stay,
    installations: Iterable[Installation],
    quantities: Mapping[str, Collection[str]],
    companions: Iterable[Companion] = (),
) -> tuple[Segment, ...]:
    """Cut *stay* where the devices that speak for the goods change.

    Devices that travel with the lot speak where there are any, else those in its box, else those of its
    place; of these, the ones that measure the goods, where there are any.

    Args:
        stay: the stay.
        installations: of any place and time.
        quantities: which quantities each device was ever heard to tell.
        companions: devices that travel with any lot, at any time.
    """
    near = [one for one in _speakers(stay, installations, companions) if overlap(one, stay)]
    near = [one for one in near if {AIR, PRODUCT} & set(quantities.get(one.device_id, ()))]
    cuts = {stay.start_ms}
    for one in near:
        ends = () if one.end_ms is None else (one.end_ms,)
        cuts.update(cut for cut in (one.start_ms, *ends) if stay.covers(cut))
    starts = sorted(cuts)
    segments: list[Segment] = []
    for start_ms, end_ms in zip(starts, (*starts[1:], stay.end_ms), strict=True):
        sources = _sources([one for one in near if one.covers(start_ms)], quantities)
        if segments and segments[-1].sources == sources:
            segments[-1] = msgspec.structs.replace(segments[-1], end_ms=end_ms)
        else:
            segments.append(Segment(stay.lot_id, stay.place_id, start_ms, end_ms, sources))
    return tuple(segments)


class _Speaker(NamedTuple):
    """A device that may speak for goods: 0: with them, 1: in their box, 2: in their place."""

    nearness: int
    device_id: str
    start_ms: int
    end_ms: int | None

    def covers(self, instant_ms: int) -> bool:
        """Tell whether it was there at *instant_ms*."""
        return self.start_ms <= instant_ms and (self.end_ms is None or instant_ms < self.end_ms)


def _speakers(
    stay: Stay, installations: Iterable[Installation], companions: Iterable[Companion]
) -> Iterable[_Speaker]:
    for one in companions:
        if one.lot_id == stay.lot_id:
            yield _Speaker(0, one.device_id, one.start_ms, one.end_ms)
    for installed in installations:
        if installed.place_id in stay.places:
            nearness = 1 if installed.place_id == stay.box_id else 2
            yield _Speaker(nearness, installed.device_id, installed.start_ms, installed.end_ms)


def _sources(
    speakers: Sequence[_Speaker], quantities: Mapping[str, Collection[str]]
) -> tuple[tuple[str, str], ...]:
    nearest = min((one.nearness for one in speakers), default=None)
    near = {one.device_id for one in speakers if one.nearness == nearest}
    for quantity in (PRODUCT, AIR):
        devices = {device_id for device_id in near if quantity in quantities[device_id]}
        if devices:
            return tuple((device, quantity) for device in sorted(devices))
    return ()
