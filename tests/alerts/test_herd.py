"""Herds: lots beside one sensor that are folded together come to what each would have come to alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from random import Random

import msgspec
import pytest

from alerts.exposure import Held
from alerts.flock import LEAST, Told
from alerts.journey import harvested
from alerts.ledger.evidence import SeriesRow
from alerts.ledger.lots import LotRows
from alerts.lot import Lot, Shipment
from alerts.passage import Passage
from alerts.quiet import may_join
from alerts.runner import Runner
from alerts.series import Series, SeriesIndex
from alerts.watch import Watch
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.goods_examples import AIR, rule_for
from tests.alerts.rig import ROOM, START_MS, Rig, reading

EVERY_MIN = 5


class Room:
    """A sensor with lots beside it, which go together where they can, or never."""

    def __init__(self, *, together: bool, held: Held | None = None) -> None:
        self._held = held
        self.index = SeriesIndex([SeriesRow(1, "probe", AIR, None)])
        self.lots: dict[str, Runner] = {}
        self._together = together
        self.herded = 0

    @property
    def series(self) -> Series:
        """Return the sensor's series."""
        return self.index.met("probe", AIR)

    def store(self, name: str, start_min: int, arrives_c: float, shipment: Shipment | None = None) -> None:
        """Let a lot come in."""
        at_ms = START_MS + start_min * MS_PER_MINUTE
        lot = Lot(name, name, "waxberry", "", at_ms, arrives_c, 1.0)
        rule = rule_for(shipment=shipment)
        rule = msgspec.structs.replace(
            rule,
            exposure=msgspec.structs.replace(rule.exposure, held=self._held),
            lot_id=name,
            initial=harvested(lot),
            start_ms=at_ms,
            harvested_at_ms=at_ms,
        )
        watch = Watch(f"goods/{name}", "place", "probe", AIR, "goods", rule, at_ms, None)
        self.lots[name] = Runner(watch, len(self.lots))
        self.index.connect(self.lots[name])

    def hear(self, minute: int, air_c: float) -> None:
        """Take a reading, as the fold does."""
        at_ms = START_MS + minute * MS_PER_MINUTE
        former = {name for name, runner in self.lots.items() if runner.herd is not None}
        alone: dict[Runner, None] = {}

        def let_take(runners: Sequence[Runner], told: Told) -> None:
            for runner in runners:
                if told and at_ms >= runner.start_ms:
                    runner.run(told)
                    alone[runner] = None

        self.index.take(self.series, [(at_ms, air_c)], let_take)
        self.herded += sum(self.lots[name] not in alone for name in former)
        if self._together:
            self.index.gather(alone)


def course(seed: int, days: int) -> list[float]:
    """Return air of a cold room with noise, defrosts, and now and then something worse [°C]."""
    random = Random(seed)  # noqa: S311 - no secret, and the same again with the same seed
    air, trouble_until, trouble_c = [], -1, 0.0
    for minute in range(0, days * 24 * 60, EVERY_MIN):
        if random.random() < 0.003:
            trouble_until, trouble_c = minute + random.choice((30, 200)), random.choice((-3.0, 6.0, 14.0))
        defrost_c = 5.0 if minute % 360 < 20 else 0.0
        air.append(1.0 + random.gauss(0.0, 0.2) + defrost_c + (trouble_c if minute < trouble_until else 0.0))
    return air


@pytest.mark.parametrize("seed", range(4))
def test_together_is_as_alone(seed: int) -> None:
    """Life, temperatures and findings of every lot agree to 1e-9 with those of a lot that is folded alone.

    With the last seed, their sensor speaks on changes of half a kelvin.
    """
    random = Random(seed)  # noqa: S311 - no secret, and the same again with the same seed
    held = Held(0.5, 4.0 * MS_PER_HOUR) if seed == 3 else None
    together, alone = (Room(together=one, held=held) for one in (True, False))
    lots = [(f"L{n}", random.randrange(0, 900, EVERY_MIN), random.uniform(0.5, 6.0)) for n in range(16)]
    due = Shipment("S1", "Buyer", (), "Buyer", START_MS + 5 * 1440 * MS_PER_MINUTE, 7.4)
    for room in (together, alone):
        for number, (name, start_min, arrives_c) in enumerate(lots):
            room.store(name, start_min, arrives_c, due if number % 3 == 0 else None)
        for number, air_c in enumerate(course(seed, 3)):
            room.hear(number * EVERY_MIN, air_c)
    assert together.herded > alone.herded == 0
    assert together.herded > 3_000, "most of the time most lots go together"
    for name, one in alone.lots.items():
        other = together.lots[name]
        ours, theirs = other.state.journey, one.state.journey
        assert (ours.at_ms, ours.air_c, ours.half_range) == (theirs.at_ms, theirs.air_c, theirs.half_range)
        assert ours.life_used == pytest.approx(theirs.life_used, abs=1e-9)
        assert ours.toll.lost == pytest.approx(theirs.toll.lost, abs=1e-9)
        assert ours.product_temperature_c == pytest.approx(theirs.product_temperature_c, abs=1e-9)
        assert other.state.cold_c == pytest.approx(one.state.cold_c, abs=1e-9)
        assert {key: spell.raised_at_ms for key, (_, spell) in other.found.items()} == {
            key: spell.raised_at_ms for key, (_, spell) in one.found.items()
        }


def test_a_lot_that_a_late_reading_belongs_to_goes_by_itself() -> None:
    """Its state is what the herd made of it, and it is offered readings again."""
    room = Room(together=True)
    for number in range(LEAST + 2):
        room.store(f"L{number}", 0, 1.0)
    for minute in range(0, 50, EVERY_MIN):
        room.hear(minute, 1.0)
    one = room.lots["L0"]
    assert not may_join(one), "it is in a herd already"
    before = one.state
    one.redo(START_MS + 7 * MS_PER_MINUTE)
    assert one.state == before
    assert one in room.series.runners
    assert one.at_ms == before.journey.at_ms
    room.index.disconnect(room.lots["L1"])
    assert room.lots["L1"] not in room.series.runners


def test_lots_in_herds_end_as_lots_alone_after_late_readings_a_move_and_a_restart(
    rig: Rig, farm_again: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger tells the same of every lot, to 1e-9 of its life, and the same alerts."""
    for other in (rig, farm_again):
        if other is farm_again:
            monkeypatch.setattr("alerts.flock.LEAST", 1_000_000)
        for number in range(8):
            at_ms = START_MS + number * 20 * MS_PER_MINUTE
            other.clock.set(at_ms)
            other.lot_book.add(Lot(f"L{number}", "", "waxberry", "", at_ms, 1.0, 1.0), ROOM, at_ms)
        hear_room(other, range(14))
        assert other.ledger.journey("L7")[-1].state.at_ms > START_MS + 13 * MS_PER_HOUR
        other.lot_book.move("L3", "truck")
        late = range(7 * 60, 7 * 60 + 58, 4)
        other.hear(*(reading(minute + 0.5, 9.0, delay_s=7 * 3_600) for minute in late))
        other.start()
        other.evaluator.tick()
        hear_room(other, range(14, 30))
    assert [final[:6] for final in rig.finals()] == [final[:6] for final in farm_again.finals()] != []
    for number in range(8):
        for ours, theirs in zip(
            rig.ledger.journey(f"L{number}"), farm_again.ledger.journey(f"L{number}"), strict=True
        ):
            assert (ours.place_id, ours.start_ms, ours.seen) == (
                theirs.place_id,
                theirs.start_ms,
                theirs.seen,
            )
            assert ours.state.at_ms == theirs.state.at_ms
            assert ours.state.life_used == pytest.approx(theirs.state.life_used, abs=1e-9)


def hear_room(rig: Rig, hours: Iterable[int]) -> None:
    """Let the room be cold, but for the last hours of a day, and be heard of every hour."""
    for hour in hours:
        rig.clock.set(START_MS + (hour + 1) * MS_PER_HOUR)
        air_c = 11.0 if 22 <= hour < 26 else 1.0
        minutes = range(hour * 60 + 2, hour * 60 + 60, 4)
        rig.hear(*(reading(minute, air_c + 0.1 * (minute % 3)) for minute in minutes))
        rig.evaluator.tick()


def test_what_is_told_of_lots_in_herds_is_what_each_would_be_told_of_alone(
    rig: Rig, farm_again: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two sensors, with a gap, kills, late readings, lots that come and go; to 1e-9, hourly."""
    told: dict[Rig, list[Mapping[str, Passage]]] = {}
    for other in (rig, farm_again):
        if other is farm_again:
            monkeypatch.setattr("alerts.flock.LEAST", 1_000_000)
        random = Random(1)  # noqa: S311 - no secret, and the same again with the same seed
        for number in range(8):
            lot = Lot(f"L{number}", "", "waxberry", "", START_MS, random.choice((1.0, 2.5)), 1.0)
            other.lot_book.add(lot, ROOM, START_MS)
        due_ms = START_MS + 5 * MS_PER_DAY
        other.lot_book.ship(Shipment("S1", "S1", ("L1", "L2"), "Market", due_ms, 6.5165))
        told[other] = [_hour(other, random, hour) for hour in range(15)]
    assert [final[:6] for final in rig.finals()] == [final[:6] for final in farm_again.finals()] != []
    for together, alone in zip(told[rig], told[farm_again], strict=True):
        assert together.keys() == alone.keys()
        for lot_id, ours in together.items():
            _assert_alike(ours, alone[lot_id])
    with rig.ledger.transaction() as book:
        assert len(book.herds.now()) >= 2
        assert sum(bool(one.voices) for one in book.journeys.written()) > 4


def _hour(rig: Rig, random: Random, hour: int) -> Mapping[str, Passage]:
    """Let an hour pass in the room, and perhaps more; return what is known then of each lot."""
    warmer_k = 9.0 if 9 <= hour < 11 else 0.0
    heard = [
        reading(hour * 60 + minute, 1.0 + random.uniform(0.0, 0.4) + warmer_k, device)
        for minute in ((1, 8, 57) if hour == 2 else range(1, 60, 7))
        for device in ("room-1", "room-2")
    ]
    late = [one for one in heard if random.random() < 0.02]
    rig.clock.set(START_MS + (hour + 1) * MS_PER_HOUR)
    rig.hear(*(one for one in heard if one not in late))
    if random.random() < 0.3:
        rig.start()
        rig.evaluator.tick()
    rig.hear(*late)
    if hour == 6:
        rig.lot_book.move("L3", "truck")
        rig.lot_book.add(Lot("late", "", "waxberry", "", rig.clock.now_ms(), 4.0, 1.0), ROOM)
    rig.clock.advance(MS_PER_MINUTE)
    rig.evaluator.tick()
    return rig.ledger.journeys()


def _assert_alike(ours: Passage, theirs: Passage) -> None:
    assert (ours.place_id, ours.start_ms, ours.seen) == (theirs.place_id, theirs.start_ms, theirs.seen)
    assert (ours.known_ms, ours.missed_ms) == (theirs.known_ms, theirs.missed_ms)
    assert ours.goods_c == pytest.approx(theirs.goods_c, abs=1e-6)
    assert ours.least_used == pytest.approx(theirs.least_used, abs=1e-9)
    assert ours.state.life_used == pytest.approx(theirs.state.life_used, abs=1e-9)
    assert ours.state.half_range == pytest.approx(theirs.state.half_range, abs=1e-9)


@pytest.mark.parametrize("restarts", [False, True])
def test_a_lot_that_is_watched_no_more_keeps_what_was_known_of_it(rig: Rig, *, restarts: bool) -> None:
    """Its herd goes on without it, and no other lot comes to its history, also after a restart."""
    lots = [Lot(f"L{number}", "", "waxberry", "", START_MS, 1.0, 1.0) for number in range(4)]
    for lot in lots:
        rig.lot_book.add(lot, ROOM, START_MS)
    hear_room(rig, range(3))
    before = rig.ledger.journeys()
    with rig.database.begin() as connection:
        for lot in lots[2:]:
            LotRows(connection).put(msgspec.structs.replace(lot, packaging="crystal"))
    rig.lot_book.version += 1
    if restarts:
        rig.start()
    hear_room(rig, range(3, 4))
    for number in range(2):
        rig.lot_book.add(Lot(f"N{number}", "", "waxberry", "", rig.clock.now_ms(), 1.0, 1.0), ROOM)
    rig.start()
    hear_room(rig, range(4, 6))
    now = rig.ledger.journeys()
    assert (now["L2"], now["L3"]) == (before["L2"], before["L3"])
    assert now["L0"].state.at_ms == now["N0"].state.at_ms > before["L0"].state.at_ms
    spent = now["L0"].state.life_used - before["L0"].state.life_used
    assert now["N0"].state.life_used == pytest.approx(spent * 2.0 / 3.0, rel=0.2)
    with rig.ledger.transaction() as book:
        told = {one.lot_id for one in book.journeys.written() if one.voices}
    assert told == {"L0", "L1", "N0", "N1"}


def test_what_is_told_of_lots_in_herds_follows_a_clock_that_was_set_back(rig: Rig) -> None:
    """Nobody waits until the clock has caught up to learn what is left of goods that all is well with."""
    for number in range(6):
        rig.lot_book.add(Lot(f"L{number}", "", "waxberry", "", START_MS, 1.0, 1.0), ROOM, START_MS)
    hear_room(rig, range(3))
    rig.clock.advance(-2 * MS_PER_HOUR)
    for minute in range(180, 230, 5):
        rig.hear(reading(minute, 1.0))
        rig.clock.advance(5 * MS_PER_MINUTE)
    assert rig.ledger.journey("L0")[-1].state.at_ms == START_MS + 225 * MS_PER_MINUTE
