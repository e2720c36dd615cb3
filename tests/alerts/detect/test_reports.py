"""Reports that do not arrive: counted by a device's own pace, told when they are many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from alerts.alert import Spell
from alerts.cause import Cause, Fault
from alerts.detect.reports import ReportsRule, initial, step
from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE

_RULE = ReportsRule("room", "probe", 0.25)
_INTERVAL_MS = 10 * MS_PER_MINUTE


def _steady(days: float, jitter_ms: int = 20_000) -> list[int]:
    """Return when a device measures that does so every ten minutes, give or take."""
    chance = np.random.default_rng(7)
    count = int(days * MS_PER_DAY / _INTERVAL_MS)
    late_ms = chance.integers(0, jitter_ms, count).tolist()
    return [number * _INTERVAL_MS + 60_000 + late_ms[number] for number in range(count)]


def _without(instants: Sequence[int], share: float, from_d: float, until_d: float) -> list[int]:
    chance = np.random.default_rng(11)
    lost = [from_d <= at_ms / MS_PER_DAY < until_d and chance.random() < share for at_ms in instants]
    return [at_ms for at_ms, is_lost in zip(instants, lost, strict=True) if not is_lost]


def _found(instants: Sequence[int]) -> list[Spell]:
    state, spells = initial(_RULE), {}
    for at_ms in instants:
        for value in (1.0, 80.0):  # two quantities in one report
            state, found = step(_RULE, state, at_ms, value)
            spells.update({spell.started_at_ms: spell for spell in found})
    return list(spells.values())


@pytest.mark.parametrize("share", [0.0, 0.15])
def test_a_few_lost_reports_call_nobody(share: float) -> None:
    """A report in seven that is lost is what radio does."""
    assert _found(_without(_steady(4), share, 1.0, 4.0)) == []


def test_many_lost_reports_are_told_with_how_many_and_end_when_they_come_again() -> None:
    """Half of the reports from the second day on, for two days: told within a day, over within one."""
    (spell,) = _found(_without(_steady(6), 0.5, 1.0, 3.0))
    assert (spell.cause, spell.facts.fault, spell.facts.device) == (
        Cause.REPORTS_MISSING,
        Fault.LOSSY,
        "probe",
    )
    assert spell.raised_at_ms is not None
    assert 1.2 < spell.raised_at_ms / MS_PER_DAY < 1.8
    assert spell.ended_at_ms is not None
    assert 3.0 < spell.ended_at_ms / MS_PER_DAY < 4.0
    assert spell.facts.missing is not None
    assert spell.facts.expected is not None
    assert 0.1 < spell.facts.missing / spell.facts.expected < 0.6


def test_silence_is_no_missing_report() -> None:
    """Hours without a word are told by themselves; the reports beside them came."""
    instants = [at_ms for at_ms in _steady(3) if not 8 * MS_PER_HOUR < at_ms % MS_PER_DAY < 16 * MS_PER_HOUR]
    assert _found(instants) == []


def test_a_device_that_speaks_when_something_happens_has_no_pace() -> None:
    """A door, a button: whatever the pauses, nothing of it is missing."""
    chance = np.random.default_rng(3)
    at_ms, instants = 0, []
    while at_ms < 4 * MS_PER_DAY:
        at_ms += int(chance.integers(20, 1_500)) * 1_000
        instants.append(at_ms)
    assert _found(instants) == []


def test_a_setting_that_was_changed_is_no_loss() -> None:
    """Every ten minutes, then every twenty: the new pace is soon the usual one."""
    instants = [at_ms for at_ms in _steady(5) if at_ms < 2 * MS_PER_DAY or at_ms // _INTERVAL_MS % 2 == 0]
    assert _found(instants) == []
