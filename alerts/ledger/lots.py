"""Lots, stays, companions and shipments as rows, within one transaction."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa

from alerts.errors import UnknownLot, UnknownPlace, UnknownShipment
from alerts.ledger.goods_tables import COMPANION, LOT, SHIPMENT, STAY
from alerts.ledger.journeys import Journeys
from alerts.ledger.statements import upsert
from alerts.lot import Companion, Lot, Shipment, Stay
from ingest.tables import DEVICE, PLACE


class LotRows:
    """What people wrote down about goods."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def find(self, lot_id: str) -> Lot | None:
        """Return one lot; None where there is none."""
        body = self._connection.execute(sa.select(LOT.c.body).where(LOT.c.id == lot_id)).scalar()
        return None if body is None else msgspec.json.decode(body, type=Lot)

    def get(self, lot_id: str) -> Lot:
        """Return one lot; UnknownLot where there is none."""
        lot = self.find(lot_id)
        if lot is None:
            raise UnknownLot(f"there is no lot with the id {lot_id!r}")
        return lot

    def all(self) -> tuple[Lot, ...]:
        """Return every lot, by id."""
        bodies = self._connection.execute(sa.select(LOT.c.body).order_by(LOT.c.id)).scalars()
        return tuple(msgspec.json.decode(body, type=Lot) for body in bodies)

    def put(self, lot: Lot) -> None:
        """Keep a lot, instead of the one with its id."""
        row = {"id": lot.id, "body": msgspec.json.encode(lot)}
        self._connection.execute(upsert(self._connection, LOT), [row])

    def stays(self, lot_id: str | None = None) -> tuple[Stay, ...]:
        """Return the stays of one lot or of all, each lot's in the order of time."""
        columns = (STAY.c.lot_id, STAY.c.place_id, STAY.c.start_ms, STAY.c.end_ms, STAY.c.box_id)
        query = sa.select(*columns).order_by(STAY.c.lot_id, STAY.c.start_ms)
        if lot_id is not None:
            query = query.where(STAY.c.lot_id == lot_id)
        return tuple(Stay(*row) for row in self._connection.execute(query))

    def arrivals_ms(self, place_id: str, after_ms: int) -> tuple[int, ...]:
        """Return when lots came into a place after an instant, each instant once."""
        query = sa.select(STAY.c.start_ms).where(STAY.c.place_id == place_id, STAY.c.start_ms > after_ms)
        return tuple(self._connection.execute(query.distinct().order_by(STAY.c.start_ms)).scalars())

    def put_stays(self, lot_id: str, stays: Iterable[Stay]) -> None:
        """Keep *stays* as those of a lot, instead of what was known."""
        self._connection.execute(sa.delete(STAY).where(STAY.c.lot_id == lot_id))
        self._insert(STAY, stays)

    def companions(self, lot_id: str | None = None) -> tuple[Companion, ...]:
        """Return the devices that travel and travelled with one lot, or with any."""
        columns = (COMPANION.c.lot_id, COMPANION.c.device_id, COMPANION.c.start_ms, COMPANION.c.end_ms)
        query = sa.select(*columns).order_by(*columns[:3])
        if lot_id is not None:
            query = query.where(COMPANION.c.lot_id == lot_id)
        return tuple(Companion(*row) for row in self._connection.execute(query))

    def put_companions(self, lot_id: str, companions: Iterable[Companion]) -> None:
        """Keep *companions* as those of a lot, instead of what was known."""
        self._connection.execute(sa.delete(COMPANION).where(COMPANION.c.lot_id == lot_id))
        self._insert(COMPANION, companions)

    def shipments(self) -> tuple[Shipment, ...]:
        """Return every shipment, the one that is due first first."""
        bodies = self._connection.execute(sa.select(SHIPMENT.c.body)).scalars()
        shipments = [msgspec.json.decode(body, type=Shipment) for body in bodies]
        return tuple(sorted(shipments, key=lambda shipment: (shipment.due_at_ms, shipment.id)))

    def shipment(self, shipment_id: str) -> Shipment:
        """Return one shipment; UnknownShipment where there is none."""
        query = sa.select(SHIPMENT.c.body).where(SHIPMENT.c.id == shipment_id)
        body = self._connection.execute(query).scalar()
        if body is None:
            raise UnknownShipment(f"there is no shipment with the id {shipment_id!r}")
        return msgspec.json.decode(body, type=Shipment)

    def put_shipment(self, shipment: Shipment) -> None:
        """Keep a shipment, instead of the one with its id."""
        row = {"id": shipment.id, "body": msgspec.json.encode(shipment)}
        self._connection.execute(upsert(self._connection, SHIPMENT), [row])

    def inherit(self, lot_id: str, heir_id: str, stays: Iterable[Stay]) -> None:
        """Give a lot what another's history had come to in the stays that both have and that are over."""
        ended = {stay.start_ms: stay.end_ms for stay in stays if stay.end_ms is not None}
        journeys = Journeys(self._connection)
        journeys.save(
            msgspec.structs.replace(passage, lot_id=heir_id)
            for passage in journeys.of_lot(lot_id)
            if passage.state.at_ms == ended.get(passage.start_ms)
        )

    def want_place(self, place_id: str | None) -> None:
        """Insist that a place is known, where one is named; raises UnknownPlace."""
        query = sa.select(PLACE.c.id).where(PLACE.c.id == place_id)
        if place_id is not None and self._connection.execute(query).scalar() is None:
            raise UnknownPlace(f"there is no place with the id {place_id!r}")

    def has_device(self, device_id: str) -> bool:
        """Tell whether a device is known."""
        query = sa.select(DEVICE.c.id).where(DEVICE.c.id == device_id)
        return self._connection.execute(query).scalar() is not None

    def _insert(self, table: sa.Table, rows: Iterable[Stay | Companion]) -> None:
        values = [msgspec.structs.asdict(row) for row in rows]
        if values:
            self._connection.execute(sa.insert(table), values)
