"""Clocks that are wrong: when that is told, what is said of them, and whose they are."""

from __future__ import annotations

from alerts.alert import Spell
from alerts.cause import Fault
from alerts.clock_watches import clock_watches, gateway_clock_watches
from alerts.detect import clock
from ingest.clock import MS_PER_MINUTE
from ingest.place import Installation
from ingest.quantity import CLOCK_ERROR
from tests.alerts.rig import RECIPES, START_MS

RULE = clock.ClockRule("room", "probe", "", off_s=300.0, lasts_s=1_800.0)
ROOM = RECIPES["cold_room"].clock


def _found(*told: tuple[int, float]) -> list[Spell]:
    """Return every word of a clock of which (minute, error [s]) is told."""
    state, found = clock.initial(RULE), list[Spell]()
    for minute, error_s in told:
        state, spells = clock.step(RULE, state, START_MS + minute * MS_PER_MINUTE, error_s)
        found.extend(spells)
    return found


def _minute(instant_ms: int | None) -> float | None:
    return None if instant_ms is None else (instant_ms - START_MS) / MS_PER_MINUTE


def test_a_clock_is_told_when_it_is_wrong_for_half_an_hour_and_over_when_right_for_as_long() -> None:
    """It began when it was first wrong, and ended when it was first right, however often that flickered."""
    spells = _found((0, 900), (10, 900), (20, 2), (25, 900), (35, 900), (60, 1), (70, 1), (90, 1))
    assert [_minute(spell.raised_at_ms) for spell in spells] == [35, 35]
    assert [_minute(spell.started_at_ms) for spell in spells] == [0, 0]
    assert [_minute(spell.ended_at_ms) for spell in spells] == [None, 60]


def test_a_clock_that_is_set_in_time_or_off_by_little_is_never_told() -> None:
    """A start takes minutes; and what the place allows is no error."""
    assert _found((0, 900), (10, 900), (20, 0), (60, 0), (100, 900)) == []
    assert _found((0, 299), (60, -299), (600, 300)) == []


def test_what_is_wrong_with_a_clock_follows_from_what_it_shows() -> None:
    """One that shows 1970 was never set, whatever its error is; another one is ahead or behind."""
    never = -START_MS / 1_000 + 7
    for error_s, fault in ((never, Fault.CLOCK_UNSET), (900, Fault.CLOCK_AHEAD), (-900, Fault.CLOCK_BEHIND)):
        (spell,) = _found((0, error_s), (30, error_s))
        assert (spell.facts.fault, spell.facts.value) == (fault, error_s)


def test_only_clocks_that_were_ever_wrong_are_watched_each_by_its_owner() -> None:
    """A probe goes by the clock of its device; a gateway that is a device itself is watched as that."""
    assert ROOM is not None
    hanging = [Installation("probe~2", "room", "core", 0), Installation("plug", "room", "", 0, 9)]
    heard = {"probe": {CLOCK_ERROR}, "plug": {CLOCK_ERROR, "air_temperature_c"}}
    assert list(clock_watches(ROOM, hanging, {})) == []
    watches = list(clock_watches(ROOM, hanging, heard))
    assert [(one.device, one.key.split("/")[2], one.end_ms) for one in watches] == [
        ("probe", "probe~2", None),
        ("plug", "plug", 9),
    ]
    recipes = {"room": RECIPES["cold_room"]}
    assert list(gateway_clock_watches("plug", hanging, recipes, heard)) == []
    (gateway,) = gateway_clock_watches("gw", hanging, recipes, {"gw": {CLOCK_ERROR}})
    assert (gateway.device, gateway.place_id, gateway.end_ms) == ("gw", "room", None)
