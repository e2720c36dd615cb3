"""The registry's rows in the state database: reading all of them, and writing some."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import sqlalchemy as sa

from ingest.place import Device, Gateway, Installation, Place, PlaceKind, Site
from ingest.tables import CALIBRATION, DEVICE, GATEWAY, INSTALLATION, PLACE, SITE
from ingest.upsert import remove, upsert

_ABOUT_DEVICES = (INSTALLATION, CALIBRATION)
_AT_ONCE = 1_000
"""Databases take only so many values in one question."""

_TIMES = (
    sa.update(DEVICE)
    .where(DEVICE.c.id == sa.bindparam("heard"))
    .values(first_seen_ms=sa.bindparam("first_ms"), last_seen_ms=sa.bindparam("last_ms"))
)
_SPOKEN_OF = sa.select(DEVICE.c.id).where(
    DEVICE.c.id.in_(sa.bindparam("asked", expanding=True)),
    sa.or_(
        DEVICE.c.name != "",
        *(sa.exists().where(table.c.device_id == DEVICE.c.id) for table in _ABOUT_DEVICES),
    ),
)


def sites(connection: sa.Connection) -> Iterator[Site]:
    """Yield every site."""
    for row in connection.execute(sa.select(SITE)):
        yield Site(row.id, row.name, row.time_zone)


def places(connection: sa.Connection) -> Iterator[Place]:
    """Yield every place."""
    for row in connection.execute(sa.select(PLACE)):
        yield Place(row.id, row.site_id, row.name, PlaceKind(row.kind), row.recipe)


def gateways(connection: sa.Connection) -> Iterator[Gateway]:
    """Yield every gateway."""
    for row in connection.execute(sa.select(GATEWAY)):
        yield Gateway(row.id, row.format, row.first_seen_ms, row.last_seen_ms, row.name, row.time_zone)


def devices(connection: sa.Connection) -> Iterator[Device]:
    """Yield every device; what many have in common is one text for all of them."""
    for row in connection.execute(sa.select(DEVICE)):
        yield Device(
            id=row.id,
            name=row.name,
            gateway_id=sys.intern(row.gateway_id),
            format=sys.intern(row.format),
            quantities=_quantities(row.quantities),
            first_seen_ms=row.first_seen_ms,
            last_seen_ms=row.last_seen_ms,
            model=sys.intern(row.model),
            reported_name=row.reported_name,
            broker=sys.intern(row.broker),
        )


@lru_cache(maxsize=256)
def _quantities(told: str) -> tuple[str, ...]:
    return tuple(map(sys.intern, json.loads(told)))


def installations(connection: sa.Connection) -> Iterator[Installation]:
    """Yield every installation, by device and start."""
    ordered = sa.select(INSTALLATION).order_by(INSTALLATION.c.device_id, INSTALLATION.c.start_ms)
    for row in connection.execute(ordered):
        yield Installation(row.device_id, row.place_id, row.position, row.start_ms, row.end_ms)


def put_sites(connection: sa.Connection, given: Iterable[Site]) -> None:
    """Write sites, new or known."""
    upsert(connection, SITE, [{"id": one.id, "name": one.name, "time_zone": one.time_zone} for one in given])


def put_places(connection: sa.Connection, given: Iterable[Place]) -> None:
    """Write places, new or known."""
    found = [
        {
            "id": one.id,
            "site_id": one.site_id,
            "name": one.name,
            "kind": one.kind.value,
            "recipe": one.recipe,
        }
        for one in given
    ]
    upsert(connection, PLACE, found)


def put_gateways(connection: sa.Connection, given: Iterable[Gateway]) -> None:
    """Write gateways, new or known."""
    found = [
        {
            "id": one.id,
            "format": one.format,
            "first_seen_ms": one.first_seen_ms,
            "last_seen_ms": one.last_seen_ms,
            "name": one.name,
            "time_zone": one.time_zone,
        }
        for one in given
    ]
    upsert(connection, GATEWAY, found)


def put_devices(connection: sa.Connection, given: Iterable[Device]) -> None:
    """Write devices, new or known."""
    found = [
        {
            "id": one.id,
            "name": one.name,
            "gateway_id": one.gateway_id,
            "format": one.format,
            "quantities": json.dumps(one.quantities),
            "first_seen_ms": one.first_seen_ms,
            "last_seen_ms": one.last_seen_ms,
            "model": one.model,
            "reported_name": one.reported_name,
            "broker": one.broker,
        }
        for one in given
    ]
    upsert(connection, DEVICE, found)


def put_times(connection: sa.Connection, known: Iterable[Device]) -> None:
    """Write when devices were heard of which nothing else has changed, which is nearly always all of them."""
    found = [{"heard": one.id, "first_ms": one.first_seen_ms, "last_ms": one.last_seen_ms} for one in known]
    if found:
        connection.execute(_TIMES, found)


def replace_installations(connection: sa.Connection, histories: Mapping[str, Iterable[Installation]]) -> None:
    """Write the whole histories of some devices in place of what was there."""
    remove(connection, INSTALLATION, [{"device_id": device_id} for device_id in histories])
    found = [
        {
            "device_id": one.device_id,
            "place_id": one.place_id,
            "position": one.position,
            "start_ms": one.start_ms,
            "end_ms": one.end_ms,
        }
        for history in histories.values()
        for one in history
    ]
    if found:
        connection.execute(sa.insert(INSTALLATION), found)


def spoken_of(connection: sa.Connection) -> frozenset[str]:
    """Return the devices that people have named, hung somewhere or calibrated."""
    named = sa.select(DEVICE.c.id).where(DEVICE.c.name != "")
    others = (sa.select(table.c.device_id) for table in _ABOUT_DEVICES)
    return frozenset(connection.execute(sa.union(named, *others)).scalars())


def forget_devices(connection: sa.Connection, device_ids: Iterable[str]) -> frozenset[str]:
    """Delete those of *device_ids* whom nobody has spoken of; return who is gone."""
    asked = list(device_ids)
    known: set[str] = set()
    for first in range(0, len(asked), _AT_ONCE):
        known.update(connection.execute(_SPOKEN_OF, {"asked": asked[first : first + _AT_ONCE]}).scalars())
    gone = frozenset(asked).difference(known)
    remove(connection, DEVICE, [{"id": one} for one in gone])
    return gone


def forget_gateways(connection: sa.Connection, gateway_ids: Iterable[str]) -> None:
    """Delete gateways of which nobody has said anything."""
    remove(connection, GATEWAY, [{"id": one} for one in gateway_ids])
