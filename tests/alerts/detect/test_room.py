"""Room: what the saw-tooth of the air tells of the unit that cools it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from alerts.alert import Spell
from alerts.cause import Cause, Fault
from alerts.detect import room
from alerts.detect.room_rule import RoomRule
from alerts.detect.upper import Upper
from ingest.clock import MS_PER_MINUTE

RULE = RoomRule(
    place_id="room",
    source="probe/air_temperature_c",
    device="probe",
    quantity="air_temperature_c",
    limit=Upper(3.5),
    horizon_s=10_800.0,
    starts_per_h=12.0,
    longer=1.5,
)

Told = tuple[float, float]
"""Minute and value."""


def cycles(
    count: int, rest_min: int = 15, run_min: int = 5, step_min: int = 1, top: float = 1.2
) -> list[Told]:
    """Return air that rises to *top* while the unit rests, and falls by 0.7 K while it runs."""
    cycle_min = rest_min + run_min
    values = []
    for minute in range(0, count * cycle_min, step_min):
        since = minute % cycle_min
        share = since / rest_min if since < rest_min else 1.0 - (since - rest_min) / run_min
        values.append((float(minute), top - 0.7 + 0.7 * share))
    return values


def then(before: list[Told], *values: float, every_min: float = 1.0) -> list[Told]:
    """Return *before* and *values* after it."""
    last_min = before[-1][0]
    return [*before, *((last_min + every_min * number, value) for number, value in enumerate(values, 1))]


def rising(start: float, per_h: float, minutes: int) -> Iterator[float]:
    """Yield air that rises evenly, minute by minute."""
    return (start + per_h * minute / 60.0 for minute in range(1, minutes + 1))


def told(readings: list[Told]) -> list[Spell]:
    """Return the newest word on every spell that people are told of, oldest first."""
    state, found = room.initial(RULE), {}
    for minute, value in readings:
        state, spells = room.step(RULE, state, int(minute * MS_PER_MINUTE), value)
        found.update({(spell.cause, spell.started_at_ms): spell for spell in spells})
    return [spell for spell in found.values() if spell.raised_at_ms is not None]


def test_a_unit_that_does_not_start_is_told_before_the_limit_is_passed() -> None:
    """Air goes on beyond where it always turned, no steeper than walls warm it: told with the time left."""
    night = cycles(15)
    (spell,) = told(then(night, *rising(0.5, 2.4, 55)))
    assert (spell.cause, spell.ended_at_ms) == (Cause.TOO_WARM, None)
    assert spell.raised_at_ms is not None
    since_min = spell.raised_at_ms / MS_PER_MINUTE - night[-1][0]
    assert 25 <= since_min <= 45
    assert spell.facts.breach_at_ms is not None
    assert spell.facts.breach_at_ms / MS_PER_MINUTE - night[-1][0] == pytest.approx(75, abs=3)


@pytest.mark.parametrize(
    "warmed",
    [
        [0.5 + 0.3 * minute for minute in range(1, 21)],  # a defrost: 6 K in twenty minutes
        [1.2, 3.8, 5.2, 5.6, 4.9, 4.0, 3.0, 2.0, 1.0],  # a door
        list(rising(0.5, 2.4, 21)),  # a rest that takes a little longer than any
    ],
)
def test_what_is_usual_in_a_room_is_no_unit_that_does_not_start(warmed: list[float]) -> None:
    """Steep rises are doors and defrosts, and a rest may take half as long again as the longest."""
    assert told(then(cycles(15), *warmed)) == []


def test_nothing_is_said_of_a_room_of_which_little_was_seen() -> None:
    """Before a dozen rests nobody knows how long they take here."""
    assert told(then(cycles(8), *rising(0.5, 2.4, 55))) == []


def test_it_is_over_when_the_air_turns_and_when_the_limit_is_passed() -> None:
    """From there on the limit's own rule has it; and a unit that started after all has started."""
    failing = then(cycles(15), *rising(0.5, 2.4, 60))
    (turned,) = told(then(failing, 2.8, 2.5, 2.0))
    (passed,) = told(then(failing, 3.4, 3.7))
    assert turned.ended_at_ms == int((failing[-1][0] + 2) * MS_PER_MINUTE)
    assert passed.ended_at_ms == int((failing[-1][0] + 2) * MS_PER_MINUTE)


def test_what_is_not_seen_is_no_rest() -> None:
    """An hour without readings says nothing of how long the unit rested, and ends nothing."""
    failing = then(cycles(15), *rising(0.5, 2.4, 60))
    assert told(then(cycles(15), 1.4, 1.9, every_min=60.0)) == []
    (spell,) = told(then(failing, 3.0, every_min=60.0))
    assert spell.ended_at_ms is None


def test_a_unit_that_starts_twice_as_often_as_usual_is_told() -> None:
    """Six cycles in a row of less than half the length, with how it is and was; over when calm again."""
    calm = cycles(20)
    hasty = [(calm[-1][0] + 1 + minute, value) for minute, value in cycles(9, 5, 3)]
    (spell,) = told([*calm, *hasty])
    assert (spell.cause, spell.facts.fault, spell.ended_at_ms) == (
        Cause.UNIT_FAILING,
        Fault.SHORT_CYCLING,
        None,
    )
    assert spell.facts.found == pytest.approx(480, abs=70)
    assert spell.facts.usual == pytest.approx(1_200)
    again = [(hasty[-1][0] + 1 + minute, value) for minute, value in cycles(8)]
    (over,) = told([*calm, *hasty, *again])
    assert over.ended_at_ms is not None


def test_air_that_turns_by_chance_is_no_unit_that_starts_too_often() -> None:
    """Where a unit modulates, turns come at any distance: six that happen to be near say nothing."""
    values: list[float] = []
    for minutes in (*(8, 8, 8, 60, 60, 60) * 5, *(9,) * 8):
        values += [0.9 + 0.35 * min(minute, minutes - minute) * 2 / minutes for minute in range(minutes)]
    assert told(list(enumerate(values))) == []


def test_a_unit_that_always_starts_too_often_is_told_although_it_is_used_to_it() -> None:
    """More than twelve starts an hour wear out any compressor."""
    (spell,) = told(cycles(10, 2, 2, step_min=1))
    assert spell.facts.fault is Fault.SHORT_CYCLING
    assert told(cycles(20, 7, 3)) == []
