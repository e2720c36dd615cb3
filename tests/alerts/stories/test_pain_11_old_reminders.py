"""Pain 11, reminders out of hours with an old reading: hours hold for them, and they say what is now."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alerts.alert import EventKind
from tests.alerts.notify.examples import at
from tests.alerts.stories.test_pain_10_nobody_answers import DUTY
from tests.alerts.stories.timeline import Timeline, path, silent

WATCH = path(("04:10", 1.0), ("04:20", 4.8), ("05:40", 4.8), ("05:50", 4.2))
"""Warm enough to be watched from 05:00 on; a little less so an hour later."""


@pytest.fixture(name="farm")
def _farm(tmp_path: Path) -> Iterator[Timeline]:
    """Return a farm with three people on duty, of whom Wei is not called from midnight to six for a watch."""
    farm = Timeline(tmp_path, DUTY)
    yield farm
    farm.parts.close()


def test_whoever_is_called_later_hears_the_value_of_that_hour(farm: Timeline) -> None:
    """Wei is called at six, when his quiet hours end: with what is read then, not with what was at five."""
    farm.plays("cold-air", "air_temperature_c", WATCH)
    farm.until(at("05:58"))
    assert "4.8C" in farm.phones["ana/phone"].notices[0].short
    assert farm.calls("wei/phone") == []
    farm.until(at("06:10"))
    (call,) = farm.phones["wei/phone"].notices
    assert call.kind is EventKind.CALLED
    assert at("06:00") <= call.created_at_ms <= at("06:02")
    assert "4.2C" in call.short


def test_a_reading_that_is_old_by_then_says_how_old_it_is(farm: Timeline) -> None:
    """Where nothing newer came, the call says when the value was read, and does not pass it off as now's."""
    farm.plays("cold-air", "air_temperature_c", silent(WATCH, "05:42", "07:00"))
    farm.until(at("06:04"))
    (call,) = [one for one in farm.phones["wei/phone"].notices if "4.8C" in one.short]
    assert "4.8C 20 min ago" in call.short, call.short
