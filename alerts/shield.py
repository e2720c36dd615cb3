"""One alert for a dark gateway, and none for each device behind it. Pure.

A device whose silence is noticed when its gateway is known to be dark is not missed by itself; if it stays
away when the gateway is back, it is, from then on. One that was missed before stays missed: people know of
it. What was found stays as it was found: this only says what people are told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from alerts.alert import Spell


def shielded(silences: Iterable[Spell], gateways: Sequence[Spell]) -> tuple[Spell, ...]:
    """Return *silences* of devices as *gateways* that were dark leave them."""
    return tuple(_behind(silence, gateways) for silence in silences)


def _behind(silence: Spell, gateways: Sequence[Spell]) -> Spell:
    for dark in sorted(gateways, key=lambda one: (one.started_at_ms, one.source)):
        raised_ms, dark_ms, ended_ms = silence.raised_at_ms, dark.raised_at_ms, dark.ended_at_ms
        if raised_ms is None or dark_ms is None or silence.facts.device not in dark.facts.devices:
            continue
        if raised_ms < dark_ms or (ended_ms is not None and raised_ms >= ended_ms):
            continue
        goes_on = ended_ms is not None and (silence.ended_at_ms is None or silence.ended_at_ms > ended_ms)
        silence = msgspec.structs.replace(silence, raised_at_ms=ended_ms if goes_on else None)
    return silence
