"""Pain 8, late or batched data: in the wrong order, without their time, stale that looks fresh."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from alerts.alert import AlertState, EventKind
from alerts.cause import Cause
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.timeline import Timeline, path

DAY = path(("01:00", 1.0), ("01:20", 9.0), ("04:00", 9.0), ("04:30", 1.0), ("07:00", 1.0), ("07:20", 12.0))
"""A failure of three hours that was mended, and one that goes on."""
_HANDFUL_MS = 30 * MS_PER_MINUTE


def _found(farm: Timeline) -> list[tuple[object, ...]]:
    """Return what the ledger says of the room, without when that was told, and what was taken back."""
    return sorted(
        (one.cause, one.started_at_ms, one.ended_at_ms, one.severity, one.facts.peak, one.facts.life_lost_h)
        for one in farm.alerts()
        if one.state is not AlertState.WITHDRAWN
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_shuffled_doubled_and_late_ends_in_the_same_alerts(tmp_path: Path, seed: int) -> None:
    """Whether a morning is told as it happens or in handfuls that are mixed up, the ledger says the same."""
    folders = (tmp_path / "told", tmp_path / "mixed")
    for folder in folders:
        folder.mkdir()
    told, mixed = map(Timeline, folders)
    for farm in (told, mixed):
        farm.stores("L1", "cold-2", at("00:00"), 1.0)
    told.plays("cold-air", "air_temperature_c", DAY)
    told.until(at("10:00"))

    order = random.Random(seed)  # noqa: S311 - chance for a test, not for secrets
    begins = range(at("00:02"), at("10:00"), _HANDFUL_MS)
    handfuls = [*begins, *order.sample(begins, 5)]
    order.shuffle(handfuls)
    mixed.clock.set(at("10:00"))
    for start_ms in handfuls:
        mixed.backfill("cold-air", "air_temperature_c", DAY, start_ms, start_ms + _HANDFUL_MS)
        mixed.work()
    assert _found(mixed) == _found(told)
    assert len(_found(told)) == 2
    for farm in (told, mixed):
        farm.parts.close()


def test_a_message_says_how_old_its_reading_is(farm: Timeline) -> None:
    """What arrives late and still lasts is told with the time at which it was read, not as if it were new."""
    farm.plays("cold-air", "air_temperature_c", lambda _moment_ms: None)
    farm.until(at("04:00"))
    farm.backfill(
        "cold-air", "air_temperature_c", path(("01:00", 1.0), ("01:10", 9.0)), at("00:30"), at("03:50")
    )
    farm.until(at("04:02"))
    raised = farm.want(EventKind.RAISED, "Cold room 2", at("04:00"), at("04:02"))
    assert "9.0C 14 min ago" in raised.short
    assert "03:48" in raised.long


def test_a_present_that_arrives_before_its_past_wakes_nobody(farm: Timeline) -> None:
    """A gateway tells what is now, and then what was: a door that was open hours ago is over by then."""
    door = path(("01:00", 1.0), ("01:10", 9.0), ("02:30", 9.0), ("02:40", 1.0))

    def warm(moment_ms: int) -> float:
        return (door(moment_ms) or 0.0) + moment_ms // (2 * MS_PER_MINUTE) % 5 / 10

    farm.clock.set(at("08:58"))
    farm.backfill("cold-air", "air_temperature_c", warm, at("00:30"), at("02:20"))
    farm.plays("cold-air", "air_temperature_c", warm)
    farm.until(at("09:02"))
    farm.backfill("cold-air", "air_temperature_c", warm, at("02:20"), at("09:00"))
    farm.until(at("10:00"))
    farm.want_silence()
    assert [alert.state for alert in farm.alerts()] == [AlertState.RESOLVED]


def test_stale_never_looks_fresh(farm: Timeline) -> None:
    """A past that arrives when its end is four hours old does not make the room seen: it stays dark."""
    farm.plays("cold-air", "air_temperature_c", lambda moment: 1.0 if moment < at("00:30") else None)
    farm.until(at("06:00"))
    farm.backfill("cold-air", "air_temperature_c", lambda _moment: 1.0, at("00:32"), at("02:00"))
    farm.until(at("06:30"))
    dark = [alert for alert in farm.alerts() if alert.cause is Cause.SILENT and alert.ended_at_ms is None]
    assert len(dark) == 1, farm.heard()
    assert at("06:30") - dark[0].started_at_ms > 4 * MS_PER_HOUR
