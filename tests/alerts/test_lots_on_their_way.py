"""Lots take their history along from place to place, also when it is learned late."""

from __future__ import annotations

import msgspec
import pytest

from alerts.alert import AlertState
from alerts.cause import Cause
from alerts.ledger import Passage
from alerts.lot import Lot
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.rig import AIR, ROOM, START_MS, Rig, reading

LOT = Lot("L1", "L1", "waxberry", "", START_MS, 2.0, 1.0)


def cool(rig: Rig, start: int, end: int, device: str, value: float = 1.0) -> None:
    """Let a device tell the same value every ten minutes."""
    for minute in range(start, end, 10):
        rig.at(minute, value, device)


def passages(rig: Rig) -> tuple[Passage, ...]:
    """Return what became of the lot, place by place."""
    return rig.ledger.journey("L1")


def test_a_lot_enters_a_place_with_the_life_that_it_used_before(rig: Rig) -> None:
    """The truck starts from where the room left it, and only adds."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    cool(rig, 0, 240, "room-1")
    rig.clock.set(START_MS + 240 * MS_PER_MINUTE)
    rig.lot_book.move("L1", "truck")
    cool(rig, 240, 480, "truck-1")
    room, truck = passages(rig)
    assert (room.place_id, truck.place_id) == (ROOM, "truck")
    assert room.state.at_ms == START_MS + 4 * MS_PER_HOUR
    assert 0 < room.state.life_used < truck.state.life_used
    assert truck.state.life_used == pytest.approx(2 * room.state.life_used, rel=0.05)


def test_late_readings_of_an_earlier_place_are_charged_in_the_next_one(rig: Rig, farm_again: Rig) -> None:
    """Warm hours in the room that are learned only in the truck count there as if known in time."""
    for other, is_late in ((rig, True), (farm_again, False)):
        other.lot_book.add(LOT, ROOM, START_MS)
        cool(other, 0, 60, "room-1")
        cool(other, 60, 240 if not is_late else 60, "room-1", 18.0)
        other.clock.set(START_MS + 240 * MS_PER_MINUTE)
        other.lot_book.move("L1", "truck")
        cool(other, 240, 480, "truck-1")
    assert passages(rig)[-1].state.estimated
    rig.hear(*(reading(minute, 18.0, delay_s=(490 - minute) * 60) for minute in range(60, 240, 10)))
    assert not passages(rig)[-1].state.estimated
    assert passages(rig) == passages(farm_again)


def test_a_device_that_speaks_on_change_is_charged_by_what_it_said_last(rig: Rig, farm_again: Rig) -> None:
    """Sparkplug nodes speak when something has changed: three quiet hours at 1 °C were no slow rise."""
    used = []
    for other, spoken in ((rig, "sparkplug"), (farm_again, "own_json")):
        other.registry.seen("room-1", "gateway", spoken, [AIR], START_MS)
        other.lot_book.add(LOT, ROOM, START_MS)
        for minute, air_c in ((0, 1.0), (30, 1.0), (210, 12.0), (211, 1.0)):
            other.at(minute, air_c, "room-1")
        (passage,) = passages(other)
        used.append(passage.state)
    held, ramped = used
    assert held.life_used < ramped.life_used
    assert (held.estimated, ramped.estimated) == (False, True)


def test_of_a_device_that_need_not_tell_a_kelvin_that_kelvin_is_charged(rig: Rig, farm_again: Rig) -> None:
    """Zigbee reports a change of 1 °C: dearer than if it had been told exactly, cheaper than an even rise."""
    used = []
    for other, spoken in ((rig, "zigbee2mqtt"), (farm_again, "sparkplug")):
        other.registry.seen("room-1", "gateway", spoken, [AIR], START_MS)
        other.lot_book.add(LOT, ROOM, START_MS)
        for minute, air_c in ((0, 1.0), (30, 1.0), (85, 12.0), (86, 1.0)):
            other.at(minute, air_c, "room-1")
        used.append(passages(other)[0].state.life_used)
    assert used[0] > used[1]


def test_a_move_that_is_entered_late_is_as_if_it_had_been_entered_in_time(rig: Rig, farm_again: Rig) -> None:
    """Dated back, a move leads to the same history as one that was entered when it happened."""
    for other, entered in ((rig, 130), (farm_again, 470)):
        other.lot_book.add(LOT, ROOM, START_MS)
        for minute in range(0, 480, 10):
            if minute == entered:
                other.lot_book.move("L1", "truck", START_MS + 120 * MS_PER_MINUTE)
            other.at(minute, 4.0, "truck-1")
            other.at(minute, 1.0, "room-1")
        other.wait_until(481)
    assert passages(rig) == passages(farm_again)
    assert rig.finals() == farm_again.finals()


def test_a_stay_that_turns_out_not_to_have_been_leaves_nothing_behind(rig: Rig) -> None:
    """When the book is corrected, the alert about the goods in the wrong place is withdrawn."""
    rig.lot_book.add(LOT, "truck", START_MS)
    cool(rig, 0, 400, "truck-1", 16.0)
    cool(rig, 0, 400, "room-1", 1.0)
    assert any(alert.lot_ids == ("L1",) for alert in rig.ledger.alerts(place_id="truck"))
    rig.lot_book.move("L1", ROOM, START_MS)
    rig.wait_until(401)
    assert all(alert.lot_ids == () for alert in rig.ledger.alerts(place_id="truck"))
    (only,) = passages(rig)
    assert only.place_id == ROOM


def test_a_lot_in_a_place_that_nobody_sees_is_known_less_and_less(rig: Rig) -> None:
    """Without any sensor the lot keeps its temperature, and the doubt grows."""
    rig.lot_book.add(LOT, "truck", START_MS)
    rig.registry.install("truck-1", ROOM, "spare", 1)
    rig.clock.set(START_MS + 600 * MS_PER_MINUTE)
    rig.lot_book.move("L1", ROOM)
    cool(rig, 600, 660, "room-1")
    unseen, seen = passages(rig)
    assert (unseen.seen, seen.seen) == (False, True)
    assert unseen.state.half_range > 0
    assert seen.state.estimated


def test_an_excursion_ends_for_a_place_when_the_lot_leaves_it(rig: Rig) -> None:
    """What the truck did to the goods ends with the ride; the truck itself is still too warm."""
    rig.lot_book.add(LOT, "truck", START_MS)
    cool(rig, 0, 200, "truck-1", 16.0)
    (alert,) = rig.ledger.alerts(place_id="truck")
    assert (alert.cause, alert.lot_ids) == (Cause.TOO_WARM, ("L1",))
    rig.clock.set(START_MS + 200 * MS_PER_MINUTE)
    rig.lot_book.move("L1", ROOM)
    cool(rig, 200, 300, "truck-1", 3.0)
    alert = rig.ledger.alert(alert.id)
    assert alert.state is AlertState.RESOLVED
    assert alert.ended_at_ms == START_MS + 200 * MS_PER_MINUTE


def test_a_device_that_is_new_speaks_for_the_lot_beside_it_from_its_first_word(
    rig: Rig, farm_again: Rig
) -> None:
    """A second sensor's warm corner is charged at once, as if everything had been heard in one batch."""
    for other in (rig, farm_again):
        other.lot_book.add(LOT, ROOM, START_MS)
    cool(rig, 0, 240, "room-1")
    before = passages(rig)[-1].state.life_used
    for minute in range(240, 300, 10):
        rig.at(minute, 18.0, "room-2")
    assert passages(rig)[-1].state.life_used > before
    farm_again.clock.set(START_MS + 290 * MS_PER_MINUTE)
    farm_again.hear(
        *(reading(minute, 1.0) for minute in range(0, 240, 10)),
        *(reading(minute, 18.0, "room-2") for minute in range(240, 300, 10)),
    )
    assert passages(rig) == passages(farm_again)


def test_a_lot_entered_after_a_mistake_has_nothing_of_it(rig: Rig, farm_again: Rig) -> None:
    """What was folded for a lot that never was is not taken for another one's, even after a restart."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    for other in (rig, farm_again):
        cool(other, 0, 24 * 60 + 60, "room-1", 8.0)
    rig.start()
    rig.evaluator.tick()
    rig.lot_book.move("L1", None, START_MS)
    rig.evaluator.tick()
    late = msgspec.structs.replace(LOT, id="L2", harvested_at_ms=START_MS + MS_PER_HOUR)
    for other in (rig, farm_again):
        other.lot_book.add(late, ROOM)
        cool(other, 24 * 60 + 60, 24 * 60 + 120, "room-1")
    assert rig.ledger.journey("L1") == ()
    assert rig.ledger.journey("L2") == farm_again.ledger.journey("L2") != ()
