"""The lot book: lots, moves that may be dated back, shipments."""

from __future__ import annotations

import pytest

from alerts.errors import NotAllowedNow, UnknownLot, UnknownPlace
from alerts.lot import Lot, Shipment, Stay
from alerts.lot_book import LotBook
from ingest.clock import MS_PER_HOUR
from tests.alerts.rig import ROOM, START_MS, Rig

LOT = Lot("L1", "Morning harvest", "waxberry", "", START_MS, 26.0, 1.0)


def at(hour: float) -> int:
    """Return that hour of the day."""
    return START_MS + int(hour * MS_PER_HOUR)


@pytest.fixture(name="book")
def _book(rig: Rig) -> LotBook:
    """Return a book with one lot in the room, at eight o'clock."""
    rig.clock.set(at(8))
    rig.lot_book.add(LOT, ROOM, at(1))
    return rig.lot_book


def test_a_move_ends_the_stay_before_it(book: LotBook) -> None:
    """A lot is in one place at a time."""
    book.move("L1", "truck", at(6))
    assert book.stays("L1") == (Stay("L1", ROOM, at(1), at(6)), Stay("L1", "truck", at(6)))
    assert book.lot("L1") == LOT


def test_a_move_that_is_dated_back_fits_in_between(book: LotBook) -> None:
    """What was entered for later stays as it is."""
    book.move("L1", "truck", at(6))
    book.move("L1", "truck", at(3))
    book.move("L1", ROOM, at(4))
    assert [(stay.place_id, stay.start_ms, stay.end_ms) for stay in book.stays("L1")] == [
        (ROOM, at(1), at(3)),
        ("truck", at(3), at(4)),
        (ROOM, at(4), at(6)),
        ("truck", at(6), None),
    ]


def test_a_lot_can_leave(book: LotBook) -> None:
    """A move to nowhere ends the last stay."""
    book.move("L1", None, at(7))
    assert book.stays() == (Stay("L1", ROOM, at(1), at(7)),)


def test_what_cannot_be_is_refused_and_changes_nothing(book: LotBook) -> None:
    """Unknown things, moves before the harvest or ahead of now, and ids that are taken are refused."""
    before = (book.stays(), book.lots(), book.version)
    with pytest.raises(UnknownLot):
        book.move("L9", "truck", at(6))
    with pytest.raises(UnknownPlace):
        book.move("L1", "moon", at(6))
    with pytest.raises(NotAllowedNow, match="was harvested 2026-06-14T00:00"):
        book.move("L1", "truck", at(-1))
    with pytest.raises(NotAllowedNow, match="it is 2026-06-14T08:00"):
        book.move("L1", "truck", at(9))
    with pytest.raises(NotAllowedNow, match="already"):
        book.add(LOT)
    with pytest.raises(NotAllowedNow, match="ahead"):
        book.add(Lot("L2", "L2", "waxberry", "", at(9), 20.0, 1.0))
    with pytest.raises(UnknownLot):
        book.lot("L9")
    assert (book.stays(), book.lots(), book.version) == before


def test_a_lot_whose_place_is_unknown_is_not_entered_by_half(book: LotBook) -> None:
    """Lot and first stay are entered together or not at all."""
    with pytest.raises(UnknownPlace):
        book.add(Lot("L2", "L2", "waxberry", "", START_MS, 20.0, 1.0), "moon")
    assert [lot.id for lot in book.lots()] == ["L1"]


def test_shipments_are_listed_by_when_they_are_due(book: LotBook) -> None:
    """A shipment may be changed; one that names an unknown lot is refused."""
    dubai = Shipment("S1", "Dubai", ("L1",), "Souk", at(90), 5.0)
    book.ship(dubai)
    book.ship(Shipment("S2", "Singapore", ("L1",), "Market", at(40), 4.0))
    book.ship(Shipment("S1", "Dubai", ("L1",), "Souk", at(30), 5.0))
    assert [shipment.id for shipment in book.shipments()] == ["S1", "S2"]
    with pytest.raises(UnknownLot):
        book.ship(Shipment("S3", "Lost", ("L9",), "", at(30), 5.0))


def test_every_entry_raises_the_version(book: LotBook) -> None:
    """Whoever keeps what they worked out from the book sees that it has changed."""
    before = book.version
    book.move("L1", "truck", at(6))
    assert book.version > before
