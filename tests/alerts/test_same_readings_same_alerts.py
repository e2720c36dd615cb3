"""The promise: the same readings lead to the same alerts, however they arrive and whatever is killed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alerts.lot import Lot, Shipment
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE
from ingest.quantity import CLOCK_ERROR
from ingest.reading import Reading
from tests.alerts.rig import AIR, HUMIDITY, ROOM, START_MS, Final, Rig, reading

END_MS = START_MS + 40 * MS_PER_HOUR
"""Long after the last reading, and after any start's patience."""

_LEVELS = (-1.0, 1.0, 1.0, 1.0, 3.2, 3.6, 5.0, 9.0, 18.0)
_PACE_MINUTES = (1, 5, 5, 10, 10, 20, 60, 150)


@dataclass(frozen=True)
class Delivery:
    """What happens in one run: which readings arrive together, and what happens afterwards."""

    readings: tuple[Reading, ...]
    now_ms: int
    killed: bool
    batch: int


@st.composite
def histories(draw: st.DrawFn) -> tuple[Reading, ...]:
    """Draw what five devices observe within a day, in the order of observation: two of them a cold night."""
    told: list[Reading] = []
    for device, quantities in (("room-1", (AIR, HUMIDITY)), ("room-2", (AIR,)), ("truck-1", (AIR,))):
        minute = draw(st.integers(0, 30))
        for _ in range(draw(st.integers(0, 25))):
            for quantity in quantities:
                level = draw(st.sampled_from(_LEVELS))
                told.append(reading(minute, level if quantity == AIR else 70.0 + 3 * level, device, quantity))
            minute += draw(st.sampled_from(_PACE_MINUTES))
        told.extend(_stuck(draw, device, minute))
    told.extend(_clock(draw))
    for device, warmer_k in (("bay-1", 0.0), ("bay-2", 1.5)):
        minute = draw(st.integers(0, 30))
        for _ in range(draw(st.integers(0, 25))):
            canopy_c = 6.0 - minute / 40 + warmer_k + draw(st.sampled_from((0.0, 0.0, 0.1, 3.0)))
            told.append(reading(minute, canopy_c, device))
            told.append(reading(minute, 70.0 - 2 * warmer_k, device, HUMIDITY))
            minute += draw(st.sampled_from((5, 10, 10, 10, 15, 60)))
    return tuple(sorted(told, key=lambda one: one.observed_at_ms))


def _stuck(draw: st.DrawFn, device: str, minute: int) -> Iterator[Reading]:
    """Yield what an air sensor tells that gets stuck and then, perhaps, lives again."""
    level = draw(st.sampled_from((None, None, 1.0, 9.0)))
    if level is not None:
        moving = (1.1, 1.3, 1.2, 1.4)
        values = (*moving, *(level,) * draw(st.integers(5, 9)), *moving[: draw(st.integers(0, 4))])
        for count, value in enumerate(values):
            yield reading(minute + 30 * count, value, device)


def _clock(draw: st.DrawFn) -> Iterator[Reading]:
    """Yield what is on record of a clock that is wrong for a while, is set, and perhaps wrong once more."""
    minute = draw(st.integers(0, 30))
    for error_s in draw(st.sampled_from(((), (3_600.0,), (900.0, 0.0), (-1.78e9, 2.0, -900.0, 1.0)))):
        for _ in range(draw(st.integers(1, 4))):
            yield reading(minute, error_s, "truck-1", CLOCK_ERROR)
            minute += draw(st.sampled_from((10, 10, 25, 60)))


@st.composite
def arrivals(draw: st.DrawFn, history: Sequence[Reading]) -> tuple[Delivery, ...]:
    """Draw a way in which *history* arrives: delayed, shuffled, doubled, in pieces, with kills between."""
    doubled = draw(st.lists(st.sampled_from(history), max_size=6)) if history else []
    late = [
        Reading(one.device, one.quantity, one.observed_at_ms, one.value, received_ms)
        for one in (*history, *doubled)
        for received_ms in [one.observed_at_ms + draw(st.sampled_from((1, 60, 400, 9_000, 30_000))) * 1_000]
    ]
    late.sort(key=lambda one: one.received_at_ms)
    pieces: list[Delivery] = []
    while late:
        size = draw(st.integers(1, 12))
        piece, late = late[:size], late[size:]
        shuffled = tuple(draw(st.permutations(piece)))
        now_ms = piece[-1].received_at_ms
        pieces.append(Delivery(shuffled, now_ms, draw(st.booleans()), draw(st.sampled_from((1, 3, 5_000)))))
    return tuple(pieces)


@st.composite
def cases(draw: st.DrawFn) -> tuple[tuple[Reading, ...], tuple[Delivery, ...]]:
    """Draw a history and a way in which it arrives."""
    history = draw(histories())
    return history, draw(arrivals(history))


def _pack(rig: Rig) -> None:
    """Put a lot into the room, and into the truck eight hours later, to somebody who wants it fresh."""
    rig.lot_book.add(Lot("L1", "L1", "waxberry", "", START_MS, 8.0, 1.0), ROOM, START_MS)
    rig.lot_book.ship(Shipment("S1", "S1", ("L1",), "Market", START_MS + 5 * MS_PER_DAY, 6.0))


def _load(rig: Rig) -> None:
    rig.lot_book.move("L1", "truck", START_MS + 8 * MS_PER_HOUR)


def _close(rig: Rig) -> list[Final]:
    rig.clock.set(END_MS)
    rig.evaluator.tick()
    return rig.finals()


def _ordered(template: Path, history: Sequence[Reading]) -> tuple[list[Final], object]:
    """Return the alerts when every reading arrives at once and in order, with a timer every few minutes."""
    with tempfile.TemporaryDirectory() as folder, closing(Rig(Path(folder), template)) as rig:
        _pack(rig)
        loaded = False
        for one in history:
            if not loaded and one.observed_at_ms >= START_MS + 8 * MS_PER_HOUR:
                rig.clock.set(START_MS + 8 * MS_PER_HOUR)
                _load(rig)
                loaded = True
            rig.clock.set(one.received_at_ms)
            rig.hear(one)
        if not loaded:
            rig.clock.set(max(rig.clock.now_ms(), START_MS + 8 * MS_PER_HOUR))
            _load(rig)
        return _close(rig), rig.ledger.journey("L1")


def _as_it_comes(template: Path, deliveries: Sequence[Delivery]) -> tuple[list[Final], object]:
    """Return the alerts when readings arrive like that; the lot's move is entered at the end of the day."""
    with tempfile.TemporaryDirectory() as folder, closing(Rig(Path(folder), template)) as rig:
        _pack(rig)
        for delivery in deliveries:
            rig.clock.set(max(rig.clock.now_ms(), delivery.now_ms))
            rig.hear(*delivery.readings, limit=delivery.batch)
            if delivery.killed:
                rig.start()
            rig.evaluator.tick()
        rig.clock.set(max(rig.clock.now_ms(), START_MS + 24 * MS_PER_HOUR))
        _load(rig)
        rig.evaluator.tick()
        return _close(rig), rig.ledger.journey("L1")


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_however_readings_arrive_the_final_alerts_are_the_same(
    farm_template: Path, case: tuple[tuple[Reading, ...], tuple[Delivery, ...]]
) -> None:
    """Shuffled, doubled, delayed, in pieces and with kills between: alerts and journeys are as in order."""
    history, deliveries = case
    assert _as_it_comes(farm_template, deliveries) == _ordered(farm_template, history)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories())
def test_incremental_equals_batch(farm_template: Path, history: tuple[Reading, ...]) -> None:
    """Readings one by one lead to the same alerts as all of them in one batch a day later."""
    whole = Delivery(history, END_MS - MS_PER_MINUTE, killed=False, batch=5_000)
    assert _as_it_comes(farm_template, [whole]) == _ordered(farm_template, history)
