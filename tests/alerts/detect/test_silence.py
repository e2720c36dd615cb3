"""Silence: how long is too long, what reveals it, and what does not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.detect import silence
from alerts.detect.silence import SilenceRule, SilenceState
from ingest.clock import MS_PER_MINUTE

RULE = SilenceRule("room", "probe", minimum_s=900, factor=4)


def run(minutes: Iterable[float]) -> tuple[SilenceState, list[Spell]]:
    """Return the state after readings at these minutes, and every spell on the way."""
    state = silence.initial(RULE)
    found: list[Spell] = []
    for minute in minutes:
        state, spells = silence.step(RULE, state, int(minute * MS_PER_MINUTE), 1.0)
        found.extend(spells)
    return state, found


def test_a_reading_after_a_gap_reveals_the_silence() -> None:
    """Where no timer saw it, the next reading tells of a silence that began with the one before."""
    _, (spell,) = run([*range(0, 60, 5), 100])
    assert (spell.cause, spell.started_at_ms) == (Cause.SILENT, 55 * MS_PER_MINUTE)
    assert spell.raised_at_ms == 75 * MS_PER_MINUTE
    assert spell.ended_at_ms == 100 * MS_PER_MINUTE
    assert spell.facts.interval_s == 300


def test_the_limit_follows_from_the_devices_own_interval() -> None:
    """A device that speaks every half hour may be silent for longer than one that speaks every minute."""
    quick, _ = run(range(10))
    slow, _ = run(range(0, 300, 30))
    assert silence.deadline_ms(RULE, quick) == (9 + 15) * MS_PER_MINUTE
    assert silence.deadline_ms(RULE, slow) == (270 + 120) * MS_PER_MINUTE


def test_a_timer_raises_it_and_the_next_reading_ends_it() -> None:
    """The silence is raised at its deadline, once, and ends when the device speaks."""
    state, _ = run(range(0, 60, 5))
    assert silence.tick(RULE, state, 74 * MS_PER_MINUTE) == (state, ())
    state, (raised,) = silence.tick(RULE, state, 300 * MS_PER_MINUTE)
    assert (raised.raised_at_ms, raised.ended_at_ms) == (75 * MS_PER_MINUTE, None)
    assert silence.deadline_ms(RULE, state) is None
    _, (ended,) = silence.step(RULE, state, 400 * MS_PER_MINUTE, 1.0)
    assert (ended.raised_at_ms, ended.ended_at_ms) == (75 * MS_PER_MINUTE, 400 * MS_PER_MINUTE)


def test_who_was_never_heard_cannot_fall_silent() -> None:
    """Before the first reading there is nothing to wait for."""
    state = silence.initial(RULE)
    assert silence.deadline_ms(RULE, state) is None
    assert silence.tick(RULE, state, 10_000 * MS_PER_MINUTE) == (state, ())


def test_a_device_that_was_set_to_speak_less_often_is_not_an_alarm_for_long() -> None:
    """After two long intervals the new rhythm is believed."""
    _, found = run([*range(10), *range(40, 400, 30)])
    assert len(found) == 2


def test_several_quantities_of_one_message_are_one_reading() -> None:
    """Values observed at the same moment tell the rhythm once."""
    once, _ = run([0, 5, 10])
    twice, _ = run([0, 0, 5, 5, 10, 10])
    assert once == twice


@pytest.mark.parametrize("gap", [10, 14.9])
def test_a_short_gap_is_no_silence(gap: float) -> None:
    """Less than the recipe's minimum never matters."""
    _, found = run([*range(10), 9 + gap])
    assert found == []
