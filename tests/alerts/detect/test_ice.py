"""Ice: what a box's own hours tell, what planned legs do, and that silence is no proof of ice."""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec

from alerts.alert import Spell
from alerts.detect import ice
from alerts.detect.ice import IceRule, IceState, IceVoice
from alerts.detect.ice_heat import Packing
from alerts.lot import Leg
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

PACKING = Packing(
    packed_at_ms=0,
    ice_kg=6.0,
    conductance_w_k=0.6,
    conductance_error=0.2,
    around_c=25.0,
    around_error_k=4.0,
)
ALWAYS = ((0, None),)
RULE = IceRule(
    place_id="box",
    voices=(
        IceVoice("lid", "air_temperature_c", ALWAYS, ()),
        IceVoice("van", "air_temperature_c", (), ALWAYS),
    ),
    packing=PACKING,
    due_at_ms=60 * MS_PER_HOUR,
    lead_s=4 * 3_600.0,
    cold_c=5.0,
)
Signal = Callable[[float], float | None]


def run(
    hours: float, lid: Signal, van: Signal = lambda _h: None, rule: IceRule = RULE
) -> tuple[IceState, list[Spell]]:
    """Return the state, and every word, after both devices spoke every ten minutes."""
    state = ice.initial(rule)
    said: list[Spell] = []
    for minute in range(10, int(hours * 60) + 1, 10):
        values = enumerate((lid(minute / 60.0), van(minute / 60.0)))
        told = tuple((number, value) for number, value in values if value is not None)
        if told:
            state, spells = ice.step(rule, state, minute * MS_PER_MINUTE, told)
            said.extend(spells)
    return state, said


def hours(at_ms: int | None) -> float:
    """Return an instant in hours from the packing."""
    assert at_ms is not None
    return at_ms / MS_PER_HOUR


def test_the_band_is_that_of_the_walls_and_of_what_is_around_them() -> None:
    """Six kilograms behind 0.6 W/K stand 37 h of 25 °C; measured surroundings make the band narrower."""
    planned = run(2.0, lambda _h: 1.5)[0].melt
    measured = run(20.0, lambda _h: 1.5, lambda _h: 25.0)[0].melt
    assert planned is not None
    assert measured is not None
    assert math.isclose(hours(planned.gone_at_ms), 2_004 / (3.6 * 0.6 * 25), rel_tol=0.001)
    assert hours(planned.early_ms) < hours(measured.early_ms) < hours(measured.gone_at_ms)
    assert math.isclose(hours(measured.gone_at_ms), hours(planned.gone_at_ms), rel_tol=0.001)


def test_ice_that_is_packed_cold_tells_of_the_walls_before_it_melts() -> None:
    """A box twice as leaky as the recipe says is known to be so after its first hours."""
    lag_h = 2.1 * 6.0 / (3.6 * 1.2)
    state, _ = run(4.0, lambda h: min(25.0 - 45.0 * math.exp(-h / lag_h), 1.5), lambda _h: 25.0)
    assert state.heat.conductance_w_k is not None
    assert 1.1 < state.heat.conductance_w_k < 1.2
    assert state.heat.conductance_error < 0.06
    assert state.melt is not None
    assert hours(state.melt.gone_at_ms) < 22.0


def test_planned_legs_tell_what_is_to_come() -> None:
    """Half of the way in a cold store makes the ice last as much longer."""
    legs = (Leg("store", 0, 20 * MS_PER_HOUR, 0.0), Leg("van", 20 * MS_PER_HOUR, 90 * MS_PER_HOUR, 25.0))
    rule = msgspec.structs.replace(RULE, packing=msgspec.structs.replace(PACKING, legs=legs))
    melt = run(2.0, lambda _h: 1.5, rule=rule)[0].melt
    assert melt is not None
    assert math.isclose(hours(melt.gone_at_ms), 20.0 + 2_004 / (3.6 * 0.6 * 25), rel_tol=0.001)


def test_a_box_that_is_still_cold_after_the_late_edge_was_given_ice() -> None:
    """The spell ends there, and no forecast of that packing is believed any more."""
    state, said = run(60.0, lambda _h: 1.5)
    assert state.outlasted
    assert 40.0 < hours(said[-1].ended_at_ms) < 50.0


def test_a_box_that_is_warm_or_that_nobody_reads_is_not_said_to_have_ice() -> None:
    """Unknown resolves nothing: only a reading of a cold box ends the spell."""
    for lid in (lambda h: 1.5 if h < 20.0 else None, lambda h: 1.5 if h < 35.0 else 12.0):
        state, said = run(60.0, lid, lambda _h: 25.0)
        assert not state.outlasted
        assert said[-1].ended_at_ms is None
        assert hours(said[-1].act_now_at_ms) < 32.0


def test_without_a_due_time_it_is_told_after_seven_tenths_of_the_early_edge() -> None:
    """Nobody said when the goods arrive: people hear while new ice can still be found."""
    _, said = run(30.0, lambda _h: 1.5, rule=msgspec.structs.replace(RULE, due_at_ms=None))
    assert 20.0 < hours(said[0].started_at_ms) < 21.5
