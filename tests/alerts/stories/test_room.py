"""A room that shows by its air that its unit does not work as usual, long before a limit is passed."""

from __future__ import annotations

from alerts.alert import EventKind
from alerts.cause import Cause
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline


def air(fails_ms: int, per_h: float) -> Signal:
    """Return the air of a room whose unit rests for sixteen minutes and runs for four, until it fails."""

    def value(moment_ms: int) -> float:
        if moment_ms >= fails_ms:
            return 0.5 + per_h * (moment_ms - fails_ms) / MS_PER_HOUR
        since_min = (moment_ms - at("00:00")) / MS_PER_MINUTE % 20
        return 0.5 + 0.7 * (since_min / 16 if since_min < 16 else (20 - since_min) / 4)

    return value


def test_a_unit_that_does_not_start_is_one_alert_that_comes_before_the_limit(farm: Timeline) -> None:
    """Told while the air is in order, with when it will not be; passing the limit is no second alert."""
    room = air(at("05:00"), 2.4)
    farm.clock.set(at("05:00"))
    farm.backfill("cold-air", "air_temperature_c", room, at("00:00"), at("05:00"))
    farm.plays("cold-air", "air_temperature_c", room)
    farm.until(at("05:58"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("05:25"), at("05:50"))
    assert raised.short.startswith("WATCH Cold room 2: 2.")
    assert "Will pass 3.5C about 06:1" in raised.short
    farm.until(at("06:40"))
    assert [alert.cause for alert in farm.alerts()] == [Cause.TOO_WARM]
    assert len([notice for notice in farm.told() if notice.kind is EventKind.RAISED]) == 1
