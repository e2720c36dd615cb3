"""The lot book: lots, where they stayed from when to when, and the shipments that they leave in.

Packhouses write things down when there is time for it, so every entry may be dated back; the alert
engine folds again what that changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from alerts.errors import NotAllowedNow, UnknownLot, UnknownPlace
from alerts.ledger.statements import upsert
from alerts.ledger.tables import LOT, SHIPMENT, STAY
from alerts.lot import Lot, Shipment, Stay
from ingest.clock import Clock, to_datetime
from ingest.database import Database
from ingest.tables import PLACE


class LotBook:
    """Lots, stays and shipments. All methods may be called from any thread.

    ``version`` grows with every entry, so that a reader knows when to look again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.version = 0
        self._in_places: tuple[int, dict[str, list[Stay]]] = (-1, {})

    def add(self, lot: Lot, place_id: str | None = None, start_ms: int | None = None) -> None:
        """Enter a new lot, and its first place where it has one, from *start_ms* (the harvest) on.

        Raises NotAllowedNow where the id is taken or the harvest lies ahead, UnknownPlace.
        """
        now_ms = self._clock.now_ms()
        if lot.harvested_at_ms > now_ms:
            harvest = _shown(lot.harvested_at_ms)
            raise NotAllowedNow(f"lot {lot.id} is harvested {harvest}, which lies ahead of {_shown(now_ms)}")
        with self._database.begin() as connection:
            if _lot(connection, lot.id) is not None:
                raise NotAllowedNow(f"there is a lot {lot.id} already: a new one needs another id")
            connection.execute(sa.insert(LOT).values(id=lot.id, body=msgspec.json.encode(lot)))
            if place_id is not None:
                at_ms = lot.harvested_at_ms if start_ms is None else start_ms
                self._move(connection, lot, place_id, at_ms, now_ms)
        self.version += 1

    def move(self, lot_id: str, place_id: str | None, at_ms: int | None = None) -> None:
        """Enter that a lot went to *place_id* (None: it left) at *at_ms* (now), which may lie back.

        What was entered for later stays as it is. Raises UnknownLot, UnknownPlace, or NotAllowedNow where
        the moment lies before the harvest or ahead.
        """
        now_ms = self._clock.now_ms()
        with self._database.begin() as connection:
            lot = _lot(connection, lot_id)
            if lot is None:
                raise UnknownLot(f"there is no lot with the id {lot_id!r}")
            self._move(connection, lot, place_id, now_ms if at_ms is None else at_ms, now_ms)
        self.version += 1

    def ship(self, shipment: Shipment) -> None:
        """Enter a shipment, or change it; UnknownLot where it names one that is not in the book."""
        with self._database.begin() as connection:
            for lot_id in shipment.lot_ids:
                if _lot(connection, lot_id) is None:
                    raise UnknownLot(f"shipment {shipment.id} names a lot {lot_id!r} that there is not")
            row = {"id": shipment.id, "body": msgspec.json.encode(shipment)}
            connection.execute(upsert(connection, SHIPMENT), [row])
        self.version += 1

    def lots(self) -> tuple[Lot, ...]:
        """Return every lot."""
        with self._database.read() as connection:
            bodies = connection.execute(sa.select(LOT.c.body).order_by(LOT.c.id)).scalars()
            return tuple(msgspec.json.decode(body, type=Lot) for body in bodies)

    def lot(self, lot_id: str) -> Lot:
        """Return one lot; UnknownLot where there is none."""
        with self._database.read() as connection:
            lot = _lot(connection, lot_id)
        if lot is None:
            raise UnknownLot(f"there is no lot with the id {lot_id!r}")
        return lot

    def stays(self, lot_id: str | None = None) -> tuple[Stay, ...]:
        """Return the stays of one lot or of all, each lot's in the order of time."""
        with self._database.read() as connection:
            return _stays(connection, lot_id)

    def staying(self, place_id: str, at_ms: int) -> tuple[str, ...]:
        """Return the lots that were in a place at an instant, by id."""
        version, by_place = self._in_places
        if version != self.version:
            version, by_place = self.version, defaultdict(list)
            for stay in self.stays():
                by_place[stay.place_id].append(stay)
            self._in_places = version, by_place
        return tuple(stay.lot_id for stay in by_place.get(place_id, ()) if stay.covers(at_ms))

    def shipments(self) -> tuple[Shipment, ...]:
        """Return every shipment, the one that is due first first."""
        with self._database.read() as connection:
            bodies = connection.execute(sa.select(SHIPMENT.c.body).order_by(SHIPMENT.c.id)).scalars()
            shipments = [msgspec.json.decode(body, type=Shipment) for body in bodies]
        return tuple(sorted(shipments, key=lambda shipment: (shipment.due_at_ms, shipment.id)))

    def _move(
        self, connection: sa.Connection, lot: Lot, place_id: str | None, at_ms: int, now_ms: int
    ) -> None:
        if at_ms < lot.harvested_at_ms:
            harvest = _shown(lot.harvested_at_ms)
            raise NotAllowedNow(f"lot {lot.id} was harvested {harvest}: it was nowhere at {_shown(at_ms)}")
        if at_ms > now_ms:
            raise NotAllowedNow(f"lot {lot.id} cannot move at {_shown(at_ms)}: it is {_shown(now_ms)} now")
        if place_id is not None and not _has_place(connection, place_id):
            raise UnknownPlace(f"there is no place with the id {place_id!r}")
        stays = moved(_stays(connection, lot.id), lot.id, place_id, at_ms)
        connection.execute(sa.delete(STAY).where(STAY.c.lot_id == lot.id))
        if stays:
            connection.execute(sa.insert(STAY), [msgspec.structs.asdict(stay) for stay in stays])


def moved(stays: Iterable[Stay], lot_id: str, place_id: str | None, at_ms: int) -> tuple[Stay, ...]:
    """Return *stays* of a lot (in the order of time) with a move at *at_ms* among them.

    >>> before = (Stay("L1", "room", 0, None),)
    >>> [(stay.place_id, stay.start_ms, stay.end_ms) for stay in moved(before, "L1", "truck", 60)]
    [('room', 0, 60), ('truck', 60, None)]
    """
    earlier = [stay for stay in stays if stay.start_ms < at_ms]
    later = [stay for stay in stays if stay.start_ms > at_ms]
    if earlier and (earlier[-1].end_ms is None or earlier[-1].end_ms > at_ms):
        earlier[-1] = msgspec.structs.replace(earlier[-1], end_ms=at_ms)
    if place_id is None:
        return (*earlier, *later)
    end_ms = later[0].start_ms if later else None
    if earlier and earlier[-1].place_id == place_id and earlier[-1].end_ms == at_ms:
        return (*earlier[:-1], msgspec.structs.replace(earlier[-1], end_ms=end_ms), *later)
    return (*earlier, Stay(lot_id, place_id, at_ms, end_ms), *later)


def _lot(connection: sa.Connection, lot_id: str) -> Lot | None:
    body = connection.execute(sa.select(LOT.c.body).where(LOT.c.id == lot_id)).scalar()
    return None if body is None else msgspec.json.decode(body, type=Lot)


def _stays(connection: sa.Connection, lot_id: str | None) -> tuple[Stay, ...]:
    columns = (STAY.c.lot_id, STAY.c.place_id, STAY.c.start_ms, STAY.c.end_ms)
    query = sa.select(*columns).order_by(STAY.c.lot_id, STAY.c.start_ms)
    if lot_id is not None:
        query = query.where(STAY.c.lot_id == lot_id)
    return tuple(Stay(*row) for row in connection.execute(query))


def _has_place(connection: sa.Connection, place_id: str) -> bool:
    query = sa.select(PLACE.c.id).where(PLACE.c.id == place_id)
    return connection.execute(query).scalar() is not None


def _shown(instant_ms: int) -> str:
    return to_datetime(instant_ms).isoformat(timespec="minutes")
