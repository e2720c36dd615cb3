"""In which time zone a gateway writes local times, where it writes no offset."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ingest.place import Gateway, Site

UTC_NAME = "UTC"


def farm_zone(sites: Iterable[Site]) -> str:
    """Return the name of the zone that all sites share; where there is none, UTC.

    >>> farm_zone([Site("a", "A", "Asia/Shanghai"), Site("b", "B", "Asia/Shanghai")])
    'Asia/Shanghai'
    """
    names = {site.time_zone for site in sites}
    return names.pop() if len(names) == 1 else UTC_NAME


def zone_called(name: str) -> tzinfo:
    """Return the zone called *name*; UTC where this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def zones_of(gateways: Iterable[Gateway]) -> dict[str, tzinfo]:
    """Return the zones of the gateways that have one of their own."""
    return {gateway.id: zone_called(gateway.time_zone) for gateway in gateways if gateway.time_zone}
