"""A backtest tells what the engine told, and what it will have told once a change is saved."""

from __future__ import annotations

import numpy as np
import pytest

from alerts.backtest import Backtest, Grounds, Tried
from alerts.cause import Cause
from alerts.lot import Leg, Lot, Shipment
from alerts.plan import Planner
from alerts.replay import Column
from alerts.rule_book import Changes, Kind, Subject
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE
from ingest.place import Place, PlaceKind
from ingest.quantity import CLOCK_ERROR
from tests.alerts.rig import ROOM, START_MS, Rig, final, reading

WAXBERRY = "waxberry"
LOT = Lot("L1", "L1", WAXBERRY, "", START_MS, 1.0, 1.0)
WARM = Lot("L2", "L2", WAXBERRY, "", START_MS, 9.0, 1.0)
COLD_ROOM = Place(ROOM, "qingtian", "Cold room", PlaceKind.COLD_ROOM, "cold_room")
DAY = 24 * 60


def air(minute: int) -> float:
    """Return the air of a room with defrosts, one that lasts, a night that is too cold, and a failure."""
    if minute % 360 < 30:
        return 7.0
    if 500 <= minute < 620:
        return 8.0
    if 1_500 <= minute < 1_620:
        return -3.0
    return 11.0 if 2_400 <= minute < 2_700 else 1.0


@pytest.fixture
def busy(rig: Rig) -> Rig:
    """Return an engine after two days in which lots came, moved and were put together."""
    rig.lot_book.add(LOT, ROOM, START_MS)
    rig.lot_book.add(WARM, ROOM, START_MS)
    rig.clock.set(START_MS + 2 * DAY * MS_PER_MINUTE)
    rig.lot_book.move("L1", "truck", START_MS + 1_000 * MS_PER_MINUTE)
    rig.lot_book.move("L1", ROOM, START_MS + 1_400 * MS_PER_MINUTE)
    rig.lot_book.merge(["L1", "L2"], "L3", "L3", at_ms=START_MS + 2_200 * MS_PER_MINUTE)
    due_ms = START_MS + 6 * MS_PER_DAY
    legs = (Leg("flight", due_ms - MS_PER_DAY, due_ms, 2.0),)
    rig.lot_book.ship(Shipment("S1", "S1", ("L3",), "Singapore", due_ms, 7.0, legs))
    rig.hear(
        *(
            reading(minute, value, device)
            for minute in range(0, 2 * DAY, 5)
            for device, value in (
                ("room-1", air(minute)),
                ("truck-1", 5.5 if 1_100 < minute < 1_300 else 1.0),
            )
        ),
        *(
            reading(minute, 900.0 if minute < 700 else 0.0, "room-1", CLOCK_ERROR)
            for minute in range(600, 760, 10)
        ),
        limit=10_000,
    )
    rig.evaluator.tick()
    return rig


def grounds(rig: Rig) -> Grounds:
    """Return what the engine knows, and what it heard."""
    planner = Planner(rig.registry, rig.lot_book, rig.products, rig.own_rules, rig.terms)
    told: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for one in rig.journal.readings:
        told.setdefault((one.device, one.quantity), []).append((one.observed_at_ms, one.value))
    heard = {device: {quantity for one, quantity in told if one == device} for device, _ in told}

    def read(device: str, quantity: str, start_ms: int, end_ms: int) -> Column:
        inside = [one for one in told[device, quantity] if start_ms <= one[0] < end_ms]
        return np.array([at_ms for at_ms, _ in inside], np.int64), np.array([value for _, value in inside])

    known = rig.ledger.found(Cause.UNTRUSTED, Cause.GATEWAY_SILENT)
    behind = planner.gateways()
    return Grounds(planner.plan(heard), behind, heard, known, START_MS, rig.clock.now_ms(), read)


def told(tried: Tried) -> list[tuple[object, ...]]:
    """Return what a backtest says that is a function of the readings."""
    return sorted(
        (
            one.place_id,
            one.cause,
            one.started_at_ms,
            one.raised_at_ms,
            one.ended_at_ms or 0,
            one.severity,
            round(one.facts.life_lost_h or 0.0, 6),
        )
        for one in tried.episodes
    )


def of_engine(rig: Rig, place_id: str) -> list[tuple[object, ...]]:
    """Return the same of the engine's alerts at a place, but for those of gateways."""
    finals = (final(alert) for alert in rig.ledger.alerts(limit=1_000) if alert.place_id == place_id)
    return sorted(
        (*one[:4], one[4] or 0, one[5], round(one[7] or 0.0, 6))
        for one in finals
        if one[1] is not Cause.GATEWAY_SILENT
    )


@pytest.mark.parametrize("place_id", [ROOM, "truck"])
def test_a_backtest_of_what_holds_tells_what_was_told(busy: Rig, place_id: str) -> None:
    """Limits, silence, a clock, goods that were warm, cold or short of life: all, at the same instants."""
    expected = of_engine(busy, place_id)
    assert any(one[1] is Cause.CLOCK_WRONG for one in expected) == (place_id == ROOM)
    assert told(Backtest(grounds(busy), place_id).tried()) == expected
    assert {row[1] for row in expected} >= {Cause.TOO_WARM}
    if place_id == ROOM:
        assert {row[1] for row in expected} >= {Cause.TOO_WARM, Cause.TOO_COLD, Cause.LIFE_SHORT}


def test_a_change_of_a_place_is_told_before_it_is_saved(busy: Rig) -> None:
    """What the backtest says of other numbers is what the engine says once they are set; also of goods."""
    changes: Changes = {"limits.air_temperature_c.high": 6.0, "goods.dwell": 90.0}
    wanted = busy.own_rules.with_changes(COLD_ROOM, changes)
    before = told(Backtest(grounds(busy), ROOM).tried(recipe=wanted))
    assert before != of_engine(busy, ROOM)
    busy.own_rules.set(COLD_ROOM, changes, "Ana", "")
    busy.evaluator.tick()
    assert of_engine(busy, ROOM) == before


@pytest.mark.parametrize(
    ("subject", "changes"),
    [
        (Subject(Kind.LOT, "L3"), {"arrival.required_life": 1.0, "warm.worth_telling": 40.0}),
        (
            Subject(Kind.PRODUCT, WAXBERRY),
            {"warm.dwell": 300.0, "warm.worth_telling": 40.0, "cold.lower": -4.0},
        ),
    ],
)
def test_a_change_of_goods_is_told_before_it_is_saved(busy: Rig, subject: Subject, changes: Changes) -> None:
    """The same of a lot's own numbers, and of those of a product."""
    lots = [lot.id for lot in busy.lot_book.lots() if subject.kind is Kind.PRODUCT or lot.id == subject.id]
    test = Backtest(grounds(busy), lot_ids=lots)
    before, after = test.tried(), test.tried(terms=busy.terms.tried(subject, changes))
    assert told(before) != told(after)
    if subject.kind is Kind.PRODUCT:
        busy.terms.set_for_product(subject.id, changes, "Ana", "")
    else:
        busy.terms.set_for_lot(subject.id, changes, "Ana", "")
    busy.evaluator.tick()
    assert told(Backtest(grounds(busy), lot_ids=lots).tried()) == told(after)
    assert told(Backtest(grounds(busy), ROOM).tried()) == of_engine(busy, ROOM)
    assert all(set(one.lot_ids) <= set(lots) for one in after.episodes)


def test_a_backtest_of_the_last_hours_knows_how_goods_came_there(busy: Rig) -> None:
    """What lies before the days that are asked for is lived through, and not told again."""
    whole = Backtest(grounds(busy), ROOM).tried()
    late = grounds(busy)
    start_ms = START_MS + 2_650 * MS_PER_MINUTE
    short = Grounds(late.plan, late.behind, late.heard, late.known, start_ms, late.end_ms, late.read)
    goods = [one for one in Backtest(short, ROOM).tried().episodes if one.cause is Cause.LIFE_SHORT]
    assert goods == [one for one in whole.episodes if one.cause is Cause.LIFE_SHORT]
