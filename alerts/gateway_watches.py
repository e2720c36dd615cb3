"""What the devices of one gateway are watched for together. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from alerts.detect.gateway import RESOLUTION_MS, GatewayRule
from alerts.place_choruses import Crew, crews
from alerts.watch import Watch
from ingest.place import Installation


def gateway_watches(gateway: str, installations: Sequence[Installation], minimum_s: float) -> Iterator[Watch]:
    """Yield the watch over *gateway* for each crew that hung behind it; it may be dark for *minimum_s*."""
    for crew in crews(installations):
        if len({one.device_id for one in crew[2]}) > 1:
            yield _watch(gateway, crew, minimum_s)


def _watch(gateway: str, crew: Crew, minimum_s: float) -> Watch:
    start_ms, end_ms, installations = crew
    devices = tuple(dict.fromkeys(one.device_id for one in installations))
    first = min(installations, key=lambda one: (one.start_ms, one.device_id))
    return Watch(
        key=f"gateway/{gateway}/{start_ms}",
        place_id=first.place_id,
        device="",
        quantity="",
        detector="gateway",
        rule=GatewayRule(first.place_id, gateway, devices, minimum_s),
        start_ms=start_ms,
        end_ms=end_ms,
        voices=tuple((device, "") for device in devices),
        resolution_ms=RESOLUTION_MS,
    )
