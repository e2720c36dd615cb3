"""The lot book: lots, where they stayed from when to when, and the shipments that they leave in.

Packhouses write things down when there is time for it, so every entry may be dated back; the alert
engine folds again what that changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, TypeAlias, TypeVar

import msgspec

from alerts.errors import InvalidCommand, NotAllowedNow, UnknownLot
from alerts.ledger.lots import LotRows
from alerts.lot import Companion, Lot, Shipment, Stay
from alerts.whereabouts import Part, check_moment, divided, left, moved, parted, shown, united
from ingest.clock import Clock
from ingest.database import Database
from ingest.errors import UnknownName

Box: TypeAlias = str | Literal[False] | None
"""The box that a lot goes in: its id, None for no box, False for the one that it is in."""

_Entry = TypeVar("_Entry", Stay, Companion)


class LotBook:
    """Lots, stays and shipments. All methods may be called from any thread.

    ``version`` grows with every entry, so that a reader knows when to look again.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self.version = 0
        self._in_places: tuple[int, dict[str, list[Stay]]] = (-1, {})

    def add(
        self, lot: Lot, place_id: str | None = None, start_ms: int | None = None, box: str | None = None
    ) -> None:
        """Enter a new lot, and its first place where it has one, from *start_ms* (the harvest) on.

        Raises NotAllowedNow where the id is taken or the harvest lies ahead, UnknownPlace.
        """
        now_ms = self._clock.now_ms()
        if lot.harvested_at_ms > now_ms:
            harvest = shown(lot.harvested_at_ms)
            raise NotAllowedNow(f"lot {lot.id} is harvested {harvest}, which lies ahead of {shown(now_ms)}")
        with self._entering() as rows:
            _want_new(rows, lot.id)
            rows.put(lot)
            if place_id is not None:
                at_ms = lot.harvested_at_ms if start_ms is None else start_ms
                _move(rows, lot, place_id, at_ms, now_ms, box)

    def move(self, lot_id: str, place_id: str | None, at_ms: int | None = None, *, box: Box = False) -> None:
        """Enter that a lot went to *place_id* (None: it left) at *at_ms* (now), which may lie back.

        It stays in its *box* unless told otherwise. What was entered for later stays as it is. Raises
        UnknownLot, UnknownPlace, or NotAllowedNow where the moment lies before the harvest or ahead.
        """
        now_ms = self._clock.now_ms()
        with self._entering() as rows:
            _move(rows, rows.get(lot_id), place_id, now_ms if at_ms is None else at_ms, now_ms, box)

    def split(
        self, lot_id: str, part: Part, *, place_id: str | None = None, at_ms: int | None = None
    ) -> None:
        """Enter that a part was taken from a lot at *at_ms* (now), and went to *place_id* (stayed with it).

        The part has the lot's history. Raises what ``move`` does, and InvalidCommand where more is taken
        than there is.
        """
        now_ms = self._clock.now_ms()
        at_ms = now_ms if at_ms is None else at_ms
        with self._entering() as rows:
            lot = rows.get(lot_id)
            check_moment(lot, at_ms, now_ms)
            _want_new(rows, part.id)
            for changed in divided(lot, part):
                rows.put(changed)
            companions = [_of(part.id, one) for one in rows.companions(lot_id)]
            rows.put_companions(part.id, parted(companions, at_ms))
            stays = tuple(_of(part.id, stay) for stay in rows.stays(lot_id))
            if place_id is not None:
                rows.want_place(place_id)
                stays = moved(left(stays, at_ms), part.id, place_id, at_ms)
            rows.put_stays(part.id, stays)
            rows.inherit(lot_id, part.id, stays)

    def merge(
        self,
        lot_ids: Sequence[str],
        whole_id: str,
        name: str,
        *,
        place_id: str | None = None,
        at_ms: int | None = None,
    ) -> None:
        """Enter that lots were put together at *at_ms* (now), in *place_id* (the place that all are in).

        The new lot goes on with the worst of their histories; they themselves are over. Raises what
        ``move`` does, and InvalidCommand where they are not of one kind or not in one place.
        """
        now_ms = self._clock.now_ms()
        at_ms = now_ms if at_ms is None else at_ms
        with self._entering() as rows:
            lots = [rows.get(lot_id) for lot_id in dict.fromkeys(lot_ids)]
            for lot in lots:
                check_moment(lot, at_ms, now_ms)
            _want_new(rows, whole_id)
            whole = united(lots, whole_id, name, at_ms)
            rows.put(whole)
            goes = Stay("", place_id, at_ms) if place_id is not None else _common(rows, lots, at_ms)
            for lot in lots:
                _close(rows, lot, whole, at_ms)
            _move(rows, whole, goes.place_id, at_ms, now_ms, goes.box_id)

    def accompany(self, lot_id: str, device_id: str, at_ms: int | None = None) -> None:
        """Enter that a device travels with a lot from *at_ms* (now) on, wherever the lot goes.

        Raises UnknownLot, UnknownName where nobody knows the device, or NotAllowedNow.
        """
        now_ms = self._clock.now_ms()
        at_ms = now_ms if at_ms is None else at_ms
        with self._entering() as rows:
            check_moment(rows.get(lot_id), at_ms, now_ms)
            if not rows.has_device(device_id):
                raise UnknownName(f"there is no device with the id {device_id!r}")
            companions = rows.companions(lot_id)
            here = [one for one in companions if one.device_id == device_id]
            if any(one.end_ms is None or one.end_ms > at_ms or one.start_ms >= at_ms for one in here):
                raise NotAllowedNow(
                    f"device {device_id} travels with lot {lot_id} at or after {shown(at_ms)}"
                )
            rows.put_companions(lot_id, (*companions, Companion(lot_id, device_id, at_ms)))

    def leave_behind(self, lot_id: str, device_id: str, at_ms: int | None = None) -> None:
        """Enter that a device travels with a lot no longer from *at_ms* (now) on.

        Raises UnknownLot, or NotAllowedNow where it did not travel with it then.
        """
        now_ms = self._clock.now_ms()
        at_ms = now_ms if at_ms is None else at_ms
        with self._entering() as rows:
            check_moment(rows.get(lot_id), at_ms, now_ms)
            companions = rows.companions(lot_id)
            ends = [one for one in companions if one.device_id == device_id and one.covers(at_ms)]
            if not ends:
                raise NotAllowedNow(f"device {device_id} does not travel with lot {lot_id} at {shown(at_ms)}")
            others = [one for one in companions if one not in ends]
            rows.put_companions(lot_id, (*others, *parted(ends, at_ms)))

    def ship(self, shipment: Shipment) -> None:
        """Enter a shipment, or change it; UnknownLot where it names one that is not in the book."""
        with self._entering() as rows:
            for lot_id in shipment.lot_ids:
                if rows.find(lot_id) is None:
                    raise UnknownLot(f"shipment {shipment.id} names a lot {lot_id!r} that there is not")
            rows.put_shipment(shipment)

    def lots(self) -> tuple[Lot, ...]:
        """Return every lot."""
        with self._looking() as rows:
            return rows.all()

    def lot(self, lot_id: str) -> Lot:
        """Return one lot; UnknownLot where there is none."""
        with self._looking() as rows:
            return rows.get(lot_id)

    def stays(self, lot_id: str | None = None) -> tuple[Stay, ...]:
        """Return the stays of one lot or of all, each lot's in the order of time."""
        with self._looking() as rows:
            return rows.stays(lot_id)

    def arrivals_ms(self, place_id: str, after_ms: int) -> tuple[int, ...]:
        """Return when lots came into a place after an instant."""
        with self._looking() as rows:
            return rows.arrivals_ms(place_id, after_ms)

    def companions(self, lot_id: str | None = None) -> tuple[Companion, ...]:
        """Return the devices that travel or travelled with one lot, or with any."""
        with self._looking() as rows:
            return rows.companions(lot_id)

    def staying(self, place_id: str, at_ms: int) -> tuple[str, ...]:
        """Return the lots that were in a place, or in a box that is it, at an instant, by id."""
        version, by_place = self._in_places
        if version != self.version:
            version, by_place = self.version, defaultdict(list)
            for stay in self.stays():
                for where in stay.places:
                    by_place[where].append(stay)
            self._in_places = version, by_place
        return tuple(stay.lot_id for stay in by_place.get(place_id, ()) if stay.covers(at_ms))

    def shipments(self) -> tuple[Shipment, ...]:
        """Return every shipment, the one that is due first first."""
        with self._looking() as rows:
            return rows.shipments()

    def shipment(self, shipment_id: str) -> Shipment:
        """Return one shipment; UnknownShipment where there is none."""
        with self._looking() as rows:
            return rows.shipment(shipment_id)

    @contextmanager
    def _entering(self) -> Iterator[LotRows]:
        """Write: everything in the block is kept, or nothing."""
        with self._database.begin() as connection:
            yield LotRows(connection)
        self.version += 1

    @contextmanager
    def _looking(self) -> Iterator[LotRows]:
        with self._database.read() as connection:
            yield LotRows(connection)


def _want_new(rows: LotRows, lot_id: str) -> None:
    if rows.find(lot_id) is not None:
        raise NotAllowedNow(f"there is a lot {lot_id} already: a new one needs another id")


def _move(rows: LotRows, lot: Lot, place_id: str | None, at_ms: int, now_ms: int, box: Box) -> None:  # noqa: PLR0913, PLR0917 - what a move is
    check_moment(lot, at_ms, now_ms)
    rows.want_place(place_id)
    stays = rows.stays(lot.id)
    box_id = next((stay.box_id for stay in stays if stay.covers(at_ms - 1)), None) if box is False else box
    rows.want_place(box_id)
    rows.put_stays(lot.id, moved(stays, lot.id, place_id, at_ms, box_id))


def _close(rows: LotRows, lot: Lot, whole: Lot, at_ms: int) -> None:
    """Let a lot end in *whole*."""
    rows.put(msgspec.structs.replace(lot, merged_into=whole.id))
    rows.put_stays(lot.id, left(rows.stays(lot.id), at_ms))
    rows.put_companions(lot.id, parted(rows.companions(lot.id), at_ms))


def _common(rows: LotRows, lots: Sequence[Lot], at_ms: int) -> Stay:
    """Return the one stay that all *lots* have in common; raises InvalidCommand."""
    where = {lot.id: next((one for one in rows.stays(lot.id) if one.covers(at_ms)), None) for lot in lots}
    stays = [stay for stay in where.values() if stay is not None]
    if len(stays) < len(lots) or len({stay.place_id for stay in stays}) > 1:
        places = ", ".join(
            f"{lot_id}: {stay.place_id if stay else 'nowhere'}" for lot_id, stay in where.items()
        )
        raise InvalidCommand(f"place: the lots are not in one place ({places}); say where the new one is")
    boxes = {stay.box_id for stay in stays}
    return Stay("", stays[0].place_id, at_ms, box_id=boxes.pop() if len(boxes) == 1 else None)


def _of(lot_id: str, entry: _Entry) -> _Entry:
    return msgspec.structs.replace(entry, lot_id=lot_id)
