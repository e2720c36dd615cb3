"""Schedules: limits by crop stage, by day and by night on the site's clock, and values judged in between."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.alert import Severity, Spell
from alerts.cause import Cause
from alerts.detect import limits
from alerts.detect.limits import LimitRule
from alerts.detect.schedule import EVER, Levels, Phase, Schedule, levels_at
from alerts.detect.skim import SKIMS
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

ZONE = "Europe/Madrid"
BLOOM = date(2026, 3, 29).toordinal() - date(1970, 1, 1).toordinal()
"""On this day Spain puts its clocks forward."""
REST = Levels(2.0, 30.0)
SCHEDULE = Schedule(
    ZONE,
    7 * MS_PER_HOUR,
    18 * MS_PER_HOUR,
    (Phase(EVER, REST, REST), Phase(BLOOM, Levels(2.0, 25.0), Levels(5.0, 20.0))),
)
RULE = LimitRule(
    place_id="bay",
    source="canopy/air_temperature_c",
    device="canopy",
    quantity="air_temperature_c",
    cause_high=Cause.TOO_WARM,
    cause_low=Cause.TOO_COLD,
    hysteresis=1.0,
    dwell_s=1_800,
    clear_s=1_800,
    act_now_after_s=7_200,
    schedule=SCHEDULE,
)


def at(text: str, fold: int = 0) -> int:
    """Return the instant of a reading of the wall clock in Madrid [ms]."""
    moment = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE), fold=fold)
    return int(moment.timestamp()) * 1_000


def run(*readings: tuple[str, float], until: str) -> list[tuple[Cause, str | None, str | None]]:
    """Return cause, raising and end of every spell, on the wall clock, after timers spoke *until* then."""
    state, found = limits.initial(RULE), dict[int, Spell]()
    for when, value in readings:
        state, spells = limits.step(RULE, state, at(when), value)
        found.update((spell.started_at_ms, spell) for spell in spells)
    _, spells = limits.tick(RULE, state, at(until))
    found.update((spell.started_at_ms, spell) for spell in spells)
    return [(one.cause, _wall(one.raised_at_ms), _wall(one.ended_at_ms)) for one in found.values()]


def _wall(at_ms: int | None) -> str | None:
    if at_ms is None:
        return None
    return datetime.fromtimestamp(at_ms / 1_000, ZoneInfo(ZONE)).strftime("%d %H:%M")


@pytest.mark.parametrize(
    ("when", "high"),
    [
        ("2026-03-28T23:59", 30.0),
        ("2026-03-29T00:00", 20.0),
        ("2026-03-29T06:59", 20.0),
        ("2026-03-29T07:00", 25.0),
        ("2026-03-29T17:59", 25.0),
        ("2026-03-29T18:00", 20.0),
        ("2026-10-25T06:59", 20.0),
        ("2026-10-25T07:00", 25.0),
    ],
)
def test_day_and_night_and_stages_go_by_the_sites_clock(when: str, high: float) -> None:
    """A stage begins at midnight of its date; day begins at seven on the wall, in summer as in winter."""
    assert levels_at(SCHEDULE, at(when)).high == high


def test_a_night_in_which_clocks_are_put_forward_is_an_hour_shorter() -> None:
    """From six in the evening to seven in the morning are twelve hours then, and fourteen in autumn."""
    spring = at("2026-03-29T07:00") - at("2026-03-28T18:00")
    autumn = at("2026-10-25T07:00") - at("2026-10-24T18:00")
    assert (spring, autumn) == (12 * MS_PER_HOUR, 14 * MS_PER_HOUR)
    for end in ("2026-03-29T07:00", "2026-10-25T07:00"):
        edges = [levels_at(SCHEDULE, at(end) + shift).high for shift in (-1, 0)]
        assert edges == [20.0, 25.0]


def test_a_value_is_judged_by_what_held_when_it_was_observed() -> None:
    """22 degrees are in order until six in the evening, and too warm from there on."""
    warm = [(f"2026-04-10T{hour:02}:{minute:02}", 22.0) for hour in (17, 18) for minute in (0, 20, 40)]
    assert run(*warm, until="2026-04-10T18:41") == [(Cause.TOO_WARM, "10 18:30", None)]


def test_a_value_that_holds_on_into_milder_limits_calls_nobody() -> None:
    """22 degrees ten minutes before the day begins are too warm for the night alone: no timer raises that."""
    before = ("2026-04-10T06:50", 22.0)
    assert run(before, until="2026-04-10T09:00") == [(Cause.TOO_WARM, None, None)]
    assert run(before, ("2026-04-10T07:10", 22.0), until="2026-04-10T09:00") == [
        (Cause.TOO_WARM, None, "10 07:10")
    ]
    assert run(before, ("2026-04-10T07:10", 26.0), until="2026-04-10T09:00") == [
        (Cause.TOO_WARM, "10 07:20", None)
    ]


def test_milder_limits_alone_end_nothing_that_was_raised() -> None:
    """Only a reading ends a spell, also when by other limits the last one would be in order."""
    night = [("2026-04-10T05:00", 22.0), ("2026-04-10T06:50", 22.0)]
    assert run(*night, until="2026-04-10T12:00") == [(Cause.TOO_WARM, "10 05:30", None)]


def test_a_night_that_lasts_longer_raises_what_a_day_before_it_did_not() -> None:
    """A sensor heard twice a day is raised when it is read beyond its limit again, not never."""
    seen = [("2026-04-10T06:50", 22.0), ("2026-04-10T18:30", 22.0)]
    assert run(*seen, until="2026-04-10T18:31") == [(Cause.TOO_WARM, "10 18:30", None)]


@settings(max_examples=50)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from([7, 25, 60, 200]), st.sampled_from([1.0, 4.0, 19.5, 22.0, 26.0, 31.0])),
        max_size=60,
    ),
    ticks=st.lists(st.integers(0, 6_000), max_size=20),
)
def test_a_series_across_a_schedule_is_the_same_however_it_is_replayed(
    steps: list[tuple[int, float]], ticks: list[int]
) -> None:
    """Put away between any two readings, and with timers at any minute, it ends in the same spells."""
    start_ms = at("2026-03-28T12:00")

    def fold(instants: list[int], *, put_away: bool) -> list[Spell]:
        state, found, at_ms = limits.initial(RULE), dict[tuple[int, Cause], Spell](), start_ms
        waiting = sorted(start_ms + minute * MS_PER_MINUTE for minute in instants)
        for pause, value in steps:
            at_ms += pause * MS_PER_MINUTE
            while waiting and waiting[0] < at_ms:
                state, spells = limits.tick(RULE, state, waiting.pop(0))
                found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
            if put_away:
                state = msgspec.json.decode(msgspec.json.encode(state), type=limits.LimitState)
            state, spells = limits.step(RULE, state, at_ms, value)
            found.update({(spell.started_at_ms, spell.cause): spell for spell in spells})
        return list(found.values())

    assert fold(ticks, put_away=True) == fold([], put_away=False)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 400 * 24 * 4), st.sampled_from([1.0, 4.0, 22.0, 26.0])), max_size=30)
)
def test_many_values_at_once_are_judged_as_one_by_one(told: list[tuple[int, float]]) -> None:
    """What a replay skims by is what the detector says of each value."""
    at_ms = np.array([at("2026-01-01T00:00") + quarter * 15 * MS_PER_MINUTE for quarter, _ in told], np.int64)
    values = np.array([value for _, value in told], np.float64)
    singly = []
    for instant, value in zip(at_ms.tolist(), values.tolist(), strict=True):
        levels = levels_at(SCHEDULE, instant)
        assert levels.low is not None
        assert levels.high is not None
        singly.append(not levels.low <= value <= levels.high)
    assert SKIMS["limits"].over(RULE, at_ms, values).loud.tolist() == singly


CRITICAL = msgspec.structs.replace(RULE, schedule=None, high=4.0, critical_high=9.0, critical_dwell_s=600)


def _severity(*readings: tuple[int, float]) -> tuple[Severity, float | None, float | None]:
    state, newest = limits.initial(CRITICAL), None
    for minute, value in readings:
        state, spells = limits.step(CRITICAL, state, minute * MS_PER_MINUTE, value)
        newest = spells[-1] if spells else newest
    assert newest is not None
    instants = (newest.raised_at_ms, newest.act_now_at_ms)
    raised, severe = (None if one is None else one / MS_PER_MINUTE for one in instants)
    return newest.severity, raised, severe


def test_beyond_a_critical_limit_it_is_severe_after_a_dwell_of_its_own() -> None:
    """It need not have lasted as long as a warning; a brief visit beyond, or less than that, is none."""
    assert _severity((0, 5.0), (5, 9.5), (10, 9.5), (16, 9.5)) == (Severity.ACT_NOW, 15, 15)
    assert _severity((0, 5.0), (5, 9.5), (12, 7.5), (29, 7.5)) == (Severity.WATCH, None, None)
    assert _severity((0, 5.0), (5, 9.5), (12, 8.5), (16, 8.5)) == (Severity.ACT_NOW, 15, 15)
    assert _severity((0, 5.0), (40, 5.0), (50, 9.5), (61, 9.5)) == (Severity.ACT_NOW, 30, 60)
