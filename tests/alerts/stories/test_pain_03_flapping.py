"""Pain 3, flapping at the threshold: to and fro over a limit is one trouble with one end."""

from __future__ import annotations

from alerts.alert import AlertState, EventKind
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Signal, Timeline, path

LIMIT_C = 3.5
"""Of the air in a cold room, by its recipe; it is back 0.5 K below that, for 20 minutes."""


def _between(low_c: float, high_c: float, start: str, end: str) -> Signal:
    """Return air that changes every ten minutes, warm first, and is well before and afterwards."""

    def value_at(moment_ms: int) -> float:
        if not at(start) <= moment_ms < at(end):
            return 1.0
        return (high_c, low_c)[(moment_ms - at(start)) // (10 * MS_PER_MINUTE) % 2]

    return value_at


def test_going_to_and_fro_over_the_limit_is_told_once_and_ends_once(farm: Timeline) -> None:
    """Five hours a little over and a little under the limit: one message at the start, one at the end."""
    farm.plays("cold-air", "air_temperature_c", _between(LIMIT_C - 0.3, LIMIT_C + 0.3, "01:00", "06:00"))
    farm.until(at("08:00"))
    kinds = [notice.kind for notice in farm.told("Cold room 2")]
    assert kinds.count(EventKind.RAISED) == kinds.count(EventKind.RESOLVED) == 1, farm.heard()
    farm.want(EventKind.RESOLVED, "Cold room 2", at("06:18"), at("06:26"))
    assert len(farm.alerts()) == 1


def test_a_short_time_in_range_is_no_end(farm: Timeline) -> None:
    """Air that is well for ten minutes in every twenty is not well: an end takes the whole clearing time."""
    farm.plays("cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 8.0)))
    farm.until(at("02:10"))
    farm.plays("cold-air", "air_temperature_c", _between(1.0, 8.0, "02:10", "06:00"))
    farm.until(at("05:58"))
    assert [alert.state for alert in farm.alerts()] == [AlertState.OPEN]
    assert EventKind.RESOLVED not in {notice.kind for notice in farm.told()}, farm.heard()


def test_a_short_time_out_of_range_is_no_start(farm: Timeline) -> None:
    """Air that is too warm for ten minutes in every twenty of an hour has not been so for the whole dwell."""
    farm.plays("cold-air", "air_temperature_c", _between(1.0, 5.0, "01:00", "01:40"))
    farm.until(at("03:00"))
    farm.want_silence()
