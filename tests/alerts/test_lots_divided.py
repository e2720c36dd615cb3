"""Lots that are split and put together, and sensors that travel with them: whose history is whose."""

from __future__ import annotations

import pytest

from alerts.cause import Cause
from alerts.errors import InvalidCommand, NotAllowedNow
from alerts.ledger import Passage
from alerts.lot import Lot
from alerts.whereabouts import Part
from ingest.clock import MS_PER_MINUTE
from tests.alerts.rig import ROOM, START_MS, Rig, reading

LOT = Lot("L1", "L1", "waxberry", "", START_MS, 2.0, 1.0, 100.0)


def at(minute: int) -> int:
    """Return that minute of the day."""
    return START_MS + minute * MS_PER_MINUTE


def hear(rig: Rig, start: int, end: int, **values: float) -> None:
    """Let devices tell the same values every ten minutes; "_" stands for "-" in their names."""
    for minute in range(start, end, 10):
        for device, value in values.items():
            rig.at(minute, value, device.replace("_", "-"))


def newest(rig: Rig, lot_id: str) -> Passage:
    """Return what a lot's history has come to."""
    return rig.ledger.journey(lot_id)[-1]


def test_a_part_has_the_history_of_the_lot_that_it_was_taken_from(rig: Rig) -> None:
    """Up to the split both are one; after it each lives its own life, as if it had always been alone."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    hear(rig, 0, 240, room_1=9.0, truck_1=1.0)
    rig.clock.set(at(240))
    rig.lot_book.split("L1", Part("L2", "Market", 40.0), place_id="truck")
    hear(rig, 240, 480, room_1=9.0, truck_1=1.0)
    stayed, went = newest(rig, "L1"), newest(rig, "L2")
    assert (rig.lot_book.lot("L1").quantity_kg, rig.lot_book.lot("L2").quantity_kg) == (60.0, 40.0)
    shared = rig.ledger.journey("L2")[0]
    assert shared.place_id == ROOM
    assert shared.state.at_ms == at(240)
    assert 0.0 < shared.state.life_used < went.state.life_used < stayed.state.life_used


def test_what_is_learned_late_of_a_lot_reaches_its_parts_and_what_it_was_put_into(
    rig: Rig, farm_again: Rig
) -> None:
    """Warm hours before a split or a merge are charged to all that come of it, as if known in time."""
    for other, is_late in ((rig, True), (farm_again, False)):
        other.lot_book.add(LOT, ROOM, START_MS)
        hear(other, 0, 120, room_1=1.0)
        if not is_late:
            hear(other, 120, 240, room_1=15.0)
        other.clock.set(at(240))
        other.lot_book.split("L1", Part("L2", "Market", 40.0), place_id="truck")
        hear(other, 240, 300, room_1=1.0, truck_1=1.0)
        other.clock.set(at(300))
        other.lot_book.merge(["L1", "L2"], "L3", "Again one", place_id="truck")
        hear(other, 300, 360, truck_1=1.0)
    rig.hear(*(reading(minute, 15.0, delay_s=(370 - minute) * 60) for minute in range(120, 240, 10)))
    for lot_id in ("L1", "L2", "L3"):
        assert rig.ledger.journey(lot_id) == farm_again.ledger.journey(lot_id) != ()
    assert newest(rig, "L3").state.life_used > newest(rig, "L1").state.life_used > 0.02


def test_a_lot_that_was_put_together_goes_on_with_the_worst_of_its_histories(rig: Rig) -> None:
    """Nobody can tell the berries apart: warnings go by the ones that suffered most."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.lot_book.add(Lot("L2", "L2", "waxberry", "", START_MS, 2.0, 1.0, 50.0), "truck", START_MS)
    hear(rig, 0, 240, room_1=1.0, truck_1=12.0)
    rig.clock.set(at(240))
    with pytest.raises(InvalidCommand, match="L1: cold_room, L2: truck"):
        rig.lot_book.merge(["L1", "L2"], "L3", "Both")
    rig.lot_book.merge(["L1", "L2"], "L3", "Both", place_id=ROOM)
    worse = newest(rig, "L2").state.life_used
    hear(rig, 240, 260, room_1=1.0)
    assert newest(rig, "L3").state.life_used > worse
    assert rig.lot_book.lot("L3").quantity_kg == 150.0
    with pytest.raises(NotAllowedNow, match="put into lot L3"):
        rig.lot_book.move("L1", "truck")
    rig.start()
    before = rig.ledger.journey("L3")
    rig.evaluator.tick()
    assert rig.ledger.journey("L3") == before


def test_a_device_that_travels_with_a_lot_speaks_for_it_instead_of_the_room(rig: Rig) -> None:
    """While the tag is in the pallet, the warm room is not charged; when it is taken out, it is again."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.lot_book.accompany("L1", "box-1", START_MS)
    hear(rig, 0, 240, room_1=12.0, box_1=1.0)
    with_tag = newest(rig, "L1").state
    assert with_tag.product_temperature_c < 2.0
    rig.clock.set(at(240))
    rig.lot_book.leave_behind("L1", "box-1")
    hear(rig, 240, 480, room_1=12.0, box_1=1.0)
    assert newest(rig, "L1").state.product_temperature_c > 10.0


def test_a_device_that_travels_with_a_lot_is_missed_when_it_falls_silent(rig: Rig) -> None:
    """Whatever hangs in the room goes on; nobody sees the goods any more, and people are told so."""
    rig.registry.install("box-1", "truck", "spare", START_MS)
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.lot_book.accompany("L1", "box-1", START_MS)
    hear(rig, 0, 60, room_1=1.0, box_1=1.0)
    hear(rig, 60, 180, room_1=1.0)
    (alert,) = rig.ledger.alerts(place_id=ROOM)
    assert (alert.cause, alert.devices) == (Cause.SILENT, ("box-1",))


def test_a_lot_in_a_box_is_judged_by_the_sensor_in_the_box(rig: Rig, farm_again: Rig) -> None:
    """Whichever place the box is in; also when it is said of late that the lot travelled in it."""
    for other, is_late in ((rig, False), (farm_again, True)):
        other.lot_book.add(LOT, ROOM, START_MS, None if is_late else "ice_box")
        hear(other, 0, 120, room_1=12.0, truck_1=12.0, box_1=1.0)
        other.clock.set(at(120))
        if is_late:
            other.lot_book.move("L1", ROOM, START_MS, box="ice_box")
        other.lot_book.move("L1", "truck")
        hear(other, 120, 240, room_1=12.0, truck_1=12.0, box_1=1.0)
    assert newest(rig, "L1").place_id == "truck"
    assert newest(rig, "L1").state.product_temperature_c < 2.0
    assert rig.ledger.journey("L1") == farm_again.ledger.journey("L1")
    assert rig.lot_book.staying("ice_box", at(200)) == ("L1",)


def test_several_sensors_in_a_room_give_a_range_and_the_warmest_counts(rig: Rig) -> None:
    """The coolest and the warmest are told; life is that of the goods in the warm corner."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    hear(rig, 0, 480, room_1=1.0, room_2=7.0)
    told = newest(rig, "L1")
    assert told.goods_c is not None
    coolest_c, warmest_c = told.goods_c
    assert coolest_c < 1.5
    assert warmest_c == told.state.product_temperature_c > 6.5
    assert told.least_used is not None
    assert told.least_used < told.state.life_used


def test_a_back_dated_move_does_not_bring_back_a_lot_that_left(rig: Rig) -> None:
    """What was entered for later stays as it is, also that it left."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.clock.set(at(480))
    rig.lot_book.move("L1", None, at(420))
    rig.lot_book.move("L1", "truck", at(360))
    assert [stay.end_ms for stay in rig.lot_book.stays("L1")] == [at(360), at(420)]
